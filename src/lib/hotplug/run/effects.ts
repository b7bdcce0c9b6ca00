/**
 * How a kernel function is written: a generator that yields effects and gets numbers back.
 *
 * `yield step(op, …)` does one atomic thing to the kernel's state, `yield call(f, …)` calls another kernel function,
 * `yield loop(f, …)` calls it again and again while it returns AGAIN, `yield become(f, …)` goes on as another
 * function (a tail call, for long walks). Arguments and replies are numbers and the kernel itself is not visible to
 * a function: so a thread is nothing but its stack of (function, arguments, replies), plain data that can be saved,
 * forked and sent in a link (measured and reasoned in design.md section 5).
 */
import type { Kernel } from '../state/kernel.ts';

/** A running kernel function. Every kernel function is annotated with it, otherwise replies are not numbers. */
export type Kfn = Generator<Effect, number, number>;

/** An atomic action on the kernel. Gives one number, or BLOCKED without having changed anything. */
export interface Op<A extends readonly number[] = readonly number[]> {
  readonly run: (k: Kernel, ...args: A) => number;
  readonly id: number;
  /** Name of the kernel function or of the piece of one that the step stands for. */
  readonly name: string;
  /** What happens, in a few words for the reader of a run. */
  readonly label: string;
}

declare const CALL_BRAND: unique symbol;
export interface CallEffect {
  readonly [CALL_BRAND]: true;
  readonly kind: 'call' | 'loop' | 'become';
}

export type Effect = Op<never> | CallEffect;

export const CALL = { kind: 'call' } as CallEffect;
export const LOOP = { kind: 'loop' } as CallEffect;
export const BECOME = { kind: 'become' } as CallEffect;

/** Reply of an op that has to wait: the thread tries it again later. */
export const BLOCKED = Number.MIN_SAFE_INTEGER;
/** Return value with which a function called through `loop` asks to be called again. */
export const AGAIN = Number.MAX_SAFE_INTEGER;

type NumberFunction = (...args: never[]) => Kfn;

/** The arguments of the effect made last; read before anything else runs. */
export const registers = { fn: null as NumberFunction | null, a: 0, b: 0, c: 0, d: 0, e: 0, f: 0 };

function setRegisters(a: number, b: number, c: number, d: number, e: number, f: number): void {
  registers.a = a;
  registers.b = b;
  registers.c = c;
  registers.d = d;
  registers.e = e;
  registers.f = f;
}

function makeStep(op: Op<never>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): Effect {
  setRegisters(a, b, c, d, e, f);
  return op;
}

function makeCall(effect: CallEffect) {
  return (fn: NumberFunction, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): Effect => {
    registers.fn = fn;
    setRegisters(a, b, c, d, e, f);
    return effect;
  };
}

type StepMaker = <A extends readonly number[]>(op: Op<A>, ...args: A) => Effect;
type CallMaker = <A extends readonly number[]>(fn: (...args: A) => Kfn, ...args: A) => Effect;

/** One atomic step. At most six arguments. */
export const step = makeStep as StepMaker;
/** Calls a kernel function; its return value is the reply. */
export const call = makeCall(CALL) as CallMaker;
/** Calls a kernel function until it returns something else than AGAIN. */
export const loop = makeCall(LOOP) as CallMaker;
/** Replaces the running function: its return value is the caller's reply. */
export const become = makeCall(BECOME) as CallMaker;

const ops: Op<never>[] = [];

/** Declares an op. */
export function defineOp<A extends readonly number[]>(
  name: string,
  label: string,
  run: (k: Kernel, ...args: A) => number,
): Op<A> {
  const op: Op<A> = { run, id: ops.length, name, label };
  ops.push(op);
  return op;
}

/** The op with that number, for reading a log of steps. */
export function opOf(id: number): Op<never> {
  const op = ops[id];
  if (op === undefined) throw new RangeError(`no op has the number ${id}`);
  return op;
}
