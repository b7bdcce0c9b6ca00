/**
 * v5 (June 2026, withdrawn the same day): the attribute is `state`, the online type is read at bind, and an unbind
 * while online leaks everything (spec 03 §7).
 */
import { MMOP_OFFLINE } from '../state/units.ts';
import { call, step, type Kfn } from '../run/effects.ts';
import { variantFunctions } from '../run/registry.ts';
import { leak_data_and_module_name, unregister_group } from '../drivers/kmem-ops.ts';
import { dax_state_store, warn_once } from './merged.ts';
import { say_removal_failed } from './range-lists.ts';
import { DAX_KMEM_UNPLUGGED, device_state, say_regions_stuck } from './v1p7.ts';
import { dax_kmem_cleanup_resources } from './v3.ts';
import { dax_kmem_do_hotremove, v4 } from './v4.ts';
import { dev_dax_kmem_probe, say_unplug_failed } from './v6.ts';
import type { Variant } from './variant.ts';

/** A removal failed although everything is offline: v5 warns, once per boot, and says it as v4 does. */
export function* removal_failed(rc: number): Kfn {
  yield step(warn_once);
  return yield step(say_removal_failed, rc);
}

/** dev_dax_kmem_remove() of v5: online memory stays with all that belongs to it. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  const state = yield step(device_state, device);
  let stuck = 0;
  if (state === DAX_KMEM_UNPLUGGED) {
    yield call(dax_kmem_cleanup_resources, device);
  } else if (state === MMOP_OFFLINE) {
    stuck = yield call(dax_kmem_do_hotremove, device);
    if (stuck !== 0) yield step(say_unplug_failed, device, 0, 0);
  } else {
    yield step(say_regions_stuck, device, 0, 0);
    stuck = 1;
  }
  if (stuck === 0) yield step(unregister_group, device);
  else yield step(leak_data_and_module_name, device);
  return 0;
}

const core = variantFunctions('mm/memory_hotplug.c', { removal_failed });
const driver = variantFunctions('drivers/dax/kmem.c', { dev_dax_kmem_remove });

export const v5: Variant = {
  ...v4,
  id: 'v5',
  title: 'v5: attribute state, withdrawn the same day',
  posted: '2026-06-24',
  kmemFamily: 'merged',
  functions: { ...v4.functions, ...core, dev_dax_kmem_probe, dax_state_store, ...driver },
};
