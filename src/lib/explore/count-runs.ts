/**
 * How many different runs there are: orders of moves from the beginning to an end. Rounds of loops are not counted,
 * they can be repeated at will.
 */
import { ELSEWHERE, type Search } from './search.ts';

/** Counting looks at every state once more. */
export const MOST_RUN_STATES = 200_000;
const UNKNOWN = -1n;

/** The number of runs, or null when there are too many states to count them. */
export function countRuns(search: Search): bigint | null {
  const size = search.states.size;
  if (size > MOST_RUN_STATES) return null;
  const runs = new Array<bigint>(size).fill(UNKNOWN);
  const stack: { readonly state: number; readonly next: number[]; sum: bigint }[] = [];
  const open = (state: number): void => {
    runs[state] = 0n; // a way that comes back here goes round
    const next = search.successors(state).flatMap(({ to, looped }) => (looped || to === state ? [] : [to]));
    const isEnd = next.length === 0 && search.ownsEnd(state);
    stack.push({ state, next: next.filter((to) => to !== ELSEWHERE), sum: isEnd ? 1n : 0n });
  };
  open(0);
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const to = top.next.at(-1);
    if (to === undefined) {
      runs[top.state] = top.sum;
      stack.pop();
    } else if (runs[to]! === UNKNOWN) {
      open(to);
    } else {
      top.sum += runs[to]!;
      top.next.pop();
    }
  }
  return runs[0]!;
}
