// The stages of `npm test`, in the order in which they run: what is cheap to find comes first.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conformanceCounts, honest, playwrightCounts, structureCounts, vitestCounts } from './counts.mjs';
import { freePort, parsePort } from './port.mjs';
import { run } from './run.mjs';
import { build, isBuilt } from './setup.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */
/** @typedef {Counts & { output: string }} StageResult output is worth showing only when something failed */

const NOTHING = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/**
 * A tool that is one check as a whole.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<StageResult>}
 */
async function check(command, args) {
  const { code, output } = await run(command, args);
  return { ...honest({ ...NOTHING, passed: code === 0 ? 1 : 0 }, code), output: code === 0 ? '' : output };
}

/**
 * A tool that runs many tests and reports them as JSON.
 * @param {import('./run.mjs').Finished} finished
 * @param {() => string} json the report; may throw when there is none
 * @param {(report: any) => Counts} count
 * @returns {StageResult}
 */
function counted({ code, output }, json, count) {
  try {
    return { ...honest(count(JSON.parse(json())), code), output };
  } catch (error) {
    return { ...NOTHING, failed: 1, output: `${output}\nno usable report: ${String(error)}\n` };
  }
}

/** @param {readonly StageResult[]} results */
const sum = (results) =>
  results.reduce((a, b) => ({
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    output: a.output + b.output,
  }));

/**
 * Gives `use` the name of a file for a report that is gone afterwards.
 * @template T
 * @param {(file: string) => Promise<T>} use
 */
async function withReportFile(use) {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  try {
    return await use(join(folder, 'report.json'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function types() {
  const sync = await run('svelte-kit', ['sync']);
  if (sync.code !== 0) return { ...NOTHING, failed: 1, output: sync.output };
  return sum([
    await check('svelte-check', ['--fail-on-warnings', '--output', 'human']),
    await check('tsc', ['--project', 'src/lib/hotplug']),
    await check('tsc', ['--project', 'src/service-worker', '--noEmit']),
  ]);
}

async function lint() {
  return sum([
    await check('prettier', ['--check', '--log-level', 'warn', '.']),
    await check('eslint', ['--max-warnings', '0', '.']),
  ]);
}

async function structure() {
  const finished = await run('node', ['scripts/structure.mjs', '--json']);
  const result = counted(finished, () => finished.stdout, structureCounts);
  return result.failed === 0
    ? result
    : { ...result, output: (await run('node', ['scripts/structure.mjs'])).output };
}

const unit = () =>
  withReportFile(async (file) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const finished = await run('vitest', ['run', ...reporters]);
    return counted(finished, () => readFileSync(file, 'utf8'), vitestCounts);
  });

async function conformance() {
  const finished = await run('node', ['conformance/cli.ts', '--json']);
  const result = counted(finished, () => finished.stdout, conformanceCounts);
  return result.failed === 0
    ? result
    : { ...result, output: (await run('node', ['conformance/cli.ts'])).output };
}

async function buildStage() {
  const { code, output } = await build();
  return { ...NOTHING, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
}

const browser = () =>
  withReportFile(async (file) => {
    if (!isBuilt()) {
      const { code, output } = await build();
      if (code !== 0) return { ...NOTHING, failed: 1, output };
    }
    const port = await freePort(parsePort(undefined));
    const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, E2E_PORT: String(port) };
    const finished = await run('playwright', ['test', '--reporter=list,json'], { env });
    return counted(finished, () => readFileSync(file, 'utf8'), playwrightCounts);
  });

/**
 * @typedef {object} Stage
 * @property {string} name what `npm test -- NAME` calls it
 * @property {() => Promise<StageResult>} start
 * @property {boolean} [needsBrowser]
 */

/** @type {readonly Stage[]} */
export const STAGES = [
  { name: 'types', start: types },
  { name: 'lint', start: lint },
  { name: 'structure', start: structure },
  { name: 'unit', start: unit, needsBrowser: true },
  { name: 'conformance', start: conformance },
  { name: 'build', start: buildStage },
  { name: 'browser', start: browser, needsBrowser: true },
];
