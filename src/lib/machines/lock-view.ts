/**
 * device_hotplug_lock as data: its events in words, and the state of its chart for a given owner and waiters.
 *
 * Apart from the chart so that the picture of the lock does not need XState.
 */

export interface LockContext {
  owner: string | null;
  /** Tasks inside lock_device_hotplug(), the next owner first. */
  sleepers: readonly string[];
  /** Tasks between two tries of lock_device_hotplug_sysfs(), in the order of their first try. */
  pollers: readonly string[];
}

/** Every event with the kernel function that `task` is in and its sentence. */
export const lockEvents = {
  LOCK: {
    kernelFunction: 'lock_device_hotplug',
    description: 'A task calls lock_device_hotplug() and gets the mutex or sleeps until it does.',
  },
  TRYLOCK: {
    kernelFunction: 'lock_device_hotplug_sysfs',
    description:
      'lock_device_hotplug_sysfs() tries the mutex once and restarts the write after 5 ms if it is busy.',
  },
  GIVE_UP: {
    kernelFunction: 'lock_device_hotplug_sysfs',
    description:
      'A restarted write ends without lock_device_hotplug_sysfs(): its file is gone (-ENODEV) or it is killed.',
  },
  UNLOCK: {
    kernelFunction: 'unlock_device_hotplug',
    description:
      'The owner calls unlock_device_hotplug(), which hands the mutex to the first sleeper if there is one.',
  },
} as const;

export interface LockEvent {
  type: keyof typeof lockEvents;
  /** Name of the task. */
  task: string;
}

/** A state of the chart: one state in each of its three regions, and who is who. */
export interface LockView {
  value: { mutex: 'free' | 'held'; sleeping: 'nobody' | 'queued'; polling: 'nobody' | 'retrying' };
  context: LockContext;
}

/**
 * The chart's state for a lock whose owner and waiters are known.
 * @throws RangeError for what the chart can never be in: a task in two places, or a sleeper without an owner.
 */
export function lockView(
  owner: string | null,
  sleepers: readonly string[],
  pollers: readonly string[],
): LockView {
  const tasks = [...(owner === null ? [] : [owner]), ...sleepers, ...pollers];
  if (new Set(tasks).size < tasks.length) {
    throw new RangeError(`device_hotplug_lock: a task is in two places: ${tasks.join(', ')}`);
  }
  if (owner === null && sleepers.length > 0) {
    throw new RangeError(`device_hotplug_lock: ${sleepers.join(', ')} sleeps although nobody holds it`);
  }
  return {
    value: {
      mutex: owner === null ? 'free' : 'held',
      sleeping: sleepers.length === 0 ? 'nobody' : 'queued',
      polling: pollers.length === 0 ? 'nobody' : 'retrying',
    },
    context: { owner, sleepers, pollers },
  };
}
