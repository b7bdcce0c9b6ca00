/**
 * v1, patches 1 to 7: the dax device gets the attribute `hotplug` (spec 03 §3, §4). From patch 4 on a successful
 * add returns the online type that it resolved.
 */
import { KMEM_EVENT, KMEM_FAMILIES } from '#lib/machines/kmem-device.table.ts';
import { EINVAL } from '../state/errno.ts';
import { cString } from '../state/parse.ts';
import { MMOP_OFFLINE, MMOP_ONLINE_KERNEL, MMOP_SYSTEM_DEFAULT } from '../state/units.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import { KMEM_DATA_LOCK, mutex_lock, mutex_unlock } from '../run/locks.ts';
import { variantFunctions } from '../run/registry.ts';
import { check_resource_name, mhp_get_default_online_type } from '../core/add-memory.ts';
import { moveKmem } from '../drivers/dax-bus.ts';
import { BAD_WORD } from '../drivers/dax-refusals.ts';
import {
  NOT_TO_OFFLINE,
  OTHER_ONLINE_STATE,
  REGIONS_STUCK,
  STATE_INCONSISTENT,
} from '../drivers/kmem-messages.ts';
import {
  check_device,
  create_attribute,
  deviceLine,
  free_reservation,
  group_of,
  has_reservation,
  kmem_name,
  leak_data,
  mhp_flags,
  range_count,
  range_size,
  range_start,
  register_group,
  reserve,
  say_add_failed,
  say_offline_and_remove_failed,
  unregister_group,
} from '../drivers/kmem-ops.ts';
import { add_driver_managed_locked, check_online_type } from './explicit-type-add.ts';
import { offline_and_remove_memory, offline_memory, online_memory_range, v1p3 } from './v1p3.ts';
import type { Variant } from './variant.ts';

/** data->state of a device that has no memory. */
export const DAX_KMEM_UNPLUGGED = -1;

/** add_memory_driver_managed() of patch 4: the resolved type on success. */
export function* add_memory_driver_managed(
  nid: number,
  startBytes: number,
  sizeBytes: number,
  nameId: number,
  flags: number,
  onlineType: number,
): Kfn {
  let type = onlineType;
  if (type === MMOP_SYSTEM_DEFAULT) type = yield call(mhp_get_default_online_type);
  const badType = yield step(check_online_type, type);
  if (badType !== 0) return badType;
  const badName = yield step(check_resource_name, nameId);
  if (badName !== 0) return badName;
  const rc = yield call(add_driver_managed_locked, nid, startBytes, sizeBytes, nameId, flags, type);
  return rc < 0 ? rc : type;
}

/** dax_kmem_do_hotplug(): adds ranges without a reservation; number of them, or the errno of the first. */
export function* dax_kmem_do_hotplug(device: number, onlineType: number): Kfn {
  let mapped = 0;
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const startBytes = yield step(range_start, device, i);
    const reserved = yield step(has_reservation, device, i);
    if (startBytes < 0 || reserved === 1) continue;
    let rc = yield step(reserve, device, i);
    if (rc === 0) {
      rc = yield call(kmem_add_range_typed, device, i, onlineType);
      if (rc >= 0) {
        mapped++;
        continue;
      }
      yield step(say_add_failed, device, i);
      yield step(free_reservation, device, i);
    }
    if (mapped === 0) return rc;
  }
  return mapped;
}

/** Adds the memory of one range with a type. */
export function* kmem_add_range_typed(device: number, i: number, onlineType: number): Kfn {
  const mgid = yield step(group_of, device);
  const startBytes = yield step(range_start, device, i);
  const sizeBytes = yield step(range_size, device, i);
  const nameId = yield step(kmem_name);
  const flags = yield step(mhp_flags, device);
  return yield call(add_memory_driver_managed, mgid, startBytes, sizeBytes, nameId, flags, onlineType);
}

/** dax_kmem_do_hotremove() of patch 7: offlines and removes range by range; the number of ranges that went. */
export function* dax_kmem_do_hotremove(device: number): Kfn {
  let removed = 0;
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const startBytes = yield step(range_start, device, i);
    const reserved = yield step(has_reservation, device, i);
    if (startBytes < 0 || reserved === 0) continue;
    const sizeBytes = yield step(range_size, device, i);
    const rc = yield call(offline_and_remove_memory, startBytes, sizeBytes);
    if (rc === 0) {
      yield step(free_reservation, device, i);
      removed++;
    } else {
      yield step(say_offline_and_remove_failed, device, i);
    }
  }
  return removed;
}

