/**
 * The shape of a chart drawn by hand: where its states stand and how its edges run.
 *
 * Laid out by hand and not by a program, because a dozen pills are read better that way and a layout library
 * costs more than the rest of the page. Plain numbers and strings: what draws them decides colours, fonts
 * and markers. A test holds every layout against its chart and looks for overlaps.
 */

/** The drawing's size in user units; a viewBox of `0 0 width height`. */
export const CHART_WIDTH = 400;
export const CHART_HEIGHT = 190;
/** Text is set at this size, in user units. */
export const CHART_FONT_SIZE = 10.5;

/** A state, or a frame around states that have edges in common. */
export interface ChartNode {
  id: string;
  label: string;
  /** A remark in small type, its baseline centred at (`x + width / 2`, `noteY`). */
  note?: { text: string; y: number };
  x: number;
  y: number;
  width: number;
  height: number;
  /** The label is centred here; its baseline is `labelY`. */
  labelX: number;
  labelY: number;
  /** A state in which the thing does not exist or is on its way. */
  dashed: boolean;
  /** Id of the frame around this node. */
  inside: string | null;
  /** Table numbers of the configurations that light this node. */
  configurations: readonly number[];
}

/** A move between two nodes. */
export interface ChartEdge {
  id: string;
  from: string;
  to: string;
  /** Names of the chart's events that take this edge. */
  events: readonly string[];
  /** SVG path data, absolute M and C commands, from the border of one node to that of the other. */
  path: string;
  label: string;
  labelX: number;
  /** Baseline of the label. */
  labelY: number;
  anchor: 'start' | 'middle' | 'end';
  description: string;
  /** What a user does to take this edge, as the page writes it: as a rule a shell line. */
  sysfsWrite?: string;
  kernelFunction: string;
}

export interface ChartLayout {
  nodes: readonly ChartNode[];
  edges: readonly ChartEdge[];
}

const PILL_HEIGHT = 26;

/** A node whose label is its id, centred in it, unless `rest` says otherwise. */
export function pill(
  id: string,
  [x, y, width, height = PILL_HEIGHT]: readonly [x: number, y: number, width: number, height?: number],
  configurations: readonly number[],
  rest: Partial<ChartNode> = {},
): ChartNode {
  return {
    id,
    label: id,
    x,
    y,
    width,
    height,
    labelX: x + width / 2,
    labelY: y + height / 2 + 4,
    dashed: false,
    inside: null,
    configurations,
    ...rest,
  };
}
