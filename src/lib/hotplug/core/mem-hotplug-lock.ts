/**
 * mem_hotplug_begin() and mem_hotplug_done(): the write side of mem_hotplug_lock (with cpu_hotplug_lock for
 * reading), mm/memory_hotplug.c.
 */
import { defineOp } from '../run/effects.ts';
import { MEM_HOTPLUG_LOCK, releaseLock, takeLock } from '../run/locks.ts';

/** Takes mem_hotplug_lock for writing; replies the number of vmemmap pages of the block (0 for none). */
export const mem_hotplug_begin = defineOp(
  'mem_hotplug_begin',
  'take mem_hotplug_lock for writing',
  (k, blockId: number) => {
    takeLock(k, MEM_HOTPLUG_LOCK);
    return blockId < 0 ? 0 : k.blocks.vmemmapPages.get(blockId);
  },
);

export const mem_hotplug_done = defineOp('mem_hotplug_done', 'release mem_hotplug_lock', (k) => {
  releaseLock(k, MEM_HOTPLUG_LOCK);
  return 0;
});
