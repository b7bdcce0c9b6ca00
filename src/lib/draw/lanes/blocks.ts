/**
 * The block lane: every block of the window, what cannot leave above it, what the kernel refused below it.
 */
import type { BlockView } from '#lib/workbench/frame.ts';
import { blockRange, runRange } from '../map-stage.ts';
import { circle, horizontal, path, rect, text, vertical, type Mark } from '../marks.ts';
import { clipRanges, gapsBetween, joinRanges, rangeSizeBytes, type ByteRange } from '../ranges.ts';
import { textWidthPx } from '../text-width.ts';
import { askedMarks, askedRanges, askedSigns, isAsked } from './asked.ts';
import { apartBy, blockBox, blockRow, detailAt, type RowPlace } from './block-row.ts';
import { errnoLabels, type ErrnoLabel } from './errno-labels.ts';
import { chosenMarks, foundMarks } from './found.ts';
import { pageblockMarks, pagePinMarks, showsPageblocks } from './pageblocks.ts';
import type { Scene } from './scene.ts';

const STEM_PX = 7;
const NARROWEST_NOW_PX = 5;
/** Ticks of a crowd stand at least so far apart. */
const SIGN_PITCH_PX = 4;
/** Distance between numbers below narrow blocks. */
const SPARSE_PITCH_PX = 60;
const NO_MEMORY = 'no memory';
const PINNED = 'pinned';

export function lanePlace({ geometry, scale }: Scene): RowPlace {
  const { x0, x1 } = geometry.plot;
  return { ...geometry.blocks, xPx: (bytes) => scale.xPx(bytes), x0, x1 };
}

/** Width of a block with its gap. */
export function blockPitchPx({ scale, stage }: Scene): number {
  return scale.pxPerByte * stage.axis.blockSizeBytes;
}

/** Yellow columns behind blocks that the last step changed, from the axis down; neighbours share one. */
export function nowMarks(scene: Scene): Mark[] {
  const { geometry, scale, signs } = scene;
  const top = geometry.axisY + 2;
  const bottom = geometry.blocks.y + geometry.blocks.height + 5;
  return joinRanges(signs.changed.map(blockRange)).map(({ startBytes, endBytes }) => {
    const [x0, x1] = [scale.xPx(startBytes), scale.xPx(endBytes)];
    const width = Math.max(NARROWEST_NOW_PX, x1 - x0);
    return rect(`${startBytes}`, 'now', [(x0 + x1 - width) / 2, top, width, bottom - top]);
  });
}

function labelMarks({ geometry }: Scene): Mark[] {
  const { labelXPx, blocks, plot } = geometry;
  const bottom = blocks.y + blocks.height;
  const ground = horizontal('ground', 'hairline', [plot.x0, plot.x1, bottom + 0.5]);
  if (labelXPx === null) return [ground];
  return [
    ground,
    text('label', 'lane-label size-12', [labelXPx, blocks.y + 18], 'blocks', 'end'),
    text('file', 'lane-label mono small ink2', [labelXPx, blocks.y + 33], 'memoryN', 'end'),
  ];
}

/** What blocks in address order cover, neighbours joined. */
function rangesOf(blocks: readonly BlockView[]): ByteRange[] {
  const ranges: { startBytes: number; endBytes: number }[] = [];
  for (const { startBytes, sizeBytes } of blocks) {
    const last = ranges.at(-1);
    if (last?.endBytes === startBytes) last.endBytes += sizeBytes;
    else ranges.push({ startBytes, endBytes: startBytes + sizeBytes });
  }
  return ranges;
}

