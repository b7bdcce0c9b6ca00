/**
 * Address space without its large holes.
 *
 * Machines have terabytes of addresses and gigabytes of memory. A long gap that never holds memory during a run is
 * taken out of the axis; what remains is measured in kept bytes, in which windows are moved and zoomed, so that a
 * hole can be neither entered nor zoomed into.
 */
import { gapsBetween, joinRanges, rangeSizeBytes, type ByteRange } from './ranges.ts';

/** A gap stays on the axis up to this many blocks: shorter ones are easier to read drawn than left out. */
const LONGEST_GAP_BLOCKS = 4;

export interface KeptSegment extends ByteRange {
  /** Kept bytes below this segment. */
  readonly keptStart: number;
}

export interface KeptAxis {
  /** In address order; between neighbours lies a hole. Never empty. */
  readonly segments: readonly KeptSegment[];
  readonly holes: readonly ByteRange[];
  /** Sum of the segments. */
  readonly keptBytes: number;
  readonly blockSizeBytes: number;
}

/**
 * The axis of a machine.
 * @param memory ranges that hold memory at any time, in any order
 */
export function keptAxis(memory: readonly ByteRange[], blockSizeBytes: number): KeptAxis {
  const joined = joinRanges(memory);
  const ranges = joined.length === 0 ? [{ startBytes: 0, endBytes: blockSizeBytes }] : joined;
  const holes = gapsBetween(ranges).filter(
    (gap) => rangeSizeBytes(gap) > LONGEST_GAP_BLOCKS * blockSizeBytes,
  );
  const starts = [ranges[0]!.startBytes, ...holes.map(({ endBytes }) => endBytes)];
  const ends = [...holes.map(({ startBytes }) => startBytes), ranges.at(-1)!.endBytes];
  const segments: KeptSegment[] = [];
  let keptBytes = 0;
  for (const [i, startBytes] of starts.entries()) {
    const endBytes = ends[i]!;
    segments.push({ startBytes, endBytes, keptStart: keptBytes });
    keptBytes += endBytes - startBytes;
  }
  return { segments, holes, keptBytes, blockSizeBytes };
}

/** Kept bytes below an address; everything inside a hole is at the hole. */
export function toKept({ segments, keptBytes }: KeptAxis, bytes: number): number {
  for (const { startBytes, endBytes, keptStart } of segments) {
    if (bytes < startBytes) return keptStart;
    if (bytes < endBytes) return keptStart + bytes - startBytes;
  }
  return keptBytes;
}

/** The window of kept bytes `[from, to)` as addresses: it begins after a hole and ends before one, never inside. */
export function keptWindow({ segments }: KeptAxis, from: number, to: number): ByteRange {
  const first = segments.findLast(({ keptStart }) => keptStart <= from) ?? segments[0]!;
  const last = segments.findLast(({ keptStart }) => keptStart < to) ?? segments[0]!;
  return {
    startBytes: first.startBytes + from - first.keptStart,
    endBytes: last.startBytes + to - last.keptStart,
  };
}
