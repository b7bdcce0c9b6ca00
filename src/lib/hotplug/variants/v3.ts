/**
 * v3 (March 2026): the attribute `hotplug` without `offline`, reservations made once at bind, the online type
 * captured when the dax device was created (spec 03 §7).
 */
import { MMOP_OFFLINE, MMOP_ONLINE, MMOP_ONLINE_MOVABLE } from '../state/units.ts';
import { WARNING_AT } from '../state/messages.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import { KMEM_DATA_LOCK, mutex_lock, mutex_unlock } from '../run/locks.ts';
import { variantFunctions } from '../run/registry.ts';
import { mhp_get_default_online_type } from '../core/add-memory.ts';
import { offline_and_remove_memory } from '../core/remove-memory.ts';
import { reportUse, USED_MEMORY_TYPE } from '../drivers/kmem-lifetime.ts';
import { MEMORY_REGIONS_STUCK, PARTIAL_HOTREMOVE, TYPE_NOT_ONLINE } from '../drivers/kmem-messages.ts';
import {
  check_device,
  create_attribute,
  deviceLine,
  freeDriverData,
  free_reservation,
  group_of,
  has_reservation,
  kmem_name,
  mhp_flags,
  range_count,
  range_size,
  range_start,
  register_group,
  reserve,
  say_add_failed,
  say_hotremove_failed,
  unregister_group,
} from '../drivers/kmem-ops.ts';
import { __add_memory_driver_managed, explicitTypeAdd, publicAddOfV3 } from './explicit-type-add.ts';
import { base612 } from './base-6.12.ts';
import {
  DAX_KMEM_UNPLUGGED,
  device_state,
  parse_state,
  refuse_other_online,
  set_probed_state,
  set_state,
} from './v1p7.ts';
import type { Variant } from './variant.ts';

/** Adds the memory of one range with a type, through the call that only trusted drivers may use. */
export function* kmem_add_range_typed(device: number, i: number, onlineType: number): Kfn {
  const mgid = yield step(group_of, device);
  const startBytes = yield step(range_start, device, i);
  const sizeBytes = yield step(range_size, device, i);
  const nameId = yield step(kmem_name);
  const flags = yield step(mhp_flags, device);
  return yield call(__add_memory_driver_managed, mgid, startBytes, sizeBytes, nameId, flags, onlineType);
}

/** dax_kmem_init_resources(): reserves what is not reserved; -EBUSY only if the first to be reserved is taken. */
export function* dax_kmem_init_resources(device: number): Kfn {
  let reserved = 0;
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const startBytes = yield step(range_start, device, i);
    const has = yield step(has_reservation, device, i);
    if (startBytes < 0 || has === 1) continue;
    const rc = yield step(reserve, device, i);
    if (rc === 0) reserved++;
    else if (reserved === 0) return rc;
  }
  return 0;
}

/** Frees the reservations of all ranges. */
export function* dax_kmem_cleanup_resources(device: number): Kfn {
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) yield step(free_reservation, device, i);
  return 0;
}

const check_type = defineOp('dax_kmem_do_hotplug', 'online or online_movable?', (k, onlineType: number) =>
  onlineType === MMOP_ONLINE || onlineType === MMOP_ONLINE_MOVABLE
    ? 0
    : k.refuse(TYPE_NOT_ONLINE, onlineType),
);

/** dax_kmem_do_hotplug() of v3: adds every usable range, reserved or not; the errno of the first ends it. */
export function* dax_kmem_do_hotplug(device: number, onlineType: number): Kfn {
  const bad = yield step(check_type, onlineType);
  if (bad !== 0) return bad;
  let mapped = 0;
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const startBytes = yield step(range_start, device, i);
    if (startBytes < 0) continue;
    const rc = yield call(kmem_add_range_typed, device, i, onlineType);
    if (rc >= 0) {
      mapped++;
      continue;
    }
    yield step(say_add_failed, device, i);
    if (mapped === 0) return rc;
  }
  return mapped;
}

/** The default online type at the time when the dax device was created. */
export const captured_type = defineOp(
  'dev_dax_kmem_probe',
  'the online type that the device remembers',
  (k, device: number) => k.dax.capturedType.get(device) - 1,
);

