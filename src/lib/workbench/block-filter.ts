/**
 * Finds blocks by words: `offline node1`, `movable pinned`, `dax0.0 !online`, `0x140000000`, `32-35`, `group0`.
 *
 * All words must hold; alternatives stand in one word with commas between. A word is true of a whole run of a crowd or
 * changes only at some block numbers, which it names, so that half a million blocks are never walked.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { nearestWord } from '#lib/scenario/nearest-word.ts';
import type { BlockView, Frame } from './frame.ts';
import { blockOfRun } from './frame-blocks.ts';

/** Blocks with numbers from `firstId` to `lastId`, both included. */
export interface BlockStretch {
  readonly firstId: number;
  readonly lastId: number;
}

/** What words are read against. */
type Machine = Pick<Frame, 'devices' | 'blockSizeBytes'>;

interface Term {
  readonly test: (block: BlockView) => boolean;
  /** Numbers of blocks at which the answer may change within a run of equal blocks. */
  readonly edges: readonly number[];
}

export interface BlockFilter {
  readonly terms: readonly Term[];
}

const STATES: Readonly<Record<string, (block: BlockView) => boolean>> = {
  online: ({ look }) => look.startsWith('online-'),
  offline: ({ look }) => look === 'offline',
  onlining: ({ look }) => look === 'onlining',
  'going-offline': ({ look }) => look === 'going-offline',
  mixed: ({ look }) => look === 'online-mixed',
  pinned: ({ pinned }) => pinned,
  refused: ({ refused }) => refused !== null,
  changed: ({ changed }) => changed,
};
const ZONES = ['DMA', 'DMA32', 'Normal', 'Movable', 'Device'];
const FORMS =
  'a state, a zone, node0, group0, a device, a block (34, 32-35) or an address (0x140000000), with ! for not';

function stretchTerm(stretches: readonly BlockStretch[]): Term {
  return {
    test: ({ id }) => stretches.some(({ firstId, lastId }) => firstId <= id && id <= lastId),
    edges: stretches.flatMap(({ firstId, lastId }) => [firstId, lastId + 1]),
  };
}

const sameForAll = (test: (block: BlockView) => boolean): Term => ({ test, edges: [] });

function numbered(word: string, stem: string): number | null {
  const match = new RegExp(`^${stem}[=:]?(\\d+)$`).exec(word);
  return match === null ? null : Number(match[1]);
}

function parseStretch(word: string, blockSizeBytes: number): BlockStretch | null {
  const match = /^(?:memory)?(0x[0-9a-f]+|\d+)(?:-(?:memory)?(0x[0-9a-f]+|\d+))?$/.exec(word);
  if (match === null) return null;
  const blockOf = (text: string): number =>
    text.startsWith('0x') ? Math.floor(Number(text) / blockSizeBytes) : Number(text);
  const one = blockOf(match[1]!);
  const other = match[2] === undefined ? one : blockOf(match[2]);
  return { firstId: Math.min(one, other), lastId: Math.max(one, other) };
}

/** A positive word without commas; null when it is not understood. */
function parseWord(word: string, { devices, blockSizeBytes }: Machine): Term | null {
  const state = STATES[word];
  if (state !== undefined) return sameForAll(state);
  const zone = ZONES.find((name) => name.toLowerCase() === word);
  if (zone !== undefined) return sameForAll((block) => block.zone === zone);
  const node = numbered(word, 'n(?:ode)?');
  if (node !== null) return sameForAll(({ nid }) => nid === node);
  const group = numbered(word, 'group');
  if (group !== null) return sameForAll((block) => block.group === group);
  const device = devices.find(({ name }) => name.toLowerCase() === word);
  if (device !== undefined) {
    return stretchTerm(
      device.ranges
        .filter(({ startBytes, endBytes }) => endBytes > startBytes)
        .map(({ startBytes, endBytes }) => ({
          firstId: Math.floor(startBytes / blockSizeBytes),
          lastId: Math.ceil(endBytes / blockSizeBytes) - 1,
        })),
    );
  }
  const stretch = parseStretch(word, blockSizeBytes);
  return stretch === null ? null : stretchTerm([stretch]);
}

/** The filter that a text means; a text without words finds everything. */
export function parseFilter(text: string, machine: Machine): Result<BlockFilter, string> {
  const terms: Term[] = [];
  for (const whole of text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')) {
    const isNot = whole.startsWith('!');
    const words = whole
      .replace(/^!/, '')
      .split(',')
      .filter((word) => word !== '');
    const any: Term[] = [];
    for (const word of words) {
      const term = parseWord(word, machine);
      if (term === null) {
        const known = [...Object.keys(STATES), ...ZONES, ...machine.devices.map(({ name }) => name)];
        const near = nearestWord(word, known);
        return failure(
          `"${word}" is not understood${near === null ? '' : `, perhaps ${near}`}. A word is ${FORMS}.`,
        );
      }
      any.push(term);
    }
    if (any.length === 0) continue;
    terms.push({
      test: (block) => any.some(({ test }) => test(block)) !== isNot,
      edges: any.flatMap(({ edges }) => edges),
    });
  }
  return success({ terms });
}

/** The blocks that a filter finds, as stretches of neighbours in address order. */
export function matchingBlocks(
  { blocks, runs }: Pick<Frame, 'blocks' | 'runs'>,
  { terms }: BlockFilter,
): BlockStretch[] {
  const matches = (block: BlockView): boolean => terms.every(({ test }) => test(block));
  const edges = terms.flatMap((term) => term.edges).sort((a, b) => a - b);
  const found: BlockStretch[] = blocks.filter(matches).map(({ id }) => ({ firstId: id, lastId: id }));
  for (const run of runs) {
    const end = run.first.id + run.count;
    const starts = [run.first.id, ...edges.filter((id) => id > run.first.id && id < end)];
    for (const [i, firstId] of starts.entries()) {
      const lastId = (starts[i + 1] ?? end) - 1;
      if (lastId >= firstId && matches(blockOfRun(run, firstId))) found.push({ firstId, lastId });
    }
  }
  return joined(found);
}

/** Stretches in address order, neighbours joined. */
export function joined(stretches: readonly BlockStretch[]): BlockStretch[] {
  const list: { firstId: number; lastId: number }[] = [];
  for (const { firstId, lastId } of stretches.toSorted((a, b) => a.firstId - b.firstId)) {
    const last = list.at(-1);
    if (last !== undefined && firstId <= last.lastId + 1) last.lastId = Math.max(last.lastId, lastId);
    else list.push({ firstId, lastId });
  }
  return list;
}

/** Number of blocks in stretches that do not overlap. */
export function blocksIn(stretches: readonly BlockStretch[]): number {
  return stretches.reduce((sum, { firstId, lastId }) => sum + lastId - firstId + 1, 0);
}

/** `memory32-35, memory40`, the first few. */
export function stretchesText(stretches: readonly BlockStretch[], most = 4): string {
  const names = stretches
    .slice(0, most)
    .map(({ firstId, lastId }) => (firstId === lastId ? `memory${firstId}` : `memory${firstId}-${lastId}`));
  const more = stretches.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
