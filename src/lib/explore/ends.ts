/**
 * How runs end: everybody is done, somebody sleeps for ever, or somebody goes round and round without an end.
 */
import { ELSEWHERE, type Search } from './search.ts';

export type EndKind = 'done' | 'deadlock' | 'livelock';

export interface End {
  readonly kind: EndKind;
  /** State that stands for it: the first one found. */
  readonly state: number;
  /** All states of the circle that is never left; just the state when nothing goes on. */
  readonly circle: readonly number[];
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
 * go round: a livelock if no way leads from there to a stop. It stands for itself only where it has arrived in the
 * circle that it never leaves again; what happens on the way there is still progress.
 */
export function findEnds(search: Search, stops: readonly number[], loops: readonly number[]): End[] {
  const endAt = (state: number, otherwise: EndKind, circle: readonly number[]): End => {
    const isDone = hangingActors(search, search.load(state)).length === 0;
    return { kind: isDone ? 'done' : otherwise, state, circle };
  };
  const ends: End[] = stops.map((state) => endAt(state, 'deadlock', [state]));
  const hasWayOut = new Set(stops);
  const hasNone = new Set<number>();
  const circles = new Map<number, readonly number[]>();
  for (const state of loops) {
    if (hasWayOut.has(state) || hasNone.has(state)) continue;
    const region = regionFrom(search, state, hasWayOut);
    if (region === null) {
      hasWayOut.add(state);
      continue;
    }
    for (const stuck of region.keys()) hasNone.add(stuck);
    for (const circle of lastCircles(state, region)) circles.set(Math.min(...circle), circle);
  }
  // Daemons may wait in a loop of their own when everybody else is done.
  for (const [state, circle] of circles) ends.push(endAt(state, 'livelock', circle));
  return ends.sort((a, b) => a.state - b.state);
}

/** All states that can be reached, each with those behind it, or null when one of them has a way out. */
function regionFrom(
  search: Search,
  from: number,
  hasWayOut: ReadonlySet<number>,
): ReadonlyMap<number, readonly number[]> | null {
  const region = new Map<number, readonly number[]>();
  const known = new Set([from]);
  for (const state of known) {
    const behind = search.successors(state).map(({ to }) => to);
    region.set(state, behind);
    for (const to of behind) {
      if (to === ELSEWHERE || hasWayOut.has(to)) return null;
      known.add(to);
    }
    if (known.size > LARGEST_REGION) return null;
  }
  return region;
}

/**
 * The circles of a region that no move leaves (its strongly connected components without a way on). Tarjan's algorithm
 * without recursion.
 */
export function lastCircles(from: number, region: ReadonlyMap<number, readonly number[]>): number[][] {
  const found: number[][] = [];
  const order = new Map<number, number>();
  const lowest = new Map<number, number>();
  const circleOf = new Map<number, number>();
  const stack: number[] = [];
  const path: { readonly state: number; next: number }[] = [];
  const enter = (state: number): void => {
    order.set(state, order.size);
    lowest.set(state, order.size - 1);
    stack.push(state);
    path.push({ state, next: 0 });
  };
  enter(from);
  while (path.length > 0) {
    const top = path.at(-1)!;
    const { state } = top;
    const to = region.get(state)![top.next++];
    if (to !== undefined) {
      if (!order.has(to)) enter(to);
      else if (!circleOf.has(to)) lowest.set(state, Math.min(lowest.get(state)!, order.get(to)!));
      continue;
    }
    path.pop();
    const caller = path.at(-1);
    if (caller !== undefined) {
      lowest.set(caller.state, Math.min(lowest.get(caller.state)!, lowest.get(state)!));
    }
    if (lowest.get(state) !== order.get(state)) continue;
    const members = stack.splice(stack.lastIndexOf(state));
    for (const member of members) circleOf.set(member, state);
    const isLast = members.every((member) =>
      region.get(member)!.every((next) => circleOf.get(next) === state),
    );
    if (isLast) found.push(members);
  }
  return found;
}
