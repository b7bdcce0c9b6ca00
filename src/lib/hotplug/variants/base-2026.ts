/**
 * Mainline of mid-2026 without the series: the memory core that the later postings were written on (spec 04 §2).
 *
 * Only what can be told apart from 6.12: events, where a new node is registered, when a node loses N_MEMORY, where
 * zone->contiguous is computed. Two changes show in words only, because nothing in the model reads migratetypes:
 * isolation is a bit beside the migratetype, so a pageblock has its previous type back after a failed offlining.
 */
import { usableRange, zoneRow } from '../state/blocks.ts';
import { EBUSY, EINTR } from '../state/errno.ts';
import { FAULT_REGISTER_NODE, faultInRange } from '../state/faults.ts';
import {
  MEM_CANCEL_OFFLINE,
  MEM_CANCEL_ONLINE,
  MEM_GOING_OFFLINE,
  MEM_GOING_ONLINE,
  MEM_OFFLINE,
  MEM_ONLINE,
  NODE_ADDED_FIRST_MEMORY,
  NODE_ADDING_FIRST_MEMORY,
  NODE_CANCEL_ADDING_FIRST_MEMORY,
  NODE_CANCEL_REMOVING_LAST_MEMORY,
  NODE_REMOVED_LAST_MEMORY,
  NODE_REMOVING_LAST_MEMORY,
  WARNING_AT,
} from '../state/messages.ts';
import { MHP_NID_IS_MGID, PAGEBLOCK_PAGES, ZONE_NORMAL } from '../state/units.ts';
import { isPopulated, nodeNormalPages, nodePresentPages } from '../state/zones.ts';
import { call, defineOp, loop, step, type Kfn } from '../run/effects.ts';
import { variantFunctions } from '../run/registry.ts';
import { addSteps } from '../core/add-memory.ts';
import { blockSteps } from '../core/base-memory.ts';
import { mem_hotplug_begin, mem_hotplug_done } from '../core/mem-hotplug-lock.ts';
import {
  arch_add_memory,
  arch_remove_memory,
  create_altmaps_and_memory_blocks,
  create_memory_block_devices,
  memmap_pages,
} from '../core/memory-block-devices.ts';
import { node_notify, nodeNotifierFunctions } from '../core/node-notifier.ts';
import { build_all_zonelists, set_node_offline, set_node_online } from '../core/nodes.ts';
import { memory_notify } from '../core/notifier.ts';
import { LOOP_SIGNAL, offline_pages_round, offlineSteps } from '../core/offline-pages.ts';
import {
  mhp_deinit_memmap_on_memory,
  mhp_init_memmap_on_memory,
  onlineSteps,
  remove_pfn_range_from_zone,
} from '../core/online-pages.ts';
import { base612 } from './base-6.12.ts';
import type { Variant } from './variant.ts';

const clear_zone_contiguous = defineOp(
  'clear_zone_contiguous',
  'zone->contiguous is not to be trusted while the block changes',
  () => 0,
);
const set_zone_contiguous = defineOp(
  'set_zone_contiguous',
  'zone->contiguous is computed once, for the whole operation',
  () => 0,
);

/** memory_block_online(): no PREPARE_ONLINE before, no FINISH_OFFLINE after a failure. */
export function* memory_block_online(blockId: number): Kfn {
  const zone = yield step(blockSteps.choose_zone, blockId);
  if (zone < 0) return zone;
  const vmemmapPages = yield step(mem_hotplug_begin, blockId);
  yield step(clear_zone_contiguous);
  if (vmemmapPages !== 0) yield call(mhp_init_memmap_on_memory, blockId, zone);
  const rc = yield call(online_pages, blockId, zone);
  if (rc === 0) yield step(blockSteps.set_block_zone, blockId, zone);
  else if (vmemmapPages !== 0) yield call(mhp_deinit_memmap_on_memory, blockId, zone);
  yield step(set_zone_contiguous);
  yield step(mem_hotplug_done);
  return rc;
}

