/**
 * Which blocks a comparison draws: those that never change on any kernel say nothing there.
 */
import type { Side } from './side.ts';

/** Ids of the blocks that the run of any of these kernels adds or changes; ascending. */
export function changingBlocks(sides: readonly Pick<Side, 'run'>[]): number[] {
  const looks = new Map<number, Set<string>>();
  for (const { blocks } of sides.flatMap(({ run }) => run.samples))
    for (const { id, look } of blocks) looks.set(id, (looks.get(id) ?? new Set()).add(look));
  const isNew = (block: number): boolean =>
    sides.some(({ run }) => run.samples[0]?.blocks.every(({ id }) => id !== block) === true);
  return [...looks]
    .filter(([block, seen]) => seen.size > 1 || isNew(block))
    .map(([block]) => block)
    .sort((a, b) => a - b);
}
