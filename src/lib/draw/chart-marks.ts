/**
 * The statechart of one block as marks: the state it is in and the edge it took last are lit.
 *
 * Place and path of everything come from the layout, which is drawn by hand; here it only gets its looks.
 */
import { pathPoints } from '#lib/machines/chart-boxes.ts';
import type { ChartEdge, ChartLayout, ChartNode } from '#lib/machines/chart-layout.ts';
import { n, path, rect, text, type Mark } from './marks.ts';

export interface ChartState {
  /** Table number of the configuration that the block is in. */
  readonly configuration: number;
  /** Event of the edge taken last, as the chart names it; null before the first. */
  readonly lastEvent: string | null;
  /** Refusal that sent the block back, with its minus; shown on an edge of failure. */
  readonly errno: string | null;
}

const HEAD_PX = 7;
const LIT_HEAD_PX = 10;
const MOST_ROUND_PX = 13;

/** The edge that an event takes, or null. */
export function litEdge({ edges }: ChartLayout, lastEvent: string | null): ChartEdge | null {
  if (lastEvent === null) return null;
  return edges.find(({ events }) => events.includes(lastEvent)) ?? null;
}

/** The innermost node of a configuration, or null. */
export function litNode({ nodes }: ChartLayout, configuration: number): ChartNode | null {
  const lit = nodes.filter(({ configurations }) => configurations.includes(configuration));
  return lit.find(({ id }) => !lit.some(({ inside }) => inside === id)) ?? null;
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
  const errno = isLit && state.lastEvent !== null && isFailure(state.lastEvent) ? state.errno : null;
  const words = errno === null ? label : `${label} ${errno}`;
  const labelMark = text(`${id} label`, isLit ? 'strong halo' : 'ink2', [labelX, labelY], words, anchor);
  if (!isLit) {
    return [path(id, 'outline', d), path(`${id} head`, 'ink3-fill', arrowHead(d, HEAD_PX)), labelMark];
  }
  return [
    path(`${id} marker`, 'marker-ink', d),
    path(`${id} lit`, 'line now-line', d),
    path(`${id} lit head`, 'ink-fill', arrowHead(d, LIT_HEAD_PX)),
    labelMark,
  ];
}

function nodeMarks(node: ChartNode, state: ChartState, lit: ChartNode | null): Mark[] {
  const { id, x, y, width, height, label, labelX, labelY, note } = node;
  const isLit = node === lit;
  const surroundsLit = lit?.inside === id;
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

/** The chart from back to front; the lit edge lies over the others and under the states. */
export function chartMarks(layout: ChartLayout, state: ChartState): Mark[] {
  const edge = litEdge(layout, state.lastEvent);
  const node = litNode(layout, state.configuration);
  const dark = layout.edges.filter((one) => one !== edge);
  return [
    ...dark.flatMap((one) => edgeMarks(one, false, state)),
    ...(edge === null ? [] : edgeMarks(edge, true, state)),
    ...layout.nodes.flatMap((one) => nodeMarks(one, state, node)),
  ];
}

/** The picture in one sentence, for those who do not see it. */
export function chartSentence(layout: ChartLayout, subject: string, state: ChartState): string {
  const node = litNode(layout, state.configuration);
  const outer = node === null || node.inside === null ? '' : `${node.inside}, `;
  const edge = litEdge(layout, state.lastEvent);
  const now = `Statechart of ${subject}: ${outer}${node?.label ?? 'unknown state'}`;
  if (edge === null) return `${now}.`;
  const errno = isFailure(state.lastEvent ?? '') && state.errno !== null ? ` after ${state.errno}` : '';
  return `${now}. Last edge: ${edge.from} to ${edge.to}, ${edge.label}${errno}.`;
}
