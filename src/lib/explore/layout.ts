/**
 * How a state is packed: one slot for each component that was ever seen to change and one for each actor, in as many
 * bytes as its numbers need, filled up to whole words.
 */
export interface Slot {
  /** Offset in bytes; a multiple of the width. */
  readonly at: number;
  readonly width: 1 | 2 | 4;
}

/** What a slot holds, and how large its numbers have been so far. */
export interface SlotNeed {
  readonly largest: number;
}

const MOST = { 1: 0xff, 2: 0xffff, 4: 0x7fffffff } as const;

/** Slots stay larger than what they need so far: a search that outgrows one begins anew. */
function widthFor(largest: number): 1 | 2 | 4 {
  if (largest * 3 < MOST[1]) return 1;
  return largest * 3 < MOST[2] ? 2 : 4;
}

/** Bytes kept free for components that turn out to change later. */
const SPARE_BYTES = 4;

export class Layout {
  readonly #slots: Slot[];
  #end: number;
  readonly words: number;
  /** The state at hand. */
  readonly scratch: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #halves: Uint16Array;

  constructor(needs: readonly SlotNeed[], spareBytes = SPARE_BYTES) {
    const widths = needs.map(({ largest }) => widthFor(largest));
    const slots: Slot[] = new Array<Slot>(needs.length);
    let at = 0;
    for (const width of [4, 2, 1] as const) {
      for (const [i, other] of widths.entries()) {
        if (other !== width) continue;
        slots[i] = { at, width };
        at += width;
      }
    }
    this.#slots = slots;
    this.#end = at;
    this.words = Math.ceil((at + spareBytes) / 4);
    this.scratch = new Uint32Array(this.words);
    this.#bytes = new Uint8Array(this.scratch.buffer);
    this.#halves = new Uint16Array(this.scratch.buffer);
  }

  get slots(): readonly Slot[] {
    return this.#slots;
  }

  /** One more slot of a byte, in which all states so far have 0; null when there is no room. */
  extend(): Slot | null {
    if (this.#end === this.words * 4) return null;
    const slot: Slot = { at: this.#end++, width: 1 };
    this.#slots.push(slot);
    return slot;
  }

  get(slot: Slot): number {
    if (slot.width === 1) return this.#bytes[slot.at]!;
    return slot.width === 2 ? this.#halves[slot.at >> 1]! : this.scratch[slot.at >> 2]!;
  }

  set(slot: Slot, value: number): void {
    if (slot.width === 1) this.#bytes[slot.at] = value;
    else if (slot.width === 2) this.#halves[slot.at >> 1] = value;
    else this.scratch[slot.at >> 2] = value;
  }

  /**
   * What has to be done to give slots values: for each word that holds some of them its number, the bits that stay and
   * the bits that come. Null when a value does not fit its slot.
   */
  changesOf(changes: Iterable<readonly [slot: number, value: number]>): number[] | null {
    const words = new Map<number, { stay: number; come: number }>();
    for (const [slot, value] of changes) {
      const { at, width } = this.#slots[slot]!;
      if (value > MOST[width]) return null;
      const shift = 8 * (at & 3);
      const mask = width === 4 ? -1 : ((1 << (8 * width)) - 1) << shift;
      const word = words.get(at >> 2) ?? { stay: -1, come: 0 };
      words.set(at >> 2, { stay: word.stay & ~mask, come: (word.come & ~mask) | (value << shift) });
    }
    return [...words].flatMap(([word, { stay, come }]) => [word, stay, come]);
  }

  /** The words that hold some slots, each followed by the bits that belong to them. */
  masks(slots: Iterable<Slot>): Int32Array {
    const bits = new Map<number, number>();
    for (const { at, width } of slots) {
      const mask = width === 4 ? -1 : ((1 << (8 * width)) - 1) << (8 * (at & 3));
      bits.set(at >> 2, (bits.get(at >> 2) ?? 0) | mask);
    }
    const words = [...bits.keys()].sort((a, b) => a - b);
    return Int32Array.from(words.flatMap((word) => [word, bits.get(word)!]));
  }
}
