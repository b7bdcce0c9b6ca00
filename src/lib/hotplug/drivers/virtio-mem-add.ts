/**
 * How the virtio-mem driver adds memory to Linux and removes it again, in both modes.
 *
 * Ops that stand for a section under hotplug_mutex wait while the notifier holds it; each is one step, so the mutex
 * itself need not be taken.
 */
import { EBUSY, ENOMEM } from '../state/errno.ts';
import type { Kernel } from '../state/kernel.ts';
import { WARNING_AT } from '../state/messages.ts';
import { MHP_MERGE_RESOURCE, MHP_NID_IS_MGID, MMOP_SYSTEM_DEFAULT } from '../state/units.ts';
import { BLOCKED, call, defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { add_memory_driver_managed } from '../core/add-memory.ts';
import { offline_and_remove_memory } from '../core/remove-memory.ts';
import {
  couldAddMemory,
  firstInState,
  type Geometry,
  geometryOf,
  markSubBlocks,
  PLUGGED,
  pluggedCount,
  setState,
  UNUSED,
} from './virtio-mem-books.ts';
import {
  ADDING_FAILED,
  BEYOND_USABLE,
  EAGAIN,
  REGION_FULL,
  sayOf,
  TOO_MUCH_OFFLINE,
  WARN_OFFLINE_AND_REMOVE,
} from './virtio-mem-messages.ts';

/** The add has no online type and ignores this one, or takes it as "the default of this moment" (v1); v2: v2p4.ts. */
const addWithDefaultType: (
  mgid: number,
  startBytes: number,
  sizeBytes: number,
  nameId: number,
  flags: number,
  onlineType: number,
) => Kfn = add_memory_driver_managed;

/** Wraps the body of an op that needs hotplug_mutex: waits while the notifier holds it. */
export function underMutex(
  body: (k: Kernel, g: Geometry, a: number, b: number) => number,
): (k: Kernel, device: number, a: number, b: number) => number {
  return (k, device, a, b) => {
    if (k.virtio.hotplugActive.get(device) !== 0) return BLOCKED;
    return body(k, geometryOf(k, device), a, b);
  };
}

/** Bytes of a block (SBM) or big block (BBM). */
export const unit_size = defineOp(
  'memory_block_size_bytes',
  'size of a block of the device',
  (k, device: number) => geometryOf(k, device).unitBytes,
);

/** First address of a unit. */
export const unit_start = defineOp(
  'virtio_mem_mb_id_to_phys',
  'first address of the block',
  (k, device: number, unit: number) => unit * geometryOf(k, device).unitBytes,
);

/** Lowest unit that is not in use if one may be added now and the machine lets the guest use all of it, else -ENOSPC. */
export function unitToAdd(k: Kernel, g: Geometry): number {
  const device = k.virtio.deviceName.get(g.device);
  if (!couldAddMemory(k, g, g.unitBytes)) {
    return k.refuse(TOO_MUCH_OFFLINE, device, k.virtio.offlineBytes.get(g.device), g.offlineThresholdBytes);
  }
  const unit = firstInState(k, g, UNUSED, 0);
  if (unit < 0) return k.refuse(REGION_FULL, device);
  const usableEnd = k.virtio.startBytes.get(g.device) + k.virtio.knownUsableBytes.get(g.device);
  return (unit + 1) * g.unitBytes > usableEnd ? k.refuse(BEYOND_USABLE, device, unit) : unit;
}

/** The machine takes no request while it has a new configuration for the driver: -EAGAIN, else 0. */
export function staleConfig(k: Kernel, device: number): number {
  return k.virtio.configChanged.get(device) !== 0 ? -EAGAIN : 0;
}

/** Unplugs whatever is plugged of a unit that Linux does not have; PLUGGED if the machine does not listen now. */
export function unplugUnit(k: Kernel, g: Geometry, unit: number): number {
  const rc = staleConfig(k, g.device);
  if (rc === 0) {
    const subBlocks = pluggedCount(k, g, unit);
    markSubBlocks(k, g, unit, 0, subBlocks, false);
  }
  setState(k, g, unit, rc === 0 ? UNUSED : PLUGGED);
  return rc;
}

const begin_add = defineOp(
  'virtio_mem_add_memory',
  'the memory counts as offline until it is onlined',
  (k, device: number) => {
    k.virtio.offlineBytes.add(device, geometryOf(k, device).unitBytes);
    return k.virtio.group.get(device) - 1;
  },
);

const resource_name = defineOp('virtio_mem_add_memory', 'name of the resource', (k) =>
  k.names.id('System RAM (virtio_mem)'),
);

const undo_add = defineOp(
  'virtio_mem_add_memory',
  'the add failed: the memory is unplugged again',
  (k, device: number, unit: number, rc: number) => {
    const g = geometryOf(k, device);
    k.virtio.offlineBytes.add(device, -g.unitBytes);
    sayOf(k, ADDING_FAILED, device, rc);
    unplugUnit(k, g, unit);
    return rc;
  },
);

/** Steps of adding a unit, for a posting in which the driver has to say more. */
export const virtioAddSteps = { begin_add, resource_name, undo_add };

/** virtio_mem_add_memory() of one unit that is plugged: 0, or the errno of the add with the unit unplugged again. */
export function* virtio_mem_add_memory(device: number, unit: number): Kfn {
  const mgid = yield step(begin_add, device);
  const startBytes = yield step(unit_start, device, unit);
  const sizeBytes = yield step(unit_size, device);
  const nameId = yield step(resource_name);
  const flags = MHP_MERGE_RESOURCE | MHP_NID_IS_MGID;
  const rc = yield call(addWithDefaultType, mgid, startBytes, sizeBytes, nameId, flags, MMOP_SYSTEM_DEFAULT);
  return rc < 0 ? yield step(undo_add, device, unit, rc) : 0;
}

/** Memory is gone from Linux: the budget has room again, and the worker looks once more. */
export const memory_removed = defineOp(
  'virtio_mem_retry',
  'the memory is gone: queue the worker once more',
  (k, device: number) => {
    k.virtio.offlineBytes.add(device, -geometryOf(k, device).unitBytes);
    k.virtio.workPending.set(device, 1);
    return 0;
  },
);

const removal_failed = defineOp(
  'virtio_mem_offline_and_remove_memory',
  'the memory stays for now',
  (k, rc: number) => {
    if (rc === -ENOMEM || rc === -EBUSY) return rc;
    const name = 'virtio_mem_offline_and_remove_memory';
    if (k.warnOnce(WARN_OFFLINE_AND_REMOVE)) k.say(WARNING_AT, k.names.id(name));
    return -EBUSY;
  },
);

/** virtio_mem_offline_and_remove_memory() of one unit: 0, -EBUSY or -ENOMEM. */
export function* virtio_mem_offline_and_remove_memory(device: number, unit: number): Kfn {
  const startBytes = yield step(unit_start, device, unit);
  const sizeBytes = yield step(unit_size, device);
  const rc = yield call(offline_and_remove_memory, startBytes, sizeBytes);
  return rc === 0 ? yield step(memory_removed, device) : yield step(removal_failed, rc);
}

kernelFunctions('drivers/virtio/virtio_mem.c', {
  virtio_mem_add_memory,
  virtio_mem_offline_and_remove_memory,
});
