/**
 * The blocks of a machine as a frame has them: one by one where there are few, else in runs of equal neighbours, with
 * only those one by one that the run changes or that hold pages of note.
 */
import { BLOCK } from '#lib/machines/memory-block.table.ts';
import { blockOfPfn } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { listBlocks } from '#lib/hotplug/userspace/files.ts';
import { blockView } from './block-view.ts';
import type { BlockRun, BlockView, RefusalView } from './frame.ts';
import type { StepChanges } from './step-changes.ts';

/** Machines with more blocks than this are shown as runs. */
export const MOST_SINGLE_BLOCKS = 4096;

/** Number of memory blocks that exist. */
export function blockCount(k: Kernel): number {
  let count = 0;
  for (let nid = 0; nid < k.constants.nodeCount; nid++) count += k.nodes.blocks.get(nid);
  return count;
}

type Cells = Kernel['blocks']['chart']['data'];

export const isCrowd = (k: Kernel): boolean => blockCount(k) > MOST_SINGLE_BLOCKS;

/** Blocks in which pages stand that are not simply free or movable. */
function blocksWithPages(k: Kernel): Set<number> {
  const ids = new Set<number>();
  const { class: classes, startPfn, pages } = k.pages;
  for (let row = 0; row < classes.data.length; row++) {
    if (classes.get(row) === 0) continue;
    const last = blockOfPfn(k, startPfn.get(row) + pages.get(row) - 1);
    for (let id = blockOfPfn(k, startPfn.get(row)); id <= last; id++) ids.add(id);
  }
  return ids;
}

/** Where the runs of a machine lie, for the blocks that stand alone in `key`. */
interface KnownRuns {
  readonly key: string;
  readonly stretches: readonly (readonly [firstId: number, count: number])[];
}

/**
 * Runs are made of blocks that the run never changes, so they lie at the same place all the time, unless pages of note
 * come or go.
 */
const known = new WeakMap<ReadonlySet<number>, KnownRuns>();

export interface FrameBlocks {
  readonly blocks: readonly BlockView[];
  readonly runs: readonly BlockRun[];
}

/** `touched` are the blocks that the run changes anywhere. */
export function frameBlocks(
  k: Kernel,
  changes: StepChanges,
  refusals: readonly RefusalView[],
  touched: ReadonlySet<number>,
): FrameBlocks {
  const view = (id: number): BlockView => blockView(k, id, changes, refusals);
  if (!isCrowd(k)) return { blocks: listBlocks(k).map(view), runs: [] };
  const noted = [...blocksWithPages(k)].filter((id) => !touched.has(id));
  const single = noted.length === 0 ? touched : new Set([...touched, ...noted]);
  const blocks = [...single]
    .filter((id) => k.hasBlock(id))
    .sort((a, b) => a - b)
    .map(view);
  const key = `${touched.size}: ${noted.join(' ')}`;
  let runs = known.get(touched);
  if (runs?.key !== key) {
    runs = { key, stretches: stretchesOf(k, single) };
    known.set(touched, runs);
  }
  return { blocks, runs: runs.stretches.map(([id, count]) => ({ first: view(id), count })) };
}

function stretchesOf(k: Kernel, single: ReadonlySet<number>): KnownRuns['stretches'] {
  const [chart, nid, zone, group] = [k.blocks.chart, k.blocks.nid, k.blocks.pagesZone, k.blocks.group].map(
    ({ data }) => data,
  ) as [Cells, Cells, Cells, Cells];
  const stretches: [number, number][] = [];
  const isEqual = (a: number, b: number): boolean =>
    chart[a] === chart[b] &&
    nid[a] === nid[b] &&
    (zone[a] ?? 0) === (zone[b] ?? 0) &&
    (group[a] ?? 0) === (group[b] ?? 0);
  for (let id = 0; id < chart.length;) {
    if (chart[id] === BLOCK.ABSENT || single.has(id)) {
      id++;
      continue;
    }
    const first = id++;
    while (id < chart.length && isEqual(first, id) && !single.has(id)) id++;
    stretches.push([first, id - first]);
  }
  return stretches;
}
