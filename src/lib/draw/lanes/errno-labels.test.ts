/** Errnos below refused blocks: whole, never over each other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textWidthPx } from '../text-width.ts';
import { errnoLabels } from './errno-labels.ts';

const plot = { x0: 0, x1: 1000 };
const refused = (...places: (readonly [x: number, errno: string])[]) =>
  places.map(([x, errno], id) => ({ id, x, errno }));

describe('errnoLabels', () => {
  it('prints each errno below its block where they fit', () => {
    const labels = errnoLabels(refused([100, '-EPERM'], [160, '-EBUSY']), plot);
    expect(labels.map(({ x, label }) => [x, label])).toEqual([
      [100, '-EPERM'],
      [160, '-EBUSY'],
    ]);
  });

  it('counts a row of equal ones where they do not', () => {
    const labels = errnoLabels(refused([100, '-EPERM'], [129, '-EPERM'], [178, '-EBUSY']), plot);
    expect(labels.map(({ label }) => label)).toEqual(['-EPERM ×2', '-EBUSY']);
    expect(labels[0]!.x).toBe(114.5);
  });

  it('keeps a label at the edge inside the plot', () => {
    const [label] = errnoLabels(refused([2, '-EBUSY']), plot);
    expect(label!.x - textWidthPx('-EBUSY', 'mono') / 2).toBeGreaterThanOrEqual(0);
  });

  it('never lets two labels overlap', () => {
    const place = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.constantFrom('-EBUSY', '-EPERM', '-ENOMEM'));
    fc.assert(
      fc.property(fc.array(place, { maxLength: 40 }), (places) => {
        const sorted = places.toSorted(([a], [b]) => a - b);
        const labels = errnoLabels(refused(...sorted), plot);
        for (const [i, { x, label }] of labels.entries()) {
          const next = labels[i + 1];
          if (next === undefined) continue;
          const gap = next.x - x - (textWidthPx(label, 'mono') + textWidthPx(next.label, 'mono')) / 2;
          expect(gap).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
