/** Removing memory against spec 02 §12.1 and §12.2, 01 §3, §6 and §13: what refuses, what goes, what stays. */
import { describe, expect, test } from 'vitest';
import { EBUSY, EEXIST, EINVAL } from '../state/errno.ts';
import type { MachineDescription } from '../state/machine.ts';
import {
  MEMMAP_ON_MEMORY_OFF,
  MEMMAP_ON_MEMORY_ON,
  MHP_MEMMAP_ON_MEMORY,
  ZONE_DEVICE,
  ZONE_DMA32,
} from '../state/units.ts';
import { call, type Kfn } from '../run/effects.ts';
import {
  DEVICE_HOTPLUG_LOCK,
  lock_device_hotplug,
  MEM_HOTPLUG_LOCK,
  unlock_device_hotplug,
} from '../run/locks.ts';
import { kernelFunctions } from '../run/registry.ts';
import { iomemLines, MIB } from '../testing/iomem.ts';
import { Lab } from '../testing/lab.ts';
import { bootBlocks, bootNode, bootZone, emptyNode, pfn, range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';
import { __remove_memory, remove_memory } from './remove-memory.ts';

/** __remove_memory() as its callers make it: under device_hotplug_lock. */
function* locked_remove_or_bug(startBytes: number, sizeBytes: number): Kfn {
  yield call(lock_device_hotplug);
  const rc = yield call(__remove_memory, startBytes, sizeBytes);
  yield call(unlock_device_hotplug);
  return rc;
}
kernelFunctions('test', { locked_remove_or_bug });

/** Blocks 32 to 35 offline, added in one call. */
function lab(differences: Partial<MachineDescription> = {}): Lab {
  const made = new Lab(differences);
  made.call(add_memory, 1, ...range(32, 4), 0);
  return made.listen();
}

const hotplugged = (made: Lab): string[] => iomemLines(made.k).slice(1);
const states = (made: Lab): string => [32, 33, 34, 35].map((id) => made.block(id).split(' ')[0]).join(' ');

describe('a removal that succeeds', () => {
  test('takes blocks, resource and node away, in this order', () => {
    const made = lab();
    expect(made.call(remove_memory, ...range(32, 4))).toBe(0);
    expect([states(made), hotplugged(made)]).toEqual(['absent absent absent absent', []]);
    expect(made.uevents()).toEqual([
      'remove memory32',
      'remove memory33',
      'remove memory34',
      'remove memory35',
      'remove node1',
    ]);
  });

  test('of a part splits the resource and keeps the node', () => {
    const made = lab();
    expect(made.call(remove_memory, ...range(33))).toBe(0);
    expect([states(made), hotplugged(made)]).toEqual([
      'offline absent offline offline',
      ['4096-4224 System RAM', '4352-4608 System RAM'],
    ]);
    expect(made.uevents()).toEqual(['remove memory33']);
  });

  test('does not touch spans and counters', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    const before = [made.zone(1, 'Normal'), made.node(1)];
    made.call(remove_memory, ...range(33, 3));
    expect([made.zone(1, 'Normal'), made.node(1)]).toEqual(before);
  });

  test('ignores absent blocks; the warning about them comes once per boot', () => {
    const made = lab();
    made.call(remove_memory, ...range(33));
    made.call(remove_memory, ...range(34));
    made.listen();
    expect(made.call(remove_memory, ...range(32, 4))).toBe(0);
    expect(made.log()).toEqual(['WARNING: at remove_memory_block_devices']);
    made.listen();
    expect([made.call(remove_memory, ...range(32, 4)), made.log()]).toEqual([0, []]);
  });

  test('of the whole range after a part was removed leaves the pieces of the resource: adding is -EEXIST then', () => {
    const made = lab();
    made.call(remove_memory, ...range(33));
    expect(made.call(remove_memory, ...range(32, 4))).toBe(0);
    expect(hotplugged(made)).toEqual(['4096-4224 System RAM', '4352-4608 System RAM']);
    expect(made.call(add_memory, 1, ...range(32, 4), 0)).toBe(-EEXIST);
  });

  test('of a range without any block is a success too', () => {
    const made = lab();
    expect([made.call(remove_memory, ...range(50, 2)), states(made)]).toEqual([
      0,
      'offline offline offline offline',
    ]);
  });

  test('lets the memory be added again', () => {
    const made = lab();
    made.call(remove_memory, ...range(32, 4));
    expect(made.call(add_memory, 1, ...range(32, 4), 0)).toBe(0);
  });

  test('forgets requests, poison and pages of the blocks', () => {
    const made = lab();
    made.online(32);
    made.write('hard_offline_page', '0x100000000');
    made.online(32, 'online_movable');
    made.offline(32);
    made.call(remove_memory, ...range(32));
    made.call(add_memory, 1, ...range(32), 0);
    expect([made.write('memory32/online', '1'), made.block(32)]).toEqual(['ok', 'online Normal']);
  });
});

