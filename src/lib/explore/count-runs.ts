/**
 * How many different runs there are: orders of moves from the beginning to an end. Rounds of loops are not counted,
 * they can be repeated at will.
 */
import type { Search } from './search.ts';

/** Counting looks at every state once more. */
const MOST_STATES = 200_000;

/** The number of runs, or null when there are too many states to count them. */
export function countRuns(search: Search): number | null {
  const size = search.states.size;
  if (size > MOST_STATES) return null;
  const runs = new Float64Array(size).fill(-1);
  const stack: { readonly state: number; readonly next: number[]; sum: number }[] = [];
  const open = (state: number): void => {
    runs[state] = 0; // a way that comes back here goes round
    const next = search.successors(state).flatMap(({ to, looped }) => (looped || to === state ? [] : [to]));
    stack.push({ state, next, sum: next.length === 0 ? 1 : 0 });
  };
  open(0);
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const to = top.next.at(-1);
    if (to === undefined) {
      runs[top.state] = top.sum;
      stack.pop();
    } else if (runs[to]! < 0) {
      open(to);
    } else {
      top.sum += runs[to]!;
      top.next.pop();
    }
  }
  return runs[0]!;
}