/** Says in wide gaps that nothing is there. */
function emptyMarks(scene: Scene): Mark[] {
  const { scale, visible, visibleRuns, geometry } = scene;
  const { window } = scale;
  const edges = [
    { startBytes: window.startBytes, endBytes: window.startBytes + 1 },
    ...clipRanges([...rangesOf(visible), ...visibleRuns.map(runRange), ...askedRanges(scene)], window),
    ...scale.breaks,
    { startBytes: window.endBytes - 1, endBytes: window.endBytes },
  ];
  return gapsBetween(joinRanges(edges))
    .filter((gap) => rangeSizeBytes(gap) > 2)
    .map(({ startBytes, endBytes }) => ({ x0: scale.xPx(startBytes), x1: scale.xPx(endBytes) }))
    .filter(({ x0, x1 }) => x1 - x0 > textWidthPx(NO_MEMORY) + 16)
    .map(({ x0, x1 }) => {
      const y = geometry.blocks.y + geometry.blocks.height / 2 + 3;
      return text(`empty ${x0}`, 'small ink3', [(x0 + x1) / 2, y], NO_MEMORY, 'middle');
    });
}

/** A pin, a dot or a tick above each block with pages that cannot leave; the last of a row of pins is labelled. */
function pinMarks(scene: Scene, place: RowPlace): Mark[] {
  if (showsPageblocks(scene)) return pagePinMarks(scene, place);
  const detail = detailAt(blockPitchPx(scene));
  const all = scene.signs.pinned;
  const isCrowd = detail === 'columns' || detail === 'narrow';
  const pinned = isCrowd ? apartBy(all, SIGN_PITCH_PX, place) : all;
  return pinned.flatMap((block) => {
    const { x, width } = blockBox(block, place);
    const [middle, top] = [x + width / 2, place.y];
    const key = `${block.id} pin`;
    if (middle < place.x0 || middle > place.x1) return [];
    if (isCrowd) return [vertical(key, 'line strong-line', [middle, top - 8, top - 2])];
    if (detail === 'plain') return [circle(key, 'ink-fill', [middle, top - 6, 2.2])];
    const pinX = x + width * 0.75;
    const marks: Mark[] = [
      vertical(key, 'line strong-line', [pinX, top - 11, top - 3]),
      circle(`${key} head`, 'ink-fill', [pinX, top - 14, 3.8]),
    ];
    const isLast = !pinned.some(({ id }) => id === block.id + 1);
    if (isLast && pinX + 8 + textWidthPx(PINNED) < place.x1) {
      marks.push(text(`${key} label`, 'small strong halo', [pinX + 8, top - 8], PINNED));
    }
    return marks;
  });
}

/** Middle of a block. */
function middlePx(block: BlockView, place: RowPlace): number {
  const { x, width } = blockBox(block, place);
  return x + width / 2;
}

function refusedLabels(scene: Scene, place: RowPlace): ErrnoLabel[] {
  const places = scene.signs.refused
    .map((block) => ({ id: block.id, x: middlePx(block, place), errno: block.refused }))
    .filter(({ x }) => x >= place.x0 && x <= place.x1);
  return errnoLabels(places, place);
}

function refusedMarks(scene: Scene, place: RowPlace): Mark[] {
  const bottom = place.y + place.height;
  return [
    ...apartBy(scene.signs.refused, 1, place)
      .map((block) => ({ id: block.id, x: middlePx(block, place) }))
      .filter(({ x }) => x >= place.x0 && x <= place.x1)
      .map(({ id, x }) => vertical(`${id} stem`, 'refused-line stem', [x, bottom + 1, bottom + 1 + STEM_PX])),
    ...refusedLabels(scene, place).map(({ key, x, label }) =>
      text(`errno ${key}`, 'mono small refused strong', [x, bottom + STEM_PX + 12], label, 'middle'),
    ),
  ];
}

function selectedMarks(scene: Scene, place: RowPlace): Mark[] {
  const block = scene.visible.find(({ id }) => id === scene.selected);
  if (block === undefined) return [];
  const { x, y, width, height } = blockBox(block, place);
  if (detailAt(blockPitchPx(scene)) === 'columns' || width < 4) {
    return [path('selected', 'ink-fill', `M${x + width / 2} ${y - 2}l4 -6h-8z`)];
  }
  const reach = Math.min(2.5, width / 8 + 1);
  return [
    rect('selected', 'line strong-line', [x - reach, y - reach, width + 2 * reach, height + 2 * reach]),
  ];
}