/** dax_kmem_do_online(): any return that is not 0, also +1, takes the earlier ranges offline again. */
export function* dax_kmem_do_online(device: number, onlineType: number): Kfn {
  const done: number[] = [];
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const reserved = yield step(has_reservation, device, i);
    if (reserved === 0) continue;
    const startBytes = yield step(range_start, device, i);
    const sizeBytes = yield step(range_size, device, i);
    const rc = yield call(online_memory_range, startBytes, sizeBytes, onlineType);
    if (rc !== 0) {
      for (const j of done) {
        const start = yield step(range_start, device, j);
        const size = yield step(range_size, device, j);
        yield call(offline_memory, start, size);
      }
      return rc;
    }
    done.push(i);
  }
  return 0;
}

/** dax_kmem_do_offline(): a failure onlines the earlier ranges again as data->state says. */
export function* dax_kmem_do_offline(device: number): Kfn {
  const done: number[] = [];
  const count = yield step(range_count, device);
  for (let i = 0; i < count; i++) {
    const reserved = yield step(has_reservation, device, i);
    if (reserved === 0) continue;
    const startBytes = yield step(range_start, device, i);
    const sizeBytes = yield step(range_size, device, i);
    const rc = yield call(offline_memory, startBytes, sizeBytes);
    if (rc !== 0) {
      const state = yield step(device_state, device);
      for (const j of done) {
        const start = yield step(range_start, device, j);
        const size = yield step(range_size, device, j);
        yield call(online_memory_range, start, size, state);
      }
      return rc;
    }
    done.push(i);
  }
  return 0;
}

/** data->state: -1 unplugged, else the online type. */
export const device_state = defineOp(
  'hotplug_store',
  'read data->state',
  (k, device: number) => k.dax.state.get(device) - 2,
);

const SET_EVENTS: Readonly<Record<number, number>> = {
  [-1]: KMEM_EVENT.SET_UNPLUGGED,
  0: KMEM_EVENT.SET_OFFLINE,
  1: KMEM_EVENT.SET_ONLINE,
  2: KMEM_EVENT.SET_ONLINE_KERNEL,
  3: KMEM_EVENT.SET_ONLINE_MOVABLE,
};
const BIND_EVENTS: Readonly<Record<number, number>> = {
  [-1]: KMEM_EVENT.BIND_UNPLUGGED,
  0: KMEM_EVENT.BIND_OFFLINE,
  1: KMEM_EVENT.BIND_ONLINE,
  2: KMEM_EVENT.BIND_ONLINE_KERNEL,
  3: KMEM_EVENT.BIND_ONLINE_MOVABLE,
};

/** data->state = what was written. */
export const set_state = defineOp(
  'hotplug_store',
  'data->state changes',
  (k, device: number, state: number) => {
    if (k.dax.state.get(device) - 2 !== state) moveKmem(k, device, SET_EVENTS[state]!, 'hotplug_store');
    return 0;
  },
);

/** data->state at the end of the probe. */
export const set_probed_state = defineOp(
  'dev_dax_kmem_probe',
  'data->state is what the probe found',
  (k, device: number, state: number) => {
    moveKmem(k, device, BIND_EVENTS[state]!, 'dev_dax_kmem_probe');
    return 0;
  },
);

/** Target state of a word: -1 for removal, else the online type; -EINVAL for a word that the file does not take. */
export const parse_state = defineOp(
  'dax_kmem_parse_state',
  'which word was written?',
  (k, written: number, path: number) => {
    const family = k.constants.kmemFamily;
    const word = cString(k.names.text(written)).replace(/\n$/, '');
    const event = family === 'none' ? undefined : KMEM_FAMILIES[family].words.get(word);
    if (event === undefined) return k.refuse(BAD_WORD, path, written);
    return event - KMEM_EVENT.SET_UNPLUGGED - 1;
  },
);

