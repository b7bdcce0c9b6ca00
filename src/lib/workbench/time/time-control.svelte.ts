/**
 * Moving through a run by what happens in it: to the next function, lock, block or errno, to any condition that a
 * reader writes down, and stopping there while it plays.
 */
import { success, type Result } from '#lib/capture/result.ts';
import type { PlayerEvent } from '#lib/machines/player.ts';
import { recall, remember, type KeyValueStore } from '../storage.ts';
import { conditionText, type Condition } from './condition.ts';
import { hitAfter, hitBefore, type Hits } from './hit-lists.ts';
import type { ConditionError, Vocabulary } from './parse-condition.ts';
import { doWork, STOPPED, type Work } from './work.ts';

/** A run that can be searched. */
export interface Searchable {
  hits(condition: Condition): Work<Hits>;
  readonly vocabulary: Vocabulary;
  parse(text: string): Result<Condition, ConditionError>;
}

/** What is moved. */
export interface Clockwork {
  readonly position: number;
  readonly block: number | null;
  readonly searchable: Searchable | null;
  send(event: Exclude<PlayerEvent, { type: 'LOAD' }>): void;
}

export const STRIDES = ['step', 'function', 'lock', 'block', 'errno'] as const;
export type Stride = (typeof STRIDES)[number];

export interface Breakpoint {
  readonly id: number;
  readonly condition: Condition;
  readonly text: string;
  readonly isOn: boolean;
}

/** A search that takes long enough to be seen. */
export interface Search {
  readonly text: string;
  /** 0 to 1. */
  readonly part: number;
}

export type Direction = 'on' | 'back';

export class TimeControl {
  readonly #clockwork: Clockwork;
  readonly #store: KeyValueStore | null;
  #stride: Stride = $state('step');
  #breakpoints = $state.raw<readonly Breakpoint[]>([]);
  #search = $state.raw<Search | null>(null);
  #stops = $state.raw<Hits>([]);
  #marked = $state.raw<number | null>(null);
  #abort: AbortController | null = null;
  /** Found positions of the run that they belong to, by the text of the condition. */
  #found: { readonly run: Searchable; readonly hits: Record<string, Hits> } | null = null;
  #nextId = 1;

  constructor(clockwork: Clockwork, store: KeyValueStore | null) {
    this.#clockwork = clockwork;
    this.#store = store;
    this.#stride = recall(store, 'stride', STRIDES, 'step');
  }

  /** What the step buttons go by. */
  get stride(): Stride {
    return this.#stride;
  }

  set stride(stride: Stride) {
    this.#stride = stride;
    remember(this.#store, 'stride', stride);
  }

  get breakpoints(): readonly Breakpoint[] {
    return this.#breakpoints;
  }

  /** The search under way, if it takes a while. */
  get search(): Search | null {
    return this.#search;
  }

  /** Positions at which the run is held, as far as they have been found. */
  get stops(): Hits {
    return this.#stops;
  }

  /** The moment that others are compared with; null for none. */
  get marked(): number | null {
    return this.#marked;
  }

  mark(position: number | null): void {
    this.#marked = position;
  }

  stopSearch(): void {
    this.#abort?.abort();
  }

  /** The condition of the chosen stride; a selected block is the one that counts. */
  #strideCondition(): Condition | null {
    switch (this.#stride) {
      case 'step':
        return null;
      case 'function':
        return { kind: 'function' };
      case 'lock':
        return { kind: 'lock', lock: null, is: null };
      case 'block':
        return { kind: 'block', block: this.#clockwork.block, state: null };
      case 'errno':
        return { kind: 'errno', errno: null };
    }
  }

  /** One stride. Says what was not found, or null. */
  async move(direction: Direction): Promise<string | null> {
    const condition = this.#strideCondition();
    if (condition !== null) return await this.goTo(condition, direction);
    this.#clockwork.send({ type: direction === 'on' ? 'STEP' : 'STEP_BACK' });
    return null;
  }

  /** Goes to the next or last place at which the condition comes true. Says what was not found, or null. */
  async goTo(condition: Condition, direction: Direction): Promise<string | null> {
    const hits = await this.#hits(condition);
    if (hits === null) return 'The search was stopped.';
    const { position } = this.#clockwork;
    const to = direction === 'on' ? hitAfter(hits, position) : hitBefore(hits, position);
    if (to === null) {
      return `${conditionText(condition)}: nowhere ${direction === 'on' ? 'after' : 'before'} step ${position}.`;
    }
    this.#clockwork.send({ type: 'PAUSE' });
    this.#clockwork.send({ type: 'SEEK', position: to });
    return null;
  }

  async #hits(condition: Condition): Promise<Hits | null> {
    const run = this.#clockwork.searchable;
    if (run === null) return [];
    if (this.#found?.run !== run) this.#found = { run, hits: {} };
    const { hits: known } = this.#found;
    const text = conditionText(condition);
    const before = known[text];
    if (before !== undefined) return before;
    this.stopSearch();
    const abort = new AbortController();
    this.#abort = abort;
    const work = doWork(run.hits(condition), {
      signal: abort.signal,
      onprogress: (part) => {
        this.#search = { text, part };
      },
    });
    const hits = await work;
    if (this.#abort === abort) this.#search = null;
    if (hits === STOPPED) return null;
    known[text] = hits;
    return hits;
  }

  /** Reads what a reader wrote, for the run on screen. */
  parse(text: string): Result<Condition, ConditionError> | null {
    return this.#clockwork.searchable?.parse(text) ?? null;
  }

  /** Holds the run wherever the condition comes true. */
  async addBreakpoint(condition: Condition): Promise<Result<Breakpoint, null>> {
    const breakpoint = { id: this.#nextId++, condition, text: conditionText(condition), isOn: true };
    this.#breakpoints = [...this.#breakpoints.filter(({ text }) => text !== breakpoint.text), breakpoint];
    await this.findStops();
    return success(breakpoint);
  }

  async switchBreakpoint(id: number, isOn: boolean): Promise<void> {
    this.#breakpoints = this.#breakpoints.map((old) => (old.id === id ? { ...old, isOn } : old));
    await this.findStops();
  }

  async removeBreakpoint(id: number): Promise<void> {
    this.#breakpoints = this.#breakpoints.filter((old) => old.id !== id);
    await this.findStops();
  }

  /** Finds anew where the run is held: after a change of the breakpoints, and for another run. */
  async findStops(): Promise<void> {
    const stops: number[] = [];
    for (const { condition } of this.#breakpoints.filter(({ isOn }) => isOn)) {
      stops.push(...((await this.#hits(condition)) ?? []));
    }
    this.#stops = stops.sort((a, b) => a - b);
  }

  /** Lets time pass while the run plays; holds it at the first stop on the way. */
  tick(elapsedMs: number): void {
    const from = this.#clockwork.position;
    this.#clockwork.send({ type: 'TICK', elapsedMs });
    const stop = hitAfter(this.#stops, from);
    if (stop === null || stop > this.#clockwork.position) return;
    this.#clockwork.send({ type: 'PAUSE' });
    this.#clockwork.send({ type: 'SEEK', position: stop });
  }
}
