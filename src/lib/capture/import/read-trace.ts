/**
 * A recorded run as a machine: what its kernel showed after the last step.
 */
import { readRecording } from '../read-recording.ts';
import { RecordedSnapshot } from '../recorded-snapshot.ts';
import { RUN_FORMAT_LINE } from '../stand-alone/run-format.ts';
import { traceErrorText } from '../trace-error.ts';
import type { Trace } from '../trace-format.ts';
import { variantOfTrace } from '../variant-of-trace.ts';
import type { Piece } from './facts.ts';
import { readFiles } from './read-files.ts';
import { readLog } from './read-log.ts';
import { Source, type Reader } from './reading.ts';

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

/** What a stand-alone test printed, from its first line to its last. */
export const readRunText: Reader = (source, at) => {
  if (source.line(at) !== RUN_FORMAT_LINE) return null;
  const end = source.lines.indexOf('end', at);
  const next = end < 0 ? source.lines.length : end + 1;
  const trace = readRecording(source.lines.slice(at, next).join('\n'));
  if (trace.ok) return { next, pieces: finalFiles(trace.value, source.file) };
  source.problem(at, 'the result of an exported test', 'nothing of it', traceErrorText(trace.error));
  return { next, pieces: [] };
};