export const refuse_other_online = defineOp(
  'hotplug_store',
  'another online state holds',
  (k, from: number, to: number) => k.refuse(OTHER_ONLINE_STATE, from, to),
);
const refuse_offline = defineOp('hotplug_store', 'cannot go offline from here', (k, from: number) =>
  k.refuse(NOT_TO_OFFLINE, from),
);
export const say_inconsistent = deviceLine(STATE_INCONSISTENT);
export const say_regions_stuck = deviceLine(REGIONS_STUCK);

/** The table of spec 03 §4 for one write, under data->lock. `from` and `to` are states. */
export function* hotplug_transition(device: number, from: number, to: number): Kfn {
  if (to === DAX_KMEM_UNPLUGGED) return yield call(hotplug_unplug, device);
  if (to === MMOP_OFFLINE) {
    if (from === DAX_KMEM_UNPLUGGED || from === MMOP_ONLINE_KERNEL) return yield step(refuse_offline, from);
    const rc = yield call(dax_kmem_do_offline, device);
    if (rc < 0) {
      yield step(say_inconsistent, device, 0, 0);
      return rc;
    }
    yield step(set_state, device, to);
    return 0;
  }
  let rc: number;
  if (from === DAX_KMEM_UNPLUGGED || from === MMOP_ONLINE_KERNEL)
    rc = yield call(dax_kmem_do_hotplug, device, to);
  else if (from === MMOP_OFFLINE) rc = yield call(dax_kmem_do_online, device, to);
  else return yield step(refuse_other_online, from, to);
  if (rc < 0) return rc;
  yield step(set_state, device, to);
  return 0;
}

/** The removal word of patch 7: a count is never an error, so it always succeeds. */
export function* hotplug_unplug(device: number): Kfn {
  yield call(dax_kmem_do_hotremove, device);
  yield step(set_state, device, DAX_KMEM_UNPLUGGED);
  return 0;
}

/** Write to `hotplug`: word first, then data->lock, then the table. */
export function* hotplug_store(device: number, written: number, path: number): Kfn {
  const to = yield step(parse_state, written, path);
  if (to < DAX_KMEM_UNPLUGGED) return -EINVAL;
  yield call(mutex_lock, KMEM_DATA_LOCK + device);
  const from = yield step(device_state, device);
  const rc = from === to ? 0 : yield call(hotplug_transition, device, from, to);
  yield step(mutex_unlock, KMEM_DATA_LOCK + device);
  return rc;
}

/** dev_dax_kmem_probe() of patch 7: the default is read per range, and once more for the state. */
export function* dev_dax_kmem_probe(device: number): Kfn {
  let rc = yield step(check_device, device);
  if (rc !== 0) return rc;
  rc = yield step(register_group, device);
  if (rc < 0) return rc;
  rc = yield call(dax_kmem_do_hotplug, device, MMOP_SYSTEM_DEFAULT);
  if (rc < 0) {
    yield step(unregister_group, device);
    return rc;
  }
  const state = yield call(mhp_get_default_online_type);
  yield step(set_probed_state, device, state);
  yield step(create_attribute, device);
  return 0;
}

/** dev_dax_kmem_remove() of patch 7: unbind offlines; ranges without a reservation count as left behind. */
export function* dev_dax_kmem_remove(device: number): Kfn {
  const removed = yield call(dax_kmem_do_hotremove, device);
  const count = yield step(range_count, device);
  if (removed < count) {
    yield step(say_regions_stuck, device, 0, 0);
    yield step(leak_data, device);
    return 0;
  }
  yield step(unregister_group, device);
  return 0;
}

const core = variantFunctions('mm/memory_hotplug.c', { add_memory_driver_managed });
const driver = variantFunctions('drivers/dax/kmem.c', {
  dax_kmem_do_hotplug,
  kmem_add_range_typed,
  dax_kmem_do_hotremove,
  dax_kmem_do_online,
  dax_kmem_do_offline,
  hotplug_transition,
  hotplug_unplug,
  hotplug_store,
  dev_dax_kmem_probe,
  dev_dax_kmem_remove,
});

export const v1p7: Variant = {
  ...v1p3,
  id: 'v1p7',
  title: 'v1, patches 1 to 7: the attribute hotplug',
  fidelity: 'modelled',
  kmemFamily: 'v1',
  functions: { ...v1p3.functions, ...core, ...driver },
};
