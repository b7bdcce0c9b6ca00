/**
 * v1, patches 1 to 3 of 8 (January 2026): an explicit online type for add_memory_driver_managed(), and the new
 * online_memory_range() and offline_memory(). The seed of this playground.
 */
import { EINVAL } from '../state/errno.ts';
import { MMOP_OFFLINE, MMOP_ONLINE_MOVABLE, MMOP_SYSTEM_DEFAULT } from '../state/units.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import { lock_device_hotplug, unlock_device_hotplug } from '../run/locks.ts';
import { variantFunctions } from '../run/registry.ts';
import { check_resource_name, mhp_get_default_online_type, online_blocks } from '../core/add-memory.ts';
import { BAD_RANGE_TYPE } from '../core/refusals.ts';
import {
  check_offline_range,
  failed_after_offline,
  next_block_of,
  try_offline_memory_block,
  try_remove_memory,
  try_reonline_memory_block,
} from '../core/remove-memory.ts';
import { group_of, kmem_name, mhp_flags, range_size, range_start } from '../drivers/kmem-ops.ts';
import { add_driver_managed_locked, check_online_type, explicitTypeAdd } from './explicit-type-add.ts';
import { base612 } from './base-6.12.ts';
import type { Variant } from './variant.ts';

/** add_memory_driver_managed() with an online type; 4 is the default of the moment, resolved before the lock. */
export function* add_memory_driver_managed(
  nid: number,
  startBytes: number,
  sizeBytes: number,
  nameId: number,
  flags: number,
  onlineType: number,
): Kfn {
  let type = onlineType;
  if (type === MMOP_SYSTEM_DEFAULT) type = yield call(mhp_get_default_online_type);
  const badType = yield step(check_online_type, type);
  if (badType !== 0) return badType;
  const badName = yield step(check_resource_name, nameId);
  if (badName !== 0) return badName;
  return yield call(add_driver_managed_locked, nid, startBytes, sizeBytes, nameId, flags, type);
}

const check_range_type = defineOp(
  'online_memory_range',
  'is it a type that onlines?',
  (k, onlineType: number) =>
    onlineType === MMOP_OFFLINE || onlineType > MMOP_ONLINE_MOVABLE
      ? k.refuse(BAD_RANGE_TYPE, onlineType)
      : 0,
);

/** online_memory_range(): +1 when it meets a block that is online already, and the walk ends there. */
export function* online_memory_range(startBytes: number, sizeBytes: number, onlineType: number): Kfn {
  const bad = yield step(check_range_type, onlineType);
  if (bad !== 0) return -EINVAL;
  yield call(lock_device_hotplug);
  const rc = yield call(online_blocks, startBytes, sizeBytes, onlineType);
  yield call(unlock_device_hotplug);
  return rc;
}

/** __offline_memory(): all blocks of a range, or none: what went offline comes back with its zone class. */
export function* __offline_memory(startBytes: number, sizeBytes: number): Kfn {
  const slots = new Map<number, number>();
  let rc = 0;
  let blockId = yield step(next_block_of, 0, startBytes, sizeBytes);
  while (blockId >= 0) {
    rc = yield call(try_offline_memory_block, blockId);
    if (rc < 0) break;
    slots.set(blockId, rc);
    blockId = yield step(next_block_of, blockId + 1, startBytes, sizeBytes);
  }
  if (rc >= 0) return 0;
  for (const [id, onlineType] of slots) {
    if (onlineType !== MMOP_OFFLINE) yield call(try_reonline_memory_block, id, onlineType);
  }
  return rc;
}

/** offline_memory(): __offline_memory() under device_hotplug_lock for the whole range. */
export function* offline_memory(startBytes: number, sizeBytes: number): Kfn {
  const bad = yield step(check_offline_range, startBytes, sizeBytes);
  if (bad !== 0) return bad;
  yield call(lock_device_hotplug);
  const rc = yield call(__offline_memory, startBytes, sizeBytes);
  yield call(unlock_device_hotplug);
  return rc;
}

/** offline_and_remove_memory(): a removal that fails after a clean offline is no longer rolled back (patch 2). */
export function* offline_and_remove_memory(startBytes: number, sizeBytes: number): Kfn {
  const bad = yield step(check_offline_range, startBytes, sizeBytes);
  if (bad !== 0) return bad;
  yield call(lock_device_hotplug);
  let rc = yield call(__offline_memory, startBytes, sizeBytes);
  if (rc === 0) {
    rc = yield call(try_remove_memory, startBytes, sizeBytes);
    if (rc !== 0) yield step(failed_after_offline, rc);
  }
  yield call(unlock_device_hotplug);
  return rc;
}

/** The kmem driver passes "the default" explicitly. */
export function* kmem_add_range(device: number, i: number): Kfn {
  const mgid = yield step(group_of, device);
  const startBytes = yield step(range_start, device, i);
  const sizeBytes = yield step(range_size, device, i);
  const nameId = yield step(kmem_name);
  const flags = yield step(mhp_flags, device);
  return yield call(
    add_memory_driver_managed,
    mgid,
    startBytes,
    sizeBytes,
    nameId,
    flags,
    MMOP_SYSTEM_DEFAULT,
  );
}

const core = variantFunctions('mm/memory_hotplug.c', {
  add_memory_driver_managed,
  online_memory_range,
  __offline_memory,
  offline_memory,
  offline_and_remove_memory,
});
const driver = variantFunctions('drivers/dax/kmem.c', { kmem_add_range });

export const v1p3: Variant = {
  ...base612,
  id: 'v1p3',
  title: 'v1, patches 1 to 3: explicit online type, offline_memory()',
  posted: '2026-01-14',
  functions: { ...base612.functions, ...explicitTypeAdd, ...core, ...driver },
};
