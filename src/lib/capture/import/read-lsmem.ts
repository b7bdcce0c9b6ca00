/**
 * lsmem in all its forms: tables with any columns, -r, -P, -J, with and without -b, --split, --all and headings.
 * Cells are found by the names of their columns.
 */
import type { Facts, Piece, SeenRange, SeenState } from './facts.ts';
import {
  decimal,
  hexNumber,
  MOST_NODES,
  printedSize,
  type Read,
  type Reader,
  type Source,
} from './reading.ts';

export const COLUMN_NAMES = ['RANGE', 'SIZE', 'STATE', 'REMOVABLE', 'BLOCK', 'NODE', 'ZONES'] as const;
type ColumnName = (typeof COLUMN_NAMES)[number];
export type Cells = Partial<Record<ColumnName, string>>;

const STATES: Readonly<Record<string, SeenState>> = {
  online: 'online',
  offline: 'offline',
  'on->off': 'going-offline',
  'going-offline': 'going-offline',
};
/** What a cell of the column looks like. */
const SHAPES: Readonly<Record<ColumnName, RegExp>> = {
  RANGE: /^0x[0-9a-f]+-0x[0-9a-f]+$/i,
  SIZE: /^\d+([.,]\d+)?[KMGTPE]?$/i,
  STATE: /^(online|offline|on->off|going-offline|\?)$/,
  REMOVABLE: /^(yes|no|true|false|0|1)$/i,
  BLOCK: /^\d+(-\d+)?$/,
  NODE: /^-?\d+$/,
  ZONES: /^(DMA|DMA32|Normal|HighMem|Movable|Device|None|Unknown)([/,]|$)[A-Za-z0-9/,]*$/i,
};
/** These may have nothing in a row. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['REMOVABLE', 'NODE', 'ZONES']);

/** Notes on what no row of lsmem shows. */
export const LSMEM_NOTES: readonly string[] = [
  'A row stands for all its blocks: with --split, a column that does not split shows the first block only.',
];

/** The row as a range; null, with the column and its text, when a cell cannot be read. */
export function rangeOfCells(cells: Cells): SeenRange | { readonly bad: ColumnName } {
  let startBytes: number | null = null;
  let sizeBytes: number | null = null;
  let first: number | null = null;
  let last: number | null = null;
  if (cells.RANGE !== undefined) {
    const [from, to] = cells.RANGE.split('-').map(hexNumber);
    if (from === null || from === undefined || to === null || to === undefined || to <= from)
      return { bad: 'RANGE' };
    startBytes = from;
    sizeBytes = to - from + 1;
  }
  if (cells.BLOCK !== undefined) {
    const [from, to = from] = cells.BLOCK.split('-').map(decimal);
    if (from === null || from === undefined || to === null || to === undefined || to < from)
      return { bad: 'BLOCK' };
    [first, last] = [from, to];
  }
  if (sizeBytes === null && cells.SIZE !== undefined) {
    sizeBytes = printedSize(cells.SIZE);
    if (sizeBytes === null || sizeBytes === 0) return { bad: 'SIZE' };
  }
  const state = cells.STATE === undefined || cells.STATE === '?' ? null : STATES[cells.STATE];
  if (state === undefined) return { bad: 'STATE' };
  const nid = cells.NODE === undefined || cells.NODE === '-1' ? null : decimal(cells.NODE);
  if (cells.NODE !== undefined && cells.NODE !== '-1' && (nid === null || nid >= MOST_NODES))
    return { bad: 'NODE' };
  const removable = cells.REMOVABLE === undefined ? null : /^(yes|true|1)$/i.test(cells.REMOVABLE);
  const zones = cells.ZONES === undefined ? null : cells.ZONES.split(/[/,]/).map(zoneWord);
  return { startBytes, sizeBytes, first, last, state, removable, nid, zones };
}

/** lsmem writes None where the file reads none. */
function zoneWord(word: string): string {
  return word.toLowerCase() === 'none' ? 'none' : word;
}

interface Heading {
  readonly name: ColumnName;
  readonly start: number;
  readonly end: number;
}

