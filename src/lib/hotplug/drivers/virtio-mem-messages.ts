/**
 * What the virtio-mem driver says, word for word, and why it or the machine refuses.
 */
import { EINVAL, ENOSPC, EPERM } from '../state/errno.ts';
import { message, refusal } from '../state/journal.ts';
import type { Kernel } from '../state/kernel.ts';
import { hex } from '../state/units.ts';

/** Errno of a request that has to start over because the configuration changed. */
export const EAGAIN = 11;
export const ETXTBSY = 26;

/** Bits of Kernel.warnOnce, counted from the top to stay clear of the core's. */
export const WARN_NOTIFIER_RANGE = 29;
export const WARN_OFFLINE_AND_REMOVE = 30;

export const PLUGGED_SIZE = message(
  'dmesg',
  (names, device, size) => `virtio_mem ${names.text(device)}: plugged size: ${hex(size)}`,
);
export const REQUESTED_SIZE = message(
  'dmesg',
  (names, device, size) => `virtio_mem ${names.text(device)}: requested size: ${hex(size)}`,
);
export const ADDING_FAILED = message(
  'dmesg',
  (names, device, rc) => `virtio_mem ${names.text(device)}: adding memory failed: ${rc}`,
);
export const MARKED_BROKEN = message(
  'dmesg',
  (names, device, rc) => `virtio_mem ${names.text(device)}: unknown error, marking device broken: ${rc}`,
);
export const ONLINING_DENIED = message(
  'dmesg',
  (names, device) => `virtio_mem ${names.text(device)}: memory block onlining denied`,
);

export const NO_SUCH_DEVICE = refusal(
  EINVAL,
  'virtio_mem_set_requested_size',
  () => 'the machine has no virtio-mem device of that name',
);
export const SIZE_NOT_ALIGNED = refusal(
  EINVAL,
  'virtio_mem_set_requested_size',
  (_, size, block) =>
    `the requested size ${hex(size)} is no multiple of the device's block size ${hex(block)}`,
  (_, __, block) => `request a multiple of ${hex(block)}`,
);
export const SIZE_TOO_LARGE = refusal(
  EINVAL,
  'virtio_mem_set_requested_size',
  (_, size, region) => `the requested size ${hex(size)} is more than the device has, ${hex(region)}`,
  (_, __, region) => `request ${hex(region)} at most`,
);
export const NOT_IN_THE_BOOKS = refusal(
  EPERM,
  'virtio_mem_sbm_notify_going_online',
  (names, id, device) =>
    `memory${id} is not offline in the books of ${names.text(device)}: it is being removed, or somebody else added it`,
  () => 'let the driver add the block',
  (id) => id,
);
export const NOT_A_WHOLE_BLOCK = refusal(
  EPERM,
  'virtio_mem_memory_notifier_cb',
  (names, id, device) =>
    `the usable part of memory${id} is not the whole block that ${names.text(device)} expects`,
  () => 'add no other memory inside the region of a virtio-mem device',
  (id) => id,
);
export const TOO_MUCH_OFFLINE = refusal(
  ENOSPC,
  'virtio_mem_could_add_memory',
  (names, device, offline, threshold) =>
    `${names.text(device)} has ${hex(offline)} of memory that is not online; with one more block it would be above ${hex(threshold)}`,
  () => 'online some of its blocks',
);
export const REGION_FULL = refusal(
  ENOSPC,
  'virtio_mem_prepare_next',
  (names, device) => `the region of ${names.text(device)} has no whole block left`,
);

export const BEYOND_USABLE = refusal(
  ENOSPC,
  'virtio_mem_prepare_next',
  (names, device) =>
    `the next whole block of ${names.text(device)} ends beyond the part of its region that the machine lets the guest use, which is 256 MiB more than it asks for`,
  () => 'ask for more, up to the end of that block',
);

/** Says a line of a device, with one number. */
export function sayOf(k: Kernel, said: typeof PLUGGED_SIZE, device: number, number = 0): void {
  k.say(said, k.virtio.deviceName.get(device), number);
}
