/** The return convention of device_online() and device_offline(), against spec 02 §3 and §15. */
import { describe, expect, test } from 'vitest';
import { EBUSY, EPERM } from '../state/errno.ts';
import { PAGE_UNMOVABLE } from '../state/pages.ts';
import { MMOP_ONLINE_MOVABLE } from '../state/units.ts';
import { call, step, type Kfn } from '../run/effects.ts';
import { lock_device_hotplug, unlock_device_hotplug } from '../run/locks.ts';
import { kernelFunctions } from '../run/registry.ts';
import { Lab } from '../testing/lab.ts';
import { range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';
import { device_lock, device_offline, device_online, device_unlock } from './device-core.ts';

/** The calls as a driver makes them: under device_hotplug_lock. */
function* locked_device_online(block: number): Kfn {
  yield call(lock_device_hotplug);
  const rc = yield call(device_online, block);
  yield call(unlock_device_hotplug);
  return rc;
}
function* locked_device_offline(block: number): Kfn {
  yield call(lock_device_hotplug);
  const rc = yield call(device_offline, block);
  yield call(unlock_device_hotplug);
  return rc;
}
function* hold_device_lock(block: number): Kfn {
  yield step(device_lock, block);
  return yield step(device_unlock, block);
}
kernelFunctions('test', { locked_device_online, locked_device_offline, hold_device_lock });

function lab(): Lab {
  const made = new Lab();
  made.call(add_memory, 1, ...range(32, 2), 0);
  return made.listen();
}

function onlineLab(): Lab {
  const made = lab();
  made.call(locked_device_online, 32);
  return made.listen();
}

const deviceOnline = (made: Lab): number => made.k.blocks.deviceOnline.get(32);

describe('device_online()', () => {
  test('success is 0, sends ONLINE and clears dev.offline', () => {
    const made = lab();
    expect(made.call(locked_device_online, 32)).toBe(0);
    expect([made.uevents(), deviceOnline(made)]).toEqual([['online memory32'], 1]);
  });

  test('a device that is online already is 1: no event, no uevent, nothing changed', () => {
    const made = onlineLab();
    made.k.blocks.onlineType.set(32, MMOP_ONLINE_MOVABLE);
    const hash = made.k.store.hash();
    expect(made.call(locked_device_online, 32)).toBe(1);
    expect([made.events(), made.uevents(), made.k.store.hash()]).toEqual([[], [], hash]);
  });

  test('a refusal is its errno, without uevent, and the device stays offline', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32);
    expect(made.call(locked_device_online, 32)).toBe(-EPERM);
    expect([made.uevents(), deviceOnline(made)]).toEqual([[], 0]);
  });
});

describe('device_offline()', () => {
  test('success is 0, sends OFFLINE and sets dev.offline', () => {
    const made = onlineLab();
    expect(made.call(locked_device_offline, 32)).toBe(0);
    expect([made.uevents(), deviceOnline(made)]).toEqual([['offline memory32'], 0]);
  });

  test('a device that is offline already is 1: no event, no uevent, nothing changed', () => {
    const made = lab();
    const hash = made.k.store.hash();
    expect(made.call(locked_device_offline, 32)).toBe(1);
    expect([made.events(), made.uevents(), made.k.store.hash()]).toEqual([[], [], hash]);
  });

  test('a refusal is its errno, without uevent, and the device stays online', () => {
    const made = onlineLab();
    made.place(PAGE_UNMOVABLE, 32);
    expect(made.call(locked_device_offline, 32)).toBe(-EBUSY);
    expect([made.uevents(), deviceOnline(made), made.block(32)]).toEqual([[], 1, 'online Normal']);
  });
});

describe('the device lock', () => {
  test('is free again after success, refusal and "already so"', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 33);
    for (const block of [32, 33, 32]) made.call(locked_device_online, block);
    for (const block of [32, 32]) made.call(locked_device_offline, block);
    expect([32, 33].map((block) => made.k.blocks.deviceLock.get(block))).toEqual([0, 0]);
  });

  test('is held through the whole attempt: the next one waits for it', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    const first = made.start(locked_device_online, 32);
    const waiting = made.start(hold_device_lock, 32);
    expect([first.result, waiting.result, made.k.blocks.deviceLock.get(32)]).toEqual([
      null,
      null,
      first.id + 1,
    ]);
    made.release();
    expect([first.result, waiting.result]).toEqual([0, 0]);
  });
});
