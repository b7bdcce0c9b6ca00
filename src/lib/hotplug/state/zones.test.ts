/** Growing, intersecting and counting of zone and node spans against spec 01 §4.2, §4.3 and §4.6. */
import { describe, expect, test } from 'vitest';
import { labMachine, pfn } from '../testing/lab-machine.ts';
import { zoneRow } from './blocks.ts';
import { bootKernel } from './boot.ts';
import { GROUP_STATIC } from './groups.ts';
import type { Kernel } from './kernel.ts';
import { ZONE_DEVICE, ZONE_DMA, ZONE_DMA32, ZONE_MOVABLE, ZONE_NORMAL } from './units.ts';
import {
  adjustPresent,
  growSpans,
  isPopulated,
  nodeNormalPages,
  nodePresentPages,
  updateNodeSpan,
  zoneIntersects,
} from './zones.ts';

const kernel = (): Kernel => bootKernel(labMachine());

function span(k: Kernel, nid: number, zone: number): [start: number, spanned: number] {
  const row = zoneRow(nid, zone);
  return [k.zones.startPfn.get(row), k.zones.spanned.get(row)];
}

function nodeSpan(k: Kernel, nid: number): [start: number, spanned: number] {
  return [k.nodes.startPfn.get(nid), k.nodes.spanned.get(nid)];
}

describe('growing a span', () => {
  test('an empty zone takes the range as its span, whatever start it had', () => {
    const k = kernel();
    k.zones.startPfn.set(zoneRow(1, ZONE_NORMAL), 77);
    growSpans(k, 1, ZONE_NORMAL, 1048576, 32768);
    expect(span(k, 1, ZONE_NORMAL)).toEqual([1048576, 32768]);
    expect(nodeSpan(k, 1)).toEqual([1048576, 32768]);
  });

  test('a range above the zone moves its end over the hole between them', () => {
    const k = kernel();
    growSpans(k, 1, ZONE_NORMAL, 1048576, 32768);
    growSpans(k, 1, ZONE_NORMAL, 1146880, 32768);
    expect(span(k, 1, ZONE_NORMAL)).toEqual([1048576, 131072]);
  });

  test('a range below the zone moves its start and keeps its end', () => {
    const k = kernel();
    growSpans(k, 1, ZONE_NORMAL, 1146880, 32768);
    growSpans(k, 1, ZONE_NORMAL, 1048576, 32768);
    expect(span(k, 1, ZONE_NORMAL)).toEqual([1048576, 131072]);
  });

  test('a range inside the span changes nothing', () => {
    const k = kernel();
    growSpans(k, 1, ZONE_NORMAL, 1048576, 131072);
    growSpans(k, 1, ZONE_NORMAL, 1081344, 32768);
    expect(span(k, 1, ZONE_NORMAL)).toEqual([1048576, 131072]);
  });

  test('the node grows over the zones of all kinds, each zone only over its own ranges', () => {
    const k = kernel();
    growSpans(k, 1, ZONE_MOVABLE, 1146880, 32768);
    growSpans(k, 1, ZONE_NORMAL, 1048576, 32768);
    expect(span(k, 1, ZONE_NORMAL)).toEqual([1048576, 32768]);
    expect(span(k, 1, ZONE_MOVABLE)).toEqual([1146880, 32768]);
    expect(nodeSpan(k, 1)).toEqual([1048576, 131072]);
    expect(nodeSpan(k, 0)).toEqual([0, 1048576]);
  });
});

describe('recomputing the span of a node', () => {
  test('it is the hull of the zones that have a span, of ZONE_DEVICE too', () => {
    const k = kernel();
    growSpans(k, 1, ZONE_NORMAL, 1081344, 32768);
    growSpans(k, 1, ZONE_DEVICE, 2097152, 512);
    k.nodes.startPfn.set(1, 5);
    k.nodes.spanned.set(1, 5);
    updateNodeSpan(k, 1);
    expect(nodeSpan(k, 1)).toEqual([1081344, 2097152 + 512 - 1081344]);
  });

  test('it is 0 and 0 when no zone has a span', () => {
    const k = kernel();
    k.nodes.startPfn.set(1, 5);
    k.nodes.spanned.set(1, 5);
    updateNodeSpan(k, 1);
    expect(nodeSpan(k, 1)).toEqual([0, 0]);
  });
});

