/**
 * Onlining the blocks of a range one after the other: walk_memory_blocks() and online_memory_block(), of
 * drivers/base/memory.c and mm/memory_hotplug.c (spec 02 §10).
 */
import { nextBlock } from '../state/blocks.ts';
import { become, call, defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { device_online } from './device-core.ts';

const set_online_type = defineOp(
  'online_memory_block',
  'mem->online_type is set',
  (k, blockId: number, onlineType: number) => {
    k.blocks.onlineType.set(blockId, onlineType);
    return 0;
  },
);

/** online_memory_block() with an explicit type: sets the request, then device_online(). */
export function* online_memory_block(blockId: number, onlineType: number): Kfn {
  yield step(set_online_type, blockId, onlineType);
  return yield call(device_online, blockId);
}

const set_default_online_type = defineOp(
  'online_memory_block',
  'mem->online_type = the default of this moment',
  (k, blockId: number) => {
    k.blocks.onlineType.set(blockId, k.policy.defaultOnlineType.value);
    return 0;
  },
);

/** online_memory_block() of kernels before the series: reads the default anew for every block. */
export function* online_memory_block_default(blockId: number): Kfn {
  yield step(set_default_online_type, blockId);
  return yield call(device_online, blockId);
}

/** Functions that walk_memory_blocks() can be given, by number. */
export const ONLINE_MEMORY_BLOCK = 0;
export const ONLINE_MEMORY_BLOCK_DEFAULT = 1;
const WALKERS = [online_memory_block, online_memory_block_default] as const;

const find_block = defineOp('walk_memory_blocks', 'next block of the range', (k, from: number, end: number) =>
  nextBlock(k, from, end),
);

/** A frame keeps the replies of its calls; long walks begin a new one every so often. */
const BLOCKS_PER_FRAME = 256;

/**
 * walk_memory_blocks() over block ids `[from, end)`: absent blocks are skipped, the first return value that is not 0
 * (also +1) ends the walk and is returned. `walker` is one of the numbers above.
 */
export function* walk_memory_blocks(from: number, end: number, walker: number, argument: number): Kfn {
  const fn = WALKERS[walker]!;
  let next = from;
  for (let visited = 0; visited < BLOCKS_PER_FRAME; visited++) {
    const blockId = yield step(find_block, next, end);
    if (blockId < 0) return 0;
    const rc = yield call(fn, blockId, argument);
    if (rc !== 0) return rc;
    next = blockId + 1;
  }
  return yield become(walk_memory_blocks, next, end, walker, argument);
}

kernelFunctions('drivers/base/memory.c', { walk_memory_blocks });
kernelFunctions('mm/memory_hotplug.c', {
  online_memory_block,
  online_memory_block_default,
});
