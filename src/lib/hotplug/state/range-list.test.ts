/** Lists of ranges travel as one text and come back as they were. */
import { expect, test } from 'vitest';
import { parseRangeList, rangeListText } from './range-list.ts';

const GIB = 2 ** 30;

test.each([
  ['no range', []],
  ['one range', [{ startBytes: 4 * GIB, sizeBytes: 512 * 2 ** 20 }]],
  [
    'several ranges, in their order',
    [
      { startBytes: 2 ** 45, sizeBytes: 2 ** 40 },
      { startBytes: 0, sizeBytes: 0 },
      { startBytes: 4096, sizeBytes: 1 },
    ],
  ],
])('%s', (_, ranges) => {
  expect(parseRangeList(rangeListText(ranges))).toEqual(ranges);
});

test('the empty list is the empty text, whose number is 0 in every name table', () => {
  expect(rangeListText([])).toBe('');
});
