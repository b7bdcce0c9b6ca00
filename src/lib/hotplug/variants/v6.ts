/**
 * v6 (June 2026): a removal after everything went offline cannot fail any more, ranges without a reservation are
 * skipped, unbind takes nothing offline (spec 03 §7).
 */
import { MMOP_OFFLINE } from '../state/units.ts';
import { call, step, type Kfn } from '../run/effects.ts';
import { variantFunctions } from '../run/registry.ts';
import { remove_memory } from '../core/remove-memory.ts';
import {
  free_reservation,
  has_reservation,
  leak_data_and_module_name,
  range_count,
  range_size,
  range_start,
  unregister_group,
} from '../drivers/kmem-ops.ts';
import { merged } from './merged.ts';
import { DAX_KMEM_UNPLUGGED, device_state, say_regions_stuck } from './v1p7.ts';
import { dax_kmem_cleanup_resources } from './v3.ts';
import { dax_kmem_plug } from './v4.ts';
import type { Variant } from './variant.ts';

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
    if (rc === 0) yield step(free_reservation, device, i);
    else stuck++;
  }
  return stuck;
}

/** dev_dax_kmem_remove() of v6: by the attribute; `offline` removes what is offline, online states leak everything. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  const state = yield step(device_state, device);
  let stuck = 0;
  if (state === DAX_KMEM_UNPLUGGED) yield call(dax_kmem_cleanup_resources, device);
  else stuck = state === MMOP_OFFLINE ? yield call(dax_kmem_remove_ranges, device) : 1;
  if (stuck !== 0) {
    yield step(say_regions_stuck, device, 0, 0);
    yield step(leak_data_and_module_name, device);
    return 0;
  }
  yield step(unregister_group, device);
  return 0;
}

const driver = variantFunctions('drivers/dax/kmem.c', { dax_kmem_remove_ranges, dev_dax_kmem_remove });

export const v6: Variant = {
  ...merged,
  id: 'v6',
  title: 'v6: the removal phase cannot fail',
  posted: '2026-06-30',
  fidelity: 'modelled',
  functions: { ...merged.functions, dax_kmem_plug, ...driver },
};
