/**
 * The zone lane: one row per node and zone. The span is an outline, present pages fill it; two spans over the same
 * addresses are two rows, as they are two zones in the kernel. Outlines are rectangles that the plot's edge cuts, so
 * an open end means that the zone goes on.
 */
import type { ZoneView } from '#lib/workbench/frame.ts';
import { ZONE_BAR_HEIGHT, type Row } from '../map-geometry.ts';
import { blockRange, spanRange, zoneKey, type StageZone } from '../map-stage.ts';
import { rect, text, type Mark } from '../marks.ts';
import { thousands } from '../number-text.ts';
import { clipRanges, rangesOverlap, type ByteRange } from '../ranges.ts';
import { elsewhereMarks } from './elsewhere.ts';
import { breakExtents, roomFor, type Extent } from './free-room.ts';
import type { Scene } from './scene.ts';
import { textWidthPx } from '../text-width.ts';

const STROKE = 1.5;
/** Heights in a Movable bar: what can leave, the slit, the foot. */
const UPPER = 6.8;
const FOOT_TOP = 8.25;
const NOTE_PADDING_PX = 6;
const NOW_REACH_PX = 3;
/** The zigzag of a break stands out this far. */
const BREAK_REACH_PX = 5;
/** Spaces that the drawing does not fold into one. */
const COLUMN_SPACE = '\u2003\u2003';

function presentMarks(zone: ZoneView, y: number, { scale }: Scene): Mark[] {
  const key = zoneKey(zone);
  const fill = zone.isMovable ? 'fill-movable' : 'fill-kernel';
  return clipRanges(zone.presentRanges, scale.window).flatMap(({ startBytes, endBytes }) => {
    const [x0, x1] = [scale.xPx(startBytes), scale.xPx(endBytes)];
    if (!zone.isMovable) return [rect(`${key} ${startBytes}`, fill, [x0, y, x1 - x0, ZONE_BAR_HEIGHT])];
    return [
      rect(`${key} ${startBytes}`, fill, [x0, y, x1 - x0, UPPER]),
      rect(`${key} ${startBytes} foot`, fill, [x0, y + FOOT_TOP, x1 - x0, ZONE_BAR_HEIGHT - FOOT_TOP]),
    ];
  });
}

/** The remark beside a row: what its picture says that is easily overlooked. */
export function zoneNote(zone: ZoneView, { frame, onlining }: Pick<Scene, 'frame' | 'onlining'>): string {
  const span = spanRange(zone);
  const early = onlining.find(
    (block) =>
      block.nid === zone.nid &&
      block.zone === zone.name &&
      rangesOverlap(blockRange(block), span) &&
      !zone.presentRanges.some((range) => rangesOverlap(range, blockRange(block))),
  );
  if (early !== undefined) return `memory${early.id} is spanned, not present yet`;
  const around = frame.zones.find(
    (other) => other !== zone && other.spannedPages > 0 && holds(spanRange(other), span),
  );
  if (around === undefined || zone.spannedPages === 0) return '';
  return around.nid === zone.nid ? `inside ${around.name}` : `inside ${zoneKey(around)}`;
}

const holds = (outer: ByteRange, inner: ByteRange): boolean =>
  outer.startBytes <= inner.startBytes && inner.endBytes <= outer.endBytes;

function zoneMarks(zone: ZoneView, { of, y }: Row<StageZone>, scene: Scene): Mark[] {
  const { scale, geometry } = scene;
  const key = zoneKey(of);
  const [span] = clipRanges([spanRange(zone)], scale.window);
  if (span === undefined) return [];
  const reach = STROKE / 2;
  const whole = spanRange(zone);
  const x0 = Math.max(geometry.plot.x0 - 9, scale.xPx(whole.startBytes));
  const x1 = Math.min(geometry.plot.x1 + 9, scale.xPx(whole.endBytes));
  const outline = zone.isMovable ? 'zone-span line-movable' : 'zone-span line-kernel';
  const marks = [
    ...presentMarks(zone, y, scene),
    rect(`${key} span`, outline, [x0 + reach, y, x1 - x0 - STROKE, ZONE_BAR_HEIGHT]),
  ];
  if (!zone.changed) return marks;
  const box = [x0, y - NOW_REACH_PX, x1 - x0, ZONE_BAR_HEIGHT + 2 * NOW_REACH_PX] as const;
  return [rect(`${key} now`, 'now', box), ...marks];
}

function noteMarks(zone: ZoneView, y: number, scene: Scene): Mark[] {
  const { scale } = scene;
  const spans: Extent[] = clipRanges([spanRange(zone)], scale.window).map(({ startBytes, endBytes }) => ({
    x0: scale.xPx(startBytes),
    x1: scale.xPx(endBytes),
  }));
  const note = spans.length === 0 ? '' : zoneNote(zone, scene);
  const place = roomFor([...spans, ...breakExtents(scale)], {
    x0: scale.x0Px,
    x1: scale.x1Px,
    text: note,
    paddingPx: NOTE_PADDING_PX,
    beside: spans.at(-1) ?? null,
  });
  return place === null ? [] : [text(`${zoneKey(zone)} note`, 'small ink2', [place, y + 9.2], note)];
}

/** The counters in one line below the row, where no margin table is. */
function numberMarks(zone: ZoneView, y: number, { geometry, scale }: Scene): Mark[] {
  const counters = [
    ['start_pfn', zone.startPfn],
    ['spanned', zone.spannedPages],
    ['present', zone.presentPages],
    ['managed', zone.managedPages],
  ] as const;
  const words = counters.map(([name, value]) => `${name} ${thousands(value)}`).join(COLUMN_SPACE);
  const { x0, x1 } = geometry.plot;
  const place = roomFor(breakExtents(scale), { x0, x1, text: words, paddingPx: 4, beside: null }) ?? x0;
  return [text('numbers', 'mono small ink2', [place, y + ZONE_BAR_HEIGHT + 12], words)];
}

function labelMark({ of, y }: Row<StageZone>, scene: Scene, tone: string): Mark {
  const { labelXPx, plot } = scene.geometry;
  const key = zoneKey(of);
  if (labelXPx !== null)
    return text(`label ${key}`, `lane-label mono size-11${tone}`, [labelXPx, y + 9.2], key, 'end');
  const [part] = clipRanges(of.spans, scene.scale.window);
  const startPx = part === undefined ? plot.x0 : Math.max(plot.x0, scene.scale.xPx(part.startBytes));
  const isAtBreak = scene.scale.breaks.some(({ x1Px }) => Math.abs(x1Px - startPx) < BREAK_REACH_PX);
  const x = isAtBreak ? startPx + BREAK_REACH_PX : startPx;
  return text(`label ${key}`, 'small ink2 halo', [Math.min(x, plot.x1 - textWidthPx(key)), y - 3], key);
}

export function zoneLaneMarks(scene: Scene): Mark[] {
  const { zones, numbersUnder, arrangement } = scene.geometry;
  return zones.flatMap((row) => {
    const zone = scene.frame.zones.find((one) => zoneKey(one) === zoneKey(row.of));
    if (zone === undefined) return [labelMark(row, scene, ' ink3')];
    return [
      ...elsewhereMarks(zoneKey(zone), spanRange(zone), row.y + 9.2, scene.scale),
      ...zoneMarks(zone, row, scene),
      labelMark(row, scene, ''),
      ...(arrangement === 'phone' ? [] : noteMarks(zone, row.y, scene)),
      ...(numbersUnder === zoneKey(zone) ? numberMarks(zone, row.y, scene) : []),
    ];
  });
}