function headingsOf(line: string): readonly Heading[] | null {
  const words = [...line.matchAll(/\S+/g)];
  const headings = words.flatMap(({ 0: word, index }): Heading[] => {
    const name = COLUMN_NAMES.find((known) => known === word);
    return name === undefined ? [] : [{ name, start: index, end: index + word.length }];
  });
  const isHeading = words.length > 0 && headings.length === words.length;
  const places = headings.some(({ name }) => name === 'RANGE' || name === 'BLOCK' || name === 'SIZE');
  return isHeading && places ? headings : null;
}

function cellsOf(names: readonly ColumnName[], texts: readonly (string | undefined)[]): Cells | null {
  const cells: Cells = {};
  for (const [i, name] of names.entries()) {
    const text = texts[i] ?? '';
    if (text === '') {
      if (!MAY_BE_EMPTY.has(name)) return null;
    } else if (SHAPES[name].test(text)) cells[name] = text;
    else return null;
  }
  return cells;
}

/** Cells under their headings: all but RANGE end where their heading ends. */
function aligned(line: string, headings: readonly Heading[]): Cells | null {
  const texts: (string | undefined)[] = [];
  for (const { 0: word, index } of line.matchAll(/\S+/g)) {
    const i = headings.findIndex(({ name, start, end }) =>
      name === 'RANGE' ? start === index : end === index + word.length,
    );
    if (i < 0) return null;
    texts[i] = word;
  }
  return cellsOf(
    headings.map(({ name }) => name),
    texts,
  );
}

/** Where blanks were changed on the way: words in the order of the columns, passing over those that may be empty. */
function inOrder(line: string, names: readonly ColumnName[]): Cells | null {
  const words = line.trim().split(/\s+/);
  const texts: (string | undefined)[] = [];
  let at = 0;
  for (const [i, name] of names.entries()) {
    const word = words[at];
    const isSpare = words.length - at < names.length - i;
    if (word !== undefined && SHAPES[name].test(word)) {
      texts[i] = word;
      at++;
    } else if (!isSpare || !MAY_BE_EMPTY.has(name)) return null;
  }
  return at === words.length ? cellsOf(names, texts) : null;
}

/** How to read the rows under some headings: raw ones by single blanks, others by their places. */
function rowReader(headings: readonly Heading[]): (line: string) => Cells | null {
  const names = headings.map(({ name }) => name);
  const mayBeRaw = headings.every(({ start }, i) => start === (i === 0 ? 0 : headings[i - 1]!.end + 1));
  return (line) => {
    const raw = mayBeRaw ? line.split(' ') : [];
    const exact = raw.length === names.length ? cellsOf(names, raw) : null;
    return exact ?? aligned(line, headings) ?? inOrder(line, names);
  };
}

const PAIR = /([A-Z]+)="([^"]*)"/g;

function pairCells(line: string): Cells {
  const cells: Cells = {};
  for (const [, key, value] of line.matchAll(PAIR)) {
    const name = COLUMN_NAMES.find((known) => known === key);
    if (name !== undefined && value !== '') cells[name] = unescaped(value!);
  }
  return cells;
}

