/**
 * `npm run conformance:record -- [options] SCENARIO...`: records what a stock kernel in a virtual machine does.
 *
 * Exit code: 0 when all were recorded, 1 when not, 2 when the command line makes no sense.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { success, type Result } from '#lib/capture/result.ts';
import { chooseAccelerator } from './accelerator.ts';
import { bootFiles } from './kernel-package.ts';
import { record } from './recorder.ts';
import {
  firstDifference,
  recordingText,
  type RecordedStep,
  type Recording,
} from '#lib/capture/record/recording.ts';
import { readScenario } from './scenario-file.ts';
import type { Scenario } from './scenario.ts';
import { UnluckyBoot, type Accelerator, type BootFiles } from './virtual-machine.ts';
import { readWalk, WALK_KINDS } from './walk.ts';

const USAGE = `usage: npm run conformance:record -- [options] SCENARIO...

Runs scenarios on a stock Debian kernel in QEMU and writes what it answered (hotplug-trace/1).

SCENARIO is a JSON file, the name of one in conformance/record/scenarios, a recording (which is recorded anew),
or walk:KIND:SEED, a random walk. KIND: ${WALK_KINDS.join(', ')}.

  --out FOLDER   where recordings go; default: recordings
  --once         do not record a second time to see whether it comes out the same
  --verbose      print every step`;

const SCENARIOS = fileURLToPath(new URL('scenarios/', import.meta.url));
/** A boot that differs from the others for no reason of ours is tried again. */
const MOST_BOOTS = 8;
/** Two equal recordings out of at most so many. */
const MOST_RECORDINGS = 4;

interface Options {
  readonly out: string;
  readonly once: boolean;
  readonly verbose: boolean;
}

function scenarioOf(word: string): Result<Scenario, string> {
  if (word.startsWith('walk:')) return readWalk(word);
  const file = /[/.]/.test(word) ? word : join(SCENARIOS, `${word}.json`);
  try {
    return readScenario(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      return { ok: false, error: `${file}: ${String(error.code)}` };
    throw error;
  }
}

async function recordOnce(
  scenario: Scenario,
  files: BootFiles,
  accelerator: Accelerator,
  verbose: boolean,
): Promise<Recording> {
  const tell = (step: RecordedStep): void => {
    if (verbose) console.log(`  ${step.n} ${JSON.stringify(step.op)} => ${step.rc} ${step.errno ?? ''}`);
  };
  for (let boots = 1; ; boots++) {
    try {
      return await record(scenario, files, accelerator, tell);
    } catch (error) {
      if (!(error instanceof UnluckyBoot) || boots === MOST_BOOTS) throw error;
    }
  }
}

/** The first recording that another one equals; the difference when there is none. */
async function recordRepeatably(
  scenario: Scenario,
  accelerator: Accelerator,
  { once, verbose }: Options,
): Promise<Result<Recording, string>> {
  const files = bootFiles(scenario.programs);
  const recordings = [await recordOnce(scenario, files, accelerator, verbose)];
  let difference: string | null = null;
  while (!once && recordings.length < MOST_RECORDINGS) {
    const again = await recordOnce(scenario, files, accelerator, false);
    for (const earlier of recordings) {
      difference = firstDifference(earlier, again);
      if (difference === null) return success(again);
    }
    recordings.push(again);
  }
  return difference === null
    ? success(recordings[0]!)
    : { ok: false, error: `no two recordings agree: ${difference}` };
}

async function recordAll(words: readonly string[], options: Options): Promise<number> {
  const accelerator = await chooseAccelerator();
  mkdirSync(options.out, { recursive: true });
  let failed = 0;
  for (const word of words) {
    const scenario = scenarioOf(word);
    const result = scenario.ok
      ? await recordRepeatably(scenario.value, accelerator, options).catch(
          (error: unknown): Result<Recording, string> => ({
            ok: false,
            error: error instanceof Error ? error.message : String(error),
          }),
        )
      : scenario;
    if (result.ok) {
      const path = join(options.out, `${result.value.name}.json`);
      writeFileSync(path, recordingText(result.value));
      console.log(`recorded ${basename(path)} (${result.value.steps.length} steps)`);
    } else {
      failed++;
      console.error(`failed   ${word}: ${result.error}`);
    }
  }
  return failed === 0 ? 0 : 1;
}

async function main(words: readonly string[]): Promise<number> {
  const at = words.indexOf('--out');
  const out = at < 0 ? 'recordings' : words[at + 1];
  const rest = at < 0 ? words : [...words.slice(0, at), ...words.slice(at + 2)];
  const unknown = rest.find(
    (word) => word.startsWith('-') && !['--once', '--verbose', '--help'].includes(word),
  );
  const scenarios = rest.filter((word) => !word.startsWith('-'));
  if (rest.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  if (unknown !== undefined || out === undefined || scenarios.length === 0) {
    console.error(
      `conformance:record: ${unknown === undefined ? 'name a scenario' : `unknown option ${unknown}`}\n${USAGE}`,
    );
    return 2;
  }
  return recordAll(scenarios, { out, once: rest.includes('--once'), verbose: rest.includes('--verbose') });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

process.exitCode = await main(process.argv.slice(2));
