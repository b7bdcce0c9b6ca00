/**
 * Everything an actor can be in the middle of, as numbers.
 *
 * A thread sees nothing but the replies of its steps, so its local state is a node of a tree that is unfolded once:
 * the step it does next, and for each reply the node after it. Forking a thread is copying the number of its node.
 * Nodes with the same open calls and the same named results are one node, whatever way led there.
 */
import type { Op } from '#lib/hotplug/run/effects.ts';
import type { Dispatch } from '#lib/hotplug/run/registry.ts';
import { Thread, type SavedFrame, type SavedThread } from '#lib/hotplug/run/thread.ts';
import { ENOENT } from '#lib/hotplug/state/errno.ts';
import type { PlannedActor } from './plan.ts';

/** What an actor is about to do, and how it got there as far as that matters. */
export interface LocalState {
  readonly number: number;
  /** Number of the actor, from 0; its thread has the number after it. */
  readonly actor: number;
  /** Number of the line that it is at; the number of its lines when it has done all. */
  readonly line: number;
  /** What its named lines have come to, in the order of the plan's result names; undefined before. */
  readonly results: readonly (number | undefined)[];
  /** The step that it does next; null when it is done or about to send a signal. */
  readonly op: Op<never> | null;
  readonly args: readonly number[];
  /** Actor that the line sends a signal to, and the signal. */
  readonly signal: { readonly to: number; readonly signal: number } | null;
  readonly isDone: boolean;
}

/** Where a step leads. */
export interface Successor {
  readonly node: number;
  /** It ended a round of a loop. */
  readonly looped: boolean;
  /** It ended its line with this value. */
  readonly returned: number | null;
}

interface Node extends LocalState {
  /** Tells it from all others, the same in every search of the program. */
  readonly key: string;
  readonly saved: SavedThread | null;
  live: Thread | null;
  readonly next: Map<number, Successor>;
}

export class LocalStates {
  readonly #dispatch: Dispatch;
  readonly #actors: readonly PlannedActor[];
  readonly #nodes: Node[] = [];
  readonly #byKey = new Map<string, number>();
  /** Node in which each actor begins. */
  readonly initial: readonly number[];

  constructor(actors: readonly PlannedActor[], dispatch: Dispatch) {
    this.#actors = actors;
    this.#dispatch = dispatch;
    this.initial = actors.map(({ underWay }, actor) =>
      underWay === null
        ? this.#begin(actor, 0, [])
        : this.#enter(actor, 0, [], Thread.restore(underWay, dispatch)),
    );
  }

  get size(): number {
    return this.#nodes.length;
  }

  at(node: number): LocalState {
    return this.#nodes[node]!;
  }

  /** Tells a node from all others; the same in every search of the same program. */
  keyOf(node: number): string {
    return this.#nodes[node]!.key;
  }

  /** Calls that are open in a node, outermost first. */
  framesOf(node: number): readonly SavedFrame[] {
    return this.#nodes[node]!.saved?.frames ?? [];
  }

  /** The thread as it stands in a node, for naming its open calls; null when none is under way. */
  threadOf(node: number): Thread | null {
    const { saved } = this.#nodes[node]!;
    return saved === null ? null : Thread.restore(saved, this.#dispatch);
  }

  /** The node after the step of a node has got a reply. */
  after(number: number, reply: number): Successor {
    const node = this.#nodes[number]!;
    const known = node.next.get(reply);
    if (known !== undefined) return known;
    const successor = node.signal === null ? this.#deliver(node, reply) : this.#endLine(node, reply, false);
    node.next.set(reply, successor);
    return successor;
  }

  #deliver(node: Node, reply: number): Successor {
    const thread = node.live ?? Thread.restore(node.saved!, this.#dispatch);
    node.live = null;
    thread.looped = false;
    thread.deliver(reply);
    if (thread.result !== null) return this.#endLine(node, thread.result, thread.looped);
    return {
      node: this.#enter(node.actor, node.line, node.results, thread),
      looped: thread.looped,
      returned: null,
    };
  }

  #endLine(node: Node, value: number, looped: boolean): Successor {
    const slot = this.#actors[node.actor]!.lines[node.line]!.result;
    const results = [...node.results];
    if (slot !== null) results[slot] = value;
    return { node: this.#begin(node.actor, node.line + 1, results), looped, returned: value };
  }

  /** Goes to the first step of a line; lines that end without a step are passed over. */
  #begin(actor: number, line: number, results: readonly (number | undefined)[]): number {
    const planned = this.#actors[actor]!.lines[line];
    if (planned === undefined || planned.signal !== null) return this.#enter(actor, line, results, null);
    let value = -ENOENT;
    if (planned.compiled !== null) {
      const thread = new Thread(actor + 1, this.#actors[actor]!.name, this.#dispatch);
      thread.start(planned.compiled.fn, planned.compiled.args);
      if (thread.result === null) return this.#enter(actor, line, results, thread);
      value = thread.result;
    }
    const after = [...results];
    if (planned.result !== null) after[planned.result] = value;
    return this.#begin(actor, line + 1, after);
  }

  #enter(
    actor: number,
    line: number,
    results: readonly (number | undefined)[],
    thread: Thread | null,
  ): number {
    const saved = thread === null ? null : thread.save();
    const key = JSON.stringify([actor, line, Array.from(results, (value) => value ?? null), saved?.frames]);
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      this.#nodes[known]!.live ??= thread;
      return known;
    }
    const number = this.#nodes.length;
    const signal = this.#actors[actor]!.lines[line]?.signal ?? null;
    this.#nodes.push({
      number,
      key,
      actor,
      line,
      results,
      op: thread?.op ?? null,
      args: thread === null ? [] : [thread.a, thread.b, thread.c, thread.d, thread.e, thread.f],
      signal,
      isDone: thread === null && signal === null,
      saved,
      live: thread,
      next: new Map(),
    });
    this.#byKey.set(key, number);
    return number;
  }
}
