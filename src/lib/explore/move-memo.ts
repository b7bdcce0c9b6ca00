/**
 * Moves that were worked out once, to be used in every state that is equal in what they depended on.
 *
 * For each local state of an actor the memo knows the slots that its move has ever depended on; the values in these
 * slots are the key. What was found for one key is what the kernel functions would do again.
 */
import type { Layout, Slot } from './layout.ts';
import type { Broken } from './stepper.ts';

export type SlotValue = readonly [slot: number, value: number];

/** What an actor does from one visible step up to the next. */
export interface Move {
  /** Local state that it begins in. */
  readonly node: number;
  /** Local state that it leads to; -1 when the actor has to wait. */
  readonly to: number;
  /** Number of steps. */
  readonly steps: number;
  /** It ended a round of a loop: nothing says that anything has come nearer to its end. */
  readonly looped: boolean;
  /** Lines that broke contracts. */
  readonly broken: readonly Broken[];
  /** Local states whose steps it does as if nobody could notice them. */
  readonly passedOver: readonly number[];
  /** Numbers of the components that it has touched, also of those that have no slot. */
  readonly touched: readonly number[];
  /** Slots that it changes, that of the actor among them. */
  readonly changes: readonly SlotValue[];
  /** The state behind it was looked at: an equal move elsewhere cannot break what it has not broken there. */
  readonly wasLookedAt: boolean;
}

/** A move that is kept, told apart from others by the values in some slots. */
export interface KnownMove {
  readonly move: Move;
  readonly needs: readonly SlotValue[];
}

interface NodeKey {
  readonly slots: Set<number>;
  /** Words that hold the slots, each followed by the bits of it that count. */
  words: Int32Array;
  version: number;
  /** The entry found last, 0 for none: states that lie beside each other often ask for the same. */
  last: number;
}

/**
 * In the arena: local state, version of its key, number among the moves, number of changed words; then what a search
 * looks at for every state: where it leads, whether it looped (1) and broke contracts (2), whether the state behind it was looked at.
 */
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

/** Place of a word of the state among those of a key. */
function wordOf({ words }: NodeKey, word: number): number {
  let i = 0;
  while (words[2 * i] !== word) i++;
  return i;
}

