/** Threads: steps, calls, loops and tail calls, the stack between two steps, and saving it as plain data. */
import { describe, expect, test } from 'vitest';
import { labMachine } from '../testing/lab-machine.ts';
import { finishThread, stepThread } from '../testing/step-thread.ts';
import { bootKernel } from '../state/boot.ts';
import type { Kernel } from '../state/kernel.ts';
import { AGAIN, become, call, defineOp, loop, opOf, step, type Kfn } from './effects.ts';
import { Dispatch, kernelFunctions } from './registry.ts';
import { Thread } from './thread.ts';

/** Appends the sum of its arguments to the kernel's page column, which stands in for a state here. */
const note = defineOp('note', 'write down', (k, a: number, b: number) => {
  k.pages.pages.add(0, a + b);
  return a + b;
});

function* add_twice(a: number, b: number): Kfn {
  const first = yield step(note, a, b);
  return first + (yield step(note, a, b));
}

function* outer(a: number): Kfn {
  const inner = yield call(add_twice, a, 1);
  return inner * 10;
}

/** Counts down in the state; each round is a new call of the same function. */
function* round(until: number): Kfn {
  const left = yield step(count_down);
  if (left > until) return AGAIN;
  return 42;
}
const count_down = defineOp('count_down', 'one less', (k) => {
  k.pages.startPfn.add(0, -1);
  return k.pages.startPfn.get(0);
});

function* looping(): Kfn {
  return (yield loop(round, -1)) + 1;
}

/** A walk of any length whose frame never holds more than one reply. */
function* walk(from: number, end: number): Kfn {
  if (from === end) return from;
  yield step(note, from, 0);
  return yield become(walk, from + 1, end);
}

function* walking(end: number): Kfn {
  const reached = yield call(walk, 0, end);
  return reached + 100;
}

/** Looks for the end of a loop through a tail call. */
function* round_tail(until: number): Kfn {
  return yield become(round, until);
}
function* looping_tail(): Kfn {
  return yield loop(round_tail, -1);
}

function* no_step(value: number): Kfn {
  return value;
}
function* calls_no_step(value: number): Kfn {
  return (yield call(no_step, value)) + (yield call(no_step, 1));
}

kernelFunctions('test', {
  add_twice,
  outer,
  round,
  looping,
  walk,
  walking,
  round_tail,
  looping_tail,
  no_step,
  calls_no_step,
});

const dispatch = new Dispatch({});

function kernel(countDown = 3): Kernel {
  const k = bootKernel(labMachine());
  k.pages.startPfn.set(0, countDown);
  return k;
}

function started<A extends readonly number[]>(fn: (...args: A) => Kfn, ...args: A): Thread {
  const thread = new Thread(1, 'test', dispatch);
  thread.start(fn, args);
  return thread;
}

const names = (thread: Thread): string[] => thread.stack().map(({ info }) => info.name);

describe('steps and calls', () => {
  test('a thread stands before its first step, with the stack of what happens next', () => {
    const thread = started(outer, 5);
    expect([thread.op?.name, thread.a, thread.b]).toEqual(['note', 5, 1]);
    expect(names(thread)).toEqual(['outer', 'add_twice']);
    expect([thread.depth, thread.current?.name, thread.result]).toEqual([2, 'add_twice', null]);
  });

  test('the reply of a step goes to the function that made it, the return value to its caller', () => {
    const k = kernel();
    expect(finishThread(k, started(outer, 5))).toBe((6 + 6) * 10);
    expect(k.pages.pages.get(0)).toBe(12);
  });

  test('an ended thread has no step, no stack and a result', () => {
    const thread = started(add_twice, 1, 2);
    finishThread(kernel(), thread);
    expect([thread.op, thread.depth, thread.current, thread.result]).toEqual([null, 0, null, 6]);
  });

  test('a function without a step ends at once', () => {
    expect(started(no_step, 9).result).toBe(9);
    expect(started(calls_no_step, 9).result).toBe(10);
  });

  test('arguments that were not given are 0', () => {
    const { a, f } = started(looping);
    expect([a, f]).toEqual([0, 0]);
  });

  test('the step of a log is found by its number', () => {
    expect(opOf(note.id)).toBe(note);
    expect(() => opOf(1_000_000)).toThrow(RangeError);
  });
});

