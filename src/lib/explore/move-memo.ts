/**
 * Moves that were worked out once, to be used in every state that is equal in what they depended on.
 *
 * For each local state of an actor the memo knows the slots that its move has ever depended on; the values in these
 * slots are the key. What was found for one key is what the kernel functions would do again.
 */
import type { Layout, Slot } from './layout.ts';

/** What an actor does from one visible step up to the next. */
export interface Move {
  /** Local state that it leads to; -1 when the actor has to wait. */
  readonly to: number;
  /** Number of steps. */
  readonly steps: number;
  /** It ended a round of a loop: nothing says that anything has come nearer to its end. */
  readonly looped: boolean;
  /** A bit for each contract that a line of it broke. */
  readonly report: number;
  /** Slot numbers that change, each followed by its new value. */
  readonly changes: readonly number[];
}

/** A move that is kept, told apart from others by the values in some slots. */
export interface KnownMove {
  readonly node: number;
  /** -1 when the actor has to wait. */
  readonly to: number;
  readonly needs: readonly (readonly [slot: number, value: number])[];
  readonly changes: readonly (readonly [slot: number, value: number])[];
}

interface NodeKey {
  readonly slots: Set<number>;
  words: Int32Array;
  bits: Int32Array;
  version: number;
}

const HEADER = 7;

function firstHash(node: number, version: number): number {
  return Math.imul(node + 1, 0x85ebca6b) ^ version;
}

function mixHash(hash: number, word: number): number {
  return Math.imul((hash ^ word ^ (hash >>> 15)) | 0, 0x9e3779b1);
}

