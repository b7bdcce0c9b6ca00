/**
 * Binding a dax device to the kmem driver and letting it go, and loading the module: drivers/base/dd.c and bus.c
 * as far as they can be seen (spec 02 §1, 03 §1, §2).
 */
import { KMEM_EVENT } from '#lib/machines/kmem-device.table.ts';
import { ENODEV, ENXIO } from '../state/errno.ts';
import type { Kernel } from '../state/kernel.ts';
import { DAX_DEVICES } from '../state/tables.ts';
import { BLOCKED, call, defineOp, step, type Kfn } from '../run/effects.ts';
import { DAX_DEVICE_LOCK, mutex_lock, mutex_unlock } from '../run/locks.ts';
import { kernelFunctions } from '../run/registry.ts';
import { findDevice, moveKmem } from './dax-bus.ts';
import { dev_dax_kmem_probe, dev_dax_kmem_remove } from './dax-kmem.ts';
import { releaseModuleName } from './kmem-lifetime.ts';
import {
  ALREADY_BOUND,
  MODULE_BUSY,
  MODULE_LOADED,
  MODULE_NOT_LOADED,
  NO_RANGE,
  NO_SUCH_DEVICE,
  NOT_BOUND,
  PROBE_FAILED,
} from './kmem-messages.ts';
import { drain_attribute, remove_attribute } from './kmem-ops.ts';

/** What `dax.driver` holds while a device is bound, and while the driver lets go: for the bus it is still bound then. */
const BOUND = 1;
const LEAVING = 2;

function isKmem(k: Kernel, device: number): boolean {
  const driver = k.dax.driver.get(device);
  return driver === BOUND || driver === LEAVING;
}

function lastBindOrder(k: Kernel): number {
  let last = 0;
  for (let device = 0; device < k.dax.count.value; device++) {
    last = Math.max(last, k.dax.bindOrder.get(device));
  }
  return last;
}

function setFree(k: Kernel, device: number): void {
  k.dax.driver.set(device, 0);
  k.dax.bindOrder.set(device, 0);
}

const find_device = defineOp(
  'bus_find_device_by_name',
  'is there a device of that name?',
  (k, nameId: number) => {
    const device = findDevice(k, k.names.text(nameId).replace(/\n$/, ''));
    return device < 0 ? k.refuse(NO_SUCH_DEVICE, nameId) : device;
  },
);

const find_bound = defineOp('unbind_store', 'is it bound to this driver?', (k, nameId: number) => {
  const device = findDevice(k, k.names.text(nameId).replace(/\n$/, ''));
  return device < 0 || !isKmem(k, device) ? k.refuse(NOT_BOUND, nameId) : device;
});

const attach = defineOp('really_probe', 'the device belongs to the driver', (k, device: number) => {
  if (k.dax.driver.get(device) !== 0) return k.refuse(ALREADY_BOUND, k.dax.name.get(device));
  if (k.dax.rangeCount.get(device) === 0) return k.refuse(NO_RANGE, k.dax.name.get(device));
  k.dax.driver.set(device, BOUND);
  k.dax.bindOrder.set(device, 1 + lastBindOrder(k));
  return 0;
});

const probe_failed = defineOp(
  'really_probe',
  'the probe failed: the device is free again',
  (k, device: number, rc: number) => {
    setFree(k, device);
    if (rc !== -ENODEV && rc !== -ENXIO) k.say(PROBE_FAILED, k.dax.name.get(device), rc);
    return 0;
  },
);

/** device_driver_attach(): -EBUSY when bound, -ENXIO without ranges, else what the probe returns. */
export function* device_driver_attach(device: number): Kfn {
  yield call(mutex_lock, DAX_DEVICE_LOCK + device);
  let rc = yield step(attach, device);
  if (rc === 0) {
    rc = yield call(dev_dax_kmem_probe, device);
    if (rc < 0) yield step(probe_failed, device, rc);
  }
  yield step(mutex_unlock, DAX_DEVICE_LOCK + device);
  return rc < 0 ? rc : 0;
}

const detach_begin = defineOp('driver_sysfs_remove', 'the driver link goes', (k, device: number) => {
  if (!isKmem(k, device)) return 0;
  k.dax.driver.set(device, LEAVING);
  return 1;
});

const detach_end = defineOp('device_unbind_cleanup', 'the device has no driver', (k, device: number) => {
  moveKmem(k, device, KMEM_EVENT.UNBIND, 'device_unbind_cleanup');
  setFree(k, device);
  return 0;
});

