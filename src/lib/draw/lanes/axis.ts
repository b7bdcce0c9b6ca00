/**
 * The address axis of the window, and the breaks that run through all lanes.
 */
import { axisTicks } from '../axis-ticks.ts';
import type { AxisBreak } from '../address-scale.ts';
import { horizontal, n, path, rect, text, vertical, type Mark } from '../marks.ts';
import { hexAddress } from '../number-text.ts';
import { textWidthPx } from '../text-width.ts';
import type { Scene } from './scene.ts';

/** A break begins above the axis and ends at the ground of the blocks. */
const BREAK_ABOVE_AXIS_PX = 18;
const ZIGZAG_PX = 6;
const ZIGZAG_REACH_PX = 3;
/** Breaks from this width on say what they leave out. */
const FEWEST_LABEL_PX = 13;

/** A vertical zigzag, as draughtsmen cut a thing short. */
function zigzag(x: number, y0: number, y1: number): string {
  const points: string[] = [];
  for (let i = 0, y = y0; y < y1; i++, y += ZIGZAG_PX) {
    const side = i === 0 ? 0 : i % 2 === 1 ? 1 : -1;
    points.push(`${n(x + side * ZIGZAG_REACH_PX)},${n(y)}`);
  }
  points.push(`${n(x)},${n(y1)}`);
  return `M${points.join('L')}`;
}

/** Band, zigzags and text of each break, for behind the lanes. */
export function breakMarks({ scale, geometry }: Scene): Mark[] {
  const { blocks, axisY } = geometry;
  const [y0, y1] = [Math.round(axisY) - BREAK_ABOVE_AXIS_PX, blocks.y + blocks.height];
  const oneBreak = ({ x0Px, x1Px, startBytes, label }: AxisBreak): Mark[] => {
    const marks: Mark[] = [
      rect(`${startBytes} band`, 'break-band', [x0Px, y0, x1Px - x0Px, y1 - y0]),
      path(`${startBytes} left`, 'outline', zigzag(x0Px, y0, y1)),
      path(`${startBytes} right`, 'outline', zigzag(x1Px, y0, y1)),
    ];
    const bottom = geometry.ruleY ?? geometry.blocks.y - 4;
    if (x1Px - x0Px >= FEWEST_LABEL_PX && textWidthPx(label) <= bottom - axisY - 6) {
      const middle = axisY + 6 + (bottom - axisY - 6) / 2;
      const place = [(x0Px + x1Px) / 2 + 4, middle] as const;
      marks.push({ ...text(`${startBytes} label`, 'small ink2', place, label, 'middle'), upwards: true });
    }
    return marks;
  };
  return scale.breaks.flatMap(oneBreak);
}

/** Line, ticks and labels. */
export function axisMarks({ scale, stage, geometry }: Scene): Mark[] {
  const { axisY, plot, labelXPx, arrangement } = geometry;
  const textY = axisY - 5.5;
  const ticks = axisTicks(scale, stage.axis.blockSizeBytes, arrangement !== 'phone');
  const marks: Mark[] = [horizontal('line', 'line', [plot.x0, plot.x1, axisY])];
  for (const { bytes, xPx, label, hex, hexXPx } of ticks) {
    const x = Math.round(xPx) + 0.5;
    const isMajor = label !== null;
    marks.push(
      vertical(`${bytes} tick`, isMajor ? 'line' : 'outline', [x, textY + (isMajor ? 0 : 1.5), axisY]),
    );
    if (isMajor) marks.push(text(`${bytes} label`, 'size-11 strong halo', [x + 4, textY], label));
    if (hex !== null) {
      marks.push(text(`${bytes} hex`, 'mono small ink2 halo', [hexXPx, textY], hex));
    }
  }
  if (labelXPx !== null)
    marks.push(text('label', 'lane-label size-11 ink2', [labelXPx, axisY - 4.5], 'address', 'end'));
  return [...marks, ...startMarks(scale.window.startBytes, ticks[0]?.xPx, { ...plot, y: textY }, stage)];
}

/** The address at the left end, where no label stands near. */
function startMarks(
  startBytes: number,
  firstTickPx: number | undefined,
  { x0, x1, y }: { x0: number; x1: number; y: number },
  { axis }: Scene['stage'],
): Mark[] {
  const hex = hexAddress(startBytes);
  const roomPx = (firstTickPx ?? x1) - x0;
  if (startBytes % axis.blockSizeBytes !== 0 || textWidthPx(hex, 'mono') + 8 > roomPx) return [];
  return [text('start', 'mono small ink2 halo', [x0, y], hex)];
}
