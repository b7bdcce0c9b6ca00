/**
 * The way to a state, as a schedule that anybody can follow on a kernel of their own.
 */
import type { Schedule, Turn } from '#lib/scenario/schedule.ts';
import type { Search } from './search.ts';

/** A shortest way from the beginning to a state: whose turn it is, for how many steps each time. */
export function scheduleOf(search: Search, state: number): Schedule {
  const way: number[] = [];
  for (let at = state; at >= 0; at = search.states.parentOf(at)) way.push(at);
  way.reverse();
  const turns: Turn[] = [];
  for (let i = 1; i < way.length; i++) {
    const actor = search.states.actorOf(way[i]!);
    const steps = search.stepsOfMove(way[i - 1]!, actor);
    const last = turns.at(-1);
    if (last?.actor === actor) turns[turns.length - 1] = { actor, steps: last.steps + steps };
    else turns.push({ actor, steps });
  }
  return turns;
}

/** The same way, and one move more. */
export function scheduleBehind(search: Search, state: number, actor: number): Schedule {
  const turns = [...scheduleOf(search, state)];
  const steps = search.stepsOfMove(state, actor);
  const last = turns.at(-1);
  if (last?.actor === actor) turns[turns.length - 1] = { actor, steps: last.steps + steps };
  else turns.push({ actor, steps });
  return turns;
}
