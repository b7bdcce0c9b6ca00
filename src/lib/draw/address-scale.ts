/**
 * From addresses to pixels: piecewise linear, with honest holes.
 *
 * Inside a window every kept byte has the same width; each hole shrinks to a break that says what size is left out.
 */
import { linearScale } from './linear-scale.ts';
import type { KeptAxis } from './kept-axis.ts';
import { sizeText } from './number-text.ts';
import { clipRanges, rangeSizeBytes, type ByteRange } from './ranges.ts';

/** Breaks get at most this part of the width, however many there are. */
const MOST_BREAK_SHARE = 0.3;
/** Things outside the window stay near it, so that no coordinate grows without bound. */
const MOST_OUTSIDE_PX = 4000;

export interface AxisBreak extends ByteRange {
  readonly x0Px: number;
  readonly x1Px: number;
  /** What is left out: `1 GiB hole`. */
  readonly label: string;
}

export interface AddressScale {
  readonly window: ByteRange;
  readonly x0Px: number;
  readonly x1Px: number;
  /** Width of a kept byte. */
  readonly pxPerByte: number;
  readonly breaks: readonly AxisBreak[];
  /** Left edge of a byte; outside of the window it goes on with the same slope. */
  xPx(bytes: number): number;
  /** Address at a place; inside a break somewhere in the hole. Not rounded. */
  bytes(xPx: number): number;
}

export interface ScaleRoom {
  readonly x0Px: number;
  readonly x1Px: number;
  /** Width of a break where there is room for it. */
  readonly breakPx: number;
}

/** The scale of a window on an axis. */
export function addressScale(axis: KeptAxis, window: ByteRange, room: ScaleRoom): AddressScale {
  const { x0Px, x1Px } = room;
  const visible = clipRanges(axis.segments, window);
  const parts = visible.length === 0 ? [window] : visible;
  const breakCount = parts.length - 1;
  const widthPx = x1Px - x0Px;
  const breakPx = breakCount === 0 ? 0 : Math.min(room.breakPx, (widthPx * MOST_BREAK_SHARE) / breakCount);
  const keptBytes = Math.max(
    1,
    parts.reduce((sum, part) => sum + rangeSizeBytes(part), 0),
  );
  const pxPerByte = (widthPx - breakCount * breakPx) / keptBytes;

  const domain: number[] = [];
  const range: number[] = [];
  const breaks: AxisBreak[] = [];
  let atPx = x0Px;
  for (const [i, part] of parts.entries()) {
    const before = parts[i - 1];
    if (before !== undefined) {
      const hole = { startBytes: before.endBytes, endBytes: part.startBytes };
      const label = `${sizeText(rangeSizeBytes(hole))} hole`;
      breaks.push({ ...hole, x0Px: atPx, x1Px: atPx + breakPx, label });
      atPx += breakPx;
    }
    domain.push(part.startBytes);
    range.push(atPx);
    atPx += rangeSizeBytes(part) * pxPerByte;
    domain.push(part.endBytes);
    range.push(atPx);
  }
  const scale = linearScale(domain, range);
  const [first, last] = [domain[0]!, domain.at(-1)!];
  return {
    window,
    x0Px,
    x1Px,
    pxPerByte,
    breaks,
    xPx(bytes) {
      if (bytes < first) return Math.max(x0Px - MOST_OUTSIDE_PX, x0Px - (first - bytes) * pxPerByte);
      if (bytes > last) return Math.min(x1Px + MOST_OUTSIDE_PX, x1Px + (bytes - last) * pxPerByte);
      return scale(bytes);
    },
    bytes: (xPx) => scale.invert(xPx),
  };
}