/**
 * Numbers of some blocks below a lane whose blocks are too narrow for them: of the selected one, and of others at a
 * round distance where nothing else stands.
 */
function sparseNumbers(scene: Scene, place: RowPlace): Mark[] {
  const pitch = blockPitchPx(scene);
  if (detailAt(pitch) === 'labelled') return [];
  const step = 2 ** Math.ceil(Math.log2(SPARSE_PITCH_PX / pitch));
  const wanted = scene.visible.filter(({ id }) => id === scene.selected || id % step === 0);
  const first = wanted.filter(({ id }) => id === scene.selected);
  const taken = refusedLabels(scene, place).map(({ x, label }) => extentOf(x, label));
  const marks: Mark[] = [];
  for (const block of [...first, ...wanted.filter(({ id }) => id !== scene.selected)]) {
    const { x, width } = blockBox(block, place);
    const extent = extentOf(x + width / 2, String(block.id));
    if (extent.x0 < place.x0 || extent.x1 > place.x1) continue;
    if (taken.some((other) => other.x0 < extent.x1 + 4 && extent.x0 < other.x1 + 4)) continue;
    taken.push(extent);
    const tone = block.id === scene.selected ? 'strong' : 'ink3';
    const at = [x + width / 2, place.y + place.height + STEM_PX + 12] as const;
    marks.push(text(`${block.id} number`, `mono small ${tone}`, at, String(block.id), 'middle'));
  }
  return marks;
}

function extentOf(x: number, label: string): { x0: number; x1: number } {
  const half = textWidthPx(label, 'mono') / 2;
  return { x0: x - half, x1: x + half };
}

/** The lane without its yellow columns, back to front. */
export function blockLaneMarks(scene: Scene): Mark[] {
  const place = lanePlace(scene);
  const { asked, visible } = scene;
  const known = asked.length === 0 ? visible : visible.filter(({ id }) => !isAsked(scene, id));
  return [
    ...labelMarks(scene),
    ...emptyMarks(scene),
    ...blockRow(known, place, true, scene.visibleRuns),
    ...pageblockMarks(scene, place),
    ...askedMarks(scene, place),
  ];
}

/** The outline of a device that is held over the map; outside of the window an arrow towards it. */
function heldMarks({ held }: Scene, place: RowPlace): Mark[] {
  if (held === null) return [];
  const [left, right] = [place.xPx(held.startBytes), place.xPx(held.endBytes)];
  const x0 = Math.max(left, place.x0);
  const x1 = Math.min(right, place.x1);
  const { y, height } = place;
  if (x1 - x0 < 1) {
    const isBelow = right <= place.x0;
    const words = isBelow ? `◂ ${held.label}` : `${held.label} ▸`;
    const x = isBelow ? place.x0 + 4 : place.x1 - 4;
    return [text('held words', 'size-12 strong halo', [x, y - 6], words, isBelow ? 'start' : 'end')];
  }
  const isRight = x0 + textWidthPx(held.label, 'sans', 12) + 8 > place.x1;
  const at = isRight ? x1 : x0;
  return [
    rect('held', 'line strong-line dashed', [x0, y - 2, x1 - x0, height + 4]),
    text('held words', 'size-12 strong halo', [at, y - 6], held.label, isRight ? 'end' : 'start'),
  ];
}

/** What stands above and below the blocks and around the selected one. */
export function blockSignMarks(scene: Scene): Mark[] {
  const place = lanePlace(scene);
  const { blockSizeBytes } = scene.frame;
  return [
    ...foundMarks(scene.found, place, blockSizeBytes),
    ...heldMarks(scene, place),
    ...chosenMarks(scene.chosen, place, blockSizeBytes),
    ...selectedMarks(scene, place),
    ...askedSigns(scene, place),
    ...pinMarks(scene, place),
    ...refusedMarks(scene, place),
    ...sparseNumbers(scene, place),
  ];
}
