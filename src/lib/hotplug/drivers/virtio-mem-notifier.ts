/**
 * The virtio-mem driver's memory notifier: it keeps its books while others online and offline blocks of its region
 * (spec 01 §11.3, 03 §10).
 *
 * From GOING_* until the final event it holds the driver's hotplug_mutex. That stands in hotplug_active, not in the
 * table of locks: a module before it in the chain can swallow the final event, and then the mutex has no owner that
 * would ever give it back.
 */
import { blockOfPfn } from '../state/blocks.ts';
import {
  MEM_CANCEL_OFFLINE,
  MEM_CANCEL_ONLINE,
  MEM_GOING_OFFLINE,
  MEM_GOING_ONLINE,
  MEM_OFFLINE,
  MEM_ONLINE,
  WARNING_AT,
} from '../state/messages.ts';
import type { Kernel } from '../state/kernel.ts';
import { bytesOf, ZONE_MOVABLE } from '../state/units.ts';
import { registerMemoryNotifier } from '../core/notifier.ts';
import {
  couldAddMemory,
  type Geometry,
  geometryOf,
  SBM_KERNEL,
  SBM_KERNEL_PARTIAL,
  SBM_MOVABLE,
  SBM_MOVABLE_PARTIAL,
  SBM_OFFLINE,
  SBM_OFFLINE_PARTIAL,
  setState,
  stateOf,
} from './virtio-mem-books.ts';
import {
  NOT_A_WHOLE_BLOCK,
  NOT_IN_THE_BOOKS,
  ONLINING_DENIED,
  sayOf,
  WARN_NOTIFIER_RANGE,
} from './virtio-mem-messages.ts';
import { dropReferences, forgetPages, takeReferences, withholdPages } from './virtio-mem-pages.ts';

/** A block whose event is on the chain. */
interface NotifiedBlock {
  readonly g: Geometry;
  readonly startPfn: number;
  readonly pages: number;
  readonly unit: number;
}

/** Does the range lie in one unit, and in sub-block mode fill it? */
function isExpectedRange(g: Geometry, startPfn: number, pages: number): boolean {
  const startBytes = bytesOf(startPfn);
  const sizeBytes = bytesOf(pages);
  if (g.hasSubBlocks) return startBytes % g.unitBytes === 0 && sizeBytes === g.unitBytes;
  return Math.floor(startBytes / g.unitBytes) === Math.floor((startBytes + sizeBytes - 1) / g.unitBytes);
}

function goingOnline(k: Kernel, block: NotifiedBlock): number {
  const { g, unit, startPfn, pages } = block;
  k.virtio.hotplugActive.set(g.device, 1);
  if (g.hasSubBlocks) {
    const state = stateOf(k, g, unit);
    if (state !== SBM_OFFLINE && state !== SBM_OFFLINE_PARTIAL) {
      sayOf(k, ONLINING_DENIED, g.device);
      return k.refuse(NOT_IN_THE_BOOKS, blockOfPfn(k, startPfn), k.virtio.deviceName.get(g.device));
    }
  }
  withholdPages(k, g, startPfn, pages);
  return 0;
}

function online(k: Kernel, { g, unit, startPfn, pages }: NotifiedBlock): void {
  if (g.hasSubBlocks) {
    const isMovable = k.blocks.pagesZone.get(blockOfPfn(k, startPfn)) === ZONE_MOVABLE + 1;
    const isPartial = stateOf(k, g, unit) === SBM_OFFLINE_PARTIAL;
    if (isMovable) setState(k, g, unit, isPartial ? SBM_MOVABLE_PARTIAL : SBM_MOVABLE);
    else setState(k, g, unit, isPartial ? SBM_KERNEL_PARTIAL : SBM_KERNEL);
  }
  k.virtio.offlineBytes.add(g.device, -bytesOf(pages));
  const isOthersDoing = k.virtio.workActive.get(g.device) === 0;
  if (isOthersDoing && couldAddMemory(k, g, g.offlineThresholdBytes / 2))
    k.virtio.workPending.set(g.device, 1);
  k.virtio.hotplugActive.set(g.device, 0);
}

function offline(k: Kernel, { g, unit, startPfn, pages }: NotifiedBlock): void {
  forgetPages(k, g, startPfn, pages);
  if (g.hasSubBlocks) {
    const state = stateOf(k, g, unit);
    const isPartial = state === SBM_KERNEL_PARTIAL || state === SBM_MOVABLE_PARTIAL;
    setState(k, g, unit, isPartial ? SBM_OFFLINE_PARTIAL : SBM_OFFLINE);
  }
  k.virtio.offlineBytes.add(g.device, bytesOf(pages));
  if (k.virtio.unplugOnline.value === 0) k.virtio.workPending.set(g.device, 1);
  k.virtio.hotplugActive.set(g.device, 0);
}

/** virtio_mem_memory_notifier_cb() of one device: 0 or -EPERM. */
function notifyDevice(k: Kernel, g: Geometry, event: number, startPfn: number, pages: number): number {
  if (!isExpectedRange(g, startPfn, pages)) {
    if (k.warnOnce(WARN_NOTIFIER_RANGE)) k.say(WARNING_AT, k.names.id('virtio_mem_memory_notifier_cb'));
    return k.refuse(NOT_A_WHOLE_BLOCK, blockOfPfn(k, startPfn), k.virtio.deviceName.get(g.device));
  }
  const block = { g, startPfn, pages, unit: Math.floor(bytesOf(startPfn) / g.unitBytes) };
  switch (event) {
    case MEM_GOING_ONLINE:
      return goingOnline(k, block);
    case MEM_GOING_OFFLINE:
      k.virtio.hotplugActive.set(g.device, 1);
      dropReferences(k, g, startPfn, pages);
      return 0;
    case MEM_ONLINE:
      online(k, block);
      return 0;
    case MEM_OFFLINE:
      offline(k, block);
      return 0;
    case MEM_CANCEL_ONLINE:
      if (k.virtio.hotplugActive.get(g.device) === 0) return 0;
      forgetPages(k, g, startPfn, pages);
      k.virtio.hotplugActive.set(g.device, 0);
      return 0;
    case MEM_CANCEL_OFFLINE:
      if (k.virtio.hotplugActive.get(g.device) === 0) return 0;
      takeReferences(k, g, startPfn, pages);
      k.virtio.hotplugActive.set(g.device, 0);
      return 0;
    default:
      return 0;
  }
}

function virtio_mem_memory_notifier_cb(k: Kernel, event: number, startPfn: number, pages: number): number {
  for (let device = 0; device < k.virtio.count.value; device++) {
    const regionStart = k.virtio.startBytes.get(device);
    const regionEnd = regionStart + k.virtio.regionBytes.get(device);
    if (bytesOf(startPfn) >= regionEnd || bytesOf(startPfn + pages) <= regionStart) continue;
    const answer = notifyDevice(k, geometryOf(k, device), event, startPfn, pages);
    if (answer !== 0) return answer;
  }
  return 0;
}
registerMemoryNotifier(
  virtio_mem_memory_notifier_cb,
  'virtio_mem_memory_notifier_cb',
  ({ virtio }) => virtio.count.value > 0,
);
