/** Adding memory against spec 02 §9, 01 §3 and §13: what appears, in which order, and what nodes and groups make of it. */
import { describe, expect, test } from 'vitest';
import type { MachineDescription } from '../state/machine.ts';
import {
  memory_group_register_dynamic,
  memory_group_register_static,
  memory_group_unregister,
} from '../state/groups.ts';
import { EBUSY, EINVAL } from '../state/errno.ts';
import { IORESOURCE_SYSRAM_DRIVER_MANAGED, resourceEntries } from '../state/resources.ts';
import { MHP_MERGE_RESOURCE, MHP_NID_IS_MGID, MMOP_OFFLINE } from '../state/units.ts';
import { DEVICE_HOTPLUG_LOCK } from '../run/locks.ts';
import { iomemLines } from '../testing/iomem.ts';
import { Lab } from '../testing/lab.ts';
import { BLOCK_PAGES, range } from '../testing/lab-machine.ts';
import { add_memory, add_memory_driver_managed } from './add-memory.ts';

const lab = (differences: Partial<MachineDescription> = {}): Lab => new Lab(differences).listen();

/** The tree without boot memory, addresses in MiB: memory32 begins at 4096. */
const hotplugged = (made: Lab): string[] => iomemLines(made.k).slice(1);

describe('blocks that were added', () => {
  test('are offline, on the node that was named, with both zones to choose from', () => {
    const made = lab();
    expect(made.call(add_memory, 1, ...range(32, 2), 0)).toBe(0);
    expect([made.block(31), made.block(32), made.block(33), made.block(34)]).toEqual([
      'online DMA32',
      'offline Normal Movable',
      'offline Normal Movable',
      'absent',
    ]);
    expect([made.k.blocks.nid.get(32), made.k.blocks.deviceOnline.get(32)]).toEqual([1, 0]);
    expect(made.k.blocks.onlineType.get(32)).toBe(MMOP_OFFLINE);
  });

  test('touch neither span nor counter: adding does not online', () => {
    const made = lab();
    made.call(add_memory, 1, ...range(32, 2), 0);
    expect([made.zone(1, 'Normal'), made.node(1), made.managed(1, 'Normal')]).toEqual([[0, 0, 0], [0, 0], 0]);
  });

  test('are blocks of a new generation when they were there before', () => {
    const made = lab();
    made.call(add_memory, 1, ...range(32), 0);
    const first = made.k.blocks.generation.get(32);
    made.begin({ kind: 'api', call: 'remove_memory', startBytes: range(32)[0], sizeBytes: range(32)[1] });
    made.call(add_memory, 1, ...range(32), 0);
    expect(made.k.blocks.generation.get(32)).toBe(first + 1);
  });
});

describe('uevents of an add', () => {
  test('one ADD for each block, then the new node', () => {
    const made = lab();
    made.call(add_memory, 1, ...range(32, 2), 0);
    expect(made.uevents()).toEqual(['add memory32', 'add memory33', 'add node1']);
  });

  test('no node event when the node was online already', () => {
    const made = lab();
    made.call(add_memory, 0, ...range(32), 0);
    expect(made.uevents()).toEqual(['add memory32']);
  });

  test('ADD comes before the blocks go online by themselves', () => {
    const made = lab({ defaultOnlineType: 1 });
    made.call(add_memory, 1, ...range(32, 2), 0);
    expect(made.uevents()).toEqual([
      'add memory32',
      'add memory33',
      'add node1',
      'online memory32',
      'online memory33',
    ]);
  });
});

describe('the node of an add', () => {
  test('goes online with its first block although all blocks stay offline, and has no memory yet', () => {
    const made = lab();
    expect(made.read('/sys/devices/system/node/online')).toBe('0\n');
    made.call(add_memory, 1, ...range(32), 0);
    expect(made.read('/sys/devices/system/node/online')).toBe('0-1\n');
    expect(made.read('/sys/devices/system/node/has_memory')).toBe('0\n');
  });

  test('that is new gets its fallback list before it counts as online', () => {
    const made = lab();
    made.call(add_memory, 1, ...range(32), 0);
    expect(made.log().map((line) => line.replace(/pages: \d+/, 'pages: N'))).toEqual([
      'Fallback order for Node 1: 0 ',
      'Built 1 zonelists, mobility grouping on.  Total pages: N',
      'Policy zone: DMA32',
    ]);
  });
});

