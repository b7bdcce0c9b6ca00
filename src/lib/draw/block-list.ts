/**
 * The blocks as things that can be chosen: an invisible row over the block lane, with the semantics of a list box.
 *
 * The drawing itself is hidden from assistive technology; what is said about a block is said here. Crowds get no
 * label each: above a few hundred only the chosen block is in the list, with its place in the whole.
 */
import { select } from 'd3-selection';
import type { BlockView } from '#lib/workbench/frame.ts';
import { blockIn } from '#lib/workbench/frame-blocks.ts';
import { blockPitchPx, lanePlace } from './lanes/blocks.ts';
import type { Scene } from './lanes/scene.ts';
import { layerOf } from './draw-marks.ts';
import { n } from './marks.ts';

const MOST_OPTIONS = 300;
/** The row of targets begins above the lane, with the pins. */
const REACH_ABOVE_PX = 14;
const REACH_BELOW_PX = 8;

/** One sentence about a block: what the picture says about it. */
export function blockSentence(
  { id, nid, look, zone, pinned, refused, changed }: BlockView,
  isAsked = false,
): string {
  const words: Readonly<Record<BlockView['look'], string>> = {
    offline: 'offline',
    onlining: `onlining to ${zone ?? 'several zones'}`,
    'online-kernel': `online, ${zone ?? 'kernel zone'}`,
    'online-movable': 'online, Movable',
    'online-mixed': 'online, several zones',
    'going-offline': `going offline from ${zone ?? 'several zones'}`,
  };
  const parts = [
    `memory${id}: ${words[look]}, node ${nid}`,
    ...(pinned ? ['has pages that cannot leave'] : []),
    ...(refused === null ? [] : [`refused with ${refused}`]),
    ...(changed ? ['changed in this step'] : []),
    ...(isAsked ? ['you are asked what it will be'] : []),
  ];
  return parts.join(', ');
}

/** Id of a block's option element. */
export function optionId(listId: string, block: number): string {
  return `${listId}-memory${block}`;
}

interface Option {
  readonly block: BlockView;
  readonly x: number;
  readonly width: number;
  /** Place among all blocks of the window, from 1. */
  readonly place: number;
}

function optionsOf(scene: Scene): Option[] {
  const place = lanePlace(scene);
  const isCrowd = scene.visible.length > MOST_OPTIONS;
  const options: Option[] = [];
  for (const [i, block] of scene.visible.entries()) {
    if (isCrowd && block.id !== scene.selected) continue;
    const from = Math.max(place.x0, place.xPx(block.startBytes));
    const to = Math.min(place.x1, place.xPx(block.startBytes + block.sizeBytes));
    options.push({ block, x: from, width: Math.max(1, to - from), place: i + 1 });
  }
  return options;
}

/** The block whose option took the event, or null. */
export function optionAt({ target }: Event): BlockView | null {
  if (!(target instanceof SVGRectElement) || !target.classList.contains('option')) return null;
  return select<SVGRectElement, Option>(target).datum().block;
}

/** The block at a place of the lane, or null where no memory is. */
export function blockAtPx(scene: Scene, xPx: number): BlockView | null {
  const bytes = scene.scale.bytes(xPx);
  const hit = scene.visible.find(
    ({ startBytes, sizeBytes }) => startBytes <= bytes && bytes < startBytes + sizeBytes,
  );
  if (hit !== undefined) return hit;
  return blockIn(scene.frame, Math.floor(bytes / scene.frame.blockSizeBytes));
}

/** Draws the list; `listId` is unique on the page. */
export function drawBlockList(svg: SVGSVGElement, scene: Scene, listId: string): void {
  const { plot, blocks } = scene.geometry;
  const [y, height] = [blocks.y - REACH_ABOVE_PX, blocks.height + REACH_ABOVE_PX + REACH_BELOW_PX];
  const options = optionsOf(scene);
  const chosen = options.find(({ block }) => block.id === scene.selected);
  const list = layerOf(svg, 'block-list', {
    id: listId,
    role: 'listbox',
    tabindex: '0',
    'aria-label': 'Memory blocks',
    'aria-orientation': 'horizontal',
  }).attr('aria-activedescendant', chosen === undefined ? null : optionId(listId, chosen.block.id));
  list
    .selectAll<SVGRectElement, null>('rect.surface')
    .data([null])
    .join('rect')
    .attr('class', 'surface')
    .attr('role', 'presentation')
    .attr('x', plot.x0)
    .attr('y', y)
    .attr('width', plot.x1 - plot.x0)
    .attr('height', height);
  list
    .selectAll<SVGRectElement, Option>('rect.option')
    .data(options, ({ block }) => block.id)
    .join('rect')
    .order()
    .attr('class', 'option')
    .attr('id', ({ block }) => optionId(listId, block.id))
    .attr('role', 'option')
    .attr('aria-selected', ({ block }) => String(block.id === scene.selected))
    .attr('aria-setsize', scene.visible.length)
    .attr('aria-posinset', ({ place }) => place)
    .attr('x', ({ x }) => n(x))
    .attr('y', y)
    .attr('width', ({ width }) => n(width))
    .attr('height', height)
    // A title is the option's name and, for those who point at a block without words, its tooltip.
    .selectAll<SVGTitleElement, string>('title')
    .data(({ block }) => [blockSentence(block, scene.asked.includes(block.id))])
    .join('title')
    .text((sentence) => sentence);
}

/**
 * The block that a key leads to, or null for other keys.
 * @param blocks all blocks of the moment, in address order
 */
export function blockForKey(
  key: string,
  blocks: readonly BlockView[],
  selected: number | null,
  perPage: number,
): number | null {
  const at = blocks.findIndex(({ id }) => id === selected);
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -perPage,
    PageDown: perPage,
    Home: -blocks.length,
    End: blocks.length,
  };
  const step = steps[key];
  if (step === undefined || blocks.length === 0) return null;
  const from = at < 0 ? (step > 0 ? -1 : blocks.length) : at;
  const to = Math.min(blocks.length - 1, Math.max(0, from + step));
  return blocks[to]!.id;
}

/** Blocks that fit beside each other: a page for Page Up and Page Down. */
export function blocksPerPage(scene: Scene): number {
  const { x0, x1 } = scene.geometry.plot;
  return Math.max(1, Math.floor((x1 - x0) / blockPitchPx(scene)) - 1);
}
