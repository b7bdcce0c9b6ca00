/** Merging of System RAM entries and releasing of parts of them against spec 01 §6, rules 2 and 3. */
import { describe, expect, test } from 'vitest';
import { labMachine } from '../testing/lab-machine.ts';
import { iomemLines, MIB, request } from '../testing/iomem.ts';
import { bootKernel } from './boot.ts';
import { EBUSY } from './errno.ts';
import type { Kernel } from './kernel.ts';
import {
  IORESOURCE_BUSY,
  IORESOURCE_SYSRAM,
  IORESOURCE_SYSRAM_DRIVER_MANAGED,
  IORESOURCE_SYSRAM_MERGEABLE,
  merge_system_ram_resource,
  release_mem_region_adjustable,
  remove_resource,
  resourceEntries,
} from './resources.ts';

const emptyTree = (): Kernel => bootKernel(labMachine({ resources: [] }));
const RAM = IORESOURCE_BUSY | IORESOURCE_SYSRAM;
const VIRTIO = 'System RAM (virtio_mem)';

/** Entry of `[from, to)` MiB, merged as after an add with MHP_MERGE_RESOURCE. */
function addMerged(k: Kernel, from: number, to: number, name = VIRTIO, flags = RAM): void {
  merge_system_ram_resource(k, request(k, from, to, name, flags));
}

describe('merging System RAM entries', () => {
  test('an entry joins the one before and the one behind it', () => {
    const k = emptyTree();
    addMerged(k, 10, 20);
    addMerged(k, 30, 40);
    addMerged(k, 20, 30);
    expect(iomemLines(k)).toEqual([`10-40 ${VIRTIO}`]);
  });

  test('entries below the same parent join', () => {
    const k = emptyTree();
    request(k, 0, 100, 'virtio0', 0);
    addMerged(k, 20, 30);
    addMerged(k, 10, 20);
    expect(iomemLines(k)).toEqual(['0-100 virtio0', `>10-30 ${VIRTIO}`]);
  });

  test('entries with a gap between them stay apart', () => {
    const k = emptyTree();
    addMerged(k, 10, 20);
    addMerged(k, 21, 30);
    expect(iomemLines(k)).toEqual([`10-20 ${VIRTIO}`, `21-30 ${VIRTIO}`]);
  });

  test('a neighbour that was added without the flag stays apart', () => {
    const k = emptyTree();
    request(k, 10, 20, VIRTIO, RAM);
    addMerged(k, 20, 30);
    expect(iomemLines(k)).toEqual([`10-20 ${VIRTIO}`, `20-30 ${VIRTIO}`]);
  });

  test('another name keeps entries apart', () => {
    const k = emptyTree();
    addMerged(k, 10, 20);
    addMerged(k, 20, 30, 'System RAM (xen)');
    expect(iomemLines(k)).toHaveLength(2);
  });

  test('other flags keep entries apart', () => {
    const k = emptyTree();
    addMerged(k, 10, 20);
    addMerged(k, 20, 30, VIRTIO, RAM | IORESOURCE_SYSRAM_DRIVER_MANAGED);
    expect(iomemLines(k)).toHaveLength(2);
  });

  test('a neighbour with children stays apart', () => {
    const flags = RAM | IORESOURCE_SYSRAM_MERGEABLE;
    const k = bootKernel(
      labMachine({
        resources: [
          { startBytes: 0, endBytes: 10 * MIB - 1, name: VIRTIO, depth: 0 },
          { startBytes: 0, endBytes: MIB - 1, name: 'Kernel code', depth: 1 },
        ],
      }),
    );
    k.resources.flags.set(1, k.resources.flags.get(1) | flags);
    addMerged(k, 10, 20, VIRTIO, flags | IORESOURCE_SYSRAM_DRIVER_MANAGED);
    expect(iomemLines(k)).toEqual([`0-10 ${VIRTIO}`, '>0-1 Kernel code', `10-20 ${VIRTIO}`]);
  });

  test('entries on different levels stay apart', () => {
    const k = emptyTree();
    request(k, 0, 20, 'virtio0', 0);
    addMerged(k, 10, 20);
    addMerged(k, 20, 30);
    expect(iomemLines(k)).toEqual(['0-20 virtio0', `>10-20 ${VIRTIO}`, `20-30 ${VIRTIO}`]);
  });
});

