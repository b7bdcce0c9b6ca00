/**
 * Which zone a block goes to when it is onlined: zone_for_pfn_range() and what it calls, of mm/memory_hotplug.c
 * (spec 02 §8). Pure questions on the present spans and counters; the answer depends on history and order.
 */
import { isOnlinePageOf } from '../state/blocks.ts';
import { GROUP_DYNAMIC, GROUP_STATIC } from '../state/groups.ts';
import type { Kernel } from '../state/kernel.ts';
import { zoneRow } from '../state/blocks.ts';
import { isPopulated, zoneIntersects } from '../state/zones.ts';
import { countPages, PAGE_CMA } from '../state/pages.ts';
import {
  MMOP_ONLINE_KERNEL,
  MMOP_ONLINE_MOVABLE,
  NUMA_NO_NODE,
  ONLINE_POLICY_AUTO_MOVABLE,
  SECTION_PAGES,
  ZONE_MOVABLE,
  ZONE_NORMAL,
} from '../state/units.ts';

/** default_kernel_zone_for_pfn(): the first kernel zone below NORMAL whose span the range intersects, else NORMAL. */
export function default_kernel_zone_for_pfn(k: Kernel, nid: number, startPfn: number, pages: number): number {
  for (let zoneType = 0; zoneType < ZONE_NORMAL; zoneType++) {
    if (zoneIntersects(k, nid, zoneType, startPfn, pages)) return zoneType;
  }
  return ZONE_NORMAL;
}

/** default_zone_for_pfn(): the contig-zones policy. */
export function default_zone_for_pfn(k: Kernel, nid: number, startPfn: number, pages: number): number {
  const kernelZone = default_kernel_zone_for_pfn(k, nid, startPfn, pages);
  const inKernel = zoneIntersects(k, nid, kernelZone, startPfn, pages);
  const inMovable = zoneIntersects(k, nid, ZONE_MOVABLE, startPfn, pages);
  if (inKernel !== inMovable) return inKernel ? kernelZone : ZONE_MOVABLE;
  return k.policy.movableNode.value !== 0 ? ZONE_MOVABLE : kernelZone;
}

/** Why auto_movable_zone_for_pfn() chose as it did, for people. */
export type AutoMovableReason =
  | 'ratio is 0'
  | 'the group already has kernel memory'
  | 'the unit already has kernel memory'
  | 'the global ratio is used up'
  | "the node's ratio is used up"
  | 'the ratio allows it';

/** The zone and why; `online_type` as in zone_for_pfn_range(), `mgid` -1 for no group. */
export interface ZoneChoice {
  readonly zone: number;
  readonly reason: string;
}

/** zone_for_pfn_range() with its reason in words. Any type but kernel and movable follows the policy. */
export function chooseZone(
  k: Kernel,
  onlineType: number,
  nid: number,
  mgid: number,
  startPfn: number,
  pages: number,
): ZoneChoice {
  if (onlineType === MMOP_ONLINE_KERNEL) {
    return { zone: default_kernel_zone_for_pfn(k, nid, startPfn, pages), reason: 'online_kernel' };
  }
  if (onlineType === MMOP_ONLINE_MOVABLE) return { zone: ZONE_MOVABLE, reason: 'online_movable' };
  if (k.policy.onlinePolicy.value === ONLINE_POLICY_AUTO_MOVABLE) {
    return auto_movable_zone_for_pfn(k, nid, mgid, startPfn, pages);
  }
  return {
    zone: default_zone_for_pfn(k, nid, startPfn, pages),
    reason: contigReason(k, nid, startPfn, pages),
  };
}

/** zone_for_pfn_range(): the zone type. */
export function zone_for_pfn_range(
  k: Kernel,
  onlineType: number,
  nid: number,
  mgid: number,
  startPfn: number,
  pages: number,
): number {
  if (onlineType === MMOP_ONLINE_KERNEL) return default_kernel_zone_for_pfn(k, nid, startPfn, pages);
  if (onlineType === MMOP_ONLINE_MOVABLE) return ZONE_MOVABLE;
  if (k.policy.onlinePolicy.value === ONLINE_POLICY_AUTO_MOVABLE) {
    return auto_movable_zone_for_pfn(k, nid, mgid, startPfn, pages).zone;
  }
  return default_zone_for_pfn(k, nid, startPfn, pages);
}

function contigReason(k: Kernel, nid: number, startPfn: number, pages: number): string {
  const kernelZone = default_kernel_zone_for_pfn(k, nid, startPfn, pages);
  const inKernel = zoneIntersects(k, nid, kernelZone, startPfn, pages);
  const inMovable = zoneIntersects(k, nid, ZONE_MOVABLE, startPfn, pages);
  if (inKernel && inMovable) return 'contig-zones: both spans cover it';
  if (inKernel) return 'contig-zones: inside the span of the kernel zone';
  if (inMovable) return 'contig-zones: inside the span of Movable';
  return 'contig-zones: no span covers it';
}

