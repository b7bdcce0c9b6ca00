/**
 * Removing memory, and the calls that offline a range with rollback, of mm/memory_hotplug.c (spec 02 §12).
 */
import { BLOCK_EVENT } from '#lib/machines/memory-block.table.ts';
import { blockOfBytes, isOffline, isOnlinePageOf, nextBlock } from '../state/blocks.ts';
import { FAULT_REMOVE, FAULT_SLOTS, faultInRange } from '../state/faults.ts';
import type { Kernel } from '../state/kernel.ts';
import {
  BLOCK_UEVENT,
  BUG_AT,
  REMOVE_AFTER_OFFLINE_FAILED,
  REMOVING_FAILS_ONLINE,
  REONLINE_FAILED,
  UEVENT_REMOVE,
  UNALIGNED_RANGE,
  WARNING_AT,
} from '../state/messages.ts';
import { freePages, pageRunsOfBlock } from '../state/pages.ts';
import { release_mem_region_adjustable } from '../state/resources.ts';
import {
  MEMMAP_ON_MEMORY_OFF,
  MMOP_OFFLINE,
  MMOP_ONLINE_KERNEL,
  MMOP_ONLINE_MOVABLE,
  ZONE_MOVABLE,
} from '../state/units.ts';
import { BLOCKED, call, defineOp, step, type Kfn } from '../run/effects.ts';
import { lock_device_hotplug, unlock_device_hotplug } from '../run/locks.ts';
import { kernelFunctions } from '../run/registry.ts';
import { device_offline, device_online } from './device-core.ts';
import { kernfs_drain } from './kernfs-drain.ts';
import { mem_hotplug_begin, mem_hotplug_done } from './mem-hotplug-lock.ts';
import { try_offline_node } from './nodes.ts';
import { ALTMAP_MIXED, STILL_ONLINE, UNALIGNED } from './refusals.ts';

/** Bits of Kernel.warnOnce. */
const WARN_ALTMAP = 1;
const WARN_NO_BLOCK = 2;

/** Makes memoryN disappear; it must exist and be offline. */
export function removeBlock(k: Kernel, blockId: number): void {
  k.moveBlock(blockId, BLOCK_EVENT.REMOVE, 'remove_memory_block');
  const group = k.blocks.group.get(blockId) - 1;
  if (group >= 0) k.groups.blocks.add(group, -1);
  k.nodes.blocks.add(k.blocks.nid.get(blockId), -1);
  for (const run of pageRunsOfBlock(k, blockId)) freePages(k, run.row);
  const { blocks } = k;
  for (const column of [
    blocks.nid,
    blocks.pagesZone,
    blocks.group,
    blocks.onlineType,
    blocks.early,
    blocks.vmemmapPages,
    blocks.poisoned,
    blocks.acpiSlot,
    blocks.draining,
  ]) {
    column.set(blockId, 0);
  }
  k.say(BLOCK_UEVENT, UEVENT_REMOVE, blockId);
}

/** Block ids of `[start, start + size)` that exist. */
function presentBlocks(k: Kernel, startBytes: number, sizeBytes: number): number[] {
  const block = k.constants.blockSizeBytes;
  const end = Math.ceil((startBytes + sizeBytes) / block);
  const ids: number[] = [];
  for (let id = nextBlock(k, Math.floor(startBytes / block), end); id >= 0; id = nextBlock(k, id + 1, end))
    ids.push(id);
  return ids;
}

function isAligned(k: Kernel, startBytes: number, sizeBytes: number): boolean {
  const block = k.constants.blockSizeBytes;
  return sizeBytes !== 0 && startBytes % block === 0 && sizeBytes % block === 0;
}

/** Reply of the alignment check of try_remove_memory() when the kernel would BUG. */
const BUG = 1;

const check_removal = defineOp(
  'try_remove_memory',
  'range aligned? every block offline?',
  (k, startBytes: number, sizeBytes: number) => {
    if (!isAligned(k, startBytes, sizeBytes)) {
      k.say(UNALIGNED_RANGE, k.constants.blockSizeBytes, startBytes, sizeBytes);
      k.say(BUG_AT, k.names.id('try_remove_memory'));
      return BUG;
    }
    for (const id of presentBlocks(k, startBytes, sizeBytes)) {
      if (isOffline(k, id)) continue;
      const start = id * k.constants.blockSizeBytes;
      k.say(REMOVING_FAILS_ONLINE, start, start + k.constants.blockSizeBytes - 1);
      return k.refuse(STILL_ONLINE, id);
    }
    return 0;
  },
);

