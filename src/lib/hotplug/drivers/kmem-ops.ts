/**
 * Steps that every form of the kmem driver is made of: ranges, reservations, group, log lines (spec 03 §1, §2).
 */
import { EBUSY } from '../state/errno.ts';
import {
  fault,
  FAULT_KMEM_DATA,
  FAULT_MEMORY_TYPE,
  FAULT_REQUEST_REGION,
  faultInRange,
} from '../state/faults.ts';
import { memory_group_register_static, memory_group_unregister } from '../state/groups.ts';
import type { Message } from '../state/journal.ts';
import type { Kernel } from '../state/kernel.ts';
import { IORESOURCE_SYSRAM, remove_resource, request_region } from '../state/resources.ts';
import { MHP_MEMMAP_ON_MEMORY, MHP_NID_IS_MGID, PAGE_SIZE_BYTES } from '../state/units.ts';
import { BLOCKED, defineOp } from '../run/effects.ts';
import { kmemRange, rangeRow } from './dax-bus.ts';
import {
  ADD_FAILED,
  CANNOT_HOTREMOVE,
  COULD_NOT_RESERVE,
  HOTREMOVE_FAILED,
  NO_NODE,
  NO_USABLE_BLOCK,
  OFFLINE_AND_REMOVE_FAILED,
  RESERVATION_BUSY,
  STUCK_ONLINE,
  TOO_SMALL,
} from './kmem-messages.ts';

function sayRange(k: Kernel, said: Message, device: number, i: number): void {
  const range = kmemRange(k, device, i);
  const row = rangeRow(device, i);
  const start = range?.startBytes ?? k.dax.rangeStartBytes.get(row);
  const last = range === null ? k.dax.rangeEndBytes.get(row) : range.startBytes + range.sizeBytes - 1;
  k.say(said, k.dax.name.get(device), i, start, last);
}

/** Steps 1 to 3 of the probe: a node and its memory type, and at least one whole block, else -EINVAL. */
export const check_device = defineOp(
  'dev_dax_kmem_probe',
  'node known? any whole block?',
  (k, device: number) => {
    if (k.dax.targetNode.get(device) < 0) return k.refuse(NO_NODE, k.dax.name.get(device));
    const noType = fault(k, FAULT_MEMORY_TYPE);
    if (noType !== 0) return noType;
    let bytes = 0;
    for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
      const range = kmemRange(k, device, i);
      if (range === null) sayRange(k, TOO_SMALL, device, i);
      else bytes += range.sizeBytes;
    }
    return bytes > 0 ? 0 : k.refuse(NO_USABLE_BLOCK, k.dax.name.get(device));
  },
);

/** Steps 4 and 5: driver data and the static group over all aligned ranges. Replies the mgid or a negative errno. */
export const register_group = defineOp(
  'memory_group_register_static',
  'one group for the whole device',
  (k, device: number) => {
    const noData = fault(k, FAULT_KMEM_DATA);
    if (noData !== 0) return noData;
    let pages = 0;
    for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
      pages += (kmemRange(k, device, i)?.sizeBytes ?? 0) / PAGE_SIZE_BYTES;
    }
    const mgid = memory_group_register_static(k, k.dax.targetNode.get(device), pages);
    if (mgid < 0) return mgid;
    k.dax.group.set(device, mgid + 1);
    k.dax.data.set(device, 1);
    return mgid;
  },
);

/**
 * Frees group and driver data; a group that still has blocks stays, and nobody is told. Reservations that are still
 * there lose the string that their name points to.
 */
export function freeDriverData(k: Kernel, device: number): number {
  const mgid = k.dax.group.get(device) - 1;
  if (memory_group_unregister(k, mgid) === -EBUSY) k.lifetimes.leakedGroup.set(mgid, device + 1);
  leakReservations(k, device, true);
  return forget(k, device);
}

export const unregister_group = defineOp(
  'memory_group_unregister',
  'group and driver data go',
  freeDriverData,
);

function leakReservations(k: Kernel, device: number, isNameFreed: boolean): void {
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
    const row = k.dax.reservation.get(rangeRow(device, i));
    if (row === 0) continue;
    k.lifetimes.leakedReservation.set(row, device + 1);
    if (isNameFreed) k.lifetimes.freedName.set(row, 1);
  }
}

function forget(k: Kernel, device: number): number {
  k.dax.group.set(device, 0);
  k.dax.data.set(device, 0);
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) k.dax.reservation.set(rangeRow(device, i), 0);
  return 0;
}

function leak(k: Kernel, device: number): number {
  const mgid = k.dax.group.get(device) - 1;
  if (mgid >= 0) k.lifetimes.leakedGroup.set(mgid, device + 1);
  k.lifetimes.leakedData.set(device, 1);
  k.lifetimes.leakedName.set(device, 1);
  leakReservations(k, device, false);
  return forget(k, device);
}

/** The driver lets go of the device without freeing: group, reservations and the device's name leak. */
export const leak_data = defineOp('dev_dax_kmem_remove', 'group, data and reservations are leaked', leak);

/** The same, and the string "System RAM (kmem)" will outlive the module. */
export const leak_data_and_module_name = defineOp(
  'dev_dax_kmem_remove',
  'group, data, reservations and names are leaked',
  (k, device: number) => {
    k.dax.anyHotremoveFailed.value = 1;
    return leak(k, device);
  },
);

