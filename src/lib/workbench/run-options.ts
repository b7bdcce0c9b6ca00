/**
 * What can be put on screen, as the picker lists it: the built-in scenarios, then the recorded runs by kernel in the
 * order in which the kernels came; searched by typing.
 */
import type { TraceIndexEntry } from '#lib/capture/trace-index.ts';
import type { Scenario } from '#lib/scenario/scenario.ts';
import type { RunSource } from '#lib/scenario/moment.ts';

export interface RunOption {
  readonly source: RunSource;
  readonly title: string;
  /** Short name, as links have it. */
  readonly name: string;
  readonly about: string;
  /** Recorded steps; null for a scenario. */
  readonly steps: number | null;
}

export interface RunGroup {
  readonly title: string;
  readonly options: readonly RunOption[];
}

/** What `kernel.variant` of a recording is called here, in the order of posting. */
const KERNELS: readonly (readonly [variant: string, title: string])[] = [
  ['mainline', 'Linux 6.12'],
  ['series-v1-patch3', 'v1, patches 1 to 3'],
  ['series-v1-patch8', 'v1, all 8 patches'],
  ['series-v3', 'v3'],
  ['series-v7-merged', 'merged'],
];

function scenarioOption({ id, title, about }: Scenario): RunOption {
  return { source: { kind: 'scenario', id }, title, name: id, about, steps: null };
}

function traceOption({ name, title, about, steps }: TraceIndexEntry): RunOption {
  return { source: { kind: 'trace', name }, title, name, about, steps };
}

function allGroups(scenarios: readonly Scenario[], entries: readonly TraceIndexEntry[]): RunGroup[] {
  const known = new Set(KERNELS.map(([variant]) => variant));
  const others = [...new Set(entries.map(({ variant }) => variant))].filter((variant) => !known.has(variant));
  const kernels = [...KERNELS, ...others.map((variant) => [variant, variant] as const)];
  return [
    { title: 'Scenarios', options: scenarios.map(scenarioOption) },
    ...kernels.map(([variant, kernel]) => ({
      title: `Recorded on ${kernel}`,
      options: entries.filter((entry) => entry.variant === variant).map(traceOption),
    })),
  ];
}

/** The runs that have every word of `query` somewhere in their texts, in groups; empty groups are left out. */
export function runGroups(
  scenarios: readonly Scenario[],
  entries: readonly TraceIndexEntry[],
  query: string,
): RunGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return allGroups(scenarios, entries)
    .map(({ title: group, options }) => ({
      title: group,
      options: options.filter(({ title, name, about }) => {
        const text = `${name} ${title} ${about} ${group}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ options }) => options.length > 0);
}
