/**
 * The worker of the virtio-mem driver as a chart: what virtio_mem_run_wq() does for one device, and what wakes it.
 *
 * The kernel core keeps the driver's own fields in columns (wq, wq_active, broken, sizes); this chart explains them,
 * draws them, and every run is tested against it: no step may change the fields in a way that is no move here.
 */
import { setup } from 'xstate';
import { type VirtioMemEventName, virtioMemEvents as on } from './virtio-mem-events.ts';

/** The chart. Initial state: queued, since virtio_mem_probe() ends by queueing the worker. */
export const virtioMemDeviceMachine = setup({
  types: { events: {} as { type: VirtioMemEventName } },
}).createMachine({
  id: 'virtioMemDevice',
  description: 'One virtio-mem device from virtio_mem_probe() on, as its worker sees it.',
  initial: 'queued',
  states: {
    idle: {
      description: 'The worker sleeps: plugged_size equals requested_size.',
      on: {
        REQUEST: { target: 'queued', description: on.REQUEST.description },
        NOTIFIED: { target: 'queued', description: on.NOTIFIED.description },
      },
    },
    waiting: {
      description: 'The worker gave up for now: it runs again after an event or a timer.',
      on: {
        REQUEST: { target: 'queued', description: on.REQUEST.description },
        NOTIFIED: { target: 'queued', description: on.NOTIFIED.description },
      },
    },
    queued: {
      description: 'virtio_mem_run_wq() stands in the queue of the system.',
      on: { RUN: { target: 'working', description: on.RUN.description } },
    },
    working: {
      description: 'virtio_mem_run_wq() plugs or unplugs; wq_active is true.',
      on: {
        REQUEST: { target: 'workingQueued', description: on.REQUEST.description },
        NOTIFIED: { target: 'workingQueued', description: on.NOTIFIED.description },
        DONE: { target: 'idle', description: on.DONE.description },
        WAIT: { target: 'waiting', description: on.WAIT.description },
        BREAK: { target: 'broken', description: on.BREAK.description },
      },
    },
    workingQueued: {
      description: 'virtio_mem_run_wq() works and was queued once more meanwhile.',
      on: {
        AGAIN: { target: 'queued', description: on.AGAIN.description },
        BREAK: { target: 'broken', description: on.BREAK.description },
      },
    },
    broken: {
      description: 'The driver does nothing for this device any more.',
    },
  },
});
