/**
 * The words of the report: a line for each recording, the assumptions, and the sum.
 */
import { firstDifferingLine } from '#lib/capture/compare.ts';
import type { TraceResult } from './check-trace.ts';

/** One line for a recording: that it agrees, or the first thing that does not. */
export function traceLine(result: TraceResult): string {
  const { name, steps, firstDifference, error } = result;
  if (error !== null) return `invalid ${name}: ${error}`;
  if (firstDifference === null) return `agrees  ${name} (${steps} ${steps === 1 ? 'step' : 'steps'})`;
  const { step, file } = firstDifference;
  const { expected, got } = firstDifferingLine(firstDifference);
  return `differs ${name} step ${step}: ${file} expected ${expected} got ${got}`;
}

/** Every assumption once, with the number of recordings that rest on it, grouped by what it is about. */
export function assumptionLines(results: readonly TraceResult[]): string[] {
  const groups = new Map<string, Map<string, number>>();
  for (const { about, text } of results.flatMap(({ assumptions }) => assumptions)) {
    const texts = groups.get(about) ?? new Map<string, number>();
    texts.set(text, (texts.get(text) ?? 0) + 1);
    groups.set(about, texts);
  }
  if (groups.size === 0) return [];
  const lines = [...groups].flatMap(([about, texts]) => [
    `  ${about}`,
    ...[...texts].map(([text, count]) => `    ${text} (${count} ${count === 1 ? 'trace' : 'traces'})`),
  ]);
  const unknown = sum(results, ({ unknownLines }) => unknownLines);
  const ignored = unknown === 0 ? [] : [`  ${unknown} recorded log lines that the model does not speak of`];
  return ['assumed, because no snapshot shows it:', ...lines, ...ignored];
}

export interface Totals {
  readonly agree: number;
  readonly traces: number;
  readonly stepsAgree: number;
  readonly steps: number;
}

export function totals(results: readonly TraceResult[]): Totals {
  return {
    agree: results.filter(({ agrees }) => agrees).length,
    traces: results.length,
    stepsAgree: sum(results, ({ stepsAgree }) => stepsAgree),
    steps: sum(results, ({ steps }) => steps),
  };
}

/** The last line of the report. */
export function totalsLine({ agree, traces, stepsAgree, steps }: Totals): string {
  return `${agree} of ${traces} traces agree, ${stepsAgree} of ${steps} steps agree`;
}

function sum(results: readonly TraceResult[], count: (result: TraceResult) => number): number {
  return results.reduce((total, result) => total + count(result), 0);
}
