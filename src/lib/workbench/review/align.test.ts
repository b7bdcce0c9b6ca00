/** Two lists beside each other: nothing is lost, nothing is made up, and equal stands beside equal. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { align, pairUp } from './align.ts';

const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });

it('every step of both lists is there once and in its order', () => {
  fc.assert(
    fc.property(list, list, (a, b) => {
      for (const rows of [align(a, b), pairUp(align(a, b))]) {
        expect(rows.flatMap(({ left }) => left ?? [])).toEqual(a.map((_, i) => i));
        expect(rows.flatMap(({ right }) => right ?? [])).toEqual(b.map((_, i) => i));
      }
      for (const { left, right } of align(a, b)) {
        if (left !== null && right !== null) expect(a[left]).toBe(b[right]);
      }
    }),
  );
});

it('a list beside itself has no difference', () => {
  fc.assert(
    fc.property(list, (a) => {
      expect(align(a, a)).toEqual(a.map((_, i) => ({ left: i, right: i })));
    }),
  );
});

it('what one side has more stands alone, what is done instead stands in its place', () => {
  const rows = pairUp(align([...'abxycd'], [...'abzcde']));
  expect(rows.slice(2, 4)).toEqual([
    { left: 2, right: 2 },
    { left: 3, right: null },
  ]);
  expect(rows.at(-1)).toEqual({ left: null, right: 5 });
});
