/**
 * The test module of the recorded kernels: a memory notifier with rules, pinned pages, foreign resources; and what
 * the environment does to pages. Its calls are steps like everybody's, so a run with them can be rewound.
 */
import {
  blockOfPfn,
  isIsolated,
  isOnline,
  isOnlinePage,
  usableRange,
  zoneOfBlock,
  SECTIONS_EMPTY,
} from '../state/blocks.ts';
import { EBUSY, ENOENT, ENOMEM, ENXIO } from '../state/errno.ts';
import { setFault } from '../state/faults.ts';
import { refusal } from '../state/journal.ts';
import type { Kernel } from '../state/kernel.ts';
import { memory_group_register_static } from '../state/groups.ts';
import {
  freePages,
  PAGE_HUGETLB,
  PAGE_HUGETLB_STUCK,
  PAGE_HUGETLB_UNDISSOLVABLE,
  PAGE_OFFLINE_REFERENCED,
  PAGE_PINNED,
  PAGE_RESERVED,
  PAGE_UNMOVABLE,
  pageRuns,
  placePages,
} from '../state/pages.ts';
import { IORESOURCE_BUSY, release_region, request_region } from '../state/resources.ts';
import { hex, pfnOf, ZONE_MOVABLE } from '../state/units.ts';
import { defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { RULE_HOLD } from '../core/notifier.ts';

const PIN_OUTSIDE = refusal(
  ENXIO,
  'pin',
  (_, pfn) => `page ${hex(pfn)} or the last page to pin is not in an online block`,
  () => 'pin pages of an online block',
);
const PIN_TAKEN = refusal(
  EBUSY,
  'pin',
  (_, pfn) => `a page at ${hex(pfn)} is not free: it is pinned already or holds a memory map`,
  () => 'pin other pages of the block',
);
const NO_KERNEL_ZONE = refusal(
  ENOMEM,
  '__alloc_pages',
  (_, pfn) =>
    `page ${hex(pfn)} is not in an online block of a kernel zone: the kernel takes no page for itself there`,
  () => 'bring the block online in a kernel zone first',
);
const PIN_ISOLATED = refusal(
  EBUSY,
  'pin',
  (_, pfn) =>
    `the pageblock of page ${hex(pfn)} is isolated: its block is on its way, no page can be had there`,
  () => 'pin before the block goes offline, or after it is online',
  (pfn, _, pages) => Math.floor(pfn / pages),
);
const NO_PIN = refusal(ENOENT, 'unpin', (_, pfn) => `no pin starts at page ${hex(pfn)}`);
const REGION_TAKEN = refusal(
  EBUSY,
  'request_mem_region',
  (_, start, last) => `${hex(start)}-${hex(last)} overlaps an entry of /proc/iomem`,
);

/** Does a page of the range hold the memory map of its block? */
function holdsMemoryMap(k: Kernel, startPfn: number, pages: number): boolean {
  const last = blockOfPfn(k, startPfn + pages - 1);
  for (let blockId = blockOfPfn(k, startPfn); blockId <= last; blockId++) {
    const from = Math.max(startPfn, blockId * k.blockPages);
    if (from < usableRange(k, blockId).startPfn) return true;
  }
  return false;
}

/** Number of each way to keep pages, the argument of test_pin(). */
export const PIN_HOW = {
  offline: 0,
  kernel: 1,
  gup: 2,
  allocated: 3,
  hugetlb: 4,
  'hugetlb-stuck': 5,
  'hugetlb-free': 6,
} as const;
/** Class of the pages, by that number. */
const PINNED_CLASS = [
  PAGE_OFFLINE_REFERENCED,
  PAGE_UNMOVABLE,
  PAGE_PINNED,
  PAGE_UNMOVABLE,
  PAGE_HUGETLB,
  PAGE_HUGETLB_STUCK,
  PAGE_HUGETLB_UNDISSOLVABLE,
] as const;

/** Do kernel allocations fall into the block? A boot block in several zones has a kernel zone among them. */
function isKernelBlock(k: Kernel, blockId: number): boolean {
  return isOnline(k, blockId) && zoneOfBlock(k, blockId) !== ZONE_MOVABLE;
}

/**
 * Nobody can allocate in an isolated pageblock. A page that is in use already can get a further reference there as long
 * as it has not left.
 */
function isOutOfReach(k: Kernel, pfn: number, how: number): boolean {
  const blockId = blockOfPfn(k, pfn);
  if (k.blocks.sectionsOnline.get(blockId) === SECTIONS_EMPTY) return true;
  return how !== PIN_HOW.gup && isIsolated(k, blockId);
}

const pin_pages = defineOp(
  'alloc_contig_range',
  'pages are taken and kept; those of an isolated pageblock cannot be had',
  (k, startBytes: number, pages: number, how: number) => {
    const startPfn = pfnOf(startBytes);
    if (how === PIN_HOW.allocated && !isKernelBlock(k, blockOfPfn(k, startPfn)))
      return k.refuse(NO_KERNEL_ZONE, startPfn);
    if (!isOnlinePage(k, startPfn) || !isOnlinePage(k, startPfn + pages - 1))
      return k.refuse(PIN_OUTSIDE, startPfn);
    if (isOutOfReach(k, startPfn, how) || isOutOfReach(k, startPfn + pages - 1, how))
      return k.refuse(PIN_ISOLATED, startPfn, 0, k.blockPages);
    if (holdsMemoryMap(k, startPfn, pages) || pageRuns(k, startPfn, pages).length > 0)
      return k.refuse(PIN_TAKEN, startPfn);
    placePages(k, PINNED_CLASS[how]!, startPfn, pages);
    return 0;
  },
);

/** Takes free pages of an online block; `how` is a number of PIN_HOW. */
export function* test_pin(startBytes: number, pages: number, how: number): Kfn {
  return yield step(pin_pages, startBytes, pages, how);
}

const unpin_pages = defineOp('free_contig_range', 'the pages are free again', (k, startBytes: number) => {
  const startPfn = pfnOf(startBytes);
  const isPin = (pageClass: number): boolean => PINNED_CLASS.some((kept) => kept === pageClass);
  const run = pageRuns(k, startPfn, 1).find(
    (candidate) => candidate.startPfn === startPfn && isPin(candidate.pageClass),
  );
  if (run === undefined) return k.refuse(NO_PIN, startPfn);
  freePages(k, run.row);
  return 0;
});

/** Releases the pin that starts at the address; -ENOENT without one. */
export function* test_unpin(startBytes: number): Kfn {
  return yield step(unpin_pages, startBytes);
}

const add_rule = defineOp(
  'register_memory_notifier',
  'one more rule for the notifier',
  (k, kind: number, event: number, startBytes: number, sizeBytes: number, errno: number, uses: number) => {
    const i = k.rules.count.value;
    k.rules.kind.set(i, kind);
    k.rules.event.set(i, event);
    k.rules.startBytes.set(i, startBytes);
    k.rules.endBytes.set(i, startBytes + sizeBytes);
    k.rules.errno.set(i, errno);
    k.rules.uses.set(i, uses);
    k.rules.count.value = i + 1;
    return 0;
  },
);

/** A rule at the end of the list: kind, event, range, positive errno (0 for NOTIFY_BAD), uses (-1 without end). */
export function* test_notifier_rule(
  kind: number,
  event: number,
  startBytes: number,
  sizeBytes: number,
  errno: number,
  uses: number,
): Kfn {
  return yield step(add_rule, kind, event, startBytes, sizeBytes, errno, uses);
}

const release_held = defineOp('complete', 'whoever sleeps in the notifier goes on', (k) => {
  if (k.rules.held.value !== 0) {
    k.rules.held.value = 0;
    return 0;
  }
  for (let i = 0; i < k.rules.count.value; i++) {
    if (k.rules.kind.get(i) !== RULE_HOLD || k.rules.uses.get(i) === 0) continue;
    k.rules.uses.set(i, 0);
    break;
  }
  return 0;
});

/** Wakes the thread that a rule holds; when nobody sleeps yet, the next to come there does not sleep (a completion). */
export function* test_notifier_release(): Kfn {
  return yield step(release_held);
}

const clear_rules = defineOp('unregister_memory_notifier', 'all rules are gone', (k) => {
  const { count, kind, event, startBytes, endBytes, errno, uses } = k.rules;
  for (let i = 0; i < count.value; i++) {
    for (const column of [kind, event, startBytes, endBytes, errno, uses]) column.set(i, 0);
  }
  count.value = 0;
  return 0;
});

/** Forgets all rules; a thread that is held stays asleep. */
export function* test_notifier_clear(): Kfn {
  return yield step(clear_rules);
}

const region_request = defineOp(
  'request_mem_region',
  'somebody else reserves a range',
  (k, startBytes: number, sizeBytes: number, nameId: number) => {
    const last = startBytes + sizeBytes - 1;
    const row = request_region(k, startBytes, last, nameId, IORESOURCE_BUSY);
    return row < 0 ? k.refuse(REGION_TAKEN, startBytes, last) : 0;
  },
);

/** request_mem_region() by somebody else: 0 or -EBUSY. */
export function* test_region_request(startBytes: number, sizeBytes: number, nameId: number): Kfn {
  return yield step(region_request, startBytes, sizeBytes, nameId);
}

const region_release = defineOp(
  'release_mem_region',
  'the busy entry with exactly this start and end goes',
  (k, startBytes: number, sizeBytes: number) => {
    release_region(k, startBytes, startBytes + sizeBytes - 1);
    return 0;
  },
);

/** release_mem_region() by somebody else: always 0. */
export function* test_region_release(startBytes: number, sizeBytes: number): Kfn {
  return yield step(region_release, startBytes, sizeBytes);
}

const register_static = defineOp(
  'memory_group_register_static',
  'a new memory group',
  (k, nid: number, maxPages: number) => memory_group_register_static(k, nid, maxPages),
);

/** memory_group_register_static() as an exported call: the mgid or -EINVAL. */
export function* test_memory_group_register_static(nid: number, maxPages: number): Kfn {
  return yield step(register_static, nid, maxPages);
}

const place_unmovable = defineOp(
  'alloc_pages',
  'the kernel happens to have pages here',
  (k, list: number) => {
    for (const blockId of k.names.text(list).split(',')) {
      placePages(k, PAGE_RESERVED, usableRange(k, Number(blockId)).startPfn, 1);
    }
    return 0;
  },
);

/**
 * Puts a page that no isolation accepts into some blocks: what a recording says of the kernel's own allocations.
 * `list` is the name number of block ids joined by commas.
 */
export function* env_unmovable(list: number): Kfn {
  return yield step(place_unmovable, list);
}

const clear_unmovable = defineOp('free_pages', 'those pages are gone', (k) => {
  for (let row = 0; row < k.pages.class.data.length; row++) {
    if (k.pages.class.get(row) === PAGE_RESERVED + 1) freePages(k, row);
  }
  return 0;
});

/** Removes what env_unmovable() placed. */
export function* env_clear(): Kfn {
  return yield step(clear_unmovable);
}

const ask_for_fault = defineOp(
  'should_fail',
  'a kernel function is told to fail',
  (k, site: number, blockId: number, errno: number, uses: number) => {
    setFault(k, site, blockId, errno, uses);
    return 0;
  },
);

/** A fault (state/faults.ts): number of the site, block or -1, positive errno, uses (-1 without end, 0 takes it back). */
export function* test_fail(site: number, blockId: number, errno: number, uses: number): Kfn {
  return yield step(ask_for_fault, site, blockId, errno, uses);
}

const nothing_visible = defineOp('alloc_pages', 'kernel pages are allocated somewhere', () => 0);

/** Allocates kernel pages somewhere: where, only a recording can tell. */
export function* allocate_somewhere(): Kfn {
  return yield step(nothing_visible);
}

const send_signal = defineOp(
  'send_signal',
  'a signal is pending for the task',
  (k, thread: number, signal: number) => {
    k.locks.signal.set(thread, signal);
    return 0;
  },
);

/** Sends a signal to a thread: SIGNAL_HANDLED or SIGNAL_FATAL (run/locks.ts). */
export function* send_sig(thread: number, signal: number): Kfn {
  return yield step(send_signal, thread, signal);
}

kernelFunctions('test module', {
  test_pin,
  test_unpin,
  test_notifier_rule,
  test_notifier_release,
  test_notifier_clear,
  test_fail,
  test_region_request,
  test_region_release,
  test_memory_group_register_static,
  env_unmovable,
  env_clear,
  allocate_somewhere,
  send_sig,
});
