/**
 * Who runs next when nobody chooses: the order that a real kernel with one CPU shows.
 *
 * A thread runs until it ends or has to wait. Then those who sleep in a mutex go first, in the order in which they
 * went to sleep, then whoever else waits for something, then the writers that poll device_hotplug_lock or go round
 * the endless offline loop. A thread that could not go on is tried again only after something changed.
 */
import type { Run } from './run/run.ts';
import type { Thread } from './run/thread.ts';

function sleeperPlace(run: Run, thread: Thread): number {
  const sleepers = run.kernel.locks.sleeper;
  for (let i = 0; sleepers.get(i) !== 0; i++) if (sleepers.get(i) === thread.id + 1) return i;
  return -1;
}

/** 0 runs, 1 sleeps in a mutex, 2 waits for something else, 3 polls or loops. */
function waitClass(run: Run, thread: Thread): number {
  if (sleeperPlace(run, thread) >= 0) return 1;
  if (thread.looped) return 3;
  return thread.stalledAt < 0 ? 0 : 2;
}

/** Threads that may be able to do a step now, best first; among equals in the order of their start. */
export function runnable(run: Run): Thread[] {
  const version = run.kernel.store.version;
  return run.threads
    .filter((thread) => thread.stalledAt !== version)
    .map((thread) => ({ thread, wait: waitClass(run, thread), place: sleeperPlace(run, thread) }))
    .sort((a, b) => a.wait - b.wait || a.place - b.place)
    .map(({ thread }) => thread);
}

/**
 * Does one step of the thread that goes on with, or of the next that can. Gives the thread that did it, or null when
 * none can do anything.
 */
export function stepNext(run: Run, current: Thread | null): Thread | null {
  if (current !== null && current.stalledAt < 0 && !current.looped && current.op !== null) {
    if (run.step(current) !== 'blocked') return current;
  }
  for (const thread of runnable(run)) {
    if (run.step(thread) !== 'blocked') return thread;
  }
  return null;
}
