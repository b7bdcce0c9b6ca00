/**
 * A run: one kernel, its threads, and the log of their steps.
 *
 * The run knows nothing of scenarios. It starts threads, does one step of one of them, says who can go on, and can be
 * set back to any position, with the threads rebuilt as they were.
 */
import type { Kernel } from '../state/kernel.ts';
import { BLOCKED } from './effects.ts';
import { History } from './history.ts';
import { Dispatch, functionOfId } from './registry.ts';
import { Thread, type SavedThread } from './thread.ts';

type AnyAction = (k: Kernel, a: number, b: number, c: number, d: number, e: number, f: number) => number;

/** What came of trying to do a step. */
export type StepOutcome = 'ran' | 'blocked' | 'looped' | 'ended';

interface Birth {
  readonly step: number;
  readonly id: number;
  readonly actor: string;
  readonly fn: object;
  readonly args: readonly number[];
}

/**
 * A thread that went round a loop cannot go on if nothing has changed since the round began: what changed in the middle
 * of it, it may have looked at before.
 */
function endRound(thread: Thread, version: number): void {
  thread.stalledAt = thread.roundFrom === version ? version : -1;
  thread.roundFrom = version;
}

export class Run {
  readonly kernel: Kernel;
  readonly history: History;
  readonly #dispatch: Dispatch;
  #threads: Thread[] = [];
  readonly #births: Birth[] = [];

  /** `overrides` are the functions of a kernel variant, by name. The log starts at the kernel's present state. */
  constructor(
    kernel: Kernel,
    overrides: Readonly<Record<string, object>>,
    dispatch = new Dispatch(overrides),
  ) {
    this.kernel = kernel;
    this.#dispatch = dispatch;
    this.history = new History(kernel.store);
    kernel.store.sink = this.history;
    this.history.addKeyframe([]);
  }

  /**
   * A run of its own that begins where this one stands after `position` steps, with the same threads under way. What
   * is done in it does not touch this one. This one's store is set to the position. `newborns`: threads too that were
   * started right there and have not done a step.
   */
  fork(position: number, newborns = false): Run {
    const threads = this.threadsAt(position, newborns);
    this.history.seek(position);
    const copy = new Run(this.kernel.clone(this.kernel.names.copy()), {}, this.#dispatch);
    copy.#takeOver(threads);
    copy.history.rekey(copy.saveThreads());
    return copy;
  }

  /** Makes these threads, which were rebuilt for this moment, the ones under way. */
  #takeOver(threads: Thread[]): void {
    const { version } = this.kernel.store;
    for (const thread of threads) {
      if (thread.stalledAt >= 0) thread.stalledAt = version;
      if (thread.roundFrom >= 0) thread.roundFrom = version;
    }
    this.#threads = threads;
  }

  /** Threads that have not ended, in the order of their start. */
  get threads(): readonly Thread[] {
    return this.#threads;
  }

  /** Number of steps done. */
  get length(): number {
    return this.history.length;
  }

  /** Does this kernel have a function of that name? */
  functionNamed(name: string): object | null {
    return this.#dispatch.named(name)?.fn ?? null;
  }

  /**
   * Starts a kernel function in a new thread. It stands before its first step. Its number is the lowest free one unless
   * told otherwise; a number that is taken is a bug and throws.
   */
  start(actor: string, fn: object, args: readonly number[], wantedId?: number): Thread {
    const isTaken = (id: number): boolean => this.#threads.some((thread) => thread.id === id);
    let id = wantedId ?? 1;
    if (wantedId !== undefined && isTaken(wantedId)) throw new Error(`there is a thread ${wantedId} already`);
    while (isTaken(id)) id++;
    const birth = { step: this.history.length, id, actor, fn, args };
    this.#births.push(birth);
    return this.#bear(birth, this.#threads);
  }

  #bear(birth: Birth, into: Thread[]): Thread {
    const thread = new Thread(birth.id, birth.actor, this.#dispatch);
    thread.start(birth.fn, birth.args);
    if (thread.result === null) into.push(thread);
    return thread;
  }

