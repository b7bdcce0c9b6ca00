/**
 * Pieces of the kernel's state that are kept as one small number each.
 *
 * A state of the explorer holds no cells. It holds, for each component (a memory block, a zone, the resource tree …),
 * the number of the value that the component has; values are stored once. That keeps a state of dozens of blocks
 * within a few dozen bytes and makes "equal here" a comparison of numbers.
 */
import type { Column, ColumnStore, Keyframe } from '#lib/hotplug/state/columns.ts';
import { nameOfNumbers } from './shard/names.ts';

function mix(hash: number, value: number): number {
  const high = Math.floor(value / 4294967296);
  return Math.imul((hash ^ (value | 0) ^ Math.imul(high | 0, 0x2c1b3c6d)) >>> 0, 0x9e3779b1) ^ (hash >>> 15);
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function oneRow(keyframe: Keyframe, columns: readonly Column[], row: number): Float64Array {
  return Float64Array.from(columns, ({ id }) => keyframe[id]![row] ?? 0);
}

/** For each column the number of its cells, then the cells. */
function allRows(keyframe: Keyframe, columns: readonly Column[]): Float64Array {
  return Float64Array.from(columns.flatMap(({ id }) => [keyframe[id]!.length, ...keyframe[id]!]));
}

/** One row of some columns, or all rows of them. */
export class Component {
  readonly number: number;
  readonly name: string;
  readonly #columns: readonly Column[];
  /** -1: all rows. */
  readonly #row: number;
  readonly #values: Float64Array[] = [];
  readonly #byHash = new Map<number, number[]>();

  /** `initial` is the state that every run starts from: the value of the cells in it is number 0. */
  constructor(number: number, name: string, columns: readonly Column[], row: number, initial: Keyframe) {
    this.number = number;
    this.name = name;
    this.#columns = columns;
    this.#row = row;
    this.#intern(row < 0 ? allRows(initial, columns) : oneRow(initial, columns, row));
  }

  /** How many different values it was seen to have. */
  get size(): number {
    return this.#values.length;
  }

  /** A name for one of its values, the same in every search; see shard/names.ts. */
  nameOf(id: number): Uint32Array<ArrayBuffer> {
    return nameOfNumbers(this.name, this.#values[id]!);
  }

  /** Number of the value that the cells have now. */
  intern(): number {
    return this.#intern(this.#row < 0 ? this.#readAll() : this.#readRow());
  }

  #intern(value: Float64Array): number {
    let hash = value.length;
    for (let i = 0; i < value.length; i++) hash = mix(hash, value[i]!);
    const known = this.#byHash.get(hash);
    if (known !== undefined) {
      for (const id of known) if (isEqual(this.#values[id]!, value)) return id;
    }
    const id = this.#values.length;
    this.#values.push(value);
    if (known === undefined) this.#byHash.set(hash, [id]);
    else known.push(id);
    return id;
  }

  /** Gives the cells the value of that number. */
  load(id: number): void {
    const value = this.#values[id]!;
    if (this.#row >= 0) {
      for (let i = 0; i < value.length; i++) this.#columns[i]!.restore(this.#row, value[i]!);
      return;
    }
    let at = 0;
    for (const column of this.#columns) {
      const length = value[at++]!;
      column.restoreAll(value.subarray(at, at + length));
      at += length;
    }
  }

  #readRow(): Float64Array {
    const value = new Float64Array(this.#columns.length);
    for (let i = 0; i < value.length; i++) value[i] = this.#columns[i]!.peek(this.#row);
    return value;
  }

  #readAll(): Float64Array {
    const lengths = this.#columns.map((column) => column.usedLength());
    const value = new Float64Array(lengths.reduce((sum, length) => sum + length + 1, 0));
    let at = 0;
    for (const [i, column] of this.#columns.entries()) {
      value[at++] = lengths[i]!;
      for (let row = 0; row < lengths[i]!; row++) value[at++] = column.peek(row);
    }
    return value;
  }
}

/** Columns whose rows are components of their own, by group; most others are one component for each prefix. */
const BY_ROW: readonly { readonly group: string; readonly holds: (name: string) => boolean }[] = [
  { group: 'files', holds: (name) => /^block\.(deviceLock|kernfs\.)/.test(name) },
  { group: 'block', holds: (name) => name.startsWith('block.') },
  { group: 'zone', holds: (name) => name.startsWith('zone.') },
  { group: 'node', holds: (name) => name.startsWith('node.') },
  { group: 'lock', holds: (name) => name === 'lock.owner' },
  { group: 'signal', holds: (name) => name === 'thread.signal' },
  { group: 'private', holds: (name) => name === 'lock.heldBlock' || name === 'lock.polling' },
];

/** Settings have nothing to do with each other: each is a component of its own. */
const ONE_BY_ONE = /^policy\./;

interface Group {
  readonly name: string;
  readonly byRow: boolean;
  readonly columns: Column[];
  readonly components: Component[];
}

/** All components of one kernel; those that are rows come into being when they are first asked for. */
export class Components {
  readonly all: Component[] = [];
  readonly #groupOfColumn: readonly Group[];
  readonly #initial: Keyframe;

  /** The store must be in the state that every run starts from. */
  constructor(store: ColumnStore) {
    this.#initial = store.keyframe();
    const groups = new Map<string, Group>();
    this.#groupOfColumn = store.columns.map((column) => {
      const row = BY_ROW.find(({ holds }) => holds(column.name));
      const name =
        row?.group ?? (ONE_BY_ONE.test(column.name) ? column.name : column.name.replace(/\..*$/, ''));
      const group = groups.get(name) ?? { name, byRow: row !== undefined, columns: [], components: [] };
      groups.set(name, group);
      group.columns.push(column);
      return group;
    });
  }

  /** The component that holds a cell. */
  of(columnId: number, index: number): Component {
    const group = this.#groupOfColumn[columnId]!;
    return this.#component(group, group.byRow ? index : -1);
  }

  /** All components that hold cells of a column. */
  ofColumn(columnId: number): readonly Component[] {
    const group = this.#groupOfColumn[columnId]!;
    if (!group.byRow) return [this.#component(group, -1)];
    throw new Error(`a step reads all of column ${group.name}: the explorer follows its rows one by one`);
  }

  /** Does every row of the column count as a cell of its own when two threads touch it? */
  isByRow(columnId: number): boolean {
    return this.#groupOfColumn[columnId]!.byRow;
  }

  #component(group: Group, row: number): Component {
    const at = row < 0 ? 0 : row;
    const known = group.components[at];
    if (known !== undefined) return known;
    const name = row < 0 ? group.name : `${group.name}${row}`;
    const component = new Component(this.all.length, name, group.columns, row, this.#initial);
    group.components[at] = component;
    this.all.push(component);
    return component;
  }
}
