/**
 * The explorer against a naive one, and with steps passed over against without: the same ends, whatever the program.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program } from '#lib/scenario/program.ts';
import { ProgramPlayer } from '#lib/scenario/program-player.ts';
import { Exploration } from './explore.ts';
import { findEnds } from './ends.ts';
import type { Search } from './search.ts';
import { exploreNaively } from './testing/naive.ts';
import { smallPrograms } from './testing/small-programs.ts';

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

describe('exploring', () => {
  it('comes to the same ends as trying every step in every order on whole machines', () => {
    fc.assert(
      fc.property(smallPrograms, (program) => {
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
      fc.property(smallPrograms, (program) => {
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
