/**
 * daxctl as a program (ndctl 76.1): reconfigure-device, online-memory, offline-memory, disable-device, enable-device and
 * list. Exit code is the low byte of the negative errno of the last device, as the tool does it; without any device it is
 * that of -ENXIO.
 *
 * Traps of the real one are kept: only blocks of the first stretch of a device are looked at (daxctl-text.ts); the zone
 * of blocks is checked only when there was nothing left to online; binding writes new_id and then bind, so a probe that
 * fails is tried twice, and new_id of kmem takes every other unbound device along. After a reconfiguration of several
 * devices it prints the last one only.
 */
import { EBUSY, EINVAL, ENXIO } from '../../state/errno.ts';
import type { Kernel } from '../../state/kernel.ts';
import { call, defineOp, step, type Kfn } from '../../run/effects.ts';
import { kernelFunctions } from '../../run/registry.ts';
import { ksys_read, ksys_write } from '../syscalls.ts';
import {
  DAXCTL_FORCE,
  DAXCTL_HUMAN,
  DAXCTL_NO_MOVABLE,
  DAXCTL_NO_ONLINE,
  DAXCTL_TO_DEVDAX,
  DAXCTL_TO_RAM,
  DAXCTL_VERBOSE,
  daxctlArguments,
  type DaxctlAction,
  type DaxctlList,
} from './daxctl-arguments.ts';
import {
  both,
  daxctl_memory_op,
  MEM_COUNT,
  MEM_GET_ZONE,
  MEM_IS_ONLINE,
  MEM_SET_OFFLINE,
  MEM_SET_ONLINE,
  MEM_SET_ONLINE_NO_MOVABLE,
  rcOf,
  textOf,
  ZONE_IS_MOVABLE,
  ZONE_IS_NORMAL,
} from './daxctl-memory.ts';
import { daxctlListText, deviceText, devicesText, PASSED, regionsText } from './daxctl-json.ts';
import { daxctl_say, daxctl_say_end, line } from './daxctl-text.ts';
import { early, type Program } from './program.ts';
import { is_killed, KILLED, toolResult } from './result.ts';
import { modprobe_kmem } from './modprobe.ts';

const KMEM = 0;
const DEVICE_DAX = 1;
const DRIVERS = ['kmem', 'device_dax'] as const;

const driver_link = defineOp('readlink', 'which driver?', (k, device: number) => {
  const driver = k.dax.driver.get(device);
  // While the driver lets go the link is gone already.
  return driver === 1 ? KMEM : driver === 3 ? DEVICE_DAX : -1;
});
const driver_file = defineOp('snprintf', 'which file?', (k, driver: number, file: number) =>
  k.names.id(`/sys/bus/dax/drivers/${DRIVERS[driver]}/${['new_id', 'bind', 'remove_id', 'unbind'][file]}`),
);
const device_name = defineOp('daxctl_dev_get_devname', 'its name', (k, device: number) =>
  k.dax.name.get(device),
);
const policy_file = defineOp('daxctl_dev_will_auto_online_memory', 'which file?', (k) =>
  k.names.id('/sys/devices/system/memory/auto_online_blocks'),
);
const is_auto = defineOp(
  'daxctl_dev_will_auto_online_memory',
  'does the kernel online by itself?',
  (k, text: number) => (text >= 0 && k.names.text(text).startsWith('online') ? 1 : 0),
);

/** What the library says with -v. */
function* debug(message: number, device: number, flags: number, text: number): Kfn {
  return (flags & DAXCTL_VERBOSE) === 0 ? text : yield step(daxctl_say, text, message, device, 0, 0);
}

/** daxctl_dev_enable(): loads the module, writes new_id and bind; success is that the device has a driver then. */
export function* daxctl_dev_enable(device: number, driver: number, stderr: number, flags: number): Kfn {
  const bound = yield step(driver_link, device);
  if (bound >= 0) return both(0, stderr);
  const inserting = line(driver === KMEM ? 'insertingKmem' : 'insertingDax');
  let text = yield* debug(inserting, device, flags, stderr);
  if (driver === KMEM) yield call(modprobe_kmem);
  const name = yield step(device_name, device);
  yield call(ksys_write, yield step(driver_file, driver, 0), name);
  const rc = yield call(ksys_write, yield step(driver_file, driver, 1), name);
  // new_id has bound it already: this fails as a rule.
  if (rc < 0) text = yield* debug(line('bindFailed'), device, flags, text);
  const now = yield step(driver_link, device);
  if (now >= 0) {
    text = yield* debug(line('region'), device, flags, text);
    return both(0, yield* debug(line('enabledLib'), device, flags, text));
  }
  return both(rc < 0 ? rc : -ENXIO, yield step(daxctl_say, text, line('enableFailedLib'), device, 0, 0));
}