/** auto_movable_zone_for_pfn(). The range that the kernel fallback tests moves along with the computation. */
function auto_movable_zone_for_pfn(
  k: Kernel,
  nid: number,
  mgid: number,
  startPfn: number,
  pages: number,
): ZoneChoice {
  let pfn = startPfn;
  let nrPages = pages;
  const kernel = (reason: AutoMovableReason): ZoneChoice => ({
    zone: default_kernel_zone_for_pfn(k, nid, pfn, nrPages),
    reason: `auto-movable: ${reason}`,
  });
  if (k.policy.autoMovableRatio.value === 0) return kernel('ratio is 0');

  let maxPages = nrPages;
  let onlinePages = 0;
  const kind = mgid < 0 ? 0 : k.groups.kind.get(mgid);
  if (kind === GROUP_STATIC) {
    maxPages = k.groups.pages.get(mgid);
    onlinePages = k.groups.presentMovable.get(mgid);
    if (k.groups.presentKernel.get(mgid) !== 0) return kernel('the group already has kernel memory');
  } else if (kind === GROUP_DYNAMIC && k.groups.pages.get(mgid) !== nrPages) {
    maxPages = k.groups.pages.get(mgid);
    pfn = Math.floor(pfn / maxPages) * maxPages;
    const endPfn = pfn + maxPages;
    for (; pfn < endPfn; pfn += SECTION_PAGES) {
      if (!isSectionOnline(k, pfn)) continue;
      if (!isOnlinePageOf(k, pfn, nid, ZONE_MOVABLE)) return kernel('the unit already has kernel memory');
      onlinePages += SECTION_PAGES;
    }
  }
  nrPages = maxPages - onlinePages;
  if (!auto_movable_can_online_movable(k, NUMA_NO_NODE, mgid, nrPages)) {
    return kernel('the global ratio is used up');
  }
  if (k.policy.autoMovableNumaAware.value !== 0 && !auto_movable_can_online_movable(k, nid, mgid, nrPages)) {
    return kernel("the node's ratio is used up");
  }
  return { zone: ZONE_MOVABLE, reason: 'auto-movable: the ratio allows it' };
}

function isSectionOnline(k: Kernel, pfn: number): boolean {
  return k.blocks.sectionsOnline.get(Math.floor(pfn / k.blockPages)) !== 0;
}

/** Kernel and movable pages that the ratio is computed from: auto_movable_stats_account_zone and _group. */
export function autoMovableStats(k: Kernel, nid: number): { kernelEarly: number; movable: number } {
  let kernelEarly = 0;
  let movable = 0;
  for (let node = 0; node < k.constants.nodeCount; node++) {
    if ((nid !== NUMA_NO_NODE && node !== nid) || k.nodes.online.get(node) === 0) continue;
    for (let zoneType = 0; zoneType <= ZONE_MOVABLE; zoneType++) {
      if (!isPopulated(k, node, zoneType)) continue;
      const row = zoneRow(node, zoneType);
      if (zoneType === ZONE_MOVABLE) {
        movable += k.zones.present.get(row);
        continue;
      }
      const cma = countPages(k, PAGE_CMA, k.zones.startPfn.get(row), k.zones.spanned.get(row));
      kernelEarly += k.zones.presentEarly.get(row) - cma;
      movable += cma;
    }
  }
  return { kernelEarly, movable };
}

/** auto_movable_can_online_movable(): would `pages` more movable pages stay within the ratio? */
export function auto_movable_can_online_movable(
  k: Kernel,
  nid: number,
  mgid: number,
  pages: number,
): boolean {
  const ratio = k.policy.autoMovableRatio.value;
  const stats = autoMovableStats(k, nid);
  let kernelEarly = stats.kernelEarly;
  let movable = stats.movable;
  let reserved = 0;
  for (let group = 0; group < k.groups.kind.data.length; group++) {
    if (group === mgid || k.groups.kind.get(group) !== GROUP_DYNAMIC) continue;
    if (nid !== NUMA_NO_NODE && k.groups.nid.get(group) !== nid) continue;
    const groupMovable = k.groups.presentMovable.get(group);
    const required = Math.floor((groupMovable * 100) / ratio);
    reserved += Math.max(required - k.groups.presentKernel.get(group), 0);
    movable -= groupMovable;
  }
  if (kernelEarly <= reserved) return false;
  kernelEarly -= reserved;
  if (mgid >= 0 && k.groups.kind.get(mgid) === GROUP_DYNAMIC) kernelEarly += k.groups.presentKernel.get(mgid);
  return movable + pages <= Math.floor((ratio * kernelEarly) / 100);
}
