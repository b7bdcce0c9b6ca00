/**
 * Pages that the virtio-mem driver holds: the parts of online memory that the machine has not plugged, or takes back.
 *
 * They are PageOffline with a reference, which is in the way of offlining until the driver drops it in GOING_OFFLINE.
 * Which pages are the driver's follows from its books, so a pin of somebody else is never mistaken for one.
 */
import { blockOfPfn, stateWord, zoneRow } from '../state/blocks.ts';
import { EBUSY } from '../state/errno.ts';
import type { Kernel } from '../state/kernel.ts';
import {
  freePages,
  PAGE_HUGETLB,
  PAGE_MOVABLE,
  PAGE_OFFLINE_REFERENCED,
  PAGE_OFFLINE_SKIPPABLE,
  type PageRun,
  pageRuns,
  placePages,
} from '../state/pages.ts';
import { bytesOf, PAGE_SIZE_BYTES, pfnOf } from '../state/units.ts';
import {
  BBM_FAKE_OFFLINE,
  type Geometry,
  isPlugged,
  markSubBlocks,
  stateOf,
  unpluggedRuns,
} from './virtio-mem-books.ts';

/** Does the driver hold this page while its block is online? */
function isHeld(k: Kernel, g: Geometry, pfn: number): boolean {
  const unit = Math.floor(bytesOf(pfn) / g.unitBytes);
  if (unit < g.firstUnit || unit >= g.endUnit) return false;
  if (!g.hasSubBlocks) return stateOf(k, g, unit) === BBM_FAKE_OFFLINE;
  return !isPlugged(k, g, unit, Math.floor((bytesOf(pfn) % g.unitBytes) / g.subBlockBytes));
}

function heldRuns(k: Kernel, g: Geometry, pageClass: number, startPfn: number, pages: number): PageRun[] {
  return pageRuns(k, startPfn, pages).filter(
    (run) => run.pageClass === pageClass && isHeld(k, g, run.startPfn),
  );
}

/** The online callback: what is not plugged stays PageOffline instead of going to the buddy. */
export function withholdPages(k: Kernel, g: Geometry, startPfn: number, pages: number): void {
  const unit = Math.floor(bytesOf(startPfn) / g.unitBytes);
  if (!g.hasSubBlocks) {
    if (stateOf(k, g, unit) === BBM_FAKE_OFFLINE) placePages(k, PAGE_OFFLINE_REFERENCED, startPfn, pages);
    return;
  }
  const subBlockPages = g.subBlockBytes / PAGE_SIZE_BYTES;
  for (const { first, count } of unpluggedRuns(k, g, unit)) {
    placePages(k, PAGE_OFFLINE_REFERENCED, startPfn + first * subBlockPages, count * subBlockPages);
  }
}

/** The pages of a block that is not online (any more) are nobody's. */
export function forgetPages(k: Kernel, g: Geometry, startPfn: number, pages: number): void {
  for (const pageClass of [PAGE_OFFLINE_REFERENCED, PAGE_OFFLINE_SKIPPABLE]) {
    for (const { row } of heldRuns(k, g, pageClass, startPfn, pages)) freePages(k, row);
  }
}

/** virtio_mem_fake_offline_going_offline(): the reference goes, offlining can skip the pages. */
export function dropReferences(k: Kernel, g: Geometry, startPfn: number, pages: number): void {
  for (const run of heldRuns(k, g, PAGE_OFFLINE_REFERENCED, startPfn, pages)) {
    k.pages.class.set(run.row, PAGE_OFFLINE_SKIPPABLE + 1);
  }
}

/** virtio_mem_fake_offline_cancel_offline(): the reference is taken again. */
export function takeReferences(k: Kernel, g: Geometry, startPfn: number, pages: number): void {
  for (const run of heldRuns(k, g, PAGE_OFFLINE_SKIPPABLE, startPfn, pages)) {
    k.pages.class.set(run.row, PAGE_OFFLINE_REFERENCED + 1);
  }
}

