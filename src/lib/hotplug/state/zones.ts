/**
 * Zone and node spans and counters: how they grow, shrink and are counted (spec 01, section 4).
 */
import { isOnlinePageOf, blockOfPfn, hasPagesOfNode, zoneRow } from './blocks.ts';
import type { Kernel } from './kernel.ts';
import { SUBSECTION_PAGES, ZONE_COUNT, ZONE_DEVICE, ZONE_MOVABLE, ZONE_NORMAL } from './units.ts';

/** zone_intersects(): tests the span, holes included, not the pages that are present. */
export function zoneIntersects(
  k: Kernel,
  nid: number,
  zoneType: number,
  startPfn: number,
  pages: number,
): boolean {
  const row = zoneRow(nid, zoneType);
  const spanned = k.zones.spanned.get(row);
  if (spanned === 0) return false;
  const start = k.zones.startPfn.get(row);
  return startPfn < start + spanned && startPfn + pages > start;
}

/** resize_zone_range() and resize_pgdat_range(). */
export function growSpans(k: Kernel, nid: number, zoneType: number, startPfn: number, pages: number): void {
  grow(k.zones, zoneRow(nid, zoneType), startPfn, pages);
  grow(k.nodes, nid, startPfn, pages);
}

type SpanColumns = Pick<Kernel['zones'], 'startPfn' | 'spanned'>;

function grow(spans: SpanColumns, row: number, startPfn: number, pages: number): void {
  const spanned = spans.spanned.get(row);
  const oldStart = spans.startPfn.get(row);
  const oldEnd = spanned === 0 ? 0 : oldStart + spanned;
  const start = spanned === 0 || startPfn < oldStart ? startPfn : oldStart;
  spans.startPfn.set(row, start);
  spans.spanned.set(row, Math.max(startPfn + pages, oldEnd) - start);
}

/** remove_pfn_range_from_zone(): shrink_zone_span(), then update_pgdat_span(). ZONE_DEVICE never shrinks. */
export function shrinkSpans(k: Kernel, nid: number, zoneType: number, startPfn: number, pages: number): void {
  if (zoneType === ZONE_DEVICE) return;
  shrinkZoneSpan(k, nid, zoneType, startPfn, startPfn + pages);
  updateNodeSpan(k, nid);
}

function shrinkZoneSpan(k: Kernel, nid: number, zoneType: number, startPfn: number, endPfn: number): void {
  const row = zoneRow(nid, zoneType);
  const zoneStart = k.zones.startPfn.get(row);
  const zoneEnd = zoneStart + k.zones.spanned.get(row);
  if (zoneStart === startPfn) {
    const pfn = smallestPfnOfZone(k, nid, zoneType, endPfn, zoneEnd);
    setSpan(k, row, pfn < 0 ? 0 : pfn, pfn < 0 ? 0 : zoneEnd - pfn);
  } else if (zoneEnd === endPfn) {
    const pfn = biggestPfnOfZone(k, nid, zoneType, zoneStart, startPfn);
    setSpan(k, row, pfn < 0 ? 0 : zoneStart, pfn < 0 ? 0 : pfn - zoneStart + 1);
  }
}

function setSpan(k: Kernel, row: number, startPfn: number, spanned: number): void {
  k.zones.startPfn.set(row, startPfn);
  k.zones.spanned.set(row, spanned);
}

/** find_smallest_section_pfn(): lowest online page of the zone in `[from, end)`, in steps of a subsection; or -1. */
function smallestPfnOfZone(k: Kernel, nid: number, zoneType: number, from: number, end: number): number {
  for (let pfn = from; pfn < end; pfn += SUBSECTION_PAGES) {
    if (isOnlinePageOf(k, pfn, nid, zoneType)) return pfn;
    const blockId = blockOfPfn(k, pfn);
    if (cannotHold(k, blockId, nid, zoneType)) {
      const nextPfn = (blockId + 1) * k.blockPages;
      pfn += Math.floor((nextPfn - 1 - pfn) / SUBSECTION_PAGES) * SUBSECTION_PAGES;
    }
  }
  return -1;
}

/** find_biggest_section_pfn(): highest online page of the zone in `[from, end)`, downwards from end - 1; or -1. */
function biggestPfnOfZone(k: Kernel, nid: number, zoneType: number, from: number, end: number): number {
  for (let pfn = end - 1; pfn >= from; pfn -= SUBSECTION_PAGES) {
    if (isOnlinePageOf(k, pfn, nid, zoneType)) return pfn;
    const blockId = blockOfPfn(k, pfn);
    if (cannotHold(k, blockId, nid, zoneType)) {
      pfn -= Math.floor((pfn - blockId * k.blockPages) / SUBSECTION_PAGES) * SUBSECTION_PAGES;
    }
  }
  return -1;
}

/** No page of the block can answer: lets the scans jump over whole blocks without changing what they find. */
function cannotHold(k: Kernel, blockId: number, nid: number, zoneType: number): boolean {
  const owner = k.blocks.pagesZone.get(blockId);
  const online = k.blocks.sectionsOnline.get(blockId) !== 0;
  return !online || !hasPagesOfNode(k, blockId, nid) || (owner !== 0 && owner - 1 !== zoneType);
}

/** update_pgdat_span(): the hull of the node's zones with a span, 0 and 0 without one. */
export function updateNodeSpan(k: Kernel, nid: number): void {
  let start = Infinity;
  let end = 0;
  for (let zoneType = 0; zoneType < ZONE_COUNT; zoneType++) {
    const row = zoneRow(nid, zoneType);
    const spanned = k.zones.spanned.get(row);
    if (spanned === 0) continue;
    start = Math.min(start, k.zones.startPfn.get(row));
    end = Math.max(end, k.zones.startPfn.get(row) + spanned);
  }
  k.nodes.startPfn.set(nid, end === 0 ? 0 : start);
  k.nodes.spanned.set(nid, end === 0 ? 0 : end - start);
}

/** adjust_present_page_count(): zone, and the memory group; present_early only for early sections. */
export function adjustPresent(k: Kernel, blockId: number, zoneType: number, pages: number): void {
  const row = zoneRow(k.blocks.nid.get(blockId), zoneType);
  k.zones.present.add(row, pages);
  if (k.blocks.early.get(blockId) !== 0) k.zones.presentEarly.add(row, pages);
  const group = k.blocks.group.get(blockId) - 1;
  if (group < 0) return;
  const counter = zoneType === ZONE_MOVABLE ? k.groups.presentMovable : k.groups.presentKernel;
  counter.add(group, pages);
}

/** node_present_pages: the sum over the node's zones; `lastZone` limits it to zones up to that type. */
export function nodePresentPages(k: Kernel, nid: number, lastZone = ZONE_DEVICE): number {
  let pages = 0;
  for (let zoneType = 0; zoneType <= lastZone; zoneType++)
    pages += k.zones.present.get(zoneRow(nid, zoneType));
  return pages;
}

/** Is zone->present_pages not 0? */
export function isPopulated(k: Kernel, nid: number, zoneType: number): boolean {
  return k.zones.present.get(zoneRow(nid, zoneType)) !== 0;
}

/** Pages present in the node's kernel zones up to NORMAL: what N_NORMAL_MEMORY is about. */
export function nodeNormalPages(k: Kernel, nid: number): number {
  return nodePresentPages(k, nid, ZONE_NORMAL);
}