describe('loops', () => {
  test('the function is called again while it asks for it, then its value is the reply', () => {
    const k = kernel(3);
    expect(finishThread(k, started(looping))).toBe(43);
    expect(k.pages.startPfn.get(0)).toBe(-1);
  });

  test('each round begins with the first step and the first arguments, and forgets the replies before', () => {
    const k = kernel(3);
    const thread = started(looping);
    stepThread(k, thread);
    expect([thread.looped, thread.op?.name]).toEqual([true, 'count_down']);
    expect(thread.save().frames[1]).toMatchObject({ fn: 'round', loop: true, replies: [] });
    expect(thread.stack()[1]?.args[0]).toBe(-1);
  });

  test('a loop whose function goes on as another one is still that loop, and repeats what it went on as', () => {
    const k = kernel(3);
    expect(finishThread(k, started(looping_tail))).toBe(42);
  });
});

describe('tail calls', () => {
  test('the function is replaced on the stack, and its value is the reply to its caller', () => {
    const k = kernel();
    const thread = started(walking, 4);
    stepThread(k, thread);
    expect(names(thread)).toEqual(['walking', 'walk']);
    expect(thread.stack()[1]?.args.slice(0, 2)).toEqual([1, 4]);
    expect(finishThread(k, thread)).toBe(104);
  });

  test('a long walk keeps no replies of what it has behind it', () => {
    const k = kernel();
    const thread = started(walking, 1000);
    for (let i = 0; i < 900; i++) stepThread(k, thread);
    expect(thread.save().frames.map(({ replies }) => replies.length)).toEqual([0, 0]);
  });
});

describe('saved threads', () => {
  const runs = [
    ['calls', () => started(outer, 5)],
    ['a loop', () => started(looping)],
    ['a loop with a tail call', () => started(looping_tail)],
    ['a walk of tail calls', () => started(walking, 4)],
  ] as const;

  test.each(runs)('%s: restored at every step it goes on to the same end', (_, begin) => {
    const k = kernel();
    const thread = begin();
    const moments: { saved: string; kernel: Kernel }[] = [];
    while (thread.op !== null) {
      moments.push({ saved: JSON.stringify(thread.save()), kernel: k.clone() });
      stepThread(k, thread);
    }
    expect(moments.length).toBeGreaterThan(1);
    for (const { saved, kernel: copy } of moments) {
      const restored = Thread.restore(JSON.parse(saved) as ReturnType<Thread['save']>, dispatch);
      expect(JSON.stringify(restored.save())).toBe(saved);
      expect(finishThread(copy, restored)).toBe(thread.result);
      expect(copy.store.difference(k.store)).toBeNull();
    }
  });

  test('a saved thread is plain data: names, arguments and replies', () => {
    const k = kernel();
    const thread = started(outer, 5);
    stepThread(k, thread);
    expect(thread.save()).toMatchObject({
      id: 1,
      actor: 'test',
      result: null,
      looped: false,
      stalled: false,
      frames: [
        { fn: 'outer', args: [5, 0, 0, 0, 0, 0], loop: false, replies: [] },
        { fn: 'add_twice', args: [5, 1, 0, 0, 0, 0], loop: false, replies: [6] },
      ],
    });
  });

  test('an ended thread keeps its result', () => {
    const thread = started(no_step, 9);
    expect(Thread.restore(thread.save(), dispatch)).toMatchObject({ result: 9, op: null });
  });

  test('a frame of a function that this kernel does not have is refused by its name', () => {
    const saved = {
      ...started(outer, 5).save(),
      frames: [{ fn: 'gone', args: [], loop: false, replies: [] }],
    };
    expect(() => Thread.restore(saved, dispatch)).toThrow('gone()');
  });

  test('replies that already end the call are refused', () => {
    const frames = [{ fn: 'add_twice', args: [1, 1], loop: false, replies: [2, 2] }];
    expect(() => Thread.restore({ ...started(outer, 5).save(), frames }, dispatch)).toThrow(
      'already returned',
    );
  });

  test('a variant finds its own function under the name in a frame', () => {
    function* add_twice_once(a: number, b: number): Kfn {
      return yield step(note, a, b);
    }
    kernelFunctions('test', { add_twice_once });
    const variant = new Dispatch({ add_twice: add_twice_once });
    const thread = new Thread(1, 'test', variant);
    thread.start(outer, [5]);
    expect(names(thread)).toEqual(['outer', 'add_twice_once']);
    expect(finishThread(kernel(), thread)).toBe(60);
  });
});
