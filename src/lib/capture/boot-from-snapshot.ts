/**
 * From the snapshot before the first step to the machine that the model boots, with a list of everything that had to
 * be assumed because no file of a running kernel shows it.
 */
import type {
  BootBlockDescription,
  DaxDeviceDescription,
  MachineDescription,
  NodeDescription,
  ResourceDescription,
} from '#lib/hotplug/state/machine.ts';
import {
  MEMMAP_ON_MEMORY_WORDS,
  ONLINE_POLICY_WORDS,
  ONLINE_TYPE_WORDS,
  PAGE_SIZE_BYTES,
  ZONE_NAMES,
} from '#lib/hotplug/state/units.ts';
import { assumptionsOf, type Assumption } from './assumptions.ts';
import { domainsOfBootLog, domainsOfMachine } from './firmware-nodes.ts';
import { describedDistances, describedNodes, virtioMemDevices } from './qemu-args.ts';
import { hasParameter } from './kernel-parameters.ts';
import { failure, success, type Result } from './result.ts';
import { UnusableSnapshot } from './snapshot-error.ts';
import { readIomem, readNodeList, readNumber, readWord, readZoneinfo } from './snapshot-texts.ts';
import type { TraceError } from './trace-error.ts';
import type { BlockFiles, ChangedFiles, Trace } from './trace-format.ts';

const MEMORY = '/sys/devices/system/memory';
const NODE = '/sys/devices/system/node';
const BLOCK_PATH = /^\/sys\/devices\/system\/memory\/memory(\d+)$/;
const PARAMETERS = '/sys/module/memory_hotplug/parameters';
const DAX = '/sys/bus/dax/devices';
/** Highest physical address with four-level page tables. */
const MAX_ADDRESS_BYTES = 2 ** 46 - 1;
/** x86-64: one section, and the most that a platform may choose (spec 01 §1.1). */
const LEAST_BLOCK_BYTES = 128 * 2 ** 20;
const MOST_BLOCK_BYTES = 64 * 2 ** 30;

export interface BootedMachine {
  readonly description: MachineDescription;
  readonly assumptions: readonly Assumption[];
  /** The node of a proximity domain; where the firmware does not name the domain, the one that the address has. */
  readonly nodeOf: (domain: number, startBytes: number) => number;
}

/** Derives the machine of a recording. An error names the file that does not fit. */
export function bootFromSnapshot(trace: Trace): Result<BootedMachine, TraceError> {
  try {
    const domains = domainsOf(trace);
    const nodeOf = nodesOfDomains(trace, domains);
    const description = describe(trace, domains, nodeOf);
    return success({ description, assumptions: assumptionsOf(trace, description), nodeOf });
  } catch (error) {
    if (error instanceof UnusableSnapshot) return failure(error.problem);
    throw error;
  }
}

/** pxm_to_node() of the recorded machine; a domain that no table names is missing, as all others are with numa=off. */
function domainsOf({ boot, bootLog, machine }: Trace): ReadonlyMap<number, number> {
  const named = domainsOfBootLog(bootLog);
  const domains = named.size > 0 ? named : domainsOfMachine(describedNodes(machine.qemuArgs));
  const possible = readNodeList(`${NODE}/possible`, textOf(boot, `${NODE}/possible`));
  return new Map([...domains].filter(([, nid]) => possible.includes(nid)));
}

/** As pxm_to_node() and, for a domain without a node, memory_add_physaddr_to_nid() answer on the recorded machine. */
function nodesOfDomains(
  { boot, machine }: Trace,
  domains: ReadonlyMap<number, number>,
): BootedMachine['nodeOf'] {
  const blockIds = [...boot.keys()].flatMap((path) => BLOCK_PATH.exec(path)?.[1] ?? []).map(Number);
  const nodeOfBlock = (id: number): number | null => {
    const files = boot.get(`${MEMORY}/memory${id}`) ?? null;
    return files === null || typeof files === 'string' ? null : (nodesOfLinks(files)[0] ?? null);
  };
  return (domain, startBytes) =>
    domains.get(domain) ??
    nodeOfBlock(Math.floor(startBytes / machine.blockSizeBytes)) ??
    nodeOfBlock(Math.min(...blockIds)) ??
    0;
}

