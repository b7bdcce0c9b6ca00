/**
 * Which part of the address space is drawn large, and how that part moves. Windows are moved in kept bytes: a step
 * over a hole costs nothing.
 */
import { keptWindow, toKept, type KeptAxis } from './kept-axis.ts';
import type { MapStage } from './map-stage.ts';
import { PAGEBLOCK_BYTES } from './pageblock.ts';
import type { ByteRange } from './ranges.ts';

/** Boot blocks shown on either side of the hotplug memory. */
const NEIGHBOURS = 2;
/** The window holds no fewer pageblocks than this: they are the smallest things that the map knows. */
const FEWEST_PAGEBLOCKS = 8;
const FEWEST_BLOCKS_DRAGGED = 4;
/** A window for a narrow screen moves in strides, so that selecting a neighbour does not move the picture. */
const STRIDE_BLOCKS = 6;

export interface WindowWish {
  /** Start of the selected block; it is made visible. */
  readonly selectedBytes: number | null;
  /** The window holds no fewer blocks than this, as far as the machine has them. */
  readonly fewestBlocks: number;
  /** The window holds no more blocks than this. */
  readonly mostBlocks: number;
}

const smallestBytes = ({ keptBytes }: KeptAxis): number =>
  Math.min(keptBytes, FEWEST_PAGEBLOCKS * PAGEBLOCK_BYTES);

function windowOf(axis: KeptAxis, from: number, size: number): ByteRange {
  const kept = Math.min(axis.keptBytes, Math.max(smallestBytes(axis), size));
  const start = Math.min(axis.keptBytes - kept, Math.max(0, from));
  return keptWindow(axis, start, start + kept);
}

/** The part of the axis that a window shows, in kept bytes; an outdated window is brought back into the axis. */
function keptOf(axis: KeptAxis, window: ByteRange): { from: number; size: number } {
  const from = toKept(axis, window.startBytes);
  return { from, size: toKept(axis, window.endBytes) - from };
}

/**
 * The window to begin with: hotplug memory with two neighbours on either side, or all memory when nothing is ever
 * plugged. A selected block outside of it widens it. Where only few blocks have room, they are those around the
 * selected one.
 */
export function defaultWindow({ axis, hotplug }: MapStage, wish: WindowWish): ByteRange {
  const block = axis.blockSizeBytes;
  const margin = NEIGHBOURS * block;
  const first = hotplug.at(0);
  let from = first === undefined ? 0 : toKept(axis, first.startBytes) - margin;
  let to = first === undefined ? axis.keptBytes : toKept(axis, hotplug.at(-1)!.endBytes) + margin;
  const selected = wish.selectedBytes === null ? null : toKept(axis, wish.selectedBytes);
  if (selected !== null && (selected < from || selected >= to)) {
    from = Math.min(from, selected - margin);
    to = Math.max(to, selected + block + margin);
  }
  const missing = Math.max(0, wish.fewestBlocks * block - (to - from));
  if (to - from + missing <= wish.mostBlocks * block) {
    return windowOf(axis, from - wholeBlocks(missing / 2, block), to - from + missing);
  }
  const size = wish.mostBlocks * block;
  const start = from + strideStart((selected ?? from) - from, block, wish.mostBlocks);
  return windowOf(axis, Math.min(start, Math.max(from, to - size)), size);
}

const wholeBlocks = (bytes: number, block: number): number => Math.floor(bytes / block) * block;

/** Start of a window in whole strides, not below zero, that has `kept` near its middle. */
function strideStart(kept: number, block: number, mostBlocks: number): number {
  const lead = Math.floor((mostBlocks - STRIDE_BLOCKS) / 2);
  const stride = Math.floor((Math.floor(kept / block) - lead) / STRIDE_BLOCKS);
  return Math.max(0, stride) * STRIDE_BLOCKS * block;
}

/** The window moved towards higher addresses, or lower ones if negative; it stops at the ends of the axis. */
export function pannedWindow(axis: KeptAxis, window: ByteRange, keptBytes: number): ByteRange {
  const { from, size } = keptOf(axis, window);
  return windowOf(axis, from + keptBytes, size);
}

/** The window moved as little as shows the block that starts there, or a part of it if the window is smaller. */
export function windowWith(axis: KeptAxis, window: ByteRange, blockStartBytes: number): ByteRange {
  const { from, size } = keptOf(axis, window);
  const kept = toKept(axis, blockStartBytes);
  if (size < axis.blockSizeBytes) {
    const isInside = from < kept + axis.blockSizeBytes && kept < from + size;
    return isInside ? window : windowOf(axis, kept, size);
  }
  const latest = kept + axis.blockSizeBytes - size;
  return kept >= from && latest <= from ? window : windowOf(axis, kept < from ? kept : latest, size);
}

/**
 * The window that shows `factor` times as much, with the address `atBytes` at the same place; above 1 zooms out.
 */
export function zoomedWindow(axis: KeptAxis, window: ByteRange, atBytes: number, factor: number): ByteRange {
  const { from, size } = keptOf(axis, window);
  const at = toKept(axis, atBytes);
  const newSize = Math.min(axis.keptBytes, Math.max(smallestBytes(axis), size * factor));
  return windowOf(axis, at - ((at - from) * newSize) / Math.max(1, size), newSize);
}

/** The window between two addresses, for dragging one of its edges: on the strip it stays as wide as some blocks. */
export function windowBetween(axis: KeptAxis, oneBytes: number, otherBytes: number): ByteRange {
  const from = toKept(axis, Math.min(oneBytes, otherBytes));
  const size = toKept(axis, Math.max(oneBytes, otherBytes)) - from;
  return windowOf(axis, from, Math.max(size, FEWEST_BLOCKS_DRAGGED * axis.blockSizeBytes));
}

/** Part of a range that is shown on either side of it. */
const ROOM_BESIDE = 1 / 12;

/** The window that shows a range of addresses and a little beside it. */
export function windowAround(axis: KeptAxis, { startBytes, endBytes }: ByteRange): ByteRange {
  const from = toKept(axis, startBytes);
  const size = toKept(axis, endBytes) - from;
  return windowOf(axis, from - size * ROOM_BESIDE, size * (1 + 2 * ROOM_BESIDE));
}
