/**
 * A statechart as marks: the states that its subject is in and the edges it took last are lit.
 *
 * Place and path of everything come from the layout, which is drawn by hand; here it only gets its looks.
 */
import { pathPoints } from '#lib/machines/chart-boxes.ts';
import type { ChartEdge, ChartLayout, ChartNode } from '#lib/machines/chart-layout.ts';
import { n, path, rect, text, type Mark } from './marks.ts';

export interface ChartState {
  /** Number of the configuration, as the nodes of the layout mean it. */
  readonly configuration: number;
  /** Ids of the edges taken last; none before the first. */
  readonly lit: readonly string[];
  /** Refusal that sent the subject back, with its minus; shown on an edge of failure. */
  readonly errno: string | null;
  /** Id of an edge that is pointed at. */
  readonly pointedAt?: string | null;
}

const HEAD_PX = 7;
const LIT_HEAD_PX = 10;
const MOST_ROUND_PX = 13;

/** Ids of the edges that an event takes. */
export function edgesOfEvent({ edges }: ChartLayout, event: string | null): string[] {
  return event === null ? [] : edges.filter(({ events }) => events.includes(event)).map(({ id }) => id);
}

/** The innermost nodes of a configuration: one, or one for each region of a parallel chart. */
export function litNodes({ nodes }: ChartLayout, configuration: number): ChartNode[] {
  const lit = nodes.filter(({ configurations }) => configurations.includes(configuration));
  return lit.filter(({ id }) => !lit.some(({ inside }) => inside === id));
}

/** A triangle with its tip at the end of the path, pointing on. */
function arrowHead(d: string, length: number): string {
  const [before, tip] = pathPoints(d).slice(-2);
  if (before === undefined || tip === undefined) return '';
  const distance = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const [dx, dy] = [(tip.x - before.x) / distance, (tip.y - before.y) / distance];
  const [backX, backY] = [tip.x - dx * length, tip.y - dy * length];
  const half = length / 2;
  const one = `${n(backX - dy * half)} ${n(backY + dx * half)}`;
  const other = `${n(backX + dy * half)} ${n(backY - dx * half)}`;
  return `M${n(tip.x)} ${n(tip.y)}L${one}L${other}z`;
}

const isFailure = (event: string): boolean => event.endsWith('_FAILED');

function edgeMarks(edge: ChartEdge, isLit: boolean, state: ChartState): Mark[] {
  const { id, path: d, label, labelX, labelY, anchor } = edge;
  const errno = isLit && edge.events.some(isFailure) ? state.errno : null;
  const words = errno === null ? label : `${label} ${errno}`;
  const labelMark = text(`${id} label`, isLit ? 'strong halo' : 'ink2', [labelX, labelY], words, anchor);
  if (!isLit) {
    const line = state.pointedAt === id ? 'line strong-line' : 'outline';
    return [path(id, line, d), path(`${id} head`, 'ink3-fill', arrowHead(d, HEAD_PX)), labelMark];
  }
  return [
    path(`${id} marker`, 'marker-ink', d),
    path(`${id} lit`, 'line now-line', d),
    path(`${id} lit head`, 'ink-fill', arrowHead(d, LIT_HEAD_PX)),
    labelMark,
  ];
}

function nodeMarks(node: ChartNode, lit: readonly ChartNode[]): Mark[] {
  const { id, x, y, width, height, label, labelX, labelY, note } = node;
  const isLit = lit.includes(node);
  const surroundsLit = lit.some(({ inside }) => inside === id);
  const looks = isLit ? 'state lit' : surroundsLit ? 'state around-lit' : 'state';
  const rx = Math.min(MOST_ROUND_PX, height / 2);
  const box = { ...rect(id, node.dashed ? `${looks} dashed` : looks, [x, y, width, height]), rx };
  const tone = isLit ? 'mono size-11 strong on-now' : surroundsLit ? 'mono size-11 strong' : 'mono size-11';
  return [
    box,
    text(`${id} label`, tone, [labelX, labelY], label, 'middle'),
    ...(note === undefined ? [] : [text(`${id} note`, 'ink3', [x + width / 2, note.y], note.text, 'middle')]),
  ];
}

/** The chart from back to front: frames, edges with the lit ones over the others, states. */
export function chartMarks(layout: ChartLayout, state: ChartState): Mark[] {
  const isLit = ({ id }: ChartEdge): boolean => state.lit.includes(id);
  const nodes = litNodes(layout, state.configuration);
  const isFrame = ({ id }: ChartNode): boolean => layout.nodes.some(({ inside }) => inside === id);
  return [
    ...layout.nodes.filter(isFrame).flatMap((one) => nodeMarks(one, nodes)),
    ...layout.edges.filter((edge) => !isLit(edge)).flatMap((edge) => edgeMarks(edge, false, state)),
    ...layout.edges.filter(isLit).flatMap((edge) => edgeMarks(edge, true, state)),
    ...layout.nodes.filter((one) => !isFrame(one)).flatMap((one) => nodeMarks(one, nodes)),
  ];
}

/** Wide invisible lines over the edges, for the pointer; the key of each is the id of its edge. */
export function chartReaches({ edges }: ChartLayout): Mark[] {
  return edges.map(({ id, path: d }) => path(id, 'edge-reach', d));
}

/** The picture in one sentence, for those who do not see it. */
export function chartSentence(layout: ChartLayout, subject: string, state: ChartState): string {
  const nodes = litNodes(layout, state.configuration).map(({ inside, label }) =>
    inside === null ? label : `${inside}, ${label}`,
  );
  const edges = layout.edges
    .filter(({ id }) => state.lit.includes(id))
    .map(({ from, to, label, events }) => {
      const errno = events.some(isFailure) && state.errno !== null ? ` after ${state.errno}` : '';
      return `${from} to ${to}, ${label}${errno}`;
    });
  const now = `Statechart of ${subject}: ${nodes.length === 0 ? 'unknown state' : nodes.join('; ')}.`;
  if (edges.length === 0) return now;
  return `${now} Last edge${edges.length > 1 ? 's' : ''}: ${edges.join('; ')}.`;
}
