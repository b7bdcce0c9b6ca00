/**
 * device_hotplug_lock as a chart: who owns it, who sleeps for it, who polls.
 *
 * lock_device_hotplug() sleeps in the mutex's queue and is served in order. A write to a block's sysfs file
 * goes through lock_device_hotplug_sysfs(): a trylock, 5 ms of sleep, the whole write again
 * (-ERESTARTNOINTR). It stands in no queue, so it gets the lock only by trying at a moment when nobody holds
 * it, and a sleeper always comes first.
 *
 * The kernel core keeps its own lock in columns; this chart explains it, draws it, and is what it is tested
 * against.
 */
import { assign, setup } from 'xstate';
import { type LockContext, type LockEvent, lockEvents } from './lock-view.ts';

const on = {
  LOCK: lockEvents.LOCK.description,
  TRYLOCK: lockEvents.TRYLOCK.description,
  GIVE_UP: lockEvents.GIVE_UP.description,
  UNLOCK: lockEvents.UNLOCK.description,
};

interface Asked {
  context: LockContext;
  event: LockEvent;
}

function isStranger({ context, event }: Asked): boolean {
  const { owner, sleepers, pollers } = context;
  return owner !== event.task && !sleepers.includes(event.task) && !pollers.includes(event.task);
}

function isPoller({ context, event }: Asked): boolean {
  return context.pollers.includes(event.task);
}

function isOwner({ context, event }: Asked): boolean {
  return context.owner === event.task;
}

function isHeld({ context }: Asked): boolean {
  return context.owner !== null;
}

function without(tasks: readonly string[], task: string): readonly string[] {
  return tasks.filter((other) => other !== task);
}

/** The chart. Initial state: free, nobody waits. */
export const deviceHotplugLockMachine = setup({
  types: { context: {} as LockContext, events: {} as LockEvent },
  actions: {
    own: assign(({ context, event }) => ({
      owner: event.task,
      pollers: without(context.pollers, event.task),
    })),
    release: assign({ owner: null }),
    handOver: assign(({ context: { sleepers } }) => ({
      owner: sleepers[0] ?? null,
      sleepers: sleepers.slice(1),
    })),
    sleep: assign({ sleepers: ({ context, event }) => [...context.sleepers, event.task] }),
    poll: assign({ pollers: ({ context, event }) => [...context.pollers, event.task] }),
    stopPolling: assign({ pollers: ({ context, event }) => without(context.pollers, event.task) }),
  },
  guards: {
    isStranger,
    isStrangerOrPoller: (asked) => isStranger(asked) || isPoller(asked),
    strangerFindsItHeld: (asked) => isStranger(asked) && isHeld(asked),
    pollerFindsItHeld: (asked) => isPoller(asked) && isHeld(asked),
    lastPollerFindsItFree: (asked) => isPoller(asked) && !isHeld(asked) && asked.context.pollers.length === 1,
    isPoller,
    isLastPoller: (asked) => isPoller(asked) && asked.context.pollers.length === 1,
    ownerLeavesItFree: (asked) => isOwner(asked) && asked.context.sleepers.length === 0,
    ownerHandsItOver: (asked) => isOwner(asked) && asked.context.sleepers.length > 0,
    ownerHandsItToTheLast: (asked) => isOwner(asked) && asked.context.sleepers.length === 1,
  },
}).createMachine({
  id: 'deviceHotplugLock',
  description: 'The mutex behind lock_device_hotplug() with its sleeping and its polling waiters.',
  type: 'parallel',
  context: { owner: null, sleepers: [], pollers: [] },
  states: {
    mutex: {
      description: 'Whether somebody is between lock_device_hotplug() and unlock_device_hotplug().',
      initial: 'free',
      states: {
        free: {
          description: 'Nobody holds it: lock_device_hotplug() returns at once.',
          on: {
            LOCK: { guard: 'isStranger', target: 'held', actions: 'own', description: on.LOCK },
            TRYLOCK: { guard: 'isStrangerOrPoller', target: 'held', actions: 'own', description: on.TRYLOCK },
          },
        },
        held: {
          description:
            'One task holds it: every other lock_device_hotplug() sleeps and every sysfs write polls.',
          on: {
            UNLOCK: [
              { guard: 'ownerLeavesItFree', target: 'free', actions: 'release', description: on.UNLOCK },
              { guard: 'ownerHandsItOver', target: 'held', actions: 'handOver', description: on.UNLOCK },
            ],
          },
        },
      },
    },
    sleeping: {
      description: 'The queue of tasks inside lock_device_hotplug(), which no signal ends.',
      initial: 'nobody',
      states: {
        nobody: {
          description: 'No task sleeps in lock_device_hotplug().',
          on: {
            LOCK: {
              guard: 'strangerFindsItHeld',
              target: 'queued',
              actions: 'sleep',
              description: on.LOCK,
            },
          },
        },
        queued: {
          description:
            'One or more tasks sleep in lock_device_hotplug(), served in the order in which they came.',
          on: {
            LOCK: {
              guard: 'strangerFindsItHeld',
              target: 'queued',
              actions: 'sleep',
              description: on.LOCK,
            },
            UNLOCK: { guard: 'ownerHandsItToTheLast', target: 'nobody', description: on.UNLOCK },
          },
        },
      },
    },
    polling: {
      description: 'Writers of sysfs files that lock_device_hotplug_sysfs() sends round and round.',
      initial: 'nobody',
      states: {
        nobody: {
          description: 'No write waits in lock_device_hotplug_sysfs().',
          on: {
            TRYLOCK: {
              guard: 'strangerFindsItHeld',
              target: 'retrying',
              actions: 'poll',
              description: on.TRYLOCK,
            },
          },
        },
        retrying: {
          description:
            'One or more writes try lock_device_hotplug_sysfs() again every 5 ms and stand in no queue.',
          on: {
            TRYLOCK: [
              {
                guard: 'strangerFindsItHeld',
                target: 'retrying',
                actions: 'poll',
                description: on.TRYLOCK,
              },
              { guard: 'pollerFindsItHeld', target: 'retrying', description: on.TRYLOCK },
              { guard: 'lastPollerFindsItFree', target: 'nobody', description: on.TRYLOCK },
            ],
            GIVE_UP: [
              {
                guard: 'isLastPoller',
                target: 'nobody',
                actions: 'stopPolling',
                description: on.GIVE_UP,
              },
              { guard: 'isPoller', target: 'retrying', actions: 'stopPolling', description: on.GIVE_UP },
            ],
          },
        },
      },
    },
  },
});
