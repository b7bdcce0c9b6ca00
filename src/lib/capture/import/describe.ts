/**
 * The machine as it stood right after boot, derived from how it stands now, with what was added to it since.
 */
import type {
  BootBlockDescription,
  MachineDescription,
  NodeDescription,
  ResourceDescription,
  ZoneDescription,
} from '#lib/hotplug/state/machine.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import {
  MEMMAP_ON_MEMORY_WORDS,
  ONLINE_POLICY_WORDS,
  ONLINE_TYPE_WORDS,
  PAGE_SIZE_BYTES,
  ZONE_MOVABLE,
} from '#lib/hotplug/state/units.ts';
import { nested, ramEntries, zonesOf, type Entry, type RamPiece } from '../boot-ram.ts';
import { hasParameter } from '../kernel-parameters.ts';
import {
  daxOf,
  sortBlocks,
  virtioMemOf,
  type DaxFound,
  type SortedBlocks,
  type VirtioFound,
} from './added-memory.ts';
import type { SeenSettings } from './facts.ts';
import { sizeWords, type Findings, type ImportedMachine, type JoinedFacts } from './joined.ts';
import { knownBlocks, type KnownBlock } from './zones-of-blocks.ts';

const GIB = 2 ** 30;
/** Four-level page tables of x86-64. */
const USUAL_LIMIT = 2 ** 46;

interface Parts extends SortedBlocks {
  readonly all: readonly KnownBlock[];
  readonly dax: DaxFound;
  readonly virtio: VirtioFound;
}

/** RAM of boot, neighbours in one node joined. */
function ramOf(boot: readonly KnownBlock[], blockBytes: number): RamPiece[] {
  const ram: { nid: number; startBytes: number; endBytes: number }[] = [];
  for (const { id, nid } of boot) {
    const last = ram.at(-1);
    if (last?.nid === nid && last.endBytes === id * blockBytes) last.endBytes += blockBytes;
    else ram.push({ nid, startBytes: id * blockBytes, endBytes: (id + 1) * blockBytes });
  }
  return ram;
}

const isHot = ({ boot }: Parts, nid: number, all: readonly KnownBlock[]): boolean =>
  all.some((block) => block.nid === nid) && !boot.some((block) => block.nid === nid);

function nodesOf(facts: JoinedFacts, parts: Parts, findings: Findings): NodeDescription[] {
  const seen = new Map((facts.nodes ?? []).map((node) => [node.nid, node]));
  const ids = new Set([
    0,
    ...seen.keys(),
    ...parts.all.map(({ nid }) => nid),
    ...parts.dax.devices.map(({ targetNode }) => targetNode),
    ...(facts.zones ?? []).map(({ nid }) => nid),
  ]);
  const supposed: number[] = [];
  const nodes = [...ids]
    .sort((a, b) => a - b)
    .map((nid): NodeDescription => {
      const node = seen.get(nid);
      const own = parts.boot.filter((block) => block.nid === nid);
      const hasKernelZone = own.some(({ zone }) => zone !== ZONE_MOVABLE);
      const hasCpu = node?.hasCpu ?? hasKernelZone;
      if (node?.hasCpu === undefined && hasCpu) supposed.push(nid);
      const wasEmpty = isHot(parts, nid, parts.all);
      return {
        nid,
        online: own.length > 0 || hasCpu || (node?.online === true && !wasEmpty),
        hasMemory: own.length > 0,
        hasNormalMemory: own.length > 0 && hasKernelZone,
        hasCpu,
      };
    });
  if (supposed.length > 0)
    findings.assume(
      `There are CPUs in node ${supposed.join(', ')}, in no other.`,
      'No piece names CPUs; nodes with kernel memory usually have some.',
    );
  return nodes;
}

/** Pages of blocks by node and zone. */
function pagesIn(blocks: readonly KnownBlock[], nid: number, type: number, blockBytes: number): number {
  const own = blocks.filter((block) => block.nid === nid && block.zone === type);
  return (own.length * blockBytes) / PAGE_SIZE_BYTES;
}

/** Zones that /proc/zoneinfo shows, without what was added and with what was taken offline since. */
function zonesAtBoot(zones: readonly ZoneDescription[], facts: JoinedFacts, parts: Parts): ZoneDescription[] {
  const { blockSizeBytes } = facts;
  const pages = blockSizeBytes / PAGE_SIZE_BYTES;
  const bootIds = new Set(parts.boot.map(({ id }) => id));
  const added = parts.all.filter(({ id, state }) => !bootIds.has(id) && state === 'online');
  return zones.map((zone) => {
    const { nid, type } = zone;
    const ram = ramOf(parts.boot, blockSizeBytes);
    const isMovable = parts.boot.some((block) => block.nid === nid && block.zone === ZONE_MOVABLE);
    const usual = zonesOf(ram, { nid, hasCpu: true, isMovable }).find((candidate) => candidate.type === type);
    const hotPages = pagesIn(added, nid, type, blockSizeBytes);
    const offline = parts.boot.filter(
      (block) => block.nid === nid && block.state === 'offline' && homeZone(block, facts, isMovable) === type,
    );
    if (hotPages === 0 && offline.length === 0) return zone;
    const present = Math.max(0, zone.presentPages - hotPages) + offline.length * pages;
    if (present === 0 || usual === undefined)
      return { ...zone, startPfn: 0, spannedPages: 0, presentPages: 0, managedPages: 0 };
    const managed = Math.max(0, zone.managedPages - hotPages) + offline.length * pages;
    const spanned = Math.max(usual.spannedPages, present);
    return {
      ...zone,
      startPfn: usual.startPfn,
      spannedPages: spanned,
      presentPages: present,
      managedPages: Math.min(managed, present),
    };
  });
}

