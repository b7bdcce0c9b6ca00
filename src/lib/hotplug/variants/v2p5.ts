/**
 * v2 (January 2026) in full: with the memory notifier of v1, which now may not refuse the memory of the driver's own
 * probe (spec 03 §6).
 */
import { MMOP_OFFLINE } from '../state/units.ts';
import { call, step, type Kfn } from '../run/effects.ts';
import { variantFunctions } from '../run/registry.ts';
import { mhp_get_default_online_type } from '../core/add-memory.ts';
import { check_device, create_attribute, register_group, unregister_group } from '../drivers/kmem-ops.ts';
import { DAX_KMEM_UNPLUGGED, device_state, set_probed_state } from './v1p7.ts';
import {
  end_transition,
  hotplug_store,
  hotplug_unplug,
  register_notifier,
  start_transition,
  unregister_notifier,
} from './v1p8.ts';
import { v2p4 } from './v2p4.ts';
import {
  dax_kmem_cleanup_resources,
  dax_kmem_do_hotplug,
  dax_kmem_init_resources,
  warn_stuck,
} from './v3.ts';
import type { Variant } from './variant.ts';

/** dev_dax_kmem_probe() of v2 with the notifier: the add runs inside a transition. */
export function* dev_dax_kmem_probe(device: number): Kfn {
  let rc = yield step(check_device, device);
  if (rc !== 0) return rc;
  rc = yield step(register_group, device);
  if (rc < 0) return rc;
  rc = yield call(dax_kmem_init_resources, device);
  let state = DAX_KMEM_UNPLUGGED;
  if (rc === 0) {
    yield step(register_notifier, device);
    const onlineType = yield call(mhp_get_default_online_type);
    if (onlineType !== MMOP_OFFLINE) {
      yield step(start_transition, device, onlineType);
      rc = yield call(dax_kmem_do_hotplug, device, onlineType);
      yield step(end_transition, device);
      state = onlineType;
    }
    if (rc < 0) yield step(unregister_notifier, device);
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

/** dev_dax_kmem_remove() of v2 with the notifier: as without; it listens until the reservations are dealt with. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  const state = yield step(device_state, device);
  if (state === DAX_KMEM_UNPLUGGED) yield call(dax_kmem_cleanup_resources, device);
  else yield step(warn_stuck);
  yield step(unregister_notifier, device);
  yield step(unregister_group, device);
  return 0;
}

const driver = variantFunctions('drivers/dax/kmem.c', { dev_dax_kmem_probe, dev_dax_kmem_remove });

export const v2p5: Variant = {
  ...v2p4,
  id: 'v2p5',
  title: 'v2: with the memory notifier',
  functions: { ...v2p4.functions, hotplug_store, hotplug_unplug, ...driver },
};
