/**
 * Reads the arguments of the recorded virtual machine for what the guest's files do not show: in which blocks a
 * virtio-mem device plugs, and which nodes have a processor.
 */
import type { ResourceDescription, VirtioMemDescription } from '#lib/hotplug/state/machine.ts';
import type { DescribedNode } from './firmware-nodes.ts';
import { UnusableSnapshot } from './snapshot-error.ts';

/** What the device plugs at a time when the arguments do not say (QEMU on x86-64). */
const DEFAULT_DEVICE_BLOCK_BYTES = 2 * 1024 * 1024;

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Properties of the arguments `flag VALUE` whose value starts with a word like `kind`. */
function properties(args: readonly string[], flag: string, kind: RegExp): Map<string, string>[] {
  return args.flatMap((arg, i) => {
    if (args[i - 1] !== flag) return [];
    const [first = '', ...rest] = arg.split(',');
    if (!kind.test(first)) return [];
    return [
      new Map(rest.map((property) => [property.split('=')[0]!, property.split('=').slice(1).join('=')])),
    ];
  });
}

/** A size such as `2G`; null when it cannot be read. */
function sizeBytes(text: string): number | null {
  const match = /^(\d{1,12})([KMGT]?)B?$/i.exec(text);
  if (match === null) return null;
  const bytes = Number(match[1]) * UNITS[match[2]!.toUpperCase()]!;
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/**
 * The nodes that the arguments describe; their numbers are proximity domains, not nodes of the kernel. All processors
 * belong to domain 0 when the arguments assign none.
 */
export function describedNodes(qemuArgs: readonly string[]): DescribedNode[] {
  const nodes = properties(qemuArgs, '-numa', /^node$/).map((node) => ({
    domain: Number(node.get('nodeid') ?? 0),
    hasMemory: node.has('memdev') || node.has('mem'),
    hasProcessor: node.has('cpus'),
  }));
  const assigned = nodes.some(({ hasProcessor }) => hasProcessor);
  if (nodes.length === 0) return [{ domain: 0, hasMemory: true, hasProcessor: true }];
  return nodes.map((node) => (assigned ? node : { ...node, hasProcessor: node.domain === 0 }));
}

/** The distances that the arguments give, as [from, to, distance] of proximity domains; one direction stands for both. */
export function describedDistances(
  qemuArgs: readonly string[],
): [from: number, to: number, distance: number][] {
  const given = properties(qemuArgs, '-numa', /^dist$/).map((dist): [number, number, number] => [
    Number(dist.get('src')),
    Number(dist.get('dst')),
    Number(dist.get('val')),
  ]);
  const isGiven = (from: number, to: number): boolean =>
    given.some(([src, dst]) => src === from && dst === to);
  const back = given.filter(([from, to]) => !isGiven(to, from));
  return [...given, ...back.map(([from, to, val]): [number, number, number] => [to, from, val])];
}

/** QEMU refuses smaller ones. */
const LEAST_DEVICE_BLOCK_BYTES = 1024 * 1024;

/**
 * The machine's virtio-mem devices in their order; the n-th has the n-th region `virtioN` of the resource tree.
 * `nodeOf` tells the node of a proximity domain; a device whose domain has none belongs to that of its address.
 */
export function virtioMemDevices(
  qemuArgs: readonly string[],
  resources: readonly ResourceDescription[],
  nodeOf: (domain: number, startBytes: number) => number,
  isPossible: (nid: number) => boolean,
): VirtioMemDescription[] {
  const regions = resources.filter(({ name }) => /^virtio\d+$/.test(name));
  const backends = properties(qemuArgs, '-object', /^memory-backend-/);
  return properties(qemuArgs, '-device', /^virtio-mem-pci$/).map((device, i) => {
    const backend = backends.find((candidate) => candidate.get('id') === device.get('memdev'));
    return describeDevice(device, backend?.get('size') ?? '', regions[i], nodeOf, isPossible);
  });
}

function describeDevice(
  device: ReadonlyMap<string, string>,
  backendSize: string,
  region: ResourceDescription | undefined,
  nodeOf: (domain: number, startBytes: number) => number,
  isPossible: (nid: number) => boolean,
): VirtioMemDescription {
  const id = device.get('id') ?? 'without an id';
  const refuse = (why: string): never => {
    throw new UnusableSnapshot('/proc/iomem', `the virtio-mem device ${id} cannot be described`, why);
  };
  if (region === undefined) return refuse('its region virtioN is not in /proc/iomem');
  const regionBytes = sizeBytes(backendSize) ?? refuse('its memory backend has no size');
  const blockSize = device.get('block-size');
  const deviceBlockBytes = blockSize === undefined ? DEFAULT_DEVICE_BLOCK_BYTES : sizeBytes(blockSize);
  if (
    deviceBlockBytes === null ||
    deviceBlockBytes < LEAST_DEVICE_BLOCK_BYTES ||
    !isPowerOfTwo(deviceBlockBytes)
  ) {
    return refuse('its block size is no power of two from 1 MiB');
  }
  if (sizeBytes(device.get('requested-size') ?? '0') !== 0) {
    return refuse('it has memory plugged at boot, and no file shows in which zone each block was first');
  }
  const nid = nodeOf(Number(device.get('node') ?? 0), region.startBytes);
  if (!isPossible(nid)) return refuse('its node is not possible');
  return { id, nid, startBytes: region.startBytes, regionBytes, deviceBlockBytes };
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}
