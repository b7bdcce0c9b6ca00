/**
 * The words of the report.
 */
import { describe, expect, it } from 'vitest';
import type { TraceResult } from './check-trace.ts';
import { assumptionLines, totals, totalsLine, traceLine } from './report.ts';

const agreeing: TraceResult = {
  name: 'one',
  file: 'one.json',
  agrees: true,
  steps: 5,
  stepsAgree: 5,
  firstDifference: null,
  assumptions: [{ about: 'memory', text: 'pages move' }],
  unknownLines: 0,
  error: null,
};

const differing: TraceResult = {
  ...agreeing,
  name: 'two',
  agrees: false,
  stepsAgree: 2,
  firstDifference: { step: 3, file: '/proc/iomem', expected: 'a\n  b\n', got: 'a\n  c\n' },
  assumptions: [
    { about: 'memory', text: 'pages move' },
    { about: 'machine', text: 'one CPU' },
  ],
  unknownLines: 7,
};

const invalid: TraceResult = {
  ...agreeing,
  agrees: false,
  steps: 0,
  stepsAgree: 0,
  assumptions: [],
  error: '$: cut',
};

describe('the line of a recording', () => {
  it('says that it agrees, and in how many steps', () => {
    expect(traceLine(agreeing)).toBe('agrees  one (5 steps)');
    expect(traceLine({ ...agreeing, steps: 1 })).toBe('agrees  one (1 step)');
  });

  it('says where it differs first, of a long text only the line', () => {
    expect(traceLine(differing)).toBe('differs two step 3: /proc/iomem expected line 2: b got line 2: c');
  });

  it('says why it is not valid', () => {
    expect(traceLine(invalid)).toBe('invalid one: $: cut');
  });
});

describe('the assumptions', () => {
  it('stand once each, grouped, with the number of recordings that rest on them', () => {
    expect(assumptionLines([agreeing, differing])).toEqual([
      'assumed, because no snapshot shows it:',
      '  memory',
      '    pages move (2 traces)',
      '  machine',
      '    one CPU (1 trace)',
      '  7 recorded log lines that the model does not speak of',
    ]);
  });

  it('are left out when nothing was replayed', () => {
    expect(assumptionLines([invalid])).toEqual([]);
  });
});

it('the sum counts recordings and steps', () => {
  expect(totalsLine(totals([agreeing, differing, invalid]))).toBe('1 of 3 traces agree, 7 of 10 steps agree');
  expect(totalsLine(totals([]))).toBe('0 of 0 traces agree, 0 of 0 steps agree');
});
