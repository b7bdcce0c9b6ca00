/**
 * Positions of a run, and the one that comes next.
 */

/** Positions in ascending order, each once. */
export type Hits = readonly number[];

/** The first hit after a position, or null. */
export function hitAfter(hits: Hits, position: number): number | null {
  return hits[firstAbove(hits, position)] ?? null;
}

/** The last hit before a position, or null. */
export function hitBefore(hits: Hits, position: number): number | null {
  return hits[firstAbove(hits, position - 1) - 1] ?? null;
}

function firstAbove(hits: Hits, position: number): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hits[middle]! <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
