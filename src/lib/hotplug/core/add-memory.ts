/**
 * Adding memory: add_memory*(), add_memory_resource() and their helpers, of mm/memory_hotplug.c (spec 02 §9).
 *
 * Sizes and addresses are bytes, as in the kernel. `resource` is a row of the resource tree.
 */
import { blockIdsOf } from '../state/blocks.ts';
import { EEXIST } from '../state/errno.ts';
import {
  FAULT_MEMBLOCK_ADD_NODE,
  FAULT_REGISTER_RESOURCE,
  FAULT_REQUEST_REGION,
  FAULT_TRY_ONLINE_NODE,
  faultInRange,
} from '../state/faults.ts';
import { isGroup } from '../state/groups.ts';
import { EXCEEDS_ADDRESSABLE, NODE_IMPOSSIBLE, UNALIGNED_RANGE, WARNING_AT } from '../state/messages.ts';
import {
  IORESOURCE_BUSY,
  IORESOURCE_SYSRAM,
  IORESOURCE_SYSRAM_DRIVER_MANAGED,
  merge_system_ram_resource,
  remove_resource,
  request_region,
} from '../state/resources.ts';
import { MHP_MERGE_RESOURCE, MHP_NID_IS_MGID, MMOP_OFFLINE } from '../state/units.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import { lock_device_hotplug, unlock_device_hotplug } from '../run/locks.ts';
import { kernelFunctions } from '../run/registry.ts';
import { mem_hotplug_begin, mem_hotplug_done } from './mem-hotplug-lock.ts';
import {
  arch_add_memory,
  arch_remove_memory,
  create_altmaps_and_memory_blocks,
  create_memory_block_devices,
  memmap_pages,
} from './memory-block-devices.ts';
import { build_all_zonelists, set_node_online } from './nodes.ts';
import {
  BAD_RESOURCE_NAME,
  IMPOSSIBLE_NODE,
  REGION_BUSY,
  TOO_BIG,
  UNALIGNED,
  UNKNOWN_GROUP,
} from './refusals.ts';
import {
  ONLINE_MEMORY_BLOCK,
  ONLINE_MEMORY_BLOCK_DEFAULT,
  walk_memory_blocks,
} from './walk-memory-blocks.ts';

export const SYSTEM_RAM = 'System RAM';
/** The kernel's sums of addresses run over here. */
const ADDRESSES = 2 ** 64;

const register_memory_resource = defineOp(
  'register_memory_resource',
  'request the range in the resource tree',
  (k, startBytes: number, sizeBytes: number, nameId: number) => {
    const max = k.constants.maxAddressBytes;
    const endBytes = startBytes + sizeBytes;
    if (sizeBytes <= 0 || startBytes < 0 || endBytes - 1 > max) {
      k.say(EXCEEDS_ADDRESSABLE, startBytes, endBytes % ADDRESSES, max);
      return k.refuse(TOO_BIG, startBytes, sizeBytes, max);
    }
    const failed = faultInRange(k, FAULT_REGISTER_RESOURCE, startBytes, sizeBytes);
    if (failed !== 0) return failed;
    if (faultInRange(k, FAULT_REQUEST_REGION, startBytes, sizeBytes) !== 0) return -EEXIST;
    const managed = k.names.text(nameId) === SYSTEM_RAM ? 0 : IORESOURCE_SYSRAM_DRIVER_MANAGED;
    const row = request_region(
      k,
      startBytes,
      endBytes - 1,
      nameId,
      IORESOURCE_BUSY | IORESOURCE_SYSRAM | managed,
    );
    return row < 0 ? k.refuse(REGION_BUSY, startBytes, sizeBytes) : row;
  },
);

const release_memory_resource = defineOp(
  'release_memory_resource',
  'the entry made for this add goes again',
  (k, resource: number) => {
    remove_resource(k, resource);
    return 0;
  },
);