function lastHash(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

export class MoveMemo {
  readonly #layout: Layout;
  readonly #keys: (NodeKey | undefined)[] = [];
  #table = new Int32Array(1 << 14);
  #arena = new Int32Array(1 << 16);
  #used = 0;
  #entries = 0;
  /** The entry found last. */
  #found = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  get sizeBytes(): number {
    return this.#table.byteLength + this.#arena.byteLength;
  }

  #keyOf(node: number): NodeKey {
    return (this.#keys[node] ??= {
      slots: new Set(),
      words: new Int32Array(0),
      bits: new Int32Array(0),
      version: 0,
    });
  }

  /** Looks for the move of a local state in the state at hand; `to` and the others speak of it if there is one. */
  find(node: number): boolean {
    const key = this.#keys[node];
    if (key === undefined) return false;
    const { words, bits, version } = key;
    const state = this.#layout.scratch;
    const arena = this.#arena;
    const mask = this.#table.length - 1;
    let at = this.#hash(node, key) & mask;
    for (;;) {
      const entry = this.#table[at]!;
      if (entry === 0) return false;
      if (arena[entry] === node && arena[entry + 1] === version) {
        const from = entry + HEADER + arena[entry + 6]! * 2;
        let i = 0;
        while (i < words.length && arena[from + i] === (state[words[i]!]! & bits[i]!)) i++;
        if (i === words.length) {
          this.#found = entry;
          return true;
        }
      }
      at = (at + 1) & mask;
    }
  }

  get to(): number {
    return this.#arena[this.#found + 2]!;
  }

  get steps(): number {
    return this.#arena[this.#found + 3]!;
  }

  get looped(): boolean {
    return this.#arena[this.#found + 4] !== 0;
  }

  get report(): number {
    return this.#arena[this.#found + 5]!;
  }

  /** Makes the changes in the state at hand. Gives false when a number does not fit its slot. */
  apply(slots: readonly Slot[]): boolean {
    const arena = this.#arena;
    const entry = this.#found;
    const end = entry + HEADER + arena[entry + 6]! * 2;
    let fits = true;
    for (let at = entry + HEADER; at < end; at += 2) {
      if (!this.#layout.set(slots[arena[at]!]!, arena[at + 1]!)) fits = false;
    }
    return fits;
  }

  /** Keeps a move for the state at hand; `dependsOn` are the slots that decided it. */
  keep(node: number, dependsOn: ReadonlySet<number>, move: Move): void {
    const key = this.#keyOf(node);
    const before = key.slots.size;
    for (const slot of dependsOn) key.slots.add(slot);
    if (key.slots.size !== before) {
      Object.assign(key, this.#layout.masks([...key.slots].map((slot) => this.#layout.slots[slot]!)));
      key.version++;
    }
    const { words, bits } = key;
    const length = HEADER + move.changes.length + words.length;
    this.#makeRoom(length);
    const entry = this.#used;
    this.#used += length;
    const arena = this.#arena;
    arena[entry] = node;
    arena[entry + 1] = key.version;
    arena[entry + 2] = move.to;
    arena[entry + 3] = move.steps;
    arena[entry + 4] = move.looped ? 1 : 0;
    arena[entry + 5] = move.report;
    arena[entry + 6] = move.changes.length / 2;
    arena.set(move.changes, entry + HEADER);
    const state = this.#layout.scratch;
    for (let i = 0; i < words.length; i++) {
      arena[entry + HEADER + move.changes.length + i] = state[words[i]!]! & bits[i]!;
    }
    this.#found = entry;
    this.#insert(this.#hash(node, key), entry);
  }

  /** All moves that hold, with the slots that they depend on and the values in them. */
  *all(): Generator<KnownMove, void, void> {
    const arena = this.#arena;
    const slots = this.#layout.slots;
    for (const entry of this.#table) {
      if (entry === 0) continue;
      const node = arena[entry]!;
      const key = this.#keys[node]!;
      if (arena[entry + 1] !== key.version) continue;
      const changesAt = entry + HEADER;
      const from = changesAt + arena[entry + 6]! * 2;
      const valueOf = ({ at, width }: Slot): number => {
        const word = arena[from + key.words.indexOf(at >> 2)]!;
        return width === 4 ? word : (word >>> (8 * (at & 3))) & ((1 << (8 * width)) - 1);
      };
      yield {
        node,
        to: arena[entry + 2]!,
        needs: [...key.slots].map((slot) => [slot, valueOf(slots[slot]!)]),
        changes: Array.from({ length: arena[entry + 6]! }, (_, i) => [
          arena[changesAt + 2 * i]!,
          arena[changesAt + 2 * i + 1]!,
        ]),
      };
    }
  }

  #hash(node: number, { words, bits, version }: NodeKey): number {
    const state = this.#layout.scratch;
    let hash = firstHash(node, version);
    for (let i = 0; i < words.length; i++) hash = mixHash(hash, state[words[i]!]! & bits[i]!);
    return lastHash(hash);
  }

  #insert(hash: number, entry: number): void {
    this.#entries++;
    if (this.#entries * 2 > this.#table.length) this.#growTable();
    const mask = this.#table.length - 1;
    let at = hash & mask;
    while (this.#table[at] !== 0) at = (at + 1) & mask;
    this.#table[at] = entry;
  }

  #makeRoom(length: number): void {
    if (this.#used === 0) this.#used = 1; // entry 0 means none
    if (this.#used + length <= this.#arena.length) return;
    const larger = new Int32Array(Math.max(this.#arena.length * 2, this.#used + length));
    larger.set(this.#arena);
    this.#arena = larger;
  }

  /** Entries of outdated keys are left behind. */
  #growTable(): void {
    const old = this.#table;
    const arena = this.#arena;
    this.#table = new Int32Array(old.length * 4);
    this.#entries = 1;
    const mask = this.#table.length - 1;
    for (const entry of old) {
      if (entry === 0) continue;
      const node = arena[entry]!;
      const key = this.#keys[node]!;
      if (arena[entry + 1] !== key.version) continue;
      const from = entry + HEADER + arena[entry + 6]! * 2;
      let hash = firstHash(node, key.version);
      for (let i = 0; i < key.words.length; i++) hash = mixHash(hash, arena[from + i]!);
      let at = lastHash(hash) & mask;
      while (this.#table[at] !== 0) at = (at + 1) & mask;
      this.#table[at] = entry;
      this.#entries++;
    }
  }
}
