/**
 * The whole machine on one line, without any break, and the bracket around the part that is drawn large below it.
 */
import { scaleLinear, type ScaleLinear } from 'd3-scale';
import type { BlockView } from '#lib/workbench/frame.ts';
import { circle, horizontal, n, path, text, vertical, type Mark } from '../marks.ts';
import type { MapGeometry } from '../map-geometry.ts';
import type { MapStage } from '../map-stage.ts';
import { GIB, gibText } from '../number-text.ts';
import type { ByteRange } from '../ranges.ts';
import { blockRow, type RowPlace } from './block-row.ts';
import type { Scene } from './scene.ts';

/** Distance of the labelled ticks where there is room, and as a part of a narrow plot. */
const TICK_PITCH_PX = 110;
const MOST_TICK_SHARE = 0.18;
/** The bracket reaches this far above and below the blocks. */
const BRACKET_REACH_PX = 8;
const BRACKET_LEG_PX = 6;
/** A window of a fraction of a pixel still gets a bracket that can be seen and seized. */
const NARROWEST_BRACKET_PX = 8;

export type StripScale = ScaleLinear<number, number>;

function tickStep(endBytes: number, widthPx: number): number {
  let step = GIB;
  const pitchPx = Math.min(TICK_PITCH_PX, widthPx * MOST_TICK_SHARE);
  while ((step / endBytes) * widthPx < pitchPx) step *= 2;
  return step;
}

/** Addresses from zero to the first round one above all memory. */
export function stripScale(stage: MapStage, { plot }: MapGeometry): StripScale {
  const lastBytes = stage.axis.segments.at(-1)!.endBytes;
  const step = tickStep(lastBytes, plot.x1 - plot.x0);
  return scaleLinear([0, Math.ceil(lastBytes / step) * step], [plot.x0, plot.x1]);
}

/** The bracket's left and right edge. */
export function bracketEdges(scale: StripScale, window: ByteRange): { x0: number; x1: number } {
  const [x0, x1] = [scale(window.startBytes), scale(window.endBytes)];
  const missing = Math.max(0, NARROWEST_BRACKET_PX - (x1 - x0)) / 2;
  return { x0: x0 - missing, x1: x1 + missing };
}

function tickMarks(scale: StripScale, { plot, strip }: MapGeometry): Mark[] {
  const endBytes = scale.domain()[1]!;
  const step = tickStep(endBytes, plot.x1 - plot.x0);
  const marks: Mark[] = [];
  for (let bytes = 0; bytes <= endBytes; bytes += step) {
    const isEnd = bytes === endBytes;
    const anchor = bytes === 0 ? 'start' : isEnd ? 'end' : 'middle';
    const label = isEnd ? gibText(bytes) : String(bytes / GIB);
    marks.push(text(`tick ${bytes}`, 'small ink3', [scale(bytes), strip.tickY], label, anchor));
  }
  return marks;
}

function bracket({ x0, x1 }: { x0: number; x1: number }, { strip }: MapGeometry): Mark {
  const top = strip.y - BRACKET_REACH_PX;
  const bottom = strip.y + strip.height + BRACKET_REACH_PX;
  const [left, right] = [n(x0), n(x1)];
  const d =
    `M${left} ${top + BRACKET_LEG_PX}V${top}H${right}V${top + BRACKET_LEG_PX}` +
    `M${left} ${bottom - BRACKET_LEG_PX}V${bottom}H${right}V${bottom - BRACKET_LEG_PX}`;
  return path('bracket', 'line strong-line', d);
}

function signs(block: BlockView, place: RowPlace, isSelected: boolean): Mark[] {
  const { xPx, y, height } = place;
  const x = xPx(block.startBytes + block.sizeBytes / 2);
  const marks: Mark[] = [];
  if (block.changed) {
    const width = Math.max(4, xPx(block.startBytes + block.sizeBytes) - xPx(block.startBytes));
    const d = `M${n(x - width / 2)} ${y - 5}h${n(width)}v${height + 10}h${n(-width)}z`;
    marks.push(path(`${block.id} now`, 'now', d));
  }
  if (isSelected) {
    marks.push(path(`${block.id} selected`, 'ink-fill', `M${n(x)} ${y - 1}l4 -6h-8z`));
  } else if (block.pinned) marks.push(circle(`${block.id} pin`, 'ink-fill', [x, y - 4, 2.2]));
  if (block.refused !== null) {
    marks.push(vertical(`${block.id} stem`, 'refused-line', [x, y + height + 1.5, y + height + 5]));
  }
  return marks;
}

/** The strip from back to front. */
export function stripMarks({ frame, stage, geometry, scale, selected }: Scene): Mark[] {
  const { plot, strip, labelXPx } = geometry;
  const whole = stripScale(stage, geometry);
  const place: RowPlace = { ...strip, xPx: whole, x0: plot.x0, x1: plot.x1 };
  const standOut = frame.blocks.filter(
    ({ changed, pinned, refused, id }) => changed || pinned || refused !== null || id === selected,
  );
  const signMarks = standOut.flatMap((block) => signs(block, place, block.id === selected));
  const isBehind = ({ className }: Mark): boolean => className === 'now';
  return [
    ...signMarks.filter(isBehind),
    ...(labelXPx === null
      ? []
      : [text('label', 'size-12 ink2', [labelXPx, strip.y + 11], 'whole machine', 'end')]),
    ...tickMarks(whole, geometry),
    horizontal('ground', 'hairline', [plot.x0, plot.x1, strip.y + strip.height + 0.5]),
    ...blockRow(frame.blocks, place, false),
    ...signMarks.filter((mark) => !isBehind(mark)),
    bracket(bracketEdges(whole, scale.window), geometry),
  ];
}
