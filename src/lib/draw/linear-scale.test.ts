/** Scales: there and back, pieces, what is outside, round numbers. */
import { describe, expect, test } from 'vitest';
import { linearScale } from './linear-scale.ts';

describe('a linear scale', () => {
  test('goes there and back, and on beyond its ends', () => {
    const scale = linearScale([0, 10], [100, 200]);
    expect([scale(0), scale(2.5), scale(10), scale(20), scale(-5)]).toEqual([100, 125, 200, 300, 50]);
    for (const value of [-3, 0, 4, 10, 17]) expect(scale.invert(scale(value))).toBeCloseTo(value, 12);
  });

  test('may run down, as heights do', () => {
    const scale = linearScale([0, 4], [80, 0]);
    expect([scale(1), scale.invert(20)]).toEqual([60, 3]);
  });

  test('has pieces of their own slope', () => {
    const scale = linearScale([0, 10, 1000, 1010], [0, 100, 110, 210]);
    expect([scale(5), scale(505), scale(1005), scale(1020)]).toEqual([50, 105, 160, 310]);
    expect([scale.invert(50), scale.invert(105), scale.invert(160)]).toEqual([5, 505, 1005]);
  });

  test('maps a domain without width to the middle', () => {
    expect(linearScale([3, 3], [0, 10])(3)).toBe(5);
  });

  test('names round numbers', () => {
    expect(linearScale([0, 295], [0, 900]).ticks(6)).toEqual([0, 50, 100, 150, 200, 250]);
  });
});
