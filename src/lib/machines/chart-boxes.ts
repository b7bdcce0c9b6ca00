/**
 * Where the texts and lines of a chart's picture lie, computed without a browser: the measure of the layout
 * tests.
 *
 * The width of a character is a rough upper bound for the fonts that the page may get.
 */
import { CHART_FONT_SIZE, type ChartEdge, type ChartNode } from './chart-layout.ts';

const CHARACTER_WIDTH = 6.2;
/** Parts of the font size above and below the baseline. */
const ASCENT = 0.8;
const DESCENT = 0.2;
const POINTS_PER_CURVE = 48;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Whether two boxes share some area; a box of no size is a point, which overlaps where it lies inside. */
export function boxesOverlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function textBox(
  text: string,
  x: number,
  baseline: number,
  anchor: ChartEdge['anchor'],
): Box & { text: string } {
  const width = text.length * CHARACTER_WIDTH;
  const shift = { start: 0, middle: width / 2, end: width }[anchor];
  return {
    text,
    x: x - shift,
    y: baseline - ASCENT * CHART_FONT_SIZE,
    width,
    height: (ASCENT + DESCENT) * CHART_FONT_SIZE,
  };
}

/** The box of an edge's label. */
export function edgeLabelBox({ label, labelX, labelY, anchor }: ChartEdge): Box & { text: string } {
  return textBox(label, labelX, labelY, anchor);
}

/** The boxes of a node's label and of its note, as far as it has them. */
export function nodeLabelBoxes({
  label,
  labelX,
  labelY,
  note,
  x,
  width,
}: ChartNode): (Box & { text: string })[] {
  return [
    ...(label === '' ? [] : [textBox(label, labelX, labelY, 'middle')]),
    ...(note === undefined ? [] : [textBox(note.text, x + width / 2, note.y, 'middle')]),
  ];
}

/**
 * Points along a path of absolute M and C commands.
 * @throws SyntaxError for any other path data.
 */
export function pathPoints(path: string): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  for (const [text, command, numbers] of path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const n = (numbers ?? '')
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    const from = points.at(-1);
    if (command === 'M' && n.length === 2) points.push({ x: n[0]!, y: n[1]! });
    else if (command === 'C' && n.length === 6 && from !== undefined) points.push(...curvePoints(from, n));
    else throw new SyntaxError(`path command ${text} is not drawn here`);
  }
  return points;
}

function curvePoints(from: { x: number; y: number }, n: readonly number[]): { x: number; y: number }[] {
  const [x1, y1, x2, y2, x3, y3] = n as [number, number, number, number, number, number];
  return Array.from({ length: POINTS_PER_CURVE }, (_, i) => {
    const t = (i + 1) / POINTS_PER_CURVE;
    const s = 1 - t;
    const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    return { x: a * from.x + b * x1 + c * x2 + d * x3, y: a * from.y + b * y1 + c * y2 + d * y3 };
  });
}
