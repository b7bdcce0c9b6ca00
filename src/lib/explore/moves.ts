/**
 * Moves of actors in the state at hand: done on the kernel once, known from then on wherever they would be the same.
 *
 * The state at hand is what lies in the layout's `scratch`. When something is seen to change that never did before, it
 * gets a slot; when slots have become too small or steps visible, there is a new layout, and the moves that still hold
 * are taken along.
 */
import type { Component } from './component.ts';
import { Conflicts } from './conflicts.ts';
import { Layout } from './layout.ts';
import { LocalStates } from './local-states.ts';
import { MoveMemo, type KnownMove, type Move, type SlotValue } from './move-memo.ts';
import type { Plan } from './plan.ts';
import { Stepper, type RawMove, type ReturnCheck } from './stepper.ts';

/** Bytes for components that change in practice for the first time. */
export const SPARE_FOR_PRACTICE = 64;

/** Thrown when a number outgrew its slot: there has to be a new layout. */
export class OutgrownSlot extends Error {
  override readonly name = 'OutgrownSlot';
}

export class Moves {
  readonly #plan: Plan;
  readonly locals: LocalStates;
  readonly conflicts: Conflicts;
  readonly stepper: Stepper;
  /** Hears of a bug of the model, or of an event that a chart refuses. */
  readonly #threw: (actor: number, error: unknown) => void;
  layout = new Layout([]);
  memo = new MoveMemo(this.layout);
  /** Components with a slot, in the order of their slots, which stand behind those of the actors. */
  #components: Component[] = [];
  #slotOfComponent: number[] = [];
  /** Moves worked out on the kernel; all others were known. */
  workedOut = 0;
  /** Changes whenever slots do: what is remembered about them is outdated then. */
  epoch = 0;

  constructor(
    plan: Plan,
    reduce: boolean,
    onReturn: ReturnCheck,
    threw: (actor: number, error: unknown) => void,
  ) {
    this.#plan = plan;
    this.#threw = threw;
    this.locals = new LocalStates(plan.actors, plan.dispatch);
    this.conflicts = new Conflicts(plan.store, reduce);
    this.stepper = new Stepper(plan, this.locals, this.conflicts, onReturn);
  }

  /** Number of the slot of a component; undefined for one that never changes. Actors have the first slots. */
  slotNumberOf(component: Component): number | undefined {
    return this.#slotOfComponent[component.number];
  }

  /** The component that a slot behind those of the actors holds. */
  componentOfSlot(slot: number): Component {
    return this.#components[slot - this.#plan.actors.length]!;
  }

  /** The state at hand becomes the one that all runs begin in. */
  toBeginning(): void {
    this.layout.scratch.fill(0);
    this.locals.initial.forEach((node, actor) => this.layout.set(this.layout.slots[actor]!, node));
  }

