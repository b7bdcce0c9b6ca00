/**
 * One letter for each actor of a run, the same in every pane.
 */
import type { ActorRef } from './frame.ts';

export class ActorNames {
  readonly #refs = new Map<string, ActorRef>();

  /** The actor of that name; a new one gets the first free letter of its name, else of the alphabet. */
  ref(name: string): ActorRef {
    const known = this.#refs.get(name);
    if (known !== undefined) return known;
    const taken = new Set([...this.#refs.values()].map(({ letter }) => letter));
    const wishes = `${name.toUpperCase().replaceAll(/[^A-Z]/g, '')}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;
    const letter = [...wishes].find((candidate) => !taken.has(candidate)) ?? '*';
    const ref = { name, letter };
    this.#refs.set(name, ref);
    return ref;
  }
}
