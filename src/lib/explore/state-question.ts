/**
 * A question that is asked in very many states: answered once for all that are equal in what the answer depends on.
 */
import type { Search } from './search.ts';

export class StateQuestion<T> {
  readonly #search: Search;
  readonly #ask: () => T;
  readonly #dependsOnActors: boolean;
  readonly #observes: boolean;
  readonly #answers = new Map<string, T>();
  #slots: number[] = [];
  #epoch = -1;

  /**
   * `dependsOnActors`: the answer looks at results or at who is done. `observes`: every change of what it looks at
   * counts as something that can be seen.
   */
  constructor(
    search: Search,
    ask: () => T,
    { dependsOnActors, observes }: { readonly dependsOnActors: boolean; readonly observes: boolean },
  ) {
    this.#search = search;
    this.#ask = ask;
    this.#dependsOnActors = dependsOnActors;
    this.#observes = observes;
  }

  /** In how many different situations it was answered. */
  get size(): number {
    return this.#answers.size;
  }

  /** The answer in a state. */
  in(state: number): T {
    const search = this.#search;
    if (this.#epoch !== search.epoch) this.#forget();
    search.states.read(state, search.layout.scratch);
    const known = this.#answers.get(this.#key());
    if (known !== undefined) return known;
    search.load(state);
    const { answer, components } = search.stepper.watch(this.#ask, this.#observes);
    const slots = new Set(this.#slots);
    for (const component of components) {
      const slot = search.slotNumberOf(component);
      if (slot !== undefined) slots.add(slot);
    }
    if (slots.size !== this.#slots.length) {
      this.#answers.clear();
      this.#slots = [...slots];
    }
    search.states.read(state, search.layout.scratch);
    this.#answers.set(this.#key(), answer);
    return answer;
  }

  #key(): string {
    const { layout } = this.#search;
    let key = '';
    for (const slot of this.#slots) key += `${layout.get(layout.slots[slot]!)} `;
    return key;
  }

  #forget(): void {
    this.#epoch = this.#search.epoch;
    this.#answers.clear();
    this.#slots = this.#dependsOnActors ? this.#search.plan.actors.map((_, actor) => actor) : [];
  }
}