/** The zone that an offline block of boot came from: by address. */
function homeZone({ id }: KnownBlock, { blockSizeBytes }: JoinedFacts, isMovable: boolean): number {
  if (isMovable) return ZONE_MOVABLE;
  const ram = [{ nid: 0, startBytes: id * blockSizeBytes, endBytes: (id + 1) * blockSizeBytes }];
  return zonesOf(ram, { nid: 0, hasCpu: true, isMovable }).at(-1)!.type;
}

function blocksAtBoot(facts: JoinedFacts, { boot }: Parts): BootBlockDescription[] {
  const movable = new Set(boot.filter(({ zone }) => zone === ZONE_MOVABLE).map(({ nid }) => nid));
  return boot.map((block) => ({
    id: block.id,
    nid: block.nid,
    ...(block.seen.nids === undefined ? {} : { nids: block.seen.nids }),
    zone: block.state === 'online' ? block.zone : homeZone(block, facts, movable.has(block.nid)),
  }));
}

/** Entries of /proc/iomem without those that drivers and memory devices brought. */
function resourcesAtBoot(facts: JoinedFacts, parts: Parts, findings: Findings): ResourceDescription[] {
  const { resources, blockSizeBytes } = facts;
  if (resources !== undefined) {
    const inDimm = ({ startBytes, endBytes }: ResourceDescription): boolean =>
      parts.dimms.some(
        (dimm) => startBytes >= dimm.startBytes && endBytes < dimm.startBytes + dimm.sizeBytes,
      );
    const bound = new Set([...parts.dax.bound, ...parts.dax.left]);
    return resources.filter(
      (entry) =>
        !entry.name.startsWith('System RAM (') &&
        !bound.has(entry.name) &&
        !(entry.name === 'System RAM' && inDimm(entry)),
    );
  }
  findings.assume(
    '/proc/iomem is that of a usual PC with this memory.',
    'It was not given, or without addresses.',
  );
  const regions: Entry[] = [
    ...parts.dax.devices.map(({ regionStartBytes, regionEndBytes }) => ({
      startBytes: regionStartBytes,
      endBytes: regionEndBytes,
      name: 'Soft Reserved',
    })),
    ...parts.virtio.devices.map(({ startBytes, regionBytes, id }) => ({
      startBytes,
      endBytes: startBytes + regionBytes,
      name: /^virtio\d+$/.test(id) ? id : 'virtio0',
    })),
  ];
  return nested([...ramEntries(ramOf(parts.boot, blockSizeBytes)), ...regions]).list;
}

function settingsOf(settings: SeenSettings, cmdline: string | undefined, findings: Findings) {
  const missing: string[] = [];
  const index = (name: keyof SeenSettings, words: readonly string[], fromBoot?: string): number => {
    const word = settings[name] ?? fromBoot;
    const at = word === undefined ? -1 : words.indexOf(word);
    if (at >= 0) return at;
    missing.push(word === undefined ? name : `${name} (it reads ${word.slice(0, 20)})`);
    return 0;
  };
  const parameter = (name: string): string | undefined =>
    new RegExp(`(?:^|\\s)${name}=(\\S+)`).exec(cmdline ?? '')?.[1];
  const ratio = Number(
    settings.auto_movable_ratio ?? parameter('memory_hotplug\\.auto_movable_ratio') ?? 301,
  );
  const result = {
    defaultOnlineType: index('auto_online_blocks', ONLINE_TYPE_WORDS, parameter('memhp_default_state')),
    onlinePolicy: index('online_policy', ONLINE_POLICY_WORDS, parameter('memory_hotplug\\.online_policy')),
    autoMovableRatio: Number.isInteger(ratio) && ratio >= 0 && ratio < 2 ** 31 ? ratio : 301,
    autoMovableNumaAware: settings.auto_movable_numa_aware !== 'N',
    memmapOnMemory: index(
      'memmap_on_memory',
      MEMMAP_ON_MEMORY_WORDS,
      parameter('memory_hotplug\\.memmap_on_memory'),
    ),
    movableNode: hasParameter(cmdline ?? '', 'movable_node'),
  };
  if (missing.length > 0)
    findings.assume(
      `Policies have the defaults of the kernel: ${missing.join(', ')}.`,
      'No piece shows them.',
    );
  return result;
}

