/**
 * What all pages about lessons share: where the playground is, the theme, and the sign of rest.
 */
import { idleAttribute, type IdleSignal } from '#lib/workbench/idle.ts';
import { browserStore, type KeyValueStore } from '#lib/workbench/storage.ts';
import { applyTheme, type Theme } from '#lib/workbench/theme.ts';
import { ThemeChoice } from '../theme-choice.svelte.ts';

export class LearnPage {
  /** Address of the playground, without a fragment. */
  readonly home: string;
  readonly store: KeyValueStore | null = browserStore();
  readonly idle: IdleSignal = idleAttribute(document.documentElement);
  readonly #theme = new ThemeChoice(this.store);

  constructor(home: string) {
    this.home = home;
    $effect(() => applyTheme(document.documentElement, this.theme));
    this.idle.begin()();
  }

  get theme(): Theme {
    return this.#theme.theme;
  }

  nextTheme(): void {
    this.#theme.next();
  }

  /** Address of a page about lessons. */
  learn(path = ''): string {
    return `${this.home}learn/${path}`;
  }
}
