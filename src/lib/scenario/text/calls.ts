/**
 * Exported kernel functions as the language calls them, and the constants that their arguments may be.
 */

/** What an argument is; `range` stands for a start and a size, or for one range. */
export type ArgType = 'nid' | 'range' | 'name' | 'flags' | 'online type' | 'pages' | 'ranges';

export interface Call {
  readonly args: readonly ArgType[];
  readonly about: string;
  /** Some kernels want an online type behind the rest, others do not. */
  readonly mayTakeType?: true;
}

const RANGE: readonly ArgType[] = ['range'];

export const CALLS: Readonly<Record<string, Call>> = {
  add_memory: {
    args: ['nid', 'range', 'flags'],
    about: 'Adds memory; the policy decides whether it goes online.',
  },
  add_memory_driver_managed: {
    args: ['nid', 'range', 'name', 'flags'],
    mayTakeType: true,
    about: 'Adds memory of a driver under a name of its own. v1 and v2 want an online type as well.',
  },
  __add_memory_driver_managed: {
    args: ['nid', 'range', 'name', 'flags', 'online type'],
    about: 'The same with an online type, for kmem only (v3 and later).',
  },
  online_memory_range: {
    args: ['range', 'online type'],
    about: 'Brings blocks online (v1).',
  },
  offline_memory: { args: RANGE, about: 'Takes all blocks offline, or none (v1).' },
  remove_memory: { args: RANGE, about: 'Removes blocks that are offline.' },
  offline_and_remove_memory: { args: RANGE, about: 'Takes all blocks offline, or none, and removes them.' },
  offline_and_remove_memory_ranges: {
    args: ['ranges'],
    about: 'The same for several ranges at once (v4 and later).',
  },
  memory_group_register_static: {
    args: ['nid', 'pages'],
    about: 'A new static memory group; returns its id.',
  },
  request_mem_region: {
    args: ['range', 'name'],
    about: 'Somebody else reserves addresses: a busy entry of /proc/iomem.',
  },
  release_mem_region: {
    args: RANGE,
    about: 'Releases the busy entry with exactly these addresses.',
  },
};

export const ONLINE_TYPES: Readonly<Record<string, number>> = {
  MMOP_OFFLINE: 0,
  MMOP_ONLINE: 1,
  MMOP_ONLINE_KERNEL: 2,
  MMOP_ONLINE_MOVABLE: 3,
  MMOP_SYSTEM_DEFAULT: 4,
};

export const FLAGS: Readonly<Record<string, number>> = {
  MHP_NONE: 0,
  MHP_MERGE_RESOURCE: 1,
  MHP_MEMMAP_ON_MEMORY: 2,
  MHP_NID_IS_MGID: 4,
};