/** device_driver_detach(): the attribute is drained first; always succeeds once the device was bound. */
export function* device_driver_detach(device: number): Kfn {
  yield call(mutex_lock, DAX_DEVICE_LOCK + device);
  const bound = yield step(detach_begin, device);
  if (bound === 1) {
    yield step(remove_attribute, device);
    yield step(drain_attribute, device);
    yield call(dev_dax_kmem_remove, device);
    yield step(detach_end, device);
  }
  yield step(mutex_unlock, DAX_DEVICE_LOCK + device);
  return 0;
}

/** bind_store() of the kmem driver; the name may end in a newline. */
export function* dax_bind_store(_: number, written: number): Kfn {
  const device = yield step(find_device, written);
  if (device < 0) return device;
  return yield call(device_driver_attach, device);
}

/** unbind_store() of the kmem driver. */
export function* dax_unbind_store(_: number, written: number): Kfn {
  const device = yield step(find_bound, written);
  if (device < 0) return device;
  return yield call(device_driver_detach, device);
}

/** What `dax.loaded` holds while the driver has its files on the bus; 2 while it comes or goes. */
export const MODULE_LIVE = 1;
const MODULE_COMING_OR_GOING = 2;

const load_module = defineOp('init_module', 'the module is there', (k) => {
  if (k.dax.loaded.value !== 0) return k.refuse(MODULE_LOADED);
  k.dax.loaded.value = MODULE_COMING_OR_GOING;
  k.dax.anyHotremoveFailed.value = 0;
  return 0;
});
const add_bind_files = defineOp('add_bind_files', 'bind and unbind appear', (k) => {
  k.dax.loaded.value = MODULE_LIVE;
  return 0;
});
const remove_bind_files = defineOp('remove_bind_files', 'bind and unbind go, if the module is there', (k) => {
  if (k.dax.loaded.value === 0) return k.refuse(MODULE_NOT_LOADED);
  if (k.dax.loaded.value === MODULE_COMING_OR_GOING) return k.refuse(MODULE_BUSY);
  k.dax.loaded.value = MODULE_COMING_OR_GOING;
  k.kmemFiles.generation.value++;
  return 0;
});
const drain_bind_files = defineOp('kernfs_drain', 'wait until no writer is inside these files', (k) =>
  k.kmemFiles.writers.value === 0 ? 0 : BLOCKED,
);
const unload_module = defineOp('dax_kmem_exit', 'the module is gone', (k) => {
  k.dax.loaded.value = 0;
  releaseModuleName(k);
  return 0;
});
/** As one number: the devices as digits to the base DAX_DEVICES, the first lowest, and a 1 above the last. */
const detach_order = defineOp(
  'driver_detach',
  'devices in the order in which they are let go: the one that was bound last goes first',
  (k) => {
    const count = k.dax.count.value;
    const devices = Array.from({ length: count }, (_, device) => device);
    devices.sort((a, b) => k.dax.bindOrder.get(b) - k.dax.bindOrder.get(a));
    return devices.reduceRight((digits, device) => digits * DAX_DEVICES + device, 1);
  },
);
const device_count = defineOp('driver_for_each_device', 'devices on the bus', (k) => k.dax.count.value);
const is_free = defineOp('__driver_attach', 'is the device unbound?', (k, device: number) =>
  k.dax.driver.get(device) === 0 && k.dax.rangeCount.get(device) > 0 ? 1 : 0,
);

/**
 * modprobe kmem: -EEXIST when it is loaded, else binds every unbound device in order; a probe that fails does not fail
 * the load.
 */
export function* dax_kmem_init(): Kfn {
  const loaded = yield step(load_module);
  if (loaded !== 0) return loaded;
  const devices = yield step(device_count);
  for (let device = 0; device < devices; device++) {
    const free = yield step(is_free, device);
    if (free === 1) yield call(device_driver_attach, device);
  }
  return yield step(add_bind_files);
}

/**
 * rmmod kmem: -ENOENT when it is not loaded, -EBUSY while it comes or goes. Else the files bind and unbind go, writers
 * inside them are waited for, every device is unbound, the one bound last first, and it succeeds in any case.
 */
export function* dax_kmem_exit(): Kfn {
  const missing = yield step(remove_bind_files);
  if (missing !== 0) return missing;
  yield step(drain_bind_files);
  for (let order = yield step(detach_order); order > 1; order = Math.floor(order / DAX_DEVICES)) {
    yield call(device_driver_detach, order % DAX_DEVICES);
  }
  return yield step(unload_module);
}

kernelFunctions('drivers/base/dd.c', {
  device_driver_attach,
  device_driver_detach,
  dax_bind_store,
  dax_unbind_store,
  dax_kmem_init,
  dax_kmem_exit,
});
