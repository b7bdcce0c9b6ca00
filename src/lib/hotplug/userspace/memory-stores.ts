/**
 * Writes to the files under /sys/devices/system/memory, of drivers/base/memory.c (spec 02 §4, §13).
 */
import { blockOfPfn, isOnlinePage, stateWord, usableRange } from '../state/blocks.ts';
import { isWithin } from '../state/boot-memory.ts';
import { EINVAL } from '../state/errno.ts';
import type { Kernel } from '../state/kernel.ts';
import {
  MEMORY_FAILED_BEFORE,
  MEMORY_FAILURE,
  MEMORY_IGNORED,
  MEMORY_OUTSIDE,
  MEMORY_UNHANDLABLE,
  SOFT_OFFLINED_BEFORE,
} from '../state/messages.ts';
import {
  findPages,
  PAGE_HWPOISON,
  PAGE_OFFLINE_REFERENCED,
  PAGE_OFFLINE_SKIPPABLE,
  PAGE_RESERVED,
  PAGE_UNMOVABLE,
  placePages,
} from '../state/pages.ts';
import { MMOP_OFFLINE, ONLINE_TYPE_WORDS, PAGE_SIZE_BYTES, pfnOf } from '../state/units.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import { lock_device_hotplug_sysfs, unlock_device_hotplug } from '../run/locks.ts';
import { kernelFunctions } from '../run/registry.ts';
import { __add_memory } from '../core/add-memory.ts';
import { device_offline, device_online } from '../core/device-core.ts';
import { ALREADY_IN_STATE } from '../core/refusals.ts';
import { kstrtobool, kstrtoull, matchWord, parseInteger, U64_LIMIT } from '../state/parse.ts';
import {
  BAD_WORD,
  numberRefusal,
  POISON_NO_PAGE,
  POISON_UNHANDLABLE,
  POISONED_ALREADY,
  PROBE_UNALIGNED,
  SOFT_NO_MEMORY,
  SOFT_NOT_ONLINE,
  SOFT_UNHANDLABLE,
} from './refusals.ts';

const parse_online_type = defineOp(
  'mhp_online_type_from_str',
  'which word was written?',
  (k, written: number, path: number) => {
    const type = matchWord(k.names.text(written), ONLINE_TYPE_WORDS);
    return type < 0 ? k.refuse(BAD_WORD, path, written) : type;
  },
);

const set_requested_type = defineOp(
  'state_store',
  'mem->online_type = the word that was written',
  (k, blockId: number, onlineType: number) => {
    k.blocks.onlineType.set(blockId, onlineType);
    return 0;
  },
);

const already = defineOp(
  'state_store',
  'the device was in that state already',
  (k, blockId: number, online: number) => k.refuse(ALREADY_IN_STATE, blockId, online),
);

/** Write to memoryN/state: the return value 1 of the device core becomes -EINVAL here. */
export function* state_store(blockId: number, written: number, path: number): Kfn {
  const onlineType = yield step(parse_online_type, written, path);
  if (onlineType < 0) return onlineType;
  const busy = yield call(lock_device_hotplug_sysfs);
  if (busy !== 0) return busy;
  let rc: number;
  if (onlineType === MMOP_OFFLINE) {
    rc = yield call(device_offline, blockId);
  } else {
    yield step(set_requested_type, blockId, onlineType);
    rc = yield call(device_online, blockId);
  }
  yield call(unlock_device_hotplug);
  if (rc === 1) return yield step(already, blockId, onlineType === MMOP_OFFLINE ? 0 : 1);
  return rc;
}

const parse_bool = defineOp('kstrtobool', 'on or off?', (k, written: number, path: number) => {
  const value = kstrtobool(k.names.text(written));
  return value < 0 ? k.refuse(BAD_WORD, path, written) : value;
});

/** Write to memoryN/online: "already so" is success, and the stored online type is used as it is. */
export function* online_store(blockId: number, written: number, path: number): Kfn {
  const online = yield step(parse_bool, written, path);
  if (online < 0) return online;
  const busy = yield call(lock_device_hotplug_sysfs);
  if (busy !== 0) return busy;
  const rc = online === 1 ? yield call(device_online, blockId) : yield call(device_offline, blockId);
  yield call(unlock_device_hotplug);
  return rc < 0 ? rc : 0;
}

const set_default = defineOp(
  'auto_online_blocks_store',
  'the default online type changes',
  (k, onlineType: number) => {
    k.policy.defaultOnlineType.value = onlineType;
    return 0;
  },
);

/** Write to auto_online_blocks: no lock, no effect on existing blocks. */
export function* auto_online_blocks_store(_: number, written: number, path: number): Kfn {
  const onlineType = yield step(parse_online_type, written, path);
  if (onlineType < 0) return onlineType;
  return yield step(set_default, onlineType);
}

function parseAddress(k: Kernel, written: number, path: number): number {
  const value = kstrtoull(k.names.text(written), 0, U64_LIMIT);
  return value < 0 ? k.refuse(numberRefusal(value), path, written) : value;
}

const parse_address = defineOp('kstrtoull', 'which address?', parseAddress);

/** Page frame of an address of 64 bits: as exact as the kernel's shift, which a number of bytes is not. */
const parse_page = defineOp('kstrtoull', 'which address?', (k, written: number, path: number) => {
  const bytes = parseInteger(k.names.text(written), 0);
  if (bytes < 0n) return k.refuse(numberRefusal(Number(bytes)), path, written);
  return Number(bytes / BigInt(PAGE_SIZE_BYTES));
});

