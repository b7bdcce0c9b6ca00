/**
 * Why somebody does not get on: the chain of kernel functions it is in, and what it waits for.
 */
import { lockName } from '#lib/hotplug/run/locks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { hangingActors } from './ends.ts';
import type { StuckActor } from './report.ts';
import type { Search } from './search.ts';

function ownerName(search: Search, thread: number): string {
  return search.plan.actors[thread - 1]?.name ?? `thread ${thread}`;
}

function waitsFor(search: Search, k: Kernel, actor: number, node: number): string {
  const { op, args } = search.locals.at(node);
  const { sleeper, sleepsOn, owner } = k.locks;
  for (let i = 0; sleeper.get(i) !== 0; i++) {
    if (sleeper.get(i) !== actor + 2) continue;
    const lock = sleepsOn.get(i) - 1;
    const by = owner.get(lock);
    return by === 0
      ? `sleeps on ${lockName(lock)}`
      : `sleeps on ${lockName(lock)}, held by ${ownerName(search, by - 1)}`;
  }
  if (op === null) return 'waits';
  if (op.name === 'BUG') return 'died in a kernel BUG and keeps its locks';
  if (op.name === 'device_lock') {
    const by = k.blocks.deviceLock.get(args[0]!);
    return `waits for the device lock of memory${args[0]}${by === 0 ? '' : `, held by ${ownerName(search, by - 1)}`}`;
  }
  if (k.locks.polling.get(actor + 1) !== 0) {
    const by = k.locks.owner.get(0);
    return by === 0
      ? 'polls device_hotplug_lock'
      : `polls device_hotplug_lock, held by ${ownerName(search, by - 1)}`;
  }
  return op.label;
}

/** Everybody who should have come to an end and has not, in a state. */
export function stuckActors(search: Search, state: number): StuckActor[] {
  const nodes = search.load(state);
  const k = search.plan.kernel;
  return hangingActors(search, nodes).map((actor) => {
    const node = nodes[actor]!;
    const { line } = search.locals.at(node);
    return {
      actor: search.plan.actors[actor]!.name,
      text: search.plan.actors[actor]!.lines[line]?.source?.text ?? '',
      stack:
        search.locals
          .threadOf(node)
          ?.stack()
          .map(({ info }) => info.name) ?? [],
      waitsFor: waitsFor(search, k, actor, node),
    };
  });
}