describe('a removal that is refused', () => {
  test('by a block that is online: -EBUSY, nothing changes, the first such block is named', () => {
    const made = lab();
    made.online(33);
    made.online(34);
    const hash = made.k.store.hash();
    made.listen();
    expect(made.call(remove_memory, ...range(32, 4))).toBe(-EBUSY);
    expect(made.log()).toEqual([
      'removing memory fails, because memory [0x0000000108000000-0x000000010fffffff] is onlined',
    ]);
    expect([made.k.store.hash(), made.uevents()]).toEqual([hash, []]);
  });

  test('while a block goes offline or online the remover waits for device_hotplug_lock', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 33);
    made.beginWrite('memory33/state', 'online');
    const removing = made.start(remove_memory, ...range(33));
    expect(removing.result).toBeNull();
    made.release();
    expect([removing.result, made.block(33)]).toEqual([-EBUSY, 'online Normal']);
  });

  test.each([
    ['a start inside a block', range(32)[0] + MIB, range(32)[1]],
    ['a size that is no multiple', range(32)[0], range(32)[1] + MIB],
    ['size 0', range(32)[0], 0],
  ])('by its own alignment is a kernel BUG: %s', (_, startBytes, sizeBytes) => {
    const made = lab();
    const thread = made.start(remove_memory, startBytes, sizeBytes);
    expect([thread.result, thread.op?.name]).toEqual([null, 'BUG']);
    expect(made.log()).toEqual([
      `Block size [0x8000000] unaligned hotplug range: start 0x${startBytes.toString(16)}, size 0x${sizeBytes.toString(16)}`,
      'Kernel BUG at try_remove_memory',
    ]);
    expect(made.k.locks.owner.get(DEVICE_HOTPLUG_LOCK)).toBe(thread.id + 1);
    expect([made.online(32), made.read('memory32/state')]).toEqual(['waits', 'offline\n']);
  });
});

describe('__remove_memory()', () => {
  test('is a kernel BUG on any error', () => {
    const made = lab();
    made.online(33);
    made.listen();
    const thread = made.start(locked_remove_or_bug, ...range(32, 4));
    expect([thread.result, made.logOf('BUG')]).toEqual([null, ['Kernel BUG at __remove_memory']]);
    expect(made.k.locks.owner.get(DEVICE_HOTPLUG_LOCK)).toBe(thread.id + 1);
  });

  test('is 0 when the removal succeeds', () => {
    expect(lab().call(locked_remove_or_bug, ...range(32, 4))).toBe(0);
  });
});

