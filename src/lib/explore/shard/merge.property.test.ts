/**
 * Shards that are joined say what one search of the whole says: of small programs made by chance, and of the texts
 * that the project keeps.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Program } from '#lib/scenario/program.ts';
import { compileScenario, variantsOf } from '#lib/scenario/text/compile.ts';
import { parseScenario } from '#lib/scenario/text/parse.ts';
import { Exploration, type ExploreOptions } from '../explore.ts';
import type { ExploreReport } from '../report.ts';
import { smallPrograms } from '../testing/small-programs.ts';
import { referenceProgram } from '../testing/programs.ts';
import { learntBy, mergeShards, outdatedShards } from './merge.ts';
import { shardOf, type ShardFound } from './shard.ts';

function explored(program: Program, options: ExploreOptions = {}): Exploration {
  const made = Exploration.of(program, options);
  if (!made.ok) throw new Error(made.error.what);
  made.value.run();
  return made.value;
}

/** What does not depend on who has searched where. */
function truth(report: ExploreReport): unknown {
  return { ...report, milliseconds: 0, bytesPerState: 0, movesWorkedOut: 0 };
}

/** Shards of a program, each searched again until none is outdated; and how often that was. */
function sharded(program: Program, count: number): { shards: ShardFound[]; rounds: number } {
  const search = (index: number, known: readonly ShardFound[]): ShardFound =>
    shardOf(explored(program, { share: { index, count }, learnt: learntBy(known) }));
  let shards = Array.from({ length: count }, (_, index) => search(index, []));
  let rounds = 0;
  for (let outdated = outdatedShards(shards); outdated.length > 0; outdated = outdatedShards(shards)) {
    shards = shards.map((shard, i) => (outdated.includes(i) ? search(i, shards) : shard));
    rounds++;
  }
  return { shards, rounds };
}

function expectSame(program: Program, counts: readonly number[]): void {
  const whole = explored(program).report();
  for (const count of counts) {
    const { shards } = sharded(program, count);
    expect(truth(mergeShards(program, shards))).toEqual(truth(whole));
  }
}

const COUNTS = [1, 2, 3, 7];

function offline(blockId: number, quantifier: Condition['quantifier'], when: Condition['when']): Condition {
  return { quantifier, when, formula: { kind: 'block', blockId, is: 'offline' }, text: '', line: 0 };
}

const CONDITIONS: readonly Condition[] = [
  offline(33, 'exists', 'anytime'),
  offline(32, 'never', 'outcome'),
  offline(40, 'always', 'anytime'),
];

describe('shards that are joined', () => {
  it('say what one search says, of programs made by chance', () => {
    fc.assert(
      fc.property(smallPrograms, (program) => {
        expectSame({ ...program, conditions: CONDITIONS }, COUNTS);
      }),
      { numRuns: Number(process.env['EXPLORE_RUNS'] ?? 25) },
    );
  });

  it.each([
    'races/eject-against-online',
    'races/unbind-waits-for-writer',
    'races/held-notifier-and-unbind',
    'races/udev-against-removal',
    'races/virtio-mem-against-offline',
    'races/policy-between-ranges',
    'races/two-adds',
    'findings/a1',
    'findings/a2',
    'findings/a4',
    'findings/a8',
    'findings/a10',
    'findings/b1',
    'findings/b2',
    'findings/b7',
  ])('say what one search says, of %s', (name) => {
    const syntax = parseScenario(readFileSync(`scenarios/${name}.txt`, 'utf8'));
    if (!syntax.ok) throw new Error(syntax.error[0]!.what);
    const kernels = variantsOf(syntax.value);
    if (!kernels.ok) throw new Error(kernels.error[0]!.what);
    const program = compileScenario(syntax.value, kernels.value[0]!);
    if (!program.ok) throw new Error(program.error[0]!.what);
    expectSame(program.value, COUNTS);
  });

  it('each look at a part of a search that is worth sharing', () => {
    const program = referenceProgram();
    const whole = explored(program).states;
    const { shards } = sharded(program, 8);
    const states = shards.map((shard) => shard.states.length / 3);
    expect(Math.max(...states)).toBeLessThan(whole * 0.7);
  });

  it('are searched again when they passed over what another one has seen to matter', () => {
    const program = referenceProgram();
    const { rounds, shards } = sharded(program, 32);
    expect(rounds).toBeGreaterThan(0);
    expect(truth(mergeShards(program, shards))).toEqual(truth(explored(program).report()));
  });

  it('are not complete when one of them is not', () => {
    const program = referenceProgram();
    const whole = sharded(program, 2).shards;
    const short = shardOf(explored(program, { share: { index: 1, count: 2 }, mostStates: 100 }));
    const report = mergeShards(program, [whole[0]!, short]);
    expect([report.isComplete, report.runs]).toEqual([false, null]);
  });
});