function describe(
  trace: Trace,
  domains: ReadonlyMap<number, number>,
  nodeOf: BootedMachine['nodeOf'],
): MachineDescription {
  const { boot, kernel, machine } = trace;
  const blockSizeBytes = blockSize(boot, machine.pageSize, machine.blockSizeBytes);
  const withProcessor = describedNodes(machine.qemuArgs)
    .filter(({ hasProcessor }) => hasProcessor)
    .flatMap(({ domain }) => domains.get(domain) ?? 0);
  const isCut = isCutFromOneNode(trace);
  const nodes = nodesOf(boot, isCut ? null : withProcessor);
  const distances = isCut ? nodes.map(() => nodes.map(() => 10)) : distancesOf(trace, nodes, domains);
  const resources = readIomem('/proc/iomem', textOf(boot, '/proc/iomem'));
  const word = (path: string, words: readonly string[]): number => readWord(path, textOf(boot, path), words);
  return {
    blockSizeBytes,
    possibleNodes: Math.max(...nodes.map(({ nid }) => nid)) + 1,
    nodes,
    ...(distances === null ? {} : { distances }),
    zones: zonesOf(boot, nodes),
    blocks: blocksOf(boot, blockSizeBytes, nodes),
    resources,
    defaultOnlineType: word(`${MEMORY}/auto_online_blocks`, ONLINE_TYPE_WORDS),
    onlinePolicy: word(`${PARAMETERS}/online_policy`, ONLINE_POLICY_WORDS),
    autoMovableRatio: numberOf(boot, `${PARAMETERS}/auto_movable_ratio`, 10),
    autoMovableNumaAware: word(`${PARAMETERS}/auto_movable_numa_aware`, ['N', 'Y']) === 1,
    memmapOnMemory: word(`${PARAMETERS}/memmap_on_memory`, MEMMAP_ON_MEMORY_WORDS),
    movableNode: hasParameter(kernel.cmdline, 'movable_node'),
    maxAddressBytes: MAX_ADDRESS_BYTES,
    lastPhysicalBytes: lastPhysicalBytes(resources),
    hasProbeFile: kernel.release.endsWith('-mhp'),
    hasTestModule: machine.modules.includes('hpctl'),
    daxDevices: daxDevicesOf(boot, nodes),
    virtioMemDevices: virtioMemDevices(machine.qemuArgs, resources, nodeOf, (nid) =>
      nodes.some((node) => node.nid === nid),
    ),
  };
}

/**
 * Does the kernel pretend to have several nodes although the machine has one (numa=fake=)? Then each has all processors,
 * and none is farther away than another.
 */
function isCutFromOneNode({ kernel, machine }: Trace): boolean {
  return /(?:^|\s)numa=fake=/.test(kernel.cmdline) && describedNodes(machine.qemuArgs).length < 2;
}

/** The table of distances by node; null when the machine has none, and the kernel's own numbers hold. */
function distancesOf(
  { machine }: Trace,
  nodes: readonly NodeDescription[],
  domains: ReadonlyMap<number, number>,
): number[][] | null {
  const described = describedDistances(machine.qemuArgs);
  if (described.length === 0) return null;
  const count = Math.max(...nodes.map(({ nid }) => nid)) + 1;
  const table = Array.from({ length: count }, (_, from) =>
    Array.from({ length: count }, (_unused, to): number => (from === to ? 10 : 20)),
  );
  for (const [from, to, distance] of described) {
    const [source, target] = [domains.get(from), domains.get(to)];
    const row = source === undefined ? undefined : table[source];
    if (row !== undefined && target !== undefined && target < count) row[target] = distance;
  }
  return table;
}

/** End of the resource tree: the processor's physical address bits, taken from the highest entry of /proc/iomem. */
function lastPhysicalBytes(resources: readonly ResourceDescription[]): number {
  const highest = Math.max(...resources.map(({ endBytes }) => endBytes), 2 ** 36 - 1);
  return 2 ** Math.ceil(Math.log2(highest + 1)) - 1;
}

/** The text of a file that every snapshot has. */
function textOf(boot: ChangedFiles, path: string): string {
  const text = boot.get(path);
  if (typeof text !== 'string')
    throw new UnusableSnapshot(path, 'the file is missing', 'the model cannot boot without it');
  return text;
}

function numberOf(boot: ChangedFiles, path: string, base: 10 | 16): number {
  return readNumber(path, textOf(boot, path), base);
}

function blockSize(boot: ChangedFiles, pageSize: number, declared: number): number {
  const path = `${MEMORY}/block_size_bytes`;
  const bytes = numberOf(boot, path, 16);
  if (bytes < LEAST_BLOCK_BYTES || bytes > MOST_BLOCK_BYTES || !Number.isInteger(Math.log2(bytes))) {
    throw new UnusableSnapshot(
      path,
      `blocks of ${bytes} bytes do not exist`,
      'it should be a power of two from 128 MiB to 64 GiB',
    );
  }
  if (bytes !== declared)
    throw new UnusableSnapshot(path, `it reads ${bytes} bytes`, `machine.blockSizeBytes is ${declared}`);
  if (pageSize !== PAGE_SIZE_BYTES)
    throw new UnusableSnapshot(
      path,
      `pages have ${pageSize} bytes`,
      `the model knows pages of ${PAGE_SIZE_BYTES} bytes only`,
    );
  return bytes;
}

/** Without a list of nodes with a processor, all have one. */
function nodesOf(boot: ChangedFiles, withProcessor: readonly number[] | null): NodeDescription[] {
  const mask = (name: string): number[] => readNodeList(`${NODE}/${name}`, textOf(boot, `${NODE}/${name}`));
  const possible = mask('possible');
  const [online, hasMemory, hasNormalMemory] = [
    mask('online'),
    mask('has_memory'),
    mask('has_normal_memory'),
  ];
  if (!possible.includes(0) || !online.includes(0)) {
    throw new UnusableSnapshot(`${NODE}/online`, 'node 0 is not online', 'a machine boots on node 0');
  }
  return possible.map((nid) => ({
    nid,
    online: online.includes(nid),
    hasMemory: hasMemory.includes(nid),
    hasNormalMemory: hasNormalMemory.includes(nid),
    hasCpu: withProcessor === null || withProcessor.includes(nid),
  }));
}

