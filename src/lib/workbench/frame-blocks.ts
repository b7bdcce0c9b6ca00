/**
 * The blocks of a moment, whether they stand one by one or in runs.
 */
import type { BlockRun, BlockView, Frame } from './frame.ts';

type Blocks = Pick<Frame, 'blocks' | 'runs'>;

/** A block of a run. */
export function blockOfRun({ first }: BlockRun, id: number): BlockView {
  return { ...first, id, startBytes: id * first.sizeBytes };
}

/** The run that a block is in, by bisection. */
function runOf(runs: readonly BlockRun[], id: number): BlockRun | null {
  let low = 0;
  let high = runs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const run = runs[middle]!;
    if (id < run.first.id) high = middle - 1;
    else if (id >= run.first.id + run.count) low = middle + 1;
    else return run;
  }
  return null;
}

/** The block of that number; null if there is none at this moment. */
export function blockIn({ blocks, runs }: Blocks, id: number): BlockView | null {
  const run = runOf(runs, id);
  return run === null ? (blocks.find((block) => block.id === id) ?? null) : blockOfRun(run, id);
}

/** All blocks with numbers in `[firstId, lastId]`, in address order. */
export function blocksBetween({ blocks, runs }: Blocks, firstId: number, lastId: number): BlockView[] {
  const single = blocks.filter(({ id }) => id >= firstId && id <= lastId);
  const ofRuns = runsBetween(runs, firstId, lastId).flatMap((run) =>
    Array.from({ length: run.count }, (_, i) => blockOfRun(run, run.first.id + i)),
  );
  return ofRuns.length === 0 ? single : [...single, ...ofRuns].sort((a, b) => a.id - b.id);
}

/** The runs, cut to numbers in `[firstId, lastId]`. */
export function runsBetween(runs: readonly BlockRun[], firstId: number, lastId: number): BlockRun[] {
  const cut: BlockRun[] = [];
  for (const run of runs) {
    const from = Math.max(firstId, run.first.id);
    const to = Math.min(lastId, run.first.id + run.count - 1);
    if (from <= to) cut.push({ first: blockOfRun(run, from), count: to - from + 1 });
  }
  return cut;
}

export interface BlockCounts {
  readonly total: number;
  readonly online: number;
  readonly offline: number;
  readonly changing: number;
}

/** How many blocks are in which state. */
export function countBlocks({ blocks, runs }: Blocks): BlockCounts {
  const counts = { total: 0, online: 0, offline: 0, changing: 0 };
  const add = ({ look }: BlockView, count: number): void => {
    counts.total += count;
    if (look === 'offline') counts.offline += count;
    else if (look === 'onlining' || look === 'going-offline') counts.changing += count;
    else counts.online += count;
  };
  for (const block of blocks) add(block, 1);
  for (const { first, count } of runs) add(first, count);
  return counts;
}
