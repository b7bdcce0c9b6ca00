/**
 * Removing the files of memory blocks, of fs/kernfs/dir.c: they are closed first, then the remover waits until nobody
 * is inside any more. That wait is why a writer only tries for device_hotplug_lock and leaves its file between two
 * tries: sleeping inside it would deadlock with a removal that holds the lock (spec 02 §2).
 */
import type { Kernel } from '../state/kernel.ts';
import { BLOCKED, defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';

const kernfs_deactivate = defineOp(
  'kernfs_drain',
  'nobody may enter the files of the blocks any more',
  (k, first: number, end: number) => {
    for (let id = first; id < end; id++) if (k.hasBlock(id)) k.blocks.draining.set(id, 1);
    return 0;
  },
);

function isAnybodyInside(k: Kernel, first: number, end: number): boolean {
  for (let id = first; id < end; id++) if (k.blocks.active.get(id) !== 0) return true;
  return false;
}

const wait_for_active = defineOp(
  'kernfs_drain',
  'wait until nobody is inside a file of the blocks',
  (k, first: number, end: number) => (isAnybodyInside(k, first, end) ? BLOCKED : 0),
);

/** kernfs_drain() for the files of blocks `[first, end)`: uninterruptible. */
export function* kernfs_drain(first: number, end: number): Kfn {
  yield step(kernfs_deactivate, first, end);
  return yield step(wait_for_active, first, end);
}

kernelFunctions('fs/kernfs/dir.c', { kernfs_drain });
