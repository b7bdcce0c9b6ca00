/**
 * Has somebody else changed memory blocks since a line let go of device_hotplug_lock? Then the line cannot be blamed for
 * how they are: between the lock and its return, a driver gives back locks that protect no block.
 */
import { DEVICE_HOTPLUG_LOCK } from '#lib/hotplug/run/locks.ts';
import type { Search } from './search.ts';

/** Of the blocks, by component: their state and zone, not who is inside their files. */
const IS_BLOCK = /^block\d+$/;

/**
 * `line` ends with the move of the actor out of the state. Looks along the way on which the search came there, back to
 * where the actor held the lock last or began the line.
 */
export function hadInterference(search: Search, state: number, actor: number, line: number): boolean {
  const { owner } = search.plan.kernel.locks;
  const isInside = (at: number): boolean => search.locals.at(search.nodesIn(at)[actor]!).line === line;
  for (let at = state; at > 0 && isInside(at); at = search.states.parentOf(at)) {
    search.load(at);
    if (owner.peek(DEVICE_HOTPLUG_LOCK) === actor + 2) return false;
    if (search.states.actorOf(at) !== actor && changesBlocks(search, search.states.parentOf(at), at))
      return true;
  }
  return false;
}

function changesBlocks(search: Search, from: number, to: number): boolean {
  const blocks = search.slotsOf(IS_BLOCK);
  const before = search.valuesIn(from, blocks);
  return search.valuesIn(to, blocks).some((value, i) => value !== before[i]);
}
