/**
 * A moment of memory as small as a stamp: the block lane of the map and nothing else, by the same marks.
 */
import type { Frame } from '#lib/workbench/frame.ts';
import { blockLaneMarks, blockSignMarks } from './lanes/blocks.ts';
import { breakMarks } from './lanes/axis.ts';
import { sceneWithin } from './lanes/scene.ts';
import type { MapGeometry } from './map-geometry.ts';
import { stageWith, type MapStage } from './map-stage.ts';
import { defaultWindow } from './map-window.ts';
import type { Mark } from './marks.ts';

export interface Thumbnail {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly marks: readonly Mark[];
}

const WIDTH_PX = 320;
const BLOCKS = { y: 20, height: 48 } as const;
/** Room for an errno below a block. */
const BELOW_PX = 22;
/** So many blocks have room for their numbers. */
const FEWEST_BLOCKS = 10;

/** One lane: blocks from edge to edge. */
const GEOMETRY: MapGeometry = {
  arrangement: 'phone',
  widthPx: WIDTH_PX,
  heightPx: BLOCKS.y + BLOCKS.height + BELOW_PX,
  plot: { x0: 1, x1: WIDTH_PX - 1 },
  labelXPx: null,
  margin: null,
  breakPx: 12,
  strip: { y: 0, height: 0, tickY: 0, reach: 0 },
  axisY: BLOCKS.y + 14,
  iomem: { y: 0, rows: 0, pitch: 0 },
  nodes: [],
  ruleY: null,
  zones: [],
  numbersUnder: null,
  blocks: BLOCKS,
};

/** The part of memory that a run is about, at one of its moments. */
export function thumbnail(frame: Frame, stage: MapStage): Thumbnail {
  const fitting = stageWith(stage, frame);
  const window = defaultWindow(fitting, {
    selectedBytes: null,
    fewestBlocks: FEWEST_BLOCKS,
    mostBlocks: Infinity,
  });
  const scene = sceneWithin({ frame, stage: fitting, window, selected: null }, GEOMETRY);
  const marks = [...breakMarks(scene), ...blockLaneMarks(scene), ...blockSignMarks(scene)];
  return { widthPx: GEOMETRY.widthPx, heightPx: GEOMETRY.heightPx, marks: marks.map(rounded) };
}

/** A tenth of a pixel is finer than such a picture shows. */
const tenth = (value: number): number => Math.round(value * 10) / 10;

function rounded(mark: Mark): Mark {
  switch (mark.kind) {
    case 'path':
      return mark;
    case 'rect':
      return {
        ...mark,
        x: tenth(mark.x),
        y: tenth(mark.y),
        width: tenth(mark.width),
        height: tenth(mark.height),
      };
    default:
      return { ...mark, x: tenth(mark.x), y: tenth(mark.y) };
  }
}
