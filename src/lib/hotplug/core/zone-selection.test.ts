/** Which zone a block goes to by its request and the contig-zones policy, against spec 02 §8. */
import { describe, expect, test } from 'vitest';
import { bootKernel } from '../state/boot.ts';
import type { Kernel } from '../state/kernel.ts';
import {
  MMOP_OFFLINE,
  MMOP_ONLINE,
  MMOP_ONLINE_KERNEL,
  MMOP_ONLINE_MOVABLE,
  MMOP_SYSTEM_DEFAULT,
  ZONE_DMA,
  ZONE_DMA32,
  ZONE_MOVABLE,
  ZONE_NAMES,
  ZONE_NORMAL,
} from '../state/units.ts';
import { growSpans } from '../state/zones.ts';
import { BLOCK_PAGES, labMachine, pfn } from '../testing/lab-machine.ts';
import { chooseZone, default_kernel_zone_for_pfn, zone_for_pfn_range } from './zone-selection.ts';

/** A kernel whose node 1 has these spans: zone, first block, number of blocks. */
function kernel(spans: readonly (readonly [zone: number, first: number, blocks: number])[] = []): Kernel {
  const k = bootKernel(labMachine());
  for (const [zone, first, blocks] of spans) growSpans(k, 1, zone, pfn(first), blocks * BLOCK_PAGES);
  return k;
}

/** Name of the zone of a block on node 1. */
const zoneOf = (k: Kernel, type: number, block: number): string =>
  ZONE_NAMES[zone_for_pfn_range(k, type, 1, -1, pfn(block), BLOCK_PAGES)]!;

describe('online_kernel', () => {
  test('goes to Normal when no lower zone has a span there', () => {
    expect(zoneOf(kernel(), MMOP_ONLINE_KERNEL, 40)).toBe('Normal');
  });

  test('goes to Normal even inside the span of Movable', () => {
    expect(zoneOf(kernel([[ZONE_MOVABLE, 30, 20]]), MMOP_ONLINE_KERNEL, 40)).toBe('Normal');
  });

  test.each([
    ['DMA', ZONE_DMA],
    ['DMA32', ZONE_DMA32],
  ])('goes to %s when its span covers the block', (name, zone) => {
    expect(zoneOf(kernel([[zone, 39, 3]]), MMOP_ONLINE_KERNEL, 40)).toBe(name);
  });

  test('prefers DMA where the spans of DMA and DMA32 overlap', () => {
    const k = kernel([
      [ZONE_DMA, 40, 1],
      [ZONE_DMA32, 39, 5],
    ]);
    expect([zoneOf(k, MMOP_ONLINE_KERNEL, 40), zoneOf(k, MMOP_ONLINE_KERNEL, 41)]).toEqual(['DMA', 'DMA32']);
  });

  test('asks the zones of its own node only', () => {
    const k = kernel();
    expect(ZONE_NAMES[default_kernel_zone_for_pfn(k, 0, pfn(5), BLOCK_PAGES)]).toBe('DMA32');
    expect(ZONE_NAMES[default_kernel_zone_for_pfn(k, 1, pfn(5), BLOCK_PAGES)]).toBe('Normal');
  });

  test('one page of overlap with DMA32 is enough', () => {
    const k = kernel();
    growSpans(k, 1, ZONE_DMA32, pfn(41) - 1, 10);
    expect([zoneOf(k, MMOP_ONLINE_KERNEL, 40), zoneOf(k, MMOP_ONLINE_KERNEL, 39)]).toEqual([
      'DMA32',
      'Normal',
    ]);
  });
});

describe('online_movable', () => {
  test('goes to Movable, also inside the span of Normal or DMA32', () => {
    const k = kernel([
      [ZONE_NORMAL, 30, 20],
      [ZONE_DMA32, 30, 20],
    ]);
    expect(zoneOf(k, MMOP_ONLINE_MOVABLE, 40)).toBe('Movable');
  });
});

