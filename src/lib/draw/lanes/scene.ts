/**
 * What every lane of the map is computed from: the moment, the scale and the places.
 */
import type { BlockStretch } from '#lib/workbench/block-filter.ts';
import type { BlockRun, BlockView, Frame } from '#lib/workbench/frame.ts';
import { blockIn, blocksBetween, runsBetween } from '#lib/workbench/frame-blocks.ts';
import { addressScale, type AddressScale } from '../address-scale.ts';
import { mapGeometry, type MapGeometry } from '../map-geometry.ts';
import { zoneKey, type MapStage } from '../map-stage.ts';
import type { ByteRange } from '../ranges.ts';

export type RefusedBlock = BlockView & { readonly refused: string };

/** Blocks that the picture marks, each list in address order. */
export interface BlockSigns {
  /** By the last step. */
  readonly changed: readonly BlockView[];
  readonly pinned: readonly BlockView[];
  readonly refused: readonly RefusedBlock[];
}

/** In one look at each block: this is done in every step, with a thousand blocks and more. */
export function signsOf(blocks: readonly BlockView[]): BlockSigns {
  const changed: BlockView[] = [];
  const pinned: BlockView[] = [];
  const refused: RefusedBlock[] = [];
  const isRefused = (block: BlockView): block is RefusedBlock => block.refused !== null;
  for (const block of blocks) {
    if (block.changed) changed.push(block);
    if (block.pinned) pinned.push(block);
    if (isRefused(block)) refused.push(block);
  }
  return { changed, pinned, refused };
}

export interface Scene {
  readonly frame: Frame;
  readonly stage: MapStage;
  readonly geometry: MapGeometry;
  readonly scale: AddressScale;
  /** Number of the selected block. */
  readonly selected: number | null;
  /** Blocks of which something is inside the window, in address order; of a crowd only those that stand alone. */
  readonly visible: readonly BlockView[];
  /** Those of `visible` that are marked. */
  readonly signs: BlockSigns;
  /** Blocks anywhere that are on their way online. */
  readonly onlining: readonly BlockView[];
  /** Runs of a crowd inside the window, cut to it; none when all blocks of the window are in `visible`. */
  readonly visibleRuns: readonly BlockRun[];
  /** Blocks that are looked for: the others are veiled. null where nothing is looked for. */
  readonly found: readonly BlockStretch[] | null;
  /** Blocks that are chosen together. */
  readonly chosen: readonly BlockStretch[];
  /** A device that is being held over the map; null for none. */
  readonly held: HeldDevice | null;
  /** Numbers of the blocks about which a lesson asks what they will be, in order; also of blocks that are not there. */
  readonly asked: readonly number[];
}

/** A device that is being put somewhere: where it would lie and what would come of it. */
export interface HeldDevice {
  readonly startBytes: number;
  readonly endBytes: number;
  readonly label: string;
}

export interface SceneWish {
  readonly frame: Frame;
  readonly stage: MapStage;
  readonly window: ByteRange;
  readonly selected: number | null;
  readonly widthPx: number;
  readonly found?: readonly BlockStretch[] | null;
  readonly chosen?: readonly BlockStretch[];
  readonly held?: HeldDevice | null;
  readonly asked?: readonly number[];
}

/** The zone whose counters matter most: of the selected block, else the one that has just changed. */
function zoneInFocus(frame: Frame, selected: number | null): string | null {
  const block = selected === null ? null : blockIn(frame, selected);
  if (block !== null && block.zone !== null) return zoneKey({ nid: block.nid, name: block.zone });
  const changed = frame.zones.find((zone) => zone.changed);
  return changed === undefined ? null : zoneKey(changed);
}

/** The scene of a map of that width. */
export function sceneOf({ widthPx, ...wish }: SceneWish): Scene {
  const { frame, stage, window, selected } = wish;
  const zoneWithNumbers = zoneInFocus(frame, selected);
  return sceneWithin(wish, mapGeometry({ widthPx, stage, window, zoneWithNumbers }));
}

/** The scene in places that are given. */
export function sceneWithin(wish: Omit<SceneWish, 'widthPx'>, geometry: MapGeometry): Scene {
  const { frame, stage, window, selected, found = null, chosen = [], held = null, asked = [] } = wish;
  const { plot, breakPx } = geometry;
  const inSight = visibleBlocks(frame, window);
  return {
    frame,
    stage,
    geometry,
    scale: addressScale(stage.axis, window, { x0Px: plot.x0, x1Px: plot.x1, breakPx }),
    selected,
    found,
    chosen,
    held,
    asked,
    ...inSight,
    signs: signsOf(inSight.visible),
    onlining: frame.blocks.filter(({ look }) => look === 'onlining'),
  };
}

/** Blocks of a crowd are told apart in a window with no more of them than this. */
const MOST_SINGLE = 1200;

function visibleBlocks(frame: Frame, window: ByteRange): Pick<Scene, 'visible' | 'visibleRuns'> {
  const { startBytes, endBytes } = window;
  const single = frame.blocks.filter(
    (block) => block.startBytes < endBytes && startBytes < block.startBytes + block.sizeBytes,
  );
  if (frame.runs.length === 0) return { visible: single, visibleRuns: [] };
  const firstId = Math.floor(window.startBytes / frame.blockSizeBytes);
  const lastId = Math.ceil(window.endBytes / frame.blockSizeBytes) - 1;
  const runs = runsBetween(frame.runs, firstId, lastId);
  const count = runs.reduce((sum, run) => sum + run.count, 0);
  if (count > MOST_SINGLE) return { visible: single, visibleRuns: runs };
  return { visible: blocksBetween(frame, firstId, lastId), visibleRuns: [] };
}
