/**
 * What an add makes for each block: memory map and direct map, an own memory map in the block, the block device
 * (arch_add_memory() and create_memory_block_devices(); spec 02 §9.3 step 7, 01 §10).
 */
import { BLOCK_EVENT } from '#lib/machines/memory-block.table.ts';
import { fault, FAULT_ARCH_ADD_MEMORY, FAULT_CREATE_BLOCKS } from '../state/faults.ts';
import type { Kernel } from '../state/kernel.ts';
import { UEVENT_ADD, WARNING_AT } from '../state/messages.ts';
import { sayBlockUevent } from '../state/uevents.ts';
import {
  MEMMAP_ON_MEMORY_OFF,
  MHP_MEMMAP_ON_MEMORY,
  PAGEBLOCK_PAGES,
  PAGE_SIZE_BYTES,
  STRUCT_PAGE_BYTES,
} from '../state/units.ts';
import { call, defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { BLOCK_EXISTS, SECTION_EXISTS } from './refusals.ts';
import { kernfs_drain } from './kernfs-drain.ts';
import { removeBlock } from './remove-memory.ts';

/** x86-64 wants whole PMD mappings for a memory map in the block itself (arch_supports_memmap_on_memory()). */
const PMD_BYTES = PAGEBLOCK_PAGES * PAGE_SIZE_BYTES;

/** Bit of Kernel.warnOnce for the warning in add_pages(). */
const WARN_ADD_PAGES = 0;

/**
 * Pages at the start of each block for its own memory map; 0 when memmap_on_memory has no effect (spec 01 §10). What
 * whole PMDs hold is also page and pageblock aligned, so `force`, which would round up, adds nothing on x86-64.
 */
export function memmapPages(k: Kernel, flags: number): number {
  if ((flags & MHP_MEMMAP_ON_MEMORY) === 0 || k.policy.memmapOnMemory.value === MEMMAP_ON_MEMORY_OFF)
    return 0;
  const bytes = k.blockPages * STRUCT_PAGE_BYTES;
  return bytes % PMD_BYTES === 0 ? bytes / PAGE_SIZE_BYTES : 0;
}

export const memmap_pages = defineOp(
  'mhp_supports_memmap_on_memory',
  'does each block hold its own memory map?',
  (k, flags: number) => memmapPages(k, flags),
);

export const arch_add_memory = defineOp(
  'arch_add_memory',
  'direct map and memory map, section by section',
  (k, first: number, end: number) => {
    for (let id = first; id < end; id++) {
      if (k.blocks.sectionsPresent.get(id) !== 0) {
        if (k.warnOnce(WARN_ADD_PAGES)) k.say(WARNING_AT, k.names.id('add_pages'));
        return k.refuse(SECTION_EXISTS, id);
      }
      const failed = fault(k, FAULT_ARCH_ADD_MEMORY, id, id + 1);
      if (failed !== 0) return failed;
      k.blocks.sectionsPresent.set(id, 1);
    }
    return 0;
  },
);

export const arch_remove_memory = defineOp(
  'arch_remove_memory',
  'direct map and memory map go',
  (k, first: number, end: number) => {
    for (let id = first; id < end; id++) k.blocks.sectionsPresent.set(id, 0);
    return 0;
  },
);

const add_memory_block = defineOp(
  'add_memory_block',
  'memoryN appears, offline',
  (k, blockId: number, nid: number, mgid: number, vmemmapPages: number) => {
    if (k.hasBlock(blockId)) return k.refuse(BLOCK_EXISTS, blockId);
    const failed = fault(k, FAULT_CREATE_BLOCKS, blockId, blockId + 1);
    if (failed !== 0) return failed;
    k.moveBlock(blockId, BLOCK_EVENT.ADD, 'add_memory_block');
    k.blocks.nid.set(blockId, nid);
    k.blocks.vmemmapPages.set(blockId, vmemmapPages);
    k.blocks.generation.add(blockId, 1);
    k.blocks.group.set(blockId, mgid + 1);
    if (mgid >= 0) k.groups.blocks.add(mgid, 1);
    k.nodes.blocks.add(nid, 1);
    sayBlockUevent(k, UEVENT_ADD, blockId);
    return 0;
  },
);

const undo_blocks = defineOp(
  'remove_memory_block_devices',
  'the blocks created by this add go again',
  (k, first: number, end: number) => {
    for (let id = first; id < end; id++) removeBlock(k, id);
    return 0;
  },
);

/** create_memory_block_devices(): one device for each block, OFFLINE, joined to its group. */
export function* create_memory_block_devices(
  first: number,
  end: number,
  nid: number,
  mgid: number,
  vmemmapPages: number,
): Kfn {
  for (let id = first; id < end; id++) {
    const rc = yield step(add_memory_block, id, nid, mgid, vmemmapPages);
    if (rc !== 0) {
      yield call(kernfs_drain, first, id);
      yield step(undo_blocks, first, id);
      return rc;
    }
  }
  return 0;
}

/** create_altmaps_and_memory_blocks(): block by block, each with its own memory map. */
export function* create_altmaps_and_memory_blocks(
  first: number,
  end: number,
  nid: number,
  mgid: number,
  vmemmapPages: number,
): Kfn {
  for (let id = first; id < end; id++) {
    let rc = yield step(arch_add_memory, id, id + 1);
    if (rc === 0) {
      rc = yield call(create_memory_block_devices, id, id + 1, nid, mgid, vmemmapPages);
      if (rc !== 0) yield step(arch_remove_memory, id, id + 1);
    }
    if (rc !== 0) {
      yield call(kernfs_drain, first, id);
      yield step(undo_blocks, first, id);
      yield step(arch_remove_memory, first, id);
      return rc;
    }
  }
  return 0;
}

kernelFunctions('drivers/base/memory.c', { create_memory_block_devices });
kernelFunctions('mm/memory_hotplug.c', { create_altmaps_and_memory_blocks });
