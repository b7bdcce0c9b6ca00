/** Kept bytes and addresses for any memory: there and back again. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keptAxis, keptWindow, toKept, type KeptAxis } from './kept-axis.ts';

const BLOCK = 128;
const memory = fc.array(
  fc
    .tuple(fc.nat(4000), fc.integer({ min: 1, max: 60 }))
    .map(([first, count]) => ({ startBytes: first * BLOCK, endBytes: (first + count) * BLOCK })),
  { minLength: 1, maxLength: 12 },
);

function run(check: (axis: KeptAxis, part: number) => void): void {
  fc.assert(
    fc.property(memory, fc.double({ min: 0, max: 1, noNaN: true }), (ranges, part) => {
      check(keptAxis(ranges, BLOCK), part);
    }),
  );
}

it('a window begins at the kept byte that it was asked for', () => {
  run((axis, part) => {
    const from = Math.floor(part * (axis.keptBytes - 1));
    expect(toKept(axis, keptWindow(axis, from, axis.keptBytes).startBytes)).toBe(from);
  });
});

it('holes are longer than four blocks, and all memory is kept', () => {
  run((axis) => {
    for (const { startBytes, endBytes } of axis.holes)
      expect(endBytes - startBytes).toBeGreaterThan(4 * BLOCK);
    const sum = axis.segments.reduce((total, { startBytes, endBytes }) => total + endBytes - startBytes, 0);
    expect(sum).toBe(axis.keptBytes);
  });
});
