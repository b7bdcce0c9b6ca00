/**
 * Where everything stands on the map: four arrangements by width, rows by what the machine has. Heights follow from
 * the stage, never from the moment shown and as a rule not from the window, so that the block lane keeps its place
 * while a run is played and while the window moves.
 */
import type { MapStage, StageNode, StageZone } from './map-stage.ts';
import { zoneKey } from './map-stage.ts';
import { rangesOverlap, type ByteRange } from './ranges.ts';

export type MapArrangement = 'wide' | 'medium' | 'small' | 'phone';

export interface Row<T> {
  readonly of: T;
  /** Top edge. */
  readonly y: number;
}

export interface MapGeometry {
  readonly arrangement: MapArrangement;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly plot: { readonly x0: number; readonly x1: number };
  /** Right edge of the lane labels; null when labels stand inside the plot. */
  readonly labelXPx: number | null;
  /** The table of counters; null when folded. */
  readonly margin: { readonly x0: number; readonly x1: number } | null;
  readonly breakPx: number;
  readonly strip: {
    readonly y: number;
    readonly height: number;
    readonly tickY: number;
    /** The bracket stands out this far above and below the blocks. */
    readonly reach: number;
  };
  readonly axisY: number;
  readonly iomem: { readonly y: number; readonly rows: number; readonly pitch: number };
  readonly nodes: readonly Row<StageNode>[];
  /** Hairline between where memory is and how it is used. */
  readonly ruleY: number | null;
  readonly zones: readonly Row<StageZone>[];
  /** Key of the zone row under which its counters stand, where there is no margin table. */
  readonly numbersUnder: string | null;
  readonly blocks: { readonly y: number; readonly height: number };
}

export interface MapSize {
  readonly widthPx: number;
  readonly stage: MapStage;
  readonly window: ByteRange;
  /** Zone row that gets its counters in the plot where there is no margin table; if it has no row, the last one. */
  readonly zoneWithNumbers: string | null;
}

const GUTTER_X = 112;
const OUTER = 16;
const MARGIN_WIDTH = 312;
const MARGIN_GAP = 20;
/** Bars of nodes and zones. */
export const NODE_PITCH = 16;
export const ZONE_BAR_HEIGHT = 10.5;
const ZONE_PITCH = 17;
const PHONE_ZONE_PITCH = 24;
const PHONE_ZONES = 2;
/** Up to so many rows all are shown, wherever the window is; of more only those that lie in it. */
const MOST_STEADY_ZONES = 6;
const MOST_STEADY_NODES = 4;
const NUMBERS_HEIGHT = 15;
const IOMEM_PITCH = 15;
/** Room above the blocks for pins and their label. */
const PIN_ROOM = 21;
/** Room below the blocks for stems and errnos. */
const STEM_ROOM = 23;

/** Width of a block at first: on a phone as narrow as can be touched, elsewhere as wide as its words need. */
const PHONE_BLOCK_PX = 30;
const WIDEST_BLOCK_PX = 46;

export function arrangementOf(widthPx: number): MapArrangement {
  if (widthPx >= 1280) return 'wide';
  if (widthPx >= 960) return 'medium';
  return widthPx >= 640 ? 'small' : 'phone';
}

/** How many blocks the default window shows at that width, at least and at most. */
export function blocksAt(widthPx: number): { readonly fewestBlocks: number; readonly mostBlocks: number } {
  const { x0, x1 } = plotAt(widthPx);
  const isPhone = arrangementOf(widthPx) === 'phone';
  const fitting = Math.max(4, Math.floor((x1 - x0) / (isPhone ? PHONE_BLOCK_PX : WIDEST_BLOCK_PX)));
  return { fewestBlocks: fitting, mostBlocks: isPhone ? fitting : Infinity };
}

function plotAt(widthPx: number): MapGeometry['plot'] {
  switch (arrangementOf(widthPx)) {
    case 'wide':
      return { x0: GUTTER_X + 12, x1: widthPx - OUTER - MARGIN_WIDTH - MARGIN_GAP };
    case 'medium':
    case 'small':
      return { x0: GUTTER_X + 12, x1: widthPx - OUTER };
    case 'phone':
      return { x0: OUTER, x1: Math.max(OUTER + 100, widthPx - OUTER) };
  }
}

