/**
 * What every lane of the map is computed from: the moment, the scale and the places.
 */
import type { BlockView, Frame } from '#lib/workbench/frame.ts';
import { addressScale, type AddressScale } from '../address-scale.ts';
import { mapGeometry, type MapGeometry } from '../map-geometry.ts';
import { blockRange, zoneKey, type MapStage } from '../map-stage.ts';
import { rangesOverlap, type ByteRange } from '../ranges.ts';

export interface Scene {
  readonly frame: Frame;
  readonly stage: MapStage;
  readonly geometry: MapGeometry;
  readonly scale: AddressScale;
  /** Number of the selected block. */
  readonly selected: number | null;
  /** Blocks of which something is inside the window, in address order. */
  readonly visible: readonly BlockView[];
}

export interface SceneWish {
  readonly frame: Frame;
  readonly stage: MapStage;
  readonly window: ByteRange;
  readonly selected: number | null;
  readonly widthPx: number;
}

/** The zone whose counters matter most: of the selected block, else the one that has just changed. */
function zoneInFocus(frame: Frame, selected: number | null): string | null {
  const block = frame.blocks.find(({ id }) => id === selected);
  if (block !== undefined && block.zone !== null) return zoneKey({ nid: block.nid, name: block.zone });
  const changed = frame.zones.find((zone) => zone.changed);
  return changed === undefined ? null : zoneKey(changed);
}

export function sceneOf({ frame, stage, window, selected, widthPx }: SceneWish): Scene {
  const zoneWithNumbers = zoneInFocus(frame, selected);
  const geometry = mapGeometry({ widthPx, stage, window, zoneWithNumbers });
  const { plot, breakPx } = geometry;
  return {
    frame,
    stage,
    geometry,
    scale: addressScale(stage.axis, window, { x0Px: plot.x0, x1Px: plot.x1, breakPx }),
    selected,
    visible: frame.blocks.filter((block) => rangesOverlap(blockRange(block), window)),
  };
}
