/**
 * The ratio of Movable to kernel memory against the limit of the auto-movable policy.
 *
 * The limit binds only under that policy, which the gauge says in words; it is never red, since no rule is broken
 * by standing above it.
 */
import type { Frame } from '#lib/workbench/frame.ts';
import { rect, text, vertical, type Mark } from './marks.ts';
import { textWidthPx } from './text-width.ts';

export type RatioFrame = Pick<Frame, 'movableRatioPercent' | 'ratioLimitPercent' | 'onlinePolicy'>;

/** Height of the drawing. */
export const RATIO_GAUGE_HEIGHT = 56;
const SHORTEST_SCALE_PERCENT = 400;
const BAR_HEIGHT = 8;

/** The right end of the scale: whole hundreds, with room for value and limit. */
export function ratioScaleEnd({ movableRatioPercent, ratioLimitPercent }: RatioFrame): number {
  const largest = Math.max(SHORTEST_SCALE_PERCENT, movableRatioPercent ?? 0, ratioLimitPercent);
  return Math.ceil(largest / 100) * 100;
}

/** `8.7 %`, or why there is no figure. */
export function ratioText(percent: number | null): string {
  if (percent === null) return 'no kernel pages';
  return `${percent >= 100 ? Math.round(percent) : Math.round(percent * 10) / 10} %`;
}

/** Whether the limit has any effect now. */
export function limitText({ onlinePolicy }: RatioFrame): string {
  const effect = onlinePolicy === 'auto-movable' ? 'in force' : 'idle';
  return `limit ${effect}: online_policy=${onlinePolicy}`;
}

export interface GaugePlace {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
}

export function ratioGauge(frame: RatioFrame, { x, y, widthPx }: GaugePlace): Mark[] {
  const end = ratioScaleEnd(frame);
  const xOf = (percent: number): number => x + (Math.min(percent, end) / end) * widthPx;
  const barY = y + 17;
  const isInForce = frame.onlinePolicy === 'auto-movable';
  const limitX = xOf(frame.ratioLimitPercent);
  const limitLabel = `limit ${frame.ratioLimitPercent}`;
  const endLabel = `${end} %`;
  const half = textWidthPx(limitLabel) / 2;
  const labelX = Math.min(Math.max(limitX, x + half), x + widthPx - half);
  const isEndFree = labelX + half + 6 < x + widthPx - textWidthPx(endLabel);
  return [
    text('ratio label', 'size-12', [x, y + 11], 'movable : kernel'),
    text(
      'ratio value',
      'mono strong size-12',
      [x + widthPx, y + 11],
      ratioText(frame.movableRatioPercent),
      'end',
    ),
    rect('ratio bar', 'iomem-busy', [x, barY, widthPx, BAR_HEIGHT]),
    rect('ratio fill', 'fill-movable', [x, barY, xOf(frame.movableRatioPercent ?? 0) - x, BAR_HEIGHT]),
    vertical('ratio limit', `line strong-line${isInForce ? '' : ' dashed'}`, [
      limitX,
      barY - 3,
      barY + BAR_HEIGHT + 3,
    ]),
    text('ratio limit label', 'small ink2', [labelX, barY + 21], limitLabel, 'middle'),
    ...(isEndFree ? [text('ratio end', 'small ink3', [x + widthPx, barY + 21], endLabel, 'end')] : []),
    text('ratio policy', 'small ink2', [x, barY + 36], limitText(frame)),
  ];
}
