/**
 * What one shard of a search has found, as plain data: enough to join all of them to the report of the whole.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { LearntAccess } from '../conflicts.ts';
import type { EndKind } from '../ends.ts';
import type { Exploration } from '../explore.ts';
import type { PropertyId } from '../properties.ts';
import type { StuckActor } from '../report.ts';
import { MOST_STUCK } from '../report-of.ts';
import { wayBehind, wayTo, type Way } from '../witness.ts';
import { idsOf } from './ids.ts';
import { ID_WORDS, textOfName } from './names.ts';

export interface ShardEnd {
  readonly kind: EndKind;
  /** Name of the state; of a circle, the smallest name in it. */
  readonly id: string;
  readonly results: readonly (string | null)[];
  readonly holds: readonly boolean[];
  readonly way: Way;
  /** Told of the first few ends that are no good ones. */
  readonly stuck: readonly StuckActor[] | null;
}

/** A condition about every moment. */
export interface ShardAnytime {
  readonly condition: number;
  /** A bit for each state, in the order of their names. */
  readonly holds: Uint8Array<ArrayBuffer>;
  readonly witness: Way | null;
  readonly counterexample: Way | null;
}

export interface ShardBreach {
  readonly id: PropertyId;
  readonly detail: string;
  readonly way: Way;
}

export interface ShardFound {
  readonly variant: VariantId;
  readonly isComplete: boolean;
  /** Names of all states, three words each, in the order in which they were found. */
  readonly states: Uint32Array<ArrayBuffer>;
  readonly runs: bigint | null;
  readonly movesWorkedOut: number;
  readonly milliseconds: number;
  readonly bytesPerState: number;
  readonly ends: readonly ShardEnd[];
  readonly anytime: readonly ShardAnytime[];
  readonly breaches: readonly ShardBreach[];
  readonly learnt: readonly LearntAccess[];
}

function idText(ids: Uint32Array, state: number): string {
  return textOfName(ids.subarray(state * ID_WORDS, (state + 1) * ID_WORDS));
}

/** What an exploration of a share has found. */
export function shardOf(exploration: Exploration): ShardFound {
  const { search, plan } = exploration;
  const way = (state: number): Way | null => (state < 0 ? null : wayTo(search, state));
  const ids = idsOf(search);
  let toTell = MOST_STUCK;
  const ends = exploration.ends().map(({ kind, state, circle, results, holds, stuck }): ShardEnd => ({
    kind,
    id: circle.map((member) => idText(ids, member)).reduce((a, b) => (a < b ? a : b)),
    results,
    holds,
    way: wayTo(search, state),
    stuck: kind !== 'done' && toTell-- > 0 ? stuck() : null,
  }));
  const anytime = [...exploration.asking].map(([condition, tally]): ShardAnytime => {
    const holds = new Uint8Array(Math.ceil(search.states.size / 8));
    for (let state = 0; state < search.states.size; state++) {
      if (tally.in(state)) holds[state >> 3]! |= 1 << (state & 7);
    }
    return { condition, holds, witness: way(tally.firstWith), counterexample: way(tally.firstWithout) };
  });
  return {
    variant: plan.program.variant,
    isComplete: search.isComplete,
    states: ids,
    runs: exploration.runs(),
    movesWorkedOut: search.workedOut,
    milliseconds: exploration.milliseconds,
    bytesPerState: search.sizeBytes / search.states.size,
    ends,
    anytime,
    breaches: [...exploration.breaches].map(([id, { detail, state, actor }]) => ({
      id,
      detail,
      way: wayBehind(search, state, actor),
    })),
    learnt: search.stepper.learnt(),
  };
}
