/**
 * What must hold in every state of the model, whoever did what in which order (spec 01 §14).
 *
 * Some of it holds in the middle of an operation too, some only while nobody holds device_hotplug_lock; for the
 * counters of a block that holds its own memory map there are bounds in between, because its pages are counted in
 * two steps.
 */
import { isOnline, stateWord, zoneRow } from './state/blocks.ts';
import type { Kernel } from './state/kernel.ts';
import { systemRamPages } from './state/resources.ts';
import { ZONE_COUNT, ZONE_MOVABLE, ZONE_NAMES } from './state/units.ts';
import { nodePresentPages } from './state/zones.ts';
import { DEVICE_HOTPLUG_LOCK, MEM_HOTPLUG_LOCK } from './run/locks.ts';
import { listBlocks } from './userspace/files.ts';

/** Pages that a zone or group may count: `least` without the memory maps of blocks, `most` with them. */
interface PageBounds {
  least: number;
  most: number;
}

/** Every violation in words; empty when the state is sound. */
export function violations(k: Kernel): string[] {
  const atRest = k.locks.owner.get(DEVICE_HOTPLUG_LOCK) === 0;
  return [
    ...lockViolations(k),
    ...zoneViolations(k, atRest),
    ...groupViolations(k, atRest),
    ...blockViolations(k),
    ...(atRest ? restViolations(k) : []),
  ];
}

/** 6: mem_hotplug_lock is taken for writing only by the holder of device_hotplug_lock. */
function lockViolations(k: Kernel): string[] {
  const writer = k.locks.owner.get(MEM_HOTPLUG_LOCK);
  return writer === 0 || writer === k.locks.owner.get(DEVICE_HOTPLUG_LOCK)
    ? []
    : [`6: thread ${writer - 1} holds mem_hotplug_lock without device_hotplug_lock`];
}

/** Ids of the blocks whose pages are online: in the middle of an operation they go before the block's state. */
function blocksWithOnlinePages(k: Kernel): number[] {
  return listBlocks(k).filter((id) => k.blocks.sectionsOnline.get(id) !== 0);
}

function addPages(k: Kernel, bounds: PageBounds, id: number): void {
  bounds.least += k.blockPages - k.blocks.vmemmapPages.get(id);
  bounds.most += k.blockPages;
}

function isWithin(pages: number, { least, most }: PageBounds, atRest: boolean): boolean {
  return atRest ? pages === most : pages >= least && pages <= most;
}

/** 1: a zone counts its online blocks (nodes without boot memory); 3: its span covers them; nodes span their zones. */
function zoneViolations(k: Kernel, atRest: boolean): string[] {
  const found: string[] = [];
  const hasBootMemory = new Set<number>();
  const bounds = new Map<number, PageBounds>();
  for (const id of blocksWithOnlinePages(k)) {
    const nid = k.blocks.nid.get(id);
    if (k.blocks.early.get(id) !== 0) hasBootMemory.add(nid);
    const zone = k.blocks.pagesZone.get(id) - 1;
    if (zone < 0) continue;
    const row = zoneRow(nid, zone);
    const pages = bounds.get(row) ?? { least: 0, most: 0 };
    addPages(k, pages, id);
    bounds.set(row, pages);
    const start = k.zones.startPfn.get(row);
    const end = start + k.zones.spanned.get(row);
    if (id * k.blockPages < start || (id + 1) * k.blockPages > end) {
      found.push(`3: memory${id} is online outside the span of ${ZONE_NAMES[zone]} of node ${nid}`);
    }
  }
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    for (let zone = 0; zone < ZONE_COUNT; zone++) {
      const row = zoneRow(nid, zone);
      const expected = bounds.get(row) ?? { least: 0, most: 0 };
      const present = k.zones.present.get(row);
      if (!hasBootMemory.has(nid) && !isWithin(present, expected, atRest)) {
        found.push(`1: ${ZONE_NAMES[zone]} of node ${nid} counts ${present} pages, not ${expected.most}`);
      }
      if (!coversZone(k, nid, row)) found.push(`node ${nid} does not span its zone ${ZONE_NAMES[zone]}`);
    }
  }
  return found;
}

function coversZone(k: Kernel, nid: number, row: number): boolean {
  if (k.zones.spanned.get(row) === 0) return true;
  const start = k.nodes.startPfn.get(nid);
  const zoneStart = k.zones.startPfn.get(row);
  return zoneStart >= start && zoneStart + k.zones.spanned.get(row) <= start + k.nodes.spanned.get(nid);
}

/** 5: a group counts its online blocks, apart for MOVABLE and the kernel zones. */
function groupViolations(k: Kernel, atRest: boolean): string[] {
  const found: string[] = [];
  for (let mgid = 0; mgid < k.groups.kind.usedLength(); mgid++) {
    if (k.groups.kind.get(mgid) === 0) continue;
    const kernel = { least: 0, most: 0 };
    const movable = { least: 0, most: 0 };
    for (const id of blocksWithOnlinePages(k)) {
      if (k.blocks.group.get(id) - 1 !== mgid) continue;
      addPages(k, k.blocks.pagesZone.get(id) - 1 === ZONE_MOVABLE ? movable : kernel, id);
    }
    const isRight =
      isWithin(k.groups.presentKernel.get(mgid), kernel, atRest) &&
      isWithin(k.groups.presentMovable.get(mgid), movable, atRest);
    if (!isRight) found.push(`5: group ${mgid} does not count its online blocks`);
  }
  return found;
}

/** 2: for a block that nobody works on, mem->state, dev.offline and mem->zone tell the same. */
function blockViolations(k: Kernel): string[] {
  const found: string[] = [];
  for (const id of listBlocks(k)) {
    if (k.blocks.deviceLock.get(id) !== 0) continue;
    const word = stateWord(k, id);
    const online = isOnline(k, id);
    if (word !== (online ? 'online' : 'offline')) found.push(`2: memory${id} rests in ${word}`);
    if (online !== (k.blocks.deviceOnline.get(id) !== 0))
      found.push(`2: memory${id}: state and dev.offline differ`);
    if (!online && k.blocks.zone.get(id) !== 0) found.push(`2: memory${id} is offline and has a zone`);
  }
  return found;
}

/** 4, 7 and 8, which hold between operations. */
function restViolations(k: Kernel): string[] {
  const found: string[] = [];
  for (const id of listBlocks(k)) {
    const isHotplugged = k.blocks.early.get(id) === 0;
    if (isHotplugged && systemRamPages(k, id * k.blockPages, k.blockPages) !== k.blockPages) {
      found.push(`4: memory${id} does not lie under busy System RAM`);
    }
  }
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    for (let zone = 0; zone < ZONE_COUNT; zone++) {
      const isolated = k.zones.isolated.get(zoneRow(nid, zone));
      if (isolated !== 0) found.push(`7: ${isolated} pageblocks of node ${nid} are isolated, nobody works`);
    }
    const hasPages = nodePresentPages(k, nid) !== 0;
    if (hasPages !== (k.nodes.hasMemory.get(nid) !== 0)) found.push(`8: N_MEMORY of node ${nid} is wrong`);
  }
  return found;
}
