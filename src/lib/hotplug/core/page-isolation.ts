/**
 * Which pages stand in the way of offlining: start_isolate_page_range() of mm/page_isolation.c and the scan and
 * migration loop of offline_pages() (spec 02 §11.2 to §11.4).
 */
import type { Kernel } from '../state/kernel.ts';
import {
  findPages,
  freePages,
  PAGE_CMA,
  PAGE_HUGETLB,
  PAGE_HUGETLB_STUCK,
  PAGE_HUGETLB_UNDISSOLVABLE,
  PAGE_MOVABLE,
  PAGE_OFFLINE_REFERENCED,
  PAGE_PINNED,
  PAGE_RESERVED,
  PAGE_UNMOVABLE,
  pageRuns,
} from '../state/pages.ts';
import { ZONE_MOVABLE } from '../state/units.ts';

/** has_unmovable_pages() over a range: the first page frame that refuses isolation, or -1. */
export function unmovablePfn(k: Kernel, startPfn: number, pages: number, zoneType: number): number {
  let first = -1;
  for (const run of pageRuns(k, startPfn, pages)) {
    const inKernelZone = zoneType !== ZONE_MOVABLE;
    const refuses =
      run.pageClass === PAGE_RESERVED ||
      run.pageClass === PAGE_CMA ||
      (inKernelZone && (run.pageClass === PAGE_UNMOVABLE || run.pageClass === PAGE_HUGETLB_STUCK));
    const pfn = Math.max(run.startPfn, startPfn);
    if (refuses && (first < 0 || pfn < first)) first = pfn;
  }
  return first;
}

/** What one round of the offline loop comes to. */
export const ROUND_DONE = 0;
export const ROUND_AGAIN = 1;
export const ROUND_UNMOVABLE = 2;
export const ROUND_DISSOLVE_FAILED = 3;

/**
 * One round of the loop of offline_pages(), steps 9 to 12: scan_movable_pages() and do_migrate_range() until nothing
 * movable is found, dissolve_free_hugetlb_folios(), test_pages_isolated().
 */
export function migrateRound(k: Kernel, startPfn: number, pages: number): number {
  const stuck = lowest(k, [PAGE_PINNED], startPfn, pages);
  const offline = lowest(k, [PAGE_OFFLINE_REFERENCED], startPfn, pages);
  const reach = Math.min(stuck, offline);
  for (const run of pageRuns(k, startPfn, pages)) {
    if (run.startPfn < reach && (run.pageClass === PAGE_MOVABLE || run.pageClass === PAGE_HUGETLB)) {
      freePages(k, run.row);
    }
  }
  if (stuck < offline) return ROUND_AGAIN;
  if (offline !== Infinity) return ROUND_UNMOVABLE;
  if (findPages(k, PAGE_HUGETLB_UNDISSOLVABLE, startPfn, pages) >= 0) return ROUND_DISSOLVE_FAILED;
  const left = lowest(k, [PAGE_UNMOVABLE, PAGE_HUGETLB_STUCK], startPfn, pages);
  return left === Infinity ? ROUND_DONE : ROUND_AGAIN;
}

function lowest(k: Kernel, classes: readonly number[], startPfn: number, pages: number): number {
  let first = Infinity;
  for (const run of pageRuns(k, startPfn, pages)) {
    if (classes.includes(run.pageClass)) first = Math.min(first, Math.max(run.startPfn, startPfn));
  }
  return first;
}

/** What offlining a block would come to now, for the inspector: 'leaves', or why not. */
export type OfflineForecast =
  | { readonly kind: 'leaves' }
  | { readonly kind: 'EBUSY' | 'never'; readonly pfn: number; readonly pageClass: number };

/** Forecast for the pages of a range without changing anything. */
export function forecastOffline(
  k: Kernel,
  startPfn: number,
  pages: number,
  zoneType: number,
): OfflineForecast {
  const refused = unmovablePfn(k, startPfn, pages, zoneType);
  const classAt = (pfn: number): number =>
    pageRuns(k, pfn, 1).find(({ pageClass }) => pageClass !== PAGE_MOVABLE)?.pageClass ?? PAGE_MOVABLE;
  if (refused >= 0) return { kind: 'EBUSY', pfn: refused, pageClass: classAt(refused) };
  const stuck = lowest(k, [PAGE_PINNED], startPfn, pages);
  const offline = lowest(k, [PAGE_OFFLINE_REFERENCED], startPfn, pages);
  if (stuck < offline) return { kind: 'never', pfn: stuck, pageClass: PAGE_PINNED };
  if (offline !== Infinity) return { kind: 'EBUSY', pfn: offline, pageClass: PAGE_OFFLINE_REFERENCED };
  const undissolvable = findPages(k, PAGE_HUGETLB_UNDISSOLVABLE, startPfn, pages);
  if (undissolvable >= 0) return { kind: 'EBUSY', pfn: undissolvable, pageClass: PAGE_HUGETLB_UNDISSOLVABLE };
  const left = lowest(k, [PAGE_UNMOVABLE, PAGE_HUGETLB_STUCK], startPfn, pages);
  return left === Infinity ? { kind: 'leaves' } : { kind: 'never', pfn: left, pageClass: classAt(left) };
}
