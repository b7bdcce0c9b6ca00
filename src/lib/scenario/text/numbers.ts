/**
 * Sizes, addresses and ranges as the language writes them: 4G, 512M, 0x100000000, memory32, pfn:1048576, sums of
 * these, 4G+512M and 4G-5G as ranges, memory32-35 as blocks.
 */

export interface BytesRange {
  readonly startBytes: number;
  readonly sizeBytes: number;
}

const UNITS: Readonly<Record<string, number>> = { '': 0, k: 10, m: 20, g: 30, t: 40, p: 50 };
const PAGE_BYTES = 4096;
/** Physical addresses of x86-64 end here. */
export const ADDRESS_LIMIT = 2 ** 52;
/** Longest list of blocks that a word may stand for. */
const MOST_BLOCKS = 65_536;

const NUMBER = '(?:0x[0-9a-fA-F]+|[0-9]+(?:[KMGTPkmgtp](?:i?[Bb])?)?)';
const TERM = `(?:${NUMBER}|memory[0-9]+|pfn:(?:0x[0-9a-fA-F]+|[0-9]+))`;
const SUM = `${TERM}(?:\\+${TERM})*`;
const SUM_ONLY = new RegExp(`^${SUM}$`);
const RANGE_ONLY = new RegExp(
  `^(?:memory[0-9]+(?:-(?:memory)?[0-9]+)?|${TERM}(?:\\+${TERM})+|${SUM}-${SUM})$`,
);
const PLAIN = /^-?[0-9]+$|^0x[0-9a-fA-F]+$/;
const BLOCKS = /^memory[0-9]+(?:-(?:memory)?[0-9]+)?(?:,(?:memory)?[0-9]+(?:-(?:memory)?[0-9]+)?)*$/;

export const looksLikeSize = (text: string): boolean => SUM_ONLY.test(text);
export const looksLikeRange = (text: string): boolean => RANGE_ONLY.test(text);
export const looksLikeNumber = (text: string): boolean => PLAIN.test(text);
export const looksLikeBlocks = (text: string): boolean => BLOCKS.test(text);

function term(text: string, blockBytes: number): number {
  if (text.startsWith('memory')) return Number(text.slice('memory'.length)) * blockBytes;
  if (text.startsWith('pfn:')) return Number(text.slice('pfn:'.length)) * PAGE_BYTES;
  if (text.startsWith('0x')) return Number(text);
  const [, digits, unit] = /^([0-9]+)([a-zA-Z]?)/.exec(text)!;
  return Number(digits) * 2 ** UNITS[unit!.toLowerCase()]!;
}

/** Bytes that a size or address stands for; null when it is none or beyond 2^52. */
export function sizeOf(text: string, blockBytes: number): number | null {
  if (!SUM_ONLY.test(text)) return null;
  const bytes = text.split('+').reduce((sum, part) => sum + term(part, blockBytes), 0);
  return bytes <= ADDRESS_LIMIT ? bytes : null;
}

/** First and last block of memoryN or memoryN-M; null for anything else. */
function blockPair(text: string): [first: number, last: number] | null {
  const match = /^memory([0-9]+)(?:-(?:memory)?([0-9]+))?$/.exec(text);
  if (match === null) return null;
  const first = Number(match[1]);
  return [first, match[2] === undefined ? first : Number(match[2])];
}

/** Start and size of a range; null when it is none, is empty, ends before it begins or lies beyond 2^52. */
export function rangeOf(text: string, blockBytes: number): BytesRange | null {
  if (!RANGE_ONLY.test(text)) return null;
  const blocks = blockPair(text);
  let startBytes: number | null;
  let endBytes: number | null;
  if (blocks !== null) {
    startBytes = blocks[0] * blockBytes;
    endBytes = (blocks[1] + 1) * blockBytes;
  } else if (text.includes('-')) {
    const [from, to] = text.split('-');
    startBytes = sizeOf(from!, blockBytes);
    endBytes = sizeOf(to!, blockBytes);
  } else {
    const plus = text.lastIndexOf('+');
    startBytes = sizeOf(text.slice(0, plus), blockBytes);
    endBytes = sizeOf(text, blockBytes);
  }
  if (startBytes === null || endBytes === null) return null;
  if (endBytes <= startBytes || endBytes > ADDRESS_LIMIT) return null;
  return { startBytes, sizeBytes: endBytes - startBytes };
}

/** The ids that memory32-35,40 stands for; null when they are too many or fall. */
export function blockIds(text: string): number[] | null {
  if (!BLOCKS.test(text)) return null;
  const ids: number[] = [];
  for (const part of text.split(',')) {
    const pair = blockPair(part.startsWith('memory') ? part : `memory${part}`)!;
    if (pair[1] < pair[0] || pair[1] > ADDRESS_LIMIT) return null;
    if (ids.length + pair[1] - pair[0] >= MOST_BLOCKS) return null;
    for (let id = pair[0]; id <= pair[1]; id++) ids.push(id);
  }
  return ids;
}

/** Ids as the language writes them: memory32-35,40. */
export function blocksText(ids: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < ids.length;) {
    let end = i;
    while (ids[end + 1] === ids[end]! + 1) end++;
    parts.push(end === i ? `${ids[i]}` : `${ids[i]}-${ids[end]}`);
    i = end + 1;
  }
  return `memory${parts.join(',')}`;
}

const UNIT_LETTERS = ['', 'K', 'M', 'G', 'T'];

/** A size or address as people write it: with the largest unit that leaves a short number, else in hex. */
export function bytesText(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value !== 0 && value % 1024 === 0 && unit < UNIT_LETTERS.length - 1) {
    value /= 1024;
    unit++;
  }
  if (value <= 99_999 && (unit >= 2 || bytes < PAGE_BYTES)) return `${value}${UNIT_LETTERS[unit]}`;
  return `0x${bytes.toString(16)}`;
}

/** A range as start+size. */
export function rangeText({ startBytes, sizeBytes }: BytesRange): string {
  return `${bytesText(startBytes)}+${bytesText(sizeBytes)}`;
}