/** daxctl_dev_disable(): writes remove_id and unbind; success is that the device has no driver then. */
export function* daxctl_dev_disable(device: number, text: number, flags: number): Kfn {
  const driver = yield step(driver_link, device);
  if (driver < 0) return both(0, text);
  const name = yield step(device_name, device);
  const removed = yield call(ksys_write, yield step(driver_file, driver, 2), name);
  if (removed >= 0) yield call(ksys_write, yield step(driver_file, driver, 3), name);
  const now = yield step(driver_link, device);
  if (now < 0) return both(0, yield* debug(line('disabledLib'), device, flags, text));
  return both(-EBUSY, yield step(daxctl_say, text, line('disableFailedLib'), device, 0, 0));
}

/** daxctl_memory_online_with_zone(): how many were onlined; the zone is looked at when it was none. */
export function* daxctl_memory_online(device: number, flags: number, stderr: number): Kfn {
  const noMovable = (flags & DAXCTL_NO_MOVABLE) !== 0;
  const done = yield call(
    daxctl_memory_op,
    device,
    noMovable ? MEM_SET_ONLINE_NO_MOVABLE : MEM_SET_ONLINE,
    stderr,
  );
  if (rcOf(done) !== 0) return done;
  const zone = yield call(daxctl_memory_op, device, MEM_GET_ZONE, textOf(done));
  if (rcOf(zone) < 0) return zone;
  if (rcOf(zone) === (noMovable ? ZONE_IS_NORMAL : ZONE_IS_MOVABLE)) return both(1, textOf(zone));
  return both(-EBUSY, yield step(daxctl_say, textOf(zone), line('raceZone'), device, 0, 0));
}

/** dev_online_memory(): 0 when all is online now, 1 when it was before, or a negative errno. */
export function* dev_online_memory(device: number, flags: number, stderr: number): Kfn {
  let came = yield call(daxctl_memory_op, device, MEM_COUNT, stderr);
  const all = rcOf(came);
  if (all < 0) return both(all, yield step(daxctl_say, textOf(came), line('noCount'), device, all, 0));
  came = yield call(daxctl_memory_op, device, MEM_IS_ONLINE, textOf(came));
  const on = rcOf(came);
  let text = textOf(came);
  if (on < 0) return both(on, yield step(daxctl_say, text, line('noState'), device, on, 0));
  if (on > 0) text = yield step(daxctl_say, text, line('race'), device, 0, 0);
  if (on === all) return both(1, yield step(daxctl_say, text, line('allOnline'), device, on, 0));
  if (on > 0) text = yield step(daxctl_say, text, line('someOnline'), device, on, 0);
  came = yield call(daxctl_memory_online, device, flags, text);
  text = textOf(came);
  const rc = rcOf(came);
  if (rc < 0) return both(rc, yield step(daxctl_say, text, line('onlineFailed'), device, rc, 0));
  if ((flags & DAXCTL_VERBOSE) !== 0) text = yield step(daxctl_say, text, line('onlined'), device, rc, 0);
  came = yield call(daxctl_memory_op, device, MEM_IS_ONLINE, text);
  text = textOf(came);
  const now = rcOf(came);
  if (now < 0) return both(now, yield step(daxctl_say, text, line('noState'), device, now, 0));
  if (now < all) return both(-ENXIO, yield step(daxctl_say, text, line('notOnlined'), device, all - now, 0));
  return both(0, text);
}

/** dev_offline_memory(): 0 when all is offline now, 1 when it was before, or a negative errno. */
export function* dev_offline_memory(device: number, flags: number, stderr: number): Kfn {
  let came = yield call(daxctl_memory_op, device, MEM_COUNT, stderr);
  const all = rcOf(came);
  if (all < 0) return both(all, yield step(daxctl_say, textOf(came), line('noCount'), device, all, 0));
  came = yield call(daxctl_memory_op, device, MEM_IS_ONLINE, textOf(came));
  const on = rcOf(came);
  let text = textOf(came);
  if (on < 0) return both(on, yield step(daxctl_say, text, line('noState'), device, on, 0));
  const off = all - on;
  if (off === all) return both(1, yield step(daxctl_say, text, line('allOffline'), device, off, 0));
  if (off > 0) text = yield step(daxctl_say, text, line('someOffline'), device, off, 0);
  came = yield call(daxctl_memory_op, device, MEM_SET_OFFLINE, text);
  text = textOf(came);
  const rc = rcOf(came);
  if (rc < 0) return both(rc, yield step(daxctl_say, text, line('offlineFailed'), device, rc, 0));
  if ((flags & DAXCTL_VERBOSE) !== 0) text = yield step(daxctl_say, text, line('offlined'), device, rc, 0);
  came = yield call(daxctl_memory_op, device, MEM_IS_ONLINE, text);
  text = textOf(came);
  const now = rcOf(came);
  if (now < 0) return both(now, yield step(daxctl_say, text, line('noState'), device, now, 0));
  if (now > 0) return both(-ENXIO, yield step(daxctl_say, text, line('notOfflined'), device, now, 0));
  return both(0, text);
}

