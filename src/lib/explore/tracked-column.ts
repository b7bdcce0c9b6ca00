/**
 * Columns that tell which cells a step has read.
 *
 * The explorer has to know what the outcome of a step depended on: to use it again in every state that is equal in
 * these cells, and to see whether somebody else could have changed them meanwhile.
 */
import { Column, ColumnStore } from '#lib/hotplug/state/columns.ts';

/** Hears of every cell that is read or set, with repetitions; `index` -1 stands for the whole column. */
export interface CellListener {
  read(columnId: number, index: number): void;
  /** The cell is set, to another value or to the same. */
  set(columnId: number, index: number): void;
}

const DEAF: CellListener = { read: () => undefined, set: () => undefined };

class TrackedColumn extends Column {
  override get data() {
    this.#listener.read(this.id, -1);
    return this.cells;
  }

  override get(index: number): number {
    this.#listener.read(this.id, index);
    return this.cells[index] ?? 0;
  }

  override firstNonZero(from: number, end: number): number {
    const limit = Math.min(end, this.cells.length);
    for (let index = from; index < limit; index++) {
      this.#listener.read(this.id, index);
      if (this.cells[index] !== 0) return index;
    }
    return -1;
  }

  override set(index: number, value: number): void {
    this.#listener.set(this.id, index);
    super.set(index, value);
  }

  get #listener(): CellListener {
    return (this.store as TrackedStore).listener;
  }
}

/** A store of columns that can be listened to. */
export class TrackedStore extends ColumnStore {
  listener: CellListener = DEAF;

  constructor() {
    super(TrackedColumn);
  }

  /** Stops telling. */
  ignore(): void {
    this.listener = DEAF;
  }
}