/** memory_block_offline(): no FINISH_OFFLINE. */
export function* memory_block_offline(blockId: number): Kfn {
  const zone = yield step(blockSteps.check_zone, blockId);
  if (zone < 0) return zone;
  const vmemmapPages = yield step(mem_hotplug_begin, blockId);
  yield step(clear_zone_contiguous);
  if (vmemmapPages !== 0) yield step(blockSteps.present_without_vmemmap, blockId, zone, -1);
  const rc = yield call(offline_pages, blockId, zone);
  if (rc !== 0) {
    if (vmemmapPages !== 0) yield step(blockSteps.present_without_vmemmap, blockId, zone, 1);
  } else {
    if (vmemmapPages !== 0) yield call(mhp_deinit_memmap_on_memory, blockId, zone);
    yield step(blockSteps.clear_block_zone, blockId);
  }
  yield step(set_zone_contiguous);
  yield step(mem_hotplug_done);
  return rc;
}

/** online_pages(): the node chain is asked before the memory chain, and told after it. */
export function* online_pages(blockId: number, zone: number): Kfn {
  const isFirst = yield step(onlineSteps.move_pfn_range_to_zone, blockId, zone);
  let rc = 0;
  if (isFirst !== 0) rc = yield call(node_notify, NODE_ADDING_FIRST_MEMORY, blockId);
  if (rc === 0) rc = yield call(memory_notify, MEM_GOING_ONLINE, blockId, 0);
  if (rc !== 0) {
    yield step(onlineSteps.say_failed, blockId);
    yield call(memory_notify, MEM_CANCEL_ONLINE, blockId, 0);
    if (isFirst !== 0) yield call(node_notify, NODE_CANCEL_ADDING_FIRST_MEMORY, blockId);
    yield step(remove_pfn_range_from_zone, blockId, zone);
    return rc;
  }
  const needZonelistsRebuild = yield step(onlineSteps.online_pages_range, blockId, zone);
  yield step(onlineSteps.set_node_states, blockId, zone, needZonelistsRebuild);
  yield step(onlineSteps.undo_isolate, blockId, zone);
  if (isFirst !== 0) yield call(node_notify, NODE_ADDED_FIRST_MEMORY, blockId);
  yield call(memory_notify, MEM_ONLINE, blockId, 0);
  return 0;
}

const takes_last_memory = defineOp(
  'offline_pages',
  'are these the last present pages of the node?',
  (k, blockId: number) => {
    const { pages } = usableRange(k, blockId);
    return pages >= nodePresentPages(k, k.blocks.nid.get(blockId)) ? 1 : 0;
  },
);

const undo_isolate = defineOp(
  'undo_isolate_page_range',
  'pageblocks are not isolated any more and have the migratetype that they had before',
  (k, blockId: number, zone: number) => {
    const { pages } = usableRange(k, blockId);
    k.zones.isolated.add(zoneRow(k.blocks.nid.get(blockId), zone), -pages / PAGEBLOCK_PAGES);
    return 0;
  },
);

const clear_node_states = defineOp(
  'node_clear_state',
  'an empty node loses N_MEMORY; an empty zone leaves the zonelists',
  (k, blockId: number, zone: number, isLast: number) => {
    const nid = k.blocks.nid.get(blockId);
    if (zone <= ZONE_NORMAL && nodeNormalPages(k, nid) === 0) k.nodes.hasNormalMemory.set(nid, 0);
    if (isLast !== 0) k.nodes.hasMemory.set(nid, 0);
    if (!isPopulated(k, nid, zone)) build_all_zonelists(k);
    return 0;
  },
);

