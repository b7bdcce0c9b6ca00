/**
 * The explorer against a naive one, and with steps passed over against without: the same ends, whatever the program.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deed } from '#lib/scenario/deed.ts';
import type { Program } from '#lib/scenario/program.ts';
import { ProgramPlayer } from '#lib/scenario/program-player.ts';
import { Exploration } from './explore.ts';
import { findEnds } from './ends.ts';
import type { Search } from './search.ts';
import { exploreNaively } from './testing/naive.ts';
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
} from './testing/programs.ts';

function explore(program: Program, reduce: boolean): Exploration {
  const made = Exploration.of(program, { reduce, mostStates: 300_000 });
  if (!made.ok) throw new Error(made.error.what);
  made.value.run();
  return made.value;
}

/** All ends in the words of the naive explorer. */
function endsOf(search: Search, stops: readonly number[]): string[] {
  const ends = new Set<string>();
  for (const { state } of findEnds(search, stops, [])) {
    const nodes = search.load(state);
    const places = search.plan.actors.map(({ lines }, i) => {
      const { line: at, results } = search.locals.at(nodes[i]!);
      const names = lines.slice(0, at).flatMap(({ result }) => result ?? []);
      return [at, names.map((slot) => `${search.plan.resultNames[slot]}=${results[slot]}`)];
    });
    ends.add(JSON.stringify([places, search.plan.kernel.store.hash()]));
  }
  return [...ends].sort();
}

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

const programs = fc
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

describe('exploring', () => {
  it('comes to the same ends as trying every step in every order on whole machines', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const naive = exploreNaively(program, 4000);
        fc.pre(naive !== null);
        for (const reduce of [false, true]) {
          const exploration = explore(program, reduce);
          expect(endsOf(exploration.search, exploration.stops)).toEqual(naive.ends);
        }
      }),
      { numRuns: Number(process.env['EXPLORE_RUNS'] ?? 12) },
    );
  });

  it('finds ways that lead to the same state on the machine that is shown', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const exploration = explore(program, true);
        for (const { witness, results } of exploration.report().outcomes) {
          const player = ProgramPlayer.boot(program);
          if (!player.ok) throw new Error(player.error.what);
          expect(player.value.follow(witness.schedule)).toEqual({ ok: true, value: null });
          const values = exploration.search.plan.resultNames.map((name) => {
            const done = player.value.lines.find((other) => other.line.result === name);
            return done?.job.result ?? null;
          });
          expect(values.map((value) => (value === null ? null : value < 0))).toEqual(
            results.map((text) => (text === null ? null : text.startsWith('-'))),
          );
        }
      }),
      { numRuns: 20 },
    );
  });
});
