/**
 * The theme that the reader chose, kept for all pages of the site: a choice on one page holds on the others.
 */
import { recall, remember, type KeyValueStore } from '#lib/workbench/storage.ts';
import { nextTheme, THEMES, type Theme } from '#lib/workbench/theme.ts';

export class ThemeChoice {
  readonly #store: KeyValueStore | null;
  #theme: Theme = $state('auto');

  constructor(store: KeyValueStore | null) {
    this.#store = store;
    this.#theme = recall(store, 'theme', THEMES, 'auto');
  }

  get theme(): Theme {
    return this.#theme;
  }

  /** Chooses the next one, and keeps it. */
  next(): void {
    this.#theme = nextTheme(this.#theme);
    remember(this.#store, 'theme', this.#theme);
  }
}