/** offline_pages(): the node chain is asked first, by the present pages of the node, and cancelled last. */
export function* offline_pages(blockId: number, zone: number): Kfn {
  let rc = yield step(offlineSteps.check_holes, blockId);
  if (rc !== 0) return rc;
  const isolated = yield step(offlineSteps.start_isolate_page_range, blockId, zone);
  if (isolated < 0) return isolated;
  const isLast = yield step(takes_last_memory, blockId);
  let reason = 0;
  if (isLast !== 0) rc = yield call(node_notify, NODE_REMOVING_LAST_MEMORY, blockId);
  if (rc === 0) rc = yield call(memory_notify, MEM_GOING_OFFLINE, blockId, 0);
  if (rc === 0) {
    reason = yield loop(offline_pages_round, blockId);
    if (reason !== 0) rc = reason === LOOP_SIGNAL ? -EINTR : -EBUSY;
  }
  if (rc !== 0) {
    yield step(undo_isolate, blockId, zone);
    yield call(memory_notify, MEM_CANCEL_OFFLINE, blockId, 0);
    if (isLast !== 0) yield call(node_notify, NODE_CANCEL_REMOVING_LAST_MEMORY, blockId);
    yield step(offlineSteps.say_failed, blockId, reason);
    return rc;
  }
  yield step(offlineSteps.offline_isolated_pages, blockId, zone);
  yield step(clear_node_states, blockId, zone, isLast);
  if (isLast !== 0) yield call(node_notify, NODE_REMOVED_LAST_MEMORY, blockId);
  yield call(memory_notify, MEM_OFFLINE, blockId, 0);
  yield step(remove_pfn_range_from_zone, blockId, zone);
  return 0;
}

const node_set_online = defineOp(
  'node_set_online',
  'a new node is online and in sysfs',
  (k, nid: number, startBytes: number, sizeBytes: number) => {
    const failed = faultInRange(k, FAULT_REGISTER_NODE, startBytes, sizeBytes);
    if (failed === 0) set_node_online(k, nid);
    return failed;
  },
);
const node_set_offline = defineOp('node_set_offline', 'the new node goes again', (k, nid: number) => {
  set_node_offline(k, nid);
  return 0;
});
const warn_node = defineOp('add_memory_resource', 'WARN: the node cannot be registered', (k) => {
  k.say(WARNING_AT, k.names.id('add_memory_resource'));
  return 0;
});

/** register_one_node(): the node's directory in sysfs. 0, or an errno that ends the add. */
export function* register_one_node(nid: number, startBytes: number, sizeBytes: number): Kfn {
  return yield step(node_set_online, nid, startBytes, sizeBytes);
}

/** add_memory_resource() up to auto-onlining: a new node is registered before its blocks exist. */
export function* add_memory_core(
  nid: number,
  startBytes: number,
  sizeBytes: number,
  resource: number,
  flags: number,
  isSeries: number,
): Kfn {
  const node = yield step(addSteps.check_range_and_node, nid, startBytes, sizeBytes, flags, isSeries);
  if (node < 0) return node;
  const mgid = (flags & MHP_NID_IS_MGID) !== 0 ? nid : -1;
  yield step(mem_hotplug_begin, -1);
  const isNew = yield step(addSteps.try_online_node, node, startBytes, sizeBytes);
  if (isNew < 0) {
    yield step(mem_hotplug_done);
    return isNew;
  }
  let rc = 0;
  if (isNew !== 0) rc = yield call(register_one_node, node, startBytes, sizeBytes);
  if (rc !== 0) {
    yield step(warn_node);
    yield step(mem_hotplug_done);
    return rc;
  }
  const first = yield step(addSteps.first_block, startBytes);
  const end = first + (yield step(addSteps.block_count, sizeBytes));
  const vmemmapPages = yield step(memmap_pages, flags);
  if (vmemmapPages !== 0) {
    rc = yield call(create_altmaps_and_memory_blocks, first, end, node, mgid, vmemmapPages);
  } else {
    rc = yield step(arch_add_memory, first, end);
    if (rc === 0) {
      rc = yield call(create_memory_block_devices, first, end, node, mgid, 0);
      if (rc !== 0) yield step(arch_remove_memory, first, end);
    }
  }
  if (rc !== 0 && isNew !== 0) yield step(node_set_offline, node);
  yield step(mem_hotplug_done);
  if (rc === 0) yield step(addSteps.merge_resource, resource, flags);
  return rc;
}

const blocks = variantFunctions('drivers/base/memory.c', { memory_block_online, memory_block_offline });
const core = variantFunctions('mm/memory_hotplug.c', { online_pages, offline_pages, add_memory_core });
const nodes = variantFunctions('drivers/base/node.c', { register_one_node });

export const base2026: Variant = {
  ...base612,
  id: 'base-2026',
  title: 'mainline of mid-2026, before the series',
  posted: '2026-06-01',
  fidelity: 'modelled',
  functions: { ...base612.functions, ...nodeNotifierFunctions, ...blocks, ...core, ...nodes },
};
