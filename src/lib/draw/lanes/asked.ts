/**
 * Blocks about which a lesson asks what they will be: dashed and empty, with a question mark where the answer will
 * be filled in. What the block is now stays written in it; one that is not there yet stands there all the same.
 */
import { blockWord } from './block-marks.ts';
import { blockBox, detailAt, type RowPlace } from './block-row.ts';
import type { Scene } from './scene.ts';
import { rect, text, type Mark } from '../marks.ts';
import type { ByteRange } from '../ranges.ts';
import { LABEL_TEXT_PX, textWidthPx } from '../text-width.ts';

/** Below the blocks that are asked about, where the kernel's answers stand. */
const YOURS = 'your prediction';
/** Words in strong letters are so much wider. */
const STRONG = 1.12;
/** Distance of that label from the foot of the lane, as that of an errno. */
const LABEL_DROP_PX = 19;
/** The question mark, from the foot of the block. */
const MARK_FOOT_PX = 5;
const MARK_PX = 16;

export function isAsked({ asked }: Scene, block: number): boolean {
  return asked.includes(block);
}

/** Addresses of the blocks that are asked about. */
export function askedRanges({ asked, frame: { blockSizeBytes } }: Scene): ByteRange[] {
  return asked.map((id) => ({ startBytes: id * blockSizeBytes, endBytes: (id + 1) * blockSizeBytes }));
}

interface AskedBox {
  readonly id: number;
  readonly x: number;
  readonly width: number;
}

/** Where the blocks that are asked about lie, as far as they have room in the window. */
function askedBoxes({ asked, frame }: Scene, place: RowPlace): AskedBox[] {
  const sizeBytes = frame.blockSizeBytes;
  return asked
    .map((id) => ({ id, ...blockBox({ startBytes: id * sizeBytes, sizeBytes }, place) }))
    .filter(({ x, width }) => detailAt(width) !== 'columns' && x + width > place.x0 && x < place.x1);
}

/** Neighbours as one stretch. */
function stretchesOf(boxes: readonly AskedBox[]): { x0: number; x1: number }[] {
  const stretches: { last: number; x0: number; x1: number }[] = [];
  for (const { id, x, width } of boxes) {
    const open = stretches.at(-1);
    if (open?.last === id - 1) Object.assign(open, { last: id, x1: x + width });
    else stretches.push({ last: id, x0: x, x1: x + width });
  }
  return stretches;
}

/** Below each stretch, unless an errno stands there or the edge would cut the words. */
export function askedSigns(scene: Scene, place: RowPlace): Mark[] {
  const boxes = askedBoxes(scene, place);
  // Below narrow blocks stand their numbers.
  if (detailAt(boxes[0]?.width ?? 0) !== 'labelled') return [];
  const half = (textWidthPx(YOURS) * STRONG) / 2;
  const refused = scene.signs.refused
    .map((block) => blockBox(block, place))
    .map(({ x, width }) => x + width / 2);
  let freeFrom = place.x0;
  return stretchesOf(boxes).flatMap(({ x0, x1 }) => {
    const middle = Math.min(place.x1 - half, Math.max(place.x0 + half, (x0 + x1) / 2));
    if (middle - half < freeFrom || refused.some((x) => Math.abs(x - middle) < half + 24)) return [];
    freeFrom = middle + half + 8;
    const at = [middle, place.y + place.height + LABEL_DROP_PX] as const;
    return [text(`yours ${x0}`, 'small strong halo', at, YOURS, 'middle')];
  });
}

/** The blocks that are asked about, instead of what they look like now. */
export function askedMarks(scene: Scene, place: RowPlace): Mark[] {
  const boxes = askedBoxes(scene, place);
  return boxes.flatMap(({ id, x, width }) => {
    const { y, height } = place;
    const middle = x + width / 2;
    const outline = rect(`${id} asked`, 'outline-off dashed', [
      x + 0.75,
      y + 0.75,
      width - 1.5,
      height - 1.5,
    ]);
    const mark = text(
      `${id} asked mark`,
      'size-16 strong',
      [middle, y + height - MARK_FOOT_PX],
      '?',
      'middle',
    );
    if (width < textWidthPx('?', 'sans', MARK_PX)) return [outline];
    const number = String(id);
    if (textWidthPx(number, 'mono', LABEL_TEXT_PX) > width) return [outline, mark];
    const block = scene.visible.find((other) => other.id === id);
    const word = block === undefined ? null : blockWord(block, width);
    return [
      outline,
      text(`${id} asked number`, 'mono size-12 strong', [middle, y + 13], number, 'middle'),
      ...(word === null ? [] : [text(`${id} asked word`, 'small', [middle, y + 25], word, 'middle')]),
      mark,
    ];
  });
}
