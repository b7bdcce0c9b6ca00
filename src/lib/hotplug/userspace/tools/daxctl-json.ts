/**
 * What daxctl prints of regions and devices, as json-c writes it, and which of them a command line means.
 *
 * Every device has a region of its own here, of the number in its name, made by dax_hmem.
 */
import { isOnline, zoneOfBlock } from '../../state/blocks.ts';
import type { Kernel } from '../../state/kernel.ts';
import { PAGE_SIZE_BYTES, ZONE_MOVABLE } from '../../state/units.ts';
import { ENOENT } from '../../state/errno.ts';
import { deviceName, rangeRow, rangesSize, regionStart } from '../../drivers/dax-bus.ts';
import { inDirectoryOrder } from '../directory-order.ts';
import { listBlocks } from '../files.ts';
import type { DaxctlFilter, DaxctlList } from './daxctl-arguments.ts';

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** A value as JSON_C_TO_STRING_PRETTY writes it. */
function pretty(value: Json, depth = 0): string {
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('/', '\\/');
  if (typeof value !== 'object') return String(value);
  const isList = Array.isArray(value);
  const members = isList
    ? value.map((member: Json) => pretty(member, depth + 1))
    : Object.entries(value).map(([key, member]) => `${pretty(key)}:${pretty(member, depth + 1)}`);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const margin = '  '.repeat(depth);
  const lines = members.map((member) => `${margin}  ${member}`).join(',\n');
  return members.length === 0 ? `${open}${margin}${close}` : `${open}\n${lines}\n${margin}${close}`;
}

const KIB = 1024;
const [MIB, GIB, TIB] = [KIB ** 2, KIB ** 3, KIB ** 4];
/** Below this a size is printed as a number, even for human readers. */
const SMALL_BYTES = 5000 * KIB;

function sizeJson(bytes: number, human: boolean): Json {
  if (!human || bytes < SMALL_BYTES) return bytes;
  const [binary, decimal, letter] =
    bytes < 2 * GIB ? [MIB, 1e6, 'M'] : bytes < 2 * TIB ? [GIB, 1e9, 'G'] : [TIB, 1e12, 'T'];
  const hundredths = (unit: number): string =>
    (Math.floor((Math.floor((bytes * 200) / unit) + 1) / 2) / 100).toFixed(2);
  return `${hundredths(binary)} ${letter}iB (${hundredths(decimal)} ${letter}B)`;
}

const hexJson = (value: number, human: boolean): Json => {
  if (!human) return value;
  return value === 0 ? '0' : `0x${value.toString(16)}`;
};

/** Number of the region that a device belongs to: daxX.Y is of region X. */
function regionId(k: Kernel, device: number): number {
  return Number(/^dax(\d+)/.exec(deviceName(k, device))?.[1] ?? 0);
}

const SYS = '/sys/devices';
const regionPath = (id: number): string => `/platform/hmem.${id}`;

/** All devices in the order in which the tool takes them: the last one of the directory comes first. */
export function devicesInOrder(k: Kernel): number[] {
  const devices = Array.from({ length: k.dax.count.value }, (_, device) => device);
  const names = inDirectoryOrder(devices.map((device) => deviceName(k, device))).reverse();
  return names.map((name) => devices.find((device) => deviceName(k, device) === name)!);
}

/** sscanf("%d"). */
const leadingNumber = (text: string): number | null => {
  const match = /^\s*([+-]?\d+)/.exec(text);
  return match === null ? null : Number(match[1]);
};

function isRegion(k: Kernel, device: number, word: string | null): boolean {
  if (word === null || word === 'all') return true;
  const id = leadingNumber(word) ?? leadingNumber(word.replace(/^region/, ''));
  return id === regionId(k, device);
}

function isDevice(k: Kernel, device: number, word: string | null): boolean {
  if (word === null || word === 'all' || word === deviceName(k, device)) return true;
  const match = /^\s*([+-]?\d+)\.\s*([+-]?\d+)/.exec(word);
  return match !== null && `dax${Number(match[1])}.${Number(match[2])}` === deviceName(k, device);
}

/** Stands before the number of a device that is passed over. */
export const PASSED = '~';

/**
 * Devices that a command line means, in the order in which they are taken, joined by commas; with those of the same
 * regions that are passed over when the tool says what it looks at.
 */
export function devicesText(k: Kernel, { device: word, region }: DaxctlFilter, withPassed: boolean): string {
  const looked = devicesInOrder(k).filter((device) => isRegion(k, device, region));
  return looked
    .filter((device) => withPassed || isDevice(k, device, word))
    .map((device) => (isDevice(k, device, word) ? String(device) : `${PASSED}${device}`))
    .join(',');
}

/** What the library says of the regions that it finds, with -v. */
export function regionsText(k: Kernel): string {
  const found = devicesInOrder(k)
    .reverse()
    .map(
      (device) => `libdaxctl: add_dax_region: add_dax_region: '${SYS}${regionPath(regionId(k, device))}'\n`,
    );
  return `libdaxctl: __dax_regions_init: no dax regions found via: /sys/class/dax\n${found.join('')}`;
}

