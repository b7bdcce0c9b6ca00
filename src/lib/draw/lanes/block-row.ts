/**
 * A row of blocks at whatever size the scale gives them: the block lane and the whole-machine strip are the same
 * instrument.
 */
import type { BlockRun, BlockView } from '#lib/workbench/frame.ts';
import type { Mark } from '../marks.ts';
import { blockShape, blockTexts, type BlockBox } from './block-marks.ts';
import { blockColumns, columnMarks } from './block-columns.ts';

/** Pitches at which a row changes its looks. */
const FEWEST_BLOCK_PX = 2;
const FEWEST_GAP_PX = 6;
const FEWEST_LABEL_PX = 22;
/** A block of which only a part is in sight is labelled where that part is so wide. */
const FEWEST_CUT_LABEL_PX = 120;
/** Place for the words of a very wide block. */
const WORDS_PX = 72;

export type RowDetail = 'labelled' | 'plain' | 'narrow' | 'columns';

/** How much of a block can be told at that many pixels per block. */
export function detailAt(pitchPx: number): RowDetail {
  if (pitchPx >= FEWEST_LABEL_PX) return 'labelled';
  if (pitchPx >= FEWEST_GAP_PX) return 'plain';
  return pitchPx >= FEWEST_BLOCK_PX ? 'narrow' : 'columns';
}

/** Space between neighbours. */
export function gapAt(pitchPx: number): number {
  const gaps: Readonly<Record<RowDetail, number>> = {
    labelled: 3,
    plain: 1,
    narrow: Math.min(1, pitchPx * 0.2),
    columns: 0,
  };
  return gaps[detailAt(pitchPx)];
}

export interface RowPlace {
  readonly y: number;
  readonly height: number;
  /** Left edge of a byte. */
  readonly xPx: (bytes: number) => number;
  /** Left and right end of what can be seen: texts outside of it are left out. */
  readonly x0: number;
  readonly x1: number;
}

/** The box of a block without the gap to its right neighbour. */
export function blockBox(
  block: Pick<BlockView, 'startBytes' | 'sizeBytes'>,
  { xPx, y, height }: RowPlace,
): BlockBox {
  const x = xPx(block.startBytes);
  const pitch = xPx(block.startBytes + block.sizeBytes) - x;
  const gap = gapAt(pitch);
  return { x: x + gap / 2, y, width: pitch - gap, height };
}

/** The part of a box between the ends of what can be seen. */
function inSight(box: BlockBox, { x0, x1 }: RowPlace): BlockBox {
  const left = Math.max(box.x, x0);
  const width = Math.max(0, Math.min(box.x + box.width, x1) - left);
  // In a very wide block the middle belongs to its pages: the words stand at its left end.
  return { ...box, x: left, width: width >= 2 * FEWEST_CUT_LABEL_PX ? WORDS_PX : width };
}

/** The row from back to front; `withTexts` prints numbers and words where they fit. */
export function blockRow(
  blocks: readonly BlockView[],
  place: RowPlace,
  withTexts: boolean,
  runs: readonly BlockRun[] = [],
): Mark[] {
  const first = blocks[0] ?? runs[0]?.first;
  if (first === undefined) return [];
  const pitch = place.xPx(first.startBytes + first.sizeBytes) - place.xPx(first.startBytes);
  const detail = detailAt(pitch);
  if (detail === 'columns' || runs.length > 0) {
    return blockColumns(blocks, place.xPx, runs).flatMap((column) =>
      columnMarks(column, place.y, place.height),
    );
  }
  return blocks.flatMap((block) => {
    const box = blockBox(block, place);
    const seen = inSight(box, place);
    const isWhole = box.x >= place.x0 - 2 && box.x + box.width <= place.x1 + 2;
    const isEnough = isWhole || seen.width >= WORDS_PX;
    const texts = withTexts && detail === 'labelled' && isEnough ? blockTexts(block, seen) : [];
    return [...blockShape(block, box), ...texts];
  });
}

/**
 * Of blocks in address order those whose middles are at least that far apart: signs nearer to each other would be one
 * blot, and a crowd would have thousands of them.
 */
export function apartBy(
  blocks: readonly BlockView[],
  distancePx: number,
  { xPx }: Pick<RowPlace, 'xPx'>,
): BlockView[] {
  const kept: BlockView[] = [];
  let lastPx = -Infinity;
  for (const block of blocks) {
    const x = xPx(block.startBytes + block.sizeBytes / 2);
    if (x - lastPx < distancePx) continue;
    kept.push(block);
    lastPx = x;
  }
  return kept;
}
