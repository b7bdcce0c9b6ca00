/** Requesting, releasing and taking out of resources against spec 01 §6, rules 1, 4, 6 and 7. */
import { describe, expect, test } from 'vitest';
import { labMachine } from '../testing/lab-machine.ts';
import { iomemLines, MIB, request } from '../testing/iomem.ts';
import { bootKernel } from './boot.ts';
import { EBUSY } from './errno.ts';
import type { Kernel } from './kernel.ts';
import {
  IORESOURCE_BUSY,
  IORESOURCE_SYSRAM,
  release_region,
  remove_resource,
  request_region,
  resourceEntries,
  systemRamPages,
} from './resources.ts';

/** A tree that holds nothing: addresses are MiB from here on. */
const emptyTree = (): Kernel => bootKernel(labMachine({ resources: [] }));

const RAM = IORESOURCE_BUSY | IORESOURCE_SYSRAM;

/** window 100-199 [ inner 120-159 ], both not BUSY; ram 300-399, BUSY. */
function windows(): Kernel {
  const k = emptyTree();
  request(k, 100, 200, 'window', 0);
  request(k, 120, 160, 'inner', 0);
  request(k, 300, 400, 'ram', RAM);
  return k;
}

describe('requesting a range', () => {
  test('entries stand in the order of their addresses, whatever the order of the requests', () => {
    const k = emptyTree();
    for (const start of [50, 10, 30]) request(k, start, start + 10, `at ${start}`, RAM);
    expect(iomemLines(k)).toEqual(['10-20 at 10', '30-40 at 30', '50-60 at 50']);
  });

  test('ranges that only touch are both granted', () => {
    const k = windows();
    expect(request(k, 400, 500, 'above', RAM)).toBeGreaterThan(0);
    expect(request(k, 200, 300, 'below', RAM)).toBeGreaterThan(0);
  });

  test.each([
    ['exactly a BUSY entry', 300, 400],
    ['inside a BUSY entry', 320, 340],
    ['around a BUSY entry', 290, 410],
    ['the lower edge of a BUSY entry', 290, 310],
    ['the upper edge of a BUSY entry', 390, 410],
    ['an entry that is not BUSY only partly, from below', 90, 110],
    ['an entry that is not BUSY only partly, from above', 190, 210],
    ['around an entry that is not BUSY', 90, 210],
    ['an inner entry only partly', 150, 170],
  ])('%s is refused, and the tree stays as it is', (_, from, to) => {
    const k = windows();
    const before = iomemLines(k);
    expect(request(k, from, to, 'new', RAM)).toBe(-EBUSY);
    expect(iomemLines(k)).toEqual(before);
  });

  test('one byte of overlap is enough to be refused', () => {
    const k = emptyTree();
    const name = k.names.id('new');
    request_region(k, 1000, 1999, k.names.id('old'), RAM);
    expect([request_region(k, 1999, 2500, name, RAM), request_region(k, 500, 1000, name, RAM)]).toEqual([
      -EBUSY,
      -EBUSY,
    ]);
    expect(request_region(k, 2000, 2500, name, RAM)).toBeGreaterThan(0);
    expect(request_region(k, 500, 999, name, RAM)).toBeGreaterThan(0);
  });

  test('a range that ends before it begins, or lies outside the tree, is refused', () => {
    const k = emptyTree();
    const name = k.names.id('new');
    expect(request_region(k, 1000, 999, name, RAM)).toBe(-EBUSY);
    expect(request_region(k, 2 ** 40 - 10, 2 ** 40, name, RAM)).toBe(-EBUSY);
  });

  test('an entry that is not BUSY and contains the range becomes its parent', () => {
    const k = windows();
    request(k, 160, 180, 'new', RAM);
    expect(iomemLines(k)).toEqual(['100-200 window', '>120-160 inner', '>160-180 new', '300-400 ram']);
  });

  test('the range lands at the deepest level', () => {
    const k = windows();
    request(k, 130, 140, 'new', RAM);
    expect(iomemLines(k).slice(0, 3)).toEqual(['100-200 window', '>120-160 inner', '>>130-140 new']);
  });

  test('an entry that is not BUSY and has exactly the range becomes its parent too', () => {
    const k = windows();
    request(k, 120, 160, 'new', RAM);
    expect(iomemLines(k)[2]).toBe('>>120-160 new');
  });

  test('a BUSY child deep inside refuses although its parents would not', () => {
    const k = windows();
    request(k, 130, 140, 'ram inside', RAM);
    expect(request(k, 135, 145, 'new', RAM)).toBe(-EBUSY);
  });

  test('a second reservation that is not BUSY nests in the first, one that overlaps it partly is refused', () => {
    const k = emptyTree();
    request(k, 10, 20, 'dax0.0', IORESOURCE_SYSRAM);
    request(k, 10, 20, 'dax0.0', IORESOURCE_SYSRAM);
    expect(iomemLines(k)).toEqual(['10-20 dax0.0', '>10-20 dax0.0']);
    expect(request(k, 15, 25, 'dax0.0', IORESOURCE_SYSRAM)).toBe(-EBUSY);
  });
});

