/**
 * The bus side of a memory block: online and offline of one block, as drivers/base/memory.c has them (spec 02 §5,
 * §6, §11.1).
 */
import { BLOCK, BLOCK_EVENT } from '#lib/machines/memory-block.table.ts';
import { blockStartPfn, isOffline, isOnline, zoneOfBlock } from '../state/blocks.ts';
import { EINVAL } from '../state/errno.ts';
import { MEM_FINISH_OFFLINE, MEM_PREPARE_ONLINE } from '../state/messages.ts';
import { MMOP_OFFLINE, MMOP_ONLINE, ZONE_MOVABLE } from '../state/units.ts';
import { adjustPresent } from '../state/zones.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { mem_hotplug_begin, mem_hotplug_done } from './mem-hotplug-lock.ts';
import { mhp_deinit_memmap_on_memory, mhp_init_memmap_on_memory, online_pages } from './online-pages.ts';
import { offline_pages } from './offline-pages.ts';
import { memory_notify } from './notifier.ts';
import { CHANGES_STATE, MIXED_ZONE, POISONED } from './refusals.ts';
import { zone_for_pfn_range } from './zone-selection.ts';

const NOT_OFFLINE = -1;

const begin_online = defineOp(
  'memory_subsys_online',
  'is the block offline? online_type defaults to online',
  (k, blockId: number) => {
    if (isOnline(k, blockId)) return 1;
    if (k.blocks.onlineType.get(blockId) === MMOP_OFFLINE) k.blocks.onlineType.set(blockId, MMOP_ONLINE);
    if (isOffline(k, blockId)) return 0;
    k.refuse(CHANGES_STATE, blockId);
    return NOT_OFFLINE;
  },
);

const end_online = defineOp(
  'memory_subsys_online',
  'state becomes online or offline again; online_type is reset',
  (k, blockId: number, rc: number) => {
    k.blocks.onlineType.set(blockId, MMOP_OFFLINE);
    const configuration = k.blocks.chart.get(blockId);
    const isGoing =
      configuration === BLOCK.GOING_ONLINE_KERNEL || configuration === BLOCK.GOING_ONLINE_MOVABLE;
    if (isGoing) {
      const event = rc === 0 ? BLOCK_EVENT.ONLINED : BLOCK_EVENT.ONLINE_FAILED;
      k.moveBlock(blockId, event, 'memory_block_change_state');
    }
    return rc;
  },
);

/** memory_subsys_online(): 0 when online already; the sticky request is used up by the attempt, failed or not. */
export function* memory_subsys_online(blockId: number): Kfn {
  const begun = yield step(begin_online, blockId);
  if (begun === 1) return 0;
  const rc = begun === NOT_OFFLINE ? -EINVAL : yield call(memory_block_online, blockId);
  return yield step(end_online, blockId, rc);
}

const begin_offline = defineOp(
  'memory_block_change_state',
  'state becomes going-offline',
  (k, blockId: number) => {
    if (isOffline(k, blockId)) return 1;
    if (!isOnline(k, blockId)) {
      k.refuse(CHANGES_STATE, blockId);
      return NOT_OFFLINE;
    }
    k.moveBlock(blockId, BLOCK_EVENT.GO_OFFLINE, 'memory_block_change_state');
    return 0;
  },
);

const end_offline = defineOp(
  'memory_block_change_state',
  'state becomes offline, or online again',
  (k, blockId: number, rc: number) => {
    const event = rc === 0 ? BLOCK_EVENT.OFFLINED : BLOCK_EVENT.OFFLINE_FAILED;
    k.moveBlock(blockId, event, 'memory_block_change_state');
    return rc;
  },
);

/** memory_subsys_offline(): state reads going-offline while the block goes; back to online on failure. */
export function* memory_subsys_offline(blockId: number): Kfn {
  const begun = yield step(begin_offline, blockId);
  if (begun === 1) return 0;
  if (begun === NOT_OFFLINE) return -EINVAL;
  const rc = yield call(memory_block_offline, blockId);
  return yield step(end_offline, blockId, rc);
}

