/**
 * The memory of a state as QEMU's q35 machine can have it: what is there at boot, which devices, and which addresses
 * QEMU gives to them (hw/i386/pc_q35.c, hw/i386/pc.c).
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { PAGE_SIZE_BYTES } from '#lib/hotplug/state/units.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** A memory device with a place of its own. */
export interface PlacedDevice {
  /** Its name as an id of QEMU. */
  readonly id: string;
  readonly startBytes: number;
  readonly sizeBytes: number;
  readonly nid: number;
}

export interface VirtioMemDevice extends PlacedDevice {
  readonly requestedBytes: number;
  readonly deviceBlockBytes: number;
}

/** A region that becomes a dax device. */
export interface DaxRegion extends PlacedDevice {
  /** Its name in the guest. */
  readonly name: string;
}

export interface QemuMachine {
  /** Boot memory by node, in whole mebibytes. */
  readonly boot: ReadonlyMap<number, number>;
  readonly dimms: readonly PlacedDevice[];
  readonly virtio: readonly VirtioMemDevice[];
  readonly dax: readonly DaxRegion[];
  readonly bootBytes: number;
  /** QEMU's `maxmem`: boot memory and the room for devices. */
  readonly maxBytes: number;
  /** Where that room begins. */
  readonly roomStartBytes: number;
  /** Places for DIMMs, those that stay free among them. */
  readonly slots: number;
}

/** A name as QEMU takes it for an id: a letter first, then letters, digits, `-`, `.` and `_`. */
export function qemuId(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]/g, '-');
  return /^[A-Za-z]/.test(plain) ? plain : `m${plain}`;
}

/** A size as QEMU reads it, rounded up to whole mebibytes. */
export const sizeWord = (bytes: number): string => `${Math.ceil(bytes / MIB)}M`;

function dimmsOf(k: Kernel): PlacedDevice[] {
  const dimms: PlacedDevice[] = [];
  for (let slot = 0; slot < k.dimms.state.data.length; slot++) {
    if (k.dimms.state.get(slot) === 0) continue;
    dimms.push({
      id: qemuId(k.names.text(k.dimms.name.get(slot))),
      startBytes: k.dimms.startBytes.get(slot),
      sizeBytes: k.dimms.sizeBytes.get(slot),
      nid: k.dimms.nid.get(slot),
    });
  }
  return dimms;
}

function virtioMemOf(k: Kernel): VirtioMemDevice[] {
  return Array.from({ length: k.virtio.count.value }, (_, i) => ({
    id: qemuId(k.names.text(k.virtio.name.get(i))),
    startBytes: k.virtio.startBytes.get(i),
    sizeBytes: k.virtio.regionBytes.get(i),
    nid: k.virtio.nid.get(i),
    requestedBytes: k.virtio.requestedBytes.get(i),
    deviceBlockBytes: k.virtio.deviceBlockBytes.get(i),
  }));
}

function daxOf(k: Kernel): DaxRegion[] {
  return Array.from({ length: k.dax.count.value }, (_, i) => {
    const name = k.names.text(k.dax.name.get(i));
    const startBytes = k.dax.regionStartBytes.get(i);
    return {
      name,
      id: qemuId(name.replace('.', '-')),
      startBytes,
      sizeBytes: k.dax.regionEndBytes.get(i) - startBytes,
      nid: Math.max(k.dax.targetNode.get(i), 0),
    };
  });
}

function bootMemory(k: Kernel): Map<number, number> {
  const bytes = new Map<number, number>();
  for (const { startPfn, endPfn, nid } of k.constants.firmwareRanges) {
    bytes.set(nid, (bytes.get(nid) ?? 0) + (endPfn - startPfn) * PAGE_SIZE_BYTES);
  }
  return new Map([...bytes].map(([nid, size]) => [nid, Math.ceil(size / MIB) * MIB]));
}

/** Slots that stay free for what is plugged by hand. */
const FREE_SLOTS = 8;

/** From so much boot memory on, q35 leaves 2 GiB below 4 GiB and puts the rest above. */
const SPLIT_FROM_BYTES = 0xb000_0000;
const BELOW_4G_BYTES = 0x8000_0000;
const roundUp = (bytes: number, to: number): number => Math.ceil(bytes / to) * to;

/**
 * Reads the machine off a kernel as it is set now; `boot` stands for other memory at boot than it has, `later` are
 * devices that need room although they are not there yet.
 */
export function qemuMachine(
  k: Kernel,
  boot: ReadonlyMap<number, number> = bootMemory(k),
  later: readonly PlacedDevice[] = [],
): QemuMachine {
  const [dimms, virtio, dax] = [dimmsOf(k), virtioMemOf(k), daxOf(k)];
  const bootBytes = [...boot.values()].reduce((sum, size) => sum + size, 0);
  const aboveBytes = bootBytes < SPLIT_FROM_BYTES ? 0 : bootBytes - BELOW_4G_BYTES;
  const roomStartBytes = roundUp(4 * GIB + aboveBytes, GIB);
  const devices = [...dimms, ...virtio, ...dax, ...later];
  const sizes = devices.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const highest = Math.max(roomStartBytes, ...devices.map((it) => it.startBytes + it.sizeBytes));
  const room = Math.max(bootBytes + 2 * sizes + GIB, highest - roomStartBytes + GIB);
  const slots = dimms.length + dax.length + later.length + FREE_SLOTS;
  const maxBytes = bootBytes + roundUp(room, GIB);
  return { boot, dimms, virtio, dax, bootBytes, roomStartBytes, maxBytes, slots };
}

/**
 * Memory at boot that reaches above all dax regions, so that they can be soft reserved; null where they lie below 4 GiB
 * or on several nodes.
 */
export function bootBelowDax(dax: readonly DaxRegion[]): ReadonlyMap<number, number> | null {
  const [first] = dax;
  const startBytes = Math.min(...dax.map((region) => region.startBytes));
  const endBytes = Math.max(...dax.map((region) => region.startBytes + region.sizeBytes));
  if (first === undefined || startBytes < 4 * GIB || dax.some(({ nid }) => nid !== first.nid)) return null;
  if (first.nid === 0) return new Map([[0, endBytes - BELOW_4G_BYTES]]);
  return new Map([
    [0, startBytes - BELOW_4G_BYTES],
    [first.nid, endBytes - startBytes],
  ]);
}

/** Can QEMU put the device where it lies in the state? Else it has to choose a place by itself. */
export function fitsItsPlace(
  { roomStartBytes, maxBytes, bootBytes }: QemuMachine,
  { startBytes, sizeBytes }: PlacedDevice,
): boolean {
  return startBytes >= roomStartBytes && startBytes + sizeBytes <= roomStartBytes + maxBytes - bootBytes;
}
