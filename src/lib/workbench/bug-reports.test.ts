/** Reports of faults: one, with everything in it, and not again for a while. */
import { describe, expect, test } from 'vitest';
import { BugReports, type BugReport } from './bug-reports.ts';

function reports(): { bugs: BugReports; shown: BugReport[]; clock: { nowMs: number } } {
  const shown: BugReport[] = [];
  const clock = { nowMs: 0 };
  return {
    bugs: new BugReports(
      (bug) => shown.push(bug),
      () => clock.nowMs,
    ),
    shown,
    clock,
  };
}

describe('a fault', () => {
  test('is shown with its stack, its cause and the address', () => {
    const { bugs, shown } = reports();
    bugs.report(new TypeError('no zone', { cause: new Error('block 7') }), 'https://example.org/#a');
    expect(shown[0]?.headline).toBe('TypeError: no zone');
    expect(shown[0]?.text).toContain('bug-reports.test.ts');
    expect(shown[0]?.text).toContain('Cause: block 7');
    expect(shown[0]?.text).toContain('Page: https://example.org/#a');
  });

  test('that is no error is shown as it is', () => {
    const { bugs, shown } = reports();
    bugs.report('just a text', 'here');
    expect(shown[0]?.headline).toBe('just a text');
  });

  test('that comes within ten seconds of another is not shown', () => {
    const { bugs, shown, clock } = reports();
    bugs.report(new Error('first'), 'here');
    clock.nowMs = 9_999;
    bugs.report(new Error('second'), 'here');
    expect(shown).toHaveLength(1);
    clock.nowMs = 10_000;
    bugs.report(new Error('third'), 'here');
    expect(shown.map(({ headline }) => headline)).toEqual(['Error: first', 'Error: third']);
  });
});
