/**
 * A recorded run as a machine: what its kernel showed after the last step.
 */
import { RecordedSnapshot } from '../recorded-snapshot.ts';
import type { Trace } from '../trace-format.ts';
import { variantOfTrace } from '../variant-of-trace.ts';
import type { Piece } from './facts.ts';
import { readFiles } from './read-files.ts';
import { readLog } from './read-log.ts';
import { Source } from './reading.ts';

/** The pieces of the state that a recorded kernel was in at the end. */
export function finalFiles(trace: Trace, file: string | null): Piece[] {
  const snapshot = new RecordedSnapshot(trace.boot);
  for (const { after } of trace.steps) snapshot.merge(after);
  const source = new Source([], file);
  const { kernel, machine } = trace;
  const pieces = readFiles(snapshot.files, source, true);
  const variant = variantOfTrace(trace);
  const log = readLog(new Source(trace.bootLog, file), 0);
  const facts = {
    release: kernel.release,
    cmdline: kernel.cmdline,
    arch: kernel.arch,
    pageSizeBytes: machine.pageSize,
    ...(variant.ok ? { variant: variant.value } : {}),
  };
  const about: Piece = { form: 'recorded run', file, lines: null, facts, notes: [] };
  const inherited = pieces.map((piece): Piece => ({ ...piece, lines: null }));
  return [about, ...inherited, ...(log?.pieces ?? []).map((piece) => ({ ...piece, lines: null }))];
}
