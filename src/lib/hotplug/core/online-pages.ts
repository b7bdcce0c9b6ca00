/**
 * online_pages() and the memory map that a block may hold itself, of mm/memory_hotplug.c (spec 02 §7, 01 §10).
 */
import { blockStartPfn, usableRange, zoneRow } from '../state/blocks.ts';
import type { Kernel } from '../state/kernel.ts';
import { MEM_CANCEL_ONLINE, MEM_GOING_ONLINE, MEM_ONLINE, ONLINE_PAGES_FAILED } from '../state/messages.ts';
import { countPages, PAGE_OFFLINE_REFERENCED, PAGE_OFFLINE_SKIPPABLE } from '../state/pages.ts';
import { PAGEBLOCK_PAGES } from '../state/units.ts';
import { adjustPresent, growSpans, isPopulated, shrinkSpans } from '../state/zones.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { build_all_zonelists, node_states_set_node } from './nodes.ts';
import { memory_notify } from './notifier.ts';

/** Pages of a range that the online callback withholds from the buddy (virtio-mem's unplugged parts). */
function withheldPages(k: Kernel, startPfn: number, pages: number): number {
  return (
    countPages(k, PAGE_OFFLINE_REFERENCED, startPfn, pages) +
    countPages(k, PAGE_OFFLINE_SKIPPABLE, startPfn, pages)
  );
}

/** Replies 1 when the node has no memory yet. */
const move_pfn_range_to_zone = defineOp(
  'move_pfn_range_to_zone',
  'zone and node span grow over the range',
  (k, blockId: number, zone: number) => {
    const { startPfn, pages } = usableRange(k, blockId);
    growSpans(k, k.blocks.nid.get(blockId), zone, startPfn, pages);
    k.blocks.pagesZone.set(blockId, zone + 1);
    return k.nodes.hasMemory.get(k.blocks.nid.get(blockId)) === 0 ? 1 : 0;
  },
);

const online_pages_range = defineOp(
  'online_pages_range',
  'pages go to the buddy; sections are marked online; present grows',
  (k, blockId: number, zone: number) => {
    const { startPfn, pages } = usableRange(k, blockId);
    const nid = k.blocks.nid.get(blockId);
    const row = zoneRow(nid, zone);
    const needZonelistsRebuild = isPopulated(k, nid, zone) ? 0 : 1;
    k.zones.isolated.add(row, pages / PAGEBLOCK_PAGES);
    k.zones.managed.add(row, pages - withheldPages(k, startPfn, pages));
    k.blocks.sectionsOnline.set(blockId, 1);
    adjustPresent(k, blockId, zone, pages);
    return needZonelistsRebuild;
  },
);

const set_node_states = defineOp(
  'node_states_set_node',
  'the node has memory; zonelists are rebuilt for a zone that was empty',
  (k, blockId: number, zone: number, needZonelistsRebuild: number) => {
    const changed = node_states_set_node(k, k.blocks.nid.get(blockId), zone);
    if (needZonelistsRebuild !== 0) build_all_zonelists(k);
    return changed;
  },
);

const undo_isolate = defineOp(
  'undo_isolate_page_range',
  'pageblocks become MIGRATE_MOVABLE: pages can be allocated',
  (k, blockId: number, zone: number) => {
    const { pages } = usableRange(k, blockId);
    k.zones.isolated.add(zoneRow(k.blocks.nid.get(blockId), zone), -pages / PAGEBLOCK_PAGES);
    return 0;
  },
);

const say_failed = defineOp('online_pages', 'a notifier refused', (k, blockId: number) => {
  const { startPfn, pages } = usableRange(k, blockId);
  k.say(ONLINE_PAGES_FAILED, startPfn, pages);
  return 0;
});

/** remove_pfn_range_from_zone() as a step: spans shrink by the rule of spec 01 §4.4. */
export const remove_pfn_range_from_zone = defineOp(
  'remove_pfn_range_from_zone',
  'zone and node span shrink',
  (k, blockId: number, zone: number) => {
    const { startPfn, pages } = usableRange(k, blockId);
    shrinkSpans(k, k.blocks.nid.get(blockId), zone, startPfn, pages);
    return 0;
  },
);

/** online_pages() of 6.12: spans grow before the first notifier is asked, pages become usable before the state changes. */
export function* online_pages(blockId: number, zone: number): Kfn {
  const isFirst = yield step(move_pfn_range_to_zone, blockId, zone);
  const rc = yield call(memory_notify, MEM_GOING_ONLINE, blockId, isFirst);
  if (rc !== 0) {
    yield step(say_failed, blockId);
    yield call(memory_notify, MEM_CANCEL_ONLINE, blockId, isFirst);
    yield step(remove_pfn_range_from_zone, blockId, zone);
    return rc;
  }
  const needZonelistsRebuild = yield step(online_pages_range, blockId, zone);
  const changed = yield step(set_node_states, blockId, zone, needZonelistsRebuild);
  yield step(undo_isolate, blockId, zone);
  yield call(memory_notify, MEM_ONLINE, blockId, changed);
  return 0;
}

const move_vmemmap_to_zone = defineOp(
  'mhp_init_memmap_on_memory',
  'the pages of the memory map join the zone',
  (k, blockId: number, zone: number) => {
    growSpans(
      k,
      k.blocks.nid.get(blockId),
      zone,
      blockStartPfn(k, blockId),
      k.blocks.vmemmapPages.get(blockId),
    );
    k.blocks.pagesZone.set(blockId, zone + 1);
    return 0;
  },
);

/** mhp_init_memmap_on_memory(): the vmemmap pages go into the same zone first. */
export function* mhp_init_memmap_on_memory(blockId: number, zone: number): Kfn {
  return yield step(move_vmemmap_to_zone, blockId, zone);
}

const remove_vmemmap_from_zone = defineOp(
  'mhp_deinit_memmap_on_memory',
  'the pages of the memory map leave the zone',
  (k, blockId: number, zone: number) => {
    shrinkSpans(
      k,
      k.blocks.nid.get(blockId),
      zone,
      blockStartPfn(k, blockId),
      k.blocks.vmemmapPages.get(blockId),
    );
    return 0;
  },
);

/** mhp_deinit_memmap_on_memory(): the vmemmap pages leave the zone after all others. */
export function* mhp_deinit_memmap_on_memory(blockId: number, zone: number): Kfn {
  return yield step(remove_vmemmap_from_zone, blockId, zone);
}

/** Steps that other kernels put together in another order. */
export const onlineSteps = {
  move_pfn_range_to_zone,
  say_failed,
  online_pages_range,
  set_node_states,
  undo_isolate,
};

kernelFunctions('mm/memory_hotplug.c', {
  online_pages,
  mhp_init_memmap_on_memory,
  mhp_deinit_memmap_on_memory,
});
