/**
 * The texts of acts, each as a pattern and the numbers in it: the pattern of `/sys/devices/system/memory/memory33/state`
 * is written once for all blocks, and not at all when it is one of those that everybody uses.
 */
import { MAX_TEXT } from './deed-fields.ts';
import { MAX_NUMBER, UnreadableBits, type BitReader, type BitWriter } from './packed-bits.ts';

/** Stands for a number in a pattern; a text that has it itself is kept as it is. */
const HOLE = '\0';

/** Patterns that links need not spell out. Published: never change or remove one, add new ones at the end. */
export const KNOWN_PATTERNS: readonly string[] = [
  'user',
  'driver',
  'gup',
  'machine',
  'notifier',
  'kernel',
  'user\0',
  'driver\0',
  '/sys/devices/system/memory/memory\0/state',
  '/sys/devices/system/memory/memory\0/online',
  '/sys/devices/system/memory/memory\0/valid_zones',
  '/sys/devices/system/memory/memory\0/removable',
  '/sys/devices/system/memory/auto_online_blocks',
  '/sys/devices/system/memory/probe',
  '/sys/devices/system/memory/block_size_bytes',
  '/sys/devices/system/memory/hard_offline_page',
  '/sys/devices/system/memory/soft_offline_page',
  '/sys/module/memory_hotplug/parameters/online_policy',
  '/sys/module/memory_hotplug/parameters/auto_movable_ratio',
  '/sys/module/memory_hotplug/parameters/auto_movable_numa_aware',
  '/sys/module/memory_hotplug/parameters/memmap_on_memory',
  '/sys/bus/dax/devices/dax\0.\0/hotplug',
  '/sys/bus/dax/devices/dax\0.\0/state',
  '/sys/bus/dax/devices/dax\0.\0/memmap_on_memory',
  '/proc/iomem',
  '/proc/zoneinfo',
  'online\n',
  'offline\n',
  'online_movable\n',
  'online_kernel\n',
  'unplug\n',
  'plug\n',
  '\0\n',
  'auto-movable\n',
  'contig-zones\n',
  'Y\n',
  'N\n',
  'dax\0.\0',
  'kmem',
  'dimm\0',
  'vm\0',
  'System RAM (kmem)',
  'add_memory_driver_managed',
  'add_memory',
  'online_memory_range',
  'offline_memory',
  'offline_and_remove_memory',
  'remove_memory',
  'online_memory_block_by_range',
  'GOING_ONLINE',
  'GOING_OFFLINE',
  'offline',
  'SIGINT',
  'SIGKILL',
];

export interface Pattern {
  readonly pattern: string;
  /** No hole in it is one: the text had the character itself. */
  readonly isRaw: boolean;
  readonly numbers: readonly number[];
}

/** Takes the numbers out of a text, those that come out the same when they are put back. */
export function patternOf(text: string): Pattern {
  if (text.includes(HOLE)) return { pattern: text, isRaw: true, numbers: [] };
  const numbers: number[] = [];
  const pattern = text.replace(/\d+/g, (digits) => {
    const value = Number(digits);
    if (String(value) !== digits || value > MAX_NUMBER) return digits;
    numbers.push(value);
    return HOLE;
  });
  return { pattern, isRaw: false, numbers };
}

export function holesIn({ pattern, isRaw }: Pick<Pattern, 'pattern' | 'isRaw'>): number {
  return isRaw ? 0 : pattern.split(HOLE).length - 1;
}

/** Puts numbers back into a pattern. */
export function textOf({ pattern, isRaw, numbers }: Pattern): string {
  if (isRaw) return pattern;
  let next = 0;
  return pattern.replaceAll(HOLE, () => String(numbers[next++]));
}

type Kept = Pick<Pattern, 'pattern' | 'isRaw'>;

/** The patterns that were met so far; a number stands for each. Writer and reader fill it alike. */
export class PatternTable {
  readonly #kept: Kept[] = KNOWN_PATTERNS.map((pattern) => ({ pattern, isRaw: false }));

  write(to: BitWriter, { pattern, isRaw }: Kept): void {
    const known = this.#kept.findIndex((kept) => kept.pattern === pattern && kept.isRaw === isRaw);
    to.count(known + 1, 'definition');
    if (known >= 0) return;
    if (pattern.length > MAX_TEXT) throw new RangeError('a text is too long for a link');
    const bytes = new TextEncoder().encode(pattern);
    to.count(2 * bytes.length + (isRaw ? 1 : 0), 'definition');
    to.bytes(bytes);
    this.#kept.push({ pattern, isRaw });
  }

  read(from: BitReader): Kept {
    const number = from.count(this.#kept.length, 'definition');
    if (number > 0) return this.#kept[number - 1]!;
    const header = from.count(2 * 4 * MAX_TEXT + 1, 'definition');
    const kept = { pattern: decodeText(from.bytes(Math.floor(header / 2))), isRaw: header % 2 === 1 };
    this.#kept.push(kept);
    return kept;
  }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UnreadableBits('a text is no UTF-8');
  }
}
