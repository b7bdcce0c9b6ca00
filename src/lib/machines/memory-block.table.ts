/**
 * A memory block in numbers: a block is one byte, its configuration.
 *
 * Generated from the chart in `memory-block.ts`: do not edit, run
 * `npx --no-install node src/lib/machines/generate.ts`.
 */

/** Event numbers. */
export const BLOCK_EVENT = {
  ADD: 0,
  BOOT_KERNEL: 1,
  BOOT_MOVABLE: 2,
  BOOT_MIXED: 3,
  GO_ONLINE_KERNEL: 4,
  GO_ONLINE_MOVABLE: 5,
  ONLINED: 6,
  ONLINE_FAILED: 7,
  GO_OFFLINE: 8,
  OFFLINED: 9,
  OFFLINE_FAILED: 10,
  REMOVE: 11,
} as const;

/** The name of each event number. */
export const BLOCK_EVENT_NAMES = [
  'ADD',
  'BOOT_KERNEL',
  'BOOT_MOVABLE',
  'BOOT_MIXED',
  'GO_ONLINE_KERNEL',
  'GO_ONLINE_MOVABLE',
  'ONLINED',
  'ONLINE_FAILED',
  'GO_OFFLINE',
  'OFFLINED',
  'OFFLINE_FAILED',
  'REMOVE',
] as const;

export const BLOCK_EVENT_COUNT = 12;

/** Configuration numbers: the state of the chart together with the zone class that it remembers. */
export const BLOCK = {
  ABSENT: 0,
  OFFLINE: 1,
  ONLINE_KERNEL: 2,
  ONLINE_MOVABLE: 3,
  ONLINE_MIXED: 4,
  GOING_ONLINE_KERNEL: 5,
  GOING_ONLINE_MOVABLE: 6,
  GOING_OFFLINE_KERNEL: 7,
  GOING_OFFLINE_MOVABLE: 8,
  GOING_OFFLINE_MIXED: 9,
} as const;

/** For each configuration its name, the state of the chart, the zone class and what `memoryN/state` reads. */
export const BLOCK_CONFIGURATIONS = [
  { name: 'ABSENT', value: 'absent', zone: 'none', file: null },
  { name: 'OFFLINE', value: 'offline', zone: 'none', file: 'offline' },
  { name: 'ONLINE_KERNEL', value: 'onlineKernel', zone: 'kernel', file: 'online' },
  { name: 'ONLINE_MOVABLE', value: 'onlineMovable', zone: 'movable', file: 'online' },
  { name: 'ONLINE_MIXED', value: 'onlineMixed', zone: 'none', file: 'online' },
  { name: 'GOING_ONLINE_KERNEL', value: 'goingOnline', zone: 'kernel', file: 'offline' },
  { name: 'GOING_ONLINE_MOVABLE', value: 'goingOnline', zone: 'movable', file: 'offline' },
  { name: 'GOING_OFFLINE_KERNEL', value: 'goingOffline', zone: 'kernel', file: 'going-offline' },
  { name: 'GOING_OFFLINE_MOVABLE', value: 'goingOffline', zone: 'movable', file: 'going-offline' },
  { name: 'GOING_OFFLINE_MIXED', value: 'goingOffline', zone: 'none', file: 'going-offline' },
] as const;

/** `BLOCK_NEXT[configuration * BLOCK_EVENT_COUNT + event]`: the next configuration, 255 if refused. */
export const BLOCK_NEXT = Uint8Array.from(
  [
    [1, 2, 3, 4, 255, 255, 255, 255, 255, 255, 255, 255], // ABSENT
    [255, 255, 255, 255, 5, 6, 255, 255, 255, 255, 255, 0], // OFFLINE
    [255, 255, 255, 255, 255, 255, 255, 255, 7, 255, 255, 255], // ONLINE_KERNEL
    [255, 255, 255, 255, 255, 255, 255, 255, 8, 255, 255, 255], // ONLINE_MOVABLE
    [255, 255, 255, 255, 255, 255, 255, 255, 9, 255, 255, 255], // ONLINE_MIXED
    [255, 255, 255, 255, 255, 255, 2, 1, 255, 255, 255, 255], // GOING_ONLINE_KERNEL
    [255, 255, 255, 255, 255, 255, 3, 1, 255, 255, 255, 255], // GOING_ONLINE_MOVABLE
    [255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 2, 255], // GOING_OFFLINE_KERNEL
    [255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 3, 255], // GOING_OFFLINE_MOVABLE
    [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 4, 255], // GOING_OFFLINE_MIXED
  ].flat(),
);
