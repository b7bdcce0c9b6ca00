// The last line of `npm test` stands on these functions: nothing that went wrong may be lost on the way to it.
import { describe, expect, it } from 'vitest';
import { conformanceCounts, honest, playwrightCounts, structureCounts, vitestCounts } from './counts.mjs';

describe('counts', () => {
  const vitest = {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [],
  };

  it('of Vitest keep passed, failed and skipped tests apart', () => {
    expect(vitestCounts(vitest)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });

  it('of Vitest hold one failure for a file that could not be loaded', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'passed', assertionResults: [{}] },
    ];
    expect(vitestCounts({ ...vitest, testResults }).failed).toBe(2);
  });

  it('of Playwright hold a flaky test and an error outside of tests as failures', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(playwrightCounts({ stats, errors: [{}] })).toEqual({ passed: 4, failed: 3, skipped: 2 });
  });

  it('of conformance are one per trace', () => {
    const results = [{ agrees: true }, { agrees: false }, { agrees: true }];
    expect(conformanceCounts({ results })).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  it('of structure are one per rule, however many places break it', () => {
    const report = [
      { name: 'a', problems: [] },
      { name: 'b', problems: ['x', 'y'] },
    ];
    expect(structureCounts(report)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });
});

describe('honest counts', () => {
  it('turn a bad end without a failed test into a failure', () => {
    expect(honest({ passed: 9, failed: 0, skipped: 0 }, 1)).toEqual({ passed: 9, failed: 1, skipped: 0 });
  });

  it('turn a run without any test into a failure', () => {
    expect(honest({ passed: 0, failed: 0, skipped: 3 }, 0)).toEqual({ passed: 0, failed: 1, skipped: 3 });
  });

  it('do not count a failed test twice', () => {
    expect(honest({ passed: 9, failed: 2, skipped: 0 }, 1)).toEqual({ passed: 9, failed: 2, skipped: 0 });
  });

  it('leave a good run alone', () => {
    expect(honest({ passed: 9, failed: 0, skipped: 0 }, 0)).toEqual({ passed: 9, failed: 0, skipped: 0 });
  });
});
