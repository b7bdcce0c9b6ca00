/** Two fingers on the map keep what is under them. */
import { describe, expect, it } from 'vitest';
import { addressScale } from './address-scale.ts';
import { pinchedWindow } from './map-pinch.ts';
import { blocks, frame } from './testing/frames.ts';
import { scene } from './testing/scenes.ts';

const from = scene(frame({ blocks: blocks(0, 1999) }), {
  widthPx: 800,
  window: { startBytes: 900 * 128 * 2 ** 20, endBytes: 1000 * 128 * 2 ** 20 },
});

/** The scale after a pinch. */
function after(one: readonly [number, number], two: readonly [number, number]) {
  const window = pinchedWindow(from, one, two);
  const { x0, x1 } = from.geometry.plot;
  return addressScale(from.stage.axis, window, { x0Px: x0, x1Px: x1, breakPx: from.geometry.breakPx });
}

describe('pinchedWindow', () => {
  it.each([
    [
      [300, 500],
      [250, 600],
    ],
    [
      [300, 500],
      [380, 430],
    ],
    [
      [300, 500],
      [340, 540],
    ],
  ] as const)('keeps the address under each finger: %j to %j', (one, two) => {
    const scale = after(one, two);
    for (const i of [0, 1] as const) {
      expect(scale.xPx(from.scale.bytes(one[i]))).toBeCloseTo(two[i], 0);
    }
  });

  it('spread apart shows less, drawn together shows more', () => {
    const size = ({ window }: ReturnType<typeof after>): number => window.endBytes - window.startBytes;
    expect(size(after([300, 500], [200, 600]))).toBeCloseTo(size(after([0, 1], [0, 1])) / 2, -6);
    expect(size(after([300, 500], [350, 450]))).toBeGreaterThan(size(after([300, 500], [300, 500])));
  });
});
