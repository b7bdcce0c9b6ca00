/** Who runs next: the order of a real kernel with one CPU, REPLAY-NOTES §4, and nobody spins for nothing. */
import { describe, expect, test } from 'vitest';
import { add_memory } from './core/add-memory.ts';
import { remove_memory } from './core/remove-memory.ts';
import { freePages, PAGE_PINNED } from './state/pages.ts';
import { runnable, stepNext } from './scheduling.ts';
import { blockPath, DaxLab } from './testing/dax-lab.ts';
import { Lab } from './testing/lab.ts';
import { range } from './testing/lab-machine.ts';

function lab(): Lab {
  const made = new Lab();
  made.call(add_memory, 1, ...range(32, 6), 0);
  return made.listen();
}

const begin = (made: Lab, block: number, word: string): number =>
  made.machine.begin('user', {
    kind: 'sysfs_write',
    path: `/sys/devices/system/memory/memory${block}/state`,
    bytes: `${word}\n`,
  }).threadId;

describe('the order', () => {
  test('a thread that runs goes on until it ends, then the next one in the order of their start', () => {
    const made = lab();
    const { run } = made.machine;
    const from = run.length;
    const ids = [begin(made, 33, 'online'), begin(made, 32, 'online'), begin(made, 34, 'online')];
    made.machine.settle();
    const order = Array.from({ length: run.length - from }, (_, i) => run.history.step(from + i).thread);
    expect(order).toEqual([...order].sort((a, b) => ids.indexOf(a) - ids.indexOf(b)));
    expect(made.uevents()).toEqual(['online memory33', 'online memory32', 'online memory34']);
  });

  test('whoever holds the lock goes on first, then sleepers in their order, then pollers', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    made.beginWrite('memory32/state', 'online');
    made.beginWrite('memory33/state', 'online');
    made.start(remove_memory, ...range(37));
    made.beginWrite('memory34/state', 'online');
    made.start(remove_memory, ...range(36));
    made.release();
    expect(made.uevents()).toEqual([
      'online memory32',
      'remove memory37',
      'remove memory36',
      'online memory33',
      'online memory34',
    ]);
  });

  test('an endless offlining gives way to those who can do something', () => {
    const made = lab();
    made.online(32);
    const pin = made.place(PAGE_PINNED, 32);
    const job = made.beginWrite('memory32/state', 'offline');
    expect(made.write('auto_online_blocks', 'online')).toBe('ok');
    freePages(made.k, pin);
    made.machine.settle();
    expect(made.answer(job)).toBe('ok');
  });
});

describe('writers of a dax attribute', () => {
  /** dax0.0 online; a removal word is held in its first range and holds data->lock and device_hotplug_lock. */
  function held(): { dax: DaxLab; first: ReturnType<DaxLab['begin']> } {
    const dax = new DaxLab('merged');
    dax.bind();
    dax.hold('GOING_OFFLINE', 33);
    dax.veto('GOING_OFFLINE', 35, 1);
    return { dax, first: dax.beginEcho('unplugged') };
  }

  test('sleep on data->lock in the order in which they came', () => {
    const { dax, first } = held();
    const [second, third] = [dax.beginEcho('unplugged'), dax.beginEcho('online_movable')];
    dax.release();
    expect([first, second, third].map((job) => dax.answer(job))).toEqual(['EPERM', 'ok', 'ok']);
    expect(dax.state()).toBe('online_movable');
  });

  test('in the other order the last word counts as well', () => {
    const { dax } = held();
    const [second, third] = [dax.beginEcho('online_movable'), dax.beginEcho('unplugged')];
    dax.release();
    expect([dax.answer(second), dax.answer(third), dax.state()]).toEqual(['ok', 'ok', 'unplugged']);
  });

  test('go before a writer of a block file who polls, also when he came first', () => {
    const { dax, first } = held();
    const user = dax.begin({ kind: 'sysfs_write', path: blockPath(34, 'state'), bytes: 'offline\n' });
    const second = dax.beginEcho('unplugged');
    dax.release();
    expect([dax.answer(first), dax.answer(second), dax.answer(user)]).toEqual(['EPERM', 'ok', 'ENODEV']);
  });
});

describe('waiting costs no steps', () => {
  test('a poller tries again only after something changed', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    made.beginWrite('memory32/state', 'online');
    made.beginWrite('memory33/state', 'online');
    const { length } = made.machine.run;
    made.machine.settle();
    made.machine.settle();
    expect(made.machine.run.length).toBe(length);
    expect(runnable(made.machine.run)).toEqual([]);
    expect(stepNext(made.machine.run, null)).toBeNull();
  });

  test('several pollers do not wake each other for ever', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    made.beginWrite('memory32/state', 'online');
    for (const block of [33, 34, 35]) made.beginWrite(`memory${block}/state`, 'online');
    const { length } = made.machine.run;
    made.write('auto_online_blocks', 'online');
    expect(made.machine.run.length - length).toBeLessThan(100);
  });
});
