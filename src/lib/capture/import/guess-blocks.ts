/**
 * Blocks when no piece lists them: from System RAM in /proc/iomem, else from the spans of zones, else from sizes of
 * nodes, else from MemTotal. Each is a weaker guess than the one before, and says so.
 */
import { PAGE_SIZE_BYTES } from '#lib/hotplug/state/units.ts';
import type { Findings, JoinedFacts, SeenBlock } from './joined.ts';

const MOST_BLOCKS = 2 ** 20;
const GIB = 2 ** 30;

interface Stretch {
  readonly startBytes: number;
  readonly endBytes: number;
  readonly nid: number | null;
}

/** Blocks that stretches touch by more than half a block, or begin in; ascending. */
function blocksIn(stretches: readonly Stretch[], blockBytes: number): SeenBlock[] {
  const blocks = new Map<number, SeenBlock>();
  for (const { startBytes, endBytes, nid } of stretches) {
    const last = Math.ceil(endBytes / blockBytes);
    for (let id = Math.floor(startBytes / blockBytes); id < last && blocks.size < MOST_BLOCKS; id++)
      if (!blocks.has(id)) blocks.set(id, { id, state: 'online', nid, zones: null });
  }
  return [...blocks.values()].sort((a, b) => a.id - b.id);
}

function fromResources({ resources = [] }: JoinedFacts): Stretch[] {
  return resources
    .filter(({ name }) => name.startsWith('System RAM'))
    .map(({ startBytes, endBytes }) => ({ startBytes, endBytes: endBytes + 1, nid: null }));
}

function fromZones({ zones = [], pageSizeBytes = PAGE_SIZE_BYTES }: JoinedFacts): Stretch[] {
  return zones
    .filter(({ presentPages }) => presentPages > 0)
    .map(({ nid, startPfn, spannedPages }) => ({
      startBytes: startPfn * pageSizeBytes,
      endBytes: (startPfn + spannedPages) * pageSizeBytes,
      nid,
    }));
}

/** One after the other as PCs lay them out: from 0 to 3 GiB, then from 4 GiB on. */
function fromSizes(
  sizes: readonly { readonly nid: number; readonly bytes: number }[],
  blockBytes: number,
): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { nid, bytes } of sizes) {
    let left = Math.ceil(bytes / blockBytes) * blockBytes;
    const low = Math.max(0, 3 * GIB - at);
    if (low > 0 && left > 0) {
      const size = Math.min(low, left);
      stretches.push({ startBytes: at, endBytes: at + size, nid });
      [at, left] = [at + size, left - size];
    }
    if (at >= 3 * GIB && at < 4 * GIB) at = 4 * GIB;
    if (left > 0) stretches.push({ startBytes: at, endBytes: at + left, nid });
    at += left;
  }
  return stretches;
}

/** The facts with blocks, if anything at all says where or how much memory is. */
export function guessBlocks(facts: JoinedFacts, findings: Findings): JoinedFacts {
  if (facts.blocks.length > 0) return facts;
  const { blockSizeBytes, nodes = [], memTotalBytes = 0 } = facts;
  const sizes = nodes.flatMap(({ nid, managedBytes = 0 }) =>
    managedBytes > 0 ? [{ nid, bytes: managedBytes }] : [],
  );
  const tries: readonly (readonly [() => Stretch[], string, string])[] = [
    [
      () => fromResources(facts),
      'Every block with System RAM in it is there and online.',
      'Only /proc/iomem says where memory is; it does not show blocks, and offline memory looks like online memory.',
    ],
    [
      () => fromZones(facts),
      'The span of every zone is full of blocks.',
      'Only /proc/zoneinfo says where memory is; it does not show the holes.',
    ],
    [
      () => fromSizes(sizes, blockSizeBytes),
      'Memory lies from 0 to 3 GiB and from 4 GiB on, node by node, all of it online.',
      'Only sizes of nodes are known, and what the kernel keeps for itself is not in them.',
    ],
    [
      () => fromSizes(memTotalBytes > 0 ? [{ nid: 0, bytes: memTotalBytes }] : [], blockSizeBytes),
      'Memory lies from 0 to 3 GiB and from 4 GiB on, in node 0, all of it online.',
      'Only MemTotal is known, and what the kernel keeps for itself is not in it.',
    ],
  ];
  for (const [guess, what, reason] of tries) {
    const blocks = blocksIn(guess(), blockSizeBytes);
    if (blocks.length === 0) continue;
    findings.assume(what, reason);
    return { ...facts, blocks };
  }
  return facts;
}
