/**
 * Every order in which the actors of a program may run, and what follows for its conditions.
 *
 * Works in slices: `run` goes on for as long as it may, `report` says what is known. The page does this in a worker,
 * the command line in its own process.
 */
import { success, type Result } from '#lib/capture/result.ts';
import { errnoName } from '#lib/hotplug/state/errno.ts';
import { violations } from '#lib/hotplug/invariants.ts';
import type { ProgramError } from '#lib/scenario/boot-program.ts';
import type { Program } from '#lib/scenario/program.ts';
import { ConditionTally } from './condition-tally.ts';
import type { LearntAccess } from './conflicts.ts';
import { contractsOf, NOT_DONE, POSITIVE_RETURN } from './contracts.ts';
import { findEnds, type End } from './ends.ts';
import { countRuns } from './count-runs.ts';
import { makePlan, type Plan } from './plan.ts';
import { OUTCOME_CHECKS, type PropertyId } from './properties.ts';
import type { ExploreReport } from './report.ts';
import { hadInterference } from './interference.ts';
import { reportOf, type FoundEnd } from './report-of.ts';
import { Search, type SearchListener } from './search.ts';
import type { ShareOf } from './shard/share.ts';
import type { Broken } from './stepper.ts';
import { stuckActors } from './stuck.ts';
import { holds, outcomeView, resultsOf } from './outcome-view.ts';
import { wayBehind, wayTo, witnessOf } from './witness.ts';

export interface ExploreOptions {
  /** Pass over steps that nobody else can notice; true unless told otherwise. */
  readonly reduce?: boolean;
  /** Search no further than so many states. */
  readonly mostStates?: number;
  /** Look at a part of all runs only; see shard/share.ts. */
  readonly share?: ShareOf;
  /** What searches of other parts have seen being touched. */
  readonly learnt?: readonly LearntAccess[];
}

/** As many states as a page can hold without trouble. */
export const MOST_STATES = 3_000_000;

/** A state in which a property is broken, or the move out of it that breaks it. */
export interface Breach {
  readonly detail: string;
  readonly state: number;
  readonly actor: number | null;
}

/** How runs end in a state, with the answers to conditions about outcomes. */
export interface ExploredEnd extends FoundEnd, End {}

export class Exploration implements SearchListener {
  readonly plan: Plan;
  readonly #search: Search;
  /** Conditions that are asked in every state, by their number. */
  readonly #asking: ReadonlyMap<number, ConditionTally>;
  readonly #breaches = new Map<PropertyId, Breach>();
  #stops: number[] = [];
  #loops: number[] = [];
  #milliseconds = 0;

  /** Makes a program ready. Fails when its init part does not come to an end. */
  static of(program: Program, options: ExploreOptions = {}): Result<Exploration, ProgramError> {
    const plan = makePlan(program);
    return plan.ok ? success(new Exploration(plan.value, options)) : plan;
  }

