/**
 * The shells of the page, each an actor of its own.
 */
import { ShellTab, type ShellSurroundings } from './shell-tab.svelte.ts';

/** Shells at a time: a run has room for a dozen actors. */
export const MOST_SHELLS = 4;

export class Shells {
  #tabs = $state.raw<readonly ShellTab[]>([]);
  #current = $state('');
  #named = 0;
  /** Do commands play step by step? Otherwise the run is shown where they have ended. */
  plays = $state(false);
  readonly #around: ShellSurroundings;

  constructor(around: Omit<ShellSurroundings, 'plays'>) {
    this.#around = { ...around, plays: () => this.plays };
    this.add();
  }

  get tabs(): readonly ShellTab[] {
    return this.#tabs;
  }

  /** The one on screen. */
  get current(): ShellTab {
    return this.#tabs.find(({ id }) => id === this.#current) ?? this.#tabs[0]!;
  }

  choose(id: string): void {
    this.#current = id;
  }

  /** Lets a shell go on as another actor; gives why not, or null. */
  rename(id: string, name: string): string | null {
    const tab = this.#tabs.find((other) => other.id === id);
    if (tab === undefined || tab.actor === name) return null;
    const isTaken = this.#tabs.some(({ actor }) => actor === name);
    return isTaken ? `Another shell is ${name} already.` : tab.rename(name);
  }

  /** Opens another shell. */
  add(): void {
    const tab = new ShellTab(`shell${++this.#named}`, this.#around);
    this.#tabs = [...this.#tabs, tab];
    this.#current = tab.id;
  }

  /** Takes a shell away; there is always one. What it has under way goes on. */
  close(id: string): void {
    this.#tabs = this.#tabs.filter((tab) => tab.id !== id);
    if (this.#tabs.length === 0) this.add();
    else if (this.#current === id) this.#current = this.#tabs.at(-1)!.id;
  }

  /** The moment on screen is another one. */
  look(): void {
    for (const tab of this.#tabs) tab.look();
  }
}
