/**
 * The golden decisions of spec 02 §8: policy auto-movable, ratio 301, one node with 1048576 early kernel pages
 * (4 GiB), so 301 * 1048576 / 100 = 3156213 pages may be movable. Blocks are added and onlined for real.
 */
import { describe, expect, test } from 'vitest';
import { memory_group_register_dynamic, memory_group_register_static } from '../state/groups.ts';
import type { MachineDescription } from '../state/machine.ts';
import { MHP_NID_IS_MGID, MMOP_ONLINE, ONLINE_POLICY_AUTO_MOVABLE } from '../state/units.ts';
import { Lab } from '../testing/lab.ts';
import { BLOCK_PAGES, range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';

const GIB_PAGES = 262144;

function autoMovable(differences: Partial<MachineDescription> = {}): Lab {
  return new Lab({
    onlinePolicy: ONLINE_POLICY_AUTO_MOVABLE,
    defaultOnlineType: MMOP_ONLINE,
    ...differences,
  });
}

/** Zones of blocks `[first, first + count)`, one letter each: M for Movable, K for a kernel zone. */
function zones(lab: Lab, first: number, count: number): string {
  let letters = '';
  for (let id = first; id < first + count; id++) {
    const text = lab.block(id);
    letters += text === 'online Movable' ? 'M' : text === 'online Normal' ? 'K' : '?';
  }
  return letters;
}

function addTo(lab: Lab, mgid: number, first: number, count: number): string {
  expect(lab.call(add_memory, mgid, ...range(first, count), MHP_NID_IS_MGID)).toBe(0);
  return zones(lab, first, count);
}

describe('golden decisions', () => {
  test('a single block without group goes to Movable while there is no movable memory', () => {
    const lab = autoMovable();
    lab.call(add_memory, 0, ...range(32), 0);
    expect(lab.block(32)).toBe('online Movable');
  });

  test('a static group of 12 GiB goes to Movable with every block', () => {
    const lab = autoMovable();
    const mgid = memory_group_register_static(lab.k, 0, 12 * GIB_PAGES);
    expect(12 * GIB_PAGES).toBe(3145728);
    expect(addTo(lab, mgid, 32, 96)).toBe('M'.repeat(96));
  });

  test('a static group of 13 GiB goes to the kernel zone with the first block, hence with every block', () => {
    const lab = autoMovable();
    const mgid = memory_group_register_static(lab.k, 0, 13 * GIB_PAGES);
    expect(addTo(lab, mgid, 32, 104)).toBe('K'.repeat(104));
  });

  test('a dynamic group at 12 GiB movable: kernel, three times Movable, kernel again', () => {
    const lab = autoMovable();
    const mgid = memory_group_register_dynamic(lab.k, 0, BLOCK_PAGES);
    expect(addTo(lab, mgid, 32, 96)).toBe('M'.repeat(96));
    expect(lab.k.groups.presentMovable.get(mgid)).toBe(3145728);
    expect(addTo(lab, mgid, 128, 5)).toBe('KMMMK');
  });

  test('a second dynamic group goes to the kernel zone while the first has 12 GiB movable and no kernel memory', () => {
    const lab = autoMovable();
    const first = memory_group_register_dynamic(lab.k, 0, BLOCK_PAGES);
    addTo(lab, first, 32, 96);
    const second = memory_group_register_dynamic(lab.k, 0, BLOCK_PAGES);
    expect(addTo(lab, second, 128, 1)).toBe('K');
  });

  test('any block on a node without early kernel pages goes to its kernel zone', () => {
    const lab = autoMovable();
    lab.call(add_memory, 1, ...range(32, 3), 0);
    expect(zones(lab, 32, 3)).toBe('KKK');
  });

  test('the same without numa_aware: the global ratio decides alone', () => {
    const lab = autoMovable({ autoMovableNumaAware: false });
    lab.call(add_memory, 1, ...range(32, 100), 0);
    // 96 * 32768 = 3145728 pages fit below 3156213, one block more does not.
    expect(zones(lab, 32, 100)).toBe('M'.repeat(96) + 'K'.repeat(4));
  });
});

describe('the boundary of the ratio', () => {
  const zoneOfGroup = (maxPages: number, prepare: (lab: Lab) => void = () => undefined): string => {
    const lab = autoMovable();
    prepare(lab);
    return addTo(lab, memory_group_register_static(lab.k, 0, maxPages), 40, 1);
  };

  test('as many movable pages as the ratio allows are allowed, one more is not', () => {
    expect([zoneOfGroup(3156213), zoneOfGroup(3156214)]).toEqual(['M', 'K']);
  });

  test('movable pages that are there already count', () => {
    const oneBlock = (lab: Lab): void => {
      expect(lab.call(add_memory, 0, ...range(32), 0)).toBe(0);
      expect(lab.block(32)).toBe('online Movable');
    };
    expect([zoneOfGroup(3156213 - 32768, oneBlock), zoneOfGroup(3156214 - 32768, oneBlock)]).toEqual([
      'M',
      'K',
    ]);
  });

  test('hotplugged kernel memory does not count', () => {
    const kernelBlocks = (lab: Lab): void => {
      lab.k.policy.defaultOnlineType.value = 2;
      lab.call(add_memory, 0, ...range(32, 4), 0);
      expect(zones(lab, 32, 4)).toBe('KKKK');
      lab.k.policy.defaultOnlineType.value = MMOP_ONLINE;
    };
    expect([zoneOfGroup(3156213, kernelBlocks), zoneOfGroup(3156214, kernelBlocks)]).toEqual(['M', 'K']);
  });

  test('early pages of a boot block that went offline do not count any more', () => {
    // (1048576 - 32768) * 301 / 100 = 3057582
    const bootBlockLeaves = (lab: Lab): void => expect(lab.offline(5)).toBe('ok');
    expect([zoneOfGroup(3057582, bootBlockLeaves), zoneOfGroup(3057583, bootBlockLeaves)]).toEqual([
      'M',
      'K',
    ]);
  });

  test('early pages of a boot block that came back as movable count as movable', () => {
    const bootBlockMoves = (lab: Lab): void => {
      expect([lab.offline(5), lab.online(5, 'online_movable')]).toEqual(['ok', 'ok']);
    };
    const limit = 3057582 - 32768;
    expect([zoneOfGroup(limit, bootBlockMoves), zoneOfGroup(limit + 1, bootBlockMoves)]).toEqual(['M', 'K']);
  });

  test('early pages of a boot block that came back into its kernel zone count again', () => {
    const bootBlockReturns = (lab: Lab): void => {
      expect([lab.offline(5), lab.online(5, 'online_kernel'), lab.block(5)]).toEqual([
        'ok',
        'ok',
        'online DMA32',
      ]);
    };
    expect([zoneOfGroup(3156213, bootBlockReturns), zoneOfGroup(3156214, bootBlockReturns)]).toEqual([
      'M',
      'K',
    ]);
  });
});

describe('the ratio', () => {
  test.each([
    [0, 'KKK'],
    // 3 * 1048576 / 100 = 31457: less than a block.
    [3, 'KKK'],
    // 41943: one block.
    [4, 'MKK'],
    // 73400: two blocks.
    [7, 'MMK'],
    [4294967295, 'MMM'],
  ])('%i', (autoMovableRatio, expected) => {
    const lab = autoMovable({ autoMovableRatio });
    lab.call(add_memory, 0, ...range(32, 3), 0);
    expect(zones(lab, 32, 3)).toBe(expected);
  });

  test('a change applies to the next block, and the policy to requests for online only', () => {
    const lab = autoMovable({ autoMovableRatio: 0, defaultOnlineType: 0 });
    lab.call(add_memory, 0, ...range(32, 4), 0);
    lab.online(32);
    lab.write('/sys/module/memory_hotplug/parameters/auto_movable_ratio', '301');
    lab.online(33);
    lab.online(34, 'online_kernel');
    lab.write('/sys/module/memory_hotplug/parameters/auto_movable_ratio', '0');
    lab.online(35, 'online_movable');
    expect(zones(lab, 32, 4)).toBe('KMKM');
  });
});
