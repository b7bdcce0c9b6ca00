/**
 * Locks and threads as the lock rows and the stack list show them.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import {
  ACPI_SCAN_LOCK,
  DAX_DEVICE_LOCK,
  DEVICE_HOTPLUG_LOCK,
  KMEM_DATA_LOCK,
  lockName,
  MEM_HOTPLUG_LOCK,
  sleepersOf,
} from '#lib/hotplug/run/locks.ts';
import type { Thread } from '#lib/hotplug/run/thread.ts';
import type { ActorRef, LockView, ThreadView } from './frame.ts';
import type { Playable } from './playable.ts';

type Name = (thread: number) => ActorRef;

function actorName(playable: Playable, position: number): Name {
  return (thread) => {
    const job = playable.machine.jobs.findLast(
      ({ threadId, startStep, endStep }) =>
        threadId === thread && startStep <= position && (endStep === null || position < endStep),
    );
    return playable.actors.ref(job?.actor ?? 'kernel');
  };
}

/** Locks that are always shown, and the others while somebody holds them or waits; outer to inner. */
const ALWAYS = new Set([DEVICE_HOTPLUG_LOCK, MEM_HOTPLUG_LOCK]);

function orderOuterToInner(k: Kernel): number[] {
  const locks: number[] = [];
  for (let i = 0; i < k.dax.count.value; i++) locks.push(DAX_DEVICE_LOCK + i, KMEM_DATA_LOCK + i);
  locks.push(DEVICE_HOTPLUG_LOCK, ACPI_SCAN_LOCK, MEM_HOTPLUG_LOCK);
  return locks;
}

export function lockViews(playable: Playable, position: number): LockView[] {
  const { kernel: k } = playable.machine;
  const name = actorName(playable, position);
  const views: LockView[] = [];
  for (const lock of orderOuterToInner(k)) {
    const owner = k.locks.owner.get(lock) - 1;
    const sleepers = sleepersOf(k, lock).map(name);
    if (lock === MEM_HOTPLUG_LOCK) views.push(...deviceLockViews(playable, name, position));
    if (owner < 0 && sleepers.length === 0 && !ALWAYS.has(lock)) continue;
    views.push({
      name: lockName(lock),
      owner: owner < 0 ? null : name(owner),
      since: owner < 0 ? null : playable.index.lockHeldSince(lock, position),
      sleepers,
      pollers: lock === DEVICE_HOTPLUG_LOCK ? pollers(k).map(name) : [],
    });
  }
  return views;
}

function pollers(k: Kernel): number[] {
  const threads: number[] = [];
  for (let thread = 0; thread < k.locks.polling.data.length; thread++) {
    if (k.locks.polling.get(thread) !== 0) threads.push(thread);
  }
  return threads;
}

function deviceLockViews(playable: Playable, name: Name, position: number): LockView[] {
  const { kernel: k } = playable.machine;
  const views: LockView[] = [];
  const { deviceLock } = k.blocks;
  const next = (from: number): number => deviceLock.firstNonZero(from, deviceLock.data.length);
  for (let id = next(0); id >= 0; id = next(id + 1)) {
    views.push({
      name: `memory${id} device lock`,
      owner: name(deviceLock.get(id) - 1),
      since: playable.index.deviceLockHeldSince(id, position),
      sleepers: [],
      pollers: [],
    });
  }
  return views;
}

/** Is a driver about to join the memory notifier chain, or to leave it? */
function isRegistering(thread: Thread): boolean {
  const isDriver = thread.stack().at(-1)?.info.file === 'drivers/dax/kmem.c';
  return isDriver && /^(?:un)?register_memory_notifier$/.test(thread.op?.name ?? '');
}

function waitOf(k: Kernel, thread: Thread): ThreadView['waits'] {
  if (k.locks.polling.get(thread.id) !== 0) return 'polls';
  for (let i = 0; k.locks.sleeper.get(i) !== 0; i++)
    if (k.locks.sleeper.get(i) === thread.id + 1) return 'sleeps';
  if (k.rules.held.value === thread.id + 1 || thread.op?.name === 'kernfs_drain') return 'waits';
  if (k.rules.held.value !== 0 && isRegistering(thread)) return 'waits';
  if (thread.op?.name === 'BUG') return 'waits';
  return thread.looped ? 'loops' : 'runs';
}

/** The threads under way, with their stacks. */
export function threadViews(playable: Playable, threads: readonly Thread[], position: number): ThreadView[] {
  const name = actorName(playable, position);
  return threads.map((thread) => ({
    actor: name(thread.id),
    waits: waitOf(playable.machine.kernel, thread),
    stack: thread.stack().map(({ info }) => ({ functionName: info.name, file: info.file })),
    next: thread.op?.label ?? '',
  }));
}
