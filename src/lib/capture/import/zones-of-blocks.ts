/**
 * The node of every block, and the zone of those that are online, where pieces do not say it.
 */
import {
  PAGE_SIZE_BYTES,
  ZONE_DMA,
  ZONE_DMA32,
  ZONE_MOVABLE,
  ZONE_NAMES,
  ZONE_NORMAL,
} from '#lib/hotplug/state/units.ts';
import { blockWords, type Findings, type JoinedFacts, type SeenBlock } from './joined.ts';

const DMA_END = 16 * 2 ** 20;
const DMA32_END = 4 * 2 ** 30;

/** A block with everything that is needed of it. */
export interface KnownBlock {
  readonly id: number;
  readonly state: 'online' | 'offline';
  readonly nid: number;
  /** Zone index of an online block; null in several zones, and for offline ones. */
  readonly zone: number | null;
  readonly seen: SeenBlock;
}

/** Zone by address as x86-64 has it; null when the block is in two. */
function usualZone(startBytes: number, endBytes: number): number | null {
  const at = (bytes: number): number =>
    bytes < DMA_END ? ZONE_DMA : bytes < DMA32_END ? ZONE_DMA32 : ZONE_NORMAL;
  return at(startBytes) === at(endBytes - 1) ? at(startBytes) : null;
}

function zonesThere(facts: JoinedFacts, startPfn: number, endPfn: number, nid: number | null) {
  return (facts.zones ?? []).filter(
    (zone) =>
      (nid === null || zone.nid === nid) &&
      zone.presentPages > 0 &&
      zone.startPfn < endPfn &&
      startPfn < zone.startPfn + zone.spannedPages,
  );
}

class Guesses {
  readonly nodeByZone: number[] = [];
  readonly nodeZero: number[] = [];
  readonly zoneBySpan: number[] = [];
  readonly zoneByAddress: number[] = [];
  readonly ambiguous: number[] = [];
  readonly stateless: number[] = [];
  readonly leaving: number[] = [];

  tell(findings: Findings): void {
    const list: readonly (readonly [number[], string, string])[] = [
      [this.stateless, 'online', 'No piece says a state.'],
      [
        this.leaving,
        'online',
        'Somebody was taking them offline when they were read: nothing of that can be known.',
      ],
      [this.nodeByZone, 'in the node whose zone spans the address', 'No list of blocks names nodes.'],
      [this.nodeZero, 'in node 0', 'No piece names a node.'],
      [this.zoneBySpan, 'in the zone that spans the address', 'No list of blocks names zones.'],
      [
        this.ambiguous,
        'in the kernel zone of their address',
        'Several zones span it, and no list of blocks names zones.',
      ],
      [
        this.zoneByAddress,
        'in DMA, DMA32 or Normal by address',
        'No piece names zones. ZONE_MOVABLE cannot be told.',
      ],
    ];
    for (const [ids, what, reason] of list)
      if (ids.length > 0) findings.assume(`${blockWords(ids)}: ${what}.`, reason);
  }
}

function nodeOf(facts: JoinedFacts, block: SeenBlock, guesses: Guesses): number {
  if (block.nid !== null) return block.nid;
  const pages = facts.blockSizeBytes / PAGE_SIZE_BYTES;
  const there = zonesThere(facts, block.id * pages, (block.id + 1) * pages, null);
  if (there.length > 0) {
    guesses.nodeByZone.push(block.id);
    return there[0]!.nid;
  }
  guesses.nodeZero.push(block.id);
  return 0;
}

function zoneOf(facts: JoinedFacts, block: SeenBlock, nid: number, guesses: Guesses): number | null {
  const word = block.zones?.[0];
  if (word === 'none') return null;
  const named = ZONE_NAMES.findIndex((name) => name === word);
  if (named >= 0) return named;
  const { blockSizeBytes } = facts;
  const pages = blockSizeBytes / PAGE_SIZE_BYTES;
  const [startPfn, endPfn] = [block.id * pages, (block.id + 1) * pages];
  const usual = usualZone(block.id * blockSizeBytes, (block.id + 1) * blockSizeBytes);
  const there = zonesThere(facts, startPfn, endPfn, nid);
  if (there.length === 0) {
    guesses.zoneByAddress.push(block.id);
    return usual;
  }
  if (there.length === 1) {
    guesses.zoneBySpan.push(block.id);
    return there[0]!.type;
  }
  const whole = there.filter(
    (zone) => zone.startPfn <= startPfn && endPfn <= zone.startPfn + zone.spannedPages,
  );
  if (whole.length === 0 || usual === null) {
    guesses.zoneBySpan.push(block.id);
    return null;
  }
  guesses.ambiguous.push(block.id);
  const kernel = whole.find(({ type }) => type < ZONE_MOVABLE);
  return kernel?.type ?? usual;
}

/** Every block with state, node and zone; what was guessed is told. */
export function knownBlocks(facts: JoinedFacts, findings: Findings): KnownBlock[] {
  const guesses = new Guesses();
  const blocks = facts.blocks.map((seen): KnownBlock => {
    const nid = nodeOf(facts, seen, guesses);
    if (seen.state === null) guesses.stateless.push(seen.id);
    if (seen.state === 'going-offline') guesses.leaving.push(seen.id);
    const state = seen.state === 'offline' ? 'offline' : 'online';
    return {
      id: seen.id,
      state,
      nid,
      zone: state === 'offline' ? null : zoneOf(facts, seen, nid, guesses),
      seen,
    };
  });
  guesses.tell(findings);
  return blocks;
}