describe('the resource of an add', () => {
  test('is one BUSY entry over the whole range, named System RAM or as the driver says', () => {
    const made = lab();
    made.call(add_memory, 1, ...range(32, 2), 0);
    made.call(add_memory_driver_managed, 1, ...range(40), made.k.names.id('System RAM (kmem)'), 0);
    expect(hotplugged(made)).toEqual(['4096-4352 System RAM', '5120-5248 System RAM (kmem)']);
  });

  test('is marked as driver-managed unless it is called exactly System RAM', () => {
    const made = lab();
    made.call(add_memory, 1, ...range(32), 0);
    made.call(add_memory_driver_managed, 1, ...range(40), made.k.names.id('System RAM (kmem)'), 0);
    const marked = resourceEntries(made.k).map(
      ({ row }) => (made.k.resources.flags.get(row) & IORESOURCE_SYSRAM_DRIVER_MANAGED) !== 0,
    );
    expect(marked).toEqual([false, false, true]);
  });

  test('merges with its neighbours when the caller asks for it, and they did too', () => {
    const made = lab();
    const name = made.k.names.id('System RAM (virtio_mem)');
    made.call(add_memory_driver_managed, 1, ...range(32), name, MHP_MERGE_RESOURCE);
    made.call(add_memory_driver_managed, 1, ...range(34), name, 0);
    made.call(add_memory_driver_managed, 1, ...range(33), name, MHP_MERGE_RESOURCE);
    expect(hotplugged(made)).toEqual([
      '4096-4352 System RAM (virtio_mem)',
      '4352-4480 System RAM (virtio_mem)',
    ]);
  });

  test('lies inside a window that is not BUSY', () => {
    const resources = [
      { startBytes: 0, endBytes: range(32)[0] - 1, name: 'System RAM', depth: 0 },
      { startBytes: range(32)[0], endBytes: range(64)[0] - 1, name: 'Reserved', depth: 0 },
    ];
    const made = lab({ resources });
    made.call(add_memory, 1, ...range(33), 0);
    expect(hotplugged(made)).toEqual(['4096-8192 Reserved', '>4224-4352 System RAM']);
  });
});

describe('a memory group', () => {
  test('gives the blocks their node and counts them from creation on, online or not', () => {
    const made = lab();
    const mgid = memory_group_register_static(made.k, 1, 4 * BLOCK_PAGES);
    expect(made.call(add_memory, mgid, ...range(32, 3), MHP_NID_IS_MGID)).toBe(0);
    expect([made.k.blocks.nid.get(32), made.k.groups.blocks.get(mgid)]).toEqual([1, 3]);
    expect(memory_group_unregister(made.k, mgid)).toBe(-EBUSY);
  });

  test('follows the zones of its blocks', () => {
    const made = lab();
    const mgid = memory_group_register_dynamic(made.k, 1, BLOCK_PAGES);
    made.call(add_memory, mgid, ...range(32, 3), MHP_NID_IS_MGID);
    made.online(32, 'online_kernel');
    made.online(33, 'online_movable');
    made.online(34, 'online_movable');
    const { presentKernel, presentMovable } = made.k.groups;
    expect([presentKernel.get(mgid), presentMovable.get(mgid)]).toEqual([BLOCK_PAGES, 2 * BLOCK_PAGES]);
    made.offline(33);
    made.offline(32);
    expect([presentKernel.get(mgid), presentMovable.get(mgid)]).toEqual([0, BLOCK_PAGES]);
  });

  test('is left by a block when that is removed', () => {
    const made = lab();
    const mgid = memory_group_register_static(made.k, 1, 4 * BLOCK_PAGES);
    made.call(add_memory, mgid, ...range(32), MHP_NID_IS_MGID);
    made.begin({ kind: 'api', call: 'remove_memory', startBytes: range(32)[0], sizeBytes: range(32)[1] });
    expect([made.k.groups.blocks.get(mgid), memory_group_unregister(made.k, mgid)]).toEqual([0, 0]);
  });

  test('without the flag the number is a node, not a group', () => {
    const made = lab();
    memory_group_register_static(made.k, 0, 4 * BLOCK_PAGES);
    memory_group_register_static(made.k, 0, 4 * BLOCK_PAGES);
    made.call(add_memory, 1, ...range(32), 0);
    expect([made.k.blocks.nid.get(32), made.k.blocks.group.get(32)]).toEqual([1, 0]);
  });
});

describe('add_memory_driver_managed()', () => {
  const add = (made: Lab, name: string | null): number | null =>
    made.call(add_memory_driver_managed, 1, ...range(32), name === null ? -1 : made.k.names.id(name), 0);

  test.each(['System RAM (kmem)', 'System RAM ()', 'System RAM (a) b)'])('takes the name %j', (name) => {
    expect(add(lab(), name)).toBe(0);
  });

  test.each([
    'System RAM',
    'System RAM kmem',
    'System RAM (kmem',
    'System RAM(kmem)',
    'system ram (kmem)',
    ' System RAM (kmem)',
    '',
    null,
  ])('refuses the name %j with -EINVAL and leaves nothing', (name) => {
    const made = lab();
    expect([add(made, name), hotplugged(made), made.uevents()]).toEqual([-EINVAL, [], []]);
  });

  test('refuses a name before it waits for device_hotplug_lock', () => {
    const made = lab();
    made.k.locks.owner.set(DEVICE_HOTPLUG_LOCK, 77);
    expect(add(made, 'kmem')).toBe(-EINVAL);
    expect(add(made, 'System RAM (kmem)')).toBeNull();
  });
});
