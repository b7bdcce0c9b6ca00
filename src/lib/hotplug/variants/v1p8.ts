/**
 * v1, all 8 patches: a memory notifier keeps everybody but the driver from changing its blocks, and the removal word
 * reports what it could not remove (spec 03 §5).
 */
import type { Kernel } from '../state/kernel.ts';
import { MEM_GOING_OFFLINE, MEM_GOING_ONLINE } from '../state/messages.ts';
import {
  bytesOf,
  MMOP_OFFLINE,
  MMOP_ONLINE,
  MMOP_ONLINE_MOVABLE,
  MMOP_SYSTEM_DEFAULT,
} from '../state/units.ts';
import { BLOCKED, call, defineOp, step, type Kfn } from '../run/effects.ts';
import { KMEM_DATA_LOCK, mutex_lock, mutex_unlock } from '../run/locks.ts';
import { variantFunctions } from '../run/registry.ts';
import { mhp_get_default_online_type } from '../core/add-memory.ts';
import { registerMemoryNotifier } from '../core/notifier.ts';
import { kmemRange, rangeRow } from '../drivers/dax-bus.ts';
import { NO_TRANSITION, NOTHING_REMOVED, NOTIFIER_VETO, PARTLY_REMOVED } from '../drivers/kmem-messages.ts';
import {
  check_device,
  create_attribute,
  leak_data,
  range_count,
  register_group,
  reservation_count,
  unregister_group,
} from '../drivers/kmem-ops.ts';
import {
  dax_kmem_do_hotplug,
  dax_kmem_do_hotremove,
  DAX_KMEM_UNPLUGGED,
  device_state,
  hotplug_transition,
  parse_state,
  say_inconsistent,
  say_regions_stuck,
  set_probed_state,
  set_state,
  v1p7,
} from './v1p7.ts';
import type { Variant } from './variant.ts';

/** Does the range overlap one that a device has now and for which `isReserved` holds? */
function overlapsReserved(
  k: Kernel,
  device: number,
  startBytes: number,
  endBytes: number,
  isReserved: (i: number) => boolean,
): boolean {
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
    const range = kmemRange(k, device, i);
    if (range === null || !isReserved(i)) continue;
    if (startBytes < range.startBytes + range.sizeBytes && endBytes > range.startBytes) return true;
  }
  return false;
}

function ownsRange(k: Kernel, device: number, startBytes: number, endBytes: number): boolean {
  const isReserved = (i: number): boolean => k.dax.reservation.get(rangeRow(device, i)) !== 0;
  return overlapsReserved(k, device, startBytes, endBytes, isReserved);
}

/** Device whose earlier driver data still listens for the range, or -1: that data names ranges by their number. */
function staleOwner(k: Kernel, startBytes: number, endBytes: number): number {
  for (let row = 0; row < k.dax.staleCount.value; row++) {
    const device = k.dax.staleDevice.get(row);
    const isReserved = (i: number): boolean => (k.dax.staleRanges.get(row) & (1 << i)) !== 0;
    if (overlapsReserved(k, device, startBytes, endBytes, isReserved)) return device;
  }
  return -1;
}

/**
 * dax_kmem_memory_notifier_cb() of every device: during a transition the event must go in the direction of the
 * target, otherwise it is refused. It does not know who asks, with which type, nor for which range.
 */
export function dax_kmem_memory_notifier_cb(
  k: Kernel,
  event: number,
  startPfn: number,
  pages: number,
): number {
  if (event !== MEM_GOING_ONLINE && event !== MEM_GOING_OFFLINE) return 0;
  const startBytes = bytesOf(startPfn);
  const endBytes = bytesOf(startPfn + pages);
  for (let device = 0; device < k.dax.count.value; device++) {
    if (k.dax.notifier.get(device) === 0 || !ownsRange(k, device, startBytes, endBytes)) continue;
    const inTransition = k.dax.inTransition.get(device) !== 0;
    const target = k.dax.targetState.get(device);
    const isWanted =
      event === MEM_GOING_ONLINE
        ? target === MMOP_ONLINE || target === MMOP_ONLINE_MOVABLE
        : target === MMOP_OFFLINE;
    if (inTransition && isWanted) continue;
    return k.refuse(
      NOTIFIER_VETO,
      k.dax.name.get(device),
      startPfn,
      pages,
      inTransition ? target : NO_TRANSITION,
    );
  }
  const stale = staleOwner(k, startBytes, endBytes);
  return stale < 0 ? 0 : k.refuse(NOTIFIER_VETO, k.dax.name.get(stale), startPfn, pages, NO_TRANSITION);
}
registerMemoryNotifier(dax_kmem_memory_notifier_cb, 'dax_kmem_memory_notifier_cb', ({ dax }) => {
  for (let device = 0; device < dax.count.value; device++) if (dax.notifier.get(device) !== 0) return true;
  return dax.staleCount.value > 0;
});

/** Is an event on its way down the chain? Its lock lets nobody register until all have answered. */
function isChainBusy(k: Kernel): boolean {
  return k.rules.held.value !== 0;
}

/** The notifier of a device goes onto the memory chain. */
export const register_notifier = defineOp(
  'register_memory_notifier',
  'the driver listens, once no event is on the chain',
  (k, device: number) => {
    if (isChainBusy(k)) return BLOCKED;
    k.dax.notifier.set(device, 1);
    return 0;
  },
);

