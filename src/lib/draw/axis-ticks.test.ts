/** Ticks and their labels: round addresses, whole labels. */
import { describe, expect, it } from 'vitest';
import { addressScale } from './address-scale.ts';
import { axisTicks, type AxisTick } from './axis-ticks.ts';
import { keptAxis } from './kept-axis.ts';
import { textWidthPx } from './text-width.ts';
import { BLOCK_BYTES, GIB } from './testing/frames.ts';

const r = (startGib: number, endGib: number) => ({ startBytes: startGib * GIB, endBytes: endGib * GIB });
const axis = keptAxis([r(0, 3), r(4, 9)], BLOCK_BYTES);

function ticks(startGib: number, endGib: number, widthPx: number, withHex = true): AxisTick[] {
  const room = { x0Px: 0, x1Px: widthPx, breakPx: 24 };
  return axisTicks(addressScale(axis, r(startGib, endGib), room), BLOCK_BYTES, withHex);
}

describe('axisTicks', () => {
  it('labels round addresses with their hex address where there is room', () => {
    const labelled = ticks(4, 7, 960).filter(({ label }) => label !== null);
    expect(labelled.map(({ label }) => label)).toEqual([
      '4 GiB',
      '4.5 GiB',
      '5 GiB',
      '5.5 GiB',
      '6 GiB',
      '6.5 GiB',
    ]);
    expect(labelled[0]!.hex).toBe('0x100000000');
  });

  it('stands closer together without hex addresses', () => {
    const label = (withHex: boolean) =>
      ticks(4, 8, 360, withHex).filter((tick) => tick.label !== null).length;
    expect(label(false)).toBeGreaterThan(label(true));
  });

  it('puts no tick into a break and none at the end before one', () => {
    expect(ticks(2, 5, 800).some(({ bytes }) => bytes >= 3 * GIB && bytes < 4 * GIB)).toBe(false);
  });

  it('prints no label that would reach over the next label, a break or the end', () => {
    for (const widthPx of [280, 358, 700, 968]) {
      for (const [from, to] of [
        [0, 9],
        [2.5, 4.5],
        [4, 9],
        [1, 2],
      ] as const) {
        const labelled = ticks(from, to, widthPx).filter(({ label }) => label !== null);
        for (const [i, { xPx, label, hex, hexXPx }] of labelled.entries()) {
          const end =
            hex === null ? xPx + 4 + textWidthPx(label!, 'sans', 11) : hexXPx + textWidthPx(hex, 'mono');
          expect(end).toBeLessThanOrEqual(labelled[i + 1]?.xPx ?? widthPx);
        }
      }
    }
  });
});
