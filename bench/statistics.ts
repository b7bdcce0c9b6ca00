/**
 * Median, least and most of a few measurements: what a noisy machine allows to be said.
 */

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spread(values: readonly number[]): Spread {
  return { median: percentile(values, 50), least: percentile(values, 0), most: percentile(values, 100) };
}

/** The value below which `percent` of the others lie; 0 is the least, 100 the most. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.round((percent / 100) * (sorted.length - 1)))] ?? Number.NaN;
}

/** `median [least..most]` with a sensible number of digits. */
export function spreadText(values: readonly number[], unit: string): string {
  const { median, least, most } = spread(values);
  return `${number(median)} ${unit} [${number(least)}..${number(most)}]`;
}

function number(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return value.toPrecision(3);
}