const inWindow =
  (window: ByteRange) =>
  ({ spans }: { readonly spans: readonly ByteRange[] }): boolean =>
    spans.some((span) => rangesOverlap(span, window));

/** Rows that do not come and go while the window moves, as long as there are not too many. */
function steadyRows<T extends { readonly spans: readonly ByteRange[] }>(
  rows: readonly T[],
  most: number,
  window: ByteRange,
): readonly T[] {
  return rows.length <= most ? rows : rows.filter(inWindow(window));
}

/** On a phone only few zones have room: Movable ones first, then those of the highest addresses. */
function phoneZones(zones: readonly StageZone[]): StageZone[] {
  const chosen = zones.toSorted((a, b) => Number(b.isMovable) - Number(a.isMovable)).slice(0, PHONE_ZONES);
  return zones.filter((zone) => chosen.includes(zone));
}

/** Places for all lanes. */
export function mapGeometry({ widthPx, stage, window, zoneWithNumbers }: MapSize): MapGeometry {
  const arrangement = arrangementOf(widthPx);
  return arrangement === 'phone'
    ? phoneGeometry(widthPx, stage, window)
    : fullGeometry(widthPx, stage, window, zoneWithNumbers);
}

function fullGeometry(
  widthPx: number,
  stage: MapStage,
  window: ByteRange,
  zoneWithNumbers: string | null,
): MapGeometry {
  const plot = plotAt(widthPx);
  const arrangement = arrangementOf(widthPx);
  const iomem = { y: 72, rows: stage.iomemRows, pitch: IOMEM_PITCH };
  let y = iomem.y + iomem.rows * IOMEM_PITCH + 6;
  const nodes = steadyRows(stage.nodes, MOST_STEADY_NODES, window).map((of, i) => ({
    of,
    y: y + i * NODE_PITCH,
  }));
  y += nodes.length * NODE_PITCH;
  const ruleY = y + 5.5;
  y = ruleY + 7.25;
  const shown = steadyRows(stage.zones, MOST_STEADY_ZONES, window);
  const keys = shown.map(zoneKey);
  const numbered = keys.includes(zoneWithNumbers ?? '') ? zoneWithNumbers : (keys.at(-1) ?? null);
  const numbersUnder = arrangement === 'medium' ? numbered : null;
  const zones: Row<StageZone>[] = [];
  for (const of of shown) {
    zones.push({ of, y });
    y += ZONE_PITCH + (zoneKey(of) === numbersUnder ? NUMBERS_HEIGHT : 0);
  }
  const blocks = { y: Math.round(y) + PIN_ROOM - 5, height: 48 };
  return {
    arrangement,
    widthPx,
    heightPx: blocks.y + blocks.height + STEM_ROOM,
    plot,
    labelXPx: GUTTER_X,
    margin: arrangement === 'wide' ? { x0: widthPx - OUTER - MARGIN_WIDTH, x1: widthPx - OUTER } : null,
    breakPx: 24,
    strip: { y: 20, height: 14, tickY: 9, reach: 8 },
    axisY: 62.5,
    iomem,
    nodes,
    ruleY,
    zones,
    numbersUnder,
    blocks,
  };
}

function phoneGeometry(widthPx: number, stage: MapStage, window: ByteRange): MapGeometry {
  const iomem = { y: 62, rows: 1, pitch: IOMEM_PITCH };
  const shown = phoneZones(stage.zones.filter(inWindow(window)));
  const zones = shown.map((of, i) => ({ of, y: 91 + i * PHONE_ZONE_PITCH }));
  const rows = Math.min(PHONE_ZONES, stage.zones.length);
  const blocks = { y: 82 + rows * PHONE_ZONE_PITCH + PIN_ROOM, height: 58 };
  return {
    arrangement: 'phone',
    widthPx,
    heightPx: blocks.y + blocks.height + STEM_ROOM + 3,
    plot: plotAt(widthPx),
    labelXPx: null,
    margin: null,
    breakPx: 18,
    strip: { y: 21, height: 12, tickY: 9, reach: 6 },
    axisY: 56.5,
    iomem,
    nodes: [],
    ruleY: null,
    zones,
    numbersUnder: null,
    blocks,
  };
}
