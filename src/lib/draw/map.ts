/**
 * The physical memory map: all lanes over one address axis, drawn layer by layer.
 *
 * Layers from back to front: what the whole height shares (yellow columns, breaks), what the plot's edge cuts, what
 * may stand out of the plot, and the margin.
 */
import { drawMarks, layerOf, SILENT } from './draw-marks.ts';
import { axisMarks, breakMarks } from './lanes/axis.ts';
import { blockLaneMarks, blockSignMarks, nowMarks } from './lanes/blocks.ts';
import { iomemMarks } from './lanes/iomem.ts';
import { marginMarks } from './lanes/margin.ts';
import { nodeLaneMarks } from './lanes/nodes.ts';
import { sceneOf, type Scene, type SceneWish } from './lanes/scene.ts';
import { stripMarks } from './lanes/strip.ts';
import { zoneLaneMarks } from './lanes/zones.ts';
import { horizontal, rect, type Mark } from './marks.ts';

export interface MapLayers {
  readonly strip: readonly Mark[];
  /** Cut at the plot's edges, save for lane labels, which stand left of it. */
  readonly ground: readonly Mark[];
  readonly lanes: readonly Mark[];
  readonly blocks: readonly Mark[];
  readonly signs: readonly Mark[];
  readonly margin: readonly Mark[];
}

const prefixed = (prefix: string, marks: readonly Mark[]): Mark[] =>
  marks.map((mark) => ({ ...mark, key: `${prefix} ${mark.key}` }));

/** All marks of the map. */
export function mapLayers(scene: Scene): MapLayers {
  const { ruleY, plot } = scene.geometry;
  return {
    strip: stripMarks(scene),
    ground: [...prefixed('now', nowMarks(scene)), ...prefixed('break', breakMarks(scene))],
    lanes: [
      ...prefixed('axis', axisMarks(scene)),
      ...prefixed('iomem', iomemMarks(scene)),
      ...prefixed('node', nodeLaneMarks(scene)),
      ...(ruleY === null ? [] : [horizontal('rule', 'hairline', [plot.x0, plot.x1, ruleY])]),
      ...prefixed('zone', zoneLaneMarks(scene)),
    ],
    blocks: blockLaneMarks(scene),
    signs: blockSignMarks(scene),
    margin: marginMarks(scene),
  };
}

export interface MapDrawing extends SceneWish {
  /** Unique on the page: names the clip path. */
  readonly id: string;
  /** Ease into the new moment instead of switching to it. */
  readonly animate: boolean;
}

const LAYERS = ['ground', 'strip', 'lanes', 'blocks', 'signs', 'margin'] as const;
const CUT_LAYERS: ReadonlySet<string> = new Set(['ground', 'lanes', 'blocks']);
/** In the strip a block is too small for its rising to be seen. */
const EASED_LAYERS: ReadonlySet<string> = new Set(['blocks', 'signs']);

/** Lane labels stand left of the plot and must not be cut with it. */
const isLabel = ({ className }: Mark): boolean => className.startsWith('lane-label');

/**
 * Draws one moment into `svg` and gives it its height; a repeated call changes only what differs.
 * @returns the scene, for those who must know where things stand
 */
export function drawMap(svg: SVGSVGElement, { id, animate, ...wish }: MapDrawing): Scene {
  const scene = sceneOf(wish);
  const { widthPx, heightPx, plot } = scene.geometry;
  svg.setAttribute('viewBox', `0 0 ${widthPx} ${heightPx}`);
  svg.setAttribute('height', String(heightPx));
  const layers = mapLayers(scene);
  const clipId = `${id}-plot`;
  drawClip(svg, clipId, rect('plot', '', [plot.x0, 0, plot.x1 - plot.x0, heightPx]));
  for (const name of LAYERS) {
    const marks = layers[name];
    const isEased = animate && EASED_LAYERS.has(name);
    const layer = layerOf(svg, name, SILENT);
    if (!CUT_LAYERS.has(name)) {
      drawMarks(layer, marks, isEased);
      continue;
    }
    const node = layer.node()!;
    drawMarks(layerOf(node, 'labels'), marks.filter(isLabel));
    drawMarks(
      layerOf(node, 'cut', { 'clip-path': `url(#${clipId})` }),
      marks.filter((mark) => !isLabel(mark)),
      isEased,
    );
  }
  return scene;
}

/** Makes the clip path of that id be one rectangle. */
function drawClip(svg: SVGSVGElement, clipId: string, box: Mark): void {
  const layer = layerOf(svg, 'clip');
  if (layer.select('clipPath').empty()) layer.append('clipPath').attr('id', clipId);
  drawMarks(layer.select<SVGClipPathElement>('clipPath'), [box]);
}
