/** A run: threads begin, step, wait and end; the threads of any past position can be rebuilt. */
import { describe, expect, test } from 'vitest';
import { add_memory } from '../core/add-memory.ts';
import { remove_memory } from '../core/remove-memory.ts';
import { Lab } from '../testing/lab.ts';
import { labMachine, range } from '../testing/lab-machine.ts';
import { bootKernel } from '../state/boot.ts';
import { AGAIN, BLOCKED, defineOp, loop, step, type Kfn } from './effects.ts';
import { kernelFunctions } from './registry.ts';
import { Run } from './run.ts';

/** Waits until the cell is set. */
const wait = defineOp('wait', 'wait for the flag', (k) => (k.pages.pages.get(9) === 0 ? BLOCKED : 5));
const raise = defineOp('raise', 'set the flag', (k) => {
  k.pages.pages.set(9, 1);
  return 0;
});
const look = defineOp('look', 'look at the flag', (k) => k.pages.pages.get(9));

function* waiter(): Kfn {
  return yield step(wait);
}
function* raiser(): Kfn {
  return yield step(raise);
}
function* look_once(): Kfn {
  return (yield step(look)) === 0 ? AGAIN : 6;
}
function* looker(): Kfn {
  return yield loop(look_once);
}
function* without_step(): Kfn {
  return 3;
}
kernelFunctions('test', { waiter, raiser, look_once, looker, without_step });

const newRun = (): Run => new Run(bootKernel(labMachine()), {});

describe('threads', () => {
  test('a thread stands before its first step until somebody lets it go', () => {
    const run = newRun();
    const thread = run.start('somebody', raiser, []);
    expect([run.length, thread.op?.name, run.kernel.pages.pages.get(9)]).toEqual([0, 'raise', 0]);
    expect(run.threads).toEqual([thread]);
    expect([thread.actor, thread.id]).toEqual(['somebody', 1]);
  });

  test('a step that has to wait changes nothing and is no step of the run', () => {
    const run = newRun();
    const thread = run.start('a', waiter, []);
    const hash = run.kernel.store.hash();
    expect([run.step(thread), run.step(thread)]).toEqual(['blocked', 'blocked']);
    expect([run.length, run.kernel.store.hash(), thread.result]).toEqual([0, hash, null]);
  });

  test('what it waited for lets it end with the reply', () => {
    const run = newRun();
    const waiting = run.start('a', waiter, []);
    run.step(waiting);
    expect(run.step(run.start('b', raiser, []))).toBe('ended');
    expect([run.step(waiting), waiting.result, run.length]).toEqual(['ended', 5, 2]);
    expect(run.threads).toEqual([]);
  });

  test('a round of a loop is a step, and the run says that the thread went round', () => {
    const run = newRun();
    const thread = run.start('a', looker, []);
    expect([run.step(thread), run.step(thread), run.length]).toEqual(['looped', 'looped', 2]);
    run.step(run.start('b', raiser, []));
    expect([run.step(thread), thread.result]).toEqual(['ended', 6]);
  });

  test('an ended thread does no more steps', () => {
    const run = newRun();
    const thread = run.start('a', raiser, []);
    run.step(thread);
    expect([run.step(thread), run.length]).toEqual(['ended', 1]);
  });

  test('a function without a step ends as it begins', () => {
    const run = newRun();
    expect(run.start('a', without_step, []).result).toBe(3);
    expect(run.threads).toEqual([]);
  });

  test('the lowest free number is given to the next thread', () => {
    const run = newRun();
    const first = run.start('a', waiter, []);
    const second = run.start('b', raiser, []);
    run.step(second);
    expect([first.id, second.id, run.start('c', waiter, []).id, run.start('d', waiter, []).id]).toEqual([
      1, 2, 2, 3,
    ]);
  });

  test('several steps of one thread stop where it has to wait', () => {
    const run = newRun();
    expect(run.runThread(run.start('a', raiser, []), 10)).toBe('ended');
    const lab = new Lab();
    const adding = lab.machine.run.start('a', add_memory, [1, ...range(32), 0]);
    expect([lab.machine.run.runThread(adding, 3), lab.machine.run.length]).toEqual(['ran', 3]);
  });
});

describe('threads of a past position', () => {
  /** Two drivers in turns, and what was saved of their threads before each step. */
  function recorded(): { run: Run; saved: string[] } {
    const { machine } = new Lab({ defaultOnlineType: 1 });
    const { run } = machine;
    const saved: string[] = [];
    const remember = (): void => {
      saved[run.length] = JSON.stringify(run.saveThreads());
    };
    const first = run.start('first', add_memory, [1, ...range(32, 2), 0]);
    for (let i = 0; i < 20; i++) {
      remember();
      run.step(first);
    }
    const second = run.start('second', remove_memory, range(40));
    remember();
    run.step(second);
    remember();
    while (first.result === null) {
      run.step(first);
      remember();
    }
    while (second.result === null) {
      run.step(second);
      remember();
    }
    return { run, saved };
  }

  test('they are the same as then: functions, arguments, replies', () => {
    const { run, saved } = recorded();
    for (let position = 0; position <= run.length; position++) {
      const rebuilt = run.threadsAt(position).map((thread) => thread.save());
      expect(JSON.stringify(rebuilt)).toBe(saved[position]);
    }
  });

  test('rebuilding them does not touch the state', () => {
    const { run } = recorded();
    const hash = run.kernel.store.hash();
    run.threadsAt(10);
    expect([run.kernel.store.hash(), run.history.position]).toEqual([hash, run.length]);
  });
});

describe('what a kernel has', () => {
  test.each([
    ['base-6.12', 'offline_memory', false],
    ['v1p3', 'offline_memory', true],
    ['v1p8', 'online_memory_range', true],
    ['v3', 'online_memory_range', false],
    ['v3', '__add_memory_driver_managed', true],
    ['v1p3', '__add_memory_driver_managed', false],
    ['merged', 'offline_and_remove_memory_ranges', true],
    ['v3', 'offline_and_remove_memory_ranges', false],
    ['merged', 'offline_memory', false],
    ['base-6.12', 'add_memory', true],
  ] as const)('%s, %s: %s', (variant, name, expected) => {
    expect(new Lab({}, variant).machine.run.functionNamed(name) !== null).toBe(expected);
  });
});