describe('contig-zones', () => {
  const bothAround: Parameters<typeof kernel>[0] = [
    [ZONE_NORMAL, 39, 3],
    [ZONE_MOVABLE, 38, 5],
  ];
  test.each([
    ['inside the span of Normal only', [[ZONE_NORMAL, 39, 3]], 'Normal', 'Normal'],
    ['inside the span of Movable only', [[ZONE_MOVABLE, 39, 3]], 'Movable', 'Movable'],
    ['inside the span of DMA32 only', [[ZONE_DMA32, 39, 3]], 'DMA32', 'DMA32'],
    ['inside both spans', bothAround, 'Normal', 'Movable'],
    ['inside no span', [], 'Normal', 'Movable'],
    ['beside the span of Movable', [[ZONE_MOVABLE, 41, 3]], 'Normal', 'Movable'],
    [
      'inside DMA32 and Movable',
      [
        [ZONE_DMA32, 40, 1],
        [ZONE_MOVABLE, 40, 1],
      ],
      'DMA32',
      'Movable',
    ],
    [
      'inside Movable, where Normal lies elsewhere',
      [
        [ZONE_NORMAL, 50, 5],
        [ZONE_MOVABLE, 40, 1],
      ],
      'Movable',
      'Movable',
    ],
  ] as const)('%s', (_, spans, plain, movableNode) => {
    const k = kernel(spans);
    expect(zoneOf(k, MMOP_ONLINE, 40)).toBe(plain);
    k.policy.movableNode.value = 1;
    expect(zoneOf(k, MMOP_ONLINE, 40)).toBe(movableNode);
  });

  test('movable_node does not touch explicit requests', () => {
    const k = kernel();
    k.policy.movableNode.value = 1;
    expect([zoneOf(k, MMOP_ONLINE_KERNEL, 40), zoneOf(k, MMOP_ONLINE_MOVABLE, 40)]).toEqual([
      'Normal',
      'Movable',
    ]);
  });
});

describe('requests that are neither kernel nor movable', () => {
  test.each([
    ['offline', MMOP_OFFLINE],
    ['4', MMOP_SYSTEM_DEFAULT],
    ['-1', -1],
    ['17', 17],
  ])('%s follows the policy as online does', (_, type) => {
    expect(zoneOf(kernel([[ZONE_MOVABLE, 39, 3]]), type, 40)).toBe('Movable');
    expect(zoneOf(kernel([[ZONE_NORMAL, 39, 3]]), type, 40)).toBe('Normal');
  });
});

describe('the reason that goes with a choice', () => {
  test.each([
    [MMOP_ONLINE_KERNEL, 'online_kernel'],
    [MMOP_ONLINE_MOVABLE, 'online_movable'],
    [MMOP_ONLINE, 'contig-zones: inside the span of Movable'],
  ])('of online type %i', (type, reason) => {
    const k = kernel([[ZONE_MOVABLE, 39, 3]]);
    const chosen = chooseZone(k, type, 1, -1, pfn(40), BLOCK_PAGES);
    expect(chosen.reason).toBe(reason);
    expect(chosen.zone).toBe(zone_for_pfn_range(k, type, 1, -1, pfn(40), BLOCK_PAGES));
  });

  test('of contig-zones names which spans cover the block', () => {
    const reasonOf = (k: Kernel): string =>
      chooseZone(k, MMOP_ONLINE, 1, -1, pfn(40), BLOCK_PAGES).reason.replace('contig-zones: ', '');
    expect([reasonOf(kernel()), reasonOf(kernel([[ZONE_NORMAL, 40, 1]]))]).toEqual([
      'no span covers it',
      'inside the span of the kernel zone',
    ]);
    const both = kernel([
      [ZONE_NORMAL, 40, 1],
      [ZONE_MOVABLE, 40, 1],
    ]);
    expect(reasonOf(both)).toBe('both spans cover it');
  });
});
