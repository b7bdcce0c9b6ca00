/**
 * What each posting of the kmem attribute lets a device become, as data.
 *
 * A posting that behaves like an earlier one uses that one's family; a new one is a new entry here and gets
 * its chart and its table from it. Only moves that change `data->state` stand here: a write that answers an
 * errno, a write of the word that already holds, and an action that fails leave the state alone and are no
 * events.
 */

/**
 * Family names: `v1` for patches 7 and 8 of the first posting, `v3` (v2 behaves like it), `v4`, which has the words of
 * what was merged under the old file name, and `merged` (v5 and v6 behave like it).
 */
export type KmemFamily = 'v1' | 'v3' | 'v4' | 'merged';

/**
 * States of a device in the order of the kernel's numbers: from 'unplugged' on, the place in this list minus two is
 * `data->state` (-1 unplugged, then MMOP_OFFLINE to MMOP_ONLINE_MOVABLE).
 */
export const kmemStates = [
  'unbound',
  'unplugged',
  'offline',
  'online',
  'onlineKernel',
  'onlineMovable',
] as const;
export type KmemState = (typeof kmemStates)[number];

/** Every event of the charts: the state it leads to, its sentence, the kernel function in which it happens. */
export const kmemEvents = {
  BIND_UNPLUGGED: {
    target: 'unplugged',
    kernelFunction: 'dev_dax_kmem_probe',
    description: 'dev_dax_kmem_probe() succeeds without adding memory because the stored default is offline.',
  },
  BIND_OFFLINE: {
    target: 'offline',
    kernelFunction: 'dev_dax_kmem_probe',
    description: 'dev_dax_kmem_probe() adds the ranges and stores MMOP_OFFLINE, the default online type.',
  },
  BIND_ONLINE: {
    target: 'online',
    kernelFunction: 'dev_dax_kmem_probe',
    description: 'dev_dax_kmem_probe() adds the ranges and stores MMOP_ONLINE, the default online type.',
  },
  BIND_ONLINE_KERNEL: {
    target: 'onlineKernel',
    kernelFunction: 'dev_dax_kmem_probe',
    description:
      'dev_dax_kmem_probe() adds the ranges and stores MMOP_ONLINE_KERNEL, the default online type.',
  },
  BIND_ONLINE_MOVABLE: {
    target: 'onlineMovable',
    kernelFunction: 'dev_dax_kmem_probe',
    description:
      'dev_dax_kmem_probe() adds the ranges and stores MMOP_ONLINE_MOVABLE, the default online type.',
  },
  SET_UNPLUGGED: {
    target: 'unplugged',
    kernelFunction: 'offline_and_remove_memory',
    description:
      'The store function ends a removal through offline_and_remove_memory() that it counts as done.',
  },
  SET_OFFLINE: {
    target: 'offline',
    kernelFunction: 'dax_kmem_do_offline',
    description: 'dax_kmem_do_offline() takes every range offline and the store function keeps MMOP_OFFLINE.',
  },
  SET_ONLINE: {
    target: 'online',
    kernelFunction: 'dax_kmem_do_hotplug',
    description:
      'The store function ends adding or onlining the ranges without an errno and keeps MMOP_ONLINE.',
  },
  SET_ONLINE_KERNEL: {
    target: 'onlineKernel',
    kernelFunction: 'dax_kmem_do_hotplug',
    description:
      'The store function ends dax_kmem_do_hotplug() without an errno and keeps MMOP_ONLINE_KERNEL.',
  },
  SET_ONLINE_MOVABLE: {
    target: 'onlineMovable',
    kernelFunction: 'dax_kmem_do_hotplug',
    description: 'The store function ends adding or onlining the ranges and keeps MMOP_ONLINE_MOVABLE.',
  },
  UNBIND: {
    target: 'unbound',
    kernelFunction: 'dev_dax_kmem_remove',
    description: 'dev_dax_kmem_remove() ends and the attribute is gone, whatever became of the memory.',
  },
} as const satisfies Record<string, { target: KmemState; kernelFunction: string; description: string }>;
export type KmemEventName = keyof typeof kmemEvents;

