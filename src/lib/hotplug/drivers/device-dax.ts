/**
 * The driver device_dax, and the id lists of both dax drivers: how a device changes between memory of the system and
 * a character device (drivers/dax/device.c and bus.c; spec 03 §2, §12).
 *
 * device_dax does not match devices of kmem type, unless their name was written to its new_id. Writing a name to
 * new_id also makes the driver probe every unbound device that it matches, so kmem takes all of them.
 */
import { EBUSY, EINVAL } from '../state/errno.ts';
import { message, refusal } from '../state/journal.ts';
import type { Kernel } from '../state/kernel.ts';
import { cString } from '../state/parse.ts';
import { IORESOURCE_BUSY, remove_resource, request_region } from '../state/resources.ts';
import { hex, PAGE_SIZE_BYTES, ZONE_DEVICE } from '../state/units.ts';
import { growSpans } from '../state/zones.ts';
import { nodeDistance } from '../core/nodes.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import { DAX_DEVICE_LOCK, mutex_lock, mutex_unlock } from '../run/locks.ts';
import { kernelFunctions } from '../run/registry.ts';
import { findDevice, rangeRow } from './dax-bus.ts';
import { device_driver_attach } from './dax-binding.ts';
import { ALREADY_BOUND, NO_RANGE, NO_SUCH_DEVICE, NOT_BOUND } from './kmem-messages.ts';

/** What `dax.driver` holds for a device of this driver. */
export const DEVICE_DAX = 3;

const NO_ID = refusal(
  EINVAL,
  'do_id_store',
  (names, written) => `${JSON.stringify(names.text(written))} is not the name of a dax device`,
  () => 'write a name like dax0.0',
);
const RANGE_TAKEN = refusal(
  EBUSY,
  'dev_dax_probe',
  (_, start, last) => `${hex(start)}-${hex(last)} belongs to somebody else`,
);
const COULD_NOT_RESERVE = message(
  'dmesg',
  (names, device, i, start, last) =>
    `device_dax ${names.text(device)}: mapping${i}: ${hex(start)}-${hex(last)} could not reserve range`,
);
const PROBE_FAILED = message(
  'dmesg',
  (names, device, rc) =>
    `device_dax ${names.text(device)}: probe with driver device_dax failed with error ${rc}`,
);

function nameOf(k: Kernel, written: number): string {
  return cString(k.names.text(written)).replace(/\n$/, '');
}

/** Replies the number of the device, -1 for one that does not exist, or -EINVAL for what is no name. */
const parse_id = defineOp('do_id_store', 'which device?', (k, written: number) => {
  const name = nameOf(k, written);
  return /^dax(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/.test(name) ? findDevice(k, name) : k.refuse(NO_ID, written);
});

const device_count = defineOp('driver_attach', 'devices on the bus', (k) => k.dax.count.value);
const is_unbound = defineOp('__driver_attach', 'is the device unbound?', (k, device: number) =>
  k.dax.driver.get(device) === 0 && k.dax.rangeCount.get(device) > 0 ? 1 : 0,
);

/** Write to new_id of kmem, which matches all these devices anyhow: it probes every unbound one. */
export function* kmem_new_id_store(_: number, written: number): Kfn {
  const named = yield step(parse_id, written);
  if (named === -EINVAL) return named;
  const count = yield step(device_count);
  for (let device = 0; device < count; device++) {
    const unbound = yield step(is_unbound, device);
    if (unbound !== 0) yield call(device_driver_attach, device);
  }
  return 0;
}

/** Write to remove_id of kmem: it goes on matching by type. */
export function* kmem_remove_id_store(_: number, written: number): Kfn {
  const named = yield step(parse_id, written);
  return named === -EINVAL ? named : 0;
}

const set_id = defineOp('do_id_store', 'the list of names changes', (k, device: number, isThere: number) => {
  if (device >= 0) k.deviceDax.ids.set(device, isThere);
  return 0;
});

const matches = defineOp('driver_match_device', 'does device_dax match it?', (k, written: number) => {
  const device = findDevice(k, nameOf(k, written));
  return device >= 0 && k.deviceDax.ids.get(device) !== 0 ? device : k.refuse(NO_SUCH_DEVICE, written);
});

const is_listed = defineOp('__driver_attach', 'unbound, and on the list?', (k, device: number) =>
  k.dax.driver.get(device) === 0 && k.deviceDax.ids.get(device) !== 0 ? 1 : 0,
);

function release(k: Kernel, device: number): void {
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
    const row = k.deviceDax.reservation.get(rangeRow(device, i));
    if (row !== 0) remove_resource(k, row);
    k.deviceDax.reservation.set(rangeRow(device, i), 0);
  }
}

