/**
 * A thread of the simulated kernel: a stack of kernel functions that are under way.
 *
 * Between two steps a thread always stands before its next op (or has ended), so the stack that is drawn is the
 * stack of what happens next. Its whole local state is `save()`: function names, arguments and the replies received
 * inside each open call; generators are rebuilt from that and never stored.
 */
import { AGAIN, BECOME, CALL, LOOP, registers, type Effect, type Kfn, type Op } from './effects.ts';
import type { Dispatch, FunctionInfo } from './registry.ts';

/** An open call as plain data. */
export interface SavedFrame {
  readonly fn: string;
  readonly args: readonly number[];
  readonly loop: boolean;
  readonly replies: readonly number[];
}

/** A thread as plain data; `result` is null while it runs. */
export interface SavedThread {
  readonly id: number;
  readonly actor: string;
  readonly frames: readonly SavedFrame[];
  readonly result: number | null;
  /** Its last step ended a round of a loop. */
  readonly looped: boolean;
  /** Nothing has changed since it could not go on. */
  readonly stalled: boolean;
  /** Nothing has changed since the round of a loop that it is in began. */
  readonly quiet: boolean;
}

/** An open call. Frames are used again: a thread makes as many objects as its stack was ever deep. */
class Frame {
  info: FunctionInfo;
  generator: Kfn;
  loop = false;
  a = 0;
  b = 0;
  c = 0;
  d = 0;
  e = 0;
  f = 0;
  /** Replies received in this call; only the first `replyCount` count, the rest is left from earlier calls. */
  readonly replies: number[] = [];
  replyCount = 0;
  /** How many calls the thread had made when this one was entered, itself included. */
  callNumber = 0;

  constructor(info: FunctionInfo) {
    this.info = info;
    this.generator = info.fn(0, 0, 0, 0, 0, 0);
  }

  /** Enters a function with the arguments in the registers. */
  enter(info: FunctionInfo, loop: boolean): void {
    this.info = info;
    this.loop = loop;
    this.a = registers.a;
    this.b = registers.b;
    this.c = registers.c;
    this.d = registers.d;
    this.e = registers.e;
    this.f = registers.f;
    this.restart();
  }

  /** Begins the function anew with the same arguments. */
  restart(): void {
    this.replyCount = 0;
    this.generator = this.info.fn(this.a, this.b, this.c, this.d, this.e, this.f);
  }

  /** Hands a reply to the function. */
  next(reply: number): IteratorResult<Effect, number> {
    this.replies[this.replyCount++] = reply;
    return this.generator.next(reply);
  }

  args(): number[] {
    return [this.a, this.b, this.c, this.d, this.e, this.f];
  }
}

function loadRegisters(args: readonly number[]): void {
  registers.a = args[0] ?? 0;
  registers.b = args[1] ?? 0;
  registers.c = args[2] ?? 0;
  registers.d = args[3] ?? 0;
  registers.e = args[4] ?? 0;
  registers.f = args[5] ?? 0;
}

export class Thread {
  readonly id: number;
  readonly actor: string;
  /** The op that it does next, with its arguments; null when it has ended. */
  op: Op<never> | null = null;
  a = 0;
  b = 0;
  c = 0;
  d = 0;
  e = 0;
  f = 0;
  /** Return value of the first function; null while the thread runs. */
  result: number | null = null;
  /** Value of the store's version when it last could not go on; -1 when it can. */
  stalledAt = -1;
  /** Value of the store's version when the round of a loop that it is in began; -1 in the first one. */
  roundFrom = -1;
  /** It went round a loop: set when a function called through `loop` asked to be called again. */
  looped = false;
  /** Number of open functions. */
  depth = 0;
  /** Number of functions that it has entered since it was started or rebuilt. */
  calls = 0;
  readonly #dispatch: Dispatch;
  readonly #frames: Frame[] = [];

  constructor(id: number, actor: string, dispatch: Dispatch) {
    this.id = id;
    this.actor = actor;
    this.#dispatch = dispatch;
  }

  /** Begins to run a function: goes to its first op. */
  start(fn: object, args: readonly number[]): void {
    loadRegisters(args);
    this.#push(this.#dispatch.resolve(fn), false);
    this.#advance(this.#top().generator.next());
  }

