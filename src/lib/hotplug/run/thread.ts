/**
 * A thread of the simulated kernel: a stack of kernel functions that are under way.
 *
 * Between two steps a thread always stands before its next op (or has ended), so the stack that is drawn is the
 * stack of what happens next. Its whole local state is `save()`: function names, arguments and the replies received
 * inside each open call; generators are rebuilt from that and never stored.
 */
import { AGAIN, BECOME, CALL, LOOP, registers, type Effect, type Kfn, type Op } from './effects.ts';
import { Dispatch, type FunctionInfo } from './registry.ts';

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
}

interface Frame {
  info: FunctionInfo;
  args: readonly number[];
  loop: boolean;
  replies: number[];
  generator: Kfn;
}

const ARGUMENTS = 6;

export class Thread {
  readonly id: number;
  readonly actor: string;
  /** The op that it does next; null when it has ended. */
  op: Op<never> | null = null;
  readonly opArgs: number[] = new Array<number>(ARGUMENTS).fill(0);
  /** Return value of the first function; null while the thread runs. */
  result: number | null = null;
  /** Value of the store's version when it last could not go on; -1 when it can. */
  stalledAt = -1;
  /** It went round a loop: set when a function called through `loop` asked to be called again. */
  looped = false;
  readonly #dispatch: Dispatch;
  readonly #frames: Frame[] = [];

  constructor(id: number, actor: string, dispatch: Dispatch) {
    this.id = id;
    this.actor = actor;
    this.#dispatch = dispatch;
  }

  /** Begins to run a function: goes to its first op. */
  start(fn: object, args: readonly number[]): void {
    this.#push(this.#dispatch.resolve(fn), args, false);
    this.#advance(this.#top().generator.next());
  }

  get depth(): number {
    return this.#frames.length;
  }

  /** The function on top of the stack. */
  get current(): FunctionInfo | null {
    return this.#frames.at(-1)?.info ?? null;
  }

  /** Open functions from the outermost to the innermost, with their arguments. */
  stack(): { info: FunctionInfo; args: readonly number[] }[] {
    return this.#frames.map(({ info, args }) => ({ info, args }));
  }

  /** Takes the reply of its op and goes on to the next one. */
  deliver(reply: number): void {
    const frame = this.#top();
    frame.replies.push(reply);
    this.#advance(frame.generator.next(reply));
  }

  save(): SavedThread {
    return {
      id: this.id,
      actor: this.actor,
      result: this.result,
      frames: this.#frames.map(({ info, args, loop, replies }) => ({
        fn: info.name,
        args: [...args],
        loop,
        replies: [...replies],
      })),
    };
  }

  /** Rebuilds a thread by replaying the replies of its open calls. */
  static restore(saved: SavedThread, dispatch: Dispatch): Thread {
    const thread = new Thread(saved.id, saved.actor, dispatch);
    thread.result = saved.result;
    for (const { fn, args, loop, replies } of saved.frames) {
      const info = dispatch.named(fn);
      if (info === null) throw new Error(`a saved thread is in ${fn}(), which this kernel does not have`);
      thread.#push(info, args, loop);
      const frame = thread.#top();
      frame.replies.push(...replies);
      let yielded = frame.generator.next();
      for (const reply of replies) yielded = frame.generator.next(reply);
      if (yielded.done === true) throw new Error(`a saved call of ${fn}() has already returned`);
      thread.#standBefore(yielded.value);
    }
    return thread;
  }

  #push(info: FunctionInfo, args: readonly number[], loop: boolean): void {
    this.#frames.push({ info, args, loop, replies: [], generator: info.fn(...args) });
  }

  #top(): Frame {
    return this.#frames[this.#frames.length - 1]!;
  }

  #standBefore(effect: Effect): void {
    if (effect === CALL || effect === LOOP || effect === BECOME) return;
    this.op = effect as Op<never>;
    const to = this.opArgs;
    to[0] = registers.a;
    to[1] = registers.b;
    to[2] = registers.c;
    to[3] = registers.d;
    to[4] = registers.e;
    to[5] = registers.f;
  }

  #registerArguments(): number[] {
    return [registers.a, registers.b, registers.c, registers.d, registers.e, registers.f];
  }

  #advance(first: IteratorResult<Effect, number>): void {
    let yielded = first;
    for (;;) {
      if (yielded.done === true) {
        const value: number = yielded.value;
        const frame = this.#top();
        if (frame.loop && value === AGAIN) {
          this.looped = true;
          frame.replies.length = 0;
          frame.generator = frame.info.fn(...frame.args);
          yielded = frame.generator.next();
          continue;
        }
        this.#frames.pop();
        if (this.#frames.length === 0) {
          this.op = null;
          this.result = value;
          return;
        }
        const caller = this.#top();
        caller.replies.push(value);
        yielded = caller.generator.next(value);
        continue;
      }
      const effect = yielded.value;
      if (effect === CALL || effect === LOOP) {
        const info = this.#dispatch.resolve(registers.fn!);
        this.#push(info, this.#registerArguments(), effect === LOOP);
      } else if (effect === BECOME) {
        const { loop } = this.#top();
        const info = this.#dispatch.resolve(registers.fn!);
        const args = this.#registerArguments();
        this.#frames.pop();
        this.#push(info, args, loop);
      } else {
        this.#standBefore(effect);
        return;
      }
      yielded = this.#top().generator.next();
    }
  }
}