/** Zone type for a block's present request; -EHWPOISON goes first and leaves the block as it is. */
const choose_zone = defineOp(
  'zone_for_pfn_range',
  'choose the zone from the present spans and counters',
  (k, blockId: number) => {
    const poisoned = k.blocks.poisoned.get(blockId);
    if (poisoned !== 0) return k.refuse(POISONED, blockId, poisoned);
    const zone = zone_for_pfn_range(
      k,
      k.blocks.onlineType.get(blockId),
      k.blocks.nid.get(blockId),
      k.blocks.group.get(blockId) - 1,
      blockStartPfn(k, blockId),
      k.blockPages,
    );
    const event = zone === ZONE_MOVABLE ? BLOCK_EVENT.GO_ONLINE_MOVABLE : BLOCK_EVENT.GO_ONLINE_KERNEL;
    k.moveBlock(blockId, event, 'memory_block_online');
    return zone;
  },
);

const set_block_zone = defineOp(
  'memory_block_online',
  'mem->zone is set',
  (k, blockId: number, zone: number) => {
    const vmemmapPages = k.blocks.vmemmapPages.get(blockId);
    if (vmemmapPages !== 0) adjustPresent(k, blockId, zone, vmemmapPages);
    k.blocks.zone.set(blockId, zone + 1);
    return 0;
  },
);

/** memory_block_online(): the whole way of one block into a zone (spec 02 §6). */
export function* memory_block_online(blockId: number): Kfn {
  const zone = yield step(choose_zone, blockId);
  if (zone < 0) return zone;
  const vmemmapPages = yield step(mem_hotplug_begin, blockId);
  let rc = yield call(memory_notify, MEM_PREPARE_ONLINE, blockId, 0);
  if (rc === 0) {
    if (vmemmapPages !== 0) yield call(mhp_init_memmap_on_memory, blockId, zone);
    rc = yield call(online_pages, blockId, zone);
    if (rc === 0) {
      yield step(set_block_zone, blockId, zone);
    } else {
      if (vmemmapPages !== 0) yield call(mhp_deinit_memmap_on_memory, blockId, zone);
      yield call(memory_notify, MEM_FINISH_OFFLINE, blockId, 0);
    }
  }
  yield step(mem_hotplug_done);
  return rc;
}

const check_zone = defineOp('memory_block_offline', 'has the block a zone?', (k, blockId: number) => {
  const zone = zoneOfBlock(k, blockId);
  return zone < 0 ? k.refuse(MIXED_ZONE, blockId) : zone;
});

const present_without_vmemmap = defineOp(
  'memory_block_offline',
  'the pages of the memory map leave the present count',
  (k, blockId: number, zone: number, sign: number) => {
    adjustPresent(k, blockId, zone, sign * k.blocks.vmemmapPages.get(blockId));
    return 0;
  },
);

const clear_block_zone = defineOp('memory_block_offline', 'mem->zone is cleared', (k, blockId: number) => {
  k.blocks.zone.set(blockId, 0);
  return 0;
});

/** memory_block_offline(): the whole way of one block out of its zone (spec 02 §11.1). */
export function* memory_block_offline(blockId: number): Kfn {
  const zone = yield step(check_zone, blockId);
  if (zone < 0) return zone;
  const vmemmapPages = yield step(mem_hotplug_begin, blockId);
  if (vmemmapPages !== 0) yield step(present_without_vmemmap, blockId, zone, -1);
  const rc = yield call(offline_pages, blockId, zone);
  if (rc !== 0) {
    if (vmemmapPages !== 0) yield step(present_without_vmemmap, blockId, zone, 1);
    yield step(mem_hotplug_done);
    return rc;
  }
  if (vmemmapPages !== 0) yield call(mhp_deinit_memmap_on_memory, blockId, zone);
  yield step(clear_block_zone, blockId);
  yield call(memory_notify, MEM_FINISH_OFFLINE, blockId, 0);
  yield step(mem_hotplug_done);
  return 0;
}

/** Steps that other kernels put together in another order. */
export const blockSteps = {
  choose_zone,
  set_block_zone,
  check_zone,
  present_without_vmemmap,
  clear_block_zone,
};

kernelFunctions('drivers/base/memory.c', {
  memory_subsys_online,
  memory_subsys_offline,
  memory_block_online,
  memory_block_offline,
});
