/**
 * Room for a remark between the bars of a lane. A remark that fits nowhere is left out; the text of the picture has
 * it all the same.
 */
import type { AddressScale } from '../address-scale.ts';
import { textWidthPx } from '../text-width.ts';

export interface Extent {
  readonly x0: number;
  readonly x1: number;
}

/** The breaks of a scale as extents: no remark may reach into one. */
export function breakExtents({ breaks }: AddressScale): Extent[] {
  return breaks.map(({ x0Px, x1Px }) => ({ x0: x0Px, x1: x1Px }));
}

export interface Remark extends Extent {
  readonly text: string;
  readonly paddingPx: number;
  /** The bar that the remark is about, if it has one in sight. */
  readonly beside: Extent | null;
}

/** Everything between bars, from left to right. */
function gapsIn(taken: readonly Extent[], { x0, x1 }: Extent): Extent[] {
  const gaps: Extent[] = [];
  let at = x0;
  for (const bar of [...taken, { x0: x1, x1 }].toSorted((a, b) => a.x0 - b.x0)) {
    if (bar.x0 > at) gaps.push({ x0: at, x1: bar.x0 });
    at = Math.max(at, bar.x1);
  }
  return gaps;
}

/**
 * Left edge for a remark: right after its bar if it fits there, else right before it, else in the widest gap, else
 * null.
 * @param taken bars in any order
 */
export function roomFor(taken: readonly Extent[], remark: Remark): number | null {
  const { text, paddingPx, beside } = remark;
  if (text === '') return null;
  const needed = textWidthPx(text) + 2 * paddingPx;
  const gaps = gapsIn(taken, remark).filter(({ x0, x1 }) => x1 - x0 >= needed);
  const after = gaps.find(({ x0 }) => x0 === beside?.x1);
  if (after !== undefined) return after.x0 + paddingPx;
  const before = gaps.find(({ x1 }) => x1 === beside?.x0);
  if (before !== undefined) return before.x1 - needed + paddingPx;
  const [widest] = gaps.toSorted((a, b) => b.x1 - b.x0 - (a.x1 - a.x0));
  return widest === undefined ? null : widest.x0 + paddingPx;
}
