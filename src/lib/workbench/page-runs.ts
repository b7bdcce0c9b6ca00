/**
 * Pages that are not simply free or movable, all over the machine: what the map shows inside of blocks.
 */
import { blockStartPfn } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { PAGE_CLASS_WORDS } from '#lib/hotplug/state/pages.ts';
import type { PageRunView } from './frame.ts';
import { MOST_SINGLE_BLOCKS, blockCount } from './block-runs.ts';

/** One letter for each class of `PAGE_CLASS_WORDS`, in its order. */
export const PAGE_CLASS_LETTERS = ['m', 'P', 'K', 'h', 'H', 'o', 'O', 'R', 'D', 'C', 'X'] as const;
/** Of the memory map that a block carries in itself. */
const MEMMAP_LETTER = 'V';

function ownMemoryMaps(k: Kernel): PageRunView[] {
  // Half a million blocks are not walked for each frame: those that carry their map are a matter of few machines.
  if (blockCount(k) > MOST_SINGLE_BLOCKS) return [];
  const runs: PageRunView[] = [];
  const counts = k.blocks.vmemmapPages;
  for (let id = 0; id < counts.data.length; id++) {
    const pages = counts.get(id);
    if (pages === 0 || !k.hasBlock(id)) continue;
    runs.push({
      startPfn: blockStartPfn(k, id),
      pages,
      word: 'memory map of the block',
      letter: MEMMAP_LETTER,
    });
  }
  return runs;
}

export function pageRunViews(k: Kernel): PageRunView[] {
  const runs: PageRunView[] = [];
  const { class: classes, startPfn, pages } = k.pages;
  for (let row = 0; row < classes.data.length; row++) {
    const pageClass = classes.get(row) - 1;
    if (pageClass < 0) continue;
    runs.push({
      startPfn: startPfn.get(row),
      pages: pages.get(row),
      word: PAGE_CLASS_WORDS[pageClass] ?? 'unknown',
      letter: PAGE_CLASS_LETTERS[pageClass] ?? '?',
    });
  }
  return [...runs, ...ownMemoryMaps(k)];
}
