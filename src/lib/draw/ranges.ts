/**
 * Address ranges as plain data, and the few set operations that the map needs. All ranges are half-open: the end is
 * the first byte that does not belong to the range, unlike in /proc/iomem.
 */

/** Bytes of physical address space, end exclusive. */
export interface ByteRange {
  readonly startBytes: number;
  readonly endBytes: number;
}

export function rangeSizeBytes({ startBytes, endBytes }: ByteRange): number {
  return Math.max(0, endBytes - startBytes);
}

export function sameRange(a: ByteRange, b: ByteRange): boolean {
  return a.startBytes === b.startBytes && a.endBytes === b.endBytes;
}

export function rangesOverlap(a: ByteRange, b: ByteRange): boolean {
  return a.startBytes < b.endBytes && b.startBytes < a.endBytes;
}

export function rangeContains(range: ByteRange, bytes: number): boolean {
  return range.startBytes <= bytes && bytes < range.endBytes;
}

/** Same addresses in ascending order; ranges that overlap or touch become one, empty ones vanish. */
export function joinRanges(ranges: readonly ByteRange[]): ByteRange[] {
  const sorted = ranges
    .filter((range) => rangeSizeBytes(range) > 0)
    .toSorted((a, b) => a.startBytes - b.startBytes);
  const joined: ByteRange[] = [];
  for (const { startBytes, endBytes } of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && startBytes <= last.endBytes) {
      joined[joined.length - 1] = {
        startBytes: last.startBytes,
        endBytes: Math.max(last.endBytes, endBytes),
      };
    } else joined.push({ startBytes, endBytes });
  }
  return joined;
}

/** The part of each range that lies inside the window, in the same order. */
export function clipRanges(ranges: readonly ByteRange[], window: ByteRange): ByteRange[] {
  return ranges
    .map(({ startBytes, endBytes }) => ({
      startBytes: Math.max(startBytes, window.startBytes),
      endBytes: Math.min(endBytes, window.endBytes),
    }))
    .filter((range) => rangeSizeBytes(range) > 0);
}

/** What lies between neighbours of a joined list. */
export function gapsBetween(joined: readonly ByteRange[]): ByteRange[] {
  return joined.slice(1).map((range, i) => ({ startBytes: joined[i]!.endBytes, endBytes: range.startBytes }));
}
