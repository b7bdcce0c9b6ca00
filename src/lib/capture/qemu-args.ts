/**
 * Finds the virtio-mem devices in the arguments of the recorded virtual machine: the guest's files show where their
 * region lies, but not in which blocks they plug.
 */
import type { ResourceDescription, VirtioMemDescription } from '#lib/hotplug/state/machine.ts';
import { UnusableSnapshot } from './snapshot-error.ts';

/** What the device plugs at a time when the arguments do not say (QEMU on x86-64). */
const DEFAULT_DEVICE_BLOCK_BYTES = 2 * 1024 * 1024;

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Properties of the arguments `flag VALUE` whose value starts with `kind`. */
function properties(args: readonly string[], flag: string, kind: string): Map<string, string>[] {
  return args.flatMap((arg, i) => {
    if (args[i - 1] !== flag) return [];
    const [first, ...rest] = arg.split(',');
    if (first !== kind) return [];
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

/** The machine's virtio-mem devices in their order; the n-th has the n-th region `virtioN` of the resource tree. */
export function virtioMemDevices(
  qemuArgs: readonly string[],
  resources: readonly ResourceDescription[],
): VirtioMemDescription[] {
  const regions = resources.filter(({ name }) => /^virtio\d+$/.test(name));
  const backends = properties(qemuArgs, '-object', 'memory-backend-ram');
  return properties(qemuArgs, '-device', 'virtio-mem-pci').map((device, i) => {
    const id = device.get('id') ?? `virtio-mem ${i}`;
    const backend = backends.find((candidate) => candidate.get('id') === device.get('memdev'));
    const regionBytes = sizeBytes(backend?.get('size') ?? '');
    const blockSize = device.get('block-size');
    const deviceBlockBytes = blockSize === undefined ? DEFAULT_DEVICE_BLOCK_BYTES : sizeBytes(blockSize);
    const region = regions[i];
    if (
      regionBytes === null ||
      deviceBlockBytes === null ||
      !isPowerOfTwo(deviceBlockBytes) ||
      region === undefined
    ) {
      throw new UnusableSnapshot(
        '/proc/iomem',
        `the virtio-mem device ${id} cannot be described`,
        'it needs a memory backend with a size, a block size that is a power of two, and an entry virtioN in /proc/iomem',
      );
    }
    return {
      id,
      nid: Number(device.get('node') ?? 0),
      startBytes: region.startBytes,
      regionBytes,
      deviceBlockBytes,
    };
  });
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}