  private constructor(plan: Plan, { reduce = true, mostStates = MOST_STATES, ...rest }: ExploreOptions) {
    const begun = performance.now();
    this.plan = plan;
    this.#search = new Search(plan, { reduce, mostStates, ...rest }, contractsOf(plan), this);
    this.#asking = new Map(
      plan.program.conditions.flatMap((condition, i) =>
        condition.when === 'anytime' ? [[i, new ConditionTally(this.#search, condition)]] : [],
      ),
    );
    this.#search.begin();
    this.#milliseconds = performance.now() - begun;
  }

  get search(): Search {
    return this.#search;
  }

  /** States in which nobody can do anything. */
  get stops(): readonly number[] {
    return this.#stops;
  }

  get states(): number {
    return this.#search.states.size;
  }

  get isOver(): boolean {
    return this.#search.isOver;
  }

  /** Time that the search has taken so far. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  /** Conditions that are asked in every state, by their number. */
  get asking(): ReadonlyMap<number, ConditionTally> {
    return this.#asking;
  }

  /** Properties that were seen broken so far. */
  get breaches(): ReadonlyMap<PropertyId, Breach> {
    return this.#breaches;
  }

  /** Goes on while it may; gives true when the search is over. */
  run(mayGoOn: () => boolean = () => true): boolean {
    const begun = performance.now();
    const isOver = this.#search.run(mayGoOn);
    this.#milliseconds += performance.now() - begun;
    return isOver;
  }

  /** A broken invariant is looked for again, so that the way to it is a shortest one. */
  get mayKeepMoves(): boolean {
    return !this.#breaches.has('invariants');
  }

  restarted(): void {
    this.#stops = [];
    this.#loops = [];
    this.#breaches.clear();
    for (const tally of this.#asking.values()) tally.clear();
  }

  /**
   * Invariants are asked after every different move, not in every state: they are sums over what moves change, so an
   * equal move in another state changes them in the same way. The last states of runs are asked all the same.
   */
  newState(state: number, byNewMove: boolean): void {
    for (const tally of this.#asking.values()) tally.seeState(state);
    if (byNewMove && !this.#breaches.has('invariants')) this.#checkInvariants(state);
  }

  end(state: number, loops: boolean): void {
    (loops ? this.#loops : this.#stops).push(state);
  }

  broke(state: number, actor: number, broken: readonly Broken[]): void {
    const { name, lines } = this.plan.actors[actor]!;
    for (const { line, contracts } of broken) {
      const text = `${name}: ${lines[line]?.source?.text ?? ''}`;
      if ((contracts & POSITIVE_RETURN) !== 0) {
        this.#breach('0 or a negative errno', `${text} returns a positive number`, state, actor);
      }
      if ((contracts & NOT_DONE) === 0 || this.#breaches.has('success means done')) continue;
      if (hadInterference(this.#search, state, actor, line)) continue;
      this.#breach('success means done', `${text} reports success and is not done`, state, actor);
    }
  }

  threw(state: number, actor: number, error: unknown): void {
    const what = error instanceof Error ? error.message : String(error);
    this.#breach('charts', `${this.plan.actors[actor]!.name}: ${what}`, state, null);
  }

  /** What is known so far; everything when the search is over. */
  report(): ExploreReport {
    const search = this.#search;
    const begun = performance.now();
    const ends = this.ends();
    return reportOf({
      variant: this.plan.program.variant,
      isComplete: search.isComplete,
      states: search.states.size,
      movesWorkedOut: search.workedOut,
      runs: this.runs(),
      resultNames: this.plan.resultNames,
      conditions: this.plan.program.conditions,
      ends,
      anytime: new Map([...this.#asking].map(([i, tally]) => [i, tally.result()])),
      breaches: new Map(
        [...this.#breaches].map(([id, { detail, state, actor }]) => [
          id,
          { detail, witness: witnessOf(wayBehind(search, state, actor)) },
        ]),
      ),
      milliseconds: this.#milliseconds + performance.now() - begun,
      bytesPerState: search.sizeBytes / search.states.size,
    });
  }

  /** Number of runs; null when they cannot be counted. */
  runs(): bigint | null {
    return this.#search.isComplete ? countRuns(this.#search) : null;
  }

  /**
   * How runs end, in the order of their shortest ways; checks on the way what should hold in every outcome. A search
   * that was cut short knows only the ends at which nothing can go on.
   */
  ends(): ExploredEnd[] {
    const loops = this.#search.isComplete ? this.#loops : [];
    return findEnds(this.#search, this.#stops, loops).map((end) => this.#describe(end));
  }

  #describe({ state, kind, circle }: End): ExploredEnd {
    const search = this.#search;
    this.#checkInvariants(state);
    const nodes = search.load(state);
    if (kind === 'done') this.#checkOutcome(state);
    const view = outcomeView(search, nodes);
    return {
      state,
      kind,
      circle,
      results: this.plan.resultNames.map((name) =>
        resultsOf(view, name, this.plan.texts.has(name), errnoName),
      ),
      holds: this.plan.program.conditions.map(
        ({ when, formula }) => when === 'outcome' && holds(search, formula, nodes),
      ),
      witness: () => witnessOf(wayTo(search, state)),
      stuck: () => stuckActors(search, state),
    };
  }

  #checkInvariants(state: number): void {
    this.#search.load(state);
    const [detail] = violations(this.plan.kernel);
    if (detail !== undefined) this.#breach('invariants', detail, state, null);
  }

  #checkOutcome(state: number): void {
    for (const { id, check } of OUTCOME_CHECKS) {
      if (this.#breaches.has(id)) continue;
      const detail = check(this.plan.kernel);
      if (detail !== null) this.#breach(id, detail, state, null);
    }
  }

  /** Keeps the one with the shortest way. */
  #breach(id: PropertyId, detail: string, state: number, actor: number | null): void {
    const known = this.#breaches.get(id);
    if (known === undefined || state < known.state) this.#breaches.set(id, { detail, state, actor });
  }
}
