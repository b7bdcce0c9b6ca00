/**
 * From what was found to the report: the same for a search that looked at everything and for one that was shared.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Condition } from '#lib/scenario/program.ts';
import type { EndKind } from './ends.ts';
import { PROPERTIES, type PropertyId } from './properties.ts';
import type {
  Answer,
  ConditionVerdict,
  ExploreReport,
  OutcomeGroup,
  PropertyVerdict,
  StuckActor,
  Witness,
} from './report.ts';

/** How a run ends. */
export interface FoundEnd {
  readonly kind: EndKind;
  /** Values of the named results, in the order of the names. */
  readonly results: readonly (string | null)[];
  /** For each condition about outcomes, in their order among all conditions: does it hold? */
  readonly holds: readonly boolean[];
  readonly witness: () => Witness;
  readonly stuck: () => readonly StuckActor[];
}

/** In how many places a condition holds, and a shortest way to where it does and does not. */
export interface Tally {
  readonly holdsIn: number;
  readonly outOf: number;
  readonly witness: Witness | null;
  readonly counterexample: Witness | null;
}

export interface Found {
  readonly variant: VariantId;
  readonly isComplete: boolean;
  readonly states: number;
  readonly movesWorkedOut: number;
  readonly runs: bigint | null;
  readonly resultNames: readonly string[];
  readonly conditions: readonly Condition[];
  /** In the order of their shortest ways. */
  readonly ends: readonly FoundEnd[];
  /** Of the conditions about every moment, by their number. */
  readonly anytime: ReadonlyMap<number, Tally>;
  readonly breaches: ReadonlyMap<PropertyId, { readonly detail: string; readonly witness: Witness }>;
  readonly milliseconds: number;
  readonly bytesPerState: number;
}

/** Ends that are described one by one. */
export const MOST_STUCK = 8;
const MOST_GROUPS = 200;

/** The report of what was found. */
export function reportOf(found: Found): ExploreReport {
  const { ends, conditions, isComplete, runs } = found;
  const count = (kind: EndKind): number => ends.filter((end) => end.kind === kind).length;
  const stuck = ends.filter((end) => end.kind !== 'done').slice(0, MOST_STUCK);
  return {
    variant: found.variant,
    isComplete,
    states: found.states,
    movesWorkedOut: found.movesWorkedOut,
    runs: runs === null ? null : Number(runs),
    ends: { done: count('done'), deadlock: count('deadlock'), livelock: count('livelock') },
    resultNames: found.resultNames,
    outcomes: groupsOf(ends),
    conditions: conditions.map((condition, i) =>
      verdictOf(condition, found.anytime.get(i) ?? tallyOf(ends, i), isComplete),
    ),
    properties: PROPERTIES.map(({ id, says }): PropertyVerdict => {
      const breach = found.breaches.get(id);
      if (breach === undefined) {
        return { id, says, holds: isComplete ? true : null, detail: null, witness: null };
      }
      return { id, says, holds: false, detail: breach.detail, witness: breach.witness };
    }),
    stuck: stuck.map((end) => ({
      kind: end.kind === 'livelock' ? 'livelock' : 'deadlock',
      actors: end.stuck(),
      witness: end.witness(),
    })),
    milliseconds: found.milliseconds,
    bytesPerState: found.bytesPerState,
  };
}

/** A condition about outcomes, asked of all ends. */
function tallyOf(ends: readonly FoundEnd[], condition: number): Tally {
  const withIt = ends.filter(({ holds }) => holds[condition]);
  const without = ends.find(({ holds }) => !holds[condition]);
  return {
    holdsIn: withIt.length,
    outOf: ends.length,
    witness: withIt[0]?.witness() ?? null,
    counterexample: without?.witness() ?? null,
  };
}

function answerOf({ holdsIn, outOf }: Tally, isComplete: boolean): Answer | null {
  if (holdsIn > 0 && holdsIn < outOf) return 'Sometimes';
  if (!isComplete) return null;
  return holdsIn > 0 ? 'Always' : 'Never';
}

/** What is known: of a search that was cut short, only what nothing that is still to come can change. */
function verdictOf(condition: Condition, tally: Tally, isComplete: boolean): ConditionVerdict {
  const { quantifier, when, text, line } = condition;
  const holdsSomewhere = tally.holdsIn > 0;
  const failsSomewhere = tally.holdsIn < tally.outOf;
  let isMet: boolean | null = null;
  if (quantifier === 'exists' && (holdsSomewhere || isComplete)) isMet = holdsSomewhere;
  if (quantifier === 'never' && (holdsSomewhere || isComplete)) isMet = !holdsSomewhere;
  if (quantifier === 'always' && (failsSomewhere || isComplete)) isMet = !failsSomewhere;
  return { quantifier, when, text, line, answer: answerOf(tally, isComplete), isMet, ...tally };
}

function groupsOf(ends: readonly FoundEnd[]): OutcomeGroup[] {
  const groups = new Map<string, { -readonly [K in keyof OutcomeGroup]: OutcomeGroup[K] }>();
  for (const end of ends) {
    const { kind, results } = end;
    const key = JSON.stringify([kind, results]);
    const group = groups.get(key);
    if (group !== undefined) group.states++;
    else if (groups.size < MOST_GROUPS) {
      groups.set(key, { results, kind, states: 1, witness: end.witness() });
    }
  }
  return [...groups.values()];
}