describe('taking out one entry', () => {
  test('what lies below it moves up to its parent and stays BUSY', () => {
    const k = emptyTree();
    request(k, 0, 1000, 'soft reserved', 0);
    const reservation = request(k, 100, 200, 'dax0.0', IORESOURCE_SYSRAM);
    request(k, 100, 120, 'System RAM (kmem)', RAM);
    request(k, 180, 200, 'System RAM (kmem)', RAM);
    request(k, 300, 400, 'dax1.0', IORESOURCE_SYSRAM);
    remove_resource(k, reservation);
    expect(iomemLines(k)).toEqual([
      '0-1000 soft reserved',
      '>100-120 System RAM (kmem)',
      '>180-200 System RAM (kmem)',
      '>300-400 dax1.0',
    ]);
    expect(resourceEntries(k).filter(({ busy }) => busy)).toHaveLength(2);
    expect(request(k, 110, 130, 'new', RAM)).toBe(-EBUSY);
  });

  test('the middle one of three siblings goes and the others stay', () => {
    const k = emptyTree();
    request(k, 10, 20, 'a', RAM);
    const middle = request(k, 20, 30, 'b', RAM);
    request(k, 30, 40, 'c', RAM);
    remove_resource(k, middle);
    expect(iomemLines(k)).toEqual(['10-20 a', '30-40 c']);
  });

  test('the first of two siblings goes and the other stays', () => {
    const k = emptyTree();
    const first = request(k, 10, 20, 'a', RAM);
    request(k, 30, 40, 'c', RAM);
    remove_resource(k, first);
    expect(iomemLines(k)).toEqual(['30-40 c']);
  });
});

describe('releasing a range by its addresses', () => {
  const release = (k: Kernel, from: number, to: number): boolean =>
    release_region(k, from * MIB, to * MIB - 1);

  test('the BUSY entry with exactly this start and end goes, whoever made it', () => {
    const k = windows();
    expect(release(k, 300, 400)).toBe(true);
    expect(iomemLines(k)).toEqual(['100-200 window', '>120-160 inner']);
  });

  test('entries that are not BUSY are entered on the way down and stay', () => {
    const k = windows();
    request(k, 130, 140, 'ram inside', RAM);
    expect(release(k, 130, 140)).toBe(true);
    expect(iomemLines(k)).toEqual(['100-200 window', '>120-160 inner', '300-400 ram']);
  });

  test.each([
    ['a part of an entry', 320, 340],
    ['the head of an entry', 300, 340],
    ['the tail of an entry', 340, 400],
    ['more than an entry', 290, 410],
    ['an entry that is not BUSY', 120, 160],
    ['nothing', 600, 700],
  ])('%s: the tree stays as it is', (_, from, to) => {
    const k = windows();
    const before = iomemLines(k);
    expect(release(k, from, to)).toBe(false);
    expect(iomemLines(k)).toEqual(before);
  });

  test('an entry with children takes them with it', () => {
    const k = bootKernel(
      labMachine({
        resources: [
          { startBytes: 0, endBytes: 100 * MIB - 1, name: 'System RAM', depth: 0 },
          { startBytes: 10 * MIB, endBytes: 20 * MIB - 1, name: 'Kernel code', depth: 1 },
          { startBytes: 12 * MIB, endBytes: 13 * MIB - 1, name: 'below it', depth: 2 },
        ],
      }),
    );
    expect(release(k, 0, 100)).toBe(true);
    expect(iomemLines(k)).toEqual([]);
    expect(request(k, 12, 13, 'new', RAM)).toBeGreaterThan(0);
  });
});

describe('counting the pages of System RAM in a range', () => {
  const pages = (k: Kernel, from: number, to: number): number =>
    systemRamPages(k, from * 256, (to - from) * 256);

  test('pages under BUSY System RAM count, at any depth; others do not', () => {
    const k = windows();
    request(k, 130, 140, 'System RAM (kmem)', RAM);
    request(k, 150, 160, 'foreign', IORESOURCE_BUSY);
    request(k, 180, 190, 'dax0.0', IORESOURCE_SYSRAM);
    expect(pages(k, 100, 400)).toBe((10 + 100) * 256);
  });

  test('an entry counts only as far as it lies in the range, in whole pages', () => {
    const k = emptyTree();
    const row = request(k, 10, 20, 'System RAM', RAM);
    k.resources.startBytes.set(row, 10 * MIB + 1);
    k.resources.endBytes.set(row, 20 * MIB - 2);
    expect(pages(k, 10, 20)).toBe(10 * 256 - 2);
    expect(pages(k, 15, 16)).toBe(256);
  });
});