/** Blanks and quotes are written as \x20. */
function unescaped(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const SUMMARY = /^(Memory block size|Total online memory|Total offline memory): +(\S+)\s*$/;
const NO_HEADINGS = /^0x[0-9a-f]{8,16}-0x[0-9a-f]{8,16}( |$)/i;

/** Names for the words of a table without headings, by what they look like and the usual order. */
function guessedHeadings(line: string): readonly ColumnName[] | null {
  const words = line.trim().split(/\s+/);
  const orders: readonly (readonly ColumnName[])[] = [
    ['RANGE', 'SIZE', 'STATE', 'REMOVABLE', 'BLOCK', 'NODE', 'ZONES'],
    ['RANGE', 'SIZE', 'STATE', 'BLOCK', 'NODE', 'ZONES'],
    ['RANGE', 'SIZE', 'STATE', 'REMOVABLE', 'BLOCK'],
    ['RANGE', 'SIZE', 'STATE', 'BLOCK'],
    ['RANGE'],
  ];
  const fits = orders.find((names) => names.length === words.length && cellsOf(names, words) !== null);
  return fits === undefined ? null : fits.includes('REMOVABLE') ? fits : insertRemovable(fits);
}

function insertRemovable(names: readonly ColumnName[]): readonly ColumnName[] {
  const at = names.indexOf('BLOCK');
  return at < 0 ? names : [...names.slice(0, at), 'REMOVABLE', ...names.slice(at)];
}

interface Rows {
  readonly ranges: SeenRange[];
  readonly next: number;
}

function readRows(
  source: Source,
  from: number,
  cells: (line: string) => Cells | null,
  isRow: (line: string) => boolean,
): Rows {
  const ranges: SeenRange[] = [];
  let at = from;
  for (; at < source.lines.length && isRow(source.line(at)); at++) {
    const found = cells(source.line(at));
    if (found === null) {
      source.problem(at, 'a row of lsmem with a cell for each of its columns', 'the other rows');
      continue;
    }
    const range = rangeOfCells(found);
    if ('bad' in range) source.problem(at, `${range.bad} as lsmem prints it`, 'the other rows');
    else ranges.push(range);
  }
  return { ranges, next: at };
}

/** Anything with a word that lsmem could have printed: a damaged row is told, not taken for the end of the table. */
function isTableRow(line: string): boolean {
  if (line.startsWith('0x')) return true;
  if (SUMMARY.test(line) || line.includes(' : ') || line.includes('=')) return false;
  const words = line.trim().split(/\s+/);
  return words.some((word) => COLUMN_NAMES.some((name) => SHAPES[name].test(word)));
}

function readSummary(source: Source, from: number): { readonly facts: Facts; readonly next: number } {
  let facts: Facts = {};
  let at = from;
  if (source.line(at).trim() === '' && SUMMARY.test(source.line(at + 1))) at++;
  for (; at < source.lines.length; at++) {
    const match = SUMMARY.exec(source.line(at));
    if (match === null) break;
    const bytes = printedSize(match[2]!);
    if (bytes === null) {
      source.problem(at, 'a size such as 128M', 'the table');
      continue;
    }
    if (match[1] === 'Memory block size') facts = { ...facts, blockSizeBytes: bytes };
    else if (match[1] === 'Total online memory') facts = { ...facts, onlineBytes: bytes };
    else facts = { ...facts, offlineBytes: bytes };
  }
  return { facts, next: at };
}

function withSummary(source: Source, from: number, rows: Rows, notes: readonly string[]): Read {
  const { facts, next } = readSummary(source, rows.next);
  const all: Facts = rows.ranges.length === 0 ? facts : { ...facts, ranges: rows.ranges, isWhole: true };
  const piece: Piece = source.piece('lsmem', from, next, all, rows.ranges.length === 0 ? [] : notes);
  return { next, pieces: [piece] };
}

/** A table, raw rows, pairs or a summary alone. */
export const readLsmem: Reader = (source, at) => {
  const line = source.line(at);
  const headings = headingsOf(line);
  if (headings !== null) {
    const rows = readRows(source, at + 1, rowReader(headings), isTableRow);
    return withSummary(source, at, rows, LSMEM_NOTES);
  }
  if (/^(RANGE|SIZE|STATE|REMOVABLE|BLOCK|NODE|ZONES)="/.test(line)) {
    const rows = readRows(source, at, pairCells, (row) => /^[A-Z]+="/.test(row));
    return withSummary(source, at, rows, LSMEM_NOTES);
  }
  if (NO_HEADINGS.test(line)) {
    const names = guessedHeadings(line);
    if (names === null) return null;
    const rows = readRows(
      source,
      at,
      (row) => inOrder(row, names),
      (row) => NO_HEADINGS.test(row),
    );
    return withSummary(source, at, rows, [
      ...LSMEM_NOTES,
      `The table has no headings; its columns are taken for ${names.join(', ')}.`,
    ]);
  }
  return SUMMARY.test(line) ? withSummary(source, at, { ranges: [], next: at }, []) : null;
};
