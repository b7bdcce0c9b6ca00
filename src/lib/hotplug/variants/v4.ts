/**
 * v4 (June 2026): removal of the whole device or nothing, `unplugged` for the removal word, `online_kernel` can be
 * written; the online type is still captured when the dax device is created (spec 03 §7).
 */
import { MMOP_OFFLINE } from '../state/units.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import {
  KMEM_DATA_LOCK,
  lock_device_hotplug,
  mutex_lock,
  mutex_unlock,
  unlock_device_hotplug,
} from '../run/locks.ts';
import { variantFunctions } from '../run/registry.ts';
import {
  next_block_of,
  try_offline_memory_block,
  try_remove_memory,
  try_reonline_memory_block,
} from '../core/remove-memory.ts';
import {
  check_device,
  create_attribute,
  free_reservation,
  leak_data,
  range_count,
  range_start,
  register_group,
  say_add_failed,
  unregister_group,
} from '../drivers/kmem-ops.ts';
import { LEFT_ONLINE } from '../drivers/kmem-messages.ts';
import { check_type, merged, reserved_ranges } from './merged.ts';
import { check_ranges, list_size, list_start, say_removal_failed } from './range-lists.ts';
import {
  DAX_KMEM_UNPLUGGED,
  device_state,
  parse_state,
  refuse_other_online,
  set_probed_state,
  set_state,
} from './v1p7.ts';
import {
  captured_type,
  dax_kmem_cleanup_resources,
  dax_kmem_init_resources,
  kmem_add_range_typed,
  warn_stuck,
} from './v3.ts';
import type { Variant } from './variant.ts';

/** A removal failed although everything is offline: v4 says it in the kernel log. */
export function* removal_failed(rc: number): Kfn {
  return yield step(say_removal_failed, rc);
}

/**
 * offline_and_remove_memory_ranges() of v4 and v5: a removal that fails brings back what is still there, too. Both
 * walks count the blocks that they meet, so when a range before is gone its slots go to the blocks behind it.
 */
export function* offline_and_remove_memory_ranges(list: number): Kfn {
  const count = yield step(check_ranges, list);
  if (count < 0) return count;
  yield call(lock_device_hotplug);
  const slots: number[] = [];
  let rc = 0;
  for (let i = 0; i < count && rc >= 0; i++) {
    const startBytes = yield step(list_start, list, i);
    const sizeBytes = yield step(list_size, list, i);
    let blockId = yield step(next_block_of, 0, startBytes, sizeBytes);
    while (blockId >= 0) {
      rc = yield call(try_offline_memory_block, blockId);
      if (rc < 0) break;
      slots.push(rc);
      blockId = yield step(next_block_of, blockId + 1, startBytes, sizeBytes);
    }
  }
  if (rc > 0) rc = 0;
  for (let i = 0; i < count && rc === 0; i++) {
    const startBytes = yield step(list_start, list, i);
    const sizeBytes = yield step(list_size, list, i);
    rc = yield call(try_remove_memory, startBytes, sizeBytes);
    if (rc !== 0) yield call(removal_failed, rc);
  }
  let place = 0;
  for (let i = 0; i < count && rc !== 0; i++) {
    const startBytes = yield step(list_start, list, i);
    const sizeBytes = yield step(list_size, list, i);
    let blockId = yield step(next_block_of, 0, startBytes, sizeBytes);
    while (blockId >= 0) {
      const onlineType = slots[place++] ?? MMOP_OFFLINE;
      if (onlineType !== MMOP_OFFLINE) yield call(try_reonline_memory_block, blockId, onlineType);
      blockId = yield step(next_block_of, blockId + 1, startBytes, sizeBytes);
    }
  }
  yield call(unlock_device_hotplug);
  return rc;
}

/** dax_kmem_do_hotplug() of v4 and v5: every usable range, reserved or not; a failed one loses its reservation. */
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
    yield step(free_reservation, device, i);
    if (mapped === 0) return rc;
  }
  return mapped;
}

const say_left_online = defineOp(
  'dev_warn',
  'say it in the kernel log; any_hotremove_failed',
  (k, device: number, rc: number) => {
    k.dax.anyHotremoveFailed.value = 1;
    k.say(LEFT_ONLINE, k.dax.name.get(device), rc);
    return 0;
  },
);

/** dax_kmem_do_hotremove() of v4 and v5: one failure, and the module never frees its resource name. */
export function* dax_kmem_do_hotremove(device: number): Kfn {
  const list = yield step(reserved_ranges, device);
  if (list === 0) return 0;
  const rc = yield call(offline_and_remove_memory_ranges, list);
  if (rc !== 0) {
    yield step(say_left_online, device, rc);
    return rc;
  }
  return yield call(dax_kmem_cleanup_resources, device);
}

/** From unplugged to a type: a failure after the reservations were taken keeps them (v4 to v6). */
export function* dax_kmem_plug(device: number, onlineType: number): Kfn {
  let rc = yield call(dax_kmem_init_resources, device);
  if (rc < 0) return rc;
  rc = yield call(dax_kmem_do_hotplug, device, onlineType);
  return rc < 0 ? rc : 0;
}

/** dev_dax_kmem_probe() of v4: always adds, with the type that the device remembers. */
export function* dev_dax_kmem_probe(device: number): Kfn {
  let rc = yield step(check_device, device);
  if (rc !== 0) return rc;
  rc = yield step(register_group, device);
  if (rc < 0) return rc;
  rc = yield call(dax_kmem_init_resources, device);
  const onlineType = yield step(captured_type, device);
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

/** Write to `hotplug` of v4. */
export function* hotplug_store(device: number, written: number, path: number): Kfn {
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

/** dev_dax_kmem_remove() of v4: by the attribute alone. `offline` offlines and removes, which may block for ever. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  const state = yield step(device_state, device);
  if (state === DAX_KMEM_UNPLUGGED) {
    yield call(dax_kmem_cleanup_resources, device);
  } else if (state === MMOP_OFFLINE) {
    const rc = yield call(dax_kmem_do_hotremove, device);
    if (rc !== 0) {
      yield step(leak_data, device);
      return 0;
    }
  } else {
    yield step(warn_stuck);
  }
  yield step(unregister_group, device);
  return 0;
}

const core = variantFunctions('mm/memory_hotplug.c', { removal_failed, offline_and_remove_memory_ranges });
const driver = variantFunctions('drivers/dax/kmem.c', {
  dax_kmem_do_hotplug,
  dax_kmem_do_hotremove,
  dax_kmem_plug,
  dev_dax_kmem_probe,
  hotplug_store,
  dev_dax_kmem_remove,
});

export const v4: Variant = {
  ...merged,
  id: 'v4',
  title: 'v4: all ranges or none, first form',
  posted: '2026-06-05',
  fidelity: 'modelled',
  kmemFamily: 'v4',
  functions: { ...merged.functions, ...core, ...driver },
};
