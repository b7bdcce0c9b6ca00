/**
 * The search through all states, breadth first, in slices.
 *
 * It begins with a few runs in random order (always the same), from which it learns what changes and what is visible;
 * when it learns later that something was missed, it begins anew with what it knows. Conditions and properties are
 * asked where they belong: in every state, or when nothing can go on.
 */
import type { Component } from './component.ts';
import { Conflicts, type LearntAccess } from './conflicts.ts';
import { Layout } from './layout.ts';
import { LocalStates } from './local-states.ts';
import { MoveMemo, type KnownMove } from './move-memo.ts';
import type { Plan } from './plan.ts';
import { nameOfText, textOfName } from './shard/names.ts';
import { Progress } from './shard/progress.ts';
import { Share, type ShareOf } from './shard/share.ts';
import { StateSet } from './state-set.ts';
import { Stepper, type RawMove, type ReturnCheck } from './stepper.ts';
import { practise } from './practice.ts';

export interface SearchOptions {
  /** Pass over steps that nobody else can notice. */
  readonly reduce: boolean;
  readonly mostStates: number;
  /** Looks at a part of all runs only. */
  readonly share?: ShareOf;
  /** What other shards have seen being touched. */
  readonly learnt?: readonly LearntAccess[];
}

/** Number of a state that belongs to another shard. */
export const ELSEWHERE = -2;

/** Hears what the search meets. Numbers of states hold until `restarted`. */
export interface SearchListener {
  restarted(): void;
  /**
   * A state that was not met before; the search's `load` puts the kernel there. `byNewMove`: the move to it was done on
   * the kernel, not known from an equal situation.
   */
  newState(state: number, byNewMove: boolean): void;
  /** Nothing can go on in the state; `loops` is true when somebody only goes round. */
  end(state: number, loops: boolean): void;
  /** A move out of the state broke contracts (a bit for each). */
  broke(state: number, actor: number, contracts: number): void;
  /** A move out of the state ran into a bug of the model or an event that a chart refuses. */
  threw(state: number, actor: number, error: unknown): void;
}

/** Slices look at the clock, or whatever says how long they may go on, after so many states. */
const STATES_BETWEEN_LOOKS = 256;

/** Thrown inside an expansion when a number outgrew its slot; the search begins anew with wider slots. */
class OutgrownSlot extends Error {
  override readonly name = 'OutgrownSlot';
}

export class Search {
  readonly plan: Plan;
  readonly locals: LocalStates;
  readonly conflicts: Conflicts;
  readonly stepper: Stepper;
  readonly #options: SearchOptions;
  readonly #listener: SearchListener;
  layout!: Layout;
  states!: StateSet;
  #memo!: MoveMemo;
  /** Components with a slot, in the order of their slots, which stand behind those of the actors. */
  #components: Component[] = [];
  #slotOfComponent: number[] = [];
  #next = 0;
  #isOver = false;
  /** Moves worked out on the kernel; all others were known. */
  workedOut = 0;
  /** Changes whenever slots do: what is remembered about them is outdated then. */
  epoch = 0;
  /** How often it began anew. */
  restarts = -1;
  /** The same wherever the same program is searched by the same model. */
  fingerprint = '';
  readonly #nodes: number[];
  #share: Share | null = null;

  constructor(plan: Plan, options: SearchOptions, onReturn: ReturnCheck, listener: SearchListener) {
    this.plan = plan;
    this.#options = options;
    this.#listener = listener;
    this.locals = new LocalStates(plan.actors, plan.dispatch);
    this.conflicts = new Conflicts(plan.store, options.reduce);
    this.stepper = new Stepper(plan, this.locals, this.conflicts, onReturn);
    this.#nodes = plan.actors.map(() => 0);
  }

  /** Practises and stands at the first state. */
  begin(): void {
    practise(this.stepper, this.locals);
    this.fingerprint = textOfName(nameOfText(this.locals.keys().sort().join('\n')));
    const { share, learnt = [] } = this.#options;
    if (share !== undefined) this.#share = new Share(new Progress(this.locals, this.plan.actors), share);
    this.conflicts.learn(learnt);
    this.#restart();
  }

