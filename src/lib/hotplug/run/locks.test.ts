/** Sleeping locks against spec 01 §12 and 02 §2: who gets a lock, who waits how, and the order of taking them. */
import { describe, expect, test } from 'vitest';
import { device_lock, device_unlock } from '../core/device-core.ts';
import { mem_hotplug_begin, mem_hotplug_done } from '../core/mem-hotplug-lock.ts';
import type { Kernel } from '../state/kernel.ts';
import { Lab } from '../testing/lab.ts';
import { call, defineOp, step, type Kfn } from './effects.ts';
import {
  ACPI_SCAN_LOCK,
  DAX_DEVICE_LOCK,
  DEVICE_HOTPLUG_LOCK,
  ERESTARTNOINTR,
  KMEM_DATA_LOCK,
  lock_device_hotplug,
  lock_device_hotplug_sysfs,
  lockName,
  LockOrderError,
  MEM_HOTPLUG_LOCK,
  mutex_lock,
  mutex_unlock,
  sleepersOf,
  unlock_device_hotplug,
} from './locks.ts';
import { kernelFunctions } from './registry.ts';
import type { Thread } from './thread.ts';

const done = defineOp('work', 'do something under the lock', (k, mark: number) => {
  k.pages.pages.set(7, k.pages.pages.get(7) * 10 + mark);
  return 0;
});

/** Takes a lock, leaves its mark, gives it back. */
function* lock_and_mark(lock: number, mark: number): Kfn {
  yield call(mutex_lock, lock);
  yield step(done, mark);
  yield step(mutex_unlock, lock);
  return mark;
}
/** The same twice: lets go of the lock and asks for it again at once. */
function* lock_twice(lock: number, mark: number): Kfn {
  yield call(lock_and_mark, lock, mark);
  return yield call(lock_and_mark, lock, mark);
}
/** Takes two locks one inside the other. */
function* nest(first: number, second: number): Kfn {
  yield call(mutex_lock, first);
  yield call(mutex_lock, second);
  return 0;
}
function* dhl_then_device(block: number): Kfn {
  yield call(lock_device_hotplug);
  yield step(device_lock, block);
  yield step(mem_hotplug_begin, -1);
  yield step(mem_hotplug_done);
  yield step(device_unlock, block);
  return yield call(unlock_device_hotplug);
}
function* mem_then(lock: number): Kfn {
  yield step(mem_hotplug_begin, -1);
  return yield call(mutex_lock, lock);
}
function* mem_twice(): Kfn {
  yield step(mem_hotplug_begin, -1);
  return yield step(mem_hotplug_begin, -1);
}
function* mem_then_device(block: number): Kfn {
  yield step(mem_hotplug_begin, -1);
  return yield step(device_lock, block);
}
function* device_then(block: number, lock: number): Kfn {
  yield step(device_lock, block);
  return yield call(mutex_lock, lock);
}
function* two_devices(first: number, second: number): Kfn {
  yield step(device_lock, first);
  return yield step(device_lock, second);
}
function* unlock_only(lock: number): Kfn {
  return yield step(mutex_unlock, lock);
}
kernelFunctions('test', {
  lock_and_mark,
  lock_twice,
  nest,
  dhl_then_device,
  mem_then,
  mem_twice,
  mem_then_device,
  device_then,
  two_devices,
  unlock_only,
});

const LOCK = DEVICE_HOTPLUG_LOCK;

/** Begins a thread and lets it do `steps` steps; nobody else runs. */
function begun<A extends readonly number[]>(
  lab: Lab,
  steps: number,
  fn: (...args: A) => Kfn,
  ...args: A
): Thread {
  const { run } = lab.machine;
  const thread = run.start('test', fn, args);
  for (let i = 0; i < steps; i++) run.step(thread);
  return thread;
}

/** In which order the marks were left, e.g. 12 for 1 before 2. */
const marks = (k: Kernel): number => k.pages.pages.get(7);

describe('a mutex', () => {
  test('goes to whoever asks while it is free', () => {
    const lab = new Lab();
    const thread = begun(lab, 1, lock_and_mark, LOCK, 1);
    expect([lab.k.locks.owner.get(LOCK) - 1, sleepersOf(lab.k, LOCK)]).toEqual([thread.id, []]);
  });

  test('whoever finds it taken sleeps, and gets it in the order of falling asleep', () => {
    const lab = new Lab();
    begun(lab, 1, lock_and_mark, LOCK, 1);
    const sleepers = [3, 2, 4].map((mark) => begun(lab, 2, lock_and_mark, LOCK, mark).id);
    expect(sleepersOf(lab.k, LOCK)).toEqual(sleepers);
    lab.machine.settle();
    expect([marks(lab.k), sleepersOf(lab.k, LOCK)]).toEqual([1324, []]);
  });

  test('a thread that runs and asks again at once gets it before a sleeper wakes up', () => {
    const lab = new Lab();
    begun(lab, 1, lock_twice, LOCK, 1);
    begun(lab, 2, lock_and_mark, LOCK, 2);
    lab.machine.settle();
    expect(marks(lab.k)).toBe(112);
  });

  test('sleepers on different locks do not stand in one queue', () => {
    const lab = new Lab();
    begun(lab, 1, lock_and_mark, LOCK, 1);
    begun(lab, 1, lock_and_mark, KMEM_DATA_LOCK, 2);
    const onFirst = begun(lab, 2, lock_and_mark, LOCK, 3);
    const onSecond = begun(lab, 2, lock_and_mark, KMEM_DATA_LOCK, 4);
    expect([sleepersOf(lab.k, LOCK), sleepersOf(lab.k, KMEM_DATA_LOCK)]).toEqual([
      [onFirst.id],
      [onSecond.id],
    ]);
    lab.machine.settle();
    expect(String(marks(lab.k)).length).toBe(4);
  });

  test('only its owner can release it', () => {
    const lab = new Lab();
    begun(lab, 1, lock_and_mark, LOCK, 1);
    expect(() => begun(lab, 1, unlock_only, LOCK)).toThrow(LockOrderError);
    expect(() => begun(lab, 1, unlock_only, KMEM_DATA_LOCK)).toThrow(LockOrderError);
  });
});

