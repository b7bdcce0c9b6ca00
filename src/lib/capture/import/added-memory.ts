/**
 * Tells memory of boot from memory that came later: of dax devices and virtio-mem by their addresses, of memory
 * devices by what their blocks look like. Nothing on a running machine says it outright.
 */
import type { DaxDeviceDescription, VirtioMemDescription } from '#lib/hotplug/state/machine.ts';
import { DAX_DEVICES, DAX_RANGES } from '#lib/hotplug/state/tables.ts';
import { ZONE_DMA32, ZONE_MOVABLE, ZONE_NORMAL } from '#lib/hotplug/state/units.ts';
import type { SeenDax } from './facts.ts';
import { blockWords, sizeWords, type AddedRange, type Findings, type JoinedFacts } from './joined.ts';
import type { KnownBlock } from './zones-of-blocks.ts';

const MIB = 2 ** 20;
const DMA32_END = 4 * 2 ** 30;

interface Range {
  readonly startBytes: number;
  readonly sizeBytes: number;
}

/** Drivers add whole blocks only: one that a range shares with memory of boot is memory of boot. */
const isInside = (block: number, blockBytes: number, { startBytes, sizeBytes }: Range): boolean =>
  startBytes <= block * blockBytes && (block + 1) * blockBytes <= startBytes + sizeBytes;

/** Ranges of a dax device as /proc/iomem shows them under its name. */
function iomemRanges({ resources = [] }: JoinedFacts, name: string): Range[] {
  return resources
    .filter((entry) => entry.name === name)
    .map(({ startBytes, endBytes }) => ({ startBytes, sizeBytes: endBytes - startBytes + 1 }));
}

/** The region that ranges lie in: the entry of /proc/iomem around them, else from the first to the last. */
function regionOf({ resources = [] }: JoinedFacts, ranges: readonly Range[]): Range {
  const startBytes = Math.min(...ranges.map((range) => range.startBytes));
  const endBytes = Math.max(...ranges.map((range) => range.startBytes + range.sizeBytes));
  const around = resources.find(
    (entry) =>
      /^(Soft Reserved|Persistent Memory|CXL Window|region)/.test(entry.name) &&
      entry.startBytes <= startBytes &&
      endBytes <= entry.endBytes + 1,
  );
  // A region of several devices would be taken by the first: keep to the ranges then.
  const inside = resources.filter(
    ({ name, startBytes: at }) =>
      around !== undefined && /^dax\d/.test(name) && at >= around.startBytes && at <= around.endBytes,
  );
  const names = new Set(inside.map(({ name }) => name));
  if (around === undefined || names.size > 1) return { startBytes, sizeBytes: endBytes - startBytes };
  return { startBytes: around.startBytes, sizeBytes: around.endBytes + 1 - around.startBytes };
}

/** Ranges as mappings say them. A file `resource` has only the start of the first: several show in /proc/iomem. */
function rangesOf(facts: JoinedFacts, { name, ranges }: SeenDax): readonly Range[] {
  const reserved = iomemRanges(facts, name);
  return ranges.length === 0 || (ranges.length === 1 && reserved.length > 1) ? reserved : ranges;
}

export interface DaxFound {
  readonly devices: readonly DaxDeviceDescription[];
  readonly bound: readonly string[];
  /** Bound to nothing, but there are blocks in their ranges. */
  readonly left: readonly string[];
}

/** dax devices: those that pieces name, and those that only /proc/iomem shows. */
export function daxOf(facts: JoinedFacts, blocks: readonly KnownBlock[], findings: Findings): DaxFound {
  const seen = new Map<string, SeenDax>((facts.dax ?? []).map((device) => [device.name, device]));
  for (const { name } of facts.resources ?? [])
    if (/^dax\d+\.\d+$/.test(name) && !seen.has(name))
      seen.set(name, {
        name,
        targetNode: null,
        sizeBytes: null,
        alignBytes: null,
        ranges: [],
        isSystemRam: null,
        memmapOnMemory: null,
        attribute: null,
      });
  const devices: DaxDeviceDescription[] = [];
  const bound: string[] = [];
  const left: string[] = [];
  for (const device of seen.values()) {
    const ranges = rangesOf(facts, device).slice(0, DAX_RANGES);
    if (ranges.length === 0) {
      if (device.sizeBytes !== 0)
        findings.assume(
          `${device.name} is left out.`,
          'No piece says at which addresses it is (daxctl list -M as root does).',
        );
      continue;
    }
    if (devices.length === DAX_DEVICES) {
      findings.assume(`${device.name} is left out.`, `The model has room for ${DAX_DEVICES} dax devices.`);
      continue;
    }
    const own = blocks.filter(({ id }) => ranges.some((range) => isInside(id, facts.blockSizeBytes, range)));
    const region = regionOf(facts, ranges);
    const alignBytes = device.alignBytes ?? 2 * MIB;
    const fits = ranges.every(
      ({ startBytes, sizeBytes }) => startBytes % alignBytes === 0 && sizeBytes % alignBytes === 0,
    );
    const targetNode = device.targetNode ?? own[0]?.nid ?? 0;
    if (device.targetNode === null)
      findings.assume(
        `${device.name} has the target node ${targetNode}.`,
        own.length > 0 ? 'Its blocks are in it.' : 'No piece says it.',
      );
    devices.push({
      name: device.name,
      targetNode,
      alignBytes: fits ? alignBytes : 4096,
      memmapOnMemory: device.memmapOnMemory ?? false,
      regionStartBytes: region.startBytes,
      regionEndBytes: region.startBytes + region.sizeBytes,
      ranges,
    });
    if (device.isSystemRam ?? own.length > 0) bound.push(device.name);
    else if (own.length > 0) left.push(device.name);
    if (device.isSystemRam === null && own.length > 0)
      findings.assume(`kmem is bound to ${device.name}.`, 'There are memory blocks at its addresses.');
  }
  return { devices, bound, left };
}

