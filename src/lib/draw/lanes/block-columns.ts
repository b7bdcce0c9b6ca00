/**
 * Blocks narrower than two pixels: columns of one pixel. Several blocks in one pixel share its rows by count; equal
 * neighbours become one rectangle, so that the picture's cost follows from its width and not from the memory.
 */
import type { BlockRun, BlockView } from '#lib/workbench/frame.ts';
import { rect, type Mark } from '../marks.ts';
import { fillOf } from './block-marks.ts';

/** Looks that one pixel can tell apart, from the foot upwards. */
const PARTS = ['kernel', 'movable', 'on-its-way', 'offline'] as const;
type Part = (typeof PARTS)[number];

export interface Column {
  readonly x: number;
  readonly width: number;
  /** Blocks of each part in every pixel of this column. */
  readonly counts: Readonly<Record<Part, number>>;
  /** Of blocks on their way, whether they are bound for or come from Movable. */
  readonly wayFill: string;
}

function partOf({ look, zone }: BlockView): Part {
  if (look === 'offline') return 'offline';
  if (look === 'onlining' || look === 'going-offline') return 'on-its-way';
  return fillOf({ look, zone }) === 'fill-movable' ? 'movable' : 'kernel';
}

const sameCounts = (a: Column, b: Column): boolean =>
  PARTS.every((part) => a.counts[part] === b.counts[part]) && a.wayFill === b.wayFill;

/**
 * Columns from left to right.
 * @param xPx left edge of a byte
 */
export function blockColumns(
  blocks: readonly BlockView[],
  xPx: (bytes: number) => number,
  runs: readonly BlockRun[] = [],
): Column[] {
  const pixels = new Map<number, { counts: Record<Part, number>; wayFill: string }>();
  for (const run of runs) addRun(pixels, run, xPx);
  for (const block of blocks) {
    const from = Math.floor(xPx(block.startBytes));
    const to = Math.max(from + 1, Math.floor(xPx(block.startBytes + block.sizeBytes)));
    for (let x = from; x < to; x++) {
      const pixel = pixels.get(x) ?? { counts: emptyCounts(), wayFill: '' };
      const part = partOf(block);
      pixel.counts[part] += 1;
      if (part === 'on-its-way') pixel.wayFill = fillOf(block);
      pixels.set(x, pixel);
    }
  }
  const columns: Column[] = [];
  for (const [x, pixel] of [...pixels].toSorted(([a], [b]) => a - b)) {
    const column = { x, width: 1, ...pixel };
    const last = columns.at(-1);
    if (last !== undefined && last.x + last.width === x && sameCounts(last, column)) {
      columns[columns.length - 1] = { ...last, width: last.width + 1 };
    } else columns.push(column);
  }
  return columns;
}

/** A run covers whole pixels: each gets as many of its blocks as it is wide, at least a part of one. */
function addRun(
  pixels: Map<number, { counts: Record<Part, number>; wayFill: string }>,
  { first, count }: BlockRun,
  xPx: (bytes: number) => number,
): void {
  const from = xPx(first.startBytes);
  const to = xPx(first.startBytes + count * first.sizeBytes);
  const perPx = count / Math.max(to - from, 1e-9);
  const part = partOf(first);
  for (let x = Math.floor(from); x < to; x++) {
    const width = Math.min(x + 1, to) - Math.max(x, from);
    const pixel = pixels.get(x) ?? { counts: emptyCounts(), wayFill: '' };
    pixel.counts[part] += Math.round(width * perPx * 1000) / 1000;
    if (part === 'on-its-way') pixel.wayFill = fillOf(first);
    pixels.set(x, pixel);
  }
}

function emptyCounts(): Record<Part, number> {
  return { kernel: 0, movable: 0, 'on-its-way': 0, offline: 0 };
}

/** Marks of a column, `height` pixels above `y + height`. */
export function columnMarks({ x, width, counts, wayFill }: Column, y: number, height: number): Mark[] {
  const total = PARTS.reduce((sum, part) => sum + counts[part], 0);
  const marks: Mark[] = [];
  let bottom = y + height;
  for (const part of PARTS) {
    if (counts[part] === 0) continue;
    const partHeight = (height * counts[part]) / total;
    const top = bottom - partHeight;
    marks.push(...partMarks(part, `${x} ${part}`, wayFill, [x, top, width, partHeight]));
    bottom = top;
  }
  return marks;
}

function partMarks(part: Part, key: string, wayFill: string, box: [number, number, number, number]): Mark[] {
  const [x, y, width, height] = box;
  switch (part) {
    case 'kernel':
      return [rect(key, 'fill-kernel', box)];
    case 'movable': {
      const gap = height / 12;
      const upper = height * 0.68;
      return [
        rect(key, 'fill-movable', [x, y, width, upper]),
        rect(`${key} foot`, 'fill-movable', [x, y + upper + gap, width, height - upper - gap]),
      ];
    }
    case 'on-its-way':
      return [
        rect(`${key} row`, 'fill-off', [x, y, width, 1]),
        rect(key, wayFill, [x, y + height / 2, width, height / 2]),
      ];
    case 'offline':
      return [
        rect(key, 'fill-off', [x, y, width, 1]),
        rect(`${key} foot`, 'fill-off', [x, y + height - 1, width, 1]),
      ];
  }
}
