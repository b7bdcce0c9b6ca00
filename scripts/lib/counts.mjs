// Reads how many tests passed and failed out of what the test tools report. A tool that ends badly without a failed
// test, or that ran nothing at all, counts as one failure: silence must never look like success.

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped tests that were there and did not run
 */

/**
 * A suite that could not even be loaded has no tests of its own; it counts as one failure.
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: unknown[] }[] }} report of Vitest's JSON reporter
 * @returns {Counts}
 */
export function vitestCounts(report) {
  const unloaded = report.testResults.filter((s) => s.status === 'failed' && s.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * A flaky test is a failed one.
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] }} report
 *   of Playwright's JSON reporter
 * @returns {Counts}
 */
export function playwrightCounts({ stats, errors }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

/**
 * @param {{ results: { agrees: boolean }[] }} report of `conformance --json`
 * @returns {Counts}
 */
export function conformanceCounts({ results }) {
  const passed = results.filter(({ agrees }) => agrees === true).length;
  return { passed, failed: results.length - passed, skipped: 0 };
}

/**
 * @param {import('../structure/check.mjs').Check[]} report of `structure --json`
 * @returns {Counts}
 */
export function structureCounts(report) {
  const failed = report.filter(({ problems }) => problems.length > 0).length;
  return { passed: report.length - failed, failed, skipped: 0 };
}

/**
 * Makes the counts fit the way the tool ended.
 * @param {Counts} counts
 * @param {number} code exit code of the tool
 * @returns {Counts}
 */
export function honest(counts, code) {
  const silent = counts.failed === 0 && (code !== 0 || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}
