/**
 * The policy auto-movable on counters set by hand, against the formulas of spec 02 §8: other groups, nodes, units
 * larger than a block, CMA, and the range that the fallback to a kernel zone looks at.
 */
import { describe, expect, test } from 'vitest';
import { zoneRow } from '../state/blocks.ts';
import { bootKernel } from '../state/boot.ts';
import { memory_group_register_dynamic, memory_group_register_static } from '../state/groups.ts';
import type { Kernel } from '../state/kernel.ts';
import type { MachineDescription } from '../state/machine.ts';
import { PAGE_CMA, placePages } from '../state/pages.ts';
import {
  MMOP_ONLINE,
  NUMA_NO_NODE,
  ONLINE_POLICY_AUTO_MOVABLE,
  ZONE_DMA32,
  ZONE_MOVABLE,
  ZONE_NORMAL,
} from '../state/units.ts';
import { growSpans } from '../state/zones.ts';
import { BLOCK_PAGES, bootNode, bootZone, labMachine, pfn } from '../testing/lab-machine.ts';
import { auto_movable_can_online_movable, autoMovableStats, chooseZone } from './zone-selection.ts';

function kernel(differences: Partial<MachineDescription> = {}): Kernel {
  return bootKernel(labMachine({ onlinePolicy: ONLINE_POLICY_AUTO_MOVABLE, ...differences }));
}

/** A dynamic group of node 0 with these pages online; the movable ones are present in Movable too. */
function dynamicGroup(k: Kernel, presentMovable: number, presentKernel: number, unitBlocks = 1): number {
  const mgid = memory_group_register_dynamic(k, 0, unitBlocks * BLOCK_PAGES);
  k.groups.presentMovable.set(mgid, presentMovable);
  k.groups.presentKernel.set(mgid, presentKernel);
  k.zones.present.add(zoneRow(0, ZONE_MOVABLE), presentMovable);
  return mgid;
}

/** The decision for a block of a node, as the reason that goes with it. */
function reason(k: Kernel, block: number, mgid = -1, nid = 0): string {
  return chooseZone(k, MMOP_ONLINE, nid, mgid, pfn(block), BLOCK_PAGES).reason.replace('auto-movable: ', '');
}

const MOVABLE = 'the ratio allows it';
const GLOBAL = 'the global ratio is used up';
const NODE = "the node's ratio is used up";

