/**
 * `npm run --silent conformance -- [--json] [folder or file ...]`: replays recordings of real kernels on the model and
 * says where they differ. Without a name it takes the recordings that the project keeps.
 *
 * Exit code: 0 when all agree (and there is at least one), 1 when not, 2 when the command line makes no sense.
 */
import { fileURLToPath } from 'node:url';
import { checkTrace } from './check-trace.ts';
import { tracesAt, UnknownPath } from './find-traces.ts';
import { assumptionLines, totals, totalsLine, traceLine } from './report.ts';

const USAGE = `usage: npm run --silent conformance -- [--json] [folder or file ...]

Replays recorded runs of real kernels (hotplug-trace/1) and compares every step.
Without a name: static/traces.

  --json   one JSON object instead of lines`;

const DEFAULT_FOLDER = fileURLToPath(new URL('../static/traces', import.meta.url));

/** Runs the command with these words; gives its exit code. */
export function conformance(words: readonly string[]): number {
  try {
    return main(words);
  } catch (error) {
    if (!(error instanceof UnknownPath)) throw error;
    console.error(`conformance: ${error.message}`);
    return 2;
  }
}

function main(words: readonly string[]): number {
  if (words.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const unknown = words.find((word) => word.startsWith('-') && word !== '--json');
  if (unknown !== undefined) {
    console.error(`conformance: unknown option ${unknown}\n${USAGE}`);
    return 2;
  }
  const paths = words.filter((word) => word !== '--json');
  return report(paths.length === 0 ? [DEFAULT_FOLDER] : paths, words.includes('--json'));
}

function report(paths: readonly string[], asJson: boolean): number {
  const files = paths.flatMap(tracesAt);
  const results = files.map((file) => {
    const result = checkTrace(file);
    if (!asJson) console.log(traceLine(result));
    return result;
  });
  const all = totals(results);
  if (asJson) console.log(JSON.stringify({ ...all, results }));
  else console.log([...assumptionLines(results), totalsLine(all)].join('\n'));
  return all.traces > 0 && all.agree === all.traces ? 0 : 1;
}

if (import.meta.main) process.exitCode = conformance(process.argv.slice(2));