/**
 * Memory blocks that daxctl takes for those of a device: on its node, from `resource` on as far as `size` goes, in the
 * order of the node's directory. Of a device with a gap between its ranges it so misses the blocks behind the gap.
 */
export function blocksOfDevice(k: Kernel, device: number): number[] {
  const block = k.constants.blockSizeBytes;
  const start = regionStart(k, device);
  const end = start + rangesSize(k, device);
  const names = listBlocks(k)
    .filter(
      (id) =>
        id * block >= start && id * block < end && k.blocks.nid.get(id) === k.dax.targetNode.get(device),
    )
    .map((id) => `memory${id}`);
  return inDirectoryOrder(names).map((name) => Number(name.slice('memory'.length)));
}

/** The members about memory blocks of a device in the hands of kmem; counts are errors while it has no node. */
function memoryJson(k: Kernel, device: number): Record<string, Json> {
  const nid = k.dax.targetNode.get(device);
  if (nid < 0 || k.nodes.online.get(nid) === 0)
    return { online_memblocks: -ENOENT, total_memblocks: -ENOENT };
  const blocks = blocksOfDevice(k, device);
  const online = blocks.filter((id) => isOnline(k, id)).length;
  return {
    online_memblocks: online,
    total_memblocks: blocks.length,
    // With a block offline the tool finds no zone and leaves the word out.
    ...(online === blocks.length
      ? { movable: blocks.length > 0 && blocks.every((id) => zoneOfBlock(k, id) === ZONE_MOVABLE) }
      : {}),
  };
}

function mappingsJson(k: Kernel, device: number, human: boolean): Json[] {
  const mappings: Json[] = [];
  let pages = 0;
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
    const row = rangeRow(device, i);
    const [start, end] = [k.dax.rangeStartBytes.get(row), k.dax.rangeEndBytes.get(row)];
    const sizeBytes = end - start + 1;
    mappings.push({
      page_offset: hexJson(pages, human),
      start: hexJson(start, human),
      end: hexJson(end, human),
      size: sizeJson(sizeBytes, human),
    });
    pages += sizeBytes / PAGE_SIZE_BYTES;
  }
  return mappings.reverse();
}

function deviceJson(k: Kernel, device: number, human: boolean, withMappings: boolean): Json {
  const isRam = k.dax.driver.get(device) === 1;
  const mappings = withMappings ? mappingsJson(k, device, human) : [];
  return {
    chardev: deviceName(k, device),
    size: sizeJson(rangesSize(k, device), human),
    target_node: k.dax.targetNode.get(device),
    align: sizeJson(k.dax.alignBytes.get(device), human),
    mode: isRam ? 'system-ram' : 'devdax',
    ...(isRam ? memoryJson(k, device) : {}),
    ...(k.dax.driver.get(device) === 0 ? { state: 'disabled' } : {}),
    ...(mappings.length > 0 ? { mappings } : {}),
  };
}

function regionJson(k: Kernel, device: number, list: DaxctlList): Json {
  const id = regionId(k, device);
  const sizeBytes = k.dax.regionEndBytes.get(device) - k.dax.regionStartBytes.get(device);
  const availableBytes = sizeBytes - rangesSize(k, device);
  const isShown = list.devices && isDevice(k, device, list.device) && isListed(k, device, list);
  return {
    path: regionPath(id),
    id,
    size: sizeJson(sizeBytes, list.human),
    ...(availableBytes > 0 ? { available_size: sizeJson(availableBytes, list.human) } : {}),
    align: k.dax.alignBytes.get(device),
    ...(isShown ? { devices: [deviceJson(k, device, list.human, list.mappings)] } : {}),
  };
}

/** Devices of no size are listed when they are asked for. */
const isListed = (k: Kernel, device: number, { idle }: DaxctlList): boolean =>
  idle || rangesSize(k, device) > 0;

function printed(values: readonly Json[], human: boolean): string {
  if (values.length === 0) return '';
  // A single one stands without the brackets of a list for human readers.
  return `${pretty(human && values.length === 1 ? values[0]! : values)}\n`;
}

/** What `daxctl list` prints. */
export function daxctlListText(k: Kernel, list: DaxctlList): string {
  const devices = devicesInOrder(k).filter((device) => isRegion(k, device, list.region));
  if (list.regions) {
    return printed(
      devices.map((device) => regionJson(k, device, list)),
      list.human,
    );
  }
  const shown = devices.filter((device) => isDevice(k, device, list.device) && isListed(k, device, list));
  return printed(
    shown.map((device) => deviceJson(k, device, list.human, list.mappings)),
    list.human,
  );
}

/** A device as it is printed after a reconfiguration. */
export function deviceText(k: Kernel, device: number, human: boolean): string {
  return printed([deviceJson(k, device, human, false)], human);
}
