/**
 * Reading the model's files without being an actor: for pictures, comparisons and exports.
 */
import type { Kernel } from '../state/kernel.ts';
import { nextBlock } from '../state/blocks.ts';

export { readFile } from './attributes.ts';

/** Ids of all memory blocks that exist, ascending. */
export function listBlocks(k: Kernel): number[] {
  const ids: number[] = [];
  for (let id = nextBlock(k, 0, Infinity); id >= 0; id = nextBlock(k, id + 1, Infinity)) ids.push(id);
  return ids;
}
