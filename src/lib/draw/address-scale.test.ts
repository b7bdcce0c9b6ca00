/** From addresses to pixels, with breaks. */
import { describe, expect, it } from 'vitest';
import { addressScale } from './address-scale.ts';
import { keptAxis } from './kept-axis.ts';
import { BLOCK_BYTES, GIB } from './testing/frames.ts';

const r = (startGib: number, endGib: number) => ({ startBytes: startGib * GIB, endBytes: endGib * GIB });
const axis = keptAxis([r(0, 3), r(4, 6)], BLOCK_BYTES);
const room = { x0Px: 100, x1Px: 624, breakPx: 24 };

describe('addressScale', () => {
  const scale = addressScale(axis, r(0, 6), room);

  it('gives every kept byte the same width', () => {
    expect([0, 1, 3, 4, 6].map((gib) => scale.xPx(gib * GIB))).toEqual([100, 200, 400, 424, 624]);
    expect(scale.pxPerByte * GIB).toBeCloseTo(100);
  });

  it('shrinks a hole to a break that says what is left out', () => {
    expect(scale.breaks).toEqual([{ ...r(3, 4), x0Px: 400, x1Px: 424, label: '1 GiB hole' }]);
  });

  it('finds the address at a place, also inside a break', () => {
    expect(scale.bytes(250) / GIB).toBeCloseTo(1.5);
    expect(scale.bytes(412) / GIB).toBeCloseTo(3.5);
  });

  it('goes on outside of the window, within bounds', () => {
    const part = addressScale(axis, r(1, 2), room);
    expect(part.xPx(0.5 * GIB)).toBeCloseTo(100 - 262);
    expect(part.xPx(2.5 * GIB)).toBeCloseTo(624 + 262);
    expect(part.xPx(2 ** 50)).toBe(624 + 4000);
  });

  it('has no break where the window has no hole', () => {
    expect(addressScale(axis, r(4, 5), room).breaks).toEqual([]);
  });

  it('gives many breaks no more than a third of the width together', () => {
    const islands = Array.from({ length: 40 }, (_, i) => r(2 * i, 2 * i + 0.125));
    const many = addressScale(keptAxis(islands, BLOCK_BYTES), r(0, 80), room);
    const width = many.breaks.reduce((sum, { x0Px, x1Px }) => sum + x1Px - x0Px, 0);
    expect(many.breaks).toHaveLength(39);
    expect(width).toBeLessThan(524 / 3);
    expect(many.breaks.at(-1)!.x1Px).toBeLessThan(624);
  });
});
