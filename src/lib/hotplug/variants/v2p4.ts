/**
 * v2 (January 2026, the day after v1) without its notifier patch: the attribute `hotplug` without `offline`,
 * reservations made once at bind and kept until unbind (spec 03 §6).
 */
import { MHP_MERGE_RESOURCE, MHP_NID_IS_MGID, MMOP_OFFLINE } from '../state/units.ts';
import { call, step, type Kfn } from '../run/effects.ts';
import { variantFunctions } from '../run/registry.ts';
import { check_resource_name, mhp_get_default_online_type } from '../core/add-memory.ts';
import { offline_and_remove_memory } from '../core/remove-memory.ts';
import {
  check_device,
  create_attribute,
  group_of,
  has_reservation,
  kmem_name,
  mhp_flags,
  range_count,
  range_size,
  range_start,
  register_group,
  say_hotremove_failed,
  unregister_group,
} from '../drivers/kmem-ops.ts';
import { unit_size, unit_start, virtioAddSteps } from '../drivers/virtio-mem-add.ts';
import { add_driver_managed_locked, check_online_type, explicitTypeAdd } from './explicit-type-add.ts';
import { base612 } from './base-6.12.ts';
import {
  DAX_KMEM_UNPLUGGED,
  device_state,
  hotplug_store,
  refuse_other_online,
  set_probed_state,
  set_state,
} from './v1p7.ts';
import {
  dax_kmem_cleanup_resources,
  dax_kmem_do_hotplug,
  dax_kmem_init_resources,
  warn_stuck,
} from './v3.ts';
import type { Variant } from './variant.ts';

/** add_memory_driver_managed() of v2: an explicit type, one of four; who wants the default asks for it before. */
export function* add_memory_driver_managed(
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
  if (badName !== 0) return badName;
  return yield call(add_driver_managed_locked, nid, startBytes, sizeBytes, nameId, flags, onlineType);
}

/** Adds the memory of one range with a type, through the exported call. */
export function* kmem_add_range_typed(device: number, i: number, onlineType: number): Kfn {
  const mgid = yield step(group_of, device);
  const startBytes = yield step(range_start, device, i);
  const sizeBytes = yield step(range_size, device, i);
  const nameId = yield step(kmem_name);
  const flags = yield step(mhp_flags, device);
  return yield call(add_memory_driver_managed, mgid, startBytes, sizeBytes, nameId, flags, onlineType);
}

/** dax_kmem_do_hotremove() of v2: range by range; reservations stay. The number of ranges that went. */
export function* dax_kmem_do_hotremove(device: number): Kfn {
  let removed = 0;
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const startBytes = yield step(range_start, device, i);
    const reserved = yield step(has_reservation, device, i);
    if (startBytes < 0 || reserved === 0) continue;
    const sizeBytes = yield step(range_size, device, i);
    const rc = yield call(offline_and_remove_memory, startBytes, sizeBytes);
    if (rc === 0) removed++;
    else yield step(say_hotremove_failed, device, i);
  }
  return removed;
}

/** The removal word of v2 without the notifier patch: the count is never looked at. */
export function* hotplug_unplug(device: number): Kfn {
  yield call(dax_kmem_do_hotremove, device);
  yield step(set_state, device, DAX_KMEM_UNPLUGGED);
  return 0;
}

/** What a write to `hotplug` does, under data->lock: memory comes as a whole, from `unplugged` only. */
export function* hotplug_transition(device: number, from: number, to: number): Kfn {
  if (to === DAX_KMEM_UNPLUGGED) return yield call(hotplug_unplug, device);
  if (from !== DAX_KMEM_UNPLUGGED) return yield step(refuse_other_online, from, to);
  const rc = yield call(dax_kmem_do_hotplug, device, to);
  if (rc < 0) return rc;
  yield step(set_state, device, to);
  return 0;
}

/** dev_dax_kmem_probe() of v2: the default is read once; offline adds nothing, online_kernel fails. */
export function* dev_dax_kmem_probe(device: number): Kfn {
  let rc = yield step(check_device, device);
  if (rc !== 0) return rc;
  rc = yield step(register_group, device);
  if (rc < 0) return rc;
  rc = yield call(dax_kmem_init_resources, device);
  let state = DAX_KMEM_UNPLUGGED;
  if (rc === 0) {
    const onlineType = yield call(mhp_get_default_online_type);
    if (onlineType !== MMOP_OFFLINE) {
      rc = yield call(dax_kmem_do_hotplug, device, onlineType);
      state = onlineType;
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

/** dev_dax_kmem_remove() of v2: in an online state the reservations leak, everything else is freed. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  const state = yield step(device_state, device);
  if (state === DAX_KMEM_UNPLUGGED) yield call(dax_kmem_cleanup_resources, device);
  else yield step(warn_stuck);
  yield step(unregister_group, device);
  return 0;
}

/** virtio_mem_add_memory() of v2: there is no word for "the default" any more, so the driver reads it itself. */
export function* virtio_mem_add_memory(device: number, unit: number): Kfn {
  const mgid = yield step(virtioAddSteps.begin_add, device);
  const startBytes = yield step(unit_start, device, unit);
  const sizeBytes = yield step(unit_size, device);
  const nameId = yield step(virtioAddSteps.resource_name);
  const onlineType = yield call(mhp_get_default_online_type);
  const flags = MHP_MERGE_RESOURCE | MHP_NID_IS_MGID;
  const rc = yield call(add_memory_driver_managed, mgid, startBytes, sizeBytes, nameId, flags, onlineType);
  return rc < 0 ? yield step(virtioAddSteps.undo_add, device, unit, rc) : 0;
}

const core = variantFunctions('mm/memory_hotplug.c', { add_memory_driver_managed });
const driver = variantFunctions('drivers/dax/kmem.c', {
  kmem_add_range_typed,
  dax_kmem_do_hotremove,
  hotplug_unplug,
  hotplug_transition,
  dev_dax_kmem_probe,
  dev_dax_kmem_remove,
});

const virtio = variantFunctions('drivers/virtio/virtio_mem.c', { virtio_mem_add_memory });

export const v2p4: Variant = {
  ...base612,
  id: 'v2p4',
  title: 'v2 without its notifier: reservations last from bind to unbind',
  posted: '2026-01-14',
  fidelity: 'modelled',
  kmemFamily: 'v3',
  functions: {
    ...base612.functions,
    ...explicitTypeAdd,
    ...core,
    ...driver,
    ...virtio,
    dax_kmem_init_resources,
    dax_kmem_cleanup_resources,
    dax_kmem_do_hotplug,
    hotplug_store,
  },
};
