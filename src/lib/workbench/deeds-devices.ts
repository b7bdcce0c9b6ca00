/**
 * Deeds on devices: plug and eject DIMMs, bind and unbind dax devices, their kmem attribute, the size of virtio-mem.
 */
import { choice, type DeedChoice, type DeedGroup } from './deed-choice.ts';
import type { DeviceView, Frame } from './frame.ts';

const KMEM = '/sys/bus/dax/drivers/kmem';
/** Size of a DIMM that is plugged without being asked for another, in blocks. */
const DIMM_BLOCKS = 4;

function daxDeeds({ name, state, attribute }: DeviceView): DeedChoice[] {
  const isBound = state === 'bound to kmem';
  const verb = isBound ? 'unbind' : 'bind';
  const words = attribute?.words.filter((word) => word !== attribute.reads) ?? [];
  const path = attribute?.path ?? '';
  return [
    ...words.map((word) =>
      choice(`dax.${name}.${word}`, word, { kind: 'sysfs_write', path, bytes: `${word}\n` }),
    ),
    choice(`dax.${name}.${verb}`, `${verb} ${isBound ? 'from' : 'to'} kmem`, {
      kind: 'sysfs_write',
      path: `${KMEM}/${verb}`,
      bytes: `${name}\n`,
    }),
  ];
}

function virtioDeeds({ name, sizeBytes, stepBytes, ranges }: DeviceView): DeedChoice[] {
  const [region] = ranges;
  const mostBytes = region === undefined ? 0 : region.endBytes - region.startBytes;
  const to = (id: string, title: string, requestedBytes: number): DeedChoice =>
    choice(`virtio.${name}.${id}`, title, { kind: 'virtio_mem_request', id: name, requestedBytes });
  return [
    to('more', 'a block more', Math.min(mostBytes, sizeBytes + stepBytes)),
    to('less', 'a block less', Math.max(0, sizeBytes - stepBytes)),
    to('all', 'all of it', mostBytes),
    to('none', 'nothing', 0),
  ];
}

function deedsOf(device: DeviceView): DeedChoice[] {
  if (device.kind === 'dax') return daxDeeds(device);
  if (device.kind === 'virtio-mem') return virtioDeeds(device);
  return [choice(`dimm.${device.name}.eject`, 'eject', { kind: 'device_del', id: device.name })];
}

/** A group for each device. */
export function deviceDeeds({ devices }: Frame): DeedGroup[] {
  return devices.map((device) => ({
    id: `device.${device.name}`,
    title: `${device.name}, ${device.attribute?.reads ?? device.state}`,
    choices: deedsOf(device),
  }));
}

/** The lowest address, block aligned, from which on nothing stands in /proc/iomem, of devices or of blocks. */
export function freeAddress({ resources, blocks, runs, devices, blockSizeBytes }: Frame): number {
  const ends = [
    ...resources.map(({ endBytes }) => endBytes + 1),
    ...blocks.map(({ startBytes, sizeBytes }) => startBytes + sizeBytes),
    ...runs.map(({ first, count }) => first.startBytes + count * first.sizeBytes),
    ...devices.flatMap(({ ranges }) => ranges.map(({ endBytes }) => endBytes)),
  ];
  return Math.ceil(Math.max(0, ...ends) / blockSizeBytes) * blockSizeBytes;
}

/** The first name of its kind that no device has. */
export function freeName({ devices }: Frame, stem: string): string {
  const taken = new Set(devices.map(({ name }) => name));
  for (let n = 0; ; n++) if (!taken.has(`${stem}${n}`)) return `${stem}${n}`;
}

/** A DIMM at an address, or at the first free one. */
export function plugDeed(frame: Frame, startBytes = freeAddress(frame), nid = lastNode(frame)): DeedChoice {
  const sizeBytes = DIMM_BLOCKS * frame.blockSizeBytes;
  const id = freeName(frame, 'dimm');
  return choice('plug.dimm', 'plug a DIMM', { kind: 'device_add', id, startBytes, sizeBytes, nid });
}

function lastNode({ nodes }: Frame): number {
  return Math.max(0, ...nodes.map(({ nid }) => nid));
}
