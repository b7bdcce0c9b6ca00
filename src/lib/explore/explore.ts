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
import { contractsOf, NOT_DONE, POSITIVE_RETURN } from './contracts.ts';
import { findEnds, type End, type EndKind } from './ends.ts';
import { countRuns } from './count-runs.ts';
import { makePlan, type Plan } from './plan.ts';
import { OUTCOME_CHECKS, PROPERTIES, type PropertyId } from './properties.ts';
import type { ExploreReport, OutcomeGroup, PropertyVerdict, Witness } from './report.ts';
import { Search, type SearchListener } from './search.ts';
import { StateQuestion } from './state-question.ts';
import { stuckActors } from './stuck.ts';
import { outcomeView, resultsOf } from './outcome-view.ts';
import { scheduleBehind, scheduleOf } from './witness.ts';

export interface ExploreOptions {
  /** Pass over steps that nobody else can notice; true unless told otherwise. */
  readonly reduce?: boolean;
  /** Search no further than so many states. */
  readonly mostStates?: number;
}

/** As many states as a page can hold without trouble. */
export const MOST_STATES = 3_000_000;
/** Ends that are described one by one. */
const MOST_STUCK = 8;
const MOST_GROUPS = 200;

interface Breach {
  readonly detail: string;
  readonly schedule: () => Witness;
}

function stepsOf(schedule: Witness['schedule']): number {
  return schedule.reduce((sum, { steps }) => sum + steps, 0);
}

export class Exploration implements SearchListener {
  readonly #plan: Plan;
  readonly #search: Search;
  readonly #tallies: readonly ConditionTally[];
  /** Those that are asked in every state. */
  readonly #asking: readonly ConditionTally[];
  readonly #invariants: StateQuestion<string | null>;
  readonly #breaches = new Map<PropertyId, Breach>();
  #stops: number[] = [];
  #loops: number[] = [];
  #milliseconds = 0;

  /** Makes a program ready. Fails when its init part does not come to an end. */
  static of(program: Program, options: ExploreOptions = {}): Result<Exploration, ProgramError> {
    const plan = makePlan(program);
    return plan.ok ? success(new Exploration(plan.value, options)) : plan;
  }

