/**
 * A typed array that grows in chunks: millions of entries without one long copy, and no boxed numbers.
 */
const CHUNK_SHIFT = 16;
const CHUNK = 1 << CHUNK_SHIFT;
const MASK = CHUNK - 1;

type Cells = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

export class Growing<T extends Cells> {
  readonly #make: new (length: number) => T;
  readonly #chunks: T[] = [];
  #last: T;
  #length = 0;

  constructor(make: new (length: number) => T) {
    this.#make = make;
    this.#last = new make(256);
    this.#chunks.push(this.#last);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length & MASK;
    if (at === 0 && this.#length > 0) {
      const chunkIndex = this.#length >> CHUNK_SHIFT;
      this.#last = this.#chunks[chunkIndex] ?? new this.#make(CHUNK);
      this.#chunks[chunkIndex] = this.#last;
    } else if (at >= this.#last.length) {
      const larger = new this.#make(this.#last.length * 4);
      larger.set(this.#last);
      this.#chunks[this.#chunks.length - 1] = larger;
      this.#last = larger;
    }
    this.#last[at] = value;
    this.#length++;
  }

  at(index: number): number {
    if (index < 0 || index >= this.#length) throw new RangeError(`no entry ${index} of ${this.#length}`);
    return this.#chunks[index >> CHUNK_SHIFT]![index & MASK]!;
  }

  truncate(length: number): void {
    if (length >= this.#length) return;
    this.#length = length;
    this.#chunks.length = Math.max(1, ((length - 1) >> CHUNK_SHIFT) + 1);
    this.#last = this.#chunks[this.#chunks.length - 1]!;
  }
}
