/**
 * Names for states that are the same in every search of one program, whatever the order in which it met them.
 *
 * A name has 96 bits: the sum of a name for each local state of an actor and for each piece of the kernel that differs
 * from where all runs begin. Of a thousand million states, two share a name by chance in one search of 100,000 million.
 */
import type { Search } from '../search.ts';
import { ID_WORDS, nameOfText } from './names.ts';

const NOTHING = new Uint32Array(ID_WORDS);

/** All states of a search, each as three words, one behind the other. */
export function idsOf(search: Search): Uint32Array<ArrayBuffer> {
  const { layout, states, locals, plan } = search;
  const ids = new Uint32Array(states.size * ID_WORDS);
  const names: Uint32Array[][] = layout.slots.map(() => []);
  const actors = plan.actors.length;
  const nameOf = (slot: number, value: number): Uint32Array => {
    if (slot < actors) return nameOfText(locals.keyOf(value));
    return value === 0 ? NOTHING : search.componentOfSlot(slot).nameOf(value);
  };
  for (let state = 0; state < states.size; state++) {
    states.read(state, layout.scratch);
    const at = state * ID_WORDS;
    for (let slot = 0; slot < layout.slots.length; slot++) {
      const value = layout.get(layout.slots[slot]!);
      const name = (names[slot]![value] ??= nameOf(slot, value));
      for (let i = 0; i < ID_WORDS; i++) ids[at + i]! += name[i]!;
    }
  }
  return ids;
}

/** Names that were seen so far. */
export class IdSet {
  #table = new Uint32Array((1 << 12) * ID_WORDS);
  #room = 1 << 12;
  size = 0;

  /** Adds the name at a place of a list; false when it is known. A name of nothing but zeros is not used. */
  add(ids: Uint32Array, from: number): boolean {
    const table = this.#table;
    let at = ids[from]! & (this.#room - 1);
    for (;;) {
      const place = at * ID_WORDS;
      if (table[place] === 0 && table[place + 1] === 0 && table[place + 2] === 0) break;
      if (
        table[place] === ids[from] &&
        table[place + 1] === ids[from + 1] &&
        table[place + 2] === ids[from + 2]
      )
        return false;
      at = (at + 1) & (this.#room - 1);
    }
    for (let i = 0; i < ID_WORDS; i++) table[at * ID_WORDS + i] = ids[from + i]!;
    this.size++;
    if (this.size * 2 > this.#room) this.#grow();
    return true;
  }

  #grow(): void {
    const old = this.#table;
    this.#room *= 4;
    this.#table = new Uint32Array(this.#room * ID_WORDS);
    this.size = 0;
    for (let at = 0; at < old.length; at += ID_WORDS) {
      if (old[at] !== 0 || old[at + 1] !== 0 || old[at + 2] !== 0) this.add(old, at);
    }
  }
}
