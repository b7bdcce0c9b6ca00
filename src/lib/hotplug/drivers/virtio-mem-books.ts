/**
 * What the virtio-mem driver writes down: the state of each block of its region and which sub-blocks are plugged.
 *
 * A device works in units: memory blocks of which parts can be plugged (sub-block mode, SBM), or big blocks that come
 * and go whole (BBM). State numbers are those of drivers/virtio/virtio_mem.c.
 */
import type { Kernel } from '../state/kernel.ts';
import { PAGEBLOCK_PAGES, PAGE_SIZE_BYTES } from '../state/units.ts';

/** Not added to Linux, can be used. */
export const UNUSED = 0;
/** Plugged, but not (or no more) added to Linux: to be unplugged by the next run. */
export const PLUGGED = 1;
export const SBM_OFFLINE = 2;
export const SBM_OFFLINE_PARTIAL = 3;
export const SBM_KERNEL = 4;
export const SBM_KERNEL_PARTIAL = 5;
export const SBM_MOVABLE = 6;
export const SBM_MOVABLE_PARTIAL = 7;
export const BBM_ADDED = 2;
/** All online parts are held by the driver, ready to be removed. */
export const BBM_FAKE_OFFLINE = 3;

/** A place above every unit, where walks down begin. */
export const FROM_THE_TOP = 2 ** 52;

const DEFAULT_OFFLINE_THRESHOLD_BYTES = 0x40000000;

/** How a device divides its region. Units are numbered by their address: unit n begins at n * unitBytes. */
export interface Geometry {
  readonly device: number;
  readonly hasSubBlocks: boolean;
  readonly unitBytes: number;
  /** First unit that lies wholly in the region, and the end of them. */
  readonly firstUnit: number;
  readonly endUnit: number;
  /** 1 in big block mode. */
  readonly subBlocksPerUnit: number;
  readonly subBlockBytes: number;
  /** More offline memory than this is not added. */
  readonly offlineThresholdBytes: number;
  readonly stateRow: number;
  readonly wordRow: number;
  readonly wordsPerUnit: number;
}

/** The geometry of a device; rows of its columns come after those of the devices before it. */
export function geometryOf(k: Kernel, device: number): Geometry {
  const blockBytes = k.constants.blockSizeBytes;
  const deviceBlockBytes = k.virtio.deviceBlockBytes.get(device);
  const smallest = Math.max(deviceBlockBytes, PAGEBLOCK_PAGES * PAGE_SIZE_BYTES);
  const hasSubBlocks = smallest < blockBytes;
  const unitBytes = Math.max(deviceBlockBytes, blockBytes);
  const startBytes = k.virtio.startBytes.get(device);
  const firstUnit = Math.ceil(startBytes / unitBytes);
  const endUnit = Math.floor((startBytes + k.virtio.regionBytes.get(device)) / unitBytes);
  const subBlockBytes = hasSubBlocks ? smallest : unitBytes;
  const subBlocksPerUnit = unitBytes / subBlockBytes;
  const before = device === 0 ? null : geometryOf(k, device - 1);
  return {
    device,
    hasSubBlocks,
    unitBytes,
    firstUnit,
    endUnit,
    subBlocksPerUnit,
    subBlockBytes,
    offlineThresholdBytes: Math.max(2 * unitBytes, DEFAULT_OFFLINE_THRESHOLD_BYTES),
    stateRow: before === null ? 0 : before.stateRow + unitCount(before),
    wordRow: before === null ? 0 : before.wordRow + unitCount(before) * before.wordsPerUnit,
    wordsPerUnit: Math.ceil(subBlocksPerUnit / 32),
  };
}

function unitCount({ firstUnit, endUnit }: Geometry): number {
  return Math.max(endUnit - firstUnit, 0);
}

/** The driver's state of a unit; UNUSED for units that the driver does not know. */
export function stateOf(k: Kernel, g: Geometry, unit: number): number {
  if (unit < g.firstUnit || unit >= g.endUnit) return UNUSED;
  return k.virtio.blockStates.get(g.stateRow + unit - g.firstUnit);
}

export function setState(k: Kernel, g: Geometry, unit: number, state: number): void {
  k.virtio.blockStates.set(g.stateRow + unit - g.firstUnit, state);
}

/** Lowest unit in a state at or above `from`, or -1. */
export function firstInState(k: Kernel, g: Geometry, state: number, from: number): number {
  for (let unit = Math.max(from, g.firstUnit); unit < g.endUnit; unit++) {
    if (stateOf(k, g, unit) === state) return unit;
  }
  return -1;
}

/** Highest unit in a state below `below` that passes the test, or -1. */
export function lastInState(
  k: Kernel,
  g: Geometry,
  state: number,
  below: number,
  test: (unit: number) => boolean = () => true,
): number {
  for (let unit = Math.min(below, g.endUnit) - 1; unit >= g.firstUnit; unit--) {
    if (stateOf(k, g, unit) === state && test(unit)) return unit;
  }
  return -1;
}

/** Is the sub-block plugged? */
export function isPlugged(k: Kernel, g: Geometry, unit: number, subBlock: number): boolean {
  const word = g.wordRow + (unit - g.firstUnit) * g.wordsPerUnit + (subBlock >> 5);
  return (k.virtio.subBlocks.get(word) & (1 << (subBlock & 31))) !== 0;
}

/** Marks `count` sub-blocks from `first` on and moves the plugged size along: the machine has said yes. */
export function markSubBlocks(
  k: Kernel,
  g: Geometry,
  unit: number,
  first: number,
  count: number,
  plugged: boolean,
): void {
  for (let subBlock = first; subBlock < first + count; subBlock++) {
    const word = g.wordRow + (unit - g.firstUnit) * g.wordsPerUnit + (subBlock >> 5);
    const bit = 1 << (subBlock & 31);
    const bits = k.virtio.subBlocks.get(word);
    k.virtio.subBlocks.set(word, plugged ? bits | bit : bits & ~bit);
  }
  k.virtio.pluggedBytes.add(g.device, (plugged ? count : -count) * g.subBlockBytes);
}

/** Number of plugged sub-blocks of a unit. */
export function pluggedCount(k: Kernel, g: Geometry, unit: number): number {
  let count = 0;
  for (let subBlock = 0; subBlock < g.subBlocksPerUnit; subBlock++) {
    if (isPlugged(k, g, unit, subBlock)) count++;
  }
  return count;
}

/** Runs of sub-blocks of a unit that are not plugged. */
export function unpluggedRuns(k: Kernel, g: Geometry, unit: number): { first: number; count: number }[] {
  const runs: { first: number; count: number }[] = [];
  let run: { first: number; count: number } | null = null;
  for (let subBlock = 0; subBlock < g.subBlocksPerUnit; subBlock++) {
    if (isPlugged(k, g, unit, subBlock)) {
      run = null;
    } else if (run === null) {
      run = { first: subBlock, count: 1 };
      runs.push(run);
    } else {
      run.count++;
    }
  }
  return runs;
}

/** Sub-blocks (big blocks in BBM) that are missing; negative when there are too many. */
export function missingCount(k: Kernel, g: Geometry): number {
  const missingBytes = k.virtio.targetBytes.get(g.device) - k.virtio.pluggedBytes.get(g.device);
  return Math.trunc(missingBytes / g.subBlockBytes);
}

/** virtio_mem_could_add_memory(): is the budget for offline memory large enough? */
export function couldAddMemory(k: Kernel, g: Geometry, sizeBytes: number): boolean {
  return k.virtio.offlineBytes.get(g.device) + sizeBytes <= g.offlineThresholdBytes;
}