function zonesOf(boot: ChangedFiles, nodes: readonly NodeDescription[]) {
  const zones = readZoneinfo('/proc/zoneinfo', textOf(boot, '/proc/zoneinfo'));
  const stranger = zones.find(({ nid }) => !nodes.some((node) => node.nid === nid));
  if (stranger !== undefined)
    throw new UnusableSnapshot(
      '/proc/zoneinfo',
      `it has zones of node ${stranger.nid}`,
      'that node is not possible',
    );
  return zones;
}

function blocksOf(
  boot: ChangedFiles,
  blockSizeBytes: number,
  nodes: readonly NodeDescription[],
): BootBlockDescription[] {
  const blocks: BootBlockDescription[] = [];
  for (const [path, files] of boot) {
    if (files === null || typeof files === 'string') continue;
    const id = Number(path.slice(`${MEMORY}/memory`.length));
    blocks.push(blockOf(path, id, files, nodes));
    if ((id + 1) * blockSizeBytes - 1 > MAX_ADDRESS_BYTES)
      throw new UnusableSnapshot(
        path,
        `memory${id} cannot exist`,
        `it ends above the highest address ${MAX_ADDRESS_BYTES}`,
      );
  }
  return blocks.sort((a, b) => a.id - b.id);
}

function blockOf(
  path: string,
  id: number,
  files: BlockFiles,
  nodes: readonly NodeDescription[],
): BootBlockDescription {
  if (files.state !== 'online') {
    throw new UnusableSnapshot(
      path,
      `memory${id} is ${files.state ?? 'without a state'}`,
      'all blocks of boot memory are online; what a block went through before the snapshot cannot be derived',
    );
  }
  const nids = nodesOfLinks(files);
  if (nids.length === 0 || !nids.every((nid) => nodes.some((node) => node.nid === nid)))
    throw new UnusableSnapshot(path, `memory${id} has no node`, 'its node links should name a possible node');
  const zone = files.valid_zones === 'none' ? null : readWord(path, files.valid_zones ?? '', ZONE_NAMES);
  if (nids.length > 1 && zone !== null)
    throw new UnusableSnapshot(
      path,
      `memory${id} has ${nids.length} nodes and a zone`,
      'a block with memory of several nodes reads "none" in valid_zones',
    );
  return { id, nid: nids.at(-1)!, zone, ...(nids.length > 1 ? { nids } : {}) };
}

/** The nodes of a block, ascending; several where a block of boot holds memory of several. */
function nodesOfLinks({ nodes = '' }: BlockFiles): number[] {
  const links = nodes.split(/[\s,]+/).map((link) => /^node(\d{1,4})$/.exec(link)?.[1]);
  return links.every((nid) => nid !== undefined) ? links.map(Number).sort((a, b) => a - b) : [];
}

function daxDevicesOf(boot: ChangedFiles, nodes: readonly NodeDescription[]): DaxDeviceDescription[] {
  const devices: DaxDeviceDescription[] = [];
  for (const path of boot.keys()) {
    const match = /^\/sys\/bus\/dax\/devices\/([^/]+)\/size$/.exec(path);
    if (match !== null) devices.push(daxDevice(boot, match[1]!, nodes));
  }
  const order = (name: string): number[] => name.split(/\D+/).map(Number);
  return devices.sort((a, b) => {
    const [first, second] = [order(a.name), order(b.name)];
    return (first[1] ?? 0) - (second[1] ?? 0) || (first[2] ?? 0) - (second[2] ?? 0);
  });
}

function daxDevice(
  boot: ChangedFiles,
  name: string,
  nodes: readonly NodeDescription[],
): DaxDeviceDescription {
  const folder = `${DAX}/${name}`;
  const optional = (file: string): number =>
    boot.has(`${folder}/${file}`) ? numberOf(boot, `${folder}/${file}`, 10) : 0;
  const bound = boot.get(`${folder}/driver`);
  if (bound !== undefined)
    throw new UnusableSnapshot(
      `${folder}/driver`,
      `${name} is bound already`,
      'what its driver did before the snapshot cannot be derived',
    );
  const regionStartBytes = numberOf(boot, `${folder}/resource`, 16);
  const targetNode = optional('target_node');
  if (!nodes.some(({ nid }) => nid === targetNode))
    throw new UnusableSnapshot(
      `${folder}/target_node`,
      `node ${targetNode} is not possible`,
      'memory of the device would have no node',
    );
  return {
    name,
    targetNode,
    alignBytes: numberOf(boot, `${folder}/align`, 10),
    memmapOnMemory: optional('memmap_on_memory') === 1,
    regionStartBytes,
    regionEndBytes: regionStartBytes + numberOf(boot, `${folder}/size`, 10),
  };
}
