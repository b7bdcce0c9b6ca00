/**
 * The virtio-mem device and the worker of its driver, of drivers/virtio/virtio_mem.c (spec 03 §10): compares what the
 * machine asks for with what is plugged, and plugs or unplugs until they agree or it has to wait.
 */
import { EBUSY, ENOMEM, ENOSPC } from '../state/errno.ts';
import type { Kernel } from '../state/kernel.ts';
import { AGAIN, become, BLOCKED, call, defineOp, loop, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { staleConfig, unplugUnit } from './virtio-mem-add.ts';
import { virtio_mem_bbm_plug_request, virtio_mem_bbm_unplug_request } from './virtio-mem-big-blocks.ts';
import { firstInState, FROM_THE_TOP, geometryOf, PLUGGED } from './virtio-mem-books.ts';
import {
  EAGAIN,
  ETXTBSY,
  MARKED_BROKEN,
  NO_SUCH_DEVICE,
  PLUGGED_SIZE,
  REQUESTED_SIZE,
  sayOf,
  SIZE_NOT_ALIGNED,
  SIZE_TOO_LARGE,
} from './virtio-mem-messages.ts';
import './virtio-mem-notifier.ts';
import {
  virtio_mem_sbm_plug_request,
  virtio_mem_sbm_remove_unplugged_mbs,
  virtio_mem_sbm_unplug_request,
} from './virtio-mem-sub-blocks.ts';

const unplug_leftovers = defineOp(
  'virtio_mem_cleanup_pending_mb',
  'unplug blocks that Linux does not have',
  (k, device: number) => {
    const g = geometryOf(k, device);
    let rc = 0;
    for (let unit = firstInState(k, g, PLUGGED, 0); unit >= 0 && rc === 0;) {
      rc = unplugUnit(k, g, unit);
      unit = firstInState(k, g, PLUGGED, unit + 1);
    }
    return rc;
  },
);

const take_unplugged_flag = defineOp(
  'virtio_mem_cleanup_pending_mb',
  'is there a block to be removed that could not be before?',
  (k, device: number) => {
    const flag = k.virtio.haveUnpluggedBlock.get(device);
    k.virtio.haveUnpluggedBlock.set(device, 0);
    return flag;
  },
);

/** virtio_mem_cleanup_pending_mb(): leftovers of earlier runs; 0 or -EAGAIN. */
export function* virtio_mem_cleanup_pending_mb(device: number): Kfn {
  const rc = yield step(unplug_leftovers, device);
  if (rc !== 0) return rc;
  const flag = yield step(take_unplugged_flag, device);
  if (flag !== 0) yield call(virtio_mem_sbm_remove_unplugged_mbs, device, 0, 0);
  return 0;
}

const refresh_config = defineOp(
  'virtio_mem_refresh_config',
  'read what the machine asks for, if that changed',
  (k, device: number) => {
    if (staleConfig(k, device) === 0) return 0;
    k.virtio.configChanged.set(device, 0);
    k.virtio.targetBytes.set(device, k.virtio.requestedBytes.get(device));
    k.virtio.knownUsableBytes.set(device, k.virtio.usableBytes.get(device));
    sayOf(k, PLUGGED_SIZE, device, k.virtio.pluggedBytes.get(device));
    sayOf(k, REQUESTED_SIZE, device, k.virtio.targetBytes.get(device));
    return 0;
  },
);

/** Replies of choose_request: what has to be done, and in which mode. */
const NOTHING = 0;
const PLUG_SUB_BLOCKS = 1;
const UNPLUG_SUB_BLOCKS = 2;
const PLUG_BIG_BLOCKS = 3;
const UNPLUG_BIG_BLOCKS = 4;

const choose_request = defineOp(
  'virtio_mem_run_wq',
  'compare the requested size with the plugged size',
  (k, device: number) => {
    const missingBytes = k.virtio.targetBytes.get(device) - k.virtio.pluggedBytes.get(device);
    if (missingBytes === 0) return NOTHING;
    if (geometryOf(k, device).hasSubBlocks) return missingBytes > 0 ? PLUG_SUB_BLOCKS : UNPLUG_SUB_BLOCKS;
    return missingBytes > 0 ? PLUG_BIG_BLOCKS : UNPLUG_BIG_BLOCKS;
  },
);

const check_unplugged = defineOp(
  'virtio_mem_run_wq',
  'does a block wait to be removed?',
  (k, device: number) => (k.virtio.haveUnpluggedBlock.get(device) !== 0 ? -EBUSY : 0),
);

function* serve(device: number, request: number): Kfn {
  if (request === PLUG_SUB_BLOCKS) return yield call(virtio_mem_sbm_plug_request, device);
  if (request === UNPLUG_SUB_BLOCKS) {
    return yield call(virtio_mem_sbm_unplug_request, device, 0, FROM_THE_TOP);
  }
  if (request === PLUG_BIG_BLOCKS) return yield call(virtio_mem_bbm_plug_request, device);
  return yield call(virtio_mem_bbm_unplug_request, device, 0, FROM_THE_TOP);
}

/** The body of virtio_mem_run_wq(), from its label `retry` on: what the run comes to, 0 or a negative errno. */
export function* virtio_mem_process_requests(device: number): Kfn {
  yield step(refresh_config, device);
  let rc = yield call(virtio_mem_cleanup_pending_mb, device);
  if (rc === 0) {
    const request = yield step(choose_request, device);
    if (request !== NOTHING) rc = yield* serve(device, request);
  }
  if (rc === -EAGAIN) return yield become(virtio_mem_process_requests, device);
  return rc === 0 ? yield step(check_unplugged, device) : rc;
}

const begin_work = defineOp(
  'virtio_mem_run_wq',
  'the worker starts, unless it runs already or the device is broken',
  (k, device: number) => {
    if (k.virtio.workActive.get(device) !== 0) return 0;
    k.virtio.workPending.set(device, 0);
    if (k.virtio.broken.get(device) !== 0) return 0;
    k.virtio.workActive.set(device, 1);
    return 1;
  },
);

/** Errors after which the device waits: for events (-ENOSPC), or for a timer that this model does not have. */
const WAITS: readonly number[] = [0, -ENOSPC, -EBUSY, -ENOMEM, -ETXTBSY];

const end_work = defineOp(
  'virtio_mem_run_wq',
  'idle, waiting, or broken; replies whether it was queued again',
  (k, device: number, rc: number) => {
    if (!WAITS.includes(rc)) {
      sayOf(k, MARKED_BROKEN, device, rc);
      k.virtio.broken.set(device, 1);
    }
    k.virtio.workActive.set(device, 0);
    return k.virtio.workPending.get(device);
  },
);

/** virtio_mem_run_wq(): one device's worker, until it is idle or has to wait; always 0. */
export function* virtio_mem_run_wq(device: number): Kfn {
  const begun = yield step(begin_work, device);
  if (begun === 0) return 0;
  const rc = yield call(virtio_mem_process_requests, device);
  const isQueued = yield step(end_work, device, rc);
  return isQueued !== 0 ? yield become(virtio_mem_run_wq, device) : 0;
}

/** The machine lets the guest use this much more than it asks for, because Linux adds whole memory blocks only. */
const USABLE_EXTENT_BYTES = 256 * 2 ** 20;

/** virtio_mem_resize_usable_region() of the machine: it grows with the requests and never shrinks. */
function growUsableRegion(k: Kernel, device: number, requestedBytes: number): void {
  const blockBytes = k.virtio.deviceBlockBytes.get(device);
  const wanted = Math.min(k.virtio.regionBytes.get(device), requestedBytes + USABLE_EXTENT_BYTES);
  const wholeBlocks = Math.ceil(wanted / blockBytes) * blockBytes;
  k.virtio.usableBytes.set(device, Math.max(k.virtio.usableBytes.get(device), wholeBlocks));
}

const set_requested_size = defineOp(
  'virtio_mem_set_requested_size',
  'the machine asks for another size and tells the guest',
  (k, device: number, requestedBytes: number) => {
    if (device < 0 || device >= k.virtio.count.value) return k.refuse(NO_SUCH_DEVICE);
    const blockBytes = k.virtio.deviceBlockBytes.get(device);
    if (requestedBytes < 0 || requestedBytes % blockBytes !== 0) {
      return k.refuse(SIZE_NOT_ALIGNED, requestedBytes, blockBytes);
    }
    const regionBytes = k.virtio.regionBytes.get(device);
    if (requestedBytes > regionBytes) return k.refuse(SIZE_TOO_LARGE, requestedBytes, regionBytes);
    k.virtio.requestedBytes.set(device, requestedBytes);
    if (requestedBytes > 0) growUsableRegion(k, device, requestedBytes);
    k.virtio.configChanged.set(device, 1);
    k.virtio.workPending.set(device, 1);
    return 0;
  },
);

/**
 * The machine asks a device for another size and queues the driver's worker, which runs as a thread of its own.
 * -EINVAL when the machine refuses the size, before the guest hears of it; else 0, whatever the worker reaches.
 */
export function* virtio_mem_config_changed(device: number, requestedBytes: number): Kfn {
  return yield step(set_requested_size, device, requestedBytes);
}

/** A device whose worker is queued and does not run, or -1. */
export function virtioNeedsWorker(k: Kernel): number {
  for (let device = 0; device < k.virtio.count.value; device++) {
    if (k.virtio.workPending.get(device) !== 0 && k.virtio.workActive.get(device) === 0) return device;
  }
  return -1;
}

const wait_for_work = defineOp('worker_thread', 'sleep until the work of a device is queued', (k) => {
  const device = virtioNeedsWorker(k);
  return device < 0 ? BLOCKED : device;
});

/** One round of the kernel's worker: sleeps, then runs the work of one device. */
export function* virtio_mem_worker_round(): Kfn {
  const device = yield step(wait_for_work);
  yield call(virtio_mem_run_wq, device);
  return AGAIN;
}

/** worker_thread() for virtio-mem devices: for ever. */
export function* virtio_mem_worker(): Kfn {
  return yield loop(virtio_mem_worker_round);
}

kernelFunctions('kernel/workqueue.c', { virtio_mem_worker, virtio_mem_worker_round });
kernelFunctions('drivers/virtio/virtio_mem.c', {
  virtio_mem_config_changed,
  virtio_mem_run_wq,
  virtio_mem_process_requests,
  virtio_mem_cleanup_pending_mb,
});
