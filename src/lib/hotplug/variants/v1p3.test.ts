/**
 * The seed: patches 1 to 3 of the first posting. online_memory_range() with its +1, offline_memory() with its
 * rollback, an explicit type for an add; against spec 02 §9, §10 and §12.3.
 */
import { describe, expect, test } from 'vitest';
import { PAGE_OFFLINE_REFERENCED, PAGE_PINNED } from '../state/pages.ts';
import { add_memory } from '../core/add-memory.ts';
import { MIB } from '../testing/iomem.ts';
import { Lab } from '../testing/lab.ts';
import { range } from '../testing/lab-machine.ts';
import type { ApiCall } from '../userspace/commands.ts';

type Arguments = Partial<Omit<ApiCall, 'kind' | 'call'>>;

/** Blocks from 32 on, one letter each: M online in Movable, K in Normal, o offline, `.` absent. */
function lab(letters: string): Lab {
  const made = new Lab({}, 'v1p3');
  [...letters].forEach((letter, i) => {
    if (letter !== '.') made.call(add_memory, 1, ...range(32 + i), 0);
    if (letter === 'M') made.online(32 + i, 'online_movable');
    if (letter === 'K') made.online(32 + i, 'online_kernel');
  });
  return made.listen();
}

/** Calls an exported function on blocks from 32 on; its raw return value. */
function api(made: Lab, call: string, blocks: number, more: Arguments = {}): number | null {
  const [startBytes, sizeBytes] = range(32, blocks);
  return made.begin({ kind: 'api', call, startBytes, sizeBytes, ...more }).result;
}

function letters(made: Lab, count: number): string {
  const letterOf = (id: number): string => {
    const text = made.block(id);
    if (text === 'absent') return '.';
    return text.startsWith('online') ? text.split(' ')[1]!.replace('Normal', 'K').charAt(0) : text.charAt(0);
  };
  return Array.from({ length: count }, (_, i) => letterOf(32 + i)).join('');
}

describe('online_memory_range()', () => {
  test.each([
    ['every block offline: all go online', 'ooo', 0, 'MMM'],
    ['absent blocks are skipped', 'o.o', 0, 'M.M'],
    ['no block at all', '...', 0, '...'],
    ['the first block online: +1, the others untouched', 'Koo', 1, 'Koo'],
    ['a later block online: +1, those before it online now, those behind untouched', 'ooKo', 1, 'MMKo'],
    ['already online in the wrong zone is +1 like in the right one', 'Mo', 1, 'Mo'],
  ])('%s', (_, before, rc, after) => {
    const made = lab(before);
    expect(api(made, 'online_memory_range', before.length, { onlineType: 3 })).toBe(rc);
    expect(letters(made, before.length)).toBe(after);
  });

  test('a block that refuses ends it: its errno, nothing is undone', () => {
    const made = lab('ooo');
    made.veto('GOING_ONLINE', 33, 12);
    expect([api(made, 'online_memory_range', 3, { onlineType: 3 }), letters(made, 3)]).toEqual([-12, 'Moo']);
  });

  test.each([
    [0, -22],
    [4, -22],
    [100, -22],
  ])('type %i is -EINVAL, and nothing happens', (onlineType, rc) => {
    const made = lab('o');
    expect([api(made, 'online_memory_range', 1, { onlineType }), letters(made, 1)]).toEqual([rc, 'o']);
  });

  test.each([
    [1, 'K'],
    [2, 'K'],
    [-1, 'K'],
    [3, 'M'],
  ])('type %i is taken', (onlineType, zone) => {
    const made = lab('o');
    expect([api(made, 'online_memory_range', 1, { onlineType }), letters(made, 1)]).toEqual([0, zone]);
  });

  test('alignment and size are not checked', () => {
    const made = lab('ooo');
    const call = { kind: 'api', call: 'online_memory_range', onlineType: 3 } as const;
    expect(made.begin({ ...call, startBytes: range(32)[0] + MIB, sizeBytes: range(1)[1] }).result).toBe(0);
    expect(letters(made, 3)).toBe('MMo');
    expect(made.begin({ ...call, startBytes: range(34)[0], sizeBytes: 0 }).result).toBe(0);
    expect(letters(made, 3)).toBe('MMo');
  });
});

