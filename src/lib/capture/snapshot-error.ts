/**
 * Errors about the files of a boot snapshot: the recording is well formed, but no machine can be derived from it.
 */
import type { TraceError } from './trace-error.ts';

/** Thrown inside this folder while a machine is derived; `bootFromSnapshot` turns it into a value. */
export class UnusableSnapshot extends Error {
  readonly problem: TraceError;

  constructor(file: string, what: string, why: string) {
    super(what);
    this.problem = {
      what,
      path: `boot.files[${JSON.stringify(file.slice(0, 100))}]`,
      step: null,
      why,
      remedy: 'take the snapshot again, before the first operation on a freshly booted machine',
    };
  }
}
