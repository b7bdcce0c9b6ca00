/**
 * The list of the kept recordings, from which the page offers them without loading them all.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseTrace } from '#lib/capture/parse-trace.ts';
import { traceErrorText } from '#lib/capture/trace-error.ts';
import type { TraceIndexEntry } from '#lib/capture/trace-index.ts';
import { tracesAt } from './find-traces.ts';

/** One entry for each recording of a folder, as text of the index file. Throws on a recording that is not valid. */
export function traceIndexText(folder: string): string {
  const entries = tracesAt(folder).map((file): TraceIndexEntry => {
    const parsed = parseTrace(readFileSync(file, 'utf8'));
    if (!parsed.ok) throw new Error(`${file}: ${traceErrorText(parsed.error)}`);
    const { name, title, about, kernel, steps } = parsed.value;
    const { variant, release } = kernel;
    return { file: basename(file), name, title, about, variant, release, steps: steps.length };
  });
  return `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`;
}
