/**
 * The life of one memory block (`struct memory_block`), as a chart.
 *
 * This chart is the law for every block: the kernel core moves a block only through the table that is
 * compiled from it, so a move that is not drawn here cannot happen. The context is finite for that reason:
 * it holds the zone class, which is all of `mem->zone` that decides a move. What refuses an operation before
 * the block moves (a poisoned page, a block that is there already) is the core's affair and not an event.
 */
import { assign, setup } from 'xstate';
import { type MemoryBlockEventName, memoryBlockEvents } from './memory-block-events.ts';

/** What `mem->zone` is as far as the chart cares; 'none' stands for NULL. */
export type BlockZone = 'none' | 'kernel' | 'movable';

/** The word that `memoryN/state` reads; an absent block has no such file. */
export type BlockFile = 'online' | 'going-offline' | 'offline' | null;

const on = memoryBlockEvents;

/** The chart. Initial state: absent. */
export const memoryBlockMachine = setup({
  types: {
    context: {} as { zone: BlockZone },
    events: {} as { type: MemoryBlockEventName },
    meta: {} as { file: BlockFile },
  },
  actions: {
    setZone: assign({ zone: (_, params: { zone: BlockZone }) => params.zone }),
  },
  guards: {
    hasZone: ({ context }) => context.zone !== 'none',
    zoneIs: ({ context }, params: { zone: BlockZone }) => context.zone === params.zone,
  },
}).createMachine({
  id: 'memoryBlock',
  description: 'One memory block from create_memory_block_devices() to remove_memory_block_devices().',
  initial: 'absent',
  context: { zone: 'none' },
  states: {
    absent: {
      description: 'No memory block device exists: find_memory_block() returns NULL.',
      meta: { file: null },
      on: {
        ADD: { target: 'offline', description: on.ADD.description },
        BOOT_KERNEL: {
          target: 'onlineKernel',
          actions: { type: 'setZone', params: { zone: 'kernel' } },
          description: on.BOOT_KERNEL.description,
        },
        BOOT_MOVABLE: {
          target: 'onlineMovable',
          actions: { type: 'setZone', params: { zone: 'movable' } },
          description: on.BOOT_MOVABLE.description,
        },
        BOOT_MIXED: { target: 'onlineMixed', description: on.BOOT_MIXED.description },
      },
    },
    offline: {
      description: 'The block is MEM_OFFLINE: its pages are in no zone and try_remove_memory() may take it.',
      meta: { file: 'offline' },
      on: {
        GO_ONLINE_KERNEL: {
          target: 'goingOnline',
          actions: { type: 'setZone', params: { zone: 'kernel' } },
          description: on.GO_ONLINE_KERNEL.description,
        },
        GO_ONLINE_MOVABLE: {
          target: 'goingOnline',
          actions: { type: 'setZone', params: { zone: 'movable' } },
          description: on.GO_ONLINE_MOVABLE.description,
        },
        REMOVE: { target: 'absent', description: on.REMOVE.description },
      },
    },
    goingOnline: {
      description:
        'memory_block_online() is at work in the chosen zone while mem->state is still MEM_OFFLINE.',
      meta: { file: 'offline' },
      on: {
        ONLINED: [
          {
            guard: { type: 'zoneIs', params: { zone: 'kernel' } },
            target: 'onlineKernel',
            description: on.ONLINED.description,
          },
          {
            guard: { type: 'zoneIs', params: { zone: 'movable' } },
            target: 'onlineMovable',
            description: on.ONLINED.description,
          },
        ],
        ONLINE_FAILED: {
          target: 'offline',
          actions: { type: 'setZone', params: { zone: 'none' } },
          description: on.ONLINE_FAILED.description,
        },
      },
    },
    onlineKernel: {
      description:
        'The block is MEM_ONLINE and mem->zone is a kernel zone; memory_subsys_offline() may take it.',
      meta: { file: 'online' },
      on: { GO_OFFLINE: { target: 'goingOffline', description: on.GO_OFFLINE.description } },
    },
    onlineMovable: {
      description:
        'The block is MEM_ONLINE and mem->zone is ZONE_MOVABLE; memory_subsys_offline() may take it.',
      meta: { file: 'online' },
      on: { GO_OFFLINE: { target: 'goingOffline', description: on.GO_OFFLINE.description } },
    },
    onlineMixed: {
      description:
        'A boot block is MEM_ONLINE without mem->zone: valid_zones reads none and memory_block_offline() fails.',
      meta: { file: 'online' },
      on: { GO_OFFLINE: { target: 'goingOffline', description: on.GO_OFFLINE.description } },
    },
    goingOffline: {
      description:
        'The block is MEM_GOING_OFFLINE while memory_block_offline() is at work; mem->zone still stands.',
      meta: { file: 'going-offline' },
      on: {
        OFFLINED: {
          guard: 'hasZone',
          target: 'offline',
          actions: { type: 'setZone', params: { zone: 'none' } },
          description: on.OFFLINED.description,
        },
        OFFLINE_FAILED: [
          {
            guard: { type: 'zoneIs', params: { zone: 'kernel' } },
            target: 'onlineKernel',
            description: on.OFFLINE_FAILED.description,
          },
          {
            guard: { type: 'zoneIs', params: { zone: 'movable' } },
            target: 'onlineMovable',
            description: on.OFFLINE_FAILED.description,
          },
          { target: 'onlineMixed', description: on.OFFLINE_FAILED.description },
        ],
      },
    },
  },
});

/** What `memoryN/state` reads while the chart is in `state`, a name of one of its states. */
export function blockFile(state: string): BlockFile {
  return memoryBlockMachine.getStateNodeById(`${memoryBlockMachine.id}.${state}`).meta?.file ?? null;
}
