/**
 * What all pages about lessons share: where the playground is, the theme, and the sign of rest.
 */
import { idleAttribute, type IdleSignal } from '#lib/workbench/idle.ts';
import { browserStore, recall, remember, type KeyValueStore } from '#lib/workbench/storage.ts';
import { applyTheme, nextTheme, THEMES, type Theme } from '#lib/workbench/theme.ts';

export class LearnPage {
  /** Address of the playground, without a fragment. */
  readonly home: string;
  readonly store: KeyValueStore | null = browserStore();
  readonly idle: IdleSignal = idleAttribute(document.documentElement);
  #theme: Theme = $state('auto');

  constructor(home: string) {
    this.home = home;
    this.#theme = recall(this.store, 'theme', THEMES, 'auto');
    $effect(() => applyTheme(document.documentElement, this.#theme));
    this.idle.begin()();
  }

  get theme(): Theme {
    return this.#theme;
  }

  nextTheme(): void {
    this.#theme = nextTheme(this.#theme);
    remember(this.store, 'theme', this.#theme);
  }

  /** Address of a page about lessons. */
  learn(path = ''): string {
    return `${this.home}learn/${path}`;
  }
}
