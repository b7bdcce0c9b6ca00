/**
 * What an exploration has found, as plain data: it crosses from the worker to the page and is printed as JSON.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Schedule } from '#lib/scenario/schedule.ts';
import type { EndKind } from './ends.ts';
import type { PropertyId } from './properties.ts';

/** In the words of herd7: of all outcomes, does it hold in some, in all, in none? */
export type Answer = 'Sometimes' | 'Always' | 'Never';

/** A way to a state; playing the schedule on the same program comes to the same. */
export interface Witness {
  readonly schedule: Schedule;
  readonly steps: number;
}

export interface ConditionVerdict {
  readonly quantifier: 'exists' | 'never' | 'always';
  readonly when: 'outcome' | 'anytime';
  readonly text: string;
  readonly line: number;
  /** Null when the search was cut short and what was seen does not decide it. */
  readonly answer: Answer | null;
  /** Does the quantifier hold? Null as for the answer. */
  readonly isMet: boolean | null;
  /** In how many of the outcomes (or states, for `anytime`) it holds. */
  readonly holdsIn: number;
  readonly outOf: number;
  /** Shortest way to where it holds, and to where it does not. */
  readonly witness: Witness | null;
  readonly counterexample: Witness | null;
}

export interface PropertyVerdict {
  readonly id: PropertyId;
  readonly says: string;
  /** Null when the search was cut short and nothing was seen. */
  readonly holds: boolean | null;
  /** What is wrong in the witness. */
  readonly detail: string | null;
  readonly witness: Witness | null;
}

/** Somebody that does not get on, at an end that is no good one. */
export interface StuckActor {
  readonly actor: string;
  /** The line that it is at. */
  readonly text: string;
  /** Kernel functions under way, outermost first. */
  readonly stack: readonly string[];
  /** What it waits for, in words. */
  readonly waitsFor: string;
}

export interface StuckEnd {
  readonly kind: Exclude<EndKind, 'done'>;
  readonly actors: readonly StuckActor[];
  readonly witness: Witness;
}

export interface OutcomeGroup {
  /** Values of the named results, in the order of `resultNames`; null where the line never ended. */
  readonly results: readonly (string | null)[];
  readonly kind: EndKind;
  /** Number of final states with these results. */
  readonly states: number;
  readonly witness: Witness;
}

export interface ExploreReport {
  readonly variant: VariantId;
  readonly isComplete: boolean;
  readonly states: number;
  /** Moves that were done on the kernel; all others were known from an equal situation. */
  readonly movesWorkedOut: number;
  /** Number of orders that differ in something another actor can see; null when there are too many states to count. */
  readonly runs: number | null;
  readonly ends: Readonly<Record<EndKind, number>>;
  readonly resultNames: readonly string[];
  readonly outcomes: readonly OutcomeGroup[];
  readonly conditions: readonly ConditionVerdict[];
  readonly properties: readonly PropertyVerdict[];
  readonly stuck: readonly StuckEnd[];
  readonly milliseconds: number;
  readonly bytesPerState: number;
}
