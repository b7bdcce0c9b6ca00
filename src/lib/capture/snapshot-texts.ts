/**
 * Reads the texts of a snapshot: /proc/iomem, /proc/zoneinfo, node lists, words and numbers of sysfs.
 */
import type { ResourceDescription, ZoneDescription } from '#lib/hotplug/state/machine.ts';
import { ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import { UnusableSnapshot } from './snapshot-error.ts';

/** MAX_NUMNODES of any kernel is at most this. */
const MOST_NODES = 1024;

/** The lines of a text, without its last newline. */
function lines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** Indentation of /proc/iomem is depth; both ends are inclusive. */
export function readIomem(file: string, text: string): ResourceDescription[] {
  let deepest = 0;
  return lines(text).map((line) => {
    const match = /^((?: {2})*)([0-9a-f]{8,13})-([0-9a-f]{8,13}) : (.+)$/.exec(line);
    const depth = match === null ? -1 : match[1]!.length / 2;
    if (match === null || depth > deepest) {
      throw new UnusableSnapshot(
        file,
        `the line ${JSON.stringify(line.slice(0, 80))} cannot be read`,
        'it should be "START-END : NAME", two blanks deeper than the entry that holds it',
      );
    }
    deepest = depth + 1;
    const [startBytes, endBytes] = [Number.parseInt(match[2]!, 16), Number.parseInt(match[3]!, 16)];
    if (startBytes > endBytes)
      throw new UnusableSnapshot(
        file,
        `an entry ends before it starts: ${line.trim()}`,
        'START must not be above END',
      );
    return { startBytes, endBytes, name: match[4]!, depth };
  });
}

/** The zones of all online nodes. A zone without pages has no `start_pfn` line and starts at 0. */
export function readZoneinfo(file: string, text: string): ZoneDescription[] {
  const zones: { -readonly [K in keyof ZoneDescription]: number }[] = [];
  for (const line of lines(text)) {
    const heading = /^Node (\d{1,4}), zone +(\w+)$/.exec(line);
    if (heading !== null) {
      const type = ZONE_NAMES.findIndex((name) => name === heading[2]);
      if (type < 0)
        throw new UnusableSnapshot(
          file,
          `there is no zone ${heading[2]}`,
          `zones are ${ZONE_NAMES.join(', ')}`,
        );
      zones.push({
        nid: Number(heading[1]),
        type,
        startPfn: 0,
        spannedPages: 0,
        presentPages: 0,
        managedPages: 0,
      });
      continue;
    }
    const counter = /^ +(spanned|present|managed|start_pfn:) +(\d{1,13})$/.exec(line);
    const zone = zones.at(-1);
    if (counter === null || zone === undefined) {
      throw new UnusableSnapshot(
        file,
        `the line ${JSON.stringify(line.slice(0, 80))} cannot be read`,
        'only the headings, spanned, present, managed and start_pfn belong here',
      );
    }
    zone[COUNTERS[counter[1] as keyof typeof COUNTERS]] = Number(counter[2]);
  }
  return zones;
}

const COUNTERS = {
  spanned: 'spannedPages',
  present: 'presentPages',
  managed: 'managedPages',
  'start_pfn:': 'startPfn',
} as const;

/** Node ids of a mask such as `0-1,3`; empty for none. */
export function readNodeList(file: string, text: string): number[] {
  if (text === '') return [];
  return text.split(',').flatMap((part) => {
    const match = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? first);
    if (match === null || last < first || last >= MOST_NODES) {
      throw new UnusableSnapshot(
        file,
        `${JSON.stringify(part.slice(0, 40))} is no list of nodes`,
        `nodes are 0 to ${MOST_NODES - 1}, as in "0-1,3"`,
      );
    }
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** Index of a word in the list of words that a file can show. */
export function readWord(file: string, text: string, words: readonly string[]): number {
  const index = words.indexOf(text);
  if (index < 0)
    throw new UnusableSnapshot(
      file,
      `it reads ${JSON.stringify(text.slice(0, 40))}`,
      `it should be one of ${words.join(', ')}`,
    );
  return index;
}

/** A number in decimal, or in hex with or without 0x when `base` is 16. */
export function readNumber(file: string, text: string, base: 10 | 16): number {
  const isNumber = base === 10 ? /^\d{1,16}$/.test(text) : /^(0x)?[0-9a-f]{1,14}$/.test(text);
  const value = isNumber ? Number.parseInt(text, base) : NaN;
  if (!Number.isSafeInteger(value))
    throw new UnusableSnapshot(
      file,
      `it reads ${JSON.stringify(text.slice(0, 40))}`,
      `it should be a number in ${base === 10 ? 'decimal' : 'hex'}`,
    );
  return value;
}