describe('device_hotplug_lock for writers of sysfs files', () => {
  test('free, it is taken at once', () => {
    const lab = new Lab();
    expect(lab.call(lock_device_hotplug_sysfs)).toBe(0);
    expect(lab.k.locks.owner.get(LOCK)).not.toBe(0);
  });

  test('busy, the writer is told to restart its system call, polls, and stands in no queue', () => {
    const lab = new Lab();
    begun(lab, 1, lock_and_mark, LOCK, 1);
    const writer = begun(lab, 1, lock_device_hotplug_sysfs);
    expect(writer.result).toBe(-ERESTARTNOINTR);
    expect([lab.k.locks.polling.get(writer.id), sleepersOf(lab.k, LOCK)]).toEqual([1, []]);
  });
});

describe('the order of locks', () => {
  test.each([
    ['data->lock, then device_hotplug_lock', KMEM_DATA_LOCK, LOCK],
    ['the device lock of a dax device, then its data->lock', DAX_DEVICE_LOCK, KMEM_DATA_LOCK],
    ['device_hotplug_lock, then the ACPI scan lock', LOCK, ACPI_SCAN_LOCK],
  ])('%s is right', (_, first, second) => {
    expect(new Lab().call(nest, first, second)).toBe(0);
  });

  test('device_hotplug_lock, the device lock of a block, mem_hotplug_lock is right', () => {
    expect(new Lab().call(dhl_then_device, 5)).toBe(0);
  });

  test.each([
    ['device_hotplug_lock, then data->lock', LOCK, KMEM_DATA_LOCK],
    ['the ACPI scan lock, then device_hotplug_lock', ACPI_SCAN_LOCK, LOCK],
    ['data->lock, then the device lock of a dax device', KMEM_DATA_LOCK, DAX_DEVICE_LOCK],
    ['data->lock of two devices', KMEM_DATA_LOCK, KMEM_DATA_LOCK + 1],
  ])('%s throws', (_, first, second) => {
    expect(() => new Lab().call(nest, first, second)).toThrow(LockOrderError);
  });

  test('mem_hotplug_lock, then device_hotplug_lock throws and names the lock', () => {
    expect(() => new Lab().call(mem_then, LOCK)).toThrow('device_hotplug_lock');
  });

  test('mem_hotplug_lock, then the device lock of a block throws', () => {
    expect(() => new Lab().call(mem_then_device, 5)).toThrow('device lock of memory5');
  });

  test('mem_hotplug_lock twice throws', () => {
    expect(() => new Lab().call(mem_twice)).toThrow('mem_hotplug_lock');
  });

  test('the device lock of a block, then device_hotplug_lock or data->lock throws', () => {
    for (const block of [0, 1, 5]) {
      expect(() => new Lab().call(device_then, block, LOCK)).toThrow(LockOrderError);
    }
    expect(() => new Lab().call(device_then, 5, KMEM_DATA_LOCK)).toThrow(LockOrderError);
  });

  test('device locks of two blocks throw', () => {
    expect(() => new Lab().call(two_devices, 5, 6)).toThrow('device lock of memory6');
  });

  test('a wrong order throws also where the lock is taken by somebody else', () => {
    const lab = new Lab();
    begun(lab, 1, lock_and_mark, KMEM_DATA_LOCK, 1);
    expect(() => lab.call(nest, LOCK, KMEM_DATA_LOCK)).toThrow(LockOrderError);
  });

  test('taking a mutex twice throws instead of sleeping on oneself', () => {
    expect(() => new Lab().call(nest, LOCK, LOCK)).toThrow(LockOrderError);
  });

  test('locks of other threads do not matter', () => {
    const lab = new Lab();
    begun(lab, 1, lock_and_mark, ACPI_SCAN_LOCK, 1);
    expect(begun(lab, 3, nest, KMEM_DATA_LOCK, LOCK).result).toBe(0);
  });
});

test('every lock has a name of its own', () => {
  const locks = [
    LOCK,
    MEM_HOTPLUG_LOCK,
    ACPI_SCAN_LOCK,
    KMEM_DATA_LOCK,
    KMEM_DATA_LOCK + 1,
    DAX_DEVICE_LOCK,
    DAX_DEVICE_LOCK + 1,
  ];
  expect(new Set(locks.map(lockName)).size).toBe(locks.length);
  expect([lockName(LOCK), lockName(KMEM_DATA_LOCK + 1), lockName(DAX_DEVICE_LOCK)]).toEqual([
    'device_hotplug_lock',
    'dax1 data->lock',
    'dax0 device lock',
  ]);
});
