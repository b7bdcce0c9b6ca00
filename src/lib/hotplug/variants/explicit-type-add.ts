/**
 * What every posting from v1 patch 2 on changes in the core: the online type of an add is read once and passed down
 * (spec 02 §9.3, §9.4).
 */
import { EINVAL } from '../state/errno.ts';
import { MMOP_OFFLINE, MMOP_ONLINE_MOVABLE } from '../state/units.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import { lock_device_hotplug, unlock_device_hotplug } from '../run/locks.ts';
import { variantFunctions } from '../run/registry.ts';
import {
  add_memory_core,
  addSteps,
  check_resource_name,
  mhp_get_default_online_type,
  online_blocks,
} from '../core/add-memory.ts';
import { BAD_ONLINE_TYPE } from '../core/refusals.ts';

/** __add_memory_resource(): blocks are onlined with one given type; the result of that is ignored. */
export function* __add_memory_resource(
  nid: number,
  startBytes: number,
  sizeBytes: number,
  resource: number,
  flags: number,
  onlineType: number,
): Kfn {
  const rc = yield call(add_memory_core, nid, startBytes, sizeBytes, resource, flags, 1);
  if (rc !== 0) return rc;
  if (onlineType !== MMOP_OFFLINE) yield call(online_blocks, startBytes, sizeBytes, onlineType);
  return 0;
}

/** add_memory_resource(): a wrapper that reads the default once, on entry. */
export function* add_memory_resource(
  nid: number,
  startBytes: number,
  sizeBytes: number,
  resource: number,
  flags: number,
): Kfn {
  const onlineType = yield call(mhp_get_default_online_type);
  return yield call(__add_memory_resource, nid, startBytes, sizeBytes, resource, flags, onlineType);
}

/** The driver-managed add under device_hotplug_lock, with a type that was checked before. */
export function* add_driver_managed_locked(
  nid: number,
  startBytes: number,
  sizeBytes: number,
  nameId: number,
  flags: number,
  onlineType: number,
): Kfn {
  yield call(lock_device_hotplug);
  const resource = yield step(addSteps.register_memory_resource, startBytes, sizeBytes, nameId);
  let rc = resource;
  if (resource >= 0) {
    rc = yield call(__add_memory_resource, nid, startBytes, sizeBytes, resource, flags, onlineType);
    if (rc < 0) yield step(addSteps.release_memory_resource, resource);
  }
  yield call(unlock_device_hotplug);
  return rc;
}

/** Is it one of the four types? Replies 0 or -EINVAL. */
export const check_online_type = defineOp(
  '__add_memory_driver_managed',
  'is the online type one of four?',
  (k, type: number) =>
    type < MMOP_OFFLINE || type > MMOP_ONLINE_MOVABLE ? k.refuse(BAD_ONLINE_TYPE, type) : 0,
);

/** __add_memory_driver_managed() of v3 to merged: an explicit type for trusted drivers. */
export function* __add_memory_driver_managed(
  nid: number,
  startBytes: number,
  sizeBytes: number,
  nameId: number,
  flags: number,
  onlineType: number,
): Kfn {
  const badType = yield step(check_online_type, onlineType);
  if (badType !== 0) return badType;
  const badName = yield step(check_resource_name, nameId);
  if (badName !== 0) return -EINVAL;
  return yield call(add_driver_managed_locked, nid, startBytes, sizeBytes, nameId, flags, onlineType);
}

/** add_memory_driver_managed() of v3 to merged: no type, the default is read once before the lock. */
export function* add_memory_driver_managed(
  nid: number,
  startBytes: number,
  sizeBytes: number,
  nameId: number,
  flags: number,
): Kfn {
  const onlineType = yield call(mhp_get_default_online_type);
  return yield call(__add_memory_driver_managed, nid, startBytes, sizeBytes, nameId, flags, onlineType);
}

export const explicitTypeAdd = { __add_memory_resource, add_memory_resource, add_driver_managed_locked };
export const publicAddOfV3 = { __add_memory_driver_managed, add_memory_driver_managed };

variantFunctions('mm/memory_hotplug.c', { ...explicitTypeAdd, ...publicAddOfV3 });