/** One family of the attribute. */
export interface KmemFamilyRules {
  /** The file's name below the dax device. */
  attribute: 'hotplug' | 'state';
  /** The words that may be written, each with the event that follows if the write changes the state. */
  words: Readonly<Record<string, KmemEventName>>;
  /** For each state that can occur what the file reads; an unbound device has no such file. */
  reads: Readonly<Partial<Record<KmemState, string | null>>>;
  /** For each state that can occur the events that change it. */
  moves: Readonly<Partial<Record<KmemState, readonly KmemEventName[]>>>;
}

/** The whole device or nothing: what v4 to v7 have in common. */
const wholeDevice: Omit<KmemFamilyRules, 'attribute'> = {
  words: {
    unplugged: 'SET_UNPLUGGED',
    online: 'SET_ONLINE',
    online_kernel: 'SET_ONLINE_KERNEL',
    online_movable: 'SET_ONLINE_MOVABLE',
  },
  reads: {
    unbound: null,
    unplugged: 'unplugged',
    offline: 'offline',
    online: 'online',
    onlineKernel: 'online_kernel',
    onlineMovable: 'online_movable',
  },
  moves: {
    unbound: ['BIND_OFFLINE', 'BIND_ONLINE', 'BIND_ONLINE_KERNEL', 'BIND_ONLINE_MOVABLE'],
    unplugged: ['SET_ONLINE', 'SET_ONLINE_KERNEL', 'SET_ONLINE_MOVABLE', 'UNBIND'],
    offline: ['SET_UNPLUGGED', 'UNBIND'],
    online: ['SET_UNPLUGGED', 'UNBIND'],
    onlineKernel: ['SET_UNPLUGGED', 'UNBIND'],
    onlineMovable: ['SET_UNPLUGGED', 'UNBIND'],
  },
};

export const kmemFamilies: Readonly<Record<KmemFamily, KmemFamilyRules>> = {
  v1: {
    attribute: 'hotplug',
    words: {
      unplug: 'SET_UNPLUGGED',
      offline: 'SET_OFFLINE',
      online: 'SET_ONLINE',
      online_movable: 'SET_ONLINE_MOVABLE',
    },
    reads: {
      unbound: null,
      unplugged: 'unplugged',
      offline: 'offline',
      online: 'online',
      onlineKernel: 'unknown',
      onlineMovable: 'online_movable',
    },
    moves: {
      unbound: ['BIND_OFFLINE', 'BIND_ONLINE', 'BIND_ONLINE_KERNEL', 'BIND_ONLINE_MOVABLE'],
      unplugged: ['SET_ONLINE', 'SET_ONLINE_MOVABLE', 'UNBIND'],
      offline: ['SET_UNPLUGGED', 'SET_ONLINE', 'SET_ONLINE_MOVABLE', 'UNBIND'],
      online: ['SET_UNPLUGGED', 'SET_OFFLINE', 'UNBIND'],
      onlineKernel: ['SET_UNPLUGGED', 'SET_ONLINE', 'SET_ONLINE_MOVABLE', 'UNBIND'],
      onlineMovable: ['SET_UNPLUGGED', 'SET_OFFLINE', 'UNBIND'],
    },
  },
  v3: {
    attribute: 'hotplug',
    words: { unplug: 'SET_UNPLUGGED', online: 'SET_ONLINE', online_movable: 'SET_ONLINE_MOVABLE' },
    reads: { unbound: null, unplugged: 'unplugged', online: 'online', onlineMovable: 'online_movable' },
    moves: {
      unbound: ['BIND_UNPLUGGED', 'BIND_ONLINE', 'BIND_ONLINE_MOVABLE'],
      unplugged: ['SET_ONLINE', 'SET_ONLINE_MOVABLE', 'UNBIND'],
      online: ['SET_UNPLUGGED', 'UNBIND'],
      onlineMovable: ['SET_UNPLUGGED', 'UNBIND'],
    },
  },
  v4: { attribute: 'hotplug', ...wholeDevice },
  merged: { attribute: 'state', ...wholeDevice },
};
