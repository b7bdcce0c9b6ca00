/** Runs of pages of a class: placed, found by range, counted and freed. */
import { describe, expect, test } from 'vitest';
import { BLOCK_PAGES, labMachine, pfn } from '../testing/lab-machine.ts';
import { bootKernel } from './boot.ts';
import type { Kernel } from './kernel.ts';
import {
  countPages,
  findPages,
  freePages,
  PAGE_CLASS_WORDS,
  PAGE_CMA,
  PAGE_MOVABLE,
  PAGE_PINNED,
  PAGE_RESERVED,
  pageRuns,
  pageRunsOfBlock,
  placePages,
} from './pages.ts';

/** Ten pinned pages around the border of blocks 32 and 33, one movable page in block 34. */
function kernel(): Kernel {
  const k = bootKernel(labMachine());
  placePages(k, PAGE_PINNED, pfn(33) - 5, 10);
  placePages(k, PAGE_MOVABLE, pfn(34), 1);
  return k;
}

describe('finding', () => {
  test('a run belongs to every range that it overlaps by a page', () => {
    const k = kernel();
    expect(pageRunsOfBlock(k, 32)).toHaveLength(1);
    expect(pageRunsOfBlock(k, 33)).toHaveLength(1);
    expect(pageRuns(k, pfn(33) + 4, 1)).toHaveLength(1);
  });

  test('a run does not belong to the range that begins behind it or ends before it', () => {
    const k = kernel();
    expect(pageRuns(k, pfn(33) + 5, 100)).toEqual([]);
    expect(pageRuns(k, pfn(32), BLOCK_PAGES - 5)).toEqual([]);
  });

  test('a run tells its class, its first page and its length', () => {
    expect(pageRunsOfBlock(kernel(), 34)).toMatchObject([
      { pageClass: PAGE_MOVABLE, startPfn: pfn(34), pages: 1 },
    ]);
  });

  test('the first page of a class in a range is never before the range', () => {
    const k = kernel();
    expect(findPages(k, PAGE_PINNED, pfn(32), BLOCK_PAGES)).toBe(pfn(33) - 5);
    expect(findPages(k, PAGE_PINNED, pfn(33), BLOCK_PAGES)).toBe(pfn(33));
    expect(findPages(k, PAGE_RESERVED, pfn(32), BLOCK_PAGES)).toBe(-1);
  });

  test('pages of a class are counted inside the range only', () => {
    const k = kernel();
    placePages(k, PAGE_PINNED, pfn(33) + 100, 7);
    expect(countPages(k, PAGE_PINNED, pfn(32), BLOCK_PAGES)).toBe(5);
    expect(countPages(k, PAGE_PINNED, pfn(33), BLOCK_PAGES)).toBe(12);
    expect(countPages(k, PAGE_PINNED, pfn(33) + 102, 2)).toBe(2);
    expect(countPages(k, PAGE_CMA, pfn(33), BLOCK_PAGES)).toBe(0);
  });
});

describe('rows', () => {
  test('a freed run is gone, and its row is used again', () => {
    const k = kernel();
    const row = pageRunsOfBlock(k, 34)[0]!.row;
    freePages(k, row);
    expect(pageRunsOfBlock(k, 34)).toEqual([]);
    expect(placePages(k, PAGE_CMA, pfn(40), 512)).toBe(row);
  });

  test('a freed run leaves no trace in the state', () => {
    const k = kernel();
    const before = k.store.hash();
    freePages(k, placePages(k, PAGE_RESERVED, pfn(1), 3));
    expect(k.store.hash()).toBe(before);
  });
});

test('every class has a word of its own', () => {
  expect(new Set(PAGE_CLASS_WORDS).size).toBe(PAGE_CLASS_WORDS.length);
  expect([PAGE_CLASS_WORDS[PAGE_PINNED], PAGE_CLASS_WORDS[PAGE_CMA]]).toEqual(['pinned', 'CMA']);
});