  /** The function on top of the stack. */
  get current(): FunctionInfo | null {
    return this.depth === 0 ? null : this.#top().info;
  }

  /** Open functions from the outermost to the innermost, with their arguments. */
  stack(): { info: FunctionInfo; args: readonly number[] }[] {
    return this.#open().map((frame) => ({ info: frame.info, args: frame.args() }));
  }

  /** Open functions from the outermost to the innermost, each with a number that tells this call from others. */
  openCalls(): { readonly info: FunctionInfo; readonly callNumber: number }[] {
    return this.#open().map(({ info, callNumber }) => ({ info, callNumber }));
  }

  /** Open functions that it has entered since it had made so many calls, outermost first. */
  enteredSince(calls: number): FunctionInfo[] {
    return this.#open()
      .filter(({ callNumber }) => callNumber > calls)
      .map(({ info }) => info);
  }

  /** Takes the reply of its op and goes on to the next one. */
  deliver(reply: number): void {
    this.#advance(this.#top().next(reply));
  }

  /** The thread as plain data; what it says about waiting is true for this version of the store. */
  save(version?: number): SavedThread {
    return {
      id: this.id,
      actor: this.actor,
      result: this.result,
      looped: this.looped,
      stalled: this.looped && this.stalledAt === version,
      quiet: this.roundFrom === version,
      frames: this.#open().map((frame) => ({
        fn: frame.info.name,
        args: frame.args(),
        loop: frame.loop,
        replies: frame.replies.slice(0, frame.replyCount),
      })),
    };
  }

  /** Rebuilds a thread by replaying the replies of its open calls. */
  static restore(saved: SavedThread, dispatch: Dispatch): Thread {
    const thread = new Thread(saved.id, saved.actor, dispatch);
    thread.result = saved.result;
    thread.looped = saved.looped;
    for (const { fn, args, loop, replies } of saved.frames) {
      const info = dispatch.named(fn);
      if (info === null) throw new Error(`a saved thread is in ${fn}(), which this kernel does not have`);
      loadRegisters(args);
      thread.#push(info, loop);
      const frame = thread.#top();
      let yielded = frame.generator.next();
      for (const reply of replies) yielded = frame.next(reply);
      if (yielded.done === true) throw new Error(`a saved call of ${fn}() has already returned`);
      thread.#standBefore(yielded.value);
    }
    return thread;
  }

  #open(): Frame[] {
    return this.#frames.slice(0, this.depth);
  }

  #push(info: FunctionInfo, loop: boolean): void {
    const frame = (this.#frames[this.depth] ??= new Frame(info));
    this.depth++;
    frame.enter(info, loop);
    frame.callNumber = ++this.calls;
  }

  #top(): Frame {
    return this.#frames[this.depth - 1]!;
  }

  #standBefore(effect: Effect): void {
    if (effect === CALL || effect === LOOP || effect === BECOME) return;
    this.op = effect as Op<never>;
    this.a = registers.a;
    this.b = registers.b;
    this.c = registers.c;
    this.d = registers.d;
    this.e = registers.e;
    this.f = registers.f;
  }

  #advance(first: IteratorResult<Effect, number>): void {
    let yielded = first;
    for (;;) {
      if (yielded.done === true) {
        const value: number = yielded.value;
        const frame = this.#top();
        if (frame.loop && value === AGAIN) {
          this.looped = true;
          frame.restart();
          yielded = frame.generator.next();
          continue;
        }
        this.depth--;
        if (this.depth === 0) {
          this.op = null;
          this.result = value;
          return;
        }
        yielded = this.#top().next(value);
        continue;
      }
      const effect = yielded.value;
      if (effect === CALL || effect === LOOP) {
        this.#push(this.#dispatch.resolve(registers.fn!), effect === LOOP);
      } else if (effect === BECOME) {
        const frame = this.#top();
        frame.enter(this.#dispatch.resolve(registers.fn!), frame.loop);
        frame.callNumber = ++this.calls;
      } else {
        this.#standBefore(effect);
        return;
      }
      yielded = this.#top().generator.next();
    }
  }
}
