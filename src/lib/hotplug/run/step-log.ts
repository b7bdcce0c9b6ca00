/**
 * The steps of a run as columns that grow in chunks: millions of steps without boxed numbers and without one long
 * copy. The first chunk starts small, since most runs are short.
 */

const CHUNK_SHIFT = 16;
export const CHUNK_ENTRIES = 1 << CHUNK_SHIFT;
const FIRST_ENTRIES = 256;

/** Capacity that a full chunk goes on with: the first one grows fourfold, all others are whole from the start. */
export function nextCapacity(capacity: number): number {
  return Math.min(capacity * 4, CHUNK_ENTRIES);
}

/** One step as logged. */
export interface LoggedStep {
  readonly thread: number;
  readonly opId: number;
  readonly functionId: number;
  /** Number of open functions of the thread at that step. */
  readonly depth: number;
  readonly reply: number;
}

class StepChunk {
  readonly thread: Uint8Array;
  readonly op: Uint16Array;
  readonly fn: Uint16Array;
  readonly depth: Uint8Array;
  readonly reply: Float64Array;
  /** Number of changes up to the end of the step. */
  readonly changesAfter: Uint32Array;

  constructor(capacity: number) {
    this.thread = new Uint8Array(capacity);
    this.op = new Uint16Array(capacity);
    this.fn = new Uint16Array(capacity);
    this.depth = new Uint8Array(capacity);
    this.reply = new Float64Array(capacity);
    this.changesAfter = new Uint32Array(capacity);
  }

  grown(): StepChunk {
    const larger = new StepChunk(nextCapacity(this.thread.length));
    larger.thread.set(this.thread);
    larger.op.set(this.op);
    larger.fn.set(this.fn);
    larger.depth.set(this.depth);
    larger.reply.set(this.reply);
    larger.changesAfter.set(this.changesAfter);
    return larger;
  }
}

export class StepLog {
  readonly #chunks: StepChunk[] = [new StepChunk(FIRST_ENTRIES)];
  #last = this.#chunks[0]!;
  /** Entries in the last chunk. */
  #filled = 0;
  length = 0;

  push(thread: number, op: number, fn: number, depth: number, reply: number, changesAfter: number): void {
    if (this.#filled === this.#last.thread.length) this.#extend();
    const chunk = this.#last;
    const at = this.#filled++;
    chunk.thread[at] = thread;
    chunk.op[at] = op;
    chunk.fn[at] = fn;
    chunk.depth[at] = depth;
    chunk.reply[at] = reply;
    chunk.changesAfter[at] = changesAfter;
    this.length++;
  }

  #extend(): void {
    if (this.#filled < CHUNK_ENTRIES) {
      this.#last = this.#last.grown();
      this.#chunks[this.#chunks.length - 1] = this.#last;
    } else {
      this.#last = new StepChunk(CHUNK_ENTRIES);
      this.#chunks.push(this.#last);
      this.#filled = 0;
    }
  }

  #chunkOf(index: number): StepChunk {
    if (index < 0 || index >= this.length)
      throw new RangeError(`the log has no step ${index} of ${this.length}`);
    return this.#chunks[index >> CHUNK_SHIFT]!;
  }

  at(index: number): LoggedStep {
    const chunk = this.#chunkOf(index);
    const at = index & (CHUNK_ENTRIES - 1);
    return {
      thread: chunk.thread[at]!,
      opId: chunk.op[at]!,
      functionId: chunk.fn[at]!,
      depth: chunk.depth[at]!,
      reply: chunk.reply[at]!,
    };
  }

  /** Number of changes of the steps before `position`. */
  changesBefore(position: number): number {
    if (position === 0) return 0;
    return this.#chunkOf(position - 1).changesAfter[(position - 1) & (CHUNK_ENTRIES - 1)]!;
  }

  truncate(length: number): void {
    if (length >= this.length) return;
    this.length = length;
    this.#chunks.length = Math.max(1, Math.ceil(length / CHUNK_ENTRIES));
    this.#last = this.#chunks[this.#chunks.length - 1]!;
    this.#filled = length - (this.#chunks.length - 1) * CHUNK_ENTRIES;
  }
}
