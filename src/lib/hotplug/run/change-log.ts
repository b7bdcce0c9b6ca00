/**
 * Every change of a cell during a run, old and new value, as columns that grow in chunks.
 */
import type { Column } from '../state/columns.ts';
import { CHUNK_ENTRIES, nextCapacity } from './step-log.ts';

const FIRST_ENTRIES = 512;

/** A change of one cell. */
export interface LoggedChange {
  readonly columnId: number;
  readonly index: number;
  readonly before: number;
  readonly after: number;
}

class ChangeChunk {
  readonly column: Uint16Array;
  readonly index: Int32Array;
  readonly before: Float64Array;
  readonly after: Float64Array;

  constructor(capacity: number) {
    this.column = new Uint16Array(capacity);
    this.index = new Int32Array(capacity);
    this.before = new Float64Array(capacity);
    this.after = new Float64Array(capacity);
  }

  grown(): ChangeChunk {
    const larger = new ChangeChunk(nextCapacity(this.column.length));
    larger.column.set(this.column);
    larger.index.set(this.index);
    larger.before.set(this.before);
    larger.after.set(this.after);
    return larger;
  }
}

export class ChangeLog {
  /** Bytes that one change takes. */
  static readonly BYTES = 22;
  readonly #chunks: ChangeChunk[] = [new ChangeChunk(FIRST_ENTRIES)];
  #last = this.#chunks[0]!;
  #filled = 0;
  length = 0;

  push(column: number, index: number, before: number, after: number): void {
    if (this.#filled === this.#last.column.length) this.#extend();
    const chunk = this.#last;
    const at = this.#filled++;
    chunk.column[at] = column;
    chunk.index[at] = index;
    chunk.before[at] = before;
    chunk.after[at] = after;
    this.length++;
  }

  #extend(): void {
    if (this.#filled < CHUNK_ENTRIES) {
      this.#last = this.#last.grown();
      this.#chunks[this.#chunks.length - 1] = this.#last;
    } else {
      this.#last = new ChangeChunk(CHUNK_ENTRIES);
      this.#chunks.push(this.#last);
      this.#filled = 0;
    }
  }

  #chunkOf(entry: number): ChangeChunk {
    if (entry < 0 || entry >= this.length)
      throw new RangeError(`the log has no change ${entry} of ${this.length}`);
    return this.#chunks[Math.floor(entry / CHUNK_ENTRIES)]!;
  }

  at(entry: number): LoggedChange {
    const chunk = this.#chunkOf(entry);
    const at = entry % CHUNK_ENTRIES;
    return {
      columnId: chunk.column[at]!,
      index: chunk.index[at]!,
      before: chunk.before[at]!,
      after: chunk.after[at]!,
    };
  }

  /** Number of the column that a change was in. */
  columnOf(entry: number): number {
    return this.#chunkOf(entry).column[entry % CHUNK_ENTRIES]!;
  }

  /** Writes the new values of entries `[from, to)` into the columns, first to last. */
  redo(columns: readonly Column[], from: number, to: number): void {
    for (let entry = from; entry < to; entry++) {
      const chunk = this.#chunkOf(entry);
      const at = entry % CHUNK_ENTRIES;
      columns[chunk.column[at]!]!.restore(chunk.index[at]!, chunk.after[at]!);
    }
  }

  /** Writes the old values of entries `[to, from)` into the columns, last to first. */
  undo(columns: readonly Column[], from: number, to: number): void {
    for (let entry = from - 1; entry >= to; entry--) {
      const chunk = this.#chunkOf(entry);
      const at = entry % CHUNK_ENTRIES;
      columns[chunk.column[at]!]!.restore(chunk.index[at]!, chunk.before[at]!);
    }
  }

  truncate(length: number): void {
    if (length >= this.length) return;
    this.length = length;
    this.#chunks.length = Math.max(1, Math.ceil(length / CHUNK_ENTRIES));
    this.#last = this.#chunks[this.#chunks.length - 1]!;
    this.#filled = length - (this.#chunks.length - 1) * CHUNK_ENTRIES;
  }
}
