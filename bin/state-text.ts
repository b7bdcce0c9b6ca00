/**
 * Memory blocks and zones of a kernel as lines: what `run` prints at the end.
 */
import { isOnline, stateWord, zoneOfBlock, zoneRow } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { ZONE_COUNT, ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import { listBlocks } from '#lib/hotplug/userspace/files.ts';

function blockLook(k: Kernel, id: number): string {
  const zone = isOnline(k, id) ? (ZONE_NAMES[zoneOfBlock(k, id)] ?? 'in several zones') : '';
  return `${(stateWord(k, id) ?? '').padEnd(13)} node ${k.blocks.nid.get(id)}  ${zone}`.trimEnd();
}

/** Neighbouring blocks that look alike share a line. */
export function blockLines(k: Kernel): string[] {
  const runs: { first: number; last: number; look: string }[] = [];
  for (const id of listBlocks(k)) {
    const look = blockLook(k, id);
    const last = runs.at(-1);
    if (last?.look === look && last.last === id - 1) last.last = id;
    else runs.push({ first: id, last: id, look });
  }
  const rows = runs.map(({ first, last, look }) => ({
    name: first === last ? `memory${first}` : `memory${first}-${last}`,
    look,
  }));
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  return rows.map(({ name, look }) => `  ${name.padEnd(width)}  ${look}`);
}

/** Zones with pages or a span, in the units of /proc/zoneinfo. */
export function zoneLines(k: Kernel): string[] {
  const rows: string[][] = [];
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    for (let zone = 0; zone < ZONE_COUNT; zone++) {
      const row = zoneRow(nid, zone);
      const { startPfn, spanned, present, managed } = k.zones;
      if (spanned.get(row) === 0 && present.get(row) === 0) continue;
      const numbers = [startPfn, spanned, present, managed].map((column) => String(column.get(row)));
      rows.push([`node ${nid}`, ZONE_NAMES[zone]!, ...numbers]);
    }
  }
  const head = ['', 'pages', 'start_pfn', 'spanned', 'present', 'managed'];
  const widths = head.map((word, i) => Math.max(word.length, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`;
  return [head, ...rows].map(line);
}