/** And off it again. */
export const unregister_notifier = defineOp(
  'unregister_memory_notifier',
  'the driver stops listening, once no event is on the chain',
  (k, device: number) => {
    if (isChainBusy(k)) return BLOCKED;
    k.dax.notifier.set(device, 0);
    return 0;
  },
);

/** The notifier of leaked driver data stays on the chain with the reservations that the data still holds. */
const leave_notifier_behind = defineOp(
  'dev_dax_kmem_remove',
  'the notifier stays registered',
  (k, device: number) => {
    k.dax.notifier.set(device, 0);
    k.lifetimes.leakedNotifier.set(device, 1);
    let ranges = 0;
    for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
      if (k.dax.reservation.get(rangeRow(device, i)) !== 0) ranges |= 1 << i;
    }
    if (ranges === 0) return 0;
    const row = k.dax.staleCount.value;
    k.dax.staleDevice.set(row, device);
    k.dax.staleRanges.set(row, ranges);
    k.dax.staleCount.value = row + 1;
    return 0;
  },
);

/** The driver is about to change its blocks: events in the direction of the target pass. */
export const start_transition = defineOp(
  'dax_kmem_start_transition',
  'target_state is set',
  (k, device: number, target: number) => {
    k.dax.inTransition.set(device, 1);
    k.dax.targetState.set(device, target);
    return 0;
  },
);

/** No event passes any longer. */
export const end_transition = defineOp(
  'dax_kmem_end_transition',
  'the transition is over',
  (k, device: number) => {
    k.dax.inTransition.set(device, 0);
    k.dax.targetState.set(device, 0);
    return 0;
  },
);

const nothing_removed = defineOp('hotplug_store', 'no range could be removed', (k, expected: number) =>
  k.refuse(NOTHING_REMOVED, expected),
);
const partly_removed = defineOp(
  'hotplug_store',
  'only some ranges could be removed',
  (k, removed: number, expected: number) => k.refuse(PARTLY_REMOVED, removed, expected),
);

/** The removal word of patch 8: all ranges that are reserved, else -EBUSY or -EIO. */
export function* hotplug_unplug(device: number): Kfn {
  const expected = yield step(reservation_count, device);
  const removed = yield call(dax_kmem_do_hotremove, device);
  if (removed === expected) {
    yield step(set_state, device, DAX_KMEM_UNPLUGGED);
    return 0;
  }
  yield step(say_inconsistent, device, 0, 0);
  if (removed === 0) return yield step(nothing_removed, expected);
  return yield step(partly_removed, removed, expected);
}

/** Write to `hotplug` of patch 8: every change runs inside a transition. */
export function* hotplug_store(device: number, written: number, path: number): Kfn {
  const to = yield step(parse_state, written, path);
  if (to < DAX_KMEM_UNPLUGGED) return to;
  yield call(mutex_lock, KMEM_DATA_LOCK + device);
  const from = yield step(device_state, device);
  let rc = 0;
  if (from !== to) {
    yield step(start_transition, device, to === DAX_KMEM_UNPLUGGED ? MMOP_OFFLINE : to);
    rc = yield call(hotplug_transition, device, from, to);
    yield step(end_transition, device);
  }
  yield step(mutex_unlock, KMEM_DATA_LOCK + device);
  return rc;
}

/** dev_dax_kmem_probe() of patch 8: listens before the first add, and may then refuse its own memory. */
export function* dev_dax_kmem_probe(device: number): Kfn {
  let rc = yield step(check_device, device);
  if (rc !== 0) return rc;
  rc = yield step(register_group, device);
  if (rc < 0) return rc;
  yield step(register_notifier, device);
  const target = yield call(mhp_get_default_online_type);
  yield step(start_transition, device, target);
  rc = yield call(dax_kmem_do_hotplug, device, MMOP_SYSTEM_DEFAULT);
  yield step(end_transition, device);
  if (rc < 0) {
    yield step(unregister_notifier, device);
    yield step(unregister_group, device);
    return rc;
  }
  const state = yield call(mhp_get_default_online_type);
  yield step(set_probed_state, device, state);
  yield step(create_attribute, device);
  return 0;
}

/** dev_dax_kmem_remove() of patch 8: what could not be removed keeps its notifier. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  yield step(start_transition, device, MMOP_OFFLINE);
  const removed = yield call(dax_kmem_do_hotremove, device);
  yield step(end_transition, device);
  const count = yield step(range_count, device);
  if (removed < count) {
    yield step(say_regions_stuck, device, 0, 0);
    yield step(leave_notifier_behind, device);
    yield step(leak_data, device);
    return 0;
  }
  yield step(unregister_notifier, device);
  yield step(unregister_group, device);
  return 0;
}

const driver = variantFunctions('drivers/dax/kmem.c', {
  hotplug_unplug,
  hotplug_store,
  dev_dax_kmem_probe,
  dev_dax_kmem_remove,
});

export const v1p8: Variant = {
  ...v1p7,
  id: 'v1p8',
  title: 'v1, all 8 patches: with the memory notifier',
  fidelity: 'exact',
  functions: { ...v1p7.functions, ...driver },
};
