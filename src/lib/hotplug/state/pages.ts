/**
 * Pages that are not simply free or movable: what stands in the way of offlining a block (spec 01 §5, 02 §11.3).
 */
import { blockStartPfn } from './blocks.ts';
import type { Kernel } from './kernel.ts';

/** In use, migratable (LRU). */
export const PAGE_MOVABLE = 0;
/** Movable class, but an extra reference makes every migration fail. */
export const PAGE_PINNED = 1;
/** Slab, page table and other kernel pages: isolation refuses them in a kernel zone, not in ZONE_MOVABLE. */
export const PAGE_UNMOVABLE = 2;
/** Huge page whose hstate can migrate. */
export const PAGE_HUGETLB = 3;
/** Huge page that cannot migrate: refused in a kernel zone. */
export const PAGE_HUGETLB_STUCK = 4;
/** PageOffline with reference count 0: offlining skips it (virtio-mem). */
export const PAGE_OFFLINE_SKIPPABLE = 5;
/** PageOffline with a reference: the scan for movable pages gives up with -EBUSY. */
export const PAGE_OFFLINE_REFERENCED = 6;
/** PG_reserved: isolation refuses it in every zone. */
export const PAGE_RESERVED = 7;
/** Free huge page: dissolved at the end, which can fail. */
export const PAGE_HUGETLB_UNDISSOLVABLE = 8;
/** CMA pageblock: isolation for offlining refuses it. */
export const PAGE_CMA = 9;

/** Poisoned by hard_offline_page: out of the buddy, in nobody's way when the block goes offline. */
export const PAGE_HWPOISON = 10;

/** The words of the inspector, by page class. */
export const PAGE_CLASS_WORDS = [
  'movable',
  'pinned',
  'unmovable',
  'hugetlb',
  'hugetlb, not migratable',
  'PageOffline',
  'PageOffline, referenced',
  'reserved',
  'hugetlb, cannot be dissolved',
  'CMA',
  'poisoned',
] as const;

/** A run of pages of one class. */
export interface PageRun {
  readonly row: number;
  readonly pageClass: number;
  readonly startPfn: number;
  readonly pages: number;
}

/** Puts a run of pages of a class somewhere; gives its row. */
export function placePages(k: Kernel, pageClass: number, startPfn: number, pages: number): number {
  const columns = k.pages;
  let row = 0;
  while (columns.class.get(row) !== 0) row++;
  columns.class.set(row, pageClass + 1);
  columns.startPfn.set(row, startPfn);
  columns.pages.set(row, pages);
  return row;
}

/** Makes the pages of a row ordinary again. */
export function freePages(k: Kernel, row: number): void {
  k.pages.class.set(row, 0);
  k.pages.startPfn.set(row, 0);
  k.pages.pages.set(row, 0);
}

/** All runs that overlap `[startPfn, startPfn + pages)`, in order of their rows. */
export function pageRuns(k: Kernel, startPfn: number, pages: number): PageRun[] {
  const runs: PageRun[] = [];
  const { class: classes, startPfn: starts, pages: counts } = k.pages;
  for (let row = 0; row < classes.data.length; row++) {
    const pageClass = classes.get(row) - 1;
    if (pageClass < 0) continue;
    const start = starts.get(row);
    if (start < startPfn + pages && start + counts.get(row) > startPfn) {
      runs.push({ row, pageClass, startPfn: start, pages: counts.get(row) });
    }
  }
  return runs;
}

/** First page frame of a class in the range, or -1. */
export function findPages(k: Kernel, pageClass: number, startPfn: number, pages: number): number {
  const classes = k.pages.class.data;
  for (let row = 0; row < classes.length; row++) {
    if (classes[row] !== pageClass + 1) continue;
    const start = k.pages.startPfn.get(row);
    const end = start + k.pages.pages.get(row);
    if (start < startPfn + pages && end > startPfn) return Math.max(start, startPfn);
  }
  return -1;
}

/** Number of pages of a class in the range. */
export function countPages(k: Kernel, pageClass: number, startPfn: number, pages: number): number {
  let count = 0;
  const classes = k.pages.class.data;
  for (let row = 0; row < classes.length; row++) {
    if (classes[row] !== pageClass + 1) continue;
    const start = Math.max(k.pages.startPfn.get(row), startPfn);
    const end = Math.min(k.pages.startPfn.get(row) + k.pages.pages.get(row), startPfn + pages);
    if (end > start) count += end - start;
  }
  return count;
}

/** All runs inside a block. */
export function pageRunsOfBlock(k: Kernel, blockId: number): PageRun[] {
  return pageRuns(k, blockStartPfn(k, blockId), k.blockPages);
}
