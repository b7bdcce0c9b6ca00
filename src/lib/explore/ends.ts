/**
 * How runs end: everybody is done, somebody sleeps for ever, or somebody goes round and round without an end.
 */
import type { Search } from './search.ts';

export type EndKind = 'done' | 'deadlock' | 'livelock';

export interface End {
  readonly kind: EndKind;
  /** State that stands for it: the first one found. */
  readonly state: number;
}

/** A region of states larger than this is not looked at for a way out; it counts as having one. */
const LARGEST_REGION = 400_000;

/** Numbers of the actors that should have come to their end and have not. */
export function hangingActors(search: Search, nodes: readonly number[]): number[] {
  return search.plan.actors.flatMap(({ isDaemon }, actor) =>
    isDaemon || search.locals.at(nodes[actor]!).isDone ? [] : [actor],
  );
}

/**
 * The ends of all runs. `stops` are states in which nobody can do anything, `loops` those in which somebody can only
 * go round: a livelock if no way leads from there to a stop.
 */
export function findEnds(search: Search, stops: readonly number[], loops: readonly number[]): End[] {
  const ends: End[] = stops.map((state) => {
    const isDone = hangingActors(search, search.load(state)).length === 0;
    return { kind: isDone ? 'done' : 'deadlock', state };
  });
  const hasWayOut = new Set(stops);
  const hasNone = new Set<number>();
  for (const state of loops) {
    if (hasWayOut.has(state) || hasNone.has(state)) continue;
    const region = regionFrom(search, state, hasWayOut);
    if (region === null) {
      hasWayOut.add(state);
      continue;
    }
    for (const stuck of region) hasNone.add(stuck);
    // Daemons may wait in a loop of their own when everybody else is done.
    const isDone = hangingActors(search, search.load(state)).length === 0;
    ends.push({ kind: isDone ? 'done' : 'livelock', state });
  }
  return ends.sort((a, b) => a.state - b.state);
}

/** All states that can be reached, or null when one of them has a way out. */
function regionFrom(search: Search, from: number, hasWayOut: ReadonlySet<number>): Set<number> | null {
  const region = new Set([from]);
  for (const state of region) {
    for (const { to } of search.successors(state)) {
      if (hasWayOut.has(to)) return null;
      region.add(to);
      if (region.size > LARGEST_REGION) return null;
    }
  }
  return region;
}
