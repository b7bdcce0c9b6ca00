/**
 * The search through all states, breadth first, in slices.
 *
 * It begins with a few runs in random order (always the same), from which it learns what changes and what is visible;
 * when it learns later that something was missed, it begins anew with what it knows. Conditions and properties are
 * asked where they belong: in every state, or when nothing can go on.
 */
import type { Component } from './component.ts';
import type { LearntAccess } from './conflicts.ts';
import type { Layout } from './layout.ts';
import type { LocalStates } from './local-states.ts';
import type { KnownMove } from './move-memo.ts';
import { Moves, OutgrownSlot, SPARE_FOR_PRACTICE } from './moves.ts';
import type { Plan } from './plan.ts';
import { practise } from './practice.ts';
import { nameOfText, textOfName } from './shard/names.ts';
import { Progress } from './shard/progress.ts';
import { Share, type ShareOf } from './shard/share.ts';
import { StateSet } from './state-set.ts';
import type { Broken, ReturnCheck, Stepper } from './stepper.ts';

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
  /** What moves were seen to do need not be looked at again when the search begins anew. */
  readonly mayKeepMoves: boolean;
  restarted(): void;
  /**
   * A state that was not met before; the search's `load` puts the kernel there. `byNewMove`: no equal move has led to
   * a new state before.
   */
  newState(state: number, byNewMove: boolean): void;
  /** Nothing can go on in the state; `loops` is true when somebody only goes round. */
  end(state: number, loops: boolean): void;
  /** Lines that end with a move out of the state broke contracts. */
  broke(state: number, actor: number, broken: readonly Broken[]): void;
  /** A move out of the state ran into a bug of the model or an event that a chart refuses. */
  threw(state: number, actor: number, error: unknown): void;
}

/** Slices look at the clock, or whatever says how long they may go on, after so many states. */
const STATES_BETWEEN_LOOKS = 256;

export class Search {
  readonly plan: Plan;
  readonly #options: SearchOptions;
  readonly #listener: SearchListener;
  readonly #moves: Moves;
  states = new StateSet(1);
  #next = 0;
  /** The state that a move is tried in; -1 in practice. */
  #at = -1;
  #isOver = false;
  /** How often it began anew. */
  restarts = -1;
  /** Number of local states that were known before the search. */
  #practised = 0;
  #share: Share | null = null;

