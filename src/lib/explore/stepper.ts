/**
 * Does moves on the kernel itself, and finds out what they depended on.
 *
 * A move begins with a step that somebody else can notice and goes on through steps that nobody can. Everything that
 * is read or set on the way is noted: components for the memo, cells with the locks held for the conflicts.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { BLOCKED } from '#lib/hotplug/run/effects.ts';
import { LOCK_COUNT } from '#lib/hotplug/run/locks.ts';
import { Components, type Component } from './component.ts';
import { cellNumber, Conflicts, type LearntAccess, type LocksHeld } from './conflicts.ts';
import type { LocalStates } from './local-states.ts';
import type { Plan } from './plan.ts';
import { TouchedCells } from './touched-cells.ts';
import type { CellListener } from './tracked-column.ts';

type AnyAction = (k: Kernel, ...args: number[]) => number;

/**
 * What a line came to, for whoever checks contracts: the kernel stands right behind its last step. Gives a bit for each
 * contract that it broke.
 */
export type ReturnCheck = (returned: Returned, kernel: Kernel) => number;

export interface Returned {
  readonly actor: number;
  readonly line: number;
  readonly value: number;
  /** The move that ends with it gave a lock back: nobody else has done anything since. */
  readonly isFresh: boolean;
}

/** Contracts that a line broke by what it returned: a bit for each. */
export interface Broken {
  readonly line: number;
  readonly contracts: number;
}

export interface RawMove {
  /** -1 when the actor has to wait. */
  to: number;
  steps: number;
  looped: boolean;
  readonly broken: Broken[];
  /** Local states whose steps it did as if nobody could notice them. */
  readonly passedOver: number[];
}

/** The step with which a system call leaves its file: it can only let others go on. */
const LEAVES_FILE = 'kernfs_put_active';

/** Longest move; more is a loop of the model without end. */
const MOST_STEPS = 100_000;

export class Stepper implements CellListener {
  readonly #plan: Plan;
  readonly #states: LocalStates;
  readonly #conflicts: Conflicts;
  readonly #onReturn: ReturnCheck;
  readonly components: Components;
  /** Number of the value that each component has in the kernel now; -1 for unknown. */
  readonly #loaded: number[] = [];
  /** Components that the move has read or set. */
  readonly touched = new Set<Component>();
  readonly #dirty = new Set<Component>();
  /** Those that the last step has set. */
  readonly #stepDirty = new Set<Component>();
  /** Actors whose local state decided the move. */
  readonly lookedAt = new Set<number>();
  /** Steps have become visible that were passed over before: what was found is not complete. */
  isOutdated = false;
  readonly #passedOver = new Set<number>();
  readonly #noted: Set<number>[] = [];
  #node = 0;
  #actor = 0;
  #locks: LocksHeld = { mask: 0, block: 0 };
  #hasReleased = false;
  readonly #reads = new TouchedCells();
  readonly #sets = new TouchedCells();

  constructor(plan: Plan, states: LocalStates, conflicts: Conflicts, onReturn: ReturnCheck) {
    this.#plan = plan;
    this.#states = states;
    this.#conflicts = conflicts;
    this.#onReturn = onReturn;
    this.components = new Components(plan.store);
  }

  read(columnId: number, index: number): void {
    this.#reads.add(columnId, index);
  }

  set(columnId: number, index: number): void {
    this.#sets.add(columnId, index);
  }

  /** Grows whenever something is learnt about what changes and what can be noticed. */
  get knowledge(): number {
    return this.components.all.length + this.#conflicts.size;
  }

  /** Who was seen touching what, and whether that was passed over. */
  learnt(): LearntAccess[] {
    return this.#conflicts.learnt(this.#passedOver);
  }

  /** A new search begins, with moves that pass over these steps. */
  begin(passedOver: Iterable<number>): void {
    this.isOutdated = false;
    this.#passedOver.clear();
    for (const node of passedOver) this.#passedOver.add(node);
  }

