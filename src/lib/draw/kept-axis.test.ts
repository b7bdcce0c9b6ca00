/** The axis without its large holes. */
import { describe, expect, it } from 'vitest';
import { keptAxis, keptWindow, toKept } from './kept-axis.ts';
import { BLOCK_BYTES, GIB } from './testing/frames.ts';

const r = (startGib: number, endGib: number) => ({ startBytes: startGib * GIB, endBytes: endGib * GIB });
const axis = keptAxis([r(0, 3), r(4, 6), r(6.5, 7), r(64, 65)], BLOCK_BYTES);

describe('keptAxis', () => {
  it('leaves out gaps of more than four blocks and keeps shorter ones', () => {
    expect(axis.holes).toEqual([r(3, 4), r(7, 64)]);
    expect(axis.segments).toEqual([
      { ...r(0, 3), keptStart: 0 },
      { ...r(4, 7), keptStart: 3 * GIB },
      { ...r(64, 65), keptStart: 6 * GIB },
    ]);
    expect(axis.keptBytes).toBe(7 * GIB);
  });

  it('begins where memory begins', () => {
    expect(keptAxis([r(4, 5)], BLOCK_BYTES).segments).toEqual([{ ...r(4, 5), keptStart: 0 }]);
  });

  it('has one block when there is no memory at all', () => {
    expect(keptAxis([], BLOCK_BYTES).keptBytes).toBe(BLOCK_BYTES);
  });
});

describe('toKept', () => {
  it('counts the kept bytes below an address', () => {
    expect([0, 3, 3.5, 4, 5, 64.5].map((gib) => toKept(axis, gib * GIB) / GIB)).toEqual([0, 3, 3, 3, 4, 6.5]);
  });

  it('ends with the axis', () => {
    expect(toKept(axis, 100 * GIB)).toBe(axis.keptBytes);
  });
});

describe('keptWindow', () => {
  it('begins after a hole and ends before one', () => {
    expect(keptWindow(axis, 3 * GIB, 6 * GIB)).toEqual(r(4, 7));
  });

  it('reaches across holes', () => {
    expect(keptWindow(axis, 2 * GIB, 6.5 * GIB)).toEqual(r(2, 64.5));
  });
});
