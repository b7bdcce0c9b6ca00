/**
 * RAM at boot: its nodes, zones and memory blocks, as x86-64 lays them out (spec 01 §1.1, §4). Scenario text and the
 * import of real machines both stand on it.
 */
import type {
  BootBlockDescription,
  NodeDescription,
  ResourceDescription,
  ZoneDescription,
} from '#lib/hotplug/state/machine.ts';
import {
  PAGE_SIZE_BYTES,
  ZONE_DMA,
  ZONE_DMA32,
  ZONE_MOVABLE,
  ZONE_NORMAL,
} from '#lib/hotplug/state/units.ts';

export interface RamPiece {
  readonly nid: number;
  readonly startBytes: number;
  /** Exclusive. */
  readonly endBytes: number;
}

export interface NodeFacts {
  readonly nid: number;
  readonly hasCpu: boolean;
  /** All its RAM is in ZONE_MOVABLE. */
  readonly isMovable: boolean;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** What the firmware keeps of the first MiB on nearly every PC. */
const FIRST_PAGE = PAGE_SIZE_BYTES;
const LOW_END = 0x9fc00;
const KERNEL_CODE = [16 * MIB, 32 * MIB] as const;
/** Part of the pages that the allocator gets: a sixty-fourth is the memory map. Assumed. */
const MANAGED = 63 / 64;
/** Managed pages of a whole ZONE_DMA. Assumed. */
const MANAGED_DMA = 3840;

const LIMITS = [
  [ZONE_DMA, 0, 16 * MIB],
  [ZONE_DMA32, 16 * MIB, 4 * GIB],
  [ZONE_NORMAL, 4 * GIB, Infinity],
] as const;

const SMALL_BLOCK = 128 * MIB;
const LARGE_BLOCK = 2 * GIB;
const LARGE_FROM = 64 * GIB;

/** memory_block_size_bytes() of x86-64; `isGuest`: the hypervisor bit is set. */
export function usualBlockBytes(ram: readonly RamPiece[], isGuest: boolean): number {
  const end = Math.max(...ram.map(({ endBytes }) => endBytes));
  if (end < LARGE_FROM) return SMALL_BLOCK;
  let block = LARGE_BLOCK;
  while (isGuest && block > SMALL_BLOCK && end % block !== 0) block /= 2;
  return block;
}

/** Pages of RAM in [from, to): in the first MiB only those that the firmware leaves. */
function presentPages(ram: readonly RamPiece[], from: number, to: number): number {
  let pages = 0;
  for (const { startBytes, endBytes } of usable(ram)) {
    const first = Math.ceil(Math.max(startBytes, from) / PAGE_SIZE_BYTES);
    const end = Math.floor(Math.min(endBytes, to) / PAGE_SIZE_BYTES);
    pages += Math.max(0, end - first);
  }
  return pages;
}

/** The pieces that become System RAM. */
function usable(ram: readonly RamPiece[]): RamPiece[] {
  return ram.flatMap((piece) =>
    piece.startBytes === 0
      ? [
          { ...piece, startBytes: FIRST_PAGE, endBytes: LOW_END },
          { ...piece, startBytes: MIB },
        ]
      : [piece],
  );
}

/** Zones of one node, in the order of their types; those without an address in them are left out. */
export function zonesOf(ram: readonly RamPiece[], { nid, isMovable }: NodeFacts): ZoneDescription[] {
  const own = ram.filter((piece) => piece.nid === nid);
  if (own.length === 0) return [];
  const start = Math.max(FIRST_PAGE, Math.min(...own.map(({ startBytes }) => startBytes)));
  const end = Math.max(...own.map(({ endBytes }) => endBytes));
  const limits = isMovable ? ([[ZONE_MOVABLE, 0, Infinity]] as const) : LIMITS;
  return limits.flatMap(([type, from, to]) => {
    const first = Math.max(start, from);
    const last = Math.min(end, to);
    if (first >= last) return [];
    const present = presentPages(own, from, to);
    const isWholeDma = type === ZONE_DMA && last === to;
    return {
      nid,
      type,
      startPfn: first / PAGE_SIZE_BYTES,
      spannedPages: (last - first) / PAGE_SIZE_BYTES,
      presentPages: present,
      managedPages: isWholeDma ? Math.min(present, MANAGED_DMA) : Math.floor(present * MANAGED),
    };
  });
}

function zoneAt(addressBytes: number): number {
  return LIMITS.find(([, , to]) => addressBytes < to)![0];
}

/** Memory blocks of boot RAM, ascending. */
export function blocksOf(
  ram: readonly RamPiece[],
  nodes: readonly NodeFacts[],
  blockBytes: number,
): BootBlockDescription[] {
  const sorted = [...ram].sort((a, b) => a.startBytes - b.startBytes);
  return sorted.flatMap(({ nid, startBytes, endBytes }) => {
    const { isMovable } = nodes.find((node) => node.nid === nid)!;
    return Array.from({ length: (endBytes - startBytes) / blockBytes }, (_, i) => {
      const from = startBytes + i * blockBytes;
      const zone = zoneAt(from + blockBytes - 1);
      const kernelZone = zoneAt(from) === zone ? zone : null;
      return { id: from / blockBytes, nid, zone: isMovable ? ZONE_MOVABLE : kernelZone };
    });
  });
}

/** What the node masks say after boot. */
export function nodeDescription(ram: readonly RamPiece[], node: NodeFacts): NodeDescription {
  const hasMemory = ram.some(({ nid }) => nid === node.nid);
  return {
    nid: node.nid,
    online: hasMemory || node.hasCpu,
    hasMemory,
    hasNormalMemory: hasMemory && !node.isMovable,
    hasCpu: node.hasCpu,
  };
}

export interface Entry {
  readonly startBytes: number;
  /** Exclusive. */
  readonly endBytes: number;
  readonly name: string;
}

/** Entries of /proc/iomem for RAM and what the firmware keeps below 1 MiB. */
export function ramEntries(ram: readonly RamPiece[]): Entry[] {
  const sorted = [...ram].sort((a, b) => a.startBytes - b.startBytes);
  const entries: Entry[] = [];
  for (const { startBytes, endBytes } of usable(sorted)) {
    const last = entries.at(-1);
    if (last?.endBytes === startBytes) entries[entries.length - 1] = { ...last, endBytes };
    else entries.push({ startBytes, endBytes, name: 'System RAM' });
  }
  if (sorted[0]?.startBytes === 0) {
    entries.push({ startBytes: 0, endBytes: FIRST_PAGE, name: 'Reserved' });
    entries.push({ startBytes: LOW_END, endBytes: MIB, name: 'Reserved' });
    const [from, to] = KERNEL_CODE;
    if (sorted[0].endBytes >= to) entries.push({ startBytes: from, endBytes: to, name: 'Kernel code' });
  }
  return entries;
}

/** Entries in the order and with the depth of /proc/iomem, and the first two that cross each other, if any do. */
export function nested(entries: readonly Entry[]): {
  list: ResourceDescription[];
  crossed: readonly [Entry, Entry] | null;
} {
  const sorted = [...entries].sort((a, b) => a.startBytes - b.startBytes || b.endBytes - a.endBytes);
  const open: Entry[] = [];
  const list: ResourceDescription[] = [];
  for (const entry of sorted) {
    while (open.length > 0 && open.at(-1)!.endBytes <= entry.startBytes) open.pop();
    const parent = open.at(-1);
    if (parent !== undefined && parent.endBytes < entry.endBytes) return { list, crossed: [parent, entry] };
    const { startBytes, name } = entry;
    list.push({ startBytes, endBytes: entry.endBytes - 1, name, depth: open.length });
    open.push(entry);
  }
  return { list, crossed: null };
}
