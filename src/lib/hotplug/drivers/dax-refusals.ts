/**
 * Why the dax bus refuses what is written to the files of a device (spec 03 §1).
 */
import { EBUSY, EINVAL, ENOMEM, ENOSPC, ENXIO, EOPNOTSUPP } from '../state/errno.ts';
import { refusal } from '../state/journal.ts';

export const DAX_BOUND = refusal(
  EBUSY,
  'size_store',
  (names, device) => `${names.text(device)} is bound to a driver`,
  () => 'unbind the device first',
);
export const DAX_UNALIGNED = refusal(
  EINVAL,
  'size_store',
  () => "the size is not a multiple of the device's align",
  () => "write a multiple of the device's align",
);
export const DAX_ALIGN_NO_NUMBER = refusal(
  ENXIO,
  'align_store',
  () => 'that is no number; this file says so with an errno of its own',
  () => 'write 4096, 2097152 or 1073741824',
);
export const DAX_ALIGN_UNKNOWN = refusal(
  EINVAL,
  'align_store',
  () => 'no page has that size',
  () => 'write 4096, 2097152 or 1073741824',
);
export const DAX_ALIGN_MISFIT = refusal(
  EINVAL,
  'align_store',
  () => 'a range of the device has a length that is no multiple of that align',
  () => 'change the size of the device first',
);
export const DAX_NO_SPACE = refusal(ENOSPC, 'size_store', () => 'the region has no room for that size');
export const DAX_MAPPING_TAKEN = refusal(
  ENOMEM,
  'alloc_dev_dax_range',
  () => 'the mapping lies outside the region or overlaps one of its ranges',
  () => 'choose a range that is free in the region',
);
export const DAX_EMPTY_MAPPING = refusal(
  EBUSY,
  'alloc_dev_dax_range',
  () => 'the mapping has no byte, and the device has ranges already',
  () => 'write the last byte of the range behind the dash',
);
export const NO_MEMMAP_ON_MEMORY = refusal(
  EOPNOTSUPP,
  'memmap_on_memory_store',
  () => 'the memory_hotplug parameter memmap_on_memory is off',
  () => 'boot with memory_hotplug.memmap_on_memory=1',
);
export const MEMMAP_BOUND = refusal(
  EBUSY,
  'memmap_on_memory_store',
  () => 'the device is bound to kmem',
  () => 'unbind it from kmem first',
);

export { BAD_WORD, numberRefusal } from '../state/parse-refusals.ts';
