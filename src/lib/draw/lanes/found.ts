/**
 * Blocks that are looked for, and blocks that are chosen together: the others are veiled, those found are underlined,
 * those chosen stand in a bracket. However many there are, there are never more marks than pixels.
 */
import type { BlockStretch } from '#lib/workbench/block-filter.ts';
import { n, path, rect, type Mark } from '../marks.ts';
import type { RowPlace } from './block-row.ts';

interface Extent {
  readonly x0: number;
  readonly x1: number;
}

/** Stretches nearer to each other than this are drawn as one. */
const LEAST_GAP_PX = 1;

/** Where stretches of blocks lie between the ends of a row, those that touch joined. */
export function stretchExtents(
  stretches: readonly BlockStretch[],
  { xPx, x0, x1 }: Pick<RowPlace, 'xPx' | 'x0' | 'x1'>,
  blockSizeBytes: number,
): Extent[] {
  const list: { x0: number; x1: number }[] = [];
  for (const { firstId, lastId } of stretches) {
    const left = Math.max(x0, xPx(firstId * blockSizeBytes));
    const right = Math.min(x1, xPx((lastId + 1) * blockSizeBytes));
    if (right <= left) continue;
    const last = list.at(-1);
    if (last !== undefined && left - last.x1 < LEAST_GAP_PX) last.x1 = Math.max(last.x1, right);
    else list.push({ x0: left, x1: right });
  }
  return list;
}

/** What lies between extents, from end to end of the row. */
function between(extents: readonly Extent[], { x0, x1 }: Extent): Extent[] {
  const gaps: Extent[] = [];
  let at = x0;
  for (const extent of [...extents, { x0: x1, x1 }]) {
    if (extent.x0 - at > 0.5) gaps.push({ x0: at, x1: extent.x0 });
    at = extent.x1;
  }
  return gaps;
}

/** A veil over what was not found and a line under what was. */
export function foundMarks(
  found: readonly BlockStretch[] | null,
  place: RowPlace,
  blockSizeBytes: number,
): Mark[] {
  if (found === null) return [];
  const extents = stretchExtents(found, place, blockSizeBytes);
  const { y, height } = place;
  return [
    ...between(extents, place).map(({ x0, x1 }) =>
      rect(`veil ${n(x0)}`, 'veil', [x0, y - 1, x1 - x0, height + 2]),
    ),
    ...extents.map(({ x0, x1 }) =>
      rect(`found ${n(x0)}`, 'ink-fill', [x0, y + height + 1, Math.max(2, x1 - x0), 2]),
    ),
  ];
}

/** A bracket above and below each stretch that is chosen. */
export function chosenMarks(
  chosen: readonly BlockStretch[],
  place: RowPlace,
  blockSizeBytes: number,
): Mark[] {
  const [top, bottom] = [n(place.y - 4), n(place.y + place.height + 4)];
  return stretchExtents(chosen, place, blockSizeBytes).map(({ x0, x1 }) => {
    const [left, right] = [n(x0), n(x1)];
    const d = `M${left} ${top + 5}V${top}H${right}V${top + 5}M${left} ${bottom - 5}V${bottom}H${right}V${bottom - 5}`;
    return path(`chosen ${left}`, 'line strong-line', d);
  });
}
