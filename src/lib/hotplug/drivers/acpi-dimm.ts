/**
 * The guest's side of a memory device: the ACPI memory driver and the ejection by the ACPI core, of
 * drivers/acpi/acpi_memhotplug.c and scan.c (spec 03 §11).
 *
 * Two surprises: the machine is told "inserted" even when the guest refused the memory, and every later insertion
 * tries the refused devices again; a refused ejection brings blocks back by the plain online rule, often into
 * another zone than the one that they came from.
 */
import { blockIdsOf, nextBlock } from '../state/blocks.ts';
import { EBUSY, EEXIST, EINVAL } from '../state/errno.ts';
import { memory_group_register_static, memory_group_unregister } from '../state/groups.ts';
import { message, refusal } from '../state/journal.ts';
import { hexDigits, MHP_MEMMAP_ON_MEMORY, MHP_NID_IS_MGID, PAGE_SIZE_BYTES } from '../state/units.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import {
  ACPI_SCAN_LOCK,
  lock_device_hotplug,
  mutex_lock,
  mutex_unlock,
  unlock_device_hotplug,
} from '../run/locks.ts';
import { kernelFunctions } from '../run/registry.ts';
import { __add_memory } from '../core/add-memory.ts';
import { device_offline, device_online } from '../core/device-core.ts';
import { __remove_memory } from '../core/remove-memory.ts';
import {
  DIMM_ENABLED,
  DIMM_REFUSED,
  EJECTED_AT_ONCE,
  freeSlot,
  plug_into_slot,
  request_eject,
} from './acpi-dimm-slots.ts';

const ADD_FAILED = message('dmesg', (_, slot) => `acpi PNP0C80:${hexDigits(slot, 2)}: add_memory failed`);
const ENABLE_ERROR = message(
  'dmesg',
  (_, slot) => `acpi PNP0C80:${hexDigits(slot, 2)}: acpi_memory_enable_device() error`,
);
const OFFLINE_FAILED = message('dmesg', (_, id) => `memory memory${id}: Offline failed.`);

const NOT_ENABLED = refusal(
  EINVAL,
  'acpi_memory_enable_device',
  (names, id) =>
    `no memory of ${names.text(id)} could be added; the machine is told that it was inserted all the same`,
  (names, id) => `unplug ${names.text(id)} and plug it in at whole blocks that are free`,
);
const EJECT_REFUSED = refusal(
  EBUSY,
  'acpi_scan_try_to_offline',
  (_, id) =>
    `memory${id} did not go offline in either pass; what went offline is onlined again by the plain rule`,
  (_, id) => `take memory${id} offline before unplugging its device`,
  (id) => id,
);

const register_group = defineOp(
  'memory_group_register_static',
  'one static group for all memory of the device',
  (k, slot: number) =>
    memory_group_register_static(k, k.dimms.nid.get(slot), k.dimms.sizeBytes.get(slot) / PAGE_SIZE_BYTES),
);
const start_of = defineOp('acpi_memory_enable_device', 'start of the range', (k, slot: number) =>
  k.dimms.startBytes.get(slot),
);
const length_of = defineOp('acpi_memory_enable_device', 'length of the range', (k, slot: number) =>
  k.dimms.sizeBytes.get(slot),
);

const bind_memory_blocks = defineOp(
  'acpi_bind_memory_blocks',
  'each block is linked to the device',
  (k, slot: number, mgid: number) => {
    const ids = blockIdsOf(k, k.dimms.startBytes.get(slot), k.dimms.sizeBytes.get(slot));
    if (ids === null) return 0;
    for (let id = nextBlock(k, ids.first, ids.last + 1); id >= 0; id = nextBlock(k, id + 1, ids.last + 1)) {
      k.blocks.acpiSlot.set(id, slot + 1);
    }
    k.dimms.group.set(slot, mgid + 1);
    k.dimms.state.set(slot, DIMM_ENABLED);
    return 0;
  },
);

const say_add_failed = defineOp('acpi_memory_enable_device', 'no range was added', (k, slot: number) => {
  k.say(ADD_FAILED, slot);
  return 0;
});

const device_free = defineOp(
  'acpi_memory_device_free',
  'the group goes; the device waits for the next insertion',
  (k, slot: number, mgid: number) => {
    k.say(ENABLE_ERROR, slot);
    if (mgid >= 0) memory_group_unregister(k, mgid);
    return k.refuse(NOT_ENABLED, k.dimms.name.get(slot));
  },
);

/** acpi_memory_enable_device(): 0, or -EINVAL with the device left as it was. An occupied range counts as enabled. */
export function* acpi_memory_enable_device(slot: number): Kfn {
  const mgid = yield step(register_group, slot);
  if (mgid >= 0) {
    const startBytes = yield step(start_of, slot);
    const sizeBytes = yield step(length_of, slot);
    const rc = yield call(__add_memory, mgid, startBytes, sizeBytes, MHP_NID_IS_MGID | MHP_MEMMAP_ON_MEMORY);
    if (rc === 0 || rc === -EEXIST) return yield step(bind_memory_blocks, slot, mgid);
    yield step(say_add_failed, slot);
  }
  return yield step(device_free, slot, mgid);
}