export const range_count = defineOp('dev_dax_kmem', 'number of ranges', (k, device: number) =>
  k.dax.rangeCount.get(device),
);

/** First byte of the whole blocks of a range; -1 when it holds none. */
export const range_start = defineOp(
  'dax_kmem_range',
  'whole blocks of the range',
  (k, device: number, i: number) => kmemRange(k, device, i)?.startBytes ?? -1,
);
export const range_size = defineOp(
  'dax_kmem_range',
  'their size',
  (k, device: number, i: number) => kmemRange(k, device, i)?.sizeBytes ?? 0,
);

/** 1 when the range holds a reservation of this driver. */
export const has_reservation = defineOp(
  'dax_kmem',
  'is the range reserved?',
  (k, device: number, i: number) => (k.dax.reservation.get(rangeRow(device, i)) === 0 ? 0 : 1),
);

/** Number of ranges with a reservation. */
export const reservation_count = defineOp(
  'dax_kmem',
  'how many ranges are reserved?',
  (k, device: number) => {
    let count = 0;
    for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
      if (k.dax.reservation.get(rangeRow(device, i)) !== 0) count++;
    }
    return count;
  },
);

/** Reserves a range under the device's name, not BUSY so that the memory can nest below. 0 or -EBUSY. */
export const reserve = defineOp('request_mem_region', 'reserve the range', (k, device: number, i: number) => {
  const { startBytes, sizeBytes } = kmemRange(k, device, i)!;
  const last = startBytes + sizeBytes - 1;
  const noEntry = faultInRange(k, FAULT_REQUEST_REGION, startBytes, sizeBytes) !== 0;
  const row = noEntry ? -1 : request_region(k, startBytes, last, k.dax.name.get(device), IORESOURCE_SYSRAM);
  if (row < 0) {
    sayRange(k, COULD_NOT_RESERVE, device, i);
    return noEntry ? -EBUSY : k.refuse(RESERVATION_BUSY, startBytes, last);
  }
  k.dax.reservation.set(rangeRow(device, i), row);
  return 0;
});

/** remove_resource() of a range's reservation, if it has one. */
export const free_reservation = defineOp(
  'remove_resource',
  'the reservation goes',
  (k, device: number, i: number) => {
    const row = k.dax.reservation.get(rangeRow(device, i));
    if (row !== 0) remove_resource(k, row);
    k.dax.reservation.set(rangeRow(device, i), 0);
    return 0;
  },
);

/** Arguments of the add: group id, flags, name. */
export const group_of = defineOp(
  'dev_dax_kmem',
  'the group of the device',
  (k, device: number) => k.dax.group.get(device) - 1,
);
export const mhp_flags = defineOp('dev_dax_kmem', 'flags for the add', (k, device: number) =>
  k.dax.memmapOnMemory.get(device) !== 0 ? MHP_NID_IS_MGID | MHP_MEMMAP_ON_MEMORY : MHP_NID_IS_MGID,
);
export const kmem_name = defineOp('dev_dax_kmem', 'the entry is called System RAM (kmem)', (k) =>
  k.names.id('System RAM (kmem)'),
);

const rangeLine = (said: Message) =>
  defineOp('dev_warn', 'say it in the kernel log', (k, device: number, i: number) => {
    sayRange(k, said, device, i);
    return 0;
  });
/** A line after which any_hotremove_failed stays true: the module will not free "System RAM (kmem)". */
const removalFailedLine = (said: Message) =>
  defineOp('dev_warn', 'say it in the kernel log; any_hotremove_failed', (k, device: number, i: number) => {
    k.dax.anyHotremoveFailed.value = 1;
    sayRange(k, said, device, i);
    return 0;
  });
export const say_add_failed = rangeLine(ADD_FAILED);
export const say_stuck_online = rangeLine(STUCK_ONLINE);
export const say_cannot_hotremove = removalFailedLine(CANNOT_HOTREMOVE);
export const say_offline_and_remove_failed = removalFailedLine(OFFLINE_AND_REMOVE_FAILED);
export const say_hotremove_failed = removalFailedLine(HOTREMOVE_FAILED);

/** A log line that names the device only, with up to two numbers. */
export const deviceLine = (said: Message) =>
  defineOp('dev_warn', 'say it in the kernel log', (k, device: number, a: number, b: number) => {
    k.say(said, k.dax.name.get(device), a, b);
    return 0;
  });

/** Removing the attribute file waits until no writer is inside. */
export const remove_attribute = defineOp('sysfs_remove_file', 'the attribute goes', (k, device: number) => {
  k.dax.attribute.set(device, 0);
  return 0;
});
export const drain_attribute = defineOp(
  'kernfs_drain',
  'wait until no writer is inside the attribute',
  (k, device: number) => (k.dax.writers.get(device) === 0 ? 0 : BLOCKED),
);
export const create_attribute = defineOp(
  'sysfs_create_file',
  'the attribute appears',
  (k, device: number) => {
    k.dax.attribute.set(device, k.constants.kmemFamily === 'merged' ? 2 : 1);
    k.dax.attributeGeneration.add(device, 1);
    return 0;
  },
);
