/**
 * v6 (June 2026): a removal after everything went offline cannot fail any more, ranges without a reservation are
 * skipped, unbind takes nothing offline (spec 03 §7).
 */
import { MMOP_OFFLINE } from '../state/units.ts';
import { call, step, type Kfn } from '../run/effects.ts';
import { variantFunctions } from '../run/registry.ts';
import { mhp_get_default_online_type } from '../core/add-memory.ts';
import { remove_memory } from '../core/remove-memory.ts';
import { UNPLUG_FAILED } from '../drivers/kmem-messages.ts';
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
  say_stuck_online,
  unregister_group,
} from '../drivers/kmem-ops.ts';
import { dax_kmem_do_hotplug, merged } from './merged.ts';
import { DAX_KMEM_UNPLUGGED, device_state, say_regions_stuck, set_probed_state } from './v1p7.ts';
import { dax_kmem_cleanup_resources, dax_kmem_init_resources } from './v3.ts';
import { dax_kmem_plug } from './v4.ts';
import type { Variant } from './variant.ts';

/** An unbind that left memory behind although the attribute says offline (v5 and v6). */
export const say_unplug_failed = deviceLine(UNPLUG_FAILED);

/** dev_dax_kmem_probe() of v5 and v6: the default is read at bind, when the ranges are reserved. */
export function* dev_dax_kmem_probe(device: number): Kfn {
  let rc = yield step(check_device, device);
  if (rc !== 0) return rc;
  rc = yield step(register_group, device);
  if (rc < 0) return rc;
  rc = yield call(dax_kmem_init_resources, device);
  let onlineType = MMOP_OFFLINE;
  if (rc === 0) {
    onlineType = yield call(mhp_get_default_online_type);
    rc = yield call(dax_kmem_do_hotplug, device, onlineType);
  }
  if (rc < 0) {
    yield call(dax_kmem_cleanup_resources, device);
    yield step(unregister_group, device);
    return rc;
  }
  yield step(set_probed_state, device, onlineType);
  yield step(create_attribute, device);
  return 0;
}

/** Removes the reserved ranges without taking anything offline; the number of those that stay. */
export function* dax_kmem_remove_ranges(device: number): Kfn {
  let stuck = 0;
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
      stuck++;
    }
  }
  return stuck;
}

/** dev_dax_kmem_remove() of v6: by the attribute; `offline` removes what is offline, online states leak everything. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  const state = yield step(device_state, device);
  let stuck = 0;
  if (state === DAX_KMEM_UNPLUGGED) {
    yield call(dax_kmem_cleanup_resources, device);
  } else if (state === MMOP_OFFLINE) {
    stuck = yield call(dax_kmem_remove_ranges, device);
    if (stuck !== 0) yield step(say_unplug_failed, device, 0, 0);
  } else {
    yield step(say_regions_stuck, device, 0, 0);
    stuck = 1;
  }
  if (stuck === 0) yield step(unregister_group, device);
  else yield step(leak_data_and_module_name, device);
  return 0;
}

const driver = variantFunctions('drivers/dax/kmem.c', {
  dev_dax_kmem_probe,
  dax_kmem_remove_ranges,
  dev_dax_kmem_remove,
});

export const v6: Variant = {
  ...merged,
  id: 'v6',
  title: 'v6: the removal phase cannot fail',
  posted: '2026-06-30',
  fidelity: 'modelled',
  functions: { ...merged.functions, dax_kmem_plug, ...driver },
};