/** adjust_managed_page_count() for pages of an online block. */
function adjustManaged(k: Kernel, startPfn: number, pages: number): void {
  const blockId = blockOfPfn(k, startPfn);
  k.zones.managed.add(zoneRow(k.blocks.nid.get(blockId), k.blocks.pagesZone.get(blockId) - 1), pages);
}

/** Movable pages of a range move elsewhere; what lies outside of it stays. */
function migrateAway(k: Kernel, run: PageRun, startPfn: number, endPfn: number): void {
  freePages(k, run.row);
  const runEnd = run.startPfn + run.pages;
  if (run.startPfn < startPfn) placePages(k, run.pageClass, run.startPfn, startPfn - run.startPfn);
  if (runEnd > endPfn) placePages(k, run.pageClass, endPfn, runEnd - endPfn);
}

/**
 * alloc_contig_range() as the driver uses it: 0, or -EBUSY when the range holds a page that does not move. Whether it
 * is tried once (kernel zones) or five times (ZONE_MOVABLE) makes no difference to a page that stays where it is.
 */
function allocContigRange(k: Kernel, startPfn: number, pages: number): number {
  // Whoever is taking the block offline has isolated its pages.
  if (stateWord(k, blockOfPfn(k, startPfn)) === 'going-offline') return -EBUSY;
  const runs = pageRuns(k, startPfn, pages);
  if (runs.some(({ pageClass }) => pageClass !== PAGE_MOVABLE && pageClass !== PAGE_HUGETLB)) return -EBUSY;
  for (const run of runs) migrateAway(k, run, startPfn, startPfn + pages);
  adjustManaged(k, startPfn, -pages);
  return 0;
}

/** virtio_mem_fake_offline() of an online block, in big block mode: 0 or -EBUSY. */
export function fakeOfflineBlock(k: Kernel, startPfn: number, pages: number): number {
  const rc = allocContigRange(k, startPfn, pages);
  if (rc === 0) placePages(k, PAGE_OFFLINE_REFERENCED, startPfn, pages);
  return rc;
}

/** virtio_mem_fake_online() of an online block, in big block mode: the pages go back to the buddy. */
export function fakeOnlineBlock(k: Kernel, g: Geometry, startPfn: number, pages: number): void {
  forgetPages(k, g, startPfn, pages);
  adjustManaged(k, startPfn, pages);
}

/** Page frame range of sub-blocks. */
function subBlockRange(
  g: Geometry,
  unit: number,
  first: number,
  count: number,
): { startPfn: number; pages: number } {
  const startPfn = pfnOf(unit * g.unitBytes + first * g.subBlockBytes);
  return { startPfn, pages: (count * g.subBlockBytes) / PAGE_SIZE_BYTES };
}

/** Marks sub-blocks of an online block and lets the pages that the driver holds follow the books. */
function markOnlineSubBlocks(
  k: Kernel,
  g: Geometry,
  unit: number,
  first: number,
  count: number,
  plugged: boolean,
): void {
  const block = subBlockRange(g, unit, 0, g.subBlocksPerUnit);
  forgetPages(k, g, block.startPfn, block.pages);
  markSubBlocks(k, g, unit, first, count, plugged);
  withholdPages(k, g, block.startPfn, block.pages);
}

/** virtio_mem_fake_online() of sub-blocks that have just been plugged. */
export function fakeOnlineSubBlocks(
  k: Kernel,
  g: Geometry,
  unit: number,
  first: number,
  count: number,
): void {
  markOnlineSubBlocks(k, g, unit, first, count, true);
  const { startPfn, pages } = subBlockRange(g, unit, first, count);
  adjustManaged(k, startPfn, pages);
}

/** virtio_mem_fake_offline() of sub-blocks and their unplugging: 0 or -EBUSY. */
export function fakeOfflineSubBlocks(
  k: Kernel,
  g: Geometry,
  unit: number,
  first: number,
  count: number,
): number {
  const { startPfn, pages } = subBlockRange(g, unit, first, count);
  const rc = allocContigRange(k, startPfn, pages);
  if (rc === 0) markOnlineSubBlocks(k, g, unit, first, count, false);
  return rc;
}
