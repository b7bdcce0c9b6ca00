/**
 * The log of a run: every step, every change of a cell, keyframes between.
 *
 * Rewinding walks the changes backwards, or starts from the nearest keyframe when that is shorter. Keyframes are
 * taken when the changes since the last one outweigh a copy of the state, so memory stays within a constant factor
 * of the log and a seek costs about one copy at most, for ten blocks as for half a million.
 */
import type { ChangeSink, ColumnStore, Keyframe } from '../state/columns.ts';
import { Growing } from './growing.ts';
import type { SavedThread } from './thread.ts';

/** One step as logged. */
export interface LoggedStep {
  readonly thread: number;
  readonly opId: number;
  readonly functionId: number;
  /** Number of open functions of the thread at that step. */
  readonly depth: number;
  readonly reply: number;
}

interface KeyframeAt {
  readonly step: number;
  readonly change: number;
  readonly cells: Keyframe;
  readonly threads: readonly SavedThread[];
}

const BYTES_PER_CHANGE = 22;
const LEAST_CHANGES_BETWEEN_KEYFRAMES = 2048;

export class History implements ChangeSink {
  readonly #store: ColumnStore;
  readonly #thread = new Growing(Uint8Array);
  readonly #op = new Growing(Uint16Array);
  readonly #function = new Growing(Uint16Array);
  readonly #depth = new Growing(Uint8Array);
  readonly #reply = new Growing(Float64Array);
  /** Number of changes up to the end of each step. */
  readonly #changesAfter = new Growing(Uint32Array);
  readonly #column = new Growing(Uint16Array);
  readonly #index = new Growing(Int32Array);
  readonly #before = new Growing(Float64Array);
  readonly #after = new Growing(Float64Array);
  readonly #keyframes: KeyframeAt[] = [];
  /** Position of the store: number of steps that it has behind it. */
  #position = 0;

  constructor(store: ColumnStore) {
    this.#store = store;
  }

  /** Number of steps in the log. */
  get length(): number {
    return this.#thread.length;
  }

  /** Number of steps that the store has behind it; less than `length` after seeking back. */
  get position(): number {
    return this.#position;
  }

  change(columnId: number, index: number, before: number, after: number): void {
    this.#column.push(columnId);
    this.#index.push(index);
    this.#before.push(before);
    this.#after.push(after);
  }

  /** Closes a step: everything changed since the last one belongs to it. */
  record(thread: number, opId: number, functionId: number, depth: number, reply: number): void {
    this.#thread.push(thread);
    this.#op.push(opId);
    this.#function.push(functionId);
    this.#depth.push(depth);
    this.#reply.push(reply);
    this.#changesAfter.push(this.#column.length);
    this.#position++;
  }

  step(index: number): LoggedStep {
    return {
      thread: this.#thread.at(index),
      opId: this.#op.at(index),
      functionId: this.#function.at(index),
      depth: this.#depth.at(index),
      reply: this.#reply.at(index),
    };
  }

  /** The cells that a step changed, in order. */
  changes(index: number): { columnId: number; index: number; before: number; after: number }[] {
    const list = [];
    for (let i = this.#firstChange(index); i < this.#changesAfter.at(index); i++) {
      list.push({
        columnId: this.#column.at(i),
        index: this.#index.at(i),
        before: this.#before.at(i),
        after: this.#after.at(i),
      });
    }
    return list;
  }

  /** Is a keyframe due at the end of the log? */
  wantsKeyframe(): boolean {
    const last = this.#keyframes.at(-1);
    if (last === undefined) return true;
    const since = this.#column.length - last.change;
    if (since < LEAST_CHANGES_BETWEEN_KEYFRAMES && this.length - last.step < 4096) return false;
    return since * BYTES_PER_CHANGE >= this.#store.sizeBytes();
  }

  addKeyframe(threads: readonly SavedThread[]): void {
    this.#keyframes.push({
      step: this.length,
      change: this.#column.length,
      cells: this.#store.keyframe(),
      threads,
    });
  }

  /** The last keyframe at or before a position. */
  keyframeBefore(position: number): { step: number; threads: readonly SavedThread[] } {
    return this.#keyframeAt(position);
  }

  #keyframeAt(position: number): KeyframeAt {
    let low = 0;
    let high = this.#keyframes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#keyframes[middle]!.step <= position) low = middle;
      else high = middle - 1;
    }
    return this.#keyframes[low]!;
  }

  /** Brings the store to the state after `position` steps. */
  seek(position: number): void {
    if (position < 0 || position > this.length) throw new RangeError(`the run has no step ${position}`);
    const keyframe = this.#keyframeAt(position);
    const target = this.#firstChange(position);
    const walk = Math.abs(target - this.#firstChange(this.#position));
    const jump = target - keyframe.change + this.#store.sizeBytes() / BYTES_PER_CHANGE;
    let from = this.#firstChange(this.#position);
    if (jump < walk) {
      this.#store.restore(keyframe.cells);
      from = keyframe.change;
    }
    const columns = this.#store.columns;
    for (; from < target; from++)
      columns[this.#column.at(from)]!.restore(this.#index.at(from), this.#after.at(from));
    for (; from > target;) {
      from--;
      columns[this.#column.at(from)]!.restore(this.#index.at(from), this.#before.at(from));
    }
    this.#position = position;
    this.#store.version++;
  }

  /** Seeks to a position and forgets everything after it. */
  truncate(position: number): void {
    this.seek(position);
    const changes = this.#firstChange(position);
    for (const list of [
      this.#thread,
      this.#op,
      this.#function,
      this.#depth,
      this.#reply,
      this.#changesAfter,
    ]) {
      list.truncate(position);
    }
    for (const list of [this.#column, this.#index, this.#before, this.#after]) list.truncate(changes);
    while (this.#keyframes.length > 1 && this.#keyframes.at(-1)!.step > position) this.#keyframes.pop();
  }

  #firstChange(step: number): number {
    return step === 0 ? 0 : this.#changesAfter.at(step - 1);
  }
}
