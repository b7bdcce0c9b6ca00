// `npm test`: sets up what is missing, runs every stage and counts. `npm test -- unit lint` runs those stages only.
// The last line is always `N passed, M failed`; the exit code is 0 only when M is 0.
import './lib/require-node.mjs';
import { stripVTControlCharacters } from 'node:util';
import { COLOUR } from './lib/run.mjs';
import { ensureBrowser, ensureInstalled } from './lib/setup.mjs';
import { STAGES } from './lib/stages.mjs';

/** @typedef {import('./lib/stages.mjs').Stage} Stage */
/** @typedef {import('./lib/stages.mjs').StageResult} StageResult */

/**
 * @param {readonly string[]} names
 * @returns {readonly Stage[]} all when none is named
 * @throws {Error} naming a stage that does not exist
 */
function chosenStages(names) {
  const unknown = names.find((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    throw new Error(
      `There is no stage "${unknown}"; there are ${STAGES.map(({ name }) => name).join(', ')}.`,
    );
  }
  return names.length === 0 ? STAGES : STAGES.filter(({ name }) => names.includes(name));
}

/** @param {number} since as given by performance.now() */
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Some tools colour what they print even into a pipe.
 * @param {string} output
 */
const plain = (output) => (COLOUR ? output : stripVTControlCharacters(output));

/**
 * Runs one stage and prints its line, below the output of a failed one.
 * @param {Stage} stage
 * @returns {Promise<{ passed: number, failed: number }>}
 */
async function runStage({ name, start }) {
  const begun = performance.now();
  const result = await start().catch(
    /** @returns {StageResult} */ (error) => ({
      passed: 0,
      failed: 1,
      skipped: 0,
      output: String(error?.stack ?? error),
    }),
  );
  const { passed, failed, skipped, output } = result;
  if (failed > 0) console.log(`\n${plain(output.trimEnd())}\n`);
  const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])];
  console.log(`${name.padEnd(12)} ${counts.join(', ').padEnd(34)} ${seconds(begun).padStart(8)}`);
  return result;
}

async function test() {
  const begun = performance.now();
  const total = { passed: 0, failed: 0 };
  try {
    const stages = chosenStages(process.argv.slice(2));
    await ensureInstalled(console.log);
    if (stages.some(({ needsBrowser }) => needsBrowser)) await ensureBrowser();
    console.log(`${'set-up'.padEnd(12)} ${''.padEnd(34)} ${seconds(begun).padStart(8)}`);
    for (const stage of stages) {
      const { passed, failed } = await runStage(stage);
      total.passed += passed;
      total.failed += failed;
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    total.failed += 1;
  }
  if (total.passed + total.failed === 0) total.failed = 1;
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0) process.exitCode = 1;
}

void test();
