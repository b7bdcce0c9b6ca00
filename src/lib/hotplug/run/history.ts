/**
 * The log of a run: every step, every change of a cell, keyframes between.
 *
 * Rewinding walks the changes backwards, or starts from the nearest keyframe when that is shorter. Keyframes are
 * taken when the changes since the last one outweigh a copy of the state, so memory stays within a constant factor
 * of the log and a seek costs about one copy at most, for ten blocks as for half a million.
 */
import type { ChangeSink, ColumnStore, Keyframe } from '../state/columns.ts';
import { ChangeLog, type LoggedChange } from './change-log.ts';
import { StepLog, type LoggedStep } from './step-log.ts';
import type { SavedThread } from './thread.ts';

interface KeyframeAt {
  readonly step: number;
  readonly change: number;
  /** Null where only the threads are kept: they are small, the cells of half a million blocks are not. */
  readonly cells: Keyframe | null;
  readonly threads: readonly SavedThread[];
}

/** A keyframe is taken when the changes since the last one weigh so many times a copy of the state. */
const COPIES_BETWEEN_KEYFRAMES = 4;
/** However small the state is, so many changes are walked sooner than a copy is kept. */
const LEAST_CHANGES_BETWEEN_KEYFRAMES = 2048;
/** Threads are rebuilt by replaying steps from a keyframe, so there are never more steps between two. */
const MOST_STEPS_BETWEEN_KEYFRAMES = 65_536;

export class History implements ChangeSink {
  readonly #store: ColumnStore;
  readonly #steps = new StepLog();
  readonly #changes = new ChangeLog();
  readonly #keyframes: KeyframeAt[] = [];
  #cellsAtChange = 0;
  #threadsAtStep = 0;
  /** Position of the store: number of steps that it has behind it. */
  #position = 0;

  constructor(store: ColumnStore) {
    this.#store = store;
  }

  /** Number of steps in the log. */
  get length(): number {
    return this.#steps.length;
  }

  /** Number of steps that the store has behind it; less than `length` after seeking back. */
  get position(): number {
    return this.#position;
  }

  change(columnId: number, index: number, before: number, after: number): void {
    this.#changes.push(columnId, index, before, after);
  }

  /** Closes a step: everything changed since the last one belongs to it. */
  record(thread: number, opId: number, functionId: number, depth: number, reply: number): void {
    this.#steps.push(thread, opId, functionId, depth, reply, this.#changes.length);
    this.#position++;
  }

  step(index: number): LoggedStep {
    return this.#steps.at(index);
  }

  /** The cells that a step changed, in order. */
  changes(index: number): LoggedChange[] {
    const list: LoggedChange[] = [];
    const end = this.#steps.changesBefore(index + 1);
    for (let entry = this.#steps.changesBefore(index); entry < end; entry++)
      list.push(this.#changes.at(entry));
    return list;
  }

  /** Number of changes of the first `position` steps. */
  changesBefore(position: number): number {
    return this.#steps.changesBefore(position);
  }

  /** Column of a change, counted from the start of the run: cheaper than the change itself. */
  columnOfChange(entry: number): number {
    return this.#changes.columnOf(entry);
  }

  changeAt(entry: number): LoggedChange {
    return this.#changes.at(entry);
  }

  /** Number of changes in a step that wake who waits for a change. */
  changesThatWake(index: number): number {
    let count = 0;
    const end = this.#steps.changesBefore(index + 1);
    for (let entry = this.#steps.changesBefore(index); entry < end; entry++) {
      if (!this.#store.columns[this.#changes.columnOf(entry)]!.quiet) count++;
    }
    return count;
  }

  /** Is a keyframe due at the end of the log? */
  wantsKeyframe(): boolean {
    return this.#changes.length >= this.#cellsAtChange || this.#steps.length >= this.#threadsAtStep;
  }

  addKeyframe(threads: readonly SavedThread[]): void {
    const change = this.#changes.length;
    const cells = change >= this.#cellsAtChange ? this.#store.keyframe() : null;
    this.#keyframes.push({ step: this.length, change, cells, threads });
    this.#planKeyframe();
  }

  /** Names the threads that are under way at the start of a log without steps. */
  rekey(threads: readonly SavedThread[]): void {
    this.#keyframes[0] = { ...this.#keyframes[0]!, threads };
  }

  #planKeyframe(): void {
    const last = this.#keyframes.length - 1;
    const weight = Math.ceil((COPIES_BETWEEN_KEYFRAMES * this.#store.sizeBytes()) / ChangeLog.BYTES);
    this.#cellsAtChange =
      this.#keyframeWithCells(last).change + Math.max(weight, LEAST_CHANGES_BETWEEN_KEYFRAMES);
    this.#threadsAtStep = this.#keyframes[last]!.step + MOST_STEPS_BETWEEN_KEYFRAMES;
  }

  /** Step and threads of the last keyframe at or before a position. */
  keyframeBefore(position: number): { readonly step: number; readonly threads: readonly SavedThread[] } {
    return this.#keyframes[this.#keyframeAt(position)]!;
  }

  #keyframeAt(position: number): number {
    let low = 0;
    let high = this.#keyframes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#keyframes[middle]!.step <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The last keyframe at or before that one which has cells; the first one always has. */
  #keyframeWithCells(last: number): KeyframeAt & { readonly cells: Keyframe } {
    for (let at = last; ; at--) {
      const keyframe = this.#keyframes[at]!;
      if (keyframe.cells !== null) return { ...keyframe, cells: keyframe.cells };
    }
  }

  /** Brings the store to the state after `position` steps. */
  seek(position: number): void {
    if (position < 0 || position > this.length) throw new RangeError(`the run has no step ${position}`);
    if (position === this.#position) return;
    const keyframe = this.#keyframeWithCells(this.#keyframeAt(position));
    const target = this.#steps.changesBefore(position);
    let from = this.#steps.changesBefore(this.#position);
    const walk = Math.abs(target - from);
    const jump = target - keyframe.change + this.#store.sizeBytes() / ChangeLog.BYTES;
    if (jump < walk) {
      this.#store.restore(keyframe.cells);
      from = keyframe.change;
    }
    this.#changes.redo(this.#store.columns, from, target);
    this.#changes.undo(this.#store.columns, from, target);
    this.#position = position;
    this.#store.version++;
  }

  /** Seeks to a position and forgets everything after it. */
  truncate(position: number): void {
    this.seek(position);
    this.#changes.truncate(this.#steps.changesBefore(position));
    this.#steps.truncate(position);
    while (this.#keyframes.length > 1 && this.#keyframes[this.#keyframes.length - 1]!.step > position) {
      this.#keyframes.pop();
    }
    this.#planKeyframe();
  }
}
