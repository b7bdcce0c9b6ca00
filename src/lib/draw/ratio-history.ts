/**
 * The ratio of Movable to kernel memory in the course of a run, against the limit of the auto-movable policy: steps to
 * the right, percent upwards.
 */
import { linearScale, type LinearScale } from './linear-scale.ts';
import type { RatioPoint } from '#lib/workbench/zone-details.ts';
import { horizontal, n, path, rect, text, vertical, type Mark } from './marks.ts';
import { ratioText } from './ratio-gauge.ts';
import { textWidthPx } from './text-width.ts';

export const RATIO_HISTORY_HEIGHT = 92;
const TOP = 16;
const BOTTOM = 14;
const LEFT = 40;
const RIGHT = 8;

export interface RatioHistoryScene {
  readonly points: readonly RatioPoint[];
  readonly length: number;
  readonly position: number;
  readonly widthPx: number;
}

interface Scales {
  readonly x: LinearScale;
  readonly y: LinearScale;
}

function scalesOf({ points, length, widthPx }: RatioHistoryScene): Scales {
  const highest = Math.max(
    1,
    ...points.map(({ percent, limitPercent }) => Math.max(percent ?? 0, limitPercent)),
  );
  return {
    x: linearScale([0, Math.max(1, length)], [LEFT, Math.max(LEFT + 1, widthPx - RIGHT)]),
    y: linearScale([0, highest * 1.1], [RATIO_HISTORY_HEIGHT - BOTTOM, TOP]),
  };
}

/** A line that stays level until the next point. */
function stepLine(scene: RatioHistoryScene, { x, y }: Scales, of: (point: RatioPoint) => number): string {
  let d = '';
  for (const [i, point] of scene.points.entries()) {
    const end = scene.points[i + 1]?.position ?? scene.length;
    d += `${i === 0 ? 'M' : 'L'}${n(x(point.position))} ${n(y(of(point)))}H${n(x(end))}`;
  }
  return d;
}

/** The point in force at a position. */
export function ratioAt(points: readonly RatioPoint[], position: number): RatioPoint | null {
  return points.findLast((point) => point.position <= position) ?? points[0] ?? null;
}

export function ratioHistoryMarks(scene: RatioHistoryScene): Mark[] {
  const { points, position, length, widthPx } = scene;
  const now = ratioAt(points, position);
  if (now === null) return [];
  const scales = scalesOf(scene);
  const { x, y } = scales;
  const zeroY = y(0);
  const limitLabel = `limit ${now.limitPercent} %`;
  const value = ratioText(now.percent);
  const nowX = x(position);
  const valueRoom = textWidthPx(value, 'mono', 12) + 8;
  const isLeft = nowX + valueRoom > widthPx;
  return [
    rect('now', 'now', [nowX - 2, TOP - 6, 4, zeroY - TOP + 6]),
    horizontal('ground', 'outline', [LEFT, widthPx - RIGHT, zeroY]),
    text('zero', 'ink3', [LEFT - 6, zeroY], '0 %', 'end'),
    path(
      'limit',
      'line dashed',
      stepLine(scene, scales, ({ limitPercent }) => limitPercent),
    ),
    text('limit label', 'ink2 halo', [LEFT + 4, y(now.limitPercent) - 4], limitLabel),
    path(
      'ratio',
      'line-movable',
      stepLine(scene, scales, ({ percent }) => percent ?? 0),
    ),
    vertical('now line', 'line', [nowX, TOP - 6, zeroY + 3]),
    text(
      'value',
      'mono strong size-12 halo',
      [isLeft ? nowX - 5 : nowX + 5, Math.max(TOP + 10, y(now.percent ?? 0) - 5)],
      value,
      isLeft ? 'end' : 'start',
    ),
    text('start', 'ink3', [LEFT, zeroY + 11], '0'),
    text('end', 'ink3', [widthPx - RIGHT, zeroY + 11], String(length), 'end'),
  ];
}

/** The position that a press at `xPx` means. */
export function ratioPositionAtPx(scene: RatioHistoryScene, xPx: number): number {
  const position = Math.round(scalesOf(scene).x.invert(xPx));
  return Math.min(scene.length, Math.max(0, position));
}
