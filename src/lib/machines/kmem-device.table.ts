/**
 * The state of a kmem device in numbers, for each family of the attribute.
 *
 * Generated from the chart in `kmem-device.ts`: do not edit, run
 * `npx --no-install node src/lib/machines/generate.ts`.
 */

/** Event numbers. */
export const KMEM_EVENT = {
  BIND_UNPLUGGED: 0,
  BIND_OFFLINE: 1,
  BIND_ONLINE: 2,
  BIND_ONLINE_KERNEL: 3,
  BIND_ONLINE_MOVABLE: 4,
  SET_UNPLUGGED: 5,
  SET_OFFLINE: 6,
  SET_ONLINE: 7,
  SET_ONLINE_KERNEL: 8,
  SET_ONLINE_MOVABLE: 9,
  UNBIND: 10,
} as const;

/** The name of each event number. */
export const KMEM_EVENT_NAMES = [
  'BIND_UNPLUGGED',
  'BIND_OFFLINE',
  'BIND_ONLINE',
  'BIND_ONLINE_KERNEL',
  'BIND_ONLINE_MOVABLE',
  'SET_UNPLUGGED',
  'SET_OFFLINE',
  'SET_ONLINE',
  'SET_ONLINE_KERNEL',
  'SET_ONLINE_MOVABLE',
  'UNBIND',
] as const;

export const KMEM_EVENT_COUNT = 11;

/** State numbers, the same in every family. From UNPLUGGED on, the number minus two is `data->state`. */
export const KMEM = {
  UNBOUND: 0,
  UNPLUGGED: 1,
  OFFLINE: 2,
  ONLINE: 3,
  ONLINE_KERNEL: 4,
  ONLINE_MOVABLE: 5,
} as const;

/** The name of each state number. */
export const KMEM_NAMES = [
  'UNBOUND',
  'UNPLUGGED',
  'OFFLINE',
  'ONLINE',
  'ONLINE_KERNEL',
  'ONLINE_MOVABLE',
] as const;

/** One family of the attribute. */
export interface KmemFamilyTable {
  /** The file's name below the dax device. */
  readonly attribute: 'hotplug' | 'state';
  /** The words that may be written, each with the event number that follows if the write changes the state. */
  readonly words: ReadonlyMap<string, number>;
  /** What the file reads in each state; null where there is no file or the state does not occur. */
  readonly reads: readonly (string | null)[];
  /** `next[state * KMEM_EVENT_COUNT + event]`: the next state, 255 if refused. */
  readonly next: Uint8Array;
}

export type KmemFamilyName = 'v1' | 'v3' | 'v4' | 'merged';

export const KMEM_FAMILIES: Readonly<Record<KmemFamilyName, KmemFamilyTable>> = {
  v1: {
    attribute: 'hotplug',
    words: new Map([
      ['unplug', KMEM_EVENT.SET_UNPLUGGED],
      ['offline', KMEM_EVENT.SET_OFFLINE],
      ['online', KMEM_EVENT.SET_ONLINE],
      ['online_movable', KMEM_EVENT.SET_ONLINE_MOVABLE],
    ]),
    reads: [null, 'unplugged', 'offline', 'online', 'unknown', 'online_movable'],
    next: Uint8Array.from(
      [
        [255, 2, 3, 4, 5, 255, 255, 255, 255, 255, 255], // UNBOUND
        [255, 255, 255, 255, 255, 255, 255, 3, 255, 5, 0], // UNPLUGGED
        [255, 255, 255, 255, 255, 1, 255, 3, 255, 5, 0], // OFFLINE
        [255, 255, 255, 255, 255, 1, 2, 255, 255, 255, 0], // ONLINE
        [255, 255, 255, 255, 255, 1, 255, 3, 255, 5, 0], // ONLINE_KERNEL
        [255, 255, 255, 255, 255, 1, 2, 255, 255, 255, 0], // ONLINE_MOVABLE
      ].flat(),
    ),
  },
  v3: {
    attribute: 'hotplug',
    words: new Map([
      ['unplug', KMEM_EVENT.SET_UNPLUGGED],
      ['online', KMEM_EVENT.SET_ONLINE],
      ['online_movable', KMEM_EVENT.SET_ONLINE_MOVABLE],
    ]),
    reads: [null, 'unplugged', null, 'online', null, 'online_movable'],
    next: Uint8Array.from(
      [
        [1, 255, 3, 255, 5, 255, 255, 255, 255, 255, 255], // UNBOUND
        [255, 255, 255, 255, 255, 255, 255, 3, 255, 5, 0], // UNPLUGGED
        [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255], // OFFLINE
        [255, 255, 255, 255, 255, 1, 255, 255, 255, 255, 0], // ONLINE
        [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255], // ONLINE_KERNEL
        [255, 255, 255, 255, 255, 1, 255, 255, 255, 255, 0], // ONLINE_MOVABLE
      ].flat(),
    ),
  },
  v4: {
    attribute: 'hotplug',
    words: new Map([
      ['unplugged', KMEM_EVENT.SET_UNPLUGGED],
      ['online', KMEM_EVENT.SET_ONLINE],
      ['online_kernel', KMEM_EVENT.SET_ONLINE_KERNEL],
      ['online_movable', KMEM_EVENT.SET_ONLINE_MOVABLE],
    ]),
    reads: [null, 'unplugged', 'offline', 'online', 'online_kernel', 'online_movable'],
    next: Uint8Array.from(
      [
        [255, 2, 3, 4, 5, 255, 255, 255, 255, 255, 255], // UNBOUND
        [255, 255, 255, 255, 255, 255, 255, 3, 4, 5, 0], // UNPLUGGED
        [255, 255, 255, 255, 255, 1, 255, 255, 255, 255, 0], // OFFLINE
        [255, 255, 255, 255, 255, 1, 255, 255, 255, 255, 0], // ONLINE
        [255, 255, 255, 255, 255, 1, 255, 255, 255, 255, 0], // ONLINE_KERNEL
        [255, 255, 255, 255, 255, 1, 255, 255, 255, 255, 0], // ONLINE_MOVABLE
      ].flat(),
    ),
  },
  merged: {
    attribute: 'state',
    words: new Map([
      ['unplugged', KMEM_EVENT.SET_UNPLUGGED],
      ['online', KMEM_EVENT.SET_ONLINE],
      ['online_kernel', KMEM_EVENT.SET_ONLINE_KERNEL],
      ['online_movable', KMEM_EVENT.SET_ONLINE_MOVABLE],
    ]),
    reads: [null, 'unplugged', 'offline', 'online', 'online_kernel', 'online_movable'],
    next: Uint8Array.from(
      [
        [255, 2, 3, 4, 5, 255, 255, 255, 255, 255, 255], // UNBOUND
        [255, 255, 255, 255, 255, 255, 255, 3, 4, 5, 0], // UNPLUGGED
        [255, 255, 255, 255, 255, 1, 255, 255, 255, 255, 0], // OFFLINE
        [255, 255, 255, 255, 255, 1, 255, 255, 255, 255, 0], // ONLINE
        [255, 255, 255, 255, 255, 1, 255, 255, 255, 255, 0], // ONLINE_KERNEL
        [255, 255, 255, 255, 255, 1, 255, 255, 255, 255, 0], // ONLINE_MOVABLE
      ].flat(),
    ),
  },
};
