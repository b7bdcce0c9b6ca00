/**
 * The page's side of reading a machine: starts the worker, hears how far it is, keeps its report. Nothing leaves the page.
 */
import type { BringReport, GivenContent } from '#lib/scenario/bring-files.ts';
import workerUrl from '#lib/scenario/worker/bring.worker.ts?worker&url';
import type { BringAnswer, BringRequest } from '#lib/scenario/worker/bring-protocol.ts';
import { trustedScript } from './trusted-script.ts';

export class MachineImport {
  #worker: Worker | null = null;
  #progress = $state.raw<string | null>(null);
  #report = $state.raw<BringReport | null>(null);
  #trouble = $state.raw<string | null>(null);

  /** What is being done; null when nothing is. */
  get progress(): string | null {
    return this.#progress;
  }

  get report(): BringReport | null {
    return this.#report;
  }

  /** Why there is no report although one was wanted. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Reads what is given as one machine; what was under way before is dropped. */
  read(given: readonly GivenContent[]): void {
    this.drop();
    this.#progress = 'Reading';
    const worker = new Worker(trustedScript(workerUrl), { type: 'module' });
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<BringAnswer>) => {
      if (data.kind === 'progress') {
        this.#progress = data.what;
        return;
      }
      this.drop();
      this.#report = data.report;
    };
    worker.onerror = ({ message }) => {
      this.drop();
      this.#trouble = message === '' ? 'The browser could not start the reader.' : message;
    };
    const request: BringRequest = { given };
    worker.postMessage(request);
  }

  /** Ends what is under way, and forgets the report. */
  drop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#progress = null;
    this.#report = null;
    this.#trouble = null;
  }
}