export class MoveMemo {
  readonly #layout: Layout;
  readonly #keys: (NodeKey | undefined)[] = [];
  readonly #moves: Move[] = [];
  #table = new Int32Array(1 << 14);
  #arena = new Int32Array(1 << 16);
  #used = 1; // entry 0 means none
  #entries = 0;
  /** The entry found last. */
  #found = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  get sizeBytes(): number {
    return this.#table.byteLength + this.#arena.byteLength;
  }

  /** Looks for the move of a local state in the state at hand; `move` speaks of it if there is one. */
  find(node: number): boolean {
    const key = this.#keys[node];
    if (key === undefined) return false;
    const { words, version } = key;
    const state = this.#layout.scratch;
    const arena = this.#arena;
    const length = words.length;
    if (key.last !== 0) {
      let at = key.last + HEADER;
      let i = 0;
      for (; i < length; i += 2) if (arena[at++] !== (state[words[i]!]! & words[i + 1]!)) break;
      if (i === length) {
        this.#found = key.last;
        return true;
      }
    }
    const table = this.#table;
    const mask = table.length - 1;
    let hash = firstHash(node, version);
    for (let i = 0; i < length; i += 2) hash = mixHash(hash, state[words[i]!]! & words[i + 1]!);
    let at = lastHash(hash) & mask;
    for (;;) {
      const entry = table[at]!;
      if (entry === 0) return false;
      if (arena[entry] === node && arena[entry + 1] === version) {
        let from = entry + HEADER;
        let i = 0;
        for (; i < length; i += 2) if (arena[from++] !== (state[words[i]!]! & words[i + 1]!)) break;
        if (i === length) {
          this.#found = entry;
          key.last = entry;
          return true;
        }
      }
      at = (at + 1) & mask;
    }
  }

  /** What was found, or kept last. */
  get move(): Move {
    return this.#moveOf(this.#found);
  }

  get to(): number {
    return this.#arena[this.#found + 4]!;
  }

  get looped(): boolean {
    return (this.#arena[this.#found + 5]! & 1) !== 0;
  }

  get hasBroken(): boolean {
    return (this.#arena[this.#found + 5]! & 2) !== 0;
  }

  /** Was the state behind it looked at? From now on it was. */
  lookAt(): boolean {
    const before = this.#arena[this.#found + 6] !== 0;
    this.#arena[this.#found + 6] = 1;
    return before;
  }

  #moveOf(entry: number): Move {
    const move = this.#moves[this.#arena[entry + 2]!]!;
    return { ...move, wasLookedAt: this.#arena[entry + 6] !== 0 };
  }

  /** Makes the changes in the state at hand. */
  apply(): void {
    const arena = this.#arena;
    const state = this.#layout.scratch;
    const entry = this.#found;
    let at = entry + HEADER + this.#keys[arena[entry]!]!.words.length / 2;
    const end = at + arena[entry + 3]! * 3;
    for (; at < end; at += 3) {
      const word = arena[at]!;
      state[word] = (state[word]! & arena[at + 1]!) | arena[at + 2]!;
    }
  }

  /** Local states that some move begins in. */
  nodesOf(isWanted: (move: Move) => boolean): Set<number> {
    return new Set(this.#moves.filter(isWanted).map(({ node }) => node));
  }

  /** Steps that moves do as if nobody could notice them. */
  passedOver(): Set<number> {
    return new Set([...this.all()].flatMap(({ move }) => move.passedOver));
  }

  /** Forgets the moves of a local state. */
  forget(node: number): void {
    const key = this.#keys[node];
    if (key === undefined) return;
    key.version++;
    key.last = 0;
  }

  /** Makes room in the key of a local state: moves that were kept for it with less are forgotten. */
  widen(node: number, dependsOn: Iterable<number>): void {
    const key = (this.#keys[node] ??= {
      slots: new Set(),
      words: new Int32Array(0),
      version: 0,
      last: 0,
    });
    const before = key.slots.size;
    for (const slot of dependsOn) key.slots.add(slot);
    if (key.slots.size === before) return;
    key.words = this.#layout.masks([...key.slots].map((slot) => this.#layout.slots[slot]!));
    key.version++;
    key.last = 0;
  }

  /**
   * Keeps a move for the state at hand; `dependsOn` are the slots that decided it. Gives false when a number does not
   * fit its slot.
   */
  keep(move: Move, dependsOn: Iterable<number>): boolean {
    const changes = this.#layout.changesOf(move.changes);
    if (changes === null) return false;
    this.widen(move.node, dependsOn);
    const key = this.#keys[move.node]!;
    const { words, version } = key;
    const needed = words.length / 2;
    this.#makeRoom(HEADER + needed + changes.length);
    const entry = this.#used;
    const arena = this.#arena;
    const state = this.#layout.scratch;
    arena[entry] = move.node;
    arena[entry + 1] = version;
    arena[entry + 2] = this.#moves.length;
    arena[entry + 3] = changes.length / 3;
    arena[entry + 4] = move.to;
    arena[entry + 5] = (move.broken.length > 0 ? 2 : 0) | (move.looped ? 1 : 0);
    arena[entry + 6] = move.wasLookedAt ? 1 : 0;
    for (let i = 0; i < needed; i++) arena[entry + HEADER + i] = state[words[2 * i]!]! & words[2 * i + 1]!;
    arena.set(changes, entry + HEADER + needed);
    this.#used += HEADER + needed + changes.length;
    this.#moves.push(move);
    this.#found = entry;
    key.last = entry;
    this.#insert(entry, key);
    return true;
  }

  /** All moves that hold, with the slots that they depend on and the values in them. */
  *all(): Generator<KnownMove, void, void> {
    const arena = this.#arena;
    const slots = this.#layout.slots;
    for (const entry of this.#table) {
      if (entry === 0) continue;
      const key = this.#keys[arena[entry]!]!;
      if (arena[entry + 1] !== key.version) continue;
      const valueOf = ({ at, width }: Slot): number => {
        const word = arena[entry + HEADER + wordOf(key, at >> 2)]!;
        return width === 4 ? word : (word >>> (8 * (at & 3))) & ((1 << (8 * width)) - 1);
      };
      yield {
        move: this.#moveOf(entry),
        needs: [...key.slots].map((slot) => [slot, valueOf(slots[slot]!)]),
      };
    }
  }

  #hashOf(entry: number, { words, version }: NodeKey): number {
    const arena = this.#arena;
    let hash = firstHash(arena[entry]!, version);
    for (let i = 0; i < words.length / 2; i++) hash = mixHash(hash, arena[entry + HEADER + i]!);
    return lastHash(hash);
  }

  #insert(entry: number, key: NodeKey): void {
    this.#entries++;
    if (this.#entries * 2 > this.#table.length) this.#growTable();
    const mask = this.#table.length - 1;
    let at = this.#hashOf(entry, key) & mask;
    while (this.#table[at] !== 0) at = (at + 1) & mask;
    this.#table[at] = entry;
  }

  #makeRoom(length: number): void {
    if (this.#used + length <= this.#arena.length) return;
    const larger = new Int32Array(Math.max(this.#arena.length * 2, this.#used + length));
    larger.set(this.#arena);
    this.#arena = larger;
  }

  /** Entries of outdated keys are left behind. */
  #growTable(): void {
    const old = this.#table;
    this.#table = new Int32Array(old.length * 4);
    this.#entries = 1;
    const mask = this.#table.length - 1;
    for (const entry of old) {
      if (entry === 0) continue;
      const key = this.#keys[this.#arena[entry]!]!;
      if (this.#arena[entry + 1] !== key.version) continue;
      let at = this.#hashOf(entry, key) & mask;
      while (this.#table[at] !== 0) at = (at + 1) & mask;
      this.#table[at] = entry;
      this.#entries++;
    }
  }
}