const dead = defineOp('BUG', 'the caller died in a kernel BUG and keeps its locks', () => BLOCKED);

const check_altmaps = defineOp(
  'try_remove_memory',
  'all blocks with their own memory map, or none',
  (k, startBytes: number, sizeBytes: number) => {
    const failed = faultInRange(k, FAULT_REMOVE, startBytes, sizeBytes);
    if (failed !== 0) return failed;
    if (k.policy.memmapOnMemory.value === MEMMAP_ON_MEMORY_OFF) return 0;
    const all = sizeBytes / k.constants.blockSizeBytes;
    const own = presentBlocks(k, startBytes, sizeBytes).filter(
      (id) => k.blocks.vmemmapPages.get(id) !== 0,
    ).length;
    if (own === 0 || own === all) return 0;
    if (k.warnOnce(WARN_ALTMAP)) k.say(WARNING_AT, k.names.id('try_remove_memory'));
    return k.refuse(ALTMAP_MIXED, 0, own, all);
  },
);

/** Replies the node of the last block that was there, or -1 when none was. */
const remove_memory_block_devices = defineOp(
  'remove_memory_block_devices',
  'block devices and memory map go',
  (k, first: number, end: number) => {
    let nid = -1;
    for (let id = first; id < end; id++) {
      if (k.hasBlock(id)) {
        nid = k.blocks.nid.get(id);
        removeBlock(k, id);
      } else if (k.warnOnce(WARN_NO_BLOCK)) {
        k.say(WARNING_AT, k.names.id('remove_memory_block_devices'));
      }
      k.blocks.sectionsPresent.set(id, 0);
    }
    return nid;
  },
);

const block_of = defineOp('try_remove_memory', 'which block?', (k, addressBytes: number) =>
  blockOfBytes(k, addressBytes),
);

const release_resource = defineOp(
  'release_mem_region_adjustable',
  'the resource is trimmed, split or deleted',
  (k, startBytes: number, sizeBytes: number) => {
    release_mem_region_adjustable(k, startBytes, startBytes + sizeBytes - 1);
    return 0;
  },
);

const offline_node = defineOp('try_offline_node', 'an empty node without CPU goes', (k, nid: number) => {
  if (nid >= 0) try_offline_node(k, nid);
  return 0;
});

/** try_remove_memory(): -EBUSY with a block that is not offline, -EINVAL for mixed memory maps, else 0. */
export function* try_remove_memory(startBytes: number, sizeBytes: number): Kfn {
  const check = yield step(check_removal, startBytes, sizeBytes);
  if (check === BUG) yield step(dead);
  if (check !== 0) return check;
  yield step(mem_hotplug_begin, -1);
  const rc = yield step(check_altmaps, startBytes, sizeBytes);
  if (rc !== 0) {
    yield step(mem_hotplug_done);
    return rc;
  }
  const first = yield step(block_of, startBytes);
  const end = yield step(block_of, startBytes + sizeBytes);
  yield call(kernfs_drain, first, end);
  const nid = yield step(remove_memory_block_devices, first, end);
  yield step(release_resource, startBytes, sizeBytes);
  yield step(offline_node, nid);
  yield step(mem_hotplug_done);
  return 0;
}

/** remove_memory(): takes device_hotplug_lock, returns what try_remove_memory() says. */
export function* remove_memory(startBytes: number, sizeBytes: number): Kfn {
  yield call(lock_device_hotplug);
  const rc = yield call(try_remove_memory, startBytes, sizeBytes);
  yield call(unlock_device_hotplug);
  return rc;
}

const bug_on_error = defineOp('__remove_memory', 'BUG() on any error', (k) => {
  k.say(BUG_AT, k.names.id('__remove_memory'));
  return 0;
});

/** __remove_memory(): for callers that hold device_hotplug_lock; any error is a kernel BUG. */
export function* __remove_memory(startBytes: number, sizeBytes: number): Kfn {
  const rc = yield call(try_remove_memory, startBytes, sizeBytes);
  if (rc !== 0) {
    yield step(bug_on_error);
    yield step(dead);
  }
  return 0;
}

