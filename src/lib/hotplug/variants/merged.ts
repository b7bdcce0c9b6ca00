/**
 * v7, the form that was merged (August 2026): removal of all ranges in one step under one lock, attribute `state`
 * (spec 03 §8, 02 §12.4).
 */
import { MMOP_OFFLINE, MMOP_ONLINE_MOVABLE } from '../state/units.ts';
import { WARNING_AT } from '../state/messages.ts';
import { rangeListText } from '../state/range-list.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import {
  KMEM_DATA_LOCK,
  lock_device_hotplug,
  mutex_lock,
  mutex_unlock,
  unlock_device_hotplug,
} from '../run/locks.ts';
import { variantFunctions } from '../run/registry.ts';
import { mhp_get_default_online_type } from '../core/add-memory.ts';
import {
  next_block_of,
  remove_memory,
  try_offline_memory_block,
  try_remove_memory,
  try_reonline_memory_block,
} from '../core/remove-memory.ts';
import { kmemRange, rangeRow } from '../drivers/dax-bus.ts';
import { LEFT_ONLINE, REGIONS_STUCK, TYPE_NOT_ONLINE } from '../drivers/kmem-messages.ts';
import {
  check_device,
  create_attribute,
  deviceLine,
  free_reservation,
  has_reservation,
  leak_data_and_module_name,
  range_count,
  range_size,
  range_start,
  register_group,
  say_add_failed,
  say_stuck_online,
  unregister_group,
} from '../drivers/kmem-ops.ts';
import {
  DAX_KMEM_UNPLUGGED,
  device_state,
  parse_state,
  refuse_other_online,
  set_probed_state,
  set_state,
} from './v1p7.ts';
import { dax_kmem_cleanup_resources, dax_kmem_init_resources, kmem_add_range_typed, v3 } from './v3.ts';
import { check_ranges, list_size, list_start, one_range } from './range-lists.ts';
import type { Variant } from './variant.ts';

/** Bit of Kernel.warnOnce. */
const WARN_REMOVE_FAILED = 3;

/** WARN_ON_ONCE() of a removal that failed although everything is offline. */
export const warn_once = defineOp(
  'offline_and_remove_memory_ranges',
  'the removal failed: warn and go on',
  (k) => {
    if (k.warnOnce(WARN_REMOVE_FAILED)) k.say(WARNING_AT, k.names.id('offline_and_remove_memory_ranges'));
    return 0;
  },
);

/** offline_and_remove_memory_ranges(): all blocks of all ranges go offline, or all come back; one lock section. */
export function* offline_and_remove_memory_ranges(list: number): Kfn {
  const count = yield step(check_ranges, list);
  if (count < 0) return count;
  yield call(lock_device_hotplug);
  const slots = new Map<number, number>();
  let rc = 0;
  for (let i = 0; i < count && rc >= 0; i++) {
    const startBytes = yield step(list_start, list, i);
    const sizeBytes = yield step(list_size, list, i);
    let blockId = yield step(next_block_of, 0, startBytes, sizeBytes);
    while (blockId >= 0) {
      rc = yield call(try_offline_memory_block, blockId);
      if (rc < 0) break;
      if (rc !== MMOP_OFFLINE) slots.set(blockId, rc);
      blockId = yield step(next_block_of, blockId + 1, startBytes, sizeBytes);
    }
  }
  if (rc < 0) {
    for (const [blockId, onlineType] of slots) yield call(try_reonline_memory_block, blockId, onlineType);
    yield call(unlock_device_hotplug);
    return rc;
  }
  for (let i = 0; i < count; i++) {
    const startBytes = yield step(list_start, list, i);
    const sizeBytes = yield step(list_size, list, i);
    const failed = yield call(try_remove_memory, startBytes, sizeBytes);
    if (failed !== 0) yield step(warn_once);
  }
  yield call(unlock_device_hotplug);
  return 0;
}

/** offline_and_remove_memory(): the same with one range. */
export function* offline_and_remove_memory(startBytes: number, sizeBytes: number): Kfn {
  const list = yield step(one_range, startBytes, sizeBytes);
  return yield call(offline_and_remove_memory_ranges, list);
}

/** Is it one of the four online types? */
export const check_type = defineOp('dax_kmem_do_hotplug', 'one of four types?', (k, onlineType: number) =>
  onlineType < MMOP_OFFLINE || onlineType > MMOP_ONLINE_MOVABLE ? k.refuse(TYPE_NOT_ONLINE, onlineType) : 0,
);

/** dax_kmem_do_hotplug() of v7: adds the ranges that are reserved; a range whose add fails loses its reservation. */
export function* dax_kmem_do_hotplug(device: number, onlineType: number): Kfn {
  const bad = yield step(check_type, onlineType);
  if (bad !== 0) return bad;
  let mapped = 0;
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const startBytes = yield step(range_start, device, i);
    const reserved = yield step(has_reservation, device, i);
    if (startBytes < 0 || reserved === 0) continue;
    const rc = yield call(kmem_add_range_typed, device, i, onlineType);
    if (rc >= 0) {
      mapped++;
      continue;
    }
    yield step(say_add_failed, device, i);
    yield step(free_reservation, device, i);
    if (mapped === 0) return rc;
  }
  return mapped;
}

