/** offline_and_remove_memory() of 6.12 against spec 02 §12.3: all or nothing, and how the blocks come back. */
import { describe, expect, test } from 'vitest';
import { EBUSY, EINTR, EINVAL, EPERM } from '../state/errno.ts';
import { PAGE_OFFLINE_REFERENCED, PAGE_PINNED, PAGE_UNMOVABLE } from '../state/pages.ts';
import { MEMMAP_ON_MEMORY_ON, MHP_MEMMAP_ON_MEMORY } from '../state/units.ts';
import { DEVICE_HOTPLUG_LOCK } from '../run/locks.ts';
import { iomemLines, MIB } from '../testing/iomem.ts';
import { Lab } from '../testing/lab.ts';
import { labMachine, range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';
import { offline_and_remove_memory } from './remove-memory.ts';

const FIRST = 32;

/** Blocks from 32 on, one letter each: M online in Movable, K in Normal, o offline, `.` absent. */
function lab(letters: string, differences: Parameters<typeof labMachine>[0] = {}): Lab {
  const made = new Lab(differences);
  [...letters].forEach((letter, i) => {
    if (letter !== '.') made.call(add_memory, 1, ...range(FIRST + i), 0);
    if (letter === 'M') made.online(FIRST + i, 'online_movable');
    if (letter === 'K') made.online(FIRST + i, 'online_kernel');
  });
  expect(blocks(made, letters.length)).toBe(letters);
  return made.listen();
}

function blocks(made: Lab, count: number): string {
  const letterOf = (block: number): string => {
    const [state = '', zone = ''] = made.block(block).split(' ');
    if (state === 'absent') return '.';
    return state === 'online' ? zone.replace('Normal', 'K').charAt(0) : state.charAt(0);
  };
  return Array.from({ length: count }, (_, i) => letterOf(FIRST + i)).join('');
}

const all = (made: Lab, count: number): number | null =>
  made.call(offline_and_remove_memory, ...range(FIRST, count));

describe('success', () => {
  test('takes every block offline in order, then removes all of them', () => {
    const made = lab('MKo.M');
    expect([all(made, 5), blocks(made, 5)]).toEqual([0, '.....']);
    expect(made.uevents()).toEqual([
      'offline memory32',
      'offline memory33',
      'offline memory36',
      'remove memory32',
      'remove memory33',
      'remove memory34',
      'remove memory36',
      'remove node1',
    ]);
  });

  test('of a range without blocks is 0', () => {
    expect(all(lab(''), 3)).toBe(0);
  });
});

describe('the range', () => {
  test.each([
    ['a start inside a block', range(FIRST)[0] + MIB, range(FIRST)[1]],
    ['a size that is no multiple', range(FIRST)[0], MIB],
    ['size 0', range(FIRST)[0], 0],
  ])('%s is -EINVAL before device_hotplug_lock is taken', (_, startBytes, sizeBytes) => {
    const made = lab('M');
    made.k.locks.owner.set(DEVICE_HOTPLUG_LOCK, 77);
    expect(made.call(offline_and_remove_memory, startBytes, sizeBytes)).toBe(-EINVAL);
  });
});

describe('a block that refuses', () => {
  test('brings those before it back, movable to Movable and kernel to the kernel zone; offline ones stay offline', () => {
    const made = lab('MKoM');
    made.place(PAGE_OFFLINE_REFERENCED, 35);
    expect([all(made, 4), blocks(made, 4)]).toEqual([-EBUSY, 'MKoM']);
    expect(made.uevents()).toEqual([
      'offline memory32',
      'offline memory33',
      'online memory32',
      'online memory33',
    ]);
  });

  test('is the last one that is tried', () => {
    const made = lab('MMM');
    made.place(PAGE_OFFLINE_REFERENCED, 33);
    all(made, 3);
    expect(made.events().filter((event) => event.endsWith('34'))).toEqual([]);
  });

  test('a kernel block comes back by the kernel rule, not by plain online', () => {
    const made = lab('KMMK', { movableNode: true });
    made.place(PAGE_UNMOVABLE, 35);
    // Plain online would put memory32 into Movable: it lies in no span then, and movable_node is set.
    expect([all(made, 4), blocks(made, 4)]).toEqual([-EBUSY, 'KMMK']);
  });

  test('nobody can come between: users wait until everything is back', () => {
    const made = lab('MM');
    made.place(PAGE_PINNED, 33);
    const removing = made.start(offline_and_remove_memory, ...range(FIRST, 2));
    const user = made.beginWrite('memory32/state', 'online_kernel');
    expect([removing.result, made.answer(user), blocks(made, 1)]).toEqual([null, 'waits', 'o']);
    made.signal(removing);
    expect([removing.result, made.answer(user), blocks(made, 2)]).toEqual([-EINTR, 'EINVAL', 'MM']);
  });
});

describe('the way back', () => {
  test('goes through the whole onlining: a refusal is logged, the others come back, the first errno stays', () => {
    const made = lab('MMM');
    made.place(PAGE_OFFLINE_REFERENCED, 34);
    made.veto('GOING_ONLINE', 32);
    expect([all(made, 3), blocks(made, 3)]).toEqual([-EBUSY, 'oMM']);
    expect(made.logOf('re-online')).toEqual([
      `try_reonline_memory_block: Failed to re-online memory: ${-EPERM}`,
    ]);
  });

  test('a block that was poisoned meanwhile stays offline', () => {
    const made = lab('MM');
    made.write('hard_offline_page', '0x100000000');
    made.place(PAGE_OFFLINE_REFERENCED, 33);
    expect([all(made, 2), blocks(made, 2)]).toEqual([-EBUSY, 'oM']);
    expect(made.logOf('re-online')).toEqual(['try_reonline_memory_block: Failed to re-online memory: -133']);
  });

  test('writes the request of the block first: it is used up afterwards', () => {
    const made = lab('MM');
    made.k.blocks.onlineType.set(32, 2);
    made.place(PAGE_OFFLINE_REFERENCED, 33);
    all(made, 2);
    expect([blocks(made, 2), made.k.blocks.onlineType.get(32)]).toEqual(['MM', 0]);
  });

  test('a movable block with its own memory map comes back to Movable', () => {
    const made = new Lab({ memmapOnMemory: MEMMAP_ON_MEMORY_ON, defaultOnlineType: 3 });
    made.call(add_memory, 1, ...range(FIRST, 2), MHP_MEMMAP_ON_MEMORY);
    made.place(PAGE_OFFLINE_REFERENCED, 33, 600);
    expect([all(made, 2), blocks(made, 2)]).toEqual([-EBUSY, 'MM']);
  });
});

describe('a removal that fails although everything is offline', () => {
  /** Block 32 in Movable with its own memory map, 33 in Normal without, 34 offline without. */
  function mixed(): Lab {
    const made = new Lab({ memmapOnMemory: MEMMAP_ON_MEMORY_ON });
    made.call(add_memory, 1, ...range(32), MHP_MEMMAP_ON_MEMORY);
    made.call(add_memory, 1, ...range(33, 2), 0);
    made.online(32, 'online_movable');
    made.online(33, 'online_kernel');
    return made.listen();
  }

  test('brings the blocks back as well, with its errno in the log', () => {
    const made = mixed();
    expect([all(made, 3), blocks(made, 3)]).toEqual([-EINVAL, 'MKo']);
    expect(made.log().filter((line) => /WARNING|Failed/.test(line))).toEqual([
      'WARNING: at try_remove_memory',
      'offline_and_remove_memory: Failed to remove memory: -22',
    ]);
  });

  test('a missing resource is no failure: the blocks go, silently', () => {
    const made = lab('MM');
    const [startBytes, sizeBytes] = range(32);
    for (const block of [32, 33]) made.offline(block);
    for (const start of [startBytes, startBytes + sizeBytes])
      made.begin({ kind: 'region_release', startBytes: start, sizeBytes, name: '' });
    expect([all(made, 2), blocks(made, 2), iomemLines(made.k).length]).toEqual([0, '..', 1]);
  });
});