const zone_class = defineOp(
  'try_offline_memory_block',
  'online_type to come back with: movable, or kernel',
  (k, blockId: number) => {
    const isMovable = isOnlinePageOf(k, blockId * k.blockPages, k.blocks.nid.get(blockId), ZONE_MOVABLE);
    return isMovable ? MMOP_ONLINE_MOVABLE : MMOP_ONLINE_KERNEL;
  },
);

/**
 * try_offline_memory_block(): the online type with which the block would have to come back (MMOP_OFFLINE if it was
 * offline already), or a negative errno.
 */
export function* try_offline_memory_block(blockId: number): Kfn {
  const onlineType = yield step(zone_class, blockId);
  const rc = yield call(device_offline, blockId);
  if (rc < 0) return rc;
  return rc === 0 ? onlineType : MMOP_OFFLINE;
}

const set_reonline_type = defineOp(
  'try_reonline_memory_block',
  'mem->online_type is set to what the block had',
  (k, blockId: number, onlineType: number) => {
    k.blocks.onlineType.set(blockId, onlineType);
    return 0;
  },
);

const reonline_failed = defineOp(
  'try_reonline_memory_block',
  'the rollback itself is refused',
  (k, rc: number) => {
    k.say(REONLINE_FAILED, rc);
    return 0;
  },
);

/** try_reonline_memory_block(): failures are only logged. */
export function* try_reonline_memory_block(blockId: number, onlineType: number): Kfn {
  yield step(set_reonline_type, blockId, onlineType);
  const rc = yield call(device_online, blockId);
  if (rc < 0) yield step(reonline_failed, rc);
  return 0;
}

/** Check and array of offline_and_remove_memory(): replies 0, -EINVAL, or -ENOMEM. */
export const check_offline_range = defineOp(
  'offline_and_remove_memory',
  'range block aligned and not empty?',
  (k, startBytes: number, sizeBytes: number) =>
    isAligned(k, startBytes, sizeBytes)
      ? faultInRange(k, FAULT_SLOTS, startBytes, sizeBytes)
      : k.refuse(UNALIGNED, startBytes, sizeBytes, k.constants.blockSizeBytes),
);

/** Next block of a byte range that exists, at or after block `from`; -1 if none. */
export const next_block_of = defineOp(
  'walk_memory_blocks',
  'next block of the range',
  (k, from: number, startBytes: number, sizeBytes: number) => {
    const block = k.constants.blockSizeBytes;
    return nextBlock(k, Math.max(from, startBytes / block), (startBytes + sizeBytes) / block);
  },
);

/** The log line of a removal that failed although everything is offline. */
export const failed_after_offline = defineOp(
  'offline_and_remove_memory',
  'the removal failed although everything is offline',
  (k, rc: number) => {
    k.say(REMOVE_AFTER_OFFLINE_FAILED, rc);
    return 0;
  },
);

/** offline_and_remove_memory() of 6.12: all or nothing over one range; a failed removal is rolled back too. */
export function* offline_and_remove_memory(startBytes: number, sizeBytes: number): Kfn {
  const bad = yield step(check_offline_range, startBytes, sizeBytes);
  if (bad !== 0) return bad;
  yield call(lock_device_hotplug);
  const slots = new Map<number, number>();
  let rc = 0;
  let id = yield step(next_block_of, 0, startBytes, sizeBytes);
  while (id >= 0 && rc >= 0) {
    rc = yield call(try_offline_memory_block, id);
    if (rc >= 0) {
      slots.set(id, rc);
      id = yield step(next_block_of, id + 1, startBytes, sizeBytes);
    }
  }
  if (rc >= 0) {
    rc = yield call(try_remove_memory, startBytes, sizeBytes);
    if (rc !== 0) yield step(failed_after_offline, rc);
  }
  if (rc !== 0) {
    for (const [blockId, onlineType] of slots) {
      if (onlineType !== MMOP_OFFLINE) yield call(try_reonline_memory_block, blockId, onlineType);
    }
  }
  yield call(unlock_device_hotplug);
  return rc;
}

kernelFunctions('mm/memory_hotplug.c', {
  try_remove_memory,
  remove_memory,
  __remove_memory,
  try_offline_memory_block,
  try_reonline_memory_block,
  offline_and_remove_memory,
});
