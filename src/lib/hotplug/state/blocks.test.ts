/** Questions about blocks: what their files read, which ids a byte range has, whose pages they hold. */
import { BLOCK } from '#lib/machines/memory-block.table.ts';
import { describe, expect, test } from 'vitest';
import { BLOCK_BYTES, BLOCK_PAGES, labMachine, pfn } from '../testing/lab-machine.ts';
import {
  blockIdsOf,
  blockOfBytes,
  blockOfPfn,
  blockStartPfn,
  isOffline,
  isOnline,
  isOnlinePageOf,
  nextBlock,
  stateWord,
  usableRange,
} from './blocks.ts';
import { bootKernel } from './boot.ts';
import type { Kernel } from './kernel.ts';
import { ZONE_DMA, ZONE_DMA32, ZONE_MOVABLE } from './units.ts';

const kernel = (): Kernel => bootKernel(labMachine());

describe('what the state file of a block reads', () => {
  test.each([
    ['ABSENT', null],
    ['OFFLINE', 'offline'],
    ['GOING_ONLINE_KERNEL', 'offline'],
    ['GOING_ONLINE_MOVABLE', 'offline'],
    ['ONLINE_KERNEL', 'online'],
    ['ONLINE_MOVABLE', 'online'],
    ['ONLINE_MIXED', 'online'],
    ['GOING_OFFLINE_KERNEL', 'going-offline'],
    ['GOING_OFFLINE_MOVABLE', 'going-offline'],
    ['GOING_OFFLINE_MIXED', 'going-offline'],
  ] as const)('%s reads %s', (configuration, word) => {
    const k = kernel();
    k.blocks.chart.set(40, BLOCK[configuration]);
    expect(stateWord(k, 40)).toBe(word);
    expect([isOnline(k, 40), isOffline(k, 40)]).toEqual([word === 'online', word === 'offline']);
  });
});

describe('ids of a byte range', () => {
  const k = kernel();
  const ids = (startBytes: number, sizeBytes: number) => blockIdsOf(k, startBytes, sizeBytes);

  test('whole blocks', () => {
    expect(ids(32 * BLOCK_BYTES, 3 * BLOCK_BYTES)).toEqual({ first: 32, last: 34 });
  });

  test('a range that begins or ends inside a block has the whole block', () => {
    expect(ids(32 * BLOCK_BYTES + 4096, BLOCK_BYTES)).toEqual({ first: 32, last: 33 });
    expect(ids(33 * BLOCK_BYTES - 1, 2)).toEqual({ first: 32, last: 33 });
    expect(ids(32 * BLOCK_BYTES, 1)).toEqual({ first: 32, last: 32 });
  });

  test('size 0 has none', () => {
    expect(ids(32 * BLOCK_BYTES, 0)).toBeNull();
  });
});

describe('block numbers', () => {
  const k = kernel();
  test.each([
    [0x0, 0],
    [0x7ffffff, 0],
    [0x8000000, 1],
    [0x100000000, 32],
    [0x140000000, 40],
  ])('address %i lies in memory%i', (bytes, id) => {
    expect(blockOfBytes(k, bytes)).toBe(id);
    expect(blockOfPfn(k, Math.floor(bytes / 4096))).toBe(id);
  });

  test('a block starts at its number of blocks', () => {
    expect([blockStartPfn(k, 1), blockStartPfn(k, 40)]).toEqual([32768, 1310720]);
  });
});

test('the usable pages of a block are those behind its own memory map', () => {
  const k = kernel();
  expect(usableRange(k, 40)).toEqual({ startPfn: pfn(40), pages: BLOCK_PAGES });
  k.blocks.vmemmapPages.set(40, 512);
  expect(usableRange(k, 40)).toEqual({ startPfn: pfn(40) + 512, pages: 32256 });
});

describe('the next block', () => {
  test('absent ids are skipped, the end is not reached, and -1 says that there is none', () => {
    const k = kernel();
    k.blocks.chart.set(40, BLOCK.OFFLINE);
    expect([nextBlock(k, 5, 10), nextBlock(k, 32, 50), nextBlock(k, 40, 50)]).toEqual([5, 40, 40]);
    expect([nextBlock(k, 32, 40), nextBlock(k, 41, 50), nextBlock(k, 41, Infinity)]).toEqual([-1, -1, -1]);
  });
});

describe('whose page it is', () => {
  test('a page of a block in one zone is that zone, on that node, while the section is online', () => {
    const k = kernel();
    expect(isOnlinePageOf(k, pfn(5), 0, ZONE_DMA32)).toBe(true);
    expect(isOnlinePageOf(k, pfn(5), 0, ZONE_MOVABLE)).toBe(false);
    expect(isOnlinePageOf(k, pfn(5), 1, ZONE_DMA32)).toBe(false);
    k.blocks.sectionsOnline.set(5, 0);
    expect(isOnlinePageOf(k, pfn(5), 0, ZONE_DMA32)).toBe(false);
  });

  test('in a boot block of several zones each page is that of the zone which contained it at boot', () => {
    const k = kernel();
    expect([isOnlinePageOf(k, 4095, 0, ZONE_DMA), isOnlinePageOf(k, 4095, 0, ZONE_DMA32)]).toEqual([
      true,
      false,
    ]);
    expect([isOnlinePageOf(k, 4096, 0, ZONE_DMA), isOnlinePageOf(k, 4096, 0, ZONE_DMA32)]).toEqual([
      false,
      true,
    ]);
  });

  test('no page of an absent block is online', () => {
    expect(isOnlinePageOf(kernel(), pfn(200), 0, ZONE_DMA32)).toBe(false);
  });
});
