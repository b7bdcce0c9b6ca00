/** Set operations on address ranges. */
import { describe, expect, it } from 'vitest';
import { clipRanges, gapsBetween, joinRanges, rangeContains, rangesOverlap } from './ranges.ts';

const r = (startBytes: number, endBytes: number) => ({ startBytes, endBytes });

describe('joinRanges', () => {
  it('orders ranges and joins those that overlap or touch', () => {
    expect(joinRanges([r(8, 9), r(0, 3), r(3, 5), r(4, 6)])).toEqual([r(0, 6), r(8, 9)]);
  });

  it('keeps a range that lies inside an earlier one from shortening it', () => {
    expect(joinRanges([r(0, 10), r(2, 3)])).toEqual([r(0, 10)]);
  });

  it('drops empty ranges', () => {
    expect(joinRanges([r(4, 4), r(7, 6)])).toEqual([]);
  });
});

describe('other operations', () => {
  it('cut ranges at a window and drop those outside', () => {
    expect(clipRanges([r(0, 4), r(5, 6), r(8, 20)], r(2, 10))).toEqual([r(2, 4), r(5, 6), r(8, 10)]);
    expect(clipRanges([r(0, 2)], r(2, 10))).toEqual([]);
  });

  it('give what lies between neighbours', () => {
    expect(gapsBetween([r(0, 2), r(5, 6), r(9, 10)])).toEqual([r(2, 5), r(6, 9)]);
  });

  it('treat the end as outside', () => {
    expect(rangesOverlap(r(0, 4), r(4, 8))).toBe(false);
    expect(rangesOverlap(r(0, 5), r(4, 8))).toBe(true);
    expect(rangeContains(r(0, 4), 4)).toBe(false);
    expect(rangeContains(r(0, 4), 0)).toBe(true);
  });
});
