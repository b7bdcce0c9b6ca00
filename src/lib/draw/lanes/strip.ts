/**
 * The whole machine on one line, without any break, and the bracket around the part that is drawn large below it.
 */
import { linearScale, type LinearScale } from '../linear-scale.ts';
import type { BlockView } from '#lib/workbench/frame.ts';
import { circle, horizontal, n, path, rect, text, vertical, type Mark } from '../marks.ts';
import { blockIn } from '#lib/workbench/frame-blocks.ts';
import type { MapGeometry } from '../map-geometry.ts';
import type { MapStage } from '../map-stage.ts';
import { GIB, gibText, TIB } from '../number-text.ts';
import type { ByteRange } from '../ranges.ts';
import { apartBy, blockRow, type RowPlace } from './block-row.ts';
import { foundMarks } from './found.ts';
import { signsOf, type BlockSigns, type Scene } from './scene.ts';

/** Distance of the labelled ticks where there is room, and as a part of a narrow plot. */
const TICK_PITCH_PX = 110;
const MOST_TICK_SHARE = 0.18;
const BRACKET_LEG_PX = 6;
const NARROWEST_NOW_PX = 4;
/** Dots and ticks stand at least so far apart. */
const SIGN_PITCH_PX = 4;
/** A window of a fraction of a pixel still gets a bracket that can be seen and seized. */
const NARROWEST_BRACKET_PX = 8;

/** Machines that reach to here have their ticks in TiB; the last one names the unit. */
const TIB_TICKS_FROM = 4 * TIB;

export type StripScale = LinearScale;

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
  return linearScale([0, Math.ceil(lastBytes / step) * step], [plot.x0, plot.x1]);
}

/** The bracket's left and right edge. */
export function bracketEdges(scale: StripScale, window: ByteRange): { x0: number; x1: number } {
  const [x0, x1] = [scale(window.startBytes), scale(window.endBytes)];
  const missing = Math.max(0, NARROWEST_BRACKET_PX - (x1 - x0)) / 2;
  return { x0: x0 - missing, x1: x1 + missing };
}

function tickMarks(scale: StripScale, { plot, strip }: MapGeometry): Mark[] {
  const endBytes = scale.domain[1]!;
  const step = tickStep(endBytes, plot.x1 - plot.x0);
  const marks: Mark[] = [];
  for (let bytes = 0; bytes <= endBytes; bytes += step) {
    const isEnd = bytes === endBytes;
    const anchor = bytes === 0 ? 'start' : isEnd ? 'end' : 'middle';
    const unit = endBytes >= TIB_TICKS_FROM ? TIB : GIB;
    const label = isEnd ? gibText(bytes) : String(bytes / unit);
    marks.push(text(`tick ${bytes}`, 'small ink3', [scale(bytes), strip.tickY], label, anchor));
  }
  return marks;
}

function bracket({ x0, x1 }: { x0: number; x1: number }, { strip }: MapGeometry): Mark {
  const top = strip.y - strip.reach;
  const bottom = strip.y + strip.height + strip.reach;
  const [left, right] = [n(x0), n(x1)];
  const d =
    `M${left} ${top + BRACKET_LEG_PX}V${top}H${right}V${top + BRACKET_LEG_PX}` +
    `M${left} ${bottom - BRACKET_LEG_PX}V${bottom}H${right}V${bottom - BRACKET_LEG_PX}`;
  return path('bracket', 'line strong-line', d);
}

function nowMark({ id, startBytes, sizeBytes }: BlockView, { xPx, y, height }: RowPlace): Mark {
  const [x0, x1] = [xPx(startBytes), xPx(startBytes + sizeBytes)];
  const width = Math.max(NARROWEST_NOW_PX, x1 - x0);
  return rect(`${id} now`, 'now', [(x0 + x1 - width) / 2, y - 5, width, height + 10]);
}

/** What the lane says above and below its blocks, as dots and ticks. */
function signMarks(signs: BlockSigns, chosen: BlockView | null, place: RowPlace): Mark[] {
  const { xPx, y, height } = place;
  const middle = ({ startBytes, sizeBytes }: BlockView): number => xPx(startBytes + sizeBytes / 2);
  const marks: Mark[] = [
    ...apartBy(
      signs.pinned.filter(({ id }) => id !== chosen?.id),
      SIGN_PITCH_PX,
      place,
    ).map((block) => circle(`${block.id} pin`, 'ink-fill', [middle(block), y - 4, 2.2])),
    ...apartBy(signs.refused, SIGN_PITCH_PX, place).map((block) =>
      vertical(`${block.id} stem`, 'refused-line', [middle(block), y + height + 1.5, y + height + 5]),
    ),
  ];
  if (chosen !== null) marks.push(path('selected', 'ink-fill', `M${n(middle(chosen))} ${y - 1}l4 -6h-8z`));
  return marks;
}

/** The strip from back to front. */
export function stripMarks({ frame, stage, geometry, scale, selected, found }: Scene): Mark[] {
  const { plot, strip, labelXPx } = geometry;
  const whole = stripScale(stage, geometry);
  const signs = signsOf(frame.blocks);
  const place: RowPlace = { ...strip, xPx: whole, x0: plot.x0, x1: plot.x1 };
  return [
    ...signs.changed.map((block) => nowMark(block, place)),
    ...(labelXPx === null
      ? []
      : [text('label', 'size-12 ink2', [labelXPx, strip.y + 11], 'whole machine', 'end')]),
    ...tickMarks(whole, geometry),
    horizontal('ground', 'hairline', [plot.x0, plot.x1, strip.y + strip.height + 0.5]),
    ...blockRow(frame.blocks, place, false, frame.runs),
    ...foundMarks(found, place, frame.blockSizeBytes),
    ...signMarks(signs, selected === null ? null : blockIn(frame, selected), place),
    bracket(bracketEdges(whole, scale.window), geometry),
  ];
}