/** dev_dax_kmem_probe() of v3: nothing is added when offline is captured and the live default differs. */
export function* dev_dax_kmem_probe(device: number): Kfn {
  let rc = yield step(check_device, device);
  if (rc !== 0) return rc;
  rc = yield step(register_group, device);
  if (rc < 0) return rc;
  rc = yield call(dax_kmem_init_resources, device);
  let state = DAX_KMEM_UNPLUGGED;
  if (rc === 0) {
    const captured = yield step(captured_type, device);
    const live = yield call(mhp_get_default_online_type);
    if (captured !== MMOP_OFFLINE || captured === live) {
      rc = yield call(dax_kmem_do_hotplug, device, captured);
      state = captured;
    }
  }
  if (rc < 0) {
    yield call(dax_kmem_cleanup_resources, device);
    yield step(unregister_group, device);
    return rc;
  }
  yield step(set_probed_state, device, state);
  yield step(create_attribute, device);
  return 0;
}

const say_partial = deviceLine(PARTIAL_HOTREMOVE);

/** dax_kmem_do_hotremove() of v3: range by range; success whatever happened, the state only if all ranges went. */
export function* dax_kmem_do_hotremove(device: number): Kfn {
  let removed = 0;
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const startBytes = yield step(range_start, device, i);
    const reserved = yield step(has_reservation, device, i);
    if (startBytes < 0 || reserved === 0) continue;
    const sizeBytes = yield step(range_size, device, i);
    const rc = yield call(offline_and_remove_memory, startBytes, sizeBytes);
    if (rc === 0) {
      yield step(free_reservation, device, i);
      removed++;
    } else {
      yield step(say_hotremove_failed, device, i);
    }
  }
  if (removed === count) yield step(set_state, device, DAX_KMEM_UNPLUGGED);
  else yield step(say_partial, device, removed, count);
  return 0;
}

/** Write to `hotplug` of v3. */
export function* hotplug_store(device: number, written: number, path: number): Kfn {
  const to = yield step(parse_state, written, path);
  if (to < DAX_KMEM_UNPLUGGED) return to;
  yield call(mutex_lock, KMEM_DATA_LOCK + device);
  const from = yield step(device_state, device);
  let rc = 0;
  if (to === DAX_KMEM_UNPLUGGED) {
    if (from !== to) rc = yield call(dax_kmem_do_hotremove, device);
  } else if (from !== to) {
    if (from !== DAX_KMEM_UNPLUGGED) rc = yield step(refuse_other_online, from, to);
    else rc = yield call(dax_kmem_do_hotplug, device, to);
    if (rc >= 0) yield step(set_state, device, to);
  }
  yield step(mutex_unlock, KMEM_DATA_LOCK + device);
  return rc < 0 ? rc : 0;
}

/** Memory that stays behind: warned of, its reservations leak. */
export const warn_stuck = defineOp('dax_kmem_cleanup_resources', 'WARN: the memory stays', (k) => {
  k.say(MEMORY_REGIONS_STUCK);
  k.say(WARNING_AT, k.names.id('dax_kmem_cleanup_resources'));
  return 0;
});

const free_data_then_read_it = defineOp(
  'memory_group_unregister',
  'group and driver data go; the memory type is then read from the freed data',
  (k, device: number) => {
    freeDriverData(k, device);
    reportUse(k, device, USED_MEMORY_TYPE);
    return 0;
  },
);

/** dev_dax_kmem_remove() of v3: in an online state the reservations leak, everything else is freed. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  const state = yield step(device_state, device);
  if (state === DAX_KMEM_UNPLUGGED) yield call(dax_kmem_cleanup_resources, device);
  else yield step(warn_stuck);
  yield step(free_data_then_read_it, device);
  return 0;
}

const driver = variantFunctions('drivers/dax/kmem.c', {
  kmem_add_range_typed,
  dax_kmem_init_resources,
  dax_kmem_cleanup_resources,
  dax_kmem_do_hotplug,
  dev_dax_kmem_probe,
  dax_kmem_do_hotremove,
  hotplug_store,
  dev_dax_kmem_remove,
});

export const v3: Variant = {
  ...base612,
  id: 'v3',
  title: 'v3: whole-device hotplug, first form',
  posted: '2026-03-21',
  kmemFamily: 'v3',
  functions: { ...base612.functions, ...explicitTypeAdd, ...publicAddOfV3, ...driver },
};
