/**
 * What can happen to a virtio-mem device as its driver sees it, in words, and the numbers of its states. Apart from the
 * chart so that a picture of the chart can have them without XState.
 */

/** States in the order of their numbers. */
export const virtioMemStates = ['idle', 'waiting', 'queued', 'working', 'workingQueued', 'broken'] as const;
export type VirtioMemState = (typeof virtioMemStates)[number];

/** State numbers, as the nodes of the picture mean them. */
export const VIRTIO_MEM = {
  IDLE: 0,
  WAITING: 1,
  QUEUED: 2,
  WORKING: 3,
  WORKING_QUEUED: 4,
  BROKEN: 5,
} as const;

/** Every event with its sentence and the kernel function in which it happens. */
export const virtioMemEvents = {
  REQUEST: {
    kernelFunction: 'virtio_mem_config_changed',
    description: 'virtio_mem_config_changed() queues the worker: the machine asks for another size.',
  },
  NOTIFIED: {
    kernelFunction: 'virtio_mem_memory_notifier_cb',
    description:
      'virtio_mem_memory_notifier_cb() queues the worker after a block of the device went online or offline.',
  },
  RUN: {
    kernelFunction: 'virtio_mem_run_wq',
    description: 'virtio_mem_run_wq() starts and compares the requested size with the plugged size.',
  },
  DONE: {
    kernelFunction: 'virtio_mem_run_wq',
    description: 'virtio_mem_run_wq() ends: as much is plugged as was asked for.',
  },
  WAIT: {
    kernelFunction: 'virtio_mem_run_wq',
    description:
      'virtio_mem_run_wq() ends short of its aim (-ENOSPC, -EBUSY, -ENOMEM or -ETXTBSY) and waits for an event or a timer.',
  },
  AGAIN: {
    kernelFunction: 'virtio_mem_run_wq',
    description: 'virtio_mem_run_wq() ends and runs again, since it was queued while it worked.',
  },
  BREAK: {
    kernelFunction: 'virtio_mem_run_wq',
    description: 'virtio_mem_run_wq() meets an errno that it does not expect and marks the device broken.',
  },
} as const satisfies Record<string, { kernelFunction: string; description: string }>;
export type VirtioMemEventName = keyof typeof virtioMemEvents;

/** What the driver's fields say about one device (struct virtio_mem). */
export interface VirtioMemFields {
  /** The worker is queued. */
  readonly isQueued: boolean;
  /** The worker runs: wq_active. */
  readonly isActive: boolean;
  readonly isBroken: boolean;
  /** As much is plugged as the driver was last asked for, and no block waits to be removed. */
  readonly isSettled: boolean;
}

/** The number of the state that the fields mean. */
export function virtioMemConfiguration({ isQueued, isActive, isBroken, isSettled }: VirtioMemFields): number {
  if (isBroken) return VIRTIO_MEM.BROKEN;
  if (isActive) return isQueued ? VIRTIO_MEM.WORKING_QUEUED : VIRTIO_MEM.WORKING;
  if (isQueued) return VIRTIO_MEM.QUEUED;
  return isSettled ? VIRTIO_MEM.IDLE : VIRTIO_MEM.WAITING;
}
