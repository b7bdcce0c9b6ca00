/**
 * The dax machine with memory that comes and goes as hardware: three DIMM slots behind the dax regions, a virtio-mem
 * device with sub-blocks and one with big blocks; and what may happen to them, decided by one number.
 */
import type { MachineDescription, VirtioMemDescription } from '../state/machine.ts';
import { ONLINE_TYPE_WORDS } from '../state/units.ts';
import type { Command } from '../userspace/commands.ts';
import type { VariantId } from '../variants/index.ts';
import { blockPath } from './dax-lab.ts';
import { daxMachine, type DaxMachineOptions } from './dax-machine.ts';
import { BLOCK_BYTES } from './lab-machine.ts';
import { deedOf } from './random-deeds.ts';
import { pick, randomNumbers } from './random-numbers.ts';
import type { Deed } from './random-run.ts';

const MIB = 0x100000;
const DIMMS = [64, 66, 68] as const;
const REGION_BLOCKS = 6;
const VIRTIO: readonly VirtioMemDescription[] = [
  virtioMem('vm0', 72, 2 * MIB),
  virtioMem('vm1', 80, 2 * BLOCK_BYTES),
];
const BLOCKS = [64, 65, 66, 68, 72, 73, 74, 75, 80, 81, 82, 83] as const;

function virtioMem(id: string, firstBlock: number, deviceBlockBytes: number): VirtioMemDescription {
  const regionBytes = REGION_BLOCKS * BLOCK_BYTES;
  return { id, nid: 0, startBytes: firstBlock * BLOCK_BYTES, regionBytes, deviceBlockBytes };
}

/** The machine; the virtio-mem devices have nothing plugged, the slots are empty. */
export function hardwareMachine(options: DaxMachineOptions): MachineDescription {
  const machine = daxMachine(options);
  const regions = VIRTIO.map(({ startBytes, regionBytes }, i) => {
    return { depth: 0, startBytes, endBytes: startBytes + regionBytes - 1, name: `virtio${i}` };
  });
  return { ...machine, resources: [...machine.resources, ...regions], virtioMemDevices: VIRTIO };
}

function hardwareCommand(random: () => number): Command {
  const first = pick(random, DIMMS);
  const id = `dimm${first}`;
  const device = pick(random, VIRTIO);
  const units = Math.floor((random() * device.regionBytes) / device.deviceBlockBytes);
  const block = pick(random, BLOCKS);
  const pages = { startBytes: block * BLOCK_BYTES + 0x400000, pages: 1 };
  return pick<() => Command>(random, [
    () => ({ kind: 'device_add', id, startBytes: first * BLOCK_BYTES, sizeBytes: 2 * BLOCK_BYTES, nid: 1 }),
    () => ({ kind: 'device_del', id }),
    () => ({
      kind: 'virtio_mem_request',
      id: device.id,
      requestedBytes: units * device.deviceBlockBytes,
    }),
    () => ({ kind: 'virtio_mem_request', id: device.id, requestedBytes: 0 }),
    () => ({
      kind: 'sysfs_write',
      path: blockPath(block, 'state'),
      bytes: `${pick(random, ONLINE_TYPE_WORDS)}\n`,
    }),
    () => ({ kind: 'sysfs_write', path: blockPath(block, 'online'), bytes: pick(random, ['0\n', '1\n']) }),
    () => ({ kind: 'pin', ...pages, how: pick(random, ['kernel', 'offline']) }),
    () => ({ kind: 'unpin', startBytes: pages.startBytes }),
  ])();
}

/** The deed of a number: half of them are about the hardware, the others are those of the dax machine. */
export function hardwareDeedOf(variant: VariantId, seed: number): Deed {
  const random = randomNumbers(seed);
  return random() < 0.5 ? hardwareCommand(random) : deedOf(variant, Math.floor(random() * 2 ** 31));
}
