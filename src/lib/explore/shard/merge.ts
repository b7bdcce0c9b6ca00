/**
 * Joins what the shards of a search have found to the report that one search of the whole would have given.
 */
import type { Program } from '#lib/scenario/program.ts';
import { isOutdated, type LearntAccess } from '../conflicts.ts';
import { MOST_RUN_STATES } from '../count-runs.ts';
import { resultNamesOf } from '../plan.ts';
import type { PropertyId } from '../properties.ts';
import type { ExploreReport } from '../report.ts';
import { reportOf, type FoundEnd, type Tally } from '../report-of.ts';
import { compareWays, witnessOf, type Way } from '../witness.ts';
import { IdSet } from './ids.ts';
import { ID_WORDS } from './names.ts';
import type { ShardEnd, ShardFound } from './shard.ts';

function shorter(a: Way | null, b: Way | null): Way | null {
  if (a === null || b === null) return a ?? b;
  return compareWays(b, a) < 0 ? b : a;
}

/**
 * Numbers of the shards that have passed over a step which another one has seen to be noticed. Their part has to be
 * searched again with what all of them have seen (`learntBy`); until then the shards speak of different states.
 */
export function outdatedShards(shards: readonly ShardFound[]): number[] {
  const all = learntBy(shards);
  return shards.flatMap(({ learnt }, i) => (isOutdated(learnt, all) ? [i] : []));
}

/** What all shards have seen being touched, each once. */
export function learntBy(shards: readonly ShardFound[]): LearntAccess[] {
  const all = new Map<string, LearntAccess>();
  for (const access of shards.flatMap(({ learnt }) => learnt)) {
    const { cell, actor, isWrite, locks, isRelease } = access;
    all.set([cell, actor, isWrite, locks.mask, locks.block, isRelease].join(' '), access);
  }
  return [...all.values()];
}

/** The report of all shards of a program; none of them may be outdated. */
export function mergeShards(program: Program, shards: readonly ShardFound[]): ExploreReport {
  const conditions = program.conditions;
  const counts = conditions.map(() => 0);
  const known = new IdSet();
  for (const { states, anytime } of shards) {
    for (let at = 0; at < states.length; at += ID_WORDS) {
      if (!known.add(states, at)) continue;
      const state = at / ID_WORDS;
      for (const { condition, holds } of anytime) {
        if ((holds[state >> 3]! & (1 << (state & 7))) !== 0) counts[condition]!++;
      }
    }
  }
  const sum = (of: (shard: ShardFound) => number): number =>
    shards.reduce((all, shard) => all + of(shard), 0);
  const isComplete = shards.every((shard) => shard.isComplete);
  const areCounted = isComplete && known.size <= MOST_RUN_STATES && shards.every(({ runs }) => runs !== null);
  return reportOf({
    variant: program.variant,
    isComplete,
    states: known.size,
    movesWorkedOut: sum(({ movesWorkedOut }) => movesWorkedOut),
    runs: areCounted ? shards.reduce((all, { runs }) => all + runs!, 0n) : null,
    resultNames: resultNamesOf(program),
    conditions,
    ends: joinEnds(shards),
    anytime: joinAnytime(shards, counts, known.size),
    breaches: joinBreaches(shards),
    milliseconds: sum(({ milliseconds }) => milliseconds),
    bytesPerState:
      sum(({ bytesPerState, states }) => bytesPerState * states.length) / sum(({ states }) => states.length),
  });
}

/** Ends that several shards have found are one; the shortest way counts. */
function joinEnds(shards: readonly ShardFound[]): FoundEnd[] {
  const byId = new Map<string, ShardEnd>();
  for (const end of shards.flatMap(({ ends }) => ends)) {
    const known = byId.get(end.id);
    if (known === undefined || compareWays(end.way, known.way) < 0) byId.set(end.id, end);
  }
  return [...byId.values()]
    .sort((a, b) => compareWays(a.way, b.way))
    .map(({ kind, results, holds, way, stuck }) => ({
      kind,
      results,
      holds,
      witness: () => witnessOf(way),
      stuck: () => stuck ?? [],
    }));
}

function joinAnytime(
  shards: readonly ShardFound[],
  counts: readonly number[],
  states: number,
): Map<number, Tally> {
  const joined = new Map<number, { witness: Way | null; counterexample: Way | null }>();
  for (const { condition, witness, counterexample } of shards.flatMap(({ anytime }) => anytime)) {
    const known = joined.get(condition);
    joined.set(condition, {
      witness: shorter(known?.witness ?? null, witness),
      counterexample: shorter(known?.counterexample ?? null, counterexample),
    });
  }
  return new Map(
    [...joined].map(([condition, { witness, counterexample }]) => [
      condition,
      {
        holdsIn: counts[condition]!,
        outOf: states,
        witness: witness === null ? null : witnessOf(witness),
        counterexample: counterexample === null ? null : witnessOf(counterexample),
      },
    ]),
  );
}

function joinBreaches(shards: readonly ShardFound[]) {
  const shortest = new Map<PropertyId, ShardFound['breaches'][number]>();
  for (const breach of shards.flatMap(({ breaches }) => breaches)) {
    const known = shortest.get(breach.id);
    if (known === undefined || compareWays(breach.way, known.way) < 0) shortest.set(breach.id, breach);
  }
  return new Map(
    [...shortest].map(([id, { detail, way }]) => [id, { detail, witness: witnessOf(way) }] as const),
  );
}
