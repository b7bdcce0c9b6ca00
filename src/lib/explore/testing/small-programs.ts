/**
 * Small programs made by chance, for property tests of the explorer.
 */
import fc from 'fast-check';
import type { Deed } from '#lib/scenario/deed.ts';
import {
  actor,
  addRange,
  line,
  offlineAndRemove,
  pin,
  setPolicy,
  setState,
  twoRanges,
  unpin,
} from './programs.ts';

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  fc
    .constantFrom('online', 'offline', 'online_movable', 'online_kernel')
    .chain((word) => fc.constantFrom(32, 33, 40).map((block) => setState(block, word))),
  fc.constantFrom(32, 33, 40).map((block) => pin(block)),
  fc.constantFrom(32, 33, 40).map((block) => unpin(block)),
  fc.constantFrom('offline', 'online', 'online_kernel').map((word) => setPolicy(word)),
  fc.constantFrom(32, 40).map((block) => offlineAndRemove(block, 2)),
  fc.constantFrom(32, 40, 48).map((block) => addRange(block, 1)),
  fc.constantFrom('a', 'b').map((name): Deed => ({ kind: 'signal', actor: name, signal: 'SIGINT' })),
);

/** Two actors with one or two lines each, on two ranges of two blocks. */
export const smallPrograms = fc
  .tuple(
    fc.array(deeds, { minLength: 1, maxLength: 2 }),
    fc.array(deeds, { minLength: 1, maxLength: 2 }),
    fc.constantFrom('base-6.12', 'v1p3', 'merged' as const),
  )
  .map(([a, b, variant]) =>
    twoRanges(variant as 'merged', 2, [
      actor('a', ...a.map((deed, i) => line(deed, deed.kind === 'signal' ? null : `a${i}`))),
      actor('b', ...b.map((deed, i) => line(deed, deed.kind === 'signal' ? null : `b${i}`))),
    ]),
  );