const check_probe = defineOp('probe_store', 'first address of a block?', (k, written: number) =>
  parseInteger(k.names.text(written), 0) % BigInt(k.constants.blockSizeBytes) === 0n
    ? 0
    : k.refuse(PROBE_UNALIGNED),
);

const block_size = defineOp(
  'memory_block_size_bytes',
  'size of a memory block',
  (k) => k.constants.blockSizeBytes,
);

/**
 * memory_add_physaddr_to_nid(): node of the boot firmware range that holds the address, else of the first one. A hole
 * between two ranges of one node belongs to it (numa_cleanup_meminfo()).
 */
export function physaddrToNid(k: Kernel, startBytes: number): number {
  const pfn = pfnOf(startBytes);
  const ranges = k.constants.firmwareRanges;
  const below = ranges.findLast(({ startPfn }) => startPfn <= pfn);
  const above = ranges.find(({ endPfn }) => endPfn > pfn);
  return (below?.nid === above?.nid ? below : ranges[0])?.nid ?? 0;
}

const address_node = defineOp('memory_add_physaddr_to_nid', 'which node?', (k, startBytes: number) =>
  physaddrToNid(k, startBytes),
);

/** Write to probe: adds one block, named System RAM. */
export function* probe_store(_: number, written: number, path: number): Kfn {
  const startBytes = yield step(parse_address, written, path);
  if (startBytes < 0) return startBytes;
  const bad = yield step(check_probe, written);
  if (bad !== 0) return bad;
  const busy = yield call(lock_device_hotplug_sysfs);
  if (busy !== 0) return busy;
  const nid = yield step(address_node, startBytes);
  const sizeBytes = yield step(block_size);
  const rc = yield call(__add_memory, nid, startBytes, sizeBytes, 0);
  yield call(unlock_device_hotplug);
  return rc;
}

/** Takes a page out of use that the model takes to be free. */
function poison(k: Kernel, pfn: number): number {
  k.blocks.poisoned.add(blockOfPfn(k, pfn), 1);
  placePages(k, PAGE_HWPOISON, pfn, 1);
  return 0;
}

/**
 * HWPoisonHandlable(): free or movable. Not so are pages that the kernel keeps for itself since boot, those of holes that
 * share a subsection with RAM, a block's own memory map, and pages that nobody can migrate.
 */
function isHandlable(k: Kernel, pfn: number): boolean {
  const blockId = blockOfPfn(k, pfn);
  const { ram, kept } = k.constants.bootMemory;
  if (k.blocks.early.get(blockId) !== 0) return isWithin(ram, pfn) && !isWithin(kept, pfn);
  return pfn >= usableRange(k, blockId).startPfn && !hasStuckPage(k, pfn);
}

function hasStuckPage(k: Kernel, pfn: number): boolean {
  return UNHANDLABLE.some((pageClass) => findPages(k, pageClass, pfn, 1) >= 0);
}

const UNHANDLABLE = [PAGE_UNMOVABLE, PAGE_RESERVED, PAGE_OFFLINE_SKIPPABLE, PAGE_OFFLINE_REFERENCED];

const isPoisoned = (k: Kernel, pfn: number): boolean => findPages(k, PAGE_HWPOISON, pfn, 1) >= 0;

const memory_failure = defineOp('memory_failure', 'the page is poisoned', (k, pfn: number) => {
  if (!isOnlinePage(k, pfn)) {
    k.say(MEMORY_OUTSIDE, pfn);
    return k.refuse(POISON_NO_PAGE);
  }
  if (isPoisoned(k, pfn)) {
    k.say(MEMORY_FAILED_BEFORE, pfn);
    return k.refuse(POISONED_ALREADY, pfn);
  }
  if (!isHandlable(k, pfn)) {
    poison(k, pfn);
    k.say(MEMORY_UNHANDLABLE, pfn);
    k.say(MEMORY_IGNORED, pfn);
    return k.refuse(POISON_UNHANDLABLE, pfn);
  }
  k.say(MEMORY_FAILURE, pfn);
  return poison(k, pfn);
});

/** Write to hard_offline_page: poisons a page, which the model takes to be free. No device_hotplug_lock. */
export function* hard_offline_page_store(_: number, written: number, path: number): Kfn {
  const pfn = yield step(parse_page, written, path);
  if (pfn < 0) return -EINVAL;
  return yield step(memory_failure, pfn);
}

const soft_offline = defineOp('soft_offline_page', 'the page is taken out of use', (k, pfn: number) => {
  if (stateWord(k, blockOfPfn(k, pfn)) === null) return k.refuse(SOFT_NO_MEMORY);
  if (!isOnlinePage(k, pfn)) return k.refuse(SOFT_NOT_ONLINE);
  if (isPoisoned(k, pfn)) {
    k.say(SOFT_OFFLINED_BEFORE, pfn);
    return 0;
  }
  if (isHandlable(k, pfn)) return poison(k, pfn);
  k.say(MEMORY_UNHANDLABLE, pfn);
  return k.refuse(SOFT_UNHANDLABLE, pfn);
});

/** Write to soft_offline_page: as hard_offline_page, but a page that is out of use already is a success. */
export function* soft_offline_page_store(_: number, written: number, path: number): Kfn {
  const pfn = yield step(parse_page, written, path);
  if (pfn < 0) return -EINVAL;
  return yield step(soft_offline, pfn);
}

kernelFunctions('drivers/base/memory.c', {
  state_store,
  online_store,
  auto_online_blocks_store,
  probe_store,
  hard_offline_page_store,
  soft_offline_page_store,
});