  /** Does the next step of a thread. */
  step(thread: Thread): StepOutcome {
    const { kernel: k, history } = this;
    const op = thread.op;
    if (op === null) return 'ended';
    k.current = thread.id;
    k.journal.step = history.length;
    const reply = (op.run as AnyAction)(k, thread.a, thread.b, thread.c, thread.d, thread.e, thread.f);
    if (reply === BLOCKED) {
      thread.stalledAt = k.store.version;
      return 'blocked';
    }
    const functionId = thread.current!.id;
    const { depth } = thread;
    thread.stalledAt = -1;
    thread.looped = false;
    thread.deliver(reply);
    if (thread.result !== null) {
      this.#threads = this.#threads.filter((other) => other !== thread);
      // Numbers of threads are used again: a signal that nobody looked at goes with the task.
      k.locks.signal.set(thread.id, 0);
    }
    history.record(thread.id, op.id, functionId, depth, reply);
    if (thread.looped) endRound(thread, k.store.version);
    if (history.wantsKeyframe()) history.addKeyframe(this.saveThreads());
    if (thread.result !== null) return 'ended';
    return thread.looped ? 'looped' : 'ran';
  }

  /** Does steps of one thread while it goes on, at most so many. Gives what the last one came to. */
  runThread(thread: Thread, mostSteps: number): StepOutcome {
    let outcome: StepOutcome = 'ran';
    for (let done = 0; done < mostSteps && outcome === 'ran'; done++) outcome = this.step(thread);
    return outcome;
  }

  saveThreads(): SavedThread[] {
    const { version } = this.kernel.store;
    return this.#threads.map((thread) => thread.save(version));
  }

  /**
   * The threads that were under way after `position` steps, rebuilt. Does not touch the kernel's state. A thread that
   * could not go on there has a `stalledAt` that is not negative. `newborns`: those too that were started there and
   * have not done a step.
   */
  threadsAt(position: number, newborns = true): Thread[] {
    const keyframe = this.history.keyframeBefore(position);
    /** What the store's version would be, counted from the keyframe. */
    let version = 0;
    const threads = keyframe.threads.map((saved) => {
      const thread = Thread.restore(saved, this.#dispatch);
      thread.stalledAt = saved.stalled ? version : -1;
      thread.roundFrom = saved.quiet ? version : -1;
      return thread;
    });
    let birth = this.#births.findIndex(({ step }) => step >= keyframe.step);
    if (birth < 0) birth = this.#births.length;
    for (let step = keyframe.step; ; step++) {
      const isBorn = step < position || newborns;
      for (; isBorn && this.#births[birth]?.step === step; birth++) {
        this.#bear(this.#births[birth]!, threads);
      }
      if (step >= position) {
        for (const thread of threads) {
          if (thread.stalledAt !== version) thread.stalledAt = -1;
          if (thread.roundFrom !== version) thread.roundFrom = -1;
        }
        return threads;
      }
      const logged = this.history.step(step);
      version += this.history.changesThatWake(step);
      const index = threads.findIndex(({ id }) => id === logged.thread);
      const thread = threads[index];
      if (thread === undefined) throw new Error(`step ${step} belongs to no thread`);
      thread.looped = false;
      thread.deliver(logged.reply);
      thread.stalledAt = -1;
      if (thread.looped) endRound(thread, version);
      if (thread.result !== null) threads.splice(index, 1);
    }
  }

  /** Goes through the run from a step on: for each step the thread that does it, as it stands before it. */
  *threadsOfSteps(from = 0): Generator<Thread, void, void> {
    const threads = this.threadsAt(from, false);
    let birth = this.#births.findIndex(({ step }) => step >= from);
    if (birth < 0) birth = this.#births.length;
    for (let step = from; step < this.length; step++) {
      for (; this.#births[birth]?.step === step; birth++) this.#bear(this.#births[birth]!, threads);
      const { thread: id, reply } = this.history.step(step);
      const thread = threads.find((candidate) => candidate.id === id);
      if (thread === undefined) throw new Error(`step ${step} belongs to no thread`);
      yield thread;
      thread.deliver(reply);
      if (thread.result !== null) threads.splice(threads.indexOf(thread), 1);
    }
  }

  /**
   * Sets the run back to a position: state, threads and log; what came after is forgotten. Threads that were started
   * right there stay if `newborns`.
   */
  truncate(position: number, newborns = true): void {
    const threads = this.threadsAt(position, newborns);
    this.history.truncate(position);
    this.#takeOver(threads);
    this.kernel.journal.truncate(this.kernel.journal.lengthAtStep(position));
    const kept = this.#births.findIndex(({ step }) => (newborns ? step > position : step >= position));
    if (kept >= 0) this.#births.length = kept;
  }

  /** Name of the kernel function that a logged step was done in. */
  functionAt(step: number): string {
    return functionOfId(this.history.step(step).functionId).name;
  }
}
