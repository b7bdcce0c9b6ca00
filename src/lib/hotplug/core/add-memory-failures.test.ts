/** How an add fails, step by step of spec 02 §9.2 and §9.3: the errno, what was undone, and what stays behind. */
import { BLOCK } from '#lib/machines/memory-block.table.ts';
import { describe, expect, test } from 'vitest';
import { E2BIG, EEXIST, EINVAL } from '../state/errno.ts';
import type { MachineDescription } from '../state/machine.ts';
import { MEMMAP_ON_MEMORY_ON, MHP_MEMMAP_ON_MEMORY, MHP_NID_IS_MGID, MMOP_ONLINE } from '../state/units.ts';
import { DEVICE_HOTPLUG_LOCK, MEM_HOTPLUG_LOCK } from '../run/locks.ts';
import { iomemLines } from '../testing/iomem.ts';
import { Lab } from '../testing/lab.ts';
import { BLOCK_BYTES, range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';

const MIB = 2 ** 20;
const TOP = 2 ** 46;

function lab(differences: Partial<MachineDescription> = {}): Lab {
  return new Lab({ defaultOnlineType: MMOP_ONLINE, lastPhysicalBytes: 2 ** 52 - 1, ...differences }).listen();
}

/** An add that must fail: everything but the log is as before, and no lock is held. */
function failingAdd(made: Lab, nid: number, startBytes: number, sizeBytes: number, flags = 0): number | null {
  const tree = iomemLines(made.k);
  const { warned } = made.k.policy;
  const used = warned.value;
  warned.value = 0;
  const hash = made.k.store.hash();
  const rc = made.call(add_memory, nid, startBytes, sizeBytes, flags);
  warned.value = 0;
  expect(made.k.store.hash()).toBe(hash);
  warned.value = used;
  expect(iomemLines(made.k)).toEqual(tree);
  const { owner } = made.k.locks;
  expect(owner.get(DEVICE_HOTPLUG_LOCK) + owner.get(MEM_HOTPLUG_LOCK)).toBe(0);
  return rc;
}

describe('the address range', () => {
  test('size 0 is -E2BIG, also where a resource is BUSY or nothing is aligned', () => {
    const made = lab();
    expect(failingAdd(made, 1, range(32)[0], 0)).toBe(-E2BIG);
    expect(failingAdd(made, 1, 0, 0)).toBe(-E2BIG);
    expect(failingAdd(made, 9, 12345, 0)).toBe(-E2BIG);
  });

  test('beyond the addresses that can be mapped is -E2BIG, with both ends in the log', () => {
    const made = lab();
    expect(failingAdd(made, 1, TOP, BLOCK_BYTES)).toBe(-E2BIG);
    expect(made.log()).toEqual([
      'Hotplug memory [0x400000000000-0x400008000000] exceeds maximum addressable range [0x0-0x3fffffffffff]',
    ]);
    expect(failingAdd(made, 1, TOP - BLOCK_BYTES, 2 * BLOCK_BYTES)).toBe(-E2BIG);
  });

  test('the last block below that limit is fine', () => {
    const made = lab();
    expect(made.call(add_memory, 1, TOP - BLOCK_BYTES, BLOCK_BYTES, 0)).toBe(0);
  });

  test.each([
    ['a start inside a block', range(32)[0] + 2 * MIB, BLOCK_BYTES],
    ['a size that is no multiple', range(32)[0], BLOCK_BYTES + 2 * MIB],
    ['less than a block', range(32)[0], 64 * MIB],
    ['a start inside a page', range(32)[0] + 1, BLOCK_BYTES],
  ])('%s is -EINVAL, and the log says so', (_, startBytes, sizeBytes) => {
    const made = lab();
    expect(failingAdd(made, 1, startBytes, sizeBytes)).toBe(-EINVAL);
    expect(made.log()).toEqual([
      `Block size [0x8000000] unaligned hotplug range: start 0x${startBytes.toString(16)}, size 0x${sizeBytes.toString(16)}`,
    ]);
  });

  test('a BUSY resource is -EEXIST, and goes before -EINVAL of an unaligned range or a bad node', () => {
    const made = lab();
    expect(failingAdd(made, 1, ...range(31))).toBe(-EEXIST);
    expect(failingAdd(made, 9, range(31)[0] + MIB, MIB)).toBe(-EEXIST);
    expect(made.log()).toEqual([]);
  });

  test('a resource that overlaps only partly is -EEXIST although it is not BUSY', () => {
    const resources = [
      { startBytes: range(33)[0], endBytes: range(40)[0] - 1, name: 'Soft Reserved', depth: 0 },
    ];
    const made = lab({ resources });
    expect(failingAdd(made, 1, ...range(32, 2))).toBe(-EEXIST);
    expect(made.call(add_memory, 1, ...range(33, 2), 0)).toBe(0);
  });
});

describe('node and group', () => {
  test('a node that is not possible is -EINVAL, with a warning every time', () => {
    const made = lab();
    for (let time = 0; time < 2; time++) {
      made.listen();
      expect(failingAdd(made, 2, ...range(32))).toBe(-EINVAL);
      expect(made.log()).toEqual([
        'node 2 was absent from the node_possible_map',
        'WARNING: at add_memory_resource',
      ]);
    }
  });

  test('kernels of the series warn under the name of their function', () => {
    const made = new Lab({}, 'v1p3').listen();
    expect(made.call(add_memory, 2, ...range(32), 0)).toBe(-EINVAL);
    expect(made.logOf('WARNING')).toEqual(['WARNING: at __add_memory_resource']);
  });

  test('NUMA_NO_NODE is -EINVAL too', () => {
    expect(failingAdd(lab(), -1, ...range(32))).toBe(-EINVAL);
  });

  test('a group that nobody registered is -EINVAL, without a warning', () => {
    const made = lab();
    expect(failingAdd(made, 0, ...range(32), MHP_NID_IS_MGID)).toBe(-EINVAL);
    expect(made.log()).toEqual([]);
  });

  test('an unaligned range goes before an unknown group and an impossible node', () => {
    const made = lab();
    failingAdd(made, 7, range(32)[0] + MIB, BLOCK_BYTES, MHP_NID_IS_MGID);
    failingAdd(made, 7, range(32)[0] + MIB, BLOCK_BYTES);
    expect(made.log().map((line) => line.slice(0, 10))).toEqual(['Block size', 'Block size']);
  });
});

describe('sections that are there already', () => {
  /** memory33 is there, but somebody released its resource. */
  function withoutResource(): Lab {
    const made = new Lab({ memmapOnMemory: MEMMAP_ON_MEMORY_ON }).listen();
    made.call(add_memory, 1, ...range(33), 0);
    const [startBytes, sizeBytes] = range(33);
    made.begin({ kind: 'region_release', startBytes, sizeBytes, name: '' });
    return made.listen();
  }

  test('are -EEXIST; the entry of the add goes again; the warning comes once per boot', () => {
    const made = withoutResource();
    expect(failingAdd(made, 1, ...range(33))).toBe(-EEXIST);
    expect(made.log()).toEqual(['WARNING: at add_pages']);
    made.k.policy.warned.value = 1;
    made.listen();
    expect(made.call(add_memory, 1, ...range(33), 0)).toBe(-EEXIST);
    expect(made.log()).toEqual([]);
  });

  test('the sections that were added before the failing one stay: adding them alone fails from then on', () => {
    const made = withoutResource();
    expect(made.call(add_memory, 1, ...range(32, 2), 0)).toBe(-EEXIST);
    expect([made.block(32), made.block(33)]).toEqual(['absent', 'offline Normal Movable']);
    expect([made.call(add_memory, 1, ...range(32), 0), made.block(32)]).toEqual([-EEXIST, 'absent']);
  });

  test('with their own memory maps, blocks are undone one by one: adding the first alone works', () => {
    const made = withoutResource();
    expect(made.call(add_memory, 1, ...range(32, 2), MHP_MEMMAP_ON_MEMORY)).toBe(-EEXIST);
    expect([made.uevents(), made.log()]).toEqual([
      ['add memory32', 'remove memory32'],
      ['WARNING: at add_pages'],
    ]);
    expect(made.call(add_memory, 1, ...range(32), MHP_MEMMAP_ON_MEMORY)).toBe(0);
  });

  test('a node that would have been new stays offline', () => {
    const made = withoutResource();
    made.k.nodes.online.set(1, 0);
    made.call(add_memory, 1, ...range(33), 0);
    expect([made.k.nodes.online.get(1), made.uevents()]).toEqual([0, []]);
  });
});

describe('a block device that is there already', () => {
  test('is -EEXIST, and the devices and sections of this add go again', () => {
    const made = lab();
    made.k.blocks.chart.set(34, BLOCK.OFFLINE);
    expect(made.call(add_memory, 1, ...range(32, 3), 0)).toBe(-EEXIST);
    expect(made.uevents()).toEqual(['add memory32', 'add memory33', 'remove memory32', 'remove memory33']);
    expect([made.block(32), made.block(33), iomemLines(made.k).length]).toEqual(['absent', 'absent', 1]);
    expect(made.call(add_memory, 1, ...range(32, 2), 0)).toBe(0);
  });
});
