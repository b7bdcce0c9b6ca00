/**
 * What of the memory of boot is RAM, page by page: fixed when the kernel boots, and known to the kernel only through the
 * map of subsections (pfn_to_online_page()) and through pages that it keeps for itself.
 */
import type { MachineDescription } from './machine.ts';
import { PAGE_SIZE_BYTES, SUBSECTION_PAGES } from './units.ts';

const ONE_MIB = 0x100000;

/** Page frames; the end is exclusive. */
export interface PfnRange {
  readonly startPfn: number;
  readonly endPfn: number;
}

export interface BootMemory {
  /**
   * Subsections without RAM in blocks of boot, by block id. Such a section has a memory map as a whole, but
   * subsection_map_init() marks only what holds RAM. These blocks never go offline.
   */
  readonly holes: ReadonlyMap<number, readonly PfnRange[]>;
  /** Blocks with memory of several nodes, by id; they never go offline. */
  readonly sharedBlocks: ReadonlyMap<number, readonly number[]>;
  /** RAM in whole pages. */
  readonly ram: readonly PfnRange[];
  /** What the kernel keeps of it as far as one can know: its image, and on x86 always the first MiB. */
  readonly kept: readonly PfnRange[];
  /** End of the zones. */
  readonly endPfn: number;
}

/** Reads it from the resource tree, the zones and the blocks of a machine. */
export function bootMemory(machine: MachineDescription): BootMemory {
  const pages = ({ startBytes, endBytes }: MachineDescription['resources'][number]): PfnRange => ({
    startPfn: Math.ceil(startBytes / PAGE_SIZE_BYTES),
    endPfn: Math.floor((endBytes + 1) / PAGE_SIZE_BYTES),
  });
  const ram = machine.resources
    .filter(({ name }) => name === 'System RAM')
    .map(pages)
    .sort((a, b) => a.startPfn - b.startPfn);
  return {
    holes: holesOf(machine, ram),
    sharedBlocks: new Map(machine.blocks.flatMap(({ id, nids }) => (nids === undefined ? [] : [[id, nids]]))),
    ram,
    kept: [
      { startPfn: 0, endPfn: ONE_MIB / PAGE_SIZE_BYTES },
      ...machine.resources.filter(({ name }) => /^(Kernel|Crash kernel)\b/.test(name)).map(pages),
    ],
    endPfn: Math.max(0, ...machine.zones.map(({ startPfn, spannedPages }) => startPfn + spannedPages)),
  };
}

/** Ranges rounded out to subsections, joined where they touch. */
function subsections(ranges: readonly PfnRange[]): PfnRange[] {
  const joined: { startPfn: number; endPfn: number }[] = [];
  for (const range of ranges) {
    const startPfn = Math.floor(range.startPfn / SUBSECTION_PAGES) * SUBSECTION_PAGES;
    const endPfn = Math.ceil(range.endPfn / SUBSECTION_PAGES) * SUBSECTION_PAGES;
    const last = joined.at(-1);
    if (last !== undefined && last.endPfn >= startPfn) last.endPfn = Math.max(last.endPfn, endPfn);
    else joined.push({ startPfn, endPfn });
  }
  return joined;
}

/** A block of which no entry says anything is taken to be whole. */
function holesOf(machine: MachineDescription, ranges: readonly PfnRange[]): BootMemory['holes'] {
  const ram = subsections(ranges);
  const blockPages = machine.blockSizeBytes / PAGE_SIZE_BYTES;
  const holes = new Map<number, PfnRange[]>();
  let next = 0;
  for (const { id } of machine.blocks.toSorted((a, b) => a.id - b.id)) {
    const endPfn = (id + 1) * blockPages;
    let at = id * blockPages;
    const inBlock: PfnRange[] = [];
    while (next < ram.length && ram[next]!.endPfn <= at) next++;
    const isDescribed = next < ram.length && ram[next]!.startPfn < endPfn;
    for (let i = next; i < ram.length && ram[i]!.startPfn < endPfn; i++) {
      if (ram[i]!.startPfn > at) inBlock.push({ startPfn: at, endPfn: ram[i]!.startPfn });
      at = Math.max(at, ram[i]!.endPfn);
    }
    if (at < endPfn) inBlock.push({ startPfn: at, endPfn });
    if (isDescribed && inBlock.length > 0) holes.set(id, inBlock);
  }
  return holes;
}

/** Is the page frame in one of the ranges? */
export function isWithin(ranges: readonly PfnRange[] | undefined, pfn: number): boolean {
  return ranges?.some(({ startPfn, endPfn }) => pfn >= startPfn && pfn < endPfn) === true;
}
