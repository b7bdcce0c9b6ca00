/**
 * offline_pages() of mm/memory_hotplug.c, with every cause of failure in the order in which the kernel tests it
 * (spec 02 §11.2).
 */
import { EBUSY, EINTR } from '../state/errno.ts';
import { SECTIONS_EMPTY, usableRange, zoneRow } from '../state/blocks.ts';
import type { Kernel } from '../state/kernel.ts';
import {
  MEM_CANCEL_OFFLINE,
  MEM_GOING_OFFLINE,
  MEM_OFFLINE,
  OFFLINED_PAGES,
  OFFLINING_FAILED,
  PAGE_DUMPED,
} from '../state/messages.ts';
import {
  countPages,
  findPages,
  pageRuns,
  PAGE_HUGETLB_UNDISSOLVABLE,
  PAGE_MOVABLE,
  PAGE_OFFLINE_REFERENCED,
  PAGE_OFFLINE_SKIPPABLE,
} from '../state/pages.ts';
import { systemRamPages } from '../state/resources.ts';
import { PAGEBLOCK_PAGES, ZONE_MOVABLE } from '../state/units.ts';
import { adjustPresent, isPopulated, nodePresentPages } from '../state/zones.ts';
import { AGAIN, call, defineOp, loop, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { build_all_zonelists, node_states_clear_node } from './nodes.ts';
import { memory_notify } from './notifier.ts';
import { remove_pfn_range_from_zone } from './online-pages.ts';
import {
  migrateRound,
  ROUND_AGAIN,
  ROUND_DISSOLVE_FAILED,
  ROUND_DONE,
  ROUND_UNMOVABLE,
  unmovablePfn,
} from './page-isolation.ts';
import {
  DISSOLVE_FAILED,
  ISOLATION_REFUSED,
  MEMORY_HOLES,
  SIGNAL_PENDING,
  UNMOVABLE_PAGE,
} from './refusals.ts';

const HOLES = 'memory holes';
const ISOLATE = 'failure to isolate range';
const NOTIFIER = 'notifier failure';
const SIGNAL = 'signal backoff';
const UNMOVABLE = 'unmovable page';
const DISSOLVE = 'failure to dissolve huge pages';

function sayFailed(k: Kernel, startPfn: number, pages: number, reason: string): void {
  k.say(OFFLINING_FAILED, startPfn, pages, k.names.id(reason));
}

const check_holes = defineOp(
  'walk_system_ram_range',
  'does System RAM cover every page?',
  (k, blockId: number) => {
    const { startPfn, pages } = usableRange(k, blockId);
    const covered = systemRamPages(k, startPfn, pages);
    if (covered === pages) return 0;
    sayFailed(k, startPfn, pages, HOLES);
    return k.refuse(MEMORY_HOLES, blockId, pages - covered);
  },
);

/** Would the node have no present pages left without the block? As 6.12 counts: zones up to MOVABLE. */
function takesLastMemory(k: Kernel, blockId: number, pages: number): boolean {
  return nodePresentPages(k, k.blocks.nid.get(blockId), ZONE_MOVABLE) === pages;
}

/** Replies a negative errno, or 1 when the node loses its last memory with the block. */
const start_isolate_page_range = defineOp(
  'start_isolate_page_range',
  'pageblocks become MIGRATE_ISOLATE; unmovable pages refuse',
  (k, blockId: number, zone: number) => {
    const { startPfn, pages } = usableRange(k, blockId);
    const pfn = unmovablePfn(k, startPfn, pages, zone);
    if (pfn < 0) {
      k.zones.isolated.add(zoneRow(k.blocks.nid.get(blockId), zone), pages / PAGEBLOCK_PAGES);
      return takesLastMemory(k, blockId, pages) ? 1 : 0;
    }
    k.say(PAGE_DUMPED);
    sayFailed(k, startPfn, pages, ISOLATE);
    const culprit = pageRuns(k, pfn, 1).find(({ pageClass }) => pageClass !== PAGE_MOVABLE);
    return k.refuse(ISOLATION_REFUSED, blockId, pfn, culprit?.pageClass ?? PAGE_MOVABLE, zone);
  },
);

const undo_isolate = defineOp(
  'undo_isolate_page_range',
  'pageblocks become MIGRATE_MOVABLE again',
  (k, blockId: number, zone: number) => {
    const { pages } = usableRange(k, blockId);
    k.zones.isolated.add(zoneRow(k.blocks.nid.get(blockId), zone), -pages / PAGEBLOCK_PAGES);
    return 0;
  },
);

/** Reasons of the loop, as the reply of its steps; the errno goes with them. */
const LOOP_SIGNAL = 1;
const LOOP_UNMOVABLE = 2;
const LOOP_DISSOLVE = 3;

/** The signal stays pending until the task is back in user space: it ends every later attempt of the same call too. */
const check_signal = defineOp('offline_pages', 'is a signal pending?', (k, blockId: number) =>
  k.locks.signal.get(k.current) === 0 ? 0 : k.refuse(SIGNAL_PENDING, blockId),
);

const migrate = defineOp(
  'do_migrate_range',
  'scan for movable pages, migrate them, test whether all are isolated',
  (k, blockId: number) => {
    const { startPfn, pages } = usableRange(k, blockId);
    const round = migrateRound(k, startPfn, pages);
    if (round === ROUND_DONE) k.blocks.sectionsOnline.set(blockId, SECTIONS_EMPTY);
    if (round === ROUND_UNMOVABLE) {
      k.say(PAGE_DUMPED);
      k.refuse(UNMOVABLE_PAGE, blockId, findPages(k, PAGE_OFFLINE_REFERENCED, startPfn, pages));
    }
    if (round === ROUND_DISSOLVE_FAILED) {
      k.refuse(DISSOLVE_FAILED, blockId, findPages(k, PAGE_HUGETLB_UNDISSOLVABLE, startPfn, pages));
    }
    return round;
  },
);

/** One round of the loop that only a signal can end while a page does not move (spec 02 §11.2, steps 8 to 12). */
export function* offline_pages_round(blockId: number): Kfn {
  const signal = yield step(check_signal, blockId);
  if (signal < 0) return LOOP_SIGNAL;
  const round = yield step(migrate, blockId);
  if (round === ROUND_AGAIN) return AGAIN;
  if (round === ROUND_DONE) return 0;
  return round === ROUND_UNMOVABLE ? LOOP_UNMOVABLE : LOOP_DISSOLVE;
}

const say_failed = defineOp('offline_pages', 'give up', (k, blockId: number, reason: number) => {
  const { startPfn, pages } = usableRange(k, blockId);
  const words = [NOTIFIER, SIGNAL, UNMOVABLE, DISSOLVE];
  sayFailed(k, startPfn, pages, words[reason]!);
  return 0;
});

const offline_isolated_pages = defineOp(
  'offline_isolated_pages',
  'pages leave the buddy; managed and present shrink; sections are offline',
  (k, blockId: number, zone: number) => {
    const { startPfn, pages } = usableRange(k, blockId);
    const row = zoneRow(k.blocks.nid.get(blockId), zone);
    k.blocks.sectionsOnline.set(blockId, 0);
    k.say(OFFLINED_PAGES, pages);
    k.zones.isolated.add(row, -pages / PAGEBLOCK_PAGES);
    k.zones.managed.add(row, countPages(k, PAGE_OFFLINE_SKIPPABLE, startPfn, pages) - pages);
    adjustPresent(k, blockId, zone, -pages);
    return 0;
  },
);

const clear_node_states = defineOp(
  'node_states_clear_node',
  'an empty node loses N_MEMORY; an empty zone leaves the zonelists',
  (k, blockId: number, zone: number) => {
    const nid = k.blocks.nid.get(blockId);
    const changed = node_states_clear_node(k, nid, zone);
    if (!isPopulated(k, nid, zone)) build_all_zonelists(k);
    return changed;
  },
);

/** offline_pages() of 6.12: -EINVAL, -EBUSY, -EINTR, a notifier's errno, or 0. */
export function* offline_pages(blockId: number, zone: number): Kfn {
  let rc = yield step(check_holes, blockId);
  if (rc !== 0) return rc;
  const isLast = yield step(start_isolate_page_range, blockId, zone);
  if (isLast < 0) return isLast;
  let reason = 0;
  rc = yield call(memory_notify, MEM_GOING_OFFLINE, blockId, isLast);
  if (rc === 0) {
    reason = yield loop(offline_pages_round, blockId);
    if (reason !== 0) rc = reason === LOOP_SIGNAL ? -EINTR : -EBUSY;
  }
  if (rc !== 0) {
    yield step(undo_isolate, blockId, zone);
    yield call(memory_notify, MEM_CANCEL_OFFLINE, blockId, isLast);
    yield step(say_failed, blockId, reason);
    return rc;
  }
  yield step(offline_isolated_pages, blockId, zone);
  const changed = yield step(clear_node_states, blockId, zone);
  yield call(memory_notify, MEM_OFFLINE, blockId, changed);
  yield step(remove_pfn_range_from_zone, blockId, zone);
  return 0;
}

/** Steps that other kernels put together in another order, and the replies of the loop. */
export const offlineSteps = { check_holes, start_isolate_page_range, say_failed, offline_isolated_pages };
export { LOOP_SIGNAL };

kernelFunctions('mm/memory_hotplug.c', {
  offline_pages,
  offline_pages_round,
});
