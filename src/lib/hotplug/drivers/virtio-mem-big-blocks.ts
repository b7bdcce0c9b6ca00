/**
 * The virtio-mem driver in big block mode: the device's block is at least a memory block, and comes and goes whole
 * (spec 03 §10).
 */
import { blockIdsOf } from '../state/blocks.ts';
import { EBUSY } from '../state/errno.ts';
import type { Kernel } from '../state/kernel.ts';
import { ZONE_MOVABLE } from '../state/units.ts';
import { become, call, defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import {
  staleConfig,
  underMutex,
  unitToAdd,
  unplugUnit,
  virtio_mem_add_memory,
  virtio_mem_offline_and_remove_memory,
} from './virtio-mem-add.ts';
import {
  BBM_ADDED,
  BBM_FAKE_OFFLINE,
  FROM_THE_TOP,
  type Geometry,
  geometryOf,
  lastInState,
  markSubBlocks,
  missingCount,
  setState,
} from './virtio-mem-books.ts';
import { fakeOfflineBlock, fakeOnlineBlock } from './virtio-mem-pages.ts';

/** Reply when nothing has to be done any more. */
const ENOUGH = 0;

const plug_new_block = defineOp(
  'virtio_mem_bbm_plug_bb',
  'plug the lowest unused big block',
  (k, device: number) => {
    const g = geometryOf(k, device);
    if (missingCount(k, g) === 0) return ENOUGH;
    const unit = unitToAdd(k, g);
    const rc = unit < 0 ? unit : staleConfig(k, device);
    if (rc < 0) return rc;
    markSubBlocks(k, g, unit, 0, 1, true);
    setState(k, g, unit, BBM_ADDED);
    return unit;
  },
);

/** virtio_mem_bbm_plug_request(): big block after big block, holes first: 0, -ENOSPC, -EAGAIN or the add's errno. */
export function* virtio_mem_bbm_plug_request(device: number): Kfn {
  const unit = yield step(plug_new_block, device);
  if (unit <= 0) return unit;
  const rc = yield call(virtio_mem_add_memory, device, unit);
  return rc === 0 ? yield become(virtio_mem_bbm_plug_request, device) : rc;
}

/** Memory blocks of a big block that are online, in ascending order. */
function onlineBlocks(k: Kernel, g: Geometry, unit: number): number[] {
  const { first, last } = blockIdsOf(k, unit * g.unitBytes, g.unitBytes)!;
  const ids: number[] = [];
  for (let id = first; id <= last; id++) if (k.blocks.sectionsOnline.get(id) !== 0) ids.push(id);
  return ids;
}

/** Gives the pages of blocks that the driver holds back. */
function rollBack(k: Kernel, g: Geometry, unit: number, blockIds: readonly number[]): void {
  for (const id of blockIds) fakeOnlineBlock(k, g, id * k.blockPages, k.blockPages);
  setState(k, g, unit, BBM_ADDED);
}

const fake_offline = defineOp(
  'virtio_mem_fake_offline',
  'take all online pages of the big block; give them back if one is busy',
  underMutex((k, g, unit) => {
    const taken: number[] = [];
    setState(k, g, unit, BBM_FAKE_OFFLINE);
    for (const id of onlineBlocks(k, g, unit)) {
      const rc = staleConfig(k, g.device) || fakeOfflineBlock(k, id * k.blockPages, k.blockPages);
      if (rc !== 0) {
        rollBack(k, g, unit, taken);
        return rc;
      }
      taken.push(id);
    }
    return 0;
  }),
);

const fake_online = defineOp(
  'virtio_mem_fake_online',
  'the big block stays: its pages go back to the buddy',
  underMutex((k, g, unit) => {
    rollBack(k, g, unit, onlineBlocks(k, g, unit));
    return 0;
  }),
);

const unplug_block = defineOp(
  'virtio_mem_bbm_unplug_bb',
  'the machine takes the big block',
  (k, device: number, unit: number) => unplugUnit(k, geometryOf(k, device), unit),
);

/** virtio_mem_bbm_offline_remove_and_unplug_bb(): 0, -EBUSY with everything as before, -ENOMEM or -EAGAIN. */
export function* virtio_mem_bbm_offline_remove_and_unplug_bb(device: number, unit: number): Kfn {
  let rc = yield step(fake_offline, device, unit, 0);
  if (rc !== 0) return rc;
  rc = yield call(virtio_mem_offline_and_remove_memory, device, unit);
  if (rc === 0) return yield step(unplug_block, device, unit);
  yield step(fake_online, device, unit, 0);
  return rc;
}

/** The passes over all big blocks: what may be unplugged in each. */
const PASSES: readonly ((k: Kernel, g: Geometry, unit: number) => boolean)[] = [
  (k, g, unit) => onlineBlocks(k, g, unit).length === 0,
  (k, g, unit) => onlineBlocks(k, g, unit).every((id) => k.blocks.pagesZone.get(id) === ZONE_MOVABLE + 1),
  () => true,
];
/** First pass that touches online memory. */
const FIRST_ONLINE_PASS = 1;
/** Reply of next_to_unplug when a pass found no further big block. */
const PASS_IS_OVER = -1;
const next_to_unplug = defineOp(
  'virtio_mem_bbm_unplug_request',
  'next big block to unplug, highest first',
  (k, device: number, pass: number, below: number) => {
    const g = geometryOf(k, device);
    if (missingCount(k, g) >= 0) return ENOUGH;
    if (pass >= FIRST_ONLINE_PASS && k.virtio.unplugOnline.value === 0) return ENOUGH;
    return lastInState(k, g, BBM_ADDED, below, (unit) => PASSES[pass]!(k, g, unit));
  },
);

/**
 * virtio_mem_bbm_unplug_request() from a place on: offline big blocks, then those in ZONE_MOVABLE, then all; begins
 * with `(device, 0, FROM_THE_TOP)`. A busy one is left out. 0, -EBUSY when too little could be unplugged, or another
 * errno that ended it.
 */
export function* virtio_mem_bbm_unplug_request(device: number, pass: number, below: number): Kfn {
  const unit = yield step(next_to_unplug, device, pass, below);
  if (unit === ENOUGH) return 0;
  if (unit === PASS_IS_OVER) {
    if (pass === PASSES.length - 1) return -EBUSY;
    return yield become(virtio_mem_bbm_unplug_request, device, pass + 1, FROM_THE_TOP);
  }
  const rc = yield call(virtio_mem_bbm_offline_remove_and_unplug_bb, device, unit);
  if (rc !== 0 && rc !== -EBUSY) return rc;
  return yield become(virtio_mem_bbm_unplug_request, device, pass, unit);
}

kernelFunctions('drivers/virtio/virtio_mem.c', {
  virtio_mem_bbm_plug_request,
  virtio_mem_bbm_offline_remove_and_unplug_bb,
  virtio_mem_bbm_unplug_request,
});
