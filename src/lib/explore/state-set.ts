/**
 * All states found so far, packed one behind the other, with a hash table over them and the way to each.
 *
 * Numbers are given in the order of finding, so the set is also the queue of a breadth-first search, and the way back
 * along the parents is a shortest one.
 */
const CHUNK_BITS = 14;
const CHUNK_STATES = 1 << CHUNK_BITS;
const IN_CHUNK = CHUNK_STATES - 1;
/** The table is made larger when so much of it is full. */
const FULL = 0.7;

/** Hash of a state; every bit of it depends on every word (the mixing of MurmurHash3). */
function hashOf(data: Uint32Array, words: number): number {
  let hash = words;
  for (let i = 0; i < words; i++) {
    let word = Math.imul(data[i]!, 0xcc9e2d51);
    word = Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    hash ^= word;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

export class StateSet {
  readonly #words: number;
  /** Words, parents and actors of 16,384 states each: growing copies nothing. */
  readonly #data: Uint32Array[] = [];
  readonly #parent: Int32Array[] = [];
  readonly #actor: Uint8Array[] = [];
  /**
   * For each place 0, or the number of a state plus one in as many bits as numbers need; above them bits of its hash,
   * so that most others are told apart without a look at their words.
   */
  #table = new Uint32Array(CHUNK_STATES * 4);
  #numberMask = this.#table.length - 1;
  #mostBeforeGrowth = Math.floor(this.#table.length * FULL);
  size = 0;

  constructor(words: number) {
    this.#words = words;
  }

  /** Bytes that it takes. */
  get sizeBytes(): number {
    return this.#data.length * CHUNK_STATES * (this.#words * 4 + 5) + this.#table.byteLength;
  }

  /** Puts the words of a state into `into`. */
  read(state: number, into: Uint32Array): void {
    const words = this.#words;
    const chunk = this.#data[state >> CHUNK_BITS]!;
    const from = (state & IN_CHUNK) * words;
    for (let i = 0; i < words; i++) into[i] = chunk[from + i]!;
  }

  /** The state before it on a shortest way, -1 for the first one. */
  parentOf(state: number): number {
    return this.#parent[state >> CHUNK_BITS]![state & IN_CHUNK]!;
  }

  /** The actor whose move led from the parent to it. */
  actorOf(state: number): number {
    return this.#actor[state >> CHUNK_BITS]![state & IN_CHUNK]!;
  }

  /** Number of a state that may be new. */
  add(state: Uint32Array, parent: number, actor: number): number {
    const words = this.#words;
    const table = this.#table;
    const numberMask = this.#numberMask;
    const hash = hashOf(state, words);
    // The place comes from the low bits, the tag from the high ones.
    const tag = hash & ~numberMask;
    let at = hash & numberMask;
    for (;;) {
      const entry = table[at]!;
      if (entry === 0) break;
      if (((entry ^ tag) & ~numberMask) === 0) {
        const known = (entry & numberMask) - 1;
        const chunk = this.#data[known >> CHUNK_BITS]!;
        const from = (known & IN_CHUNK) * words;
        let i = 0;
        while (i < words && chunk[from + i] === state[i]) i++;
        if (i === words) return known;
      }
      at = (at + 1) & numberMask;
    }
    const number = this.size++;
    const chunk = number >> CHUNK_BITS;
    if (chunk === this.#data.length) this.#addChunk();
    const inChunk = number & IN_CHUNK;
    const data = this.#data[chunk]!;
    const from = inChunk * words;
    for (let i = 0; i < words; i++) data[from + i] = state[i]!;
    this.#parent[chunk]![inChunk] = parent;
    this.#actor[chunk]![inChunk] = actor;
    table[at] = tag | (number + 1);
    if (this.size > this.#mostBeforeGrowth) this.#growTable();
    return number;
  }

  #addChunk(): void {
    this.#data.push(new Uint32Array(CHUNK_STATES * this.#words));
    this.#parent.push(new Int32Array(CHUNK_STATES));
    this.#actor.push(new Uint8Array(CHUNK_STATES));
  }

  #growTable(): void {
    const table = new Uint32Array(this.#table.length * 2);
    const numberMask = table.length - 1;
    const state = new Uint32Array(this.#words);
    for (let number = 0; number < this.size; number++) {
      this.read(number, state);
      const hash = hashOf(state, this.#words);
      let at = hash & numberMask;
      while (table[at] !== 0) at = (at + 1) & numberMask;
      table[at] = (hash & ~numberMask) | (number + 1);
    }
    this.#table = table;
    this.#numberMask = numberMask;
    this.#mostBeforeGrowth = Math.floor(table.length * FULL);
  }
}
