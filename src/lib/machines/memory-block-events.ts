/**
 * What can happen to a memory block, in words. Apart from the chart so that a picture of the chart can have
 * the sentences without XState.
 */

/** Every event of the memory block's chart with its sentence and the kernel function in which it happens. */
export const memoryBlockEvents = {
  ADD: {
    kernelFunction: 'create_memory_block_devices',
    description: 'create_memory_block_devices() registers the block of an added range, offline.',
  },
  BOOT_KERNEL: {
    kernelFunction: 'memory_dev_init',
    description: 'memory_dev_init() registers boot memory that lies in one kernel zone.',
  },
  BOOT_MOVABLE: {
    kernelFunction: 'memory_dev_init',
    description: 'memory_dev_init() registers boot memory that lies in ZONE_MOVABLE alone.',
  },
  BOOT_MIXED: {
    kernelFunction: 'memory_dev_init',
    description:
      'memory_dev_init() registers boot memory of more than one zone or node and leaves mem->zone NULL.',
  },
  GO_ONLINE_KERNEL: {
    kernelFunction: 'memory_block_online',
    description: 'memory_block_online() starts after zone_for_pfn_range() has answered with a kernel zone.',
  },
  GO_ONLINE_MOVABLE: {
    kernelFunction: 'memory_block_online',
    description: 'memory_block_online() starts after zone_for_pfn_range() has answered with ZONE_MOVABLE.',
  },
  ONLINED: {
    kernelFunction: 'memory_block_online',
    description: 'memory_block_online() stores the zone and memory_block_change_state() sets MEM_ONLINE.',
  },
  ONLINE_FAILED: {
    kernelFunction: 'memory_block_online',
    description:
      'memory_block_online() returns an errno, for instance after a veto of GOING_ONLINE in online_pages().',
  },
  GO_OFFLINE: {
    kernelFunction: 'memory_block_change_state',
    description: 'memory_block_change_state() sets MEM_GOING_OFFLINE before it calls memory_block_offline().',
  },
  OFFLINED: {
    kernelFunction: 'memory_block_offline',
    description: 'memory_block_offline() clears mem->zone and memory_block_change_state() sets MEM_OFFLINE.',
  },
  OFFLINE_FAILED: {
    kernelFunction: 'memory_block_change_state',
    description:
      'memory_block_change_state() puts MEM_ONLINE back because memory_block_offline() returned an errno.',
  },
  REMOVE: {
    kernelFunction: 'remove_memory_block_devices',
    description: 'remove_memory_block_devices() unregisters the offline block.',
  },
} as const satisfies Record<string, { kernelFunction: string; description: string }>;

/** The name of an event of the memory block's chart. */
export type MemoryBlockEventName = keyof typeof memoryBlockEvents;
