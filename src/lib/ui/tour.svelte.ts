/**
 * Where the reader is on the tour of the page, and whether this browser has had it.
 */
import { recall, remember, type KeyValueStore } from '#lib/workbench/storage.ts';

export class Tour {
  readonly #store: KeyValueStore | null;
  #at = $state.raw<number | null>(null);

  constructor(store: KeyValueStore | null) {
    this.#store = store;
  }

  /** Station that is on screen; null for none. */
  get at(): number | null {
    return this.#at;
  }

  /** Begins for whoever wants it. */
  start(): void {
    this.#at = 0;
  }

  /** Begins for somebody who has not had it. */
  offer(): void {
    if (recall(this.#store, 'tour', ['new', 'done'], 'new') === 'new') this.#at = 0;
  }

  goTo(at: number): void {
    this.#at = at;
  }

  end(): void {
    this.#at = null;
    remember(this.#store, 'tour', 'done');
  }
}