export interface VirtioFound {
  readonly devices: readonly VirtioMemDescription[];
  readonly plugged: readonly { readonly id: string; readonly bytes: number }[];
}

/** virtio-mem devices from the kernel log and the regions `virtioN` of /proc/iomem. */
export function virtioMemOf(
  facts: JoinedFacts,
  blocks: readonly KnownBlock[],
  findings: Findings,
): VirtioFound {
  const { resources = [], blockSizeBytes } = facts;
  const told = new Map((facts.virtioMem ?? []).map((device) => [device.id, device]));
  const isRegion = (at: number): boolean =>
    resources[at + 1]?.name === 'System RAM (virtio_mem)' && resources[at + 1]!.depth > resources[at]!.depth;
  const regions = resources.filter(
    ({ name }, i) => /^virtio\d+$/.test(name) && (told.has(name) || isRegion(i)),
  );
  const devices: VirtioMemDescription[] = [];
  const plugged: { id: string; bytes: number }[] = [];
  const known = [...told.values()].flatMap(({ id, startBytes, regionBytes }) =>
    startBytes === null || regionBytes === null ? [] : [{ id, startBytes, regionBytes }],
  );
  for (const { name, startBytes, endBytes } of regions)
    if (!known.some(({ id }) => id === name))
      known.push({ id: name, startBytes, regionBytes: endBytes + 1 - startBytes });
  for (const { id, startBytes, regionBytes } of known) {
    const device = told.get(id);
    const own = blocks.filter((block) =>
      isInside(block.id, blockSizeBytes, { startBytes, sizeBytes: regionBytes }),
    );
    const deviceBlockBytes = device?.deviceBlockBytes ?? 2 * MIB;
    if (device?.deviceBlockBytes === null || device === undefined)
      findings.assume(
        `${id} plugs 2 MiB at a time.`,
        'The kernel log has no line with its device block size.',
      );
    const nid = own[0]?.nid ?? device?.nid ?? 0;
    devices.push({ id, nid, startBytes, regionBytes, deviceBlockBytes });
    const bytes = device?.pluggedBytes ?? own.length * blockSizeBytes;
    if (bytes > 0) plugged.push({ id, bytes });
    if (bytes > 0 && (device?.pluggedBytes ?? null) === null)
      findings.assume(`${sizeWords(bytes)} are plugged in ${id}.`, 'All its blocks are taken for full.');
  }
  return { devices, plugged };
}

/** Is the block in a range of a driver that adds memory? */
function driverRanges(dax: DaxFound, virtio: VirtioFound): Range[] {
  const ofDax = dax.devices
    .filter(({ name }) => dax.bound.includes(name) || dax.left.includes(name))
    .flatMap(({ ranges = [] }) => ranges);
  const ofVirtio = virtio.devices.map(({ startBytes, regionBytes }) => ({
    startBytes,
    sizeBytes: regionBytes,
  }));
  return [...ofDax, ...ofVirtio];
}

/** Runs of neighbours in one node that are not plainly memory of boot, cut where System RAM of another device begins. */
function strangeRuns(blocks: readonly KnownBlock[], facts: JoinedFacts): KnownBlock[][] {
  const { resources = [], blockSizeBytes } = facts;
  const cuts = new Set(
    resources
      .filter(({ name, startBytes }) => name === 'System RAM' && startBytes % blockSizeBytes === 0)
      .map(({ startBytes }) => startBytes / blockSizeBytes),
  );
  const hasDma32 = blocks.some(({ zone }) => zone === ZONE_DMA32);
  const runs: KnownBlock[][] = [];
  for (const block of blocks) {
    // At boot, memory below 4 GiB is never in ZONE_NORMAL where there is a ZONE_DMA32.
    const isLate = hasDma32 && block.zone === ZONE_NORMAL && (block.id + 1) * blockSizeBytes <= DMA32_END;
    if (block.state === 'online' && block.zone !== ZONE_MOVABLE && !isLate) continue;
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (last?.id === block.id - 1 && last.nid === block.nid && !cuts.has(block.id)) run!.push(block);
    else runs.push([block]);
  }
  return runs;
}