/** reconfig_mode_system_ram(). */
export function* reconfig_mode_system_ram(device: number, flags: number, stderr: number): Kfn {
  let text = stderr;
  const asksForZone = (flags & DAXCTL_NO_ONLINE) !== 0 || (flags & DAXCTL_NO_MOVABLE) === 0;
  if (asksForZone && (flags & DAXCTL_FORCE) === 0) {
    const policy = yield call(ksys_read, yield step(policy_file));
    const auto = yield step(is_auto, policy);
    if (auto !== 0) return both(-EBUSY, yield step(daxctl_say, text, line('autoOnline'), device, 0, 0));
  }
  const driver = yield step(driver_link, device);
  if (driver === KMEM) {
    text = yield step(daxctl_say, text, line('alreadyRam'), device, 0, 0);
  } else {
    const off = yield call(daxctl_dev_disable, device, text, flags);
    text = textOf(off);
    if (rcOf(off) < 0) {
      return both(rcOf(off), yield step(daxctl_say, text, line('disableFailed'), device, rcOf(off), 0));
    }
    const on = yield call(daxctl_dev_enable, device, KMEM, text, flags);
    if (rcOf(on) < 0) return on;
    text = textOf(on);
  }
  if ((flags & DAXCTL_NO_ONLINE) !== 0) return both(0, text);
  return yield call(dev_online_memory, device, flags, text);
}

/** disable_system_ram_device(): offlines when forced, refuses while a block is online, then unbinds. */
export function* disable_system_ram_device(device: number, flags: number, stderr: number): Kfn {
  let text = stderr;
  if ((flags & DAXCTL_FORCE) !== 0) {
    const offline = yield call(dev_offline_memory, device, flags, text);
    if (rcOf(offline) < 0) return offline;
    text = textOf(offline);
  }
  const online = yield call(daxctl_memory_op, device, MEM_IS_ONLINE, text);
  text = textOf(online);
  const count = rcOf(online);
  if (count < 0) return both(count, yield step(daxctl_say, text, line('noState'), device, count, 0));
  if (count > 0) {
    const said = (flags & DAXCTL_VERBOSE) !== 0;
    if (said) text = yield step(daxctl_say, text, line('foundOnline'), device, count, 0);
    return both(-EBUSY, text);
  }
  const off = yield call(daxctl_dev_disable, device, text, flags);
  if (rcOf(off) === 0) return off;
  return both(rcOf(off), yield step(daxctl_say, textOf(off), line('disableFailed'), device, rcOf(off), 0));
}

/** reconfig_mode_devdax(): two separate steps, unbind and bind; blocks can come back between looking and unbinding. */
export function* reconfig_mode_devdax(device: number, flags: number, stderr: number): Kfn {
  let text = stderr;
  const driver = yield step(driver_link, device);
  if (driver === DEVICE_DAX) {
    return both(1, yield step(daxctl_say, text, line('alreadyDevdax'), device, 0, 0));
  }
  if (driver === KMEM) {
    const off = yield call(disable_system_ram_device, device, flags, text);
    if (rcOf(off) !== 0) return off;
    text = textOf(off);
  }
  return yield call(daxctl_dev_enable, device, DEVICE_DAX, text, flags);
}

const ACTIONS: readonly DaxctlAction[] = ['reconfigure', 'online', 'offline', 'disable', 'enable'];
const ENDS = [
  [line('reconfigureError'), line('reconfigured')],
  [line('onlineError'), line('onlinedFor')],
  [line('offlineError'), line('offlinedFor')],
  [line('disableError'), line('disabled')],
  [line('enableError'), line('enabled')],
] as const;
const [RECONFIGURE, ONLINE, OFFLINE, DISABLE] = [0, 1, 2, 3];

