/**
 * Holds facts of different kinds against each other: totals against blocks, zones against blocks, /proc/iomem against
 * blocks. What cannot be true at the same time is told; blocks win.
 */
import { PAGE_SIZE_BYTES, ZONE_MOVABLE } from '#lib/hotplug/state/units.ts';
import { blockWords, sizeWords, type Findings, type JoinedFacts, type SeenBlock } from './joined.ts';

/** A mistyped address may cover millions. */
const MOST_UNLISTED = 65_536;
const BLOCKS_USED = 'The blocks are used.';

function isOnline({ state }: SeenBlock): boolean {
  return state === 'online' || state === null;
}

function checkTotals(
  { blocks, blockSizeBytes, onlineBytes, offlineBytes }: JoinedFacts,
  findings: Findings,
): void {
  const online = blocks.filter(({ state }) => state === 'online').length;
  const isKnown = blocks.every(({ state }) => state !== null);
  // A total for people has at most one digit behind the point.
  const isFar = (said: number | undefined, counted: number): boolean =>
    said !== undefined && Math.abs(said - counted) > Math.max(said, counted) * 0.06;
  if (!isKnown) return;
  const counts = [
    [onlineBytes, online, 'online'],
    [offlineBytes, blocks.length - online, 'offline'],
  ] as const;
  for (const [said, count, word] of counts) {
    if (!isFar(said, count * blockSizeBytes)) continue;
    findings.contradict(
      `The total of ${word} memory is not what the blocks come to.`,
      [`lsmem says ${sizeWords(said!)}; the blocks come to ${sizeWords(count * blockSizeBytes)}.`],
      `${BLOCKS_USED} With --split, a row may hide blocks of another state.`,
    );
  }
}

function checkZones({ blocks, zones, blockSizeBytes, pageSizeBytes }: JoinedFacts, findings: Findings): void {
  if (zones === undefined || blocks.some(({ zones: words }) => words === null)) return;
  const hasMovable = blocks.some((block) => isOnline(block) && block.zones![0] === 'Movable');
  const present = zones
    .filter(({ type }) => type === ZONE_MOVABLE)
    .reduce((sum, { presentPages }) => sum + presentPages, 0);
  if (hasMovable !== present > 0)
    findings.contradict(
      'Blocks and zones do not agree on ZONE_MOVABLE.',
      [
        `/proc/zoneinfo has ${present} pages in it.`,
        hasMovable ? 'There are online blocks in it.' : 'No block is online in it.',
      ],
      BLOCKS_USED,
    );
  const all =
    zones.reduce((sum, { presentPages }) => sum + presentPages, 0) * (pageSizeBytes ?? PAGE_SIZE_BYTES);
  const room = blocks.filter((block) => block.state !== 'offline').length * blockSizeBytes;
  if (all > room)
    findings.contradict(
      'The zones have more memory than the blocks that are online.',
      [`/proc/zoneinfo has ${sizeWords(all)} present; online blocks have ${sizeWords(room)}.`],
      BLOCKS_USED,
    );
}

function checkResources({ blocks, resources, blockSizeBytes }: JoinedFacts, findings: Findings): void {
  if (resources === undefined) return;
  const ram = resources
    .filter(({ name }) => name.startsWith('System RAM'))
    .sort((a, b) => a.startBytes - b.startBytes);
  const bare: number[] = [];
  let at = 0;
  for (const { id } of blocks) {
    const [from, to] = [id * blockSizeBytes, (id + 1) * blockSizeBytes];
    while (at < ram.length && ram[at]!.endBytes < from) at++;
    if (at >= ram.length || ram[at]!.startBytes >= to) bare.push(id);
  }
  if (bare.length > 0)
    findings.contradict(
      `${blockWords(bare)} ${bare.length === 1 ? 'has' : 'have'} no System RAM.`,
      ['/proc/iomem shows none at these addresses.'],
      BLOCKS_USED,
    );
  const ids = new Set(blocks.map(({ id }) => id));
  const unlisted = new Set<number>();
  for (const { startBytes, endBytes } of ram)
    for (let id = Math.ceil(startBytes / blockSizeBytes); (id + 1) * blockSizeBytes <= endBytes + 1; id++) {
      if (unlisted.size < MOST_UNLISTED && !ids.has(id)) unlisted.add(id);
      else if (unlisted.size >= MOST_UNLISTED) break;
    }
  if (unlisted.size > 0)
    findings.contradict(
      `System RAM covers ${blockWords([...unlisted].sort((a, b) => a - b))}, which no list of blocks has.`,
      ['/proc/iomem shows it.'],
      BLOCKS_USED,
    );
}

function checkNodes({ blocks, nodes = [], blockSizeBytes }: JoinedFacts, findings: Findings): void {
  if (blocks.some(({ nid }) => nid === null)) return;
  for (const { nid, managedBytes } of nodes) {
    if (managedBytes === undefined) continue;
    const bytes =
      blocks.filter((block) => block.nid === nid && block.state !== 'offline').length * blockSizeBytes;
    if (managedBytes > bytes)
      findings.contradict(
        `Node ${nid} has more memory than its online blocks.`,
        [`A size of ${sizeWords(managedBytes)} is said; its blocks have ${sizeWords(bytes)}.`],
        BLOCKS_USED,
      );
  }
}

/** Tells what of the joined facts cannot be true at the same time. */
export function checkAgainstEachOther(facts: JoinedFacts, findings: Findings): void {
  checkTotals(facts, findings);
  checkZones(facts, findings);
  checkResources(facts, findings);
  checkNodes(facts, findings);
  const { memTotalBytes, blocks, blockSizeBytes } = facts;
  const online = blocks.filter(({ state }) => state !== 'offline').length * blockSizeBytes;
  if (memTotalBytes !== undefined && memTotalBytes > online)
    findings.contradict(
      'MemTotal is more than all blocks that are online.',
      [`/proc/meminfo says ${sizeWords(memTotalBytes)}; the blocks have ${sizeWords(online)}.`],
      BLOCKS_USED,
    );
}