describe('the census of memory maps', () => {
  /** Blocks 32 and 33 with their own memory map, 34 and 35 without. */
  function mixed(): Lab {
    const made = new Lab({ memmapOnMemory: MEMMAP_ON_MEMORY_ON });
    made.call(add_memory, 1, ...range(32, 2), MHP_MEMMAP_ON_MEMORY);
    made.call(add_memory, 1, ...range(34, 2), 0);
    return made.listen();
  }

  test('refuses a range of both kinds: -EINVAL, nothing goes, a warning once per boot', () => {
    const made = mixed();
    expect(made.call(remove_memory, ...range(32, 4))).toBe(-EINVAL);
    expect([states(made), made.log()]).toEqual([
      'offline offline offline offline',
      ['WARNING: at try_remove_memory'],
    ]);
    made.listen();
    expect([made.call(remove_memory, ...range(33, 2)), made.log()]).toEqual([-EINVAL, []]);
    expect(made.k.locks.owner.get(MEM_HOTPLUG_LOCK)).toBe(0);
  });

  test.each([
    ['blocks with it', 32, 2],
    ['blocks without it', 34, 2],
    ['one block with it', 33, 1],
  ])('lets %s go', (_, first, count) => {
    expect(mixed().call(remove_memory, ...range(first, count))).toBe(0);
  });

  test('counts an absent block as one without: a range with it and a gap is refused', () => {
    const made = mixed();
    made.call(remove_memory, ...range(33));
    expect(made.call(remove_memory, ...range(32, 2))).toBe(-EINVAL);
    expect(made.call(remove_memory, ...range(32))).toBe(0);
  });

  test('does not take place while the parameter is off', () => {
    const made = mixed();
    made.k.policy.memmapOnMemory.value = MEMMAP_ON_MEMORY_OFF;
    expect([made.call(remove_memory, ...range(32, 4)), states(made)]).toEqual([
      0,
      'absent absent absent absent',
    ]);
  });

  test('comes after the test for blocks that are online', () => {
    const made = mixed();
    made.online(35);
    made.listen();
    expect([made.call(remove_memory, ...range(32, 4)), made.logOf('WARNING')]).toEqual([-EBUSY, []]);
  });
});

describe('the node of a removed block', () => {
  const online = (made: Lab): string => made.read('/sys/devices/system/node/online')!.trim();

  test('goes offline with its last block', () => {
    const made = lab();
    made.call(remove_memory, ...range(32, 3));
    expect(online(made)).toBe('0-1');
    made.call(remove_memory, ...range(35));
    expect(online(made)).toBe('0');
  });

  test('is kept by a block somewhere else, even an offline one', () => {
    const made = lab();
    made.call(add_memory, 1, ...range(60), 0);
    made.call(remove_memory, ...range(32, 4));
    expect(online(made)).toBe('0-1');
  });

  test('is kept by a span: of ZONE_DEVICE, which never shrinks', () => {
    const made = lab({
      zones: [bootZone(0, ZONE_DMA32, 0, pfn(32)), bootZone(1, ZONE_DEVICE, pfn(80), pfn(81))],
    });
    made.call(remove_memory, ...range(32, 4));
    expect([online(made), made.uevents().includes('remove node1')]).toEqual(['0-1', false]);
  });

  test('is kept by a CPU', () => {
    const made = lab({ nodes: [bootNode(0), { ...emptyNode(1), online: true, hasCpu: true }] });
    made.call(remove_memory, ...range(32, 4));
    expect(online(made)).toBe('0-1');
  });

  test('is the node of the last block that was there, when the range has several', () => {
    const made = new Lab({ possibleNodes: 3, nodes: [bootNode(0), emptyNode(1), emptyNode(2)] });
    made.call(add_memory, 1, ...range(32), 0);
    made.call(add_memory, 2, ...range(33), 0);
    made.call(remove_memory, ...range(32, 4));
    expect(online(made)).toBe('0-1');
  });

  test('may be node 0', () => {
    const made = new Lab({
      nodes: [emptyNode(0), bootNode(1)],
      zones: [bootZone(1, ZONE_DMA32, 0, pfn(32))],
      blocks: bootBlocks(0, 32, ZONE_DMA32, 1),
    });
    made.call(add_memory, 0, ...range(40), 0);
    expect(online(made)).toBe('0-1');
    made.call(remove_memory, ...range(40));
    expect(online(made)).toBe('1');
  });

  test('is not looked at when the range has no block', () => {
    const made = lab();
    made.k.nodes.blocks.set(1, 0);
    made.call(remove_memory, ...range(50));
    expect(online(made)).toBe('0-1');
  });
});
