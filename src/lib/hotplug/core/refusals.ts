/**
 * Why the memory core refuses, in words: condition, kernel function, and the smallest change that would help.
 *
 * Each is said by the step that refuses, with the errno it returns. The block that a text is about is the first
 * number unless said otherwise.
 */
import { E2BIG, EBUSY, EEXIST, EHWPOISON, EINTR, EINVAL } from '../state/errno.ts';
import { refusal } from '../state/journal.ts';
import { hex, ZONE_NAMES } from '../state/units.ts';
import { PAGE_CLASS_WORDS } from '../state/pages.ts';

const firstNumber = (block: number): number => block;

export const ALREADY_IN_STATE = refusal(
  EINVAL,
  'state_store',
  (_, id, online) =>
    `memory${id} is ${online !== 0 ? 'online' : 'offline'} already; device_${online !== 0 ? 'online' : 'offline'}() returns 1, which the state file reports as -EINVAL`,
  (_, id, online) =>
    online !== 0
      ? `take memory${id} offline first, or write 1 to its online file`
      : `nothing to do: memory${id} is offline`,
  firstNumber,
);
export const CHANGES_STATE = refusal(
  EINVAL,
  'memory_block_change_state',
  (_, id) => `memory${id} is neither in the state that the change starts from nor done`,
  null,
  firstNumber,
);
export const POISONED = refusal(
  EHWPOISON,
  'memory_block_online',
  (_, id, pages) => `memory${id} has ${pages} poisoned ${pages === 1 ? 'page' : 'pages'}`,
  () => 'none: a block with a poisoned page stays offline until it is removed',
  firstNumber,
);
export const MIXED_ZONE = refusal(
  EINVAL,
  'memory_block_offline',
  (_, id) => `memory${id} has no zone of its own: its pages belong to several zones or nodes`,
  () => 'none: such a boot block cannot go offline',
  firstNumber,
);
export const MEMORY_HOLES = refusal(
  EINVAL,
  'offline_pages',
  (_, id, missing) => `memory${id} has holes: ${missing} of its pages lie outside System RAM`,
  () => 'none: a block with holes cannot go offline',
  firstNumber,
);
export const ISOLATION_REFUSED = refusal(
  EBUSY,
  'start_isolate_page_range',
  (_, id, pfn, pageClass, zone) =>
    `memory${id}: page ${hex(pfn)} is ${PAGE_CLASS_WORDS[pageClass]} and lies in ${ZONE_NAMES[zone]}`,
  (_, id) => `free that page, or online memory${id} as online_movable next time`,
  firstNumber,
);
export const UNMOVABLE_PAGE = refusal(
  EBUSY,
  'offline_pages',
  (_, id, pfn) => `memory${id}: page ${hex(pfn)} is PageOffline with a reference, the scan gives up`,
  (_, id, pfn) => `release page ${hex(pfn)} of memory${id}`,
  firstNumber,
);
export const DISSOLVE_FAILED = refusal(
  EBUSY,
  'dissolve_free_hugetlb_folios',
  (_, id, pfn) => `memory${id}: the huge page at ${hex(pfn)} cannot be dissolved`,
  () => 'give the huge page pool more free pages',
  firstNumber,
);
export const SIGNAL_PENDING = refusal(
  EINTR,
  'offline_pages',
  (_, id) => `memory${id} still has a page that does not move, and a signal is pending`,
  (_, id) => `release the page in memory${id} before offlining`,
  firstNumber,
);
export const STILL_ONLINE = refusal(
  EBUSY,
  'try_remove_memory',
  (_, id) => `memory${id} is not offline`,
  (_, id) => `take memory${id} offline before removing it`,
  firstNumber,
);
export const ALTMAP_MIXED = refusal(
  EINVAL,
  'try_remove_memory',
  (_, __, with_, all) => `${with_} of ${all} blocks hold their own memory map, the others do not`,
  () => 'remove the two kinds of blocks in separate calls',
);
export const UNALIGNED = refusal(
  EINVAL,
  'check_hotplug_memory_range',
  (_, start, size, block) =>
    `start ${hex(start)} or size ${hex(size)} is not a multiple of the block size ${hex(block)}, or size is 0`,
  () => 'use a start and a size that are multiples of the block size',
);
export const UNKNOWN_GROUP = refusal(
  EINVAL,
  'add_memory_resource',
  (_, mgid) => `no memory group has the id ${mgid}`,
  () => 'register the group first',
);
export const IMPOSSIBLE_NODE = refusal(
  EINVAL,
  'add_memory_resource',
  (_, nid) => `node ${nid} is not in node_possible_map`,
  () => 'use a node that the firmware named at boot',
);
export const REGION_BUSY = refusal(
  EEXIST,
  'register_memory_resource',
  (_, start, size) =>
    `${hex(start)} to ${hex(start + size - 1)} overlaps an entry of /proc/iomem that is busy or only partly covers it`,
  () => 'choose a range that is free in /proc/iomem',
);
export const TOO_BIG = refusal(
  E2BIG,
  'register_memory_resource',
  (_, start, size, max) =>
    `${hex(start)} plus ${hex(size)} is empty or ends above the highest address that can be mapped, ${hex(max)}`,
  () => 'use a range below that address',
);
export const BAD_RESOURCE_NAME = refusal(
  EINVAL,
  'add_memory_driver_managed',
  (names, name) =>
    `the resource name ${name < 0 ? 'NULL' : JSON.stringify(names.text(name))} does not start with "System RAM (" and end with ")"`,
  () => 'name it "System RAM (driver)"',
);
export const BAD_ONLINE_TYPE = refusal(
  EINVAL,
  '__add_memory_driver_managed',
  (_, type) => `online type ${type} does not exist`,
  () => 'use 0 to 3: offline, online, online_kernel, online_movable',
);
export const BLOCK_EXISTS = refusal(
  EEXIST,
  'add_memory_block',
  (_, id) => `memory${id} exists already`,
  (_, id) => `remove memory${id} first`,
  firstNumber,
);
export const SECTION_EXISTS = refusal(
  EEXIST,
  'add_pages',
  (_, id) => `the sections of memory${id} are present already`,
  (_, id) => `remove memory${id} first`,
  firstNumber,
);
export const BAD_RANGE_TYPE = refusal(
  EINVAL,
  'online_memory_range',
  (_, type) => `online type ${type} is not one that onlines`,
  () => 'use 1 to 3: online, online_kernel, online_movable',
);
export const NO_RANGES = refusal(
  EINVAL,
  'offline_and_remove_memory_ranges',
  () => 'there is no range, or one of them is empty or not block aligned',
  () => 'pass at least one range of whole blocks',
);