/** check_hotplug_memory_range() and the node: replies the node id, or -EINVAL. */
const check_range_and_node = defineOp(
  'check_hotplug_memory_range',
  'start and size block aligned? group known? node possible?',
  (k, nid: number, startBytes: number, sizeBytes: number, flags: number, isSeries: number) => {
    const block = k.constants.blockSizeBytes;
    if (sizeBytes === 0 || startBytes % block !== 0 || sizeBytes % block !== 0) {
      k.say(UNALIGNED_RANGE, block, startBytes, sizeBytes);
      return k.refuse(UNALIGNED, startBytes, sizeBytes, block);
    }
    let node = nid;
    if ((flags & MHP_NID_IS_MGID) !== 0) {
      if (!isGroup(k, nid)) return k.refuse(UNKNOWN_GROUP, nid);
      node = k.groups.nid.get(nid);
    }
    if (node < 0 || k.nodes.possible.get(node) === 0) {
      k.say(NODE_IMPOSSIBLE, node);
      k.say(WARNING_AT, k.names.id(isSeries !== 0 ? '__add_memory_resource' : 'add_memory_resource'));
      return k.refuse(IMPOSSIBLE_NODE, node);
    }
    return node;
  },
);

/**
 * memblock_add_node(), then __try_online_node(): a node that is offline gets its pgdat and zonelist. Replies 1 if the
 * node is new, or a negative errno; what memblock took is given back then, which nobody can see.
 */
const try_online_node = defineOp(
  '__try_online_node',
  'initialise a node that is offline',
  (k, nid: number, startBytes: number, sizeBytes: number) => {
    const full = faultInRange(k, FAULT_MEMBLOCK_ADD_NODE, startBytes, sizeBytes);
    if (full !== 0) return full;
    if (k.nodes.online.get(nid) !== 0) return 0;
    const failed = faultInRange(k, FAULT_TRY_ONLINE_NODE, startBytes, sizeBytes);
    if (failed !== 0) return failed;
    build_all_zonelists(k, nid);
    return 1;
  },
);

const first_block = defineOp('add_memory_resource', 'first block of the range', (k, startBytes: number) =>
  Math.floor(startBytes / k.constants.blockSizeBytes),
);
const block_count = defineOp('add_memory_resource', 'number of blocks', (k, sizeBytes: number) =>
  Math.floor(sizeBytes / k.constants.blockSizeBytes),
);

const node_online = defineOp(
  'node_set_online',
  'a new node is online and appears in sysfs',
  (k, nid: number, isNew: number) => {
    if (isNew !== 0) set_node_online(k, nid);
    return 0;
  },
);

const merge_resource = defineOp(
  'merge_system_ram_resource',
  'join the entry with equal neighbours',
  (k, resource: number, flags: number) => {
    if ((flags & MHP_MERGE_RESOURCE) !== 0) merge_system_ram_resource(k, resource);
    return 0;
  },
);

/**
 * Steps 1 to 11 of spec 02 §9.3: everything but auto-onlining. `isSeries` only decides which function a warning
 * names. Gives 0 or a negative errno; needs device_hotplug_lock.
 */
export function* add_memory_core(
  nid: number,
  startBytes: number,
  sizeBytes: number,
  resource: number,
  flags: number,
  isSeries: number,
): Kfn {
  const node = yield step(check_range_and_node, nid, startBytes, sizeBytes, flags, isSeries);
  if (node < 0) return node;
  const mgid = (flags & MHP_NID_IS_MGID) !== 0 ? nid : -1;
  yield step(mem_hotplug_begin, -1);
  const isNew = yield step(try_online_node, node, startBytes, sizeBytes);
  if (isNew < 0) {
    yield step(mem_hotplug_done);
    return isNew;
  }
  const first = yield step(first_block, startBytes);
  const end = first + (yield step(block_count, sizeBytes));
  const vmemmapPages = yield step(memmap_pages, flags);
  let rc: number;
  if (vmemmapPages !== 0) {
    rc = yield call(create_altmaps_and_memory_blocks, first, end, node, mgid, vmemmapPages);
  } else {
    rc = yield step(arch_add_memory, first, end);
    if (rc === 0) {
      rc = yield call(create_memory_block_devices, first, end, node, mgid, 0);
      if (rc !== 0) yield step(arch_remove_memory, first, end);
    }
  }
  if (rc !== 0) {
    yield step(mem_hotplug_done);
    return rc;
  }
  yield step(node_online, node, isNew);
  yield step(mem_hotplug_done);
  yield step(merge_resource, resource, flags);
  return 0;
}

const default_online_type = defineOp(
  'mhp_get_default_online_type',
  'read the default online type',
  (k) => k.policy.defaultOnlineType.value,
);

/** mhp_get_default_online_type(): the value of auto_online_blocks, read without any lock. */
export function* mhp_get_default_online_type(): Kfn {
  return yield step(default_online_type);
}

