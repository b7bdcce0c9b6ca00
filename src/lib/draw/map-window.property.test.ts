/** Windows under any sequence of gestures stay on the axis and keep a sensible size. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toKept } from './kept-axis.ts';
import { mapStage } from './map-stage.ts';
import { PAGEBLOCK_BYTES } from './pageblock.ts';
import { defaultWindow, pannedWindow, windowWith, zoomedWindow } from './map-window.ts';
import type { ByteRange } from './ranges.ts';
import { BLOCK_BYTES, GIB, labFrame } from './testing/frames.ts';

const stage = mapStage([labFrame()]);
const { axis } = stage;

const move = fc.oneof(
  fc
    .double({ min: -5, max: 5, noNaN: true })
    .map((gib) => (window: ByteRange) => pannedWindow(axis, window, gib * GIB)),
  fc.tuple(fc.double({ min: 0, max: 9, noNaN: true }), fc.double({ min: 0.1, max: 10, noNaN: true })).map(
    ([gib, factor]) =>
      (window: ByteRange) =>
        zoomedWindow(axis, window, gib * GIB, factor),
  ),
  fc
    .constantFrom(0, 23, 32, 41, 71)
    .map((id) => (window: ByteRange) => windowWith(axis, window, id * BLOCK_BYTES)),
);

it('a window never leaves the axis, never vanishes and never begins inside a hole', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 20 }), (moves) => {
      const start = defaultWindow(stage, { selectedBytes: null, fewestBlocks: 4, mostBlocks: Infinity });
      const window = moves.reduce((current, next) => next(current), start);
      const kept = toKept(axis, window.endBytes) - toKept(axis, window.startBytes);
      expect(kept).toBeGreaterThanOrEqual(8 * PAGEBLOCK_BYTES - 1);
      expect(window.startBytes).toBeGreaterThanOrEqual(0);
      expect(window.endBytes).toBeLessThanOrEqual(9 * GIB);
      for (const hole of axis.holes) {
        expect(window.startBytes >= hole.startBytes && window.startBytes < hole.endBytes).toBe(false);
      }
    }),
  );
});