  /** Gives a component the value of that number. */
  load(component: Component, value: number): void {
    if ((this.#loaded[component.number] ?? 0) === value) return;
    component.load(value);
    this.#loaded[component.number] = value;
  }

  /** Values of the components that the move has set, each by its number. */
  changedComponents(): Component[] {
    return [...this.#dirty];
  }

  /** Number of the value of a component in the kernel now. */
  valueOf(component: Component): number {
    return this.#loaded[component.number] ?? 0;
  }

  /** The move of an actor that stands in a local state; `nodes` are the local states of all actors. */
  move(node: number, nodes: readonly number[]): RawMove {
    this.touched.clear();
    this.#dirty.clear();
    this.lookedAt.clear();
    this.#hasReleased = false;
    const move: RawMove = { to: node, steps: 0, looped: false, broken: [], passedOver: [] };
    this.#plan.store.listener = this;
    try {
      while (this.#advance(move, nodes)) {
        if (move.steps > MOST_STEPS) throw new Error('a move does not come to its end');
      }
    } finally {
      this.#plan.store.ignore();
      this.#settle();
    }
    if (move.steps === 0) move.to = -1;
    return move;
  }

  /** One more step of a move; false when it ends before or behind it. */
  #advance(move: RawMove, nodes: readonly number[]): boolean {
    const from = move.to;
    const isUnknown = move.steps > 0 && this.#noted[from] === undefined;
    // Nobody knows yet what this step touches: if somebody else can notice it, it is taken back.
    if (isUnknown) this.#settle();
    const reply = this.#step(from, nodes);
    if (reply === BLOCKED) {
      this.#note();
      return false;
    }
    const { node: next, looped, returned } = this.#states.after(from, reply);
    // A signal that nobody looked at goes with the system call.
    if (returned !== null) this.#plan.kernel.locks.signal.set(this.#actor + 1, 0);
    this.#note();
    const contracts = returned === null ? 0 : this.#check(from, returned);
    if (move.steps > 0) {
      if (isUnknown && this.#conflicts.isVisible(from)) {
        this.#takeBack();
        return false;
      }
      this.#passedOver.add(from);
      move.passedOver.push(from);
      if (this.#conflicts.isVisible(from)) this.isOutdated = true;
    }
    if (contracts !== 0) move.broken.push({ line: this.#states.at(from).line, contracts });
    move.to = next;
    move.steps++;
    move.looped ||= looped;
    return !(looped || this.#states.at(next).isDone || this.#conflicts.isVisible(next));
  }

  /** Undoes what the last step has set since `#settle`. */
  #takeBack(): void {
    for (const component of this.#stepDirty) {
      component.load(this.#loaded[component.number] ?? 0);
    }
  }

  /**
   * The answer to a question about the kernel, and what it depends on. `observes`: it is asked in every state, so that
   * whoever changes what it looks at can be noticed.
   */
  watch<T>(
    question: () => T,
    observes: boolean,
  ): { readonly answer: T; readonly components: ReadonlySet<Component> } {
    this.touched.clear();
    this.#reads.clear();
    this.#sets.clear();
    this.#plan.store.listener = this;
    try {
      const answer = question();
      this.#eachCell(this.#reads, (cell, component) => {
        this.touched.add(component);
        if (observes) this.#conflicts.observe(cell);
      });
      if (observes && this.#isAnyPassedOver()) this.isOutdated = true;
      return { answer, components: new Set(this.touched) };
    } finally {
      this.#reads.clear();
      this.#plan.store.ignore();
    }
  }

  #isAnyPassedOver(): boolean {
    for (const node of this.#passedOver) if (this.#conflicts.isVisible(node)) return true;
    return false;
  }

  #step(node: number, nodes: readonly number[]): number {
    const { op, args, actor, signal } = this.#states.at(node);
    this.#node = node;
    this.#actor = actor;
    const { kernel } = this.#plan;
    kernel.current = actor + 1;
    this.#locks = this.#locksHeld();
    if (signal !== null) return this.#sendSignal(signal.to, signal.signal, nodes);
    if (op === null) return BLOCKED;
    return (op.run as AnyAction)(kernel, ...args);
  }

  /** A signal reaches whoever has something under way. */
  #sendSignal(to: number, signal: number, nodes: readonly number[]): number {
    this.lookedAt.add(to);
    if (!this.#states.at(nodes[to]!).isDone) this.#plan.kernel.locks.signal.set(to + 1, signal);
    return 0;
  }

  /** What the check reads decides the report, so it decides the move. */
  #check(node: number, value: number): number {
    const { actor, line } = this.#states.at(node);
    const { kernel } = this.#plan;
    const report = this.#onReturn({ actor, line, value, isFresh: this.#hasReleased }, kernel);
    this.#eachCell(this.#reads, (_, component) => this.touched.add(component));
    this.#reads.clear();
    return report;
  }

  #locksHeld(): LocksHeld {
    const { owner, heldBlock } = this.#plan.kernel.locks;
    const me = this.#actor + 1;
    let mask = 0;
    for (let lock = 0; lock < LOCK_COUNT; lock++) if (owner.peek(lock) === me + 1) mask |= 1 << lock;
    return { mask, block: heldBlock.peek(me) };
  }

  #eachCell(cells: TouchedCells, use: (cell: number, component: Component, columnId: number) => void): void {
    for (let i = 0; i < cells.size; i++) {
      const columnId = cells.columnOf(i);
      const index = cells.indexOf(i);
      const isByRow = this.components.isByRow(columnId);
      if (index >= 0) {
        use(cellNumber(columnId, index, isByRow), this.components.of(columnId, index), columnId);
      } else {
        for (const component of this.components.ofColumn(columnId)) {
          use(cellNumber(columnId, 0, false), component, columnId);
        }
      }
    }
  }

  /** Hands what the step has touched to the conflicts; what the local state was seen to touch before is known. */
  #note(): void {
    const noted = (this.#noted[this.#node] ??= new Set());
    const after = this.#locksHeld();
    const gaveBack = after.mask !== this.#locks.mask ? (this.#locks.mask & ~after.mask) !== 0 : false;
    const leftFile = this.#states.at(this.#node).op?.name === LEAVES_FILE;
    const isRelease = gaveBack || leftFile || (this.#locks.block !== 0 && after.block === 0);
    if (isRelease) this.#hasReleased = true;
    // What it looks at besides only decides whom a scheduler wakes.
    if (leftFile) this.#reads.clear();
    this.#stepDirty.clear();
    for (const isWrite of [false, true]) {
      const keys = isWrite ? this.#sets : this.#reads;
      this.#eachCell(keys, (cell, component, columnId) => {
        this.touched.add(component);
        if (isWrite) {
          this.#dirty.add(component);
          this.#stepDirty.add(component);
        }
        const seen = cell * 2 + (isWrite ? 1 : 0);
        if (noted.has(seen)) return;
        noted.add(seen);
        const access = {
          actor: this.#actor,
          isWrite,
          locks: this.#locks,
          isRelease: isRelease && this.#conflicts.isLockColumn(columnId),
        };
        if (this.#conflicts.note(cell, access, this.#node) && this.#isAnyPassedOver()) this.isOutdated = true;
      });
      keys.clear();
    }
  }

  /** Gives the new values of what was set their numbers. A step that waits has read something as well. */
  #settle(): void {
    this.#eachCell(this.#reads, (_, component) => this.touched.add(component));
    this.#eachCell(this.#sets, (_, component) => {
      this.touched.add(component);
      this.#dirty.add(component);
    });
    this.#reads.clear();
    this.#sets.clear();
    for (const component of this.#dirty) this.#loaded[component.number] = component.intern();
  }
}
