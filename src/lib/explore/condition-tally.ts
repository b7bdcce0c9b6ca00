/**
 * One condition, asked in all the places where it is asked.
 */
import type { Condition } from '#lib/scenario/program.ts';
import { holds } from './outcome-view.ts';
import type { Tally } from './report-of.ts';
import type { Search } from './search.ts';
import { StateQuestion } from './state-question.ts';
import { witnessOf, wayTo } from './witness.ts';

/** A condition about every moment. */
export class ConditionTally {
  readonly #search: Search;
  readonly #question: StateQuestion<boolean>;
  #nodes: readonly number[] = [];
  #holdsIn = 0;
  #outOf = 0;
  /** States that were met first, -1 for none. */
  firstWith = -1;
  firstWithout = -1;

  constructor(search: Search, condition: Condition) {
    this.#search = search;
    this.#question = new StateQuestion(search, () => holds(search, condition.formula, this.#nodes), {
      dependsOnActors: true,
      observes: true,
    });
  }

  clear(): void {
    this.#holdsIn = 0;
    this.#outOf = 0;
    this.firstWith = -1;
    this.firstWithout = -1;
  }

  /** Does it hold in a state? */
  in(state: number): boolean {
    this.#nodes = this.#search.nodesIn(state);
    return this.#question.in(state);
  }

  /** A state that was not met before. */
  seeState(state: number): void {
    const isTrue = this.in(state);
    this.#outOf++;
    if (isTrue) this.#holdsIn++;
    if (isTrue && this.firstWith < 0) this.firstWith = state;
    if (!isTrue && this.firstWithout < 0) this.firstWithout = state;
  }

  /** What was counted. */
  result(): Tally {
    const witness = (state: number) => (state < 0 ? null : witnessOf(wayTo(this.#search, state)));
    return {
      holdsIn: this.#holdsIn,
      outOf: this.#outOf,
      witness: witness(this.firstWith),
      counterexample: witness(this.firstWithout),
    };
  }
}