export interface SortedBlocks {
  readonly boot: readonly KnownBlock[];
  readonly dimms: readonly AddedRange[];
}

/** Nodes whose movable memory was movable at boot already, by movable_node, kernelcore= or movablecore=. */
function movableAtBoot(
  blocks: readonly KnownBlock[],
  facts: JoinedFacts,
  virtio: VirtioFound,
): ReadonlySet<number> {
  const { cmdline, settings, zones = [] } = facts;
  const nodes = new Set(blocks.filter(({ zone }) => zone === ZONE_MOVABLE).map(({ nid }) => nid));
  if (cmdline !== undefined)
    return /(^|\s)(movable_node|kernelcore=|movablecore=)/.test(cmdline) ? nodes : new Set();
  // Memory of boot pays for its memory map: fewer pages are managed than present. So does memory that was added with
  // memmap_on_memory, and what a virtio-mem device has not plugged of a block.
  if ((settings?.memmap_on_memory ?? 'N') !== 'N' || virtio.devices.length > 0) return new Set();
  const isEarly = (nid: number): boolean =>
    zones.some(
      (zone) => zone.nid === nid && zone.type === ZONE_MOVABLE && zone.managedPages < zone.presentPages,
    );
  return new Set([...nodes].filter(isEarly));
}

/** Which blocks are memory of boot, and which were added as memory devices. */
export function sortBlocks(
  blocks: readonly KnownBlock[],
  facts: JoinedFacts,
  { dax, virtio }: { readonly dax: DaxFound; readonly virtio: VirtioFound },
  findings: Findings,
): SortedBlocks {
  const { blockSizeBytes } = facts;
  const driver = driverRanges(dax, virtio);
  const free = blocks.filter(({ id }) => !driver.some((range) => isInside(id, blockSizeBytes, range)));
  const byId = new Map(free.map((block) => [block.id, block]));
  const early = movableAtBoot(free, facts, virtio);
  if (early.size > 0)
    findings.assume(
      `What is in ZONE_MOVABLE of node ${[...early].join(', ')} was there at boot.`,
      facts.cmdline === undefined
        ? 'It has fewer managed than present pages: memory that is added later has not.'
        : 'The kernel was booted with movable_node, kernelcore= or movablecore=.',
    );
  const added: KnownBlock[][] = [];
  const offlined: number[] = [];
  for (const run of strangeRuns(free, facts)) {
    const [first, last] = [run[0]!, run.at(-1)!];
    const above = byId.get(last.id + 1);
    const isAmongBoot = above?.nid === last.nid && above.state === 'online' && above.zone !== ZONE_MOVABLE;
    const isLow = first.id * blockSizeBytes < DMA32_END;
    const isOffline = run.every(({ state }) => state === 'offline');
    if (early.has(first.nid)) continue;
    if (isOffline && (isLow || isAmongBoot)) offlined.push(...run.map(({ id }) => id));
    else added.push(run);
  }
  const hasBoot = added.reduce((sum, run) => sum + run.length, 0) < free.length;
  if (!hasBoot && added.length > 0) {
    const [lowest] = added.splice(0, 1);
    findings.assume(
      `${blockWords(lowest!.map(({ id }) => id))}: memory of boot.`,
      'A machine boots with memory, and nothing else in what was given can be it.',
    );
  }
  if (offlined.length > 0)
    findings.assume(
      `${blockWords(offlined)}: memory of boot that was taken offline.`,
      'It lies below 4 GiB or below memory in a kernel zone of the same node.',
    );
  const gone = new Set(added.flat().map(({ id }) => id));
  if (gone.size > 0)
    findings.assume(
      `${blockWords([...gone].sort((a, b) => a - b))}: added after boot as memory devices, one for each range.`,
      'It is offline, in ZONE_MOVABLE or in a zone that memory of boot is not in there, and belongs to no driver; with kernelcore= or movablecore= it could be memory of boot.',
    );
  return {
    boot: free.filter(({ id }) => !gone.has(id)),
    dimms: added.map((run, i) => ({
      id: `dimm${i}`,
      startBytes: run[0]!.id * blockSizeBytes,
      sizeBytes: run.length * blockSizeBytes,
      nid: run[0]!.nid,
    })),
  };
}