/** numa_map_to_online_node(): the node itself, else the nearest one that is online. */
function onlineNode(k: Kernel, nid: number): number {
  let best = nid;
  let least = k.nodes.online.get(nid) !== 0 ? 0 : Infinity;
  for (let other = 0; other < k.constants.nodeCount; other++) {
    const distance = nodeDistance(k, nid, other);
    if (k.nodes.online.get(other) === 0 || distance >= least) continue;
    best = other;
    least = distance;
  }
  return best;
}

/** memremap_pages(): the ranges join ZONE_DEVICE, whose span never shrinks again; none of their pages is present. */
function spanDeviceZone(k: Kernel, device: number): void {
  const nid = onlineNode(k, k.dax.targetNode.get(device));
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
    const [start, last] = [k.dax.rangeStartBytes, k.dax.rangeEndBytes].map((bytes) =>
      bytes.get(rangeRow(device, i)),
    );
    growSpans(k, nid, ZONE_DEVICE, start! / PAGE_SIZE_BYTES, (last! + 1 - start!) / PAGE_SIZE_BYTES);
  }
}

const dev_dax_probe = defineOp('dev_dax_probe', 'reserve every range', (k, device: number) => {
  const name = k.dax.name.get(device);
  if (k.dax.driver.get(device) !== 0) return k.refuse(ALREADY_BOUND, name);
  if (k.dax.rangeCount.get(device) === 0) return k.refuse(NO_RANGE, name);
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
    const at = rangeRow(device, i);
    const [start, last] = [k.dax.rangeStartBytes.get(at), k.dax.rangeEndBytes.get(at)];
    const row = request_region(k, start, last, name, IORESOURCE_BUSY);
    if (row < 0) {
      release(k, device);
      k.say(COULD_NOT_RESERVE, name, i, start, last);
      k.say(PROBE_FAILED, name, -EBUSY);
      return k.refuse(RANGE_TAKEN, start, last);
    }
    k.deviceDax.reservation.set(at, row);
  }
  spanDeviceZone(k, device);
  k.dax.driver.set(device, DEVICE_DAX);
  return 0;
});

const dev_dax_remove = defineOp('device_driver_detach', 'the ranges are free again', (k, device: number) => {
  if (k.dax.driver.get(device) !== DEVICE_DAX) return 0;
  release(k, device);
  k.dax.driver.set(device, 0);
  return 0;
});

/** Binds a device to device_dax: 0, -EBUSY when it is bound or a range is taken, -ENXIO without ranges. */
export function* device_dax_attach(device: number): Kfn {
  yield call(mutex_lock, DAX_DEVICE_LOCK + device);
  const rc = yield step(dev_dax_probe, device);
  yield step(mutex_unlock, DAX_DEVICE_LOCK + device);
  return rc;
}

/** Write to `bind` of device_dax. */
export function* device_dax_bind_store(_: number, written: number): Kfn {
  const device = yield step(matches, written);
  if (device < 0) return device;
  return yield call(device_dax_attach, device);
}

const find_bound = defineOp('unbind_store', 'is it bound to this driver?', (k, written: number) => {
  const device = findDevice(k, nameOf(k, written));
  return device < 0 || k.dax.driver.get(device) !== DEVICE_DAX ? k.refuse(NOT_BOUND, written) : device;
});

/** Write to `unbind` of device_dax. */
export function* device_dax_unbind_store(_: number, written: number): Kfn {
  const device = yield step(find_bound, written);
  if (device < 0) return device;
  yield call(mutex_lock, DAX_DEVICE_LOCK + device);
  yield step(dev_dax_remove, device);
  yield step(mutex_unlock, DAX_DEVICE_LOCK + device);
  return 0;
}

/** Write to new_id of device_dax: the name is listed, and every unbound device of the list is probed. */
export function* device_dax_new_id_store(_: number, written: number): Kfn {
  const named = yield step(parse_id, written);
  if (named === -EINVAL) return named;
  yield step(set_id, named, 1);
  const count = yield step(device_count);
  for (let device = 0; device < count; device++) {
    const listed = yield step(is_listed, device);
    if (listed !== 0) yield call(device_dax_attach, device);
  }
  return 0;
}

/** Write to remove_id of device_dax: it does not match the device any more; a bound one stays bound. */
export function* device_dax_remove_id_store(_: number, written: number): Kfn {
  const named = yield step(parse_id, written);
  if (named === -EINVAL) return named;
  return yield step(set_id, named, 0);
}

kernelFunctions('drivers/dax/bus.c', {
  kmem_new_id_store,
  kmem_remove_id_store,
  device_dax_attach,
  device_dax_bind_store,
  device_dax_unbind_store,
  device_dax_new_id_store,
  device_dax_remove_id_store,
});
