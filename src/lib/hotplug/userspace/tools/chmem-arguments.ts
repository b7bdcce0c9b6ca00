/**
 * The command line of chmem (util-linux 2.38).
 */
import { flag, getopt, valued, type OptionSpec } from './getopt.ts';
import { refuse, tryHelp, type EarlyEnd } from './program.ts';
import { humanSize, parseSize } from './size-text.ts';

/** Zones by the number that the tool has for them. */
export const CHMEM_ZONES = ['DMA', 'DMA32', 'Normal', 'Highmem', 'Movable', 'Device'] as const;
export const CHMEM_MOVABLE = 4;

export interface ChmemPlan {
  readonly enable: boolean;
  readonly verbose: boolean;
  /** Number in CHMEM_ZONES; -1 without -z. */
  readonly zone: number;
  /** So many blocks, wherever; or the blocks `[first, last]`. */
  readonly what: { readonly blocks: number } | { readonly first: number; readonly last: number };
}

const OPTIONS: readonly OptionSpec[] = [
  flag('b', 'blocks'),
  flag('d', 'disable'),
  flag('e', 'enable'),
  flag('h', 'help'),
  flag('v', 'verbose'),
  flag('V', 'version'),
  valued('z', 'zone'),
];

const HELP = `Usage:
 chmem [options] [SIZE|RANGE|BLOCKRANGE]

Take memory online or offline, by size or by range.

 -e, --enable       online
 -d, --disable      offline
 -b, --blocks       numbers of memory blocks
 -z, --zone <name>  only blocks that may be in this zone
 -v, --verbose      say what is done

Zones: ${CHMEM_ZONES.join(', ')}
`;

const TOOL = 'chmem';
const MIB = 2 ** 20;

function parseOne(text: string, inBlocks: boolean, blockSizeBytes: number): ChmemPlan['what'] | EarlyEnd {
  if (inBlocks) {
    if (!/^\d+$/.test(text)) return refuse(TOOL, `Failed to parse block number: '${text}'`);
    return { first: Number(text), last: Number(text) };
  }
  const size = parseSize(text);
  if (size === null) return refuse(TOOL, `Failed to parse size: '${text}'`);
  const bytes = /\d$/.test(text) ? size * MIB : size;
  if (bytes % blockSizeBytes !== 0) {
    return refuse(TOOL, `Size must be aligned to memory block size (${humanSize(blockSizeBytes)})`);
  }
  return { blocks: bytes / blockSizeBytes };
}

function parseTwo(
  [start, end]: readonly [string, string],
  inBlocks: boolean,
  blockSizeBytes: number,
): ChmemPlan['what'] | EarlyEnd {
  if (inBlocks) {
    if (!/^\d+$/.test(start)) return refuse(TOOL, `Failed to parse start: '${start}'`);
    if (!/^\d+$/.test(end)) return refuse(TOOL, `Failed to parse end: '${end}'`);
    return { first: Number(start), last: Number(end) };
  }
  if (start[1] !== 'x') return refuse(TOOL, `Invalid start address format: ${start}`);
  if (end[1] !== 'x') return refuse(TOOL, `Invalid end address format: ${end}`);
  const isHex = (text: string): boolean => /^0x[0-9a-f]+$/i.test(text);
  if (!isHex(start)) return refuse(TOOL, `Failed to parse start address: '${start}'`);
  if (!isHex(end)) return refuse(TOOL, `Failed to parse end address: '${end}'`);
  const [from, to] = [Number(start), Number(end) + 1];
  if (from % blockSizeBytes !== 0 || to % blockSizeBytes !== 0) {
    const size = humanSize(blockSizeBytes);
    return refuse(TOOL, `Start address and (end address + 1) must be aligned to memory block size (${size})`);
  }
  return { first: from / blockSizeBytes, last: to / blockSizeBytes - 1 };
}

function parseWhat(text: string, inBlocks: boolean, blockSizeBytes: number): ChmemPlan['what'] | EarlyEnd {
  const parts = text.split('-').filter((part) => part !== '');
  if (parts.length > 2 || parts.length === 0) return refuse(TOOL, `Invalid parameter: ${text}`);
  const what =
    parts.length === 1
      ? parseOne(parts[0]!, inBlocks, blockSizeBytes)
      : parseTwo([parts[0]!, parts[1]!], inBlocks, blockSizeBytes);
  return 'first' in what && what.first > what.last ? refuse(TOOL, `Invalid range: ${text}`) : what;
}

/** What is to be done, or why it is not begun. Without `hasZones` a zone is ignored, with a warning. */
export function chmemArguments(
  words: readonly string[],
  blockSizeBytes: number,
  hasZones: boolean,
): (ChmemPlan & { readonly warning: string }) | EarlyEnd {
  const read = getopt(OPTIONS, words);
  if (!read.ok) return tryHelp(TOOL, read.message);
  const has = (name: string): boolean => read.options.some((option) => option.name === name);
  if (has('disable') && has('enable'))
    return refuse(TOOL, 'mutually exclusive arguments: --disable --enable');
  if (has('help')) return { exitCode: 0, stdout: HELP };
  if (has('version')) return { exitCode: 0, stdout: 'chmem from util-linux 2.38.1\n' };
  if (read.operands.length !== 1 || (!has('disable') && !has('enable'))) return tryHelp(TOOL, 'bad usage');
  const what = parseWhat(read.operands[0]!, has('blocks'), blockSizeBytes);
  if ('exitCode' in what) return what;
  const zoneName = read.options.findLast(({ name }) => name === 'zone')?.value ?? null;
  let zone = -1;
  let warning = '';
  if (zoneName !== null && hasZones) {
    zone = CHMEM_ZONES.findIndex((name) => name.toLowerCase() === zoneName.toLowerCase());
    if (zone < 0) return tryHelp(TOOL, `unknown memory zone: ${zoneName}`);
  } else if (zoneName !== null) {
    warning = `${TOOL}: zone ignored, no valid_zones sysfs attribute present\n`;
  }
  return { enable: has('enable'), verbose: has('verbose'), zone, what, warning };
}
