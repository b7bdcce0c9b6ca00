/**
 * device_online() and device_offline() of drivers/base/core.c for memory blocks, and the device lock.
 *
 * Their return convention is the root of several findings about the series: 1 means "was already there", 0 means
 * done, negative means refused (spec 02 §3).
 */
import type { Kernel } from '../state/kernel.ts';
import { BLOCK_UEVENT, UEVENT_OFFLINE, UEVENT_ONLINE } from '../state/messages.ts';
import { BLOCKED, call, defineOp, step, type Kfn } from '../run/effects.ts';
import { BLOCK_DEVICE_LOCK_RANK, checkLockOrder } from '../run/locks.ts';
import { kernelFunctions } from '../run/registry.ts';
import { memory_subsys_offline, memory_subsys_online } from './base-memory.ts';

function release(k: Kernel, blockId: number): void {
  k.blocks.deviceLock.set(blockId, 0);
  k.locks.heldBlock.set(k.current, 0);
}

/** device_lock() of memoryN; replies 1 if the device is online, else 0. */
export const device_lock = defineOp(
  'device_lock',
  'take the device lock of the block',
  (k, blockId: number) => {
    if (k.blocks.deviceLock.get(blockId) !== 0) return BLOCKED;
    checkLockOrder(k, BLOCK_DEVICE_LOCK_RANK, `device lock of memory${blockId}`);
    k.blocks.deviceLock.set(blockId, k.current + 1);
    k.locks.heldBlock.set(k.current, blockId + 1);
    return k.blocks.deviceOnline.get(blockId);
  },
);

/** device_unlock() of memoryN. */
export const device_unlock = defineOp('device_unlock', 'release the device lock', (k, blockId: number) => {
  release(k, blockId);
  return 0;
});

const finish_online = defineOp(
  'device_online',
  'send the uevent, release the device lock',
  (k, blockId: number) => finish(k, blockId, 1),
);
const finish_offline = defineOp(
  'device_offline',
  'send the uevent, release the device lock',
  (k, blockId: number) => finish(k, blockId, 0),
);

function finish(k: Kernel, blockId: number, online: number): number {
  k.say(BLOCK_UEVENT, online !== 0 ? UEVENT_ONLINE : UEVENT_OFFLINE, blockId);
  k.blocks.deviceOnline.set(blockId, online);
  release(k, blockId);
  return 0;
}

/** device_online(): 1 if online already, 0 on success, else the bus's errno. Needs device_hotplug_lock. */
export function* device_online(blockId: number): Kfn {
  const isOnline = yield step(device_lock, blockId);
  if (isOnline === 1) {
    yield step(device_unlock, blockId);
    return 1;
  }
  const rc = yield call(memory_subsys_online, blockId);
  if (rc === 0) yield step(finish_online, blockId);
  else yield step(device_unlock, blockId);
  return rc;
}

/** device_offline(): 1 if offline already, 0 on success, else the bus's errno. Needs device_hotplug_lock. */
export function* device_offline(blockId: number): Kfn {
  const isOnline = yield step(device_lock, blockId);
  if (isOnline === 0) {
    yield step(device_unlock, blockId);
    return 1;
  }
  const rc = yield call(memory_subsys_offline, blockId);
  if (rc === 0) yield step(finish_offline, blockId);
  else yield step(device_unlock, blockId);
  return rc;
}

kernelFunctions('drivers/base/core.c', { device_online, device_offline });
