/**
 * Replays one recording to its end or to the first difference, whatever state the file is in.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Difference } from '#lib/capture/compare.ts';
import { readRecording } from '#lib/capture/read-recording.ts';
import { startReplay } from '#lib/capture/replay.ts';
import { traceErrorText } from '#lib/capture/trace-error.ts';
import type { Assumption } from '#lib/capture/assumptions.ts';

/** What came of one recording; `--json` prints it as it is. */
export interface TraceResult {
  readonly name: string;
  readonly file: string;
  readonly agrees: boolean;
  readonly steps: number;
  /** Steps up to the first difference; those after it count as not agreeing. */
  readonly stepsAgree: number;
  /** Step 0 is the boot snapshot. */
  readonly firstDifference: (Difference & { readonly step: number }) | null;
  readonly assumptions: readonly Assumption[];
  /** Recorded log lines that the model does not speak of. */
  readonly unknownLines: number;
  /** Why there is nothing to compare, or the model's failure. */
  readonly error: string | null;
}

/** Checks a recording. Never throws: a file that cannot be read or replayed is a result too. */
export function checkTrace(file: string): TraceResult {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return failed(file, `the file cannot be read: ${message(error)}`);
  }
  return checkText(file, text);
}

/** The same for a text that is at hand; `start` boots the model and may be replaced to see it fail. */
export function checkText(file: string, text: string, start = startReplay): TraceResult {
  const parsed = readRecording(text);
  if (!parsed.ok) return failed(file, traceErrorText(parsed.error));
  const trace = parsed.value;
  const result = { name: trace.name, file, steps: trace.steps.length };
  const count = { stepsAgree: 0, unknownLines: 0 };
  try {
    const started = start(trace);
    if (!started.ok) return { ...failed(file, traceErrorText(started.error)), ...result };
    const replay = started.value;
    const { assumptions } = replay;
    for (let report = replay.boot(); ;) {
      count.unknownLines += report.unknownLines;
      const first = report.differences[0];
      if (first !== undefined) {
        const firstDifference = { step: report.n, ...first };
        return { ...result, ...count, agrees: false, firstDifference, assumptions, error: null };
      }
      count.stepsAgree = report.n;
      const next = replay.next();
      if (next === null) break;
      report = next;
    }
    return { ...result, ...count, agrees: true, firstDifference: null, assumptions, error: null };
  } catch (error) {
    // Only a bug of the model throws; the other recordings are still worth checking.
    return {
      ...failed(file, `step ${count.stepsAgree + 1}: the model failed: ${message(error)}`),
      ...result,
      ...count,
    };
  }
}

function failed(file: string, error: string): TraceResult {
  const name = basename(file, '.json');
  return {
    name,
    file,
    agrees: false,
    steps: 0,
    stepsAgree: 0,
    firstDifference: null,
    assumptions: [],
    unknownLines: 0,
    error,
  };
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
