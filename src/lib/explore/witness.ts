/**
 * The way to a state, as a schedule that anybody can follow on a kernel of their own.
 */
import type { Schedule, Turn } from '#lib/scenario/schedule.ts';
import type { Witness } from './report.ts';
import type { Search } from './search.ts';

/** Moves from the beginning: who made each, in how many steps. */
export type Way = readonly Turn[];

/**
 * A shortest way from the beginning to a state; of several, the first in the order of the actors' numbers. That is
 * what a breadth-first search that tries the actors in their order finds, so it is the same in every search.
 */
export function wayTo(search: Search, state: number): Way {
  const states: number[] = [];
  for (let at = state; at >= 0; at = search.states.parentOf(at)) states.push(at);
  states.reverse();
  return states.slice(1).map((to, i) => {
    const actor = search.states.actorOf(to);
    return { actor, steps: search.stepsOfMove(states[i]!, actor) };
  });
}

/** The same way, and one move more; null for none. */
export function wayBehind(search: Search, state: number, actor: number | null): Way {
  const way = wayTo(search, state);
  return actor === null ? way : [...way, { actor, steps: search.stepsOfMove(state, actor) }];
}

/** A way as turns: moves of one actor behind each other are one turn. */
export function witnessOf(way: Way): Witness {
  const schedule: Turn[] = [];
  for (const { actor, steps } of way) {
    const last = schedule.at(-1);
    if (last?.actor === actor) schedule[schedule.length - 1] = { actor, steps: last.steps + steps };
    else schedule.push({ actor, steps });
  }
  return { schedule: schedule satisfies Schedule, steps: way.reduce((sum, { steps }) => sum + steps, 0) };
}

/** Below 0 when the first way is shorter, or comes first among those of one length. */
export function compareWays(a: Way, b: Way): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) if (a[i]!.actor !== b[i]!.actor) return a[i]!.actor - b[i]!.actor;
  return 0;
}
