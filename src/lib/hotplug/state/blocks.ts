/**
 * Questions about memory blocks that several kernel functions ask.
 */
import { BLOCK, BLOCK_CONFIGURATIONS } from '#lib/machines/memory-block.table.ts';
import { isWithin } from './boot-memory.ts';
import type { Kernel } from './kernel.ts';
import { ZONE_COUNT } from './units.ts';

/** mem->state == MEM_ONLINE. */
export function isOnline(k: Kernel, blockId: number): boolean {
  const configuration = k.blocks.chart.get(blockId);
  return (
    configuration === BLOCK.ONLINE_KERNEL ||
    configuration === BLOCK.ONLINE_MOVABLE ||
    configuration === BLOCK.ONLINE_MIXED
  );
}

/** mem->state == MEM_OFFLINE; also while the block goes online, as in the kernel. */
export function isOffline(k: Kernel, blockId: number): boolean {
  return stateWord(k, blockId) === 'offline';
}

/** The word in `memoryN/state`, or null without the block. */
export function stateWord(k: Kernel, blockId: number): 'online' | 'offline' | 'going-offline' | null {
  return BLOCK_CONFIGURATIONS[k.blocks.chart.get(blockId)]?.file ?? null;
}

/** Value of `sectionsOnline` when the last page in use has left an isolated block: nobody can get hold of one any more. */
export const SECTIONS_EMPTY = 2;

/**
 * Are the pageblocks of a block isolated, so that nobody can allocate in them? Only the block that an operation works on
 * is, and only one operation runs at a time: then the zone counts isolated pageblocks.
 */
export function isIsolated(k: Kernel, blockId: number): boolean {
  const state = BLOCK_CONFIGURATIONS[k.blocks.chart.get(blockId)]?.value;
  if (state !== 'goingOnline' && state !== 'goingOffline') return false;
  return k.zones.isolated.get(zoneRow(k.blocks.nid.get(blockId), k.blocks.pagesZone.get(blockId) - 1)) !== 0;
}

/** First page frame of a block. */
export function blockStartPfn(k: Kernel, blockId: number): number {
  return blockId * k.blockPages;
}

/** The pages of a block that do not hold its own memory map: what online_pages() and the notifiers speak of. */
export function usableRange(k: Kernel, blockId: number): { startPfn: number; pages: number } {
  const vmemmapPages = k.blocks.vmemmapPages.get(blockId);
  return { startPfn: blockId * k.blockPages + vmemmapPages, pages: k.blockPages - vmemmapPages };
}

/** Block id that holds a page frame: pfn_to_block_id. */
export function blockOfPfn(k: Kernel, pfn: number): number {
  return Math.floor(pfn / k.blockPages);
}

/** Block id that holds a byte: phys_to_block_id. */
export function blockOfBytes(k: Kernel, addressBytes: number): number {
  return Math.floor(addressBytes / k.constants.blockSizeBytes);
}

/** First and last block id of `[start, start + size)` as walk_memory_blocks counts them; null when size is 0. */
export function blockIdsOf(
  k: Kernel,
  startBytes: number,
  sizeBytes: number,
): { first: number; last: number } | null {
  if (sizeBytes === 0) return null;
  return { first: blockOfBytes(k, startBytes), last: blockOfBytes(k, startBytes + sizeBytes - 1) };
}

/** Nodes that memoryN has links to: several only for a boot block that holds memory of several. */
export function nodesOfBlock(k: Kernel, blockId: number): readonly number[] {
  return k.constants.bootMemory.sharedBlocks.get(blockId) ?? [k.blocks.nid.get(blockId)];
}

/** Is the node one of them? */
export function hasPagesOfNode(k: Kernel, blockId: number, nid: number): boolean {
  return (
    k.blocks.nid.get(blockId) === nid ||
    k.constants.bootMemory.sharedBlocks.get(blockId)?.includes(nid) === true
  );
}

/** mem->zone as a zone type, or -1 for NULL. */
export function zoneOfBlock(k: Kernel, blockId: number): number {
  return k.blocks.zone.get(blockId) - 1;
}

/** Row of a zone in the zone columns. */
export function zoneRow(nid: number, zoneType: number): number {
  return nid * ZONE_COUNT + zoneType;
}

/** pfn_to_online_page() finds something. */
export function isOnlinePage(k: Kernel, pfn: number): boolean {
  const blockId = blockOfPfn(k, pfn);
  return (
    k.blocks.sectionsOnline.get(blockId) !== 0 && !isWithin(k.constants.bootMemory.holes.get(blockId), pfn)
  );
}

/**
 * Is the page online, and does it belong to the zone? In a boot block that covers several zones or nodes each page
 * belongs to the zone whose span at boot contains it; what is left of the last subsection goes to the last zone.
 */
export function isOnlinePageOf(k: Kernel, pfn: number, nid: number, zoneType: number): boolean {
  const blockId = blockOfPfn(k, pfn);
  if (!isOnlinePage(k, pfn) || !hasPagesOfNode(k, blockId, nid)) return false;
  const owner = k.blocks.pagesZone.get(blockId) - 1;
  if (owner >= 0) return owner === zoneType;
  const row = zoneRow(nid, zoneType);
  const endPfn = k.zones.bootEndPfn.get(row);
  const ownsTail = endPfn === k.constants.bootMemory.endPfn;
  return pfn >= k.zones.bootStartPfn.get(row) && (pfn < endPfn || ownsTail);
}

/** First block id at or above `from` (and below `end`) that exists, or -1. */
export function nextBlock(k: Kernel, from: number, end: number): number {
  return k.blocks.chart.firstNonZero(from, end);
}
