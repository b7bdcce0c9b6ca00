/**
 * One condition, asked in all the places where it is asked.
 */
import type { Condition } from '#lib/scenario/program.ts';
import type { End } from './ends.ts';
import { holds } from './outcome-view.ts';
import type { Answer, ConditionVerdict, Witness } from './report.ts';
import type { Search } from './search.ts';
import { StateQuestion } from './state-question.ts';

export class ConditionTally {
  readonly #search: Search;
  readonly #condition: Condition;
  readonly #question: StateQuestion<boolean>;
  #nodes: readonly number[] = [];
  #holdsIn = 0;
  #outOf = 0;
  #firstWith = -1;
  #firstWithout = -1;

  constructor(search: Search, condition: Condition) {
    this.#search = search;
    this.#condition = condition;
    this.#question = new StateQuestion(search, () => holds(search, condition.formula, this.#nodes), {
      dependsOnActors: true,
      observes: true,
    });
  }

  clear(): void {
    this.#holdsIn = 0;
    this.#outOf = 0;
    this.#firstWith = -1;
    this.#firstWithout = -1;
  }

  /** A state that was not met before; for conditions about every moment. */
  seeState(state: number): void {
    this.#nodes = this.#search.nodesIn(state);
    this.#count(state, this.#question.in(state));
  }

  /** The ends of all runs. */
  seeEnds(ends: readonly End[]): void {
    if (this.#condition.when !== 'outcome') return;
    this.clear();
    for (const { state } of ends) {
      this.#count(state, holds(this.#search, this.#condition.formula, this.#search.load(state)));
    }
  }

  #count(state: number, isTrue: boolean): void {
    this.#outOf++;
    if (isTrue) this.#holdsIn++;
    if (isTrue && this.#firstWith < 0) this.#firstWith = state;
    if (!isTrue && this.#firstWithout < 0) this.#firstWithout = state;
  }

  #answer(isComplete: boolean): Answer | null {
    if (this.#holdsIn > 0 && this.#holdsIn < this.#outOf) return 'Sometimes';
    if (!isComplete) return null;
    return this.#holdsIn > 0 ? 'Always' : 'Never';
  }

  /** What is known: of a search that was cut short, only what nothing that is still to come can change. */
  verdict(isComplete: boolean, witnessOf: (state: number) => Witness): ConditionVerdict {
    const { quantifier, when, text, line } = this.#condition;
    const holdsSomewhere = this.#holdsIn > 0;
    const failsSomewhere = this.#holdsIn < this.#outOf;
    let isMet: boolean | null = null;
    if (quantifier === 'exists' && (holdsSomewhere || isComplete)) isMet = holdsSomewhere;
    if (quantifier === 'never' && (holdsSomewhere || isComplete)) isMet = !holdsSomewhere;
    if (quantifier === 'always' && (failsSomewhere || isComplete)) isMet = !failsSomewhere;
    return {
      quantifier,
      when,
      text,
      line,
      answer: this.#answer(isComplete),
      isMet,
      holdsIn: this.#holdsIn,
      outOf: this.#outOf,
      witness: this.#firstWith < 0 ? null : witnessOf(this.#firstWith),
      counterexample: this.#firstWithout < 0 ? null : witnessOf(this.#firstWithout),
    };
  }
}