  constructor(plan: Plan, options: SearchOptions, onReturn: ReturnCheck, listener: SearchListener) {
    this.plan = plan;
    this.#options = options;
    this.#listener = listener;
    this.#moves = new Moves(plan, options.reduce, onReturn, (actor, error) => {
      // What happens in practice happens again.
      if (this.#at >= 0) listener.threw(this.#at, actor, error);
    });
  }

  get locals(): LocalStates {
    return this.#moves.locals;
  }

  get stepper(): Stepper {
    return this.#moves.stepper;
  }

  get layout(): Layout {
    return this.#moves.layout;
  }

  /** Changes whenever slots do: what is remembered about them is outdated then. */
  get epoch(): number {
    return this.#moves.epoch;
  }

  /** Moves worked out on the kernel; all others were known. */
  get workedOut(): number {
    return this.#moves.workedOut;
  }

  /** The same wherever the same program is searched by the same model. */
  get fingerprint(): string {
    const keys = Array.from({ length: this.#practised }, (_, node) => this.locals.keyOf(node));
    return textOfName(nameOfText(keys.join('\n')));
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
    return this.states.sizeBytes + this.#moves.memo.sizeBytes;
  }

  /** Practises and stands at the first state. */
  begin(): void {
    const { share, learnt = [] } = this.#options;
    this.#moves.makeLayout(false, SPARE_FOR_PRACTICE);
    practise(this.#moves, this.plan.actors.length);
    this.#practised = this.locals.size;
    if (share !== undefined) this.#share = new Share(new Progress(this.locals, this.plan.actors), share);
    this.#moves.conflicts.learn(learnt);
    this.#restart();
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
    this.#moves.loadKernel();
    return this.#moves.nodes();
  }

  /** The local states of the actors in a state; the kernel is left as it is. */
  nodesIn(state: number): readonly number[] {
    this.states.read(state, this.layout.scratch);
    return this.#moves.nodes();
  }

  /** Number of the slot of a component; undefined for one that never changes. Actors have the first slots. */
  slotNumberOf(component: Component): number | undefined {
    return this.#moves.slotNumberOf(component);
  }

  /** The component that a slot behind those of the actors holds. */
  componentOfSlot(slot: number): Component {
    return this.#moves.componentOfSlot(slot);
  }

  /** Numbers of the slots of components with such names. */
  slotsOf(name: RegExp): readonly number[] {
    const first = this.plan.actors.length;
    return this.layout.slots.flatMap((_, slot) =>
      slot >= first && name.test(this.componentOfSlot(slot).name) ? [slot] : [],
    );
  }

  /** Numbers of the values that some slots have in a state. */
  valuesIn(state: number, slots: readonly number[]): readonly number[] {
    this.states.read(state, this.layout.scratch);
    return slots.map((slot) => this.layout.get(this.layout.slots[slot]!));
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
      if (to === -1) continue;
      const { looped, steps } = this.#moves.memo.move;
      found.push({ to, actor, looped, steps });
    }
    return found;
  }

  /** All moves that the search knows, for handing them to another searcher. */
  knownMoves(): (KnownMove & { readonly actor: number })[] {
    return [...this.#moves.memo.all()]
      .filter(({ move }) => move.to >= 0)
      .map((known) => ({ ...known, actor: this.locals.at(known.move.node).actor }));
  }

  /** Number of steps of an actor's move out of a state. */
  stepsOfMove(state: number, actor: number): number {
    const to = this.#tryMove(state, actor);
    if (to === -1) throw new Error(`actor ${actor} has no move in state ${state}`);
    return this.#moves.memo.move.steps;
  }

  /** Does a run that ends in the state belong to this search? Always, unless the work is shared. */
  ownsEnd(state: number): boolean {
    return this.#share === null || this.#share.ownsEnd(this.nodesIn(state));
  }

  #restart(): void {
    this.restarts++;
    this.#moves.makeLayout(this.#listener.mayKeepMoves);
    this.states = new StateSet(this.layout.words);
    this.#next = 0;
    this.#isOver = false;
    this.#moves.toBeginning();
    this.states.add(this.layout.scratch, -1, 0);
    this.#listener.restarted();
    this.#listener.newState(0, true);
  }

  #expandNext(): void {
    const state = this.#next;
    if (state === this.states.size || this.states.size >= this.#options.mostStates) {
      this.#isOver = true;
      return;
    }
    const { memo } = this.#moves;
    let moves = 0;
    let loops = 0;
    for (let actor = 0; actor < this.plan.actors.length; actor++) {
      const before = this.states.size;
      const to = this.#tryMove(state, actor);
      if (to === -1) continue;
      moves++;
      if (memo.looped) loops++;
      if (memo.hasBroken) this.#listener.broke(state, actor, memo.move.broken);
      if (this.states.size > before) this.#listener.newState(to, !memo.lookAt());
    }
    if (moves === loops) this.#listener.end(state, moves > 0);
    this.#next++;
  }

  /** The state after the move of an actor, -1 when it is done or has to wait, `ELSEWHERE` outside of the share. */
  #tryMove(state: number, actor: number): number {
    this.#at = state;
    const moves = this.#moves;
    const { scratch } = moves.layout;
    this.states.read(state, scratch);
    if (!moves.find(actor)) return -1;
    if (this.#share !== null && !this.#share.takes(moves.nodes(), actor, moves.memo.to)) return ELSEWHERE;
    moves.memo.apply();
    return this.states.add(scratch, state, actor);
  }
}