/** Largest number of pages that may still go to Movable. */
function limit(k: Kernel, mgid: number, nid = NUMA_NO_NODE): number {
  let [low, high] = [-1, 2 ** 30];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (auto_movable_can_online_movable(k, nid, mgid, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

describe('what other dynamic groups reserve', () => {
  test('each reserves the kernel pages that its movable ones need, less those it has', () => {
    const k = kernel({ autoMovableRatio: 100 });
    dynamicGroup(k, 65536, 32768);
    dynamicGroup(k, 131072, 0);
    // R = (65536 - 32768) + 131072; the movable pages of both groups are left out of M.
    expect(limit(k, -1)).toBe(1048576 - 163840);
  });

  test('a group with more kernel pages than it needs reserves nothing, and gives nothing', () => {
    const k = kernel({ autoMovableRatio: 100 });
    dynamicGroup(k, 100, 1_000_000);
    expect(limit(k, -1)).toBe(1048576);
  });

  test('a requirement is rounded down', () => {
    const k = kernel({ autoMovableRatio: 301 });
    dynamicGroup(k, 3145728, 0);
    // 314572800 / 301 = 1045092, so 3484 kernel pages are left: 301 * 3484 / 100 = 10486.
    expect(limit(k, -1)).toBe(10486);
  });

  test('the own group reserves nothing; its movable pages count, and its kernel pages count as kernel pages', () => {
    const k = kernel({ autoMovableRatio: 100 });
    const own = dynamicGroup(k, 65536, 32768);
    dynamicGroup(k, 131072, 0);
    expect(limit(k, own)).toBe(1048576 - 131072 + 32768 - 65536);
  });

  test('a static group reserves nothing: its movable pages count for everybody, its kernel pages for nobody', () => {
    const k = kernel({ autoMovableRatio: 100 });
    const mgid = memory_group_register_static(k, 0, 10 * BLOCK_PAGES);
    k.groups.presentMovable.set(mgid, 65536);
    k.groups.presentKernel.set(mgid, 32768);
    k.zones.present.add(zoneRow(0, ZONE_MOVABLE), 65536);
    expect([limit(k, -1), limit(k, mgid)]).toEqual([1048576 - 65536, 1048576 - 65536]);
  });

  test('when others reserve all early kernel pages nothing is allowed, whatever the own group has', () => {
    const k = kernel({ autoMovableRatio: 100 });
    const own = dynamicGroup(k, 0, 1_000_000);
    const other = dynamicGroup(k, 1048575, 0);
    expect(limit(k, own)).toBe(1 + 1_000_000);
    k.groups.presentMovable.set(other, 1048576);
    k.zones.present.add(zoneRow(0, ZONE_MOVABLE), 1);
    expect(auto_movable_can_online_movable(k, NUMA_NO_NODE, own, 0)).toBe(false);
  });
});

describe('nodes', () => {
  /** Two nodes with 2 GiB each at boot. */
  function twoNodes(differences: Partial<MachineDescription> = {}): Kernel {
    return kernel({
      nodes: [bootNode(0), bootNode(1)],
      zones: [bootZone(0, ZONE_DMA32, 0, pfn(16)), bootZone(1, ZONE_NORMAL, pfn(16), pfn(32))],
      blocks: [],
      autoMovableRatio: 100,
      ...differences,
    });
  }

  test('the global question sums over all nodes, the other one looks at one node', () => {
    const k = twoNodes();
    expect([limit(k, -1), limit(k, -1, 0), limit(k, -1, 1)]).toEqual([1048576, 524288, 524288]);
    k.zones.present.set(zoneRow(1, ZONE_MOVABLE), 1000);
    expect([limit(k, -1), limit(k, -1, 0), limit(k, -1, 1)]).toEqual([1047576, 524288, 523288]);
  });

  test('a dynamic group of another node does not reserve on this one', () => {
    const k = twoNodes();
    dynamicGroup(k, 131072, 0);
    expect([limit(k, -1), limit(k, -1, 0), limit(k, -1, 1)]).toEqual([
      1048576 - 131072,
      524288 - 131072,
      524288,
    ]);
  });

  test('a node over its own ratio takes no movable memory although the machine would allow it', () => {
    const k = twoNodes();
    k.zones.present.set(zoneRow(1, ZONE_MOVABLE), 524288);
    expect([reason(k, 40, -1, 1), reason(k, 40, -1, 0)]).toEqual([NODE, MOVABLE]);
    k.policy.autoMovableNumaAware.value = 0;
    expect(reason(k, 40, -1, 1)).toBe(MOVABLE);
  });

  test('the machine over its ratio refuses on every node', () => {
    const k = twoNodes();
    k.zones.present.set(zoneRow(1, ZONE_MOVABLE), 1048576);
    expect([reason(k, 40, -1, 0), reason(k, 40, -1, 1)]).toEqual([GLOBAL, GLOBAL]);
  });

  test('CMA pages count as movable, not as kernel pages', () => {
    const k = twoNodes();
    placePages(k, PAGE_CMA, pfn(3), 4096);
    expect(autoMovableStats(k, 0)).toEqual({ kernelEarly: 524288 - 4096, movable: 4096 });
    expect(autoMovableStats(k, 1)).toEqual({ kernelEarly: 524288, movable: 0 });
  });
});

describe('a unit of four blocks', () => {
  const unit = (autoMovableRatio: number): { k: Kernel; mgid: number } => {
    const k = kernel({ autoMovableRatio });
    return { k, mgid: dynamicGroup(k, 0, 0, 4) };
  };

  function online(k: Kernel, block: number, zone: number): void {
    k.blocks.sectionsOnline.set(block, 1);
    k.blocks.pagesZone.set(block, zone + 1);
  }

  test('needs room for the whole unit before its first block may be movable', () => {
    // 12 * 1048576 / 100 = 125829 < 131072 <= 136314 = 13 * 1048576 / 100
    const [small, large] = [unit(12), unit(13)];
    expect([reason(small.k, 32), reason(small.k, 32, small.mgid)]).toEqual([MOVABLE, GLOBAL]);
    expect(reason(large.k, 32, large.mgid)).toBe(MOVABLE);
  });

  test('the blocks of it that are online need no room any more', () => {
    const { k, mgid } = unit(13);
    online(k, 33, ZONE_MOVABLE);
    k.zones.present.set(zoneRow(0, ZONE_MOVABLE), 32768);
    k.groups.presentMovable.set(mgid, 32768);
    expect(reason(k, 32, mgid)).toBe(MOVABLE);
    k.zones.present.set(zoneRow(0, ZONE_MOVABLE), 32768 + 136314 - 131072 + 1);
    expect(reason(k, 32, mgid)).toBe(GLOBAL);
  });

  test.each([
    ['before', 32],
    ['behind', 35],
  ])('a kernel block %s it in the unit makes it a kernel block, whatever the ratio', (_, other) => {
    const { k, mgid } = unit(4_000_000);
    online(k, other, ZONE_NORMAL);
    expect(reason(k, 34, mgid)).toBe('the unit already has kernel memory');
    expect(reason(k, 36, mgid)).toBe(MOVABLE);
  });
});

describe('the range that the fallback to a kernel zone looks at', () => {
  /** Zone of block 40 while no movable memory is allowed and DMA32 spans `blocks` blocks from `first` on. */
  function fallback(first: number, prepare: (k: Kernel) => number, blocks = 1): string {
    const k = kernel({ autoMovableRatio: 1 });
    k.zones.spanned.set(zoneRow(0, ZONE_DMA32), 0);
    const mgid = prepare(k);
    growSpans(k, 0, ZONE_DMA32, pfn(first), blocks * BLOCK_PAGES);
    const { zone } = chooseZone(k, MMOP_ONLINE, 0, mgid, pfn(40), BLOCK_PAGES);
    return zone === ZONE_DMA32 ? 'DMA32' : 'Normal';
  }
  const noGroup = (): number => -1;
  const staticOfFour = (k: Kernel): number => memory_group_register_static(k, 0, 4 * BLOCK_PAGES);
  const unitOfFour = (k: Kernel): number => dynamicGroup(k, 0, 0, 4);

  test('no group, ratio used up: the block', () => {
    expect([fallback(40, noGroup), fallback(41, noGroup), fallback(39, noGroup)]).toEqual([
      'DMA32',
      'Normal',
      'Normal',
    ]);
  });

  test('static group, ratio used up: as many pages as the group still needs', () => {
    expect([fallback(43, staticOfFour), fallback(44, staticOfFour)]).toEqual(['DMA32', 'Normal']);
    const threeOnline = (k: Kernel): number => {
      const mgid = staticOfFour(k);
      k.groups.presentMovable.set(mgid, 3 * BLOCK_PAGES);
      return mgid;
    };
    expect([fallback(40, threeOnline), fallback(41, threeOnline)]).toEqual(['DMA32', 'Normal']);
  });

  test('static group with kernel memory: the block', () => {
    const kernelOnline = (k: Kernel): number => {
      const mgid = staticOfFour(k);
      k.groups.presentKernel.set(mgid, BLOCK_PAGES);
      return mgid;
    };
    expect([fallback(40, kernelOnline), fallback(41, kernelOnline)]).toEqual(['DMA32', 'Normal']);
  });

  test('dynamic group with a larger unit, ratio used up: what the unit still needs, from its end on', () => {
    expect([fallback(40, unitOfFour, 4), fallback(44, unitOfFour), fallback(47, unitOfFour)]).toEqual([
      'Normal',
      'DMA32',
      'DMA32',
    ]);
    expect(fallback(48, unitOfFour)).toBe('Normal');
  });

  test('dynamic group with a kernel block in the unit: one block from that section on', () => {
    const kernelAt42 = (k: Kernel): number => {
      k.blocks.sectionsOnline.set(42, 1);
      k.blocks.pagesZone.set(42, ZONE_NORMAL + 1);
      return unitOfFour(k);
    };
    expect([fallback(40, kernelAt42), fallback(42, kernelAt42), fallback(43, kernelAt42)]).toEqual([
      'Normal',
      'DMA32',
      'Normal',
    ]);
  });

  test('ratio 0: the block, also in a large group', () => {
    const ratioZero = (k: Kernel): number => {
      k.policy.autoMovableRatio.value = 0;
      return staticOfFour(k);
    };
    expect([fallback(40, ratioZero), fallback(41, ratioZero)]).toEqual(['DMA32', 'Normal']);
  });
});
