/**
 * Sleeping locks and the rule in which order they may be taken (spec 01 §12, 02 §2).
 *
 * A mutex goes to whoever runs and asks while it is free; sleepers get it in the order in which they went to sleep.
 * device_hotplug_lock has a second kind of waiter: a sysfs writer only tries, and if that fails its whole system
 * call is restarted 5 ms later, so it stands in no queue. Taking a lock out of order is a bug of the model: throws.
 */
import type { Kernel } from '../state/kernel.ts';
import { DAX_DEVICES } from '../state/tables.ts';
import { BLOCKED, defineOp, step, type Kfn } from './effects.ts';
import { kernelFunctions } from './registry.ts';

export const DEVICE_HOTPLUG_LOCK = 0;
export const MEM_HOTPLUG_LOCK = 1;
export const ACPI_SCAN_LOCK = 2;
/** kmem data->lock of the first dax device; one number per device. */
export const KMEM_DATA_LOCK = 3;
/** Device lock of the first dax device. */
export const DAX_DEVICE_LOCK = KMEM_DATA_LOCK + DAX_DEVICES;
/** Number of locks that have a row in `owner`. */
export const LOCK_COUNT = DAX_DEVICE_LOCK + DAX_DEVICES;

/** Name of a lock for pictures and errors. */
export function lockName(lock: number): string {
  if (lock === DEVICE_HOTPLUG_LOCK) return 'device_hotplug_lock';
  if (lock === MEM_HOTPLUG_LOCK) return 'mem_hotplug_lock';
  if (lock === ACPI_SCAN_LOCK) return 'acpi_scan_lock';
  if (lock < DAX_DEVICE_LOCK) return `dax${lock - KMEM_DATA_LOCK} data->lock`;
  return `dax${lock - DAX_DEVICE_LOCK} device lock`;
}

/**
 * Place of a lock in the order of spec 01 §12: only locks of a higher rank may be taken while one is held. The ACPI
 * code takes its scan lock inside device_hotplug_lock (spec 03 §11).
 */
function rank(lock: number): number {
  if (lock === DEVICE_HOTPLUG_LOCK) return 3;
  if (lock === ACPI_SCAN_LOCK) return 4;
  if (lock === MEM_HOTPLUG_LOCK) return 6;
  return lock >= DAX_DEVICE_LOCK ? 1 : 2;
}

/** Rank of the device lock of a memory block, which stands in the block columns. */
export const BLOCK_DEVICE_LOCK_RANK = 5;

/** Thrown when a thread takes locks in an order in which two threads could wait for each other. */
export class LockOrderError extends Error {
  override readonly name = 'LockOrderError';
}

function heldRank(k: Kernel): number {
  const { owner, heldBlock } = k.locks;
  let highest = heldBlock.peek(k.current) === 0 ? 0 : BLOCK_DEVICE_LOCK_RANK;
  for (let lock = 0; lock < LOCK_COUNT; lock++) {
    if (owner.peek(lock) === k.current + 1) highest = Math.max(highest, rank(lock));
  }
  return highest;
}

/** Throws `LockOrderError` unless a lock of `wanted` rank may be taken now. */
export function checkLockOrder(k: Kernel, wanted: number, name: string): void {
  const held = heldRank(k);
  if (held >= wanted)
    throw new LockOrderError(`${name} (rank ${wanted}) is taken while rank ${held} is held`);
}

/** Gives a lock to the running thread. */
export function takeLock(k: Kernel, lock: number): void {
  checkLockOrder(k, rank(lock), lockName(lock));
  k.locks.owner.set(lock, k.current + 1);
}

/** Takes a lock from the running thread; throws when it does not hold it. */
export function releaseLock(k: Kernel, lock: number): void {
  if (k.locks.owner.get(lock) !== k.current + 1) {
    throw new LockOrderError(`thread ${k.current} releases ${lockName(lock)} without holding it`);
  }
  k.locks.owner.set(lock, 0);
}

function firstSleeper(k: Kernel, lock: number): number {
  const { sleeper, sleepsOn } = k.locks;
  for (let i = 0; sleeper.get(i) !== 0; i++) if (sleepsOn.get(i) === lock + 1) return i;
  return -1;
}

