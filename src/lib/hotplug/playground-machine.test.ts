/** The machine as its users see it: jobs, what an actor sees of them, slices, and setting everything back. */
import { describe, expect, test } from 'vitest';
import { SIGNAL_FATAL } from './run/locks.ts';
import { PAGE_PINNED } from './state/pages.ts';
import { Lab } from './testing/lab.ts';
import { range } from './testing/lab-machine.ts';
import type { Command } from './userspace/commands.ts';

const [startBytes, sizeBytes] = range(32, 4);
const ADD: Command = { kind: 'api', call: 'add_memory', nid: 1, startBytes, sizeBytes, flags: 0 };

const write = (block: number, word: string): Command => ({
  kind: 'sysfs_write',
  path: `/sys/devices/system/memory/memory${block}/state`,
  bytes: `${word}\n`,
});

function lab(): Lab {
  const made = new Lab();
  made.begin(ADD);
  return made.listen();
}

describe('jobs', () => {
  test('are numbered in the order of their begin, with the positions of the run where they begin and end', () => {
    const { machine } = new Lab();
    const first = machine.execute('driver', ADD);
    const second = machine.execute('user', write(32, 'online'));
    expect([first.id, second.id, first.actor, second.actor]).toEqual([0, 1, 'driver', 'user']);
    expect([first.startStep, first.endStep, second.startStep, second.endStep]).toEqual([
      0,
      second.startStep,
      first.endStep,
      machine.run.length,
    ]);
    expect(machine.jobs).toEqual([first, second]);
  });

  test('do no step when they begin', () => {
    const { machine } = new Lab();
    const job = machine.begin('driver', ADD);
    expect([machine.run.length, job.result, machine.outcome(job)]).toEqual([0, null, null]);
    machine.settle();
    expect(job.result).toBe(0);
  });

  test('go on step by step, and each step tells whose it was', () => {
    const { machine } = new Lab();
    const job = machine.begin('driver', ADD);
    const ids = new Set<number>();
    for (let thread = machine.stepOnce(); thread !== null; thread = machine.stepOnce()) ids.add(thread.id);
    expect([[...ids], job.result]).toEqual([[job.threadId], 0]);
  });

  test('go on in slices: the run is the same as without them', () => {
    const [whole, sliced] = [new Lab(), new Lab()];
    whole.begin(ADD);
    sliced.machine.begin('root', ADD);
    let slices = 0;
    while (!sliced.machine.runFor(3)) slices++;
    expect(slices).toBeGreaterThan(3);
    expect([sliced.machine.run.length, sliced.k.store.hash()]).toEqual([
      whole.machine.run.length,
      whole.k.store.hash(),
    ]);
  });
});

describe('what an actor sees', () => {
  const seen = (made: Lab, command: Command) => made.machine.outcome(made.begin(command));

  test.each([
    ['a write that is taken', write(32, 'online'), { rc: 0, errno: null, stdout: null }],
    ['a write that is refused', write(32, 'offline'), { rc: -1, errno: 'EINVAL', stdout: null }],
    ['a write to a file that is not there', write(99, 'online'), { rc: -1, errno: 'ENOENT', stdout: null }],
    [
      'a read',
      { kind: 'sysfs_read', path: '/sys/devices/system/memory/memory32/state' },
      { rc: 0, errno: null, stdout: 'offline\n' },
    ],
    ['a call that fails: the raw return value', ADD, { rc: -17, errno: 'EEXIST', stdout: null }],
    [
      'a call that succeeds',
      { kind: 'api', call: 'remove_memory', startBytes, sizeBytes },
      { rc: 0, errno: null, stdout: null },
    ],
    [
      'a call that this kernel does not have',
      { kind: 'api', call: 'offline_memory', startBytes, sizeBytes },
      { rc: -2, errno: 'ENOENT', stdout: null },
    ],
    [
      'a call that no kernel has',
      { kind: 'api', call: 'constructor', startBytes, sizeBytes },
      { rc: -2, errno: 'ENOENT', stdout: null },
    ],
    [
      'a group: its number',
      { kind: 'api', call: 'memory_group_register_static', nid: 1, maxPages: 5 },
      { rc: 0, errno: null, stdout: null },
    ],
    [
      'a pin outside online memory',
      { kind: 'pin', startBytes, pages: 1, how: 'offline' },
      { rc: -6, errno: 'ENXIO', stdout: null },
    ],
    [
      'a module that is not there',
      { kind: 'modprobe', module: 'nothing' },
      { rc: -1, errno: 'ENOENT', stdout: null },
    ],
    [
      'a rule for an event that does not exist',
      { kind: 'notifier_veto', event: 'NOTHING', startBytes, sizeBytes, errno: 0, count: 1 },
      { rc: -2, errno: 'ENOENT', stdout: null },
    ],
  ] as const satisfies readonly (readonly [string, Command, object])[])('%s', (_, command, expected) => {
    expect(seen(lab(), command)).toEqual(expected);
  });

  test('a positive return value of a call is shown as it is', () => {
    const made = new Lab({}, 'v1p3');
    made.begin(ADD);
    made.online(32);
    const call = { kind: 'api', call: 'online_memory_range', startBytes, sizeBytes, onlineType: 1 } as const;
    expect(seen(made, call)).toEqual({ rc: 1, errno: null, stdout: null });
  });

  test('nothing of a job that died in a kernel BUG', () => {
    const made = lab();
    const job = made.begin({ kind: 'api', call: 'remove_memory', startBytes: startBytes + 1, sizeBytes });
    expect([made.machine.isDead(job), made.machine.outcome(job)]).toEqual([true, null]);
    expect(made.machine.isDead(made.begin(write(32, 'online')))).toBe(false);
  });
});

describe('interrupting a job', () => {
  test('ends an offlining that goes round and round', () => {
    const made = lab();
    made.online(32);
    made.place(PAGE_PINNED, 32);
    const job = made.beginWrite('memory32/state', 'offline');
    made.machine.interrupt(job);
    made.machine.settle();
    expect(made.answer(job)).toBe('EINTR');
  });

  test('that has ended does nothing, also to the job that has its thread number now', () => {
    const made = lab();
    const ended = made.beginWrite('memory32/state', 'online');
    made.place(PAGE_PINNED, 32);
    const looping = made.beginWrite('memory32/state', 'offline');
    expect(looping.threadId).toBe(ended.threadId);
    made.machine.interrupt(ended, SIGNAL_FATAL);
    made.machine.settle();
    expect(made.answer(looping)).toBe('waits');
  });
});

describe('setting the machine back', () => {
  test('jobs that began later are gone, one that was under way is under way again and ends the same', () => {
    const made = lab();
    const from = made.machine.run.length;
    const first = made.beginWrite('memory32/state', 'online');
    const [end, hash] = [made.machine.run.length, made.k.store.hash()];
    made.beginWrite('memory33/state', 'online');
    made.machine.truncate(from + 5);
    expect([made.machine.jobs.length, first.result, first.endStep, made.block(33)]).toEqual([
      2,
      null,
      null,
      'offline Normal Movable',
    ]);
    made.machine.settle();
    expect([first.result, first.endStep, made.machine.run.length, made.k.store.hash()]).toEqual([
      0,
      end,
      end,
      hash,
    ]);
  });

  test('another future may follow', () => {
    const made = lab();
    const from = made.machine.run.length;
    made.online(32, 'online_kernel');
    made.machine.truncate(from - 1);
    made.machine.settle();
    expect([made.online(32, 'online_movable'), made.block(32)]).toEqual(['ok', 'online Movable']);
  });
});
