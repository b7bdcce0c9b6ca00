/**
 * The dax/kmem driver before the series, drivers/dax/kmem.c of 6.12: memory is added at bind by the default policy,
 * and unbind removes only what is offline (spec 03 §2).
 */
import { KMEM_FAMILIES } from '#lib/machines/kmem-device.table.ts';
import { ENXIO } from '../state/errno.ts';
import type { Kernel } from '../state/kernel.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { add_memory_driver_managed } from '../core/add-memory.ts';
import { remove_memory } from '../core/remove-memory.ts';
import {
  check_device,
  free_reservation,
  group_of,
  has_reservation,
  kmem_name,
  leak_data,
  mhp_flags,
  range_count,
  range_size,
  range_start,
  register_group,
  reserve,
  say_add_failed,
  say_cannot_hotremove,
  unregister_group,
} from './kmem-ops.ts';

/** Adds the memory of one range through the policy; replies what the add returns. */
export function* kmem_add_range(device: number, i: number): Kfn {
  const mgid = yield step(group_of, device);
  const startBytes = yield step(range_start, device, i);
  const sizeBytes = yield step(range_size, device, i);
  const nameId = yield step(kmem_name);
  const flags = yield step(mhp_flags, device);
  return yield call(add_memory_driver_managed, mgid, startBytes, sizeBytes, nameId, flags);
}

/** dev_dax_kmem_probe(): the first range must work, later ones may be skipped. */
export function* dev_dax_kmem_probe(device: number): Kfn {
  let rc = yield step(check_device, device);
  if (rc !== 0) return rc;
  rc = yield step(register_group, device);
  if (rc < 0) return rc;
  let mapped = 0;
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const startBytes = yield step(range_start, device, i);
    if (startBytes < 0) continue;
    rc = yield step(reserve, device, i);
    if (rc === 0) {
      rc = yield call(kmem_add_range, device, i);
      if (rc >= 0) {
        mapped++;
        continue;
      }
      yield step(say_add_failed, device, i);
      yield step(free_reservation, device, i);
    }
    if (mapped === 0) {
      yield step(unregister_group, device);
      return rc;
    }
  }
  return 0;
}

/** dev_dax_kmem_remove(): never offlines; what is online leaks until reboot. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  let handled = 0;
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const startBytes = yield step(range_start, device, i);
    if (startBytes < 0) continue;
    const reserved = yield step(has_reservation, device, i);
    if (reserved === 0) {
      handled++;
      continue;
    }
    const sizeBytes = yield step(range_size, device, i);
    const rc = yield call(remove_memory, startBytes, sizeBytes);
    if (rc === 0) {
      yield step(free_reservation, device, i);
      handled++;
    } else {
      yield step(say_cannot_hotremove, device, i);
    }
  }
  if (handled >= count) yield step(unregister_group, device);
  else yield step(leak_data, device);
  return 0;
}

/** What the attribute of the series reads for a device. */
export function kmemAttributeWord(k: Kernel, device: number): string {
  const family = k.constants.kmemFamily;
  if (family === 'none') return '';
  return KMEM_FAMILIES[family].reads[k.dax.state.get(device)] ?? 'unknown';
}

const no_attribute = defineOp('hotplug_store', 'this kernel has no such attribute', () => -ENXIO);

/** Write to `hotplug`: exists in the series only. */
export function* hotplug_store(): Kfn {
  return yield step(no_attribute);
}

/** Write to `state` of a dax device: exists in the merged form only. */
export function* dax_state_store(): Kfn {
  return yield step(no_attribute);
}

kernelFunctions('drivers/dax/kmem.c', {
  kmem_add_range,
  dev_dax_kmem_probe,
  dev_dax_kmem_remove,
  hotplug_store,
  dax_state_store,
});