/** Threads asleep on a lock, in the order of their turn. */
export function sleepersOf(k: Kernel, lock: number): number[] {
  const threads: number[] = [];
  const { sleeper, sleepsOn } = k.locks;
  for (let i = 0; sleeper.get(i) !== 0; i++)
    if (sleepsOn.get(i) === lock + 1) threads.push(sleeper.get(i) - 1);
  return threads;
}

function wakeSleeper(k: Kernel, at: number): void {
  const { sleeper, sleepsOn } = k.locks;
  for (let i = at; sleeper.get(i) !== 0; i++) {
    sleeper.set(i, sleeper.get(i + 1));
    sleepsOn.set(i, sleepsOn.get(i + 1));
  }
}

const mutex_lock_or_queue = defineOp('mutex_lock', 'take the lock, or queue for it', (k, lock: number) => {
  checkLockOrder(k, rank(lock), lockName(lock));
  if (k.locks.owner.get(lock) === 0) {
    takeLock(k, lock);
    return 1;
  }
  let end = 0;
  while (k.locks.sleeper.get(end) !== 0) end++;
  k.locks.sleeper.set(end, k.current + 1);
  k.locks.sleepsOn.set(end, lock + 1);
  return 0;
});

const mutex_sleep = defineOp(
  'mutex_lock',
  'sleep until the lock is free and it is our turn',
  (k, lock: number) => {
    const first = firstSleeper(k, lock);
    if (k.locks.owner.get(lock) !== 0 || k.locks.sleeper.get(first) !== k.current + 1) return BLOCKED;
    wakeSleeper(k, first);
    takeLock(k, lock);
    return 1;
  },
);

/** mutex_unlock() as a step. */
export const mutex_unlock = defineOp('mutex_unlock', 'release the lock', (k, lock: number) => {
  releaseLock(k, lock);
  return 0;
});

/** mutex_lock(): uninterruptible, in the order of arrival. */
export function* mutex_lock(lock: number): Kfn {
  const taken = yield step(mutex_lock_or_queue, lock);
  if (taken === 0) yield step(mutex_sleep, lock);
  return 0;
}

const try_device_hotplug = defineOp(
  'lock_device_hotplug_sysfs',
  'try device_hotplug_lock; if busy, sleep 5 ms and restart the system call',
  (k) => {
    if (k.locks.owner.get(DEVICE_HOTPLUG_LOCK) !== 0) {
      k.locks.polling.set(k.current, 1);
      return 0;
    }
    k.locks.polling.set(k.current, 0);
    takeLock(k, DEVICE_HOTPLUG_LOCK);
    return 1;
  },
);

/** lock_device_hotplug(): sleeps uninterruptibly in the queue. */
export function* lock_device_hotplug(): Kfn {
  const taken = yield step(mutex_lock_or_queue, DEVICE_HOTPLUG_LOCK);
  if (taken === 0) yield step(mutex_sleep, DEVICE_HOTPLUG_LOCK);
  return 0;
}

/** unlock_device_hotplug(). */
export function* unlock_device_hotplug(): Kfn {
  return yield step(mutex_unlock, DEVICE_HOTPLUG_LOCK);
}

/** A signal with a handler: ends the offline loop; a system call that is being restarted only runs the handler. */
export const SIGNAL_HANDLED = 1;
/** A signal that kills: a writer that polls dies at its next restart. */
export const SIGNAL_FATAL = 2;

/** Return value of lock_device_hotplug_sysfs() when the lock is busy: the system call starts over. */
export const ERESTARTNOINTR = 513;

/** lock_device_hotplug_sysfs(): 0 with the lock, -ERESTARTNOINTR without. */
export function* lock_device_hotplug_sysfs(): Kfn {
  const taken = yield step(try_device_hotplug);
  return taken === 1 ? 0 : -ERESTARTNOINTR;
}

kernelFunctions('drivers/base/core.c', {
  lock_device_hotplug,
  unlock_device_hotplug,
  lock_device_hotplug_sysfs,
});
kernelFunctions('kernel/locking/mutex.c', { mutex_lock });
