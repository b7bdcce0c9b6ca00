/**
 * v5 (June 2026, withdrawn the same day): the attribute is `state`, the online type is read at bind, and an unbind
 * while online leaks everything (spec 03 §7).
 */
import { MMOP_OFFLINE } from '../state/units.ts';
import { call, step, type Kfn } from '../run/effects.ts';
import { variantFunctions } from '../run/registry.ts';
import { leak_data, unregister_group } from '../drivers/kmem-ops.ts';
import { dax_state_store, dev_dax_kmem_probe } from './merged.ts';
import { DAX_KMEM_UNPLUGGED, device_state, say_regions_stuck } from './v1p7.ts';
import { dax_kmem_cleanup_resources } from './v3.ts';
import { dax_kmem_do_hotremove, v4 } from './v4.ts';
import type { Variant } from './variant.ts';

/** dev_dax_kmem_remove() of v5: online memory stays with all that belongs to it. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  const state = yield step(device_state, device);
  let rc = 0;
  if (state === DAX_KMEM_UNPLUGGED) yield call(dax_kmem_cleanup_resources, device);
  else rc = state === MMOP_OFFLINE ? yield call(dax_kmem_do_hotremove, device) : 1;
  if (rc !== 0) {
    yield step(say_regions_stuck, device, 0, 0);
    yield step(leak_data, device);
    return 0;
  }
  yield step(unregister_group, device);
  return 0;
}

const driver = variantFunctions('drivers/dax/kmem.c', { dev_dax_kmem_remove });

export const v5: Variant = {
  ...v4,
  id: 'v5',
  title: 'v5: attribute state, withdrawn the same day',
  posted: '2026-06-24',
  kmemFamily: 'merged',
  functions: { ...v4.functions, dev_dax_kmem_probe, dax_state_store, ...driver },
};
