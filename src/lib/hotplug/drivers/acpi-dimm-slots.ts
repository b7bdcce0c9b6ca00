/**
 * The machine's side of a memory device (pc-dimm): slots, and what the machine refuses before the guest hears of it.
 *
 * A slot is the lowest free one. A device that the guest refused keeps its slot and its addresses.
 */
import { EINVAL } from '../state/errno.ts';
import { refusal } from '../state/journal.ts';
import type { Kernel } from '../state/kernel.ts';
import { bytesOf, hex } from '../state/units.ts';
import { defineOp } from '../run/effects.ts';

/** Slot without a device. */
export const DIMM_EMPTY = 0;
/** Plugged, but the guest has not enabled it: it is tried again at every insertion. */
export const DIMM_REFUSED = 1;
export const DIMM_ENABLED = 2;

/** Addresses and sizes of a memory device are multiples of the huge page that backs it. */
const DIMM_ALIGN_BYTES = 0x200000;
/** A block stores its slot plus one in a byte. */
const SLOT_LIMIT = 255;

const ID_TAKEN = refusal(
  EINVAL,
  'memory_device_pre_plug',
  (names, id) => `the machine has a memory device ${names.text(id)} already`,
  () => 'choose another id',
);
const NOT_ALIGNED = refusal(
  EINVAL,
  'memory_device_pre_plug',
  (_, start, size) =>
    `address ${hex(start)} or size ${hex(size)} of the memory device is no multiple of ${hex(DIMM_ALIGN_BYTES)}, or the size is 0`,
  () => `use multiples of ${hex(DIMM_ALIGN_BYTES)}`,
);
const OVERLAPS_DEVICE = refusal(
  EINVAL,
  'memory_device_pre_plug',
  (names, start, size, id) =>
    `${hex(start)}-${hex(start + size - 1)} conflicts with the memory device ${names.text(id)}, enabled by the guest or not`,
  (names, _, __, id) => `choose a free address, or unplug ${names.text(id)} first`,
);
const OVERLAPS_BOOT_RAM = refusal(
  EINVAL,
  'memory_device_pre_plug',
  (_, start, size) => `${hex(start)}-${hex(start + size - 1)} overlaps RAM that the machine was started with`,
  () => 'choose an address above the boot RAM',
);
const NO_SLOT = refusal(EINVAL, 'memory_device_pre_plug', () => 'every slot holds a memory device');
const NO_DEVICE = refusal(
  EINVAL,
  'qdev_unplug',
  (names, id) => `the machine has no memory device ${names.text(id)}`,
  () => 'name a device that was plugged before',
);

/** Slot of the device with that id, or -1. */
function slotNamed(k: Kernel, nameId: number): number {
  const { state, name } = k.dimms;
  for (let slot = 0; slot < state.data.length; slot++) {
    if (state.get(slot) !== DIMM_EMPTY && name.get(slot) === nameId) return slot;
  }
  return -1;
}

/** Name number of a memory device whose addresses overlap the range; -1 if none. */
function overlappingDevice(k: Kernel, startBytes: number, endBytes: number): number {
  const { dimms, virtio } = k;
  for (let slot = 0; slot < dimms.state.data.length; slot++) {
    const start = dimms.startBytes.get(slot);
    if (dimms.state.get(slot) === DIMM_EMPTY || start >= endBytes) continue;
    if (start + dimms.sizeBytes.get(slot) > startBytes) return dimms.name.get(slot);
  }
  for (let device = 0; device < virtio.count.value; device++) {
    const start = virtio.startBytes.get(device);
    if (start < endBytes && start + virtio.regionBytes.get(device) > startBytes)
      return virtio.name.get(device);
  }
  return -1;
}

/** Is the id that of a virtio-mem device? */
function isVirtioName(k: Kernel, nameId: number): boolean {
  for (let device = 0; device < k.virtio.count.value; device++) {
    if (k.virtio.name.get(device) === nameId) return true;
  }
  return false;
}

/** Puts a device into the lowest free slot and replies the slot, or why the machine refuses. */
export const plug_into_slot = defineOp(
  'memory_device_plug',
  'the machine puts the device into the lowest free slot',
  (k, nameId: number, startBytes: number, sizeBytes: number, nid: number) => {
    if (slotNamed(k, nameId) >= 0 || isVirtioName(k, nameId)) return k.refuse(ID_TAKEN, nameId);
    const isAligned = startBytes % DIMM_ALIGN_BYTES === 0 && sizeBytes % DIMM_ALIGN_BYTES === 0;
    if (!isAligned || sizeBytes <= 0) return k.refuse(NOT_ALIGNED, startBytes, sizeBytes);
    const endBytes = startBytes + sizeBytes;
    const other = overlappingDevice(k, startBytes, endBytes);
    if (other >= 0) return k.refuse(OVERLAPS_DEVICE, startBytes, sizeBytes, other);
    for (const { startPfn, endPfn } of k.constants.firmwareRanges) {
      if (bytesOf(startPfn) < endBytes && bytesOf(endPfn) > startBytes) {
        return k.refuse(OVERLAPS_BOOT_RAM, startBytes, sizeBytes);
      }
    }
    let slot = 0;
    while (k.dimms.state.get(slot) !== DIMM_EMPTY) slot++;
    if (slot >= SLOT_LIMIT) return k.refuse(NO_SLOT);
    k.dimms.state.set(slot, DIMM_REFUSED);
    k.dimms.name.set(slot, nameId);
    k.dimms.startBytes.set(slot, startBytes);
    k.dimms.sizeBytes.set(slot, sizeBytes);
    k.dimms.nid.set(slot, nid);
    return slot;
  },
);

/** Empties a slot. */
export function freeSlot(k: Kernel, slot: number): void {
  for (const column of Object.values(k.dimms)) column.set(slot, 0);
}

/** Reply of `request_eject` for a device that the guest never enabled: it is gone. */
export const EJECTED_AT_ONCE = -1;

/** Replies the slot whose device the guest has to let go, EJECTED_AT_ONCE, or -EINVAL for an unknown id. */
export const request_eject = defineOp(
  'qdev_unplug',
  'the machine asks the guest to let the device go',
  (k, nameId: number) => {
    const slot = slotNamed(k, nameId);
    if (slot < 0) return k.refuse(NO_DEVICE, nameId);
    if (k.dimms.state.get(slot) === DIMM_ENABLED) return slot;
    freeSlot(k, slot);
    return EJECTED_AT_ONCE;
  },
);
