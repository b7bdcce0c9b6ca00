/**
 * The command line of chmem (util-linux 2.38).
 */
import { flag, valued, type OptionSpec } from './getopt.ts';
import { refuse, tryHelp, type EarlyEnd } from './program.ts';
import { SEGMENTATION_FAULT } from './result.ts';
import { humanSize, parseSize } from './size-text.ts';
import { strerror } from './strerror.ts';
import { utilLinuxOptions } from './util-linux.ts';
import { EINVAL, ERANGE } from '../../state/errno.ts';

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

const HELP = `
Usage:
 chmem [options] [SIZE|RANGE|BLOCKRANGE]

Set a particular size or range of memory online or offline.

Options:
 -e, --enable       enable memory
 -d, --disable      disable memory
 -b, --blocks       use memory blocks
 -z, --zone <name>  select memory zone (see below)
 -v, --verbose      verbose output
 -h, --help         display this help
 -V, --version      display version

Supported zones:
 DMA
 DMA32
 Normal
 Highmem
 Movable
 Device

For more details see chmem(8).
`;

const TOOL = 'chmem';
const MIB = 2 ** 20;

/** A number of the range of an unsigned 64-bit integer, as strtoul() reads it in base 10. */
function blockNumber(what: string, text: string): number | EarlyEnd {
  const failed = `Failed to parse ${what}: '${text}'`;
  if (!/^\s*\+?\d+$/.test(text)) return refuse(TOOL, failed);
  const value = BigInt(text.trim().replace('+', ''));
  return value < 2n ** 64n ? Number(value) : refuse(TOOL, `${failed}: ${strerror(ERANGE)}`);
}

function parseOne(text: string, inBlocks: boolean, blockSizeBytes: number): ChmemPlan['what'] | EarlyEnd {
  if (inBlocks) {
    const id = blockNumber('block number', text);
    return typeof id === 'number' ? { first: id, last: id } : id;
  }
  const size = parseSize(text);
  if (typeof size === 'string') {
    return refuse(TOOL, `Failed to parse size: '${text}': ${strerror(size === 'range' ? ERANGE : EINVAL)}`);
  }
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
    const first = blockNumber('start', start);
    if (typeof first !== 'number') return first;
    const last = blockNumber('end', end);
    return typeof last === 'number' ? { first, last } : last;
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
  if (parts.length > 2) return refuse(TOOL, `Invalid parameter: ${text}`);
  // The tool looks at the first part though there is none.
  if (parts.length === 0) {
    return inBlocks ? refuse(TOOL, `Failed to parse start: '(null)'`) : { exitCode: SEGMENTATION_FAULT };
  }
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
  const read = utilLinuxOptions(
    { name: TOOL, options: OPTIONS, exclusive: [['disable', 'enable']], help: HELP },
    words,
  );
  if ('exitCode' in read) return read;
  const has = (name: string): boolean => read.options.some((option) => option.name === name);
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
