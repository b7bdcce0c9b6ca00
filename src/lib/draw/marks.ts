/**
 * A picture as a list of plain marks, back to front. Layouts compute marks and are tested without a browser;
 * draw-marks.ts puts them on the page. A mark's key says which thing it stands for, so that it stays the same
 * element while it moves.
 */

interface MarkBase {
  /** Unique among the marks of its kind in one layer. */
  readonly key: string;
  /** Classes of pictures.css. */
  readonly className: string;
}

export interface RectMark extends MarkBase {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Radius of the corners. */
  readonly rx?: number;
}

export interface PathMark extends MarkBase {
  readonly kind: 'path';
  readonly d: string;
}

export interface CircleMark extends MarkBase {
  readonly kind: 'circle';
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

export type TextAnchor = 'start' | 'middle' | 'end';

export interface TextMark extends MarkBase {
  readonly kind: 'text';
  /** Place of the baseline's anchor. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: TextAnchor;
  /** Reads upwards instead of to the right. */
  readonly upwards?: boolean;
}

export type Mark = RectMark | PathMark | CircleMark | TextMark;

export function rect(
  key: string,
  className: string,
  [x, y, width, height]: readonly [x: number, y: number, width: number, height: number],
): RectMark {
  return { kind: 'rect', key, className, x, y, width: Math.max(0, width), height: Math.max(0, height) };
}

export function path(key: string, className: string, d: string): PathMark {
  return { kind: 'path', key, className, d };
}

export function circle(
  key: string,
  className: string,
  [x, y, r]: readonly [x: number, y: number, r: number],
): CircleMark {
  return { kind: 'circle', key, className, x, y, r };
}

export function text(
  key: string,
  className: string,
  [x, y]: readonly [x: number, y: number],
  content: string,
  anchor: TextAnchor = 'start',
): TextMark {
  return { kind: 'text', key, className, x, y, text: content, anchor };
}

/** A coordinate for path data: two digits are finer than any screen. */
export const n = (value: number): number => Math.round(value * 100) / 100;

export function horizontal(
  key: string,
  className: string,
  [x0, x1, y]: readonly [number, number, number],
): PathMark {
  return path(key, className, `M${n(x0)} ${n(y)}H${n(x1)}`);
}

export function vertical(
  key: string,
  className: string,
  [x, y0, y1]: readonly [number, number, number],
): PathMark {
  return path(key, className, `M${n(x)} ${n(y0)}V${n(y1)}`);
}
