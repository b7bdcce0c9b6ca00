/**
 * One block at any size: the visual language for its state.
 *
 * Filled is used, outlined is not; half filled is on its way; a slit says that the part above it can leave. The same
 * four rules hold from 98 px down to 2 px, so that nobody has to learn the strip and the lane apart.
 */
import type { BlockLook, BlockView } from '#lib/workbench/frame.ts';
import { n, path, rect, text, type Mark } from '../marks.ts';
import { LABEL_TEXT_PX, textWidthPx } from '../text-width.ts';

export interface BlockBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Widths from which outlines run all around, heavy or thin; below they would fill the block. */
const FEWEST_OUTLINE_PX = 6;
const FEWEST_THIN_OUTLINE_PX = 3;
/** Width from which an arrow fits into the lower half. */
const FEWEST_ARROW_PX = 16;
/** Parts of the height: the foot of a Movable block and the slit above it. */
const FOOT = 10 / 48;
const SLIT = 3 / 48;
const HATCH_PITCH_PX = 4;
/** Space on either side of a word in a block. */
const WORD_PADDING_PX = 0.5;

export type FillClass = 'fill-kernel' | 'fill-movable';

export function fillOf({ look, zone }: Pick<BlockView, 'look' | 'zone'>): FillClass {
  return look === 'online-movable' || zone === 'Movable' ? 'fill-movable' : 'fill-kernel';
}

/** Shape of a block without its texts. */
export function blockShape(block: BlockView, box: BlockBox): Mark[] {
  const key = `${block.id} ${block.look}`;
  const fill = `block-fill ${fillOf(block)}`;
  const { x, y, width, height } = box;
  switch (block.look) {
    case 'offline':
      return [outline(key, 'outline-off', box)];
    case 'onlining':
      return [outline(key, 'outline-off dashed', box), ...lowerHalf(key, fill, box), ...arrow(block, box)];
    case 'going-offline':
      return [outline(key, 'outline-off', box), ...lowerHalf(key, fill, box), ...arrow(block, box)];
    case 'online-kernel':
      return [rect(`${key} fill`, fill, [x, y, width, height])];
    case 'online-movable':
      return withSlit(key, fill, box);
    case 'online-mixed':
      return [
        rect(`${key} fill`, fill, [x, y, width, height]),
        path(`${key} hatch`, 'hatch', hatch(width < FEWEST_ARROW_PX ? box : lowerPart(box))),
      ];
  }
}

function outline(key: string, className: string, { x, y, width, height }: BlockBox): Mark {
  if (width >= FEWEST_OUTLINE_PX) {
    return rect(`${key} outline`, className, [x + 0.75, y + 0.75, width - 1.5, height - 1.5]);
  }
  if (width >= FEWEST_THIN_OUTLINE_PX) {
    return rect(`${key} outline`, `${className} thin`, [x + 0.5, y + 0.5, width - 1, height - 1]);
  }
  const [left, right] = [n(x), n(x + width)];
  return path(
    `${key} rows`,
    `${className} thin`,
    `M${left} ${n(y + 0.5)}H${right}M${left} ${n(y + height - 0.5)}H${right}`,
  );
}

function lowerHalf(key: string, fill: string, { x, y, width, height }: BlockBox): Mark[] {
  const inset = width >= FEWEST_OUTLINE_PX ? 0.75 : 0;
  const half = Math.round(height / 2);
  return [rect(`${key} fill`, fill, [x + inset, y + half, width - 2 * inset, height - half - inset])];
}

function withSlit(key: string, fill: string, { x, y, width, height }: BlockBox): Mark[] {
  const foot = Math.max(2, height * FOOT);
  const slit = Math.max(1, height * SLIT);
  return [
    rect(`${key} fill`, fill, [x, y, width, height - foot - slit]),
    rect(`${key} foot`, fill, [x, y + height - foot, width, foot]),
  ];
}

/** Lower part of a large block, which has texts in its upper part. */
function lowerPart({ x, y, width, height }: BlockBox): BlockBox {
  const top = Math.round(height * 0.7);
  return { x, y: y + top, width, height: height - top };
}

/** Parallel lines from lower left to upper right, cut at the box. */
function hatch({ x, y, width, height }: BlockBox): string {
  let d = '';
  for (let at = HATCH_PITCH_PX; at < width + height; at += HATCH_PITCH_PX) {
    const fromX = Math.max(0, at - height);
    const toX = Math.min(width, at);
    d += `M${n(x + fromX)} ${n(y + at - fromX)}L${n(x + toX)} ${n(y + at - toX)}`;
  }
  return d;
}

function arrow(block: BlockView, { x, y, width, height }: BlockBox): Mark[] {
  if (width < FEWEST_ARROW_PX || height < 3 * FEWEST_ARROW_PX - 8) return [];
  const className = fillOf(block) === 'fill-movable' ? 'on-movable' : 'on-kernel';
  const [middle, top] = [n(x + width / 2), n(y + height / 2 + 6)];
  const d =
    block.look === 'onlining'
      ? `M${middle} ${top}l-5 6h3.4v5h3.2v-5h3.4z`
      : `M${middle} ${n(y + height / 2 + 17)}l-5 -6h3.4v-5h3.2v5h3.4z`;
  return [path(`${block.id} ${block.look} arrow`, className, d)];
}

/** Words for a block from long to short; the first that fits is printed. */
function wordsFor({ look, zone }: BlockView): readonly string[] {
  const words: Readonly<Record<BlockLook, readonly string[]>> = {
    offline: ['offline', 'off'],
    onlining: [],
    'going-offline': [],
    'online-kernel': [zone ?? ''],
    'online-movable': ['Movable', 'Mov.'],
    'online-mixed': ['mixed', 'mix'],
  };
  return words[look];
}

const textClass: Readonly<Record<BlockLook, string>> = {
  offline: '',
  onlining: 'strong',
  'online-kernel': 'strong on-kernel',
  'online-movable': 'strong on-movable',
  'online-mixed': 'strong on-kernel',
  'going-offline': 'strong',
};

/** The word for what a block is, if one fits into that width. */
export function blockWord(block: BlockView, widthPx: number): string | null {
  const word = wordsFor(block).find((one) => textWidthPx(one) + 2 * WORD_PADDING_PX <= widthPx);
  return word === undefined || word === '' ? null : word;
}

/** Number and word of a block, as far as they fit. */
export function blockTexts(block: BlockView, { x, y, width, height }: BlockBox): Mark[] {
  const number = String(block.id);
  const numberWidthPx = textWidthPx(number, 'mono', LABEL_TEXT_PX);
  if (numberWidthPx > width) return [];
  const middle = x + width / 2;
  const className = `mono size-12 ${textClass[block.look]}`;
  const marks: Mark[] = [text(`${block.id} number`, className, [middle, y + 15], number, 'middle')];
  const word = blockWord(block, width);
  if (word !== null && height >= 40) {
    const tone = block.look === 'offline' ? 'ink2' : textClass[block.look].replace('strong ', '');
    marks.push(text(`${block.id} word`, tone, [middle, y + 30], word, 'middle'));
  }
  return marks;
}
