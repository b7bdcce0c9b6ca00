/**
 * The virtio-mem driver in sub-block mode: parts of memory blocks come and go (spec 03 §10).
 *
 * Which block is next follows from the driver's books alone, so the walks keep nothing but a place and go on as tail
 * calls however large the device is.
 */
import { EBUSY } from '../state/errno.ts';
import type { Kernel } from '../state/kernel.ts';
import { become, call, defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { remove_memory } from '../core/remove-memory.ts';
import {
  memory_removed,
  staleConfig,
  underMutex,
  unit_size,
  unit_start,
  unitToAdd,
  virtio_mem_add_memory,
  virtio_mem_offline_and_remove_memory,
} from './virtio-mem-add.ts';
import {
  firstInState,
  FROM_THE_TOP,
  type Geometry,
  geometryOf,
  isPlugged,
  lastInState,
  markSubBlocks,
  missingCount,
  pluggedCount,
  SBM_KERNEL,
  SBM_KERNEL_PARTIAL,
  SBM_MOVABLE,
  SBM_MOVABLE_PARTIAL,
  SBM_OFFLINE,
  SBM_OFFLINE_PARTIAL,
  setState,
  stateOf,
  unpluggedRuns,
  UNUSED,
} from './virtio-mem-books.ts';
import { fakeOfflineSubBlocks, fakeOnlineSubBlocks } from './virtio-mem-pages.ts';

const PLUG_ORDER = [SBM_KERNEL_PARTIAL, SBM_MOVABLE_PARTIAL, SBM_OFFLINE_PARTIAL] as const;
const UNPLUG_ORDER = [
  SBM_OFFLINE_PARTIAL,
  SBM_OFFLINE,
  SBM_MOVABLE_PARTIAL,
  SBM_KERNEL_PARTIAL,
  SBM_MOVABLE,
  SBM_KERNEL,
] as const;
/** First pass of UNPLUG_ORDER that touches online memory. */
const FIRST_ONLINE_PASS = 2;

/** Replies of plug_any_sb besides errnos. */
const ENOUGH = 0;
const ONE_BLOCK_FILLED = 1;
const NO_PARTIAL_BLOCK = 2;

/** Plugs sub-blocks of a block that Linux has, lowest first; online ones go to the buddy at once. */
function fillBlock(k: Kernel, g: Geometry, unit: number): void {
  const state = stateOf(k, g, unit);
  for (const run of unpluggedRuns(k, g, unit)) {
    const count = Math.min(run.count, missingCount(k, g));
    if (count === 0) break;
    if (state === SBM_OFFLINE_PARTIAL) markSubBlocks(k, g, unit, run.first, count, true);
    else fakeOnlineSubBlocks(k, g, unit, run.first, count);
  }
  // The state of a full block comes right before that of a part of one.
  if (pluggedCount(k, g, unit) === g.subBlocksPerUnit) setState(k, g, unit, state - 1);
}

const plug_any_sb = defineOp(
  'virtio_mem_sbm_plug_any_sb',
  'plug what is missing of the next partly plugged block',
  underMutex((k, g) => {
    if (missingCount(k, g) === 0) return ENOUGH;
    for (const state of PLUG_ORDER) {
      const unit = firstInState(k, g, state, 0);
      if (unit < 0) continue;
      const rc = staleConfig(k, g.device);
      if (rc !== 0) return rc;
      fillBlock(k, g, unit);
      return ONE_BLOCK_FILLED;
    }
    return NO_PARTIAL_BLOCK;
  }),
);

const plug_new_block = defineOp(
  'virtio_mem_sbm_plug_sb',
  'plug sub-blocks of the lowest unused block, from its start',
  (k, device: number) => {
    const g = geometryOf(k, device);
    const missing = missingCount(k, g);
    if (missing === 0) return ENOUGH;
    const unit = unitToAdd(k, g);
    const rc = unit < 0 ? unit : staleConfig(k, device);
    if (rc < 0) return rc;
    const count = Math.min(missing, g.subBlocksPerUnit);
    markSubBlocks(k, g, unit, 0, count, true);
    setState(k, g, unit, count === g.subBlocksPerUnit ? SBM_OFFLINE : SBM_OFFLINE_PARTIAL);
    return unit;
  },
);

/** virtio_mem_sbm_plug_and_add_mb() for block after block, until nothing is missing: 0, -ENOSPC or the add's errno. */
export function* virtio_mem_sbm_plug_and_add_mb(device: number): Kfn {
  const unit = yield step(plug_new_block, device);
  if (unit <= 0) return unit;
  const rc = yield call(virtio_mem_add_memory, device, unit);
  return rc === 0 ? yield become(virtio_mem_sbm_plug_and_add_mb, device) : rc;
}

/** virtio_mem_sbm_plug_request(): partly plugged blocks first, then unused ones. */
export function* virtio_mem_sbm_plug_request(device: number): Kfn {
  const rc = yield step(plug_any_sb, device, 0, 0);
  if (rc === ONE_BLOCK_FILLED) return yield become(virtio_mem_sbm_plug_request, device);
  if (rc === NO_PARTIAL_BLOCK) return yield become(virtio_mem_sbm_plug_and_add_mb, device);
  return rc;
}

/** Replies of unplug_any_sb besides errnos. */
const BLOCK_STAYS = 0;
const REMOVE = 1;
const OFFLINE_AND_REMOVE = 2;

function unplugOffline(k: Kernel, g: Geometry, unit: number): number {
  for (let sb = g.subBlocksPerUnit - 1; sb >= 0 && missingCount(k, g) < 0; sb--) {
    if (isPlugged(k, g, unit, sb)) markSubBlocks(k, g, unit, sb, 1, false);
  }
  // From here on the notifier refuses to online a block without any sub-block, so it can be removed without offlining.
  const isEmpty = pluggedCount(k, g, unit) === 0;
  setState(k, g, unit, isEmpty ? UNUSED : SBM_OFFLINE_PARTIAL);
  return isEmpty ? REMOVE : BLOCK_STAYS;
}

function unplugOnline(k: Kernel, g: Geometry, unit: number): number {
  const all = g.subBlocksPerUnit;
  const state = stateOf(k, g, unit);
  const wholeBlock = -missingCount(k, g) >= all && pluggedCount(k, g, unit) === all;
  if (!wholeBlock || fakeOfflineSubBlocks(k, g, unit, 0, all) !== 0) {
    for (let sb = all - 1; sb >= 0 && missingCount(k, g) < 0; sb--) {
      // A sub-block that is busy stays plugged.
      if (isPlugged(k, g, unit, sb)) fakeOfflineSubBlocks(k, g, unit, sb, 1);
    }
  }
  const plugged = pluggedCount(k, g, unit);
  if (plugged < all && (state === SBM_KERNEL || state === SBM_MOVABLE)) setState(k, g, unit, state + 1);
  return plugged === 0 ? OFFLINE_AND_REMOVE : BLOCK_STAYS;
}

const unplug_any_sb = defineOp(
  'virtio_mem_sbm_unplug_any_sb',
  'unplug sub-blocks of the block, highest first; busy ones of an online block are left out',
  underMutex((k, g, unit, pass) => {
    // Somebody onlined or offlined the block meanwhile: its turn comes in another pass.
    if (stateOf(k, g, unit) !== UNPLUG_ORDER[pass]) return BLOCK_STAYS;
    const rc = staleConfig(k, g.device);
    if (rc !== 0) return rc;
    return pass < FIRST_ONLINE_PASS ? unplugOffline(k, g, unit) : unplugOnline(k, g, unit);
  }),
);

const try_removed = defineOp(
  'virtio_mem_sbm_try_remove_unplugged_mb',
  'the block is unused, or is to be removed later',
  (k, device: number, unit: number, rc: number) => {
    if (rc === 0) setState(k, geometryOf(k, device), unit, UNUSED);
    else k.virtio.haveUnpluggedBlock.set(device, 1);
    return rc;
  },
);

/** virtio_mem_sbm_try_remove_unplugged_mb() of a block without plugged sub-blocks: 0, or an errno that can wait. */
export function* virtio_mem_sbm_try_remove_unplugged_mb(device: number, unit: number): Kfn {
  const rc = yield call(virtio_mem_offline_and_remove_memory, device, unit);
  return yield step(try_removed, device, unit, rc);
}

/** virtio_mem_sbm_unplug_any_sb(): 0, or -EAGAIN when the configuration changed. */
export function* virtio_mem_sbm_unplug_any_sb(device: number, unit: number, pass: number): Kfn {
  const rc = yield step(unplug_any_sb, device, unit, pass);
  if (rc === OFFLINE_AND_REMOVE) yield call(virtio_mem_sbm_try_remove_unplugged_mb, device, unit);
  if (rc === REMOVE) {
    const startBytes = yield step(unit_start, device, unit);
    const sizeBytes = yield step(unit_size, device);
    yield call(remove_memory, startBytes, sizeBytes);
    yield step(memory_removed, device);
  }
  return rc < 0 ? rc : 0;
}

/** Replies of next_to_unplug besides unit numbers. */
const PASS_IS_OVER = -1;

const next_to_unplug = defineOp(
  'virtio_mem_sbm_unplug_request',
  'next block to unplug from, highest first',
  underMutex((k, g, pass, below) => {
    if (missingCount(k, g) >= 0) return ENOUGH;
    if (pass >= FIRST_ONLINE_PASS && k.virtio.unplugOnline.value === 0) return ENOUGH;
    return lastInState(k, g, UNPLUG_ORDER[pass]!, below);
  }),
);

/**
 * virtio_mem_sbm_unplug_request() from a place on: pass of the unplug order, and the block that was last. Begins with
 * `(device, 0, FROM_THE_TOP)`. 0, -EBUSY when too little could be unplugged, -EAGAIN.
 */
export function* virtio_mem_sbm_unplug_request(device: number, pass: number, below: number): Kfn {
  const unit = yield step(next_to_unplug, device, pass, below);
  if (unit === ENOUGH) return 0;
  if (unit === PASS_IS_OVER) {
    if (pass === UNPLUG_ORDER.length - 1) return -EBUSY;
    return yield become(virtio_mem_sbm_unplug_request, device, pass + 1, FROM_THE_TOP);
  }
  const rc = yield call(virtio_mem_sbm_unplug_any_sb, device, unit, pass);
  return rc === 0 ? yield become(virtio_mem_sbm_unplug_request, device, pass, unit) : rc;
}

const CLEANUP_ORDER = [SBM_MOVABLE_PARTIAL, SBM_KERNEL_PARTIAL, SBM_OFFLINE_PARTIAL] as const;

const next_unplugged = defineOp(
  'virtio_mem_cleanup_pending_mb',
  'next block without plugged sub-blocks',
  underMutex((k, g, pass, from) => {
    let unit = firstInState(k, g, CLEANUP_ORDER[pass]!, from);
    while (unit >= 0 && pluggedCount(k, g, unit) !== 0) {
      unit = firstInState(k, g, CLEANUP_ORDER[pass]!, unit + 1);
    }
    return unit;
  }),
);

/** The part of virtio_mem_cleanup_pending_mb() that removes blocks whose removal failed before; `(device, 0, 0)`. */
export function* virtio_mem_sbm_remove_unplugged_mbs(device: number, pass: number, from: number): Kfn {
  const unit = yield step(next_unplugged, device, pass, from);
  if (unit === PASS_IS_OVER) {
    if (pass === CLEANUP_ORDER.length - 1) return 0;
    return yield become(virtio_mem_sbm_remove_unplugged_mbs, device, pass + 1, 0);
  }
  yield call(virtio_mem_sbm_try_remove_unplugged_mb, device, unit);
  return yield become(virtio_mem_sbm_remove_unplugged_mbs, device, pass, unit + 1);
}

kernelFunctions('drivers/virtio/virtio_mem.c', {
  virtio_mem_sbm_plug_and_add_mb,
  virtio_mem_sbm_plug_request,
  virtio_mem_sbm_try_remove_unplugged_mb,
  virtio_mem_sbm_unplug_any_sb,
  virtio_mem_sbm_unplug_request,
  virtio_mem_sbm_remove_unplugged_mbs,
});
