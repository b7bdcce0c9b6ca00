/** Every way through the grid of marks belongs to one shard. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Progress } from './progress.ts';
import { Share } from './share.ts';

const MOST = [3, 2, 4];

/** A local state of an actor that has reached so many marks. */
const nodeOf = (actor: number, marks: number): number => actor * 10 + marks;
const progress = { most: MOST, of: (node: number) => node % 10 } as unknown as Progress;

/** Does a shard look at all moves of a way that begins at the origin and goes on to `end`? */
function follows(share: Share, order: readonly number[]): boolean {
  const at = MOST.map(() => 0);
  for (const actor of order) {
    const nodes = at.map((marks, other) => nodeOf(other, marks));
    at[actor]!++;
    if (!share.takes(nodes, actor, nodeOf(actor, at[actor]!))) return false;
  }
  return share.ownsEnd(at.map((marks, other) => nodeOf(other, marks)));
}

const orders = fc.shuffledSubarray(
  MOST.flatMap((marks, actor) => new Array<number>(marks).fill(actor)),
  { minLength: 0 },
);

it('takes each way in exactly one of the shards, however long it is', () => {
  fc.assert(
    fc.property(orders, fc.integer({ min: 1, max: 12 }), (order, count) => {
      const shares = Array.from({ length: count }, (_, index) => new Share(progress, { index, count }));
      expect(shares.filter((share) => follows(share, order))).toHaveLength(1);
    }),
  );
});

it('gives everything to the first shard when nobody ever comes further', () => {
  const still = { most: [0, 0], of: () => 0 } as unknown as Progress;
  const takes = [0, 1].map((index) => new Share(still, { index, count: 2 }).takes([0, 0], 1, 0));
  expect(takes).toEqual([true, false]);
});

it('refuses an actor that goes back', () => {
  const share = new Share(progress, { index: 0, count: 1 });
  expect(() => share.takes([nodeOf(0, 2), nodeOf(1, 0), nodeOf(2, 0)], 0, nodeOf(0, 1))).toThrow(/gone back/);
});
