/**
 * What reading a file of the memory core prints, to the letter (spec 02 §13, §17). Pure: takes no locks.
 */
import { blockStartPfn, isOnline, stateWord, zoneOfBlock, zoneRow } from '../state/blocks.ts';
import type { Kernel } from '../state/kernel.ts';
import { resourceEntries } from '../state/resources.ts';
import {
  hexDigits,
  MMOP_ONLINE,
  MMOP_ONLINE_KERNEL,
  ZONE_COUNT,
  ZONE_MOVABLE,
  ZONE_NAMES,
} from '../state/units.ts';
import { isPopulated } from '../state/zones.ts';
import { managedPages } from '../core/nodes.ts';
import { zone_for_pfn_range } from '../core/zone-selection.ts';

/** valid_zones_show(): the block's zone, or the default zone first, then the kernel zone, then Movable. */
export function validZones(k: Kernel, blockId: number): string {
  if (isOnline(k, blockId)) {
    const zone = zoneOfBlock(k, blockId);
    return zone < 0 ? 'none' : ZONE_NAMES[zone]!;
  }
  const zoneFor = (onlineType: number): number =>
    zone_for_pfn_range(
      k,
      onlineType,
      k.blocks.nid.get(blockId),
      k.blocks.group.get(blockId) - 1,
      blockStartPfn(k, blockId),
      k.blockPages,
    );
  const zones = [zoneFor(MMOP_ONLINE)];
  const kernel = zoneFor(MMOP_ONLINE_KERNEL);
  if (kernel !== zones[0]) zones.push(kernel);
  if (zones[0] !== ZONE_MOVABLE) zones.push(ZONE_MOVABLE);
  return zones.map((zone) => ZONE_NAMES[zone]).join(' ');
}

/** phys_index_show(): the block id in hex, at least eight digits. */
export function physIndex(blockId: number): string {
  return hexDigits(blockId, 8);
}

/** Text of the files of memoryN, without the newline. */
export function blockFile(k: Kernel, blockId: number, file: string): string | null {
  switch (file) {
    case 'state':
      return stateWord(k, blockId);
    case 'online':
      return String(k.blocks.deviceOnline.get(blockId));
    case 'valid_zones':
      return validZones(k, blockId);
    case 'removable':
      return '1';
    case 'phys_index':
      return physIndex(blockId);
    case 'phys_device':
      return '0';
    default:
      return null;
  }
}

/** A node mask as the kernel prints lists: ranges with a minus, joined by commas; empty for none. */
export function nodeList(k: Kernel, mask: { get(nid: number): number }): string {
  const parts: string[] = [];
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    if (mask.get(nid) === 0) continue;
    let last = nid;
    while (last + 1 < k.constants.nodeCount && mask.get(last + 1) !== 0) last++;
    parts.push(last === nid ? `${nid}` : `${nid}-${last}`);
    nid = last;
  }
  return parts.join(',');
}

/** /proc/iomem as root sees it. */
export function iomem(k: Kernel): string {
  return resourceEntries(k)
    .map(({ depth, startBytes, endBytes, name }) => {
      const range = `${hexDigits(startBytes, 8)}-${hexDigits(endBytes, 8)}`;
      return `${'  '.repeat(depth)}${range} : ${name}\n`;
    })
    .join('');
}

/** /proc/zoneinfo, the lines that do not change by themselves. */
export function zoneinfo(k: Kernel): string {
  let text = '';
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    if (k.nodes.online.get(nid) === 0) continue;
    for (let zone = 0; zone < ZONE_COUNT; zone++) {
      const row = zoneRow(nid, zone);
      text += `Node ${nid}, zone ${ZONE_NAMES[zone]!.padStart(8)}\n`;
      text += `        spanned  ${k.zones.spanned.get(row)}\n`;
      text += `        present  ${k.zones.present.get(row)}\n`;
      text += `        managed  ${k.zones.managed.get(row)}\n`;
      if (isPopulated(k, nid, zone)) text += `  start_pfn:           ${k.zones.startPfn.get(row)}\n`;
    }
  }
  return text;
}

/** /proc/meminfo, the line MemTotal. */
export function meminfo(k: Kernel): string {
  return `MemTotal:${String(managedPages(k) * 4).padStart(15)} kB\n`;
}
