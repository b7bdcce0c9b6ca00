/**
 * A statechart as the page shows it at one moment: where its subject is, which edge it took last, what was seen so far.
 */
import type { ChartEdge, ChartLayout } from '#lib/machines/chart-layout.ts';
import {
  configurationNow,
  layoutOf,
  type ChartHistory,
  type ChartKind,
  type ChartSubject,
} from './chart-history.ts';
import type { Playable } from './playable.ts';

export interface ChartView {
  readonly kind: ChartKind;
  readonly layout: ChartLayout;
  /** As the nodes of the layout mean it. */
  readonly configuration: number;
  /** Ids of the edges taken last; none before the first move. */
  readonly lit: readonly string[];
  /** Position after the step of that move; null before the first. */
  readonly litAt: number | null;
  /** Ids of nodes and edges that subjects of this kind have been in and have taken, from the start of the run on. */
  readonly seenNodes: readonly string[];
  readonly seenEdges: readonly string[];
}

/** The chart of a subject after `position` steps; null where this kernel has no such chart. */
export function chartView(
  { machine: { kernel, run } }: Playable,
  history: ChartHistory,
  subject: ChartSubject,
  position: number,
): ChartView | null {
  const layout = layoutOf(subject.kind, kernel);
  if (layout === null) return null;
  run.history.seek(position);
  const configuration = configurationNow(kernel, subject);
  const last = history.lastMove(subject, position);
  const seen = history.seen(subject.kind, position);
  const configurations = new Set([...seen.configurations, configuration]);
  return {
    kind: subject.kind,
    layout,
    configuration,
    lit: last?.edges ?? [],
    litAt: last?.position ?? null,
    seenNodes: layout.nodes
      .filter((node) => node.configurations.some((one) => configurations.has(one)))
      .map(({ id }) => id),
    seenEdges: layout.edges.filter(({ id }) => seen.edges.has(id)).map(({ id }) => id),
  };
}

/** Pills: nodes that are no frame around others, which is what one counts as states. */
export function pillIds({ nodes }: ChartLayout): string[] {
  return nodes.filter(({ id }) => !nodes.some(({ inside }) => inside === id)).map(({ id }) => id);
}

/** An edge in words, e.g. `offline to onlining`. */
export function edgeName({ from, to }: ChartEdge): string {
  return from === to ? `${from}, again` : `${from} to ${to}`;
}