  /** Puts the kernel into the state at hand. */
  loadKernel(): void {
    const first = this.#plan.actors.length;
    for (const [i, component] of this.#components.entries()) {
      this.stepper.load(component, this.layout.get(this.layout.slots[first + i]!));
    }
    for (const component of this.stepper.components.all) {
      if (this.#slotOfComponent[component.number] === undefined) this.stepper.load(component, 0);
    }
  }

  /** The local states of the actors in the state at hand. */
  nodes(): readonly number[] {
    const { layout } = this;
    return this.#plan.actors.map((_, actor) => layout.get(layout.slots[actor]!));
  }

  /**
   * Finds out what an actor does in the state at hand; false when it is done or has to wait. Otherwise `memo` speaks of
   * the move, and `memo.apply` does it.
   */
  find(actor: number): boolean {
    const { layout, memo } = this;
    const node = layout.get(layout.slots[actor]!);
    if (this.locals.at(node).isDone) return false;
    if (!memo.find(node) && !this.#workOut(actor, node)) return false;
    return this.memo.to >= 0;
  }

  /** Makes room for everything that is known to change. Moves are taken along, unless told otherwise. */
  makeLayout(keepsMoves: boolean, spareBytes?: number): void {
    this.epoch++;
    const known = keepsMoves ? this.#named(() => true) : [];
    this.#components = this.stepper.components.all.filter(({ size }) => size > 1);
    this.#slotOfComponent = [];
    const actors = this.#plan.actors.map(() => ({ largest: this.locals.size }));
    this.#components.forEach((component, i) => (this.#slotOfComponent[component.number] = actors.length + i));
    const needs = [...actors, ...this.#components.map(({ size }) => ({ largest: size }))];
    this.layout = new Layout(needs, spareBytes);
    this.memo = new MoveMemo(this.layout);
    this.#keepNamed(known);
    this.stepper.begin(this.memo.passedOver());
  }

  /** The same, and the state at hand is taken along. */
  makeLayoutHere(spareBytes: number): void {
    const nodes = this.nodes();
    const values = this.#components.map((component, i) => ({
      component,
      value: this.layout.get(this.layout.slots[nodes.length + i]!),
    }));
    this.makeLayout(true, spareBytes);
    const { layout } = this;
    layout.scratch.fill(0);
    for (const [actor, node] of nodes.entries()) layout.set(layout.slots[actor]!, node);
    for (const { component, value } of values) {
      layout.set(layout.slots[this.#slotOfComponent[component.number]!]!, value);
    }
  }

  /** Forgets the moves that pass over steps which have become visible. */
  dropOutdated(): void {
    this.#keepAnew(this.memo.nodesOf((move) => this.#isOutdated(move)));
    this.stepper.begin(this.memo.passedOver());
  }

  /** Does the move on the kernel and keeps it; false when that failed. */
  #workOut(actor: number, node: number): boolean {
    this.loadKernel();
    let move: RawMove;
    try {
      move = this.stepper.move(node, this.nodes());
    } catch (error) {
      this.#threw(actor, error);
      return false;
    }
    const dependsOn = new Set<number>();
    for (const component of this.stepper.touched) {
      const slot = this.#slotOfComponent[component.number];
      if (slot !== undefined) dependsOn.add(slot);
    }
    for (const other of this.stepper.lookedAt) dependsOn.add(other);
    const changes: SlotValue[] = move.to < 0 ? [] : [[actor, move.to]];
    for (const component of this.stepper.changedComponents()) {
      const value = this.stepper.valueOf(component);
      let slot = this.#slotOfComponent[component.number];
      if (slot === undefined) {
        if (value === 0) continue;
        slot = this.#makeSlot(component);
        dependsOn.add(slot);
      }
      if (value !== this.layout.get(this.layout.slots[slot]!)) changes.push([slot, value]);
    }
    const touched = [...this.stepper.touched].map(({ number }) => number);
    const kept: Move = { ...move, node, touched, changes, wasLookedAt: false };
    if (!this.memo.keep(kept, dependsOn)) throw new OutgrownSlot();
    this.workedOut++;
    return true;
  }

  /** A component changes that never did before: moves that have touched it depend on it from now on. */
  #makeSlot(component: Component): number {
    if (this.layout.extend() === null) throw new OutgrownSlot();
    this.epoch++;
    const slot = this.layout.slots.length - 1;
    this.#components.push(component);
    this.#slotOfComponent[component.number] = slot;
    this.#keepAnew(this.memo.nodesOf(({ touched }) => touched.includes(component.number)));
    return slot;
  }

  /** Keeps the moves of these local states again, those that still hold. */
  #keepAnew(nodes: ReadonlySet<number>): void {
    if (nodes.size === 0) return;
    const here = this.layout.scratch.slice();
    const known = this.#named((node) => nodes.has(node));
    for (const node of nodes) this.memo.forget(node);
    this.#keepNamed(known);
    this.layout.scratch.set(here);
  }

  #isOutdated(move: Move): boolean {
    return move.passedOver.some((node) => this.conflicts.isVisible(node));
  }

  /** Moves that still hold, with the numbers of components instead of slots, below 0 for actors. */
  #named(isWanted: (node: number) => boolean): KnownMove[] {
    const actors = this.#plan.actors.length;
    const name = ([slot, value]: SlotValue): SlotValue => [
      slot < actors ? slot - actors : this.#components[slot - actors]!.number,
      value,
    ];
    return [...this.memo.all()]
      .filter(({ move }) => isWanted(move.node) && !this.#isOutdated(move))
      .map(({ move, needs }) => ({
        move: { ...move, changes: move.changes.map(name) },
        needs: needs.map(name),
      }));
  }

  /**
   * Keeps these moves for the layout at hand. What has got a slot since has never had another value than its first one
   * when they were worked out.
   */
  #keepNamed(moves: readonly KnownMove[]): void {
    const { layout, memo } = this;
    const actors = this.#plan.actors.length;
    const slotOf = (name: number): number | undefined =>
      name < 0 ? name + actors : this.#slotOfComponent[name];
    const inSlots = (values: readonly SlotValue[]): SlotValue[] =>
      values.map(([name, value]) => [slotOf(name)!, value]);
    const dependsOn = moves.map(({ move, needs }) =>
      [...needs.map(([name]) => name), ...move.touched].flatMap((name) => slotOf(name) ?? []),
    );
    // First all keys as wide as they have to be: what is kept under a narrower one is lost.
    for (const [i, { move }] of moves.entries()) memo.widen(move.node, dependsOn[i]!);
    for (const [i, { move, needs }] of moves.entries()) {
      layout.scratch.fill(0);
      for (const [slot, value] of inSlots(needs)) layout.set(layout.slots[slot]!, value);
      memo.keep({ ...move, changes: inSlots(move.changes) }, dependsOn[i]!);
    }
  }
}
