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

const PART_INDEX: Readonly<Record<Part, number>> = { kernel: 0, movable: 1, 'on-its-way': 2, offline: 3 };

/** What lies in each pixel from `fromPx` on: flat arrays, since a crowd is added up anew in every step. */
class Pixels {
  readonly #fromPx: number;
  readonly #counts: Float64Array;
  readonly #widthPx: number;
  /** Of the few pixels with a block on its way. */
  readonly #wayFills = new Map<number, string>();

  constructor(fromPx: number, toPx: number) {
    this.#fromPx = fromPx;
    this.#widthPx = toPx - fromPx;
    this.#counts = new Float64Array(this.#widthPx * PARTS.length);
  }

  add(x: number, part: Part, count: number): void {
    this.#counts[(x - this.#fromPx) * PARTS.length + PART_INDEX[part]]! += count;
  }

  setWayFill(x: number, fill: string): void {
    this.#wayFills.set(x - this.#fromPx, fill);
  }

  #isEmpty(pixel: number): boolean {
    return PARTS.every((_, part) => this.#counts[pixel * PARTS.length + part] === 0);
  }

  #isSame(a: number, b: number): boolean {
    return (
      this.#wayFills.get(a) === this.#wayFills.get(b) &&
      PARTS.every(
        (_, part) => this.#counts[a * PARTS.length + part] === this.#counts[b * PARTS.length + part],
      )
    );
  }

  /** Equal neighbours joined, from left to right. */
  columns(): Column[] {
    const columns: Column[] = [];
    for (let first = 0, end = 1; first < this.#widthPx; first = end++) {
      if (this.#isEmpty(first)) continue;
      while (end < this.#widthPx && this.#isSame(first, end)) end++;
      const [kernel, movable, way, offline] = this.#counts.subarray(first * PARTS.length);
      columns.push({
        x: this.#fromPx + first,
        width: end - first,
        counts: { kernel: kernel!, movable: movable!, 'on-its-way': way!, offline: offline! },
        wayFill: this.#wayFills.get(first) ?? '',
      });
    }
    return columns;
  }
}

/** Pixels from the first to the last that blocks and runs touch; both stand in address order. */
function pixelsOf(
  blocks: readonly BlockView[],
  runs: readonly BlockRun[],
  xPx: (bytes: number) => number,
): Pixels {
  const firsts = [blocks[0], runs[0]?.first].filter((block) => block !== undefined);
  if (firsts.length === 0) return new Pixels(0, 0);
  const last = blocks.at(-1);
  const lastRun = runs.at(-1);
  const fromPx = Math.floor(Math.min(...firsts.map(({ startBytes }) => xPx(startBytes))));
  const endsPx = [
    ...(last === undefined
      ? []
      : [Math.floor(xPx(last.startBytes)) + 1, xPx(last.startBytes + last.sizeBytes)]),
    ...(lastRun === undefined
      ? []
      : [xPx(lastRun.first.startBytes + lastRun.count * lastRun.first.sizeBytes)]),
  ];
  return new Pixels(fromPx, Math.max(fromPx + 1, Math.ceil(Math.max(...endsPx))));
}

/**
 * Columns from left to right, of blocks and runs in address order.
 * @param xPx left edge of a byte
 */
export function blockColumns(
  blocks: readonly BlockView[],
  xPx: (bytes: number) => number,
  runs: readonly BlockRun[] = [],
): Column[] {
  const pixels = pixelsOf(blocks, runs, xPx);
  for (const run of runs) addRun(pixels, run, xPx);
  for (const block of blocks) {
    const from = Math.floor(xPx(block.startBytes));
    const to = Math.max(from + 1, Math.floor(xPx(block.startBytes + block.sizeBytes)));
    const part = partOf(block);
    for (let x = from; x < to; x++) {
      pixels.add(x, part, 1);
      if (part === 'on-its-way') pixels.setWayFill(x, fillOf(block));
    }
  }
  return pixels.columns();
}

/** A run covers whole pixels: each gets as many of its blocks as it is wide, at least a part of one. */
function addRun(pixels: Pixels, { first, count }: BlockRun, xPx: (bytes: number) => number): void {
  const from = xPx(first.startBytes);
  const to = xPx(first.startBytes + count * first.sizeBytes);
  const perPx = count / Math.max(to - from, 1e-9);
  const part = partOf(first);
  for (let x = Math.floor(from); x < to; x++) {
    const width = Math.min(x + 1, to) - Math.max(x, from);
    pixels.add(x, part, Math.round(width * perPx * 1000) / 1000);
    if (part === 'on-its-way') pixels.setWayFill(x, fillOf(first));
  }
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
