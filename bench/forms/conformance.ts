/**
 * Replaying and comparing all recorded runs of the project, reading the files included.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseTrace } from '#lib/capture/parse-trace.ts';
import { startReplay } from '#lib/capture/replay.ts';
import { report } from './report.ts';

const folder = new URL('../../static/traces/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'index.json');

let steps = 0;
const begun = performance.now();
for (const file of files) {
  const trace = parseTrace(readFileSync(new URL(file, folder), 'utf8'));
  if (!trace.ok) throw new Error(`${file} is not a recording`);
  const replay = startReplay(trace.value);
  if (!replay.ok) throw new Error(`${file} cannot be replayed`);
  while (replay.value.next() !== null) steps++;
}
report({ ms: performance.now() - begun, traces: files.length, steps });