function limitsOf(facts: JoinedFacts, resources: readonly ResourceDescription[], parts: Parts) {
  const ends = [
    (parts.all.at(-1)!.id + 1) * facts.blockSizeBytes,
    ...resources.map(({ endBytes }) => endBytes + 1),
    ...parts.dax.devices.map(({ regionEndBytes }) => regionEndBytes),
    ...parts.virtio.devices.map(({ startBytes, regionBytes }) => startBytes + regionBytes),
  ];
  const end = ends.reduce((a, b) => Math.max(a, b));
  const physical = 2 ** Math.max(36, Math.ceil(Math.log2(end)));
  return { maxAddressBytes: Math.max(USUAL_LIMIT, physical) - 1, lastPhysicalBytes: physical - 1 };
}

/** A machine needs memory to boot with: where none was seen, some is supposed where it is in nobody's way. */
function withBootMemory(sorted: SortedBlocks, facts: JoinedFacts, findings: Findings): SortedBlocks {
  if (sorted.boot.length > 0) return sorted;
  const { blockSizeBytes, blocks } = facts;
  const taken = new Set(blocks.map(({ id }) => id));
  const count = Math.max(1, GIB / blockSizeBytes);
  const boot: KnownBlock[] = [];
  for (let id = 0; id < count && !taken.has(id); id++) {
    const seen = { id, state: 'online' as const, nid: 0, zones: null };
    boot.push({ id, nid: 0, state: 'online', zone: id === 0 ? null : 1, seen });
  }
  findings.assume(
    `${sizeWords(boot.length * blockSizeBytes)} of memory of boot at address 0.`,
    'What was given has no memory that the machine could have booted with.',
  );
  return { ...sorted, boot };
}

/** The kmem attribute is not in every kernel: its name and words tell which posting of the series it is. */
function variantOfAttribute({ dax = [] }: JoinedFacts): VariantId | null {
  const attribute = dax.find((device) => device.attribute !== null)?.attribute;
  if (attribute === undefined || attribute === null) return null;
  if (attribute.file === 'state') return 'merged';
  return attribute.word === 'unplugged' ? 'v4' : 'v1p8';
}

/** The machine at boot and what was added to it. There is at least one block. */
export function describeImported(facts: JoinedFacts, findings: Findings): ImportedMachine {
  const all = knownBlocks(facts, findings);
  const dax = daxOf(facts, all, findings);
  const virtio = virtioMemOf(facts, all, findings);
  const sorted = withBootMemory(sortBlocks(all, facts, { dax, virtio }, findings), facts, findings);
  const parts: Parts = { ...sorted, all, dax, virtio };
  const { blockSizeBytes, settings = {}, cmdline, zones } = facts;
  const nodes = nodesOf(facts, parts, findings);
  const resources = resourcesAtBoot(facts, parts, findings);
  const ram = ramOf(parts.boot, blockSizeBytes);
  const isMovable = (nid: number): boolean =>
    parts.boot.every(
      (block) => block.nid !== nid || block.state === 'offline' || block.zone === ZONE_MOVABLE,
    ) && parts.boot.some((block) => block.nid === nid && block.zone === ZONE_MOVABLE);
  if (zones === undefined)
    findings.assume('63 of 64 pages of memory of boot are managed.', '/proc/zoneinfo was not given.');
  const machine: MachineDescription = {
    blockSizeBytes,
    possibleNodes: Math.max(...nodes.map(({ nid }) => nid)) + 1,
    nodes,
    zones:
      zones === undefined
        ? nodes.flatMap(({ nid, hasCpu }) => zonesOf(ram, { nid, hasCpu, isMovable: isMovable(nid) }))
        : zonesAtBoot(zones, facts, parts),
    blocks: blocksAtBoot(facts, parts),
    resources,
    ...settingsOf(settings, cmdline, findings),
    ...limitsOf(facts, resources, parts),
    hasProbeFile: facts.hasProbeFile === true || (facts.release ?? '').endsWith('-mhp'),
    hasTestModule: false,
    daxDevices: dax.devices,
    virtioMemDevices: virtio.devices,
  };
  findings.assume(
    'Every page of an online block is free or can be moved.',
    'No file shows who uses which page.',
  );
  return {
    machine,
    dimms: parts.dimms,
    boundDax: dax.bound,
    plugged: virtio.plugged,
    blocks: all.map(({ seen, nid }) => ({ ...seen, nid })),
    release: facts.release ?? null,
    variant: facts.variant ?? variantOfAttribute(facts),
    leftDax: dax.left,
    daxWords: new Map(
      (facts.dax ?? []).flatMap(({ name, attribute }) =>
        attribute === null ? [] : [[name, attribute.word]],
      ),
    ),
    assumptions: findings.assumptions,
    contradictions: findings.contradictions,
  };
}
