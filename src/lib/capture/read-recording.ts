/**
 * A recorded run in either form: hotplug-trace/1, or what a stand-alone test printed.
 */
import { parseTrace } from './parse-trace.ts';
import { recordingText } from './record/recording.ts';
import type { Result } from './result.ts';
import { readRun } from './stand-alone/read-run.ts';
import { isRunText } from './stand-alone/run-format.ts';
import type { TraceError } from './trace-error.ts';
import type { Trace } from './trace-format.ts';

/** Reads a recording. Never throws; everything that is wrong with the text is an error value. */
export function readRecording(text: string): Result<Trace, TraceError> {
  if (!isRunText(text)) return parseTrace(text);
  const run = readRun(text);
  return run.ok ? parseTrace(recordingText(run.value)) : run;
}