const next_refused = defineOp('acpi_bus_scan', 'next device without a driver', (k, from: number) => {
  for (let slot = from; slot < k.dimms.state.data.length; slot++) {
    if (k.dimms.state.get(slot) === DIMM_REFUSED) return slot;
  }
  return -1;
});

/**
 * Plugs a memory device into the machine and lets the guest find it: all devices that are not enabled are tried in
 * the order of their slots. `nameId` is the number of its id, `nid` the node that the guest maps it to. Negative when
 * the machine refuses; 0 otherwise, whatever the guest makes of it.
 */
export function* acpi_memory_device_add(
  nameId: number,
  startBytes: number,
  sizeBytes: number,
  nid: number,
): Kfn {
  const plugged = yield step(plug_into_slot, nameId, startBytes, sizeBytes, nid);
  if (plugged < 0) return plugged;
  yield call(lock_device_hotplug);
  yield call(mutex_lock, ACPI_SCAN_LOCK);
  for (let slot = yield step(next_refused, 0); slot >= 0; slot = yield step(next_refused, slot + 1)) {
    yield call(acpi_memory_enable_device, slot);
  }
  yield step(mutex_unlock, ACPI_SCAN_LOCK);
  yield call(unlock_device_hotplug);
  return 0;
}

const next_bound = defineOp(
  'acpi_bus_offline',
  'next block that is linked to the device',
  (k, slot: number, from: number) => {
    const ids = blockIdsOf(k, k.dimms.startBytes.get(slot), k.dimms.sizeBytes.get(slot));
    const end = ids === null ? 0 : ids.last + 1;
    let id = nextBlock(k, Math.max(from, ids?.first ?? 0), end);
    while (id >= 0 && k.blocks.acpiSlot.get(id) !== slot + 1) id = nextBlock(k, id + 1, end);
    return id;
  },
);

const offline_failed = defineOp('acpi_scan_try_to_offline', 'the second pass failed too', (k, id: number) => {
  k.say(OFFLINE_FAILED, id);
  return k.refuse(EJECT_REFUSED, id);
});

/**
 * acpi_scan_try_to_offline(): the first pass goes through all blocks and ignores errors; if there was one, the second
 * tries again what is left and gives up at the first error. 0 or -EBUSY, with what was offlined here online again.
 */
export function* acpi_scan_try_to_offline(slot: number): Kfn {
  const putOnline = new Set<number>();
  let failed = false;
  for (let id = yield step(next_bound, slot, 0); id >= 0; id = yield step(next_bound, slot, id + 1)) {
    const rc = yield call(device_offline, id);
    if (rc === 0) putOnline.add(id);
    failed ||= rc < 0;
  }
  if (!failed) return 0;
  for (let id = yield step(next_bound, slot, 0); id >= 0; id = yield step(next_bound, slot, id + 1)) {
    if (putOnline.has(id)) continue;
    const rc = yield call(device_offline, id);
    if (rc === 0) putOnline.add(id);
    if (rc >= 0) continue;
    const busy = yield step(offline_failed, id);
    for (const back of [...putOnline].sort((a, b) => a - b)) yield call(device_online, back);
    return busy;
  }
  return 0;
}

const eject_device = defineOp('acpi_evaluate_ej0', 'the group goes, the slot is free', (k, slot: number) => {
  memory_group_unregister(k, k.dimms.group.get(slot) - 1);
  freeSlot(k, slot);
  return 0;
});

const is_still_there = defineOp(
  'acpi_device_hotplug',
  'is it still the device that the request meant?',
  (k, slot: number, nameId: number) =>
    k.dimms.state.get(slot) === DIMM_ENABLED && k.dimms.name.get(slot) === nameId ? 1 : 0,
);

/** acpi_scan_hot_remove(): offlines, removes, ejects. 0 or -EBUSY; memory that is not removable any more is a BUG. */
export function* acpi_scan_hot_remove(slot: number): Kfn {
  const rc = yield call(acpi_scan_try_to_offline, slot);
  if (rc !== 0) return rc;
  const startBytes = yield step(start_of, slot);
  const sizeBytes = yield step(length_of, slot);
  yield call(__remove_memory, startBytes, sizeBytes);
  return yield step(eject_device, slot);
}

/**
 * Asks the guest to let a memory device go. -EINVAL for an unknown id, 0 when the device is gone (one that was never
 * enabled goes at once and silently), -EBUSY when the guest keeps it.
 */
export function* acpi_memory_device_del(nameId: number): Kfn {
  const slot = yield step(request_eject, nameId);
  if (slot === EJECTED_AT_ONCE) return 0;
  if (slot < 0) return slot;
  yield call(lock_device_hotplug);
  yield call(mutex_lock, ACPI_SCAN_LOCK);
  const present = yield step(is_still_there, slot, nameId);
  const rc = present === 0 ? 0 : yield call(acpi_scan_hot_remove, slot);
  yield step(mutex_unlock, ACPI_SCAN_LOCK);
  yield call(unlock_device_hotplug);
  return rc;
}

kernelFunctions('drivers/acpi/acpi_memhotplug.c', {
  acpi_memory_device_add,
  acpi_memory_device_del,
  acpi_memory_enable_device,
});
kernelFunctions('drivers/acpi/scan.c', {
  acpi_scan_try_to_offline,
  acpi_scan_hot_remove,
});
