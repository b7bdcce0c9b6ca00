/**
 * A linear scale, also piecewise, from d3-array alone. d3-scale brings colours, dates and number formats with it, and
 * what comes before the first picture has to stay small (docs/decisions/0017).
 */
import { bisectRight, ticks } from 'd3-array';

/** Maps numbers of a domain to numbers of a range; beyond its ends it goes on with the slope of the last piece. */
export interface LinearScale {
  (value: number): number;
  /** The number of the domain that maps there. */
  invert(at: number): number;
  /** Round numbers of the domain, about so many. */
  ticks(count: number): number[];
  readonly domain: readonly number[];
  readonly range: readonly number[];
}

/** Through the piece of `from` that holds `value`; both ascend and have the same number of ends, at least two. */
function mapped(from: readonly number[], to: readonly number[], value: number): number {
  const end = bisectRight(from, value, 1, from.length - 1);
  const width = from[end]! - from[end - 1]!;
  const share = width === 0 ? 0.5 : (value - from[end - 1]!) / width;
  return to[end - 1]! * (1 - share) + to[end]! * share;
}

/** The scale that takes each end of `domain` (ascending) to the one of `range`, which may descend. */
export function linearScale(domain: readonly number[], range: readonly number[]): LinearScale {
  const isDescending = range.at(-1)! < range[0]!;
  const [back, ahead] = isDescending ? [range.toReversed(), domain.toReversed()] : [range, domain];
  return Object.assign((value: number) => mapped(domain, range, value), {
    invert: (at: number) => mapped(back, ahead, at),
    ticks: (count: number) => ticks(domain[0]!, domain.at(-1)!, count),
    domain,
    range,
  });
}