describe('offline_memory()', () => {
  test('takes every block offline and removes none', () => {
    const made = lab('MKo.M');
    expect([api(made, 'offline_memory', 5), letters(made, 5)]).toEqual([0, 'ooo.o']);
  });

  test('a block that refuses brings those before it back by zone class; offline ones stay offline', () => {
    const made = lab('MKoM');
    made.place(PAGE_OFFLINE_REFERENCED, 35);
    expect([api(made, 'offline_memory', 4), letters(made, 4)]).toEqual([-16, 'MKoM']);
  });

  test('a signal ends it, and the rollback is done all the same', () => {
    const made = lab('MM');
    made.place(PAGE_PINNED, 33);
    const [startBytes, sizeBytes] = range(32, 2);
    const job = made.begin({ kind: 'api', call: 'offline_memory', startBytes, sizeBytes });
    expect(letters(made, 2)).toBe('og');
    made.signal({ id: job.threadId });
    expect([job.result, letters(made, 2)]).toEqual([-4, 'MM']);
  });

  test('holds device_hotplug_lock over the whole range: a user comes after the rollback', () => {
    const made = lab('MM');
    made.place(PAGE_OFFLINE_REFERENCED, 33);
    made.hold('GOING_OFFLINE', 33);
    const [startBytes, sizeBytes] = range(32, 2);
    const job = made.begin({ kind: 'api', call: 'offline_memory', startBytes, sizeBytes });
    const user = made.beginWrite('memory32/state', 'online_kernel');
    expect([made.answer(user), letters(made, 1)]).toEqual(['waits', 'o']);
    made.release();
    expect([job.result, made.answer(user), letters(made, 2)]).toEqual([-16, 'EINVAL', 'MM']);
  });

  test.each([
    ['size 0', range(32)[0], 0],
    ['a start inside a block', range(32)[0] + MIB, range(32)[1]],
    ['half a block', range(32)[0], range(32)[1] / 2],
  ])('%s is -EINVAL', (_, startBytes, sizeBytes) => {
    const made = lab('M');
    expect(made.begin({ kind: 'api', call: 'offline_memory', startBytes, sizeBytes }).result).toBe(-22);
  });
});

describe('offline_and_remove_memory() since patch 2', () => {
  test('rolls back when a block refuses', () => {
    const made = lab('MK');
    made.place(PAGE_OFFLINE_REFERENCED, 33);
    expect([api(made, 'offline_and_remove_memory', 2), letters(made, 2)]).toEqual([-16, 'MK']);
  });

  test('leaves the blocks offline when only the removal fails', () => {
    const made = new Lab({ memmapOnMemory: 1 }, 'v1p3');
    made.call(add_memory, 1, ...range(32), 2);
    made.call(add_memory, 1, ...range(33), 0);
    made.online(32, 'online_movable');
    made.online(33, 'online_movable');
    made.listen();
    expect([api(made, 'offline_and_remove_memory', 2), letters(made, 2)]).toEqual([-22, 'oo']);
    expect(made.logOf('Failed to remove')).toEqual([
      'offline_and_remove_memory: Failed to remove memory: -22',
    ]);
  });
});

describe('the online type of add_memory_driver_managed()', () => {
  const add = (made: Lab, more: Arguments): number | null =>
    api(made, 'add_memory_driver_managed', 2, {
      nid: 1,
      flags: 0,
      resourceName: 'System RAM (kmem)',
      ...more,
    });

  test.each([
    [0, 'oo'],
    [1, 'KK'],
    [2, 'KK'],
    [3, 'MM'],
  ])('%i is used whatever the default is', (onlineType, after) => {
    const made = lab('');
    made.write('auto_online_blocks', onlineType === 3 ? 'online_kernel' : 'online_movable');
    expect([add(made, { onlineType }), letters(made, 2)]).toEqual([0, after]);
  });

  test('4 is the default of the moment', () => {
    const made = lab('');
    made.write('auto_online_blocks', 'online_movable');
    expect([add(made, { onlineType: 4 }), letters(made, 2)]).toEqual([0, 'MM']);
  });

  test.each([-1, 5, 100])('%i is -EINVAL before device_hotplug_lock is taken', (onlineType) => {
    const made = lab('');
    made.k.locks.owner.set(0, 77);
    expect(add(made, { onlineType })).toBe(-22);
  });

  test('4 is resolved before the lock: a default that changes while the driver sleeps has no effect', () => {
    const made = lab('o');
    made.write('auto_online_blocks', 'online_movable');
    made.hold('GOING_ONLINE', 32);
    made.beginWrite('memory32/state', 'online');
    const [startBytes, sizeBytes] = range(40);
    made.begin({
      kind: 'api',
      call: 'add_memory_driver_managed',
      nid: 1,
      startBytes,
      sizeBytes,
      flags: 0,
      resourceName: 'System RAM (kmem)',
      onlineType: 4,
    });
    made.write('auto_online_blocks', 'online_kernel');
    made.release();
    expect(made.block(40)).toBe('online Movable');
  });

  test('every add uses one type for all its blocks: a default that changes in the middle has no effect', () => {
    const made = lab('');
    made.write('auto_online_blocks', 'online_movable');
    made.hold('PREPARE_ONLINE', 32);
    made.start(add_memory, 1, ...range(32, 3), 0);
    made.write('auto_online_blocks', 'online_kernel');
    made.release();
    expect(letters(made, 3)).toBe('MMM');
  });
});
