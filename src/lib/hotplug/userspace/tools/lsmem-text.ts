/**
 * lsmem: blocks of memory merged to ranges, as util-linux prints them. Pure: works on what was read from sysfs.
 */
import { hexDigits } from '../../state/units.ts';
import { jsonText, pairsText, rawText, tableText, type Cell, type Column } from './columns.ts';
import { humanSize } from './size-text.ts';

export type MemoryState = 'online' | 'offline' | 'going-offline' | 'unknown';

/** One directory memoryN as lsmem reads it. */
export interface ReadBlock {
  readonly id: number;
  readonly state: MemoryState;
  readonly isRemovable: boolean;
  /** -1 without a link to a node. */
  readonly nid: number;
  /** The words of valid_zones, as they stand there; empty when the file is missing. */
  readonly zones: readonly string[];
}

export interface ReadMemory {
  readonly blockSizeBytes: number;
  /** In the order of their numbers. */
  readonly blocks: readonly ReadBlock[];
}

export const LSMEM_COLUMNS = ['RANGE', 'SIZE', 'STATE', 'REMOVABLE', 'BLOCK', 'NODE', 'ZONES'] as const;
export type LsmemColumn = (typeof LSMEM_COLUMNS)[number];
export const LSMEM_DEFAULT_COLUMNS: readonly LsmemColumn[] = LSMEM_COLUMNS.slice(0, 5);

export interface LsmemOptions {
  readonly format: 'table' | 'raw' | 'pairs' | 'json';
  readonly columns: readonly LsmemColumn[];
  /** Columns whose change begins a new range. */
  readonly split: readonly LsmemColumn[];
  readonly all: boolean;
  readonly bytes: boolean;
  readonly headings: boolean;
  readonly table: boolean;
  readonly summary: boolean;
}

/** Most zones of a block that lsmem keeps. */
const MAX_ZONES = 6;
const ZONE_WORDS = ['DMA', 'DMA32', 'Normal', 'Highmem', 'Movable', 'Device', 'None'];
const STATE_WORDS: Readonly<Record<MemoryState, string>> = {
  online: 'online',
  offline: 'offline',
  'going-offline': 'on->off',
  unknown: '?',
};

interface Range extends ReadBlock {
  readonly count: number;
}

/** The name that lsmem has for a zone; `Unknown` for a word it does not know. */
function zoneWord(word: string): string {
  return ZONE_WORDS.find((known) => known.toLowerCase() === word.toLowerCase()) ?? 'Unknown';
}

/** What exists at all is judged by the first block: nodes by its link, zones by the file of memory0. */
function facts({ blocks }: ReadMemory): { hasNodes: boolean; hasZones: boolean } {
  const first = blocks[0];
  return {
    hasNodes: first !== undefined && first.nid >= 0,
    hasZones: first?.id === 0 && first.zones.length > 0,
  };
}

function sameZones(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((zone, i) => zone !== 'Unknown' && zone === b[i]);
}

function mergeRanges(memory: ReadMemory, { all, split }: LsmemOptions): Range[] {
  const { hasNodes, hasZones } = facts(memory);
  const splits = new Set(split);
  const ranges: Range[] = [];
  for (const read of memory.blocks) {
    const block = { ...read, zones: read.zones.slice(0, MAX_ZONES).map(zoneWord), count: 1 };
    const last = ranges.at(-1);
    const isSame =
      last !== undefined &&
      !all &&
      last.id + last.count === block.id &&
      (!splits.has('STATE') || last.state === block.state) &&
      (!splits.has('REMOVABLE') || last.isRemovable === block.isRemovable) &&
      (!splits.has('NODE') || !hasNodes || last.nid === block.nid) &&
      (!splits.has('ZONES') || !hasZones || sameZones(last.zones, block.zones));
    if (isSame) ranges[ranges.length - 1] = { ...last, count: last.count + 1 };
    else ranges.push(block);
  }
  return ranges;
}

function cell(column: LsmemColumn, range: Range, memory: ReadMemory, bytes: boolean): Cell {
  const { hasNodes, hasZones } = facts(memory);
  const sizeBytes = range.count * memory.blockSizeBytes;
  const startBytes = range.id * memory.blockSizeBytes;
  switch (column) {
    case 'RANGE':
      return `0x${hexDigits(startBytes, 16)}-0x${hexDigits(startBytes + sizeBytes - 1, 16)}`;
    case 'SIZE':
      return bytes ? String(sizeBytes) : humanSize(sizeBytes);
    case 'STATE':
      return STATE_WORDS[range.state];
    case 'REMOVABLE':
      return range.state === 'online' ? (range.isRemovable ? 'yes' : 'no') : null;
    case 'BLOCK':
      return range.count === 1 ? String(range.id) : `${range.id}-${range.id + range.count - 1}`;
    case 'NODE':
      return hasNodes ? String(range.nid) : null;
    case 'ZONES':
      return hasZones ? range.zones.join('/') : null;
  }
}

function describeColumn(name: LsmemColumn, bytes: boolean): Column {
  const json =
    name === 'REMOVABLE' ? 'boolean' : name === 'NODE' || (name === 'SIZE' && bytes) ? 'number' : 'string';
  return { name, isRight: name !== 'RANGE', widthHint: name === 'SIZE' ? 5 : 0, json };
}

function tablePart(memory: ReadMemory, options: LsmemOptions): string {
  const { columns: names, bytes, headings } = options;
  const columns = names.map((name) => describeColumn(name, bytes));
  const rows = mergeRanges(memory, options).map((range) =>
    names.map((name) => cell(name, range, memory, bytes)),
  );
  switch (options.format) {
    case 'table':
      return tableText(columns, rows, headings);
    case 'raw':
      return rawText(columns, rows, headings);
    case 'pairs':
      return pairsText(columns, rows);
    case 'json':
      return jsonText('memory', columns, rows);
  }
}

function summaryPart({ blockSizeBytes, blocks }: ReadMemory, bytes: boolean): string {
  const online = blocks.filter(({ state }) => state === 'online').length;
  const lines: readonly (readonly [string, number])[] = [
    ['Memory block size:', blockSizeBytes],
    ['Total online memory:', online * blockSizeBytes],
    ['Total offline memory:', (blocks.length - online) * blockSizeBytes],
  ];
  return lines
    .map(([label, amount]) => {
      const text = bytes ? String(amount).padStart(15) : humanSize(amount).padStart(5);
      return `${label.padEnd(23)} ${text}\n`;
    })
    .join('');
}

/** What lsmem prints. There is at least one block. */
export function lsmemText(memory: ReadMemory, options: LsmemOptions): string {
  const parts: string[] = [];
  if (options.table) parts.push(tablePart(memory, options));
  if (options.table && options.summary) parts.push('\n');
  if (options.summary) parts.push(summaryPart(memory, options.bytes));
  return parts.join('');
}