  /** Everything within the bound was looked at, or the bound was reached. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** False when the bound ended the search. */
  get isComplete(): boolean {
    return this.#isOver && this.#next === this.states.size;
  }

  /** Bytes that states and moves take. */
  get sizeBytes(): number {
    return this.states.sizeBytes + this.#memo.sizeBytes;
  }

  /** Goes on while `mayGoOn` says so; gives true when it is over. */
  run(mayGoOn: () => boolean): boolean {
    while (!this.#isOver && mayGoOn()) {
      try {
        for (let n = 0; n < STATES_BETWEEN_LOOKS && !this.#isOver; n++) this.#expandNext();
      } catch (error) {
        if (!(error instanceof OutgrownSlot)) throw error;
        this.#restart();
      }
      if (this.stepper.isOutdated) this.#restart();
    }
    return this.#isOver;
  }

  /** Puts the kernel into a state; gives the local states of the actors in it. */
  load(state: number): readonly number[] {
    this.states.read(state, this.layout.scratch);
    this.#loadScratch();
    return this.#readNodes();
  }

  /** The local states of the actors in a state; the kernel is left as it is. */
  nodesIn(state: number): readonly number[] {
    this.states.read(state, this.layout.scratch);
    return this.#readNodes();
  }

  /** Number of the slot of a component; undefined for one that never changes. Actors have the first slots. */
  slotNumberOf(component: Component): number | undefined {
    return this.#slotOfComponent[component.number];
  }

  /** The component that a slot behind those of the actors holds. */
  componentOfSlot(slot: number): Component {
    return this.#components[slot - this.plan.actors.length]!;
  }

  /**
   * The successors of a state that were found, and whether the move went round a loop; for looking at a part again.
   * Those that belong to another shard are `ELSEWHERE`.
   */
  successors(
    state: number,
  ): { readonly to: number; readonly actor: number; readonly looped: boolean; readonly steps: number }[] {
    const found = [];
    for (let actor = 0; actor < this.plan.actors.length; actor++) {
      const to = this.#tryMove(state, actor);
      if (to !== -1) found.push({ to, actor, looped: this.#memo.looped, steps: this.#memo.steps });
    }
    return found;
  }

  /** All moves that the search knows, for handing them to another searcher. */
  knownMoves(): (KnownMove & { readonly actor: number })[] {
    return [...this.#memo.all()]
      .filter(({ to }) => to >= 0)
      .map((move) => ({ ...move, actor: this.locals.at(move.node).actor }));
  }

  /** Number of steps of an actor's move out of a state. */
  stepsOfMove(state: number, actor: number): number {
    const to = this.#tryMove(state, actor);
    if (to === -1) throw new Error(`actor ${actor} has no move in state ${state}`);
    return this.#memo.steps;
  }

  #restart(): void {
    this.restarts++;
    this.epoch++;
    this.stepper.isOutdated = false;
    this.stepper.forgetPassedOver();
    this.#components = this.stepper.components.all.filter(({ size }) => size > 1);
    this.#slotOfComponent = [];
    const actors = this.plan.actors.map(() => ({ largest: this.locals.size }));
    this.#components.forEach((component, i) => (this.#slotOfComponent[component.number] = actors.length + i));
    this.layout = new Layout([...actors, ...this.#components.map(({ size }) => ({ largest: size }))]);
    this.states = new StateSet(this.layout.words);
    this.#memo = new MoveMemo(this.layout);
    this.#next = 0;
    this.#isOver = false;
    this.layout.scratch.fill(0);
    this.locals.initial.forEach((node, actor) => this.layout.set(this.layout.slots[actor]!, node));
    this.states.add(this.layout.scratch, -1, 0);
    this.#listener.restarted();
    this.#listener.newState(0, true);
  }

  #expandNext(): void {
    const state = this.#next;
    if (state === this.states.size) {
      this.#isOver = true;
      return;
    }
    if (this.states.size >= this.#options.mostStates) {
      this.#isOver = true;
      return;
    }
    let moves = 0;
    let loops = 0;
    for (let actor = 0; actor < this.plan.actors.length; actor++) {
      const before = this.states.size;
      const known = this.workedOut;
      const to = this.#tryMove(state, actor);
      if (to === -1) continue;
      moves++;
      if (this.#memo.looped) loops++;
      if (this.#memo.report !== 0) this.#listener.broke(state, actor, this.#memo.report);
      if (this.states.size > before) this.#listener.newState(to, this.workedOut > known);
    }
    if (moves === loops) this.#listener.end(state, moves > 0);
    this.#next++;
  }

  /** Does a run that ends in the state belong to this search? Always, unless the work is shared. */
  ownsEnd(state: number): boolean {
    return this.#share === null || this.#share.ownsEnd(this.nodesIn(state));
  }

  /** The state after the move of an actor, -1 when it is done or has to wait, `ELSEWHERE` outside of the share. */
  #tryMove(state: number, actor: number): number {
    const { layout } = this;
    this.states.read(state, layout.scratch);
    const slot = layout.slots[actor]!;
    const node = layout.get(slot);
    if (this.locals.at(node).isDone) return -1;
    if (!this.#memo.find(node) && !this.#workOut(state, actor, node)) return -1;
    const { to } = this.#memo;
    if (to < 0) return -1;
    if (this.#share !== null && !this.#share.takes(this.#readNodes(), actor, to)) return ELSEWHERE;
    const fits = this.#memo.apply(layout.slots) && layout.set(slot, to);
    if (!fits) throw new OutgrownSlot();
    return this.states.add(layout.scratch, state, actor);
  }

  /** Does the move on the kernel and keeps it; false when that failed. */
  #workOut(state: number, actor: number, node: number): boolean {
    this.#loadScratch();
    const nodes = this.#readNodes();
    let move: RawMove;
    try {
      move = this.stepper.move(node, nodes);
    } catch (error) {
      this.#listener.threw(state, actor, error);
      return false;
    }
    const dependsOn = new Set<number>();
    for (const component of this.stepper.touched) {
      const slot = this.#slotOfComponent[component.number];
      if (slot !== undefined) dependsOn.add(slot);
    }
    for (const other of this.stepper.lookedAt) dependsOn.add(other);
    const changes: number[] = [];
    for (const component of this.stepper.changedComponents()) {
      const value = this.stepper.valueOf(component);
      let slot = this.#slotOfComponent[component.number];
      if (slot === undefined) {
        if (value === 0) continue;
        slot = this.#makeSlot(component);
        dependsOn.add(slot);
      }
      if (value !== this.layout.get(this.layout.slots[slot]!)) changes.push(slot, value);
    }
    this.#memo.keep(node, dependsOn, { ...move, changes });
    this.workedOut++;
    return true;
  }

  /** A component changes that never did before; moves that were kept did not know that they depend on it. */
  #makeSlot(component: Component): number {
    if (this.layout.extend() === null) throw new OutgrownSlot();
    this.epoch++;
    const slot = this.layout.slots.length - 1;
    this.#components.push(component);
    this.#slotOfComponent[component.number] = slot;
    this.#memo = new MoveMemo(this.layout);
    return slot;
  }

  #loadScratch(): void {
    const first = this.plan.actors.length;
    for (const [i, component] of this.#components.entries()) {
      this.stepper.load(component, this.layout.get(this.layout.slots[first + i]!));
    }
    for (const component of this.stepper.components.all) {
      if (this.#slotOfComponent[component.number] === undefined) this.stepper.load(component, 0);
    }
  }

  #readNodes(): readonly number[] {
    for (let actor = 0; actor < this.#nodes.length; actor++) {
      this.#nodes[actor] = this.layout.get(this.layout.slots[actor]!);
    }
    return [...this.#nodes];
  }
}