/** dev_dax_kmem_probe() of v7: the default is read once, at the very start. */
export function* dev_dax_kmem_probe(device: number): Kfn {
  const onlineType = yield call(mhp_get_default_online_type);
  let rc = yield step(check_device, device);
  if (rc !== 0) return rc;
  rc = yield step(register_group, device);
  if (rc < 0) return rc;
  rc = yield call(dax_kmem_init_resources, device);
  if (rc === 0) rc = yield call(dax_kmem_do_hotplug, device, onlineType);
  if (rc < 0) {
    yield call(dax_kmem_cleanup_resources, device);
    yield step(unregister_group, device);
    return rc;
  }
  yield step(set_probed_state, device, onlineType);
  yield step(create_attribute, device);
  return 0;
}

/** The usable ranges with a reservation, as a list; the empty list when there is none. */
export const reserved_ranges = defineOp(
  'dax_kmem_do_hotremove',
  'collect the reserved ranges',
  (k, device: number) => {
    const ranges = [];
    for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
      const range = kmemRange(k, device, i);
      if (range !== null && k.dax.reservation.get(rangeRow(device, i)) !== 0) ranges.push(range);
    }
    return k.names.id(rangeListText(ranges));
  },
);

const say_left_online = deviceLine(LEFT_ONLINE);

/** dax_kmem_do_hotremove() of v7: the whole device or nothing; trusts the return value. */
export function* dax_kmem_do_hotremove(device: number): Kfn {
  const list = yield step(reserved_ranges, device);
  if (list === 0) return 0;
  const rc = yield call(offline_and_remove_memory_ranges, list);
  if (rc !== 0) {
    yield step(say_left_online, device, rc, 0);
    return rc;
  }
  return yield call(dax_kmem_cleanup_resources, device);
}

/** From unplugged to a type: reserves, adds, and lets go of the reservations on failure. */
export function* dax_kmem_plug(device: number, onlineType: number): Kfn {
  let rc = yield call(dax_kmem_init_resources, device);
  if (rc < 0) return rc;
  rc = yield call(dax_kmem_do_hotplug, device, onlineType);
  if (rc < 0) yield call(dax_kmem_cleanup_resources, device);
  return rc < 0 ? rc : 0;
}

/** Write to `state` of a dax device. */
export function* dax_state_store(device: number, written: number, path: number): Kfn {
  const to = yield step(parse_state, written, path);
  if (to < DAX_KMEM_UNPLUGGED) return to;
  yield call(mutex_lock, KMEM_DATA_LOCK + device);
  const from = yield step(device_state, device);
  let rc = 0;
  if (from !== to) {
    if (to === DAX_KMEM_UNPLUGGED) rc = yield call(dax_kmem_do_hotremove, device);
    else if (from === DAX_KMEM_UNPLUGGED) rc = yield call(dax_kmem_plug, device, to);
    else rc = yield step(refuse_other_online, from, to);
    if (rc === 0) yield step(set_state, device, to);
  }
  yield step(mutex_unlock, KMEM_DATA_LOCK + device);
  return rc;
}

const say_regions_stuck = deviceLine(REGIONS_STUCK);

/** dev_dax_kmem_remove() of v7: removes what is offline, whatever the attribute says; the rest leaks. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  let failed = false;
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const startBytes = yield step(range_start, device, i);
    const reserved = yield step(has_reservation, device, i);
    if (startBytes < 0 || reserved === 0) continue;
    const sizeBytes = yield step(range_size, device, i);
    const rc = yield call(remove_memory, startBytes, sizeBytes);
    if (rc === 0) {
      yield step(free_reservation, device, i);
    } else {
      yield step(say_stuck_online, device, i);
      failed = true;
    }
  }
  if (failed) {
    yield step(say_regions_stuck, device, 0, 0);
    yield step(leak_data_and_module_name, device);
  } else {
    yield step(unregister_group, device);
  }
  return 0;
}

const core = variantFunctions('mm/memory_hotplug.c', {
  offline_and_remove_memory_ranges,
  offline_and_remove_memory,
});
const driver = variantFunctions('drivers/dax/kmem.c', {
  dax_kmem_do_hotplug,
  dev_dax_kmem_probe,
  dax_kmem_do_hotremove,
  dax_kmem_plug,
  dax_state_store,
  dev_dax_kmem_remove,
});

export const merged: Variant = {
  ...v3,
  id: 'merged',
  title: 'merged (v7): all ranges or none, attribute state',
  posted: '2026-07-12',
  kmemFamily: 'merged',
  functions: { ...v3.functions, ...core, ...driver },
};