  private constructor(plan: Plan, { reduce = true, mostStates = MOST_STATES }: ExploreOptions) {
    const begun = performance.now();
    this.#plan = plan;
    this.#search = new Search(plan, { reduce, mostStates }, contractsOf(plan), this);
    this.#tallies = plan.program.conditions.map((condition) => new ConditionTally(this.#search, condition));
    this.#asking = this.#tallies.filter((_, i) => plan.program.conditions[i]!.when === 'anytime');
    this.#invariants = new StateQuestion(this.#search, () => violations(plan.kernel)[0] ?? null, {
      dependsOnActors: false,
      observes: false,
    });
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

  /** Goes on while it may; gives true when the search is over. */
  run(mayGoOn: () => boolean = () => true): boolean {
    const begun = performance.now();
    const isOver = this.#search.run(mayGoOn);
    this.#milliseconds += performance.now() - begun;
    return isOver;
  }

  restarted(): void {
    this.#stops = [];
    this.#loops = [];
    this.#breaches.clear();
    for (const tally of this.#tallies) tally.clear();
  }

  /**
   * Invariants are asked after every different move, not in every state: they are sums over what moves change, so an
   * equal move in another state changes them in the same way. The last states of runs are asked all the same.
   */
  newState(state: number, byNewMove: boolean): void {
    for (const tally of this.#asking) tally.seeState(state);
    if (byNewMove && !this.#breaches.has('invariants')) this.#checkInvariants(state);
  }

  end(state: number, loops: boolean): void {
    (loops ? this.#loops : this.#stops).push(state);
  }

  broke(state: number, actor: number, contracts: number): void {
    const text = this.#textOfLine(state, actor);
    const schedule = (): Witness => this.#witnessBehind(state, actor);
    if ((contracts & POSITIVE_RETURN) !== 0) {
      this.#breach('0 or a negative errno', `${text} returns a positive number`, schedule);
    }
    if ((contracts & NOT_DONE) !== 0) {
      this.#breach('success means done', `${text} reports success and is not done`, schedule);
    }
  }

  threw(state: number, actor: number, error: unknown): void {
    const what = error instanceof Error ? error.message : String(error);
    this.#breach('charts', `${this.#plan.actors[actor]!.name}: ${what}`, () => this.#witness(state));
  }

  /** What is known so far; everything when the search is over. */
  report(): ExploreReport {
    const search = this.#search;
    const begun = performance.now();
    const ends = search.isComplete ? findEnds(search, this.#stops, this.#loops) : this.#knownEnds();
    for (const tally of this.#tallies) tally.seeEnds(ends);
    for (const end of ends) this.#checkEnd(end);
    const count = (kind: EndKind): number => ends.filter((end) => end.kind === kind).length;
    const stuck = ends.filter((end) => end.kind !== 'done').slice(0, MOST_STUCK);
    const outcomes = this.#groupOutcomes(ends);
    return {
      variant: this.#plan.program.variant,
      isComplete: search.isComplete,
      states: search.states.size,
      movesWorkedOut: search.workedOut,
      runs: search.isComplete ? countRuns(search) : null,
      ends: { done: count('done'), deadlock: count('deadlock'), livelock: count('livelock') },
      resultNames: this.#plan.resultNames,
      outcomes,
      conditions: this.#tallies.map((tally) => tally.verdict(search.isComplete, (at) => this.#witness(at))),
      properties: PROPERTIES.map(({ id, says }) => this.#property(id, says)),
      stuck: stuck.map((end) => ({
        kind: end.kind === 'livelock' ? 'livelock' : 'deadlock',
        actors: stuckActors(search, end.state),
        witness: this.#witness(end.state),
      })),
      milliseconds: this.#milliseconds + performance.now() - begun,
      bytesPerState: search.sizeBytes / search.states.size,
    };
  }

  /** A search that was cut short knows only the ends at which nothing can go on. */
  #knownEnds(): End[] {
    return findEnds(this.#search, this.#stops, []);
  }

  #checkInvariants(state: number): void {
    const detail = this.#invariants.in(state);
    if (detail !== null) this.#breach('invariants', detail, () => this.#witness(state));
  }

  #checkEnd({ state, kind }: End): void {
    this.#checkInvariants(state);
    if (kind !== 'done') return;
    this.#search.load(state);
    for (const { id, check } of OUTCOME_CHECKS) {
      if (this.#breaches.has(id)) continue;
      const detail = check(this.#plan.kernel);
      if (detail !== null) this.#breach(id, detail, () => this.#witness(state));
    }
  }

  #breach(id: PropertyId, detail: string, schedule: () => Witness): void {
    if (!this.#breaches.has(id)) this.#breaches.set(id, { detail, schedule });
  }

  #property(id: PropertyId, says: string): PropertyVerdict {
    const breach = this.#breaches.get(id);
    if (breach === undefined) {
      return { id, says, holds: this.#search.isComplete ? true : null, detail: null, witness: null };
    }
    return { id, says, holds: false, detail: breach.detail, witness: breach.schedule() };
  }

  #groupOutcomes(ends: readonly End[]): OutcomeGroup[] {
    const groups = new Map<string, { -readonly [K in keyof OutcomeGroup]: OutcomeGroup[K] }>();
    for (const { state, kind } of ends) {
      const view = outcomeView(this.#search, this.#search.load(state));
      const results = this.#plan.resultNames.map((name) => resultsOf(view, name, errnoName));
      const key = JSON.stringify([kind, results]);
      const group = groups.get(key);
      if (group !== undefined) group.states++;
      else if (groups.size < MOST_GROUPS) {
        groups.set(key, { results, kind, states: 1, witness: this.#witness(state) });
      }
    }
    return [...groups.values()];
  }

  #textOfLine(state: number, actor: number): string {
    const nodes = this.#search.load(state);
    const { line } = this.#search.locals.at(nodes[actor]!);
    const { name, lines } = this.#plan.actors[actor]!;
    return `${name}: ${lines[line]?.source?.text ?? ''}`;
  }

  #witness(state: number): Witness {
    const schedule = scheduleOf(this.#search, state);
    return { schedule, steps: stepsOf(schedule) };
  }

  #witnessBehind(state: number, actor: number): Witness {
    const schedule = scheduleBehind(this.#search, state, actor);
    return { schedule, steps: stepsOf(schedule) };
  }
}