describe('releasing a part of System RAM', () => {
  const release = (k: Kernel, from: number, to: number): void =>
    release_mem_region_adjustable(k, from * MIB, to * MIB - 1);

  function oneEntry(): Kernel {
    const k = emptyTree();
    request(k, 10, 50, 'System RAM', RAM);
    return k;
  }

  test.each([
    ['the whole entry is deleted', 10, 50, []],
    ['its head is trimmed', 10, 20, ['20-50 System RAM']],
    ['its tail is trimmed', 40, 50, ['10-40 System RAM']],
    ['it is split in two', 20, 30, ['10-20 System RAM', '30-50 System RAM']],
    ['a range that begins before it releases nothing', 5, 20, ['10-50 System RAM']],
    ['a range that ends behind it releases nothing', 40, 60, ['10-50 System RAM']],
    ['a range beside it releases nothing', 60, 70, ['10-50 System RAM']],
  ])('%s', (_, from, to, expected) => {
    const k = oneEntry();
    release(k, from, to);
    expect(iomemLines(k)).toEqual(expected);
  });

  test('the two pieces of a split carry the flags: both refuse requests, the gap accepts one', () => {
    const k = oneEntry();
    release(k, 20, 30);
    expect(request(k, 10, 11, 'new', RAM)).toBe(-EBUSY);
    expect(request(k, 49, 50, 'new', RAM)).toBe(-EBUSY);
    expect(request(k, 20, 30, 'new', RAM)).toBeGreaterThan(0);
  });

  test('a split inside a window keeps the order of the siblings', () => {
    const k = emptyTree();
    request(k, 0, 100, 'window', 0);
    request(k, 10, 50, 'System RAM', RAM);
    request(k, 60, 70, 'other', RAM);
    release(k, 20, 30);
    expect(iomemLines(k)).toEqual(['0-100 window', '>10-20 System RAM', '>30-50 System RAM', '>60-70 other']);
  });

  test('the upper piece of a split can be taken out by itself, also inside a window', () => {
    const k = emptyTree();
    request(k, 0, 100, 'window', 0);
    request(k, 10, 50, 'System RAM', RAM);
    release(k, 20, 30);
    remove_resource(k, resourceEntries(k).find(({ startBytes }) => startBytes === 30 * MIB)!.row);
    expect(iomemLines(k)).toEqual(['0-100 window', '>10-20 System RAM']);
  });

  test('a range that two entries cover together releases nothing', () => {
    const k = emptyTree();
    request(k, 10, 20, 'System RAM', RAM);
    request(k, 20, 30, 'System RAM', RAM);
    release(k, 10, 30);
    expect(iomemLines(k)).toEqual(['10-20 System RAM', '20-30 System RAM']);
  });

  test('after a part was removed, the whole range releases nothing and its pieces stay', () => {
    const k = oneEntry();
    release(k, 20, 30);
    release(k, 10, 50);
    expect(iomemLines(k)).toEqual(['10-20 System RAM', '30-50 System RAM']);
  });

  test('an entry that is not BUSY is entered and never released itself', () => {
    const k = emptyTree();
    request(k, 10, 50, 'dax0.0', IORESOURCE_SYSRAM);
    release(k, 10, 50);
    expect(iomemLines(k)).toEqual(['10-50 dax0.0']);
    request(k, 10, 50, 'System RAM (kmem)', RAM);
    release(k, 10, 50);
    expect(iomemLines(k)).toEqual(['10-50 dax0.0']);
  });

  test('the row of a deleted entry is used again by the next request', () => {
    const k = oneEntry();
    release(k, 10, 50);
    expect(request(k, 0, 1, 'new', RAM)).toBe(1);
  });
});
