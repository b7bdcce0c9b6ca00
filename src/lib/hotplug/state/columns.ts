/**
 * The kernel's state as columns of numbers.
 *
 * One representation serves a scenario of ten blocks that is copied and hashed a million times and a machine of
 * 524,288 blocks that is changed in place: typed arrays that can be cloned, compared, hashed, and whose every write
 * can be written down for rewinding. A cell that was never written is 0, so 0 always means "absent" or "default";
 * that makes hash and comparison independent of how large an array happens to be.
 */

/** Receives every change of a cell while it is set; `History` is the one that keeps them. */
export interface ChangeSink {
  change(columnId: number, index: number, before: number, after: number): void;
}

export type ColumnType = 'u8' | 'u16' | 'i32' | 'f64';
type Cells = Uint8Array | Uint16Array | Int32Array | Float64Array;

const ARRAYS = { u8: Uint8Array, u16: Uint16Array, i32: Int32Array, f64: Float64Array } as const;

/**
 * One named column. Index and unit of the values are said where the column is declared. A subclass may listen to what
 * is read (explore/), so everything that decides what happens is read through `get`, `data` or `firstNonZero`.
 */
export class Column {
  protected cells: Cells;
  readonly store: ColumnStore;
  readonly id: number;
  readonly name: string;
  readonly type: ColumnType;
  /** Changes of it are logged, but wake nobody who waits for a change. */
  readonly quiet: boolean;
  /** No cell from here on was ever written. */
  #written = 0;

  constructor(
    store: ColumnStore,
    id: number,
    name: string,
    type: ColumnType,
    capacity: number,
    quiet: boolean,
  ) {
    this.store = store;
    this.id = id;
    this.name = name;
    this.type = type;
    this.quiet = quiet;
    this.cells = new ARRAYS[type](capacity);
  }

  /** All cells, for reading in a tight loop; its length is the room that there is. */
  get data(): Cells {
    return this.cells;
  }

  get(index: number): number {
    return this.cells[index] ?? 0;
  }

  /** The cell, for checks that can only throw: nothing that happens may depend on it. */
  peek(index: number): number {
    return this.cells[index] ?? 0;
  }

  /** Index of the first cell in `[from, end)` that is not 0, or -1. */
  firstNonZero(from: number, end: number): number {
    const cells = this.cells;
    const limit = Math.min(end, cells.length);
    for (let index = from; index < limit; index++) if (cells[index] !== 0) return index;
    return -1;
  }

  set(index: number, value: number): void {
    const before = this.cells[index] ?? 0;
    if (before === value) return;
    if (index >= this.cells.length) this.#grow(index);
    this.cells[index] = value;
    if (index >= this.#written) this.#written = index + 1;
    const store = this.store;
    if (!this.quiet) store.version++;
    if (store.sink !== null) store.sink.change(this.id, index, before, this.cells[index]);
  }

  add(index: number, difference: number): void {
    this.set(index, this.get(index) + difference);
  }

  /** Cell 0, for columns that hold a single number. */
  get value(): number {
    return this.get(0);
  }

  set value(value: number) {
    this.set(0, value);
  }

  /** Number of cells up to and including the last one that is not 0. */
  usedLength(): number {
    const cells = this.cells;
    let length = this.#written;
    while (length > 0 && cells[length - 1] === 0) length--;
    return length;
  }

  /** Writes a cell without telling anybody: for rewinding only. */
  restore(index: number, value: number): void {
    if (index >= this.cells.length) this.#grow(index);
    if (index >= this.#written) this.#written = index + 1;
    this.cells[index] = value;
  }

  /** Puts all cells back, those behind the given ones to 0: for rewinding only. */
  restoreAll(cells: Cells): void {
    if (cells.length > 0) this.restore(cells.length - 1, 0);
    this.cells.fill(0);
    this.cells.set(cells);
  }

  #grow(index: number): void {
    const larger = new ARRAYS[this.type](Math.max(16, 2 ** Math.ceil(Math.log2(index + 1))));
    larger.set(this.cells);
    this.cells = larger;
  }
}

/** A copy of all cells, as plain data. */
export type Keyframe = readonly Cells[];

/** All columns of one kernel, all of the same class. */
export class ColumnStore {
  readonly #ColumnClass: typeof Column;
  readonly columns: Column[] = [];
  sink: ChangeSink | null = null;
  /** Counts writes that changed something; schedulers use it to see whether waiting again makes sense. */
  version = 0;

  constructor(ColumnClass: typeof Column = Column) {
    this.#ColumnClass = ColumnClass;
  }

  column(name: string, type: ColumnType, capacity = 1, quiet = false): Column {
    const column = new this.#ColumnClass(this, this.columns.length, name, type, capacity, quiet);
    this.columns.push(column);
    return column;
  }

  keyframe(): Keyframe {
    return this.columns.map((column) => column.data.slice(0, column.usedLength()));
  }

  /** Puts a keyframe of a store with the same columns back; the sink hears nothing of it. */
  restore(keyframe: Keyframe): void {
    this.columns.forEach((column, i) => {
      const cells = keyframe[i];
      if (cells === undefined) throw new Error(`keyframe has no column ${column.name}`);
      column.restoreAll(cells);
    });
    this.version++;
  }

  /** Bytes that a keyframe of the present state would take. */
  sizeBytes(): number {
    return this.columns.reduce((sum, column) => sum + column.data.byteLength, 0);
  }

  /** First cell in which two stores of the same shape differ, or null. */
  difference(other: ColumnStore): { column: string; index: number; mine: number; theirs: number } | null {
    for (const [i, column] of this.columns.entries()) {
      const theirs = other.columns[i]!;
      const length = Math.max(column.data.length, theirs.data.length);
      for (let index = 0; index < length; index++) {
        if (column.get(index) !== theirs.get(index)) {
          return { column: column.name, index, mine: column.get(index), theirs: theirs.get(index) };
        }
      }
    }
    return null;
  }

  /** A 53-bit fingerprint of all cells; equal states have equal fingerprints whatever their capacity. */
  hash(): number {
    let low = 0x9e3779b9;
    let high = 0x85ebca6b;
    for (const column of this.columns) {
      const data = column.data;
      for (let index = 0; index < data.length; index++) {
        const value = data[index]!;
        if (value === 0) continue;
        const key = Math.imul(column.id + 1, 0x27d4eb2f) ^ Math.imul(index + 1, 0x165667b1);
        const upper = Math.floor(value / 4294967296) | 0;
        low = Math.imul((low ^ key ^ (value | 0)) >>> 0, 0x01000193) ^ (low >>> 15);
        high = Math.imul((high ^ upper ^ low) >>> 0, 0xc2b2ae35) ^ (high >>> 13);
      }
    }
    return (high & 0x1fffff) * 4294967296 + (low >>> 0);
  }
}