/** What an action does to one device: 0 done, or another value that does not count as processed. */
export function* daxctl_one_device(action: number, device: number, flags: number, stderr: number): Kfn {
  if (action === RECONFIGURE) {
    if ((flags & DAXCTL_TO_RAM) !== 0) return yield call(reconfig_mode_system_ram, device, flags, stderr);
    if ((flags & DAXCTL_TO_DEVDAX) !== 0) return yield call(reconfig_mode_devdax, device, flags, stderr);
    return both(-EINVAL, yield step(daxctl_say, stderr, line('unknownMode'), device, 0, 0));
  }
  const isRam = (yield step(driver_link, device)) === KMEM;
  if (action === ONLINE || action === OFFLINE) {
    if (!isRam) return both(-ENXIO, yield step(daxctl_say, stderr, line('noMemory'), device, 0, 0));
    return action === ONLINE
      ? yield call(dev_online_memory, device, flags, stderr)
      : yield call(dev_offline_memory, device, flags, stderr);
  }
  if (isRam) return both(-ENXIO, yield step(daxctl_say, stderr, line('hasMemory'), device, 0, 0));
  const came =
    action === DISABLE
      ? yield call(daxctl_dev_disable, device, stderr, flags)
      : yield call(daxctl_dev_enable, device, DEVICE_DAX, stderr, flags);
  if (rcOf(came) === 0) return came;
  const failed = line(action === DISABLE ? 'disableFailed' : 'enableFailed');
  return both(rcOf(came), yield step(daxctl_say, textOf(came), failed, device, rcOf(came), 0));
}

/** The next device of a list; -1 behind the last one. Of one that is only looked at: -2 and less. */
const device_at = defineOp('daxctl_dev_foreach', 'next device', (k, list: number, i: number) => {
  const device = k.names.text(list).split(',')[i];
  if (device === undefined || device === '') return -1;
  return device.startsWith(PASSED) ? -2 - Number(device.slice(PASSED.length)) : Number(device);
});
const tell_regions = defineOp('add_dax_region', 'say which regions there are', (k) =>
  k.names.id(regionsText(k)),
);
/** It makes a list of its own of each device and forgets the one before. */
const json_of = defineOp('json_object_array_add', 'this one is to be printed', (_, device: number) => device);
const print_device = defineOp(
  'util_display_json_array',
  'print the last device',
  (k, device: number, human: number) => (device < 0 ? 0 : k.names.id(deviceText(k, device, human !== 0))),
);

/** An action on devices (numbers joined by commas, with PASSED before those that are not meant); what the last one became is printed after a reconfiguration. */
export function* daxctl(action: number, devices: number, flags: number): Kfn {
  const isVerbose = (flags & DAXCTL_VERBOSE) !== 0;
  let stderr = isVerbose ? yield step(tell_regions) : 0;
  let processed = 0;
  let rc = -ENXIO;
  let changed = -1;
  for (let i = 0; ; i++) {
    const found = yield step(device_at, devices, i);
    if (found === -1) break;
    const device = found < 0 ? -2 - found : found;
    stderr = yield* debug(line('region'), device, flags, stderr);
    if (found < 0) continue;
    const came = yield call(daxctl_one_device, action, device, flags, stderr);
    stderr = textOf(came);
    const killed = yield step(is_killed);
    if (killed !== 0) return toolResult(KILLED, 0, stderr);
    // Reconfiguring tells no difference between done and nothing to do.
    rc = action === RECONFIGURE ? Math.min(rcOf(came), 0) : rcOf(came);
    if (rc === 0) processed++;
    if (rc === 0 && action === RECONFIGURE) changed = yield step(json_of, device);
  }
  const stdout = yield step(print_device, changed, flags & DAXCTL_HUMAN);
  const [failed, done] = ENDS[action]!;
  if (rc < 0) stderr = yield step(daxctl_say_end, stderr, failed, rc, stdout);
  stderr = yield step(daxctl_say_end, stderr, done, processed, stdout);
  return toolResult(rc & 0xff, stdout, stderr);
}

const list_devices = defineOp('util_display_json_array', 'read and print', (k, list: number) =>
  k.names.id(daxctlListText(k, JSON.parse(k.names.text(list)) as DaxctlList)),
);

/** daxctl list; `list` is the name number of what is asked for, as JSON. */
export function* daxctl_list(list: number): Kfn {
  const stdout = yield step(list_devices, list);
  return toolResult(0, stdout);
}

/** The program for a command line (without the name). */
export function compileDaxctl(k: Kernel, words: readonly string[]): Program {
  const plan = daxctlArguments(words);
  if ('exitCode' in plan) return early(k, plan);
  if (plan.action === 'list') return { fn: daxctl_list, args: [k.names.id(JSON.stringify(plan.list))] };
  const devices = k.names.id(devicesText(k, plan.filter, (plan.flags & DAXCTL_VERBOSE) !== 0));
  return { fn: daxctl, args: [ACTIONS.indexOf(plan.action), devices, plan.flags] };
}

kernelFunctions('daxctl', {
  daxctl,
  daxctl_list,
  daxctl_one_device,
  daxctl_dev_enable,
  daxctl_dev_disable,
  daxctl_memory_online,
  dev_online_memory,
  dev_offline_memory,
  reconfig_mode_system_ram,
  disable_system_ram_device,
  reconfig_mode_devdax,
});