const first_id = defineOp(
  'walk_memory_blocks',
  'first block of the range',
  (k, startBytes: number, sizeBytes: number) => blockIdsOf(k, startBytes, sizeBytes)?.first ?? 0,
);
const end_id = defineOp(
  'walk_memory_blocks',
  'end of the range',
  (k, startBytes: number, sizeBytes: number) => {
    const ids = blockIdsOf(k, startBytes, sizeBytes);
    return ids === null ? 0 : ids.last + 1;
  },
);

/** Onlines the blocks of a range with an explicit type; stops at the first return value that is not 0. */
export function* online_blocks(startBytes: number, sizeBytes: number, onlineType: number): Kfn {
  const from = yield step(first_id, startBytes, sizeBytes);
  const end = yield step(end_id, startBytes, sizeBytes);
  return yield call(walk_memory_blocks, from, end, ONLINE_MEMORY_BLOCK, onlineType);
}

/** add_memory_resource() before the series: each block is onlined with the default of that moment, results ignored. */
export function* add_memory_resource(
  nid: number,
  startBytes: number,
  sizeBytes: number,
  resource: number,
  flags: number,
): Kfn {
  const rc = yield call(add_memory_core, nid, startBytes, sizeBytes, resource, flags, 0);
  if (rc !== 0) return rc;
  const onlineType = yield call(mhp_get_default_online_type);
  if (onlineType !== MMOP_OFFLINE) {
    const from = yield step(first_id, startBytes, sizeBytes);
    const end = yield step(end_id, startBytes, sizeBytes);
    yield call(walk_memory_blocks, from, end, ONLINE_MEMORY_BLOCK_DEFAULT, 0);
  }
  return 0;
}

const system_ram_name = defineOp('__add_memory', 'the entry is called System RAM', (k) =>
  k.names.id(SYSTEM_RAM),
);

/** __add_memory(): for callers that hold device_hotplug_lock. */
export function* __add_memory(nid: number, startBytes: number, sizeBytes: number, flags: number): Kfn {
  const nameId = yield step(system_ram_name);
  const resource = yield step(register_memory_resource, startBytes, sizeBytes, nameId);
  if (resource < 0) return resource;
  const rc = yield call(add_memory_resource, nid, startBytes, sizeBytes, resource, flags);
  if (rc < 0) yield step(release_memory_resource, resource);
  return rc;
}

/** add_memory(): takes device_hotplug_lock. */
export function* add_memory(nid: number, startBytes: number, sizeBytes: number, flags: number): Kfn {
  yield call(lock_device_hotplug);
  const rc = yield call(__add_memory, nid, startBytes, sizeBytes, flags);
  yield call(unlock_device_hotplug);
  return rc;
}

/** The name must start with "System RAM (" and end with ")"; `nameId` -1 is NULL. Replies 0 or -EINVAL. */
export const check_resource_name = defineOp(
  'add_memory_driver_managed',
  'is the resource name one of a driver?',
  (k, nameId: number) => {
    const name = nameId < 0 ? '' : k.names.text(nameId);
    return name.startsWith('System RAM (') && name.endsWith(')') ? 0 : k.refuse(BAD_RESOURCE_NAME, nameId);
  },
);

/** add_memory_driver_managed() before the series: no online type, the default decides. */
export function* add_memory_driver_managed(
  nid: number,
  startBytes: number,
  sizeBytes: number,
  nameId: number,
  flags: number,
): Kfn {
  const bad = yield step(check_resource_name, nameId);
  if (bad !== 0) return bad;
  yield call(lock_device_hotplug);
  const resource = yield step(register_memory_resource, startBytes, sizeBytes, nameId);
  let rc = resource;
  if (resource >= 0) {
    rc = yield call(add_memory_resource, nid, startBytes, sizeBytes, resource, flags);
    if (rc < 0) yield step(release_memory_resource, resource);
  }
  yield call(unlock_device_hotplug);
  return rc;
}

/** Steps that variants of the add put together anew. */
export const addSteps = {
  register_memory_resource,
  release_memory_resource,
  check_range_and_node,
  try_online_node,
  first_block,
  block_count,
  merge_resource,
};

kernelFunctions('mm/memory_hotplug.c', {
  add_memory_core,
  mhp_get_default_online_type,
  online_blocks,
  add_memory_resource,
  __add_memory,
  add_memory,
  add_memory_driver_managed,
});