describe('intersecting a zone', () => {
  const k = kernel();
  growSpans(k, 1, ZONE_MOVABLE, pfn(32), pfn(1));
  growSpans(k, 1, ZONE_MOVABLE, pfn(35), pfn(1));

  test.each([
    ['a block in a hole of the span counts as inside', pfn(33), pfn(1), true],
    ['the first page counts', pfn(31), pfn(1) + 1, true],
    ['the last page counts', pfn(36) - 1, pfn(1), true],
    ['a range that ends where the span begins does not count', pfn(31), pfn(1), false],
    ['a range that begins where the span ends does not count', pfn(36), pfn(1), false],
    ['a range around the whole span counts', pfn(30), pfn(10), true],
  ])('%s', (_, startPfn, pages, expected) => {
    expect(zoneIntersects(k, 1, ZONE_MOVABLE, startPfn, pages)).toBe(expected);
  });

  test('a zone without a span intersects nothing, not even page 0', () => {
    expect(zoneIntersects(k, 1, ZONE_NORMAL, 0, pfn(64))).toBe(false);
  });

  test('spans of two zones of a node and of two nodes may overlap', () => {
    const both = kernel();
    growSpans(both, 1, ZONE_NORMAL, pfn(10), pfn(30));
    growSpans(both, 1, ZONE_MOVABLE, pfn(12), pfn(2));
    const inAll = [
      zoneIntersects(both, 0, ZONE_DMA32, pfn(12), 1),
      zoneIntersects(both, 1, ZONE_NORMAL, pfn(12), 1),
      zoneIntersects(both, 1, ZONE_MOVABLE, pfn(12), 1),
    ];
    expect(inAll).toEqual([true, true, true]);
  });
});

describe('counting present pages', () => {
  test('a hotplugged block counts as present but not as early', () => {
    const k = kernel();
    k.blocks.nid.set(40, 1);
    adjustPresent(k, 40, ZONE_NORMAL, 32768);
    const row = zoneRow(1, ZONE_NORMAL);
    expect([k.zones.present.get(row), k.zones.presentEarly.get(row)]).toEqual([32768, 0]);
  });

  test('an early block takes its early pages along when it leaves its zone and when it comes back elsewhere', () => {
    const k = kernel();
    const dma32 = zoneRow(0, ZONE_DMA32);
    const before = k.zones.presentEarly.get(dma32);
    adjustPresent(k, 5, ZONE_DMA32, -32768);
    adjustPresent(k, 5, ZONE_MOVABLE, 32768);
    expect(k.zones.presentEarly.get(dma32)).toBe(before - 32768);
    expect(k.zones.presentEarly.get(zoneRow(0, ZONE_MOVABLE))).toBe(32768);
  });

  test('a memory group counts ZONE_MOVABLE as movable and every other zone as kernel', () => {
    const k = kernel();
    k.groups.kind.set(2, GROUP_STATIC);
    k.blocks.group.set(40, 3);
    adjustPresent(k, 40, ZONE_MOVABLE, 100);
    adjustPresent(k, 40, ZONE_NORMAL, 20);
    adjustPresent(k, 40, ZONE_DMA32, 3);
    expect([k.groups.presentMovable.get(2), k.groups.presentKernel.get(2)]).toEqual([100, 23]);
  });

  test('managed pages are left alone', () => {
    const k = kernel();
    const row = zoneRow(0, ZONE_DMA32);
    const managed = k.zones.managed.get(row);
    adjustPresent(k, 5, ZONE_DMA32, -32768);
    expect(k.zones.managed.get(row)).toBe(managed);
  });

  test('the present pages of a node are the sum over its zones, the normal ones without ZONE_MOVABLE', () => {
    const k = kernel();
    k.zones.present.set(zoneRow(1, ZONE_NORMAL), 7);
    k.zones.present.set(zoneRow(1, ZONE_MOVABLE), 20);
    k.zones.present.set(zoneRow(1, ZONE_DEVICE), 100);
    expect([nodePresentPages(k, 1), nodePresentPages(k, 1, ZONE_MOVABLE), nodeNormalPages(k, 1)]).toEqual([
      127, 27, 7,
    ]);
  });

  test('a zone is populated while pages are present, not while it has a span', () => {
    const k = kernel();
    growSpans(k, 1, ZONE_NORMAL, pfn(32), pfn(1));
    expect([isPopulated(k, 1, ZONE_NORMAL), isPopulated(k, 0, ZONE_DMA)]).toEqual([false, true]);
  });
});
