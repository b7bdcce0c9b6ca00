/**
 * The story that this playground grew from: patch 3 of 8 of the series (January 2026).
 *
 * A driver adds memory with an explicit online type; a page of one block is pinned; offline_memory() fails on it and
 * brings back what it had taken offline, while somebody else polls for the lock; then it succeeds. Kernels without
 * offline_memory() get the call that they have.
 */
import type { ApiCall } from '#lib/hotplug/userspace/commands.ts';
import { MMOP_ONLINE_MOVABLE } from '#lib/hotplug/state/units.ts';
import { GIB, labMachine, MIB } from './lab-machine.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';

const range = { startBytes: 4 * GIB, sizeBytes: 512 * MIB } as const;
const PINNED_BYTES = 4 * GIB + 2 * 128 * MIB + 64 * MIB;

const api = (call: string, rest: Omit<ApiCall, 'kind' | 'call'>): ApiCall => ({ kind: 'api', call, ...rest });

const add: ApiCall = api('add_memory_driver_managed', {
  nid: 1,
  ...range,
  resourceName: 'System RAM (kmem)',
  flags: 0,
  onlineType: MMOP_ONLINE_MOVABLE,
});

const offline: ScenarioStep = {
  actor: 'driver',
  command: api('offline_memory', range),
  text: 'offline_memory(4G, 512M)',
  otherwise: {
    command: api('offline_and_remove_memory', range),
    text: 'offline_and_remove_memory(4G, 512M)',
  },
};

export const seedStory: Scenario = {
  id: 'seed',
  title: 'one pinned page: offline_memory() fails and rolls back',
  about:
    'A kmem device adds 512 MiB with an explicit online type. A page of memory34 is pinned, so offline_memory() fails there and onlines the blocks before it again. Without the pin it succeeds.',
  tags: ['rollback', 'pinned-page', 'api'],
  variant: 'v1p3',
  machine: labMachine,
  steps: [
    {
      actor: 'driver',
      command: add,
      text: 'add_memory_driver_managed(1, 4G, 512M, "System RAM (kmem)", online_movable)',
    },
    {
      actor: 'gup',
      command: { kind: 'pin', startBytes: PINNED_BYTES, pages: 1, how: 'offline' },
      text: 'pin one page of memory34',
    },
    offline,
    {
      actor: 'user',
      command: { kind: 'sysfs_write', path: '/sys/devices/system/memory/memory35/state', bytes: 'offline\n' },
      text: 'echo offline > memory35/state',
      afterSteps: 24,
    },
    {
      actor: 'gup',
      command: { kind: 'unpin', startBytes: PINNED_BYTES },
      text: 'unpin the page of memory34',
    },
    offline,
    {
      actor: 'driver',
      command: api('remove_memory', range),
      text: 'remove_memory(4G, 512M)',
    },
  ],
};
