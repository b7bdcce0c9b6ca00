/**
 * Why files and system calls refuse, in words (spec 02 §4, §13, §16).
 */
import {
  EACCES,
  EBUSY,
  EHWPOISON,
  EINTR,
  EINVAL,
  EIO,
  EISDIR,
  ENODEV,
  ENOENT,
  ENOTDIR,
  ENXIO,
} from '../state/errno.ts';
import { refusal } from '../state/journal.ts';

export const NO_SUCH_FILE = refusal(
  ENOENT,
  'open',
  (names, path) => `${names.text(path)} does not exist`,
  () => 'check the number: a memory block, device or attribute of that name is not there',
);
export const NOT_A_FOLDER = refusal(
  ENOTDIR,
  'open',
  (names, path) => `${names.text(path)} goes on behind a file, as if that were a folder`,
);
export const IS_A_FOLDER = refusal(
  EISDIR,
  'open',
  (names, path) => `${names.text(path)} is a folder`,
  () => 'name a file in it',
);
export const NOT_WRITABLE = refusal(
  EACCES,
  'open',
  (names, path) => `${names.text(path)} cannot be written, also not by root`,
  () => 'this file is read only',
);
export const NOT_READABLE = refusal(
  EACCES,
  'open',
  (names, path) => `${names.text(path)} cannot be read, also not by root`,
  () => 'this file is write only',
);
export const FILE_GONE = refusal(
  ENODEV,
  'kernfs_get_active',
  (names, path) => `${names.text(path)} was removed after it was opened`,
  () => 'open the file again if the device has come back',
);
export const KILLED_POLLING = refusal(
  EINTR,
  'lock_device_hotplug_sysfs',
  () => 'a signal arrived while the writer polled device_hotplug_lock',
);
export const PROBE_UNALIGNED = refusal(
  EINVAL,
  'probe_store',
  () => 'the address is not a multiple of the memory block size',
  () => 'probe the first address of a memory block',
);
export const POISONED_ALREADY = refusal(
  EHWPOISON,
  'memory_failure',
  (_, pfn) => `page 0x${pfn.toString(16)} is poisoned already`,
);
export const POISON_NO_PAGE = refusal(ENXIO, 'memory_failure', () => 'no online page has that address');
export const POISON_UNHANDLABLE = refusal(
  EBUSY,
  'memory_failure',
  (_, pfn) =>
    `page 0x${pfn.toString(16)} is neither free nor movable: it is marked as poisoned and stays in use`,
);
export const SOFT_UNHANDLABLE = refusal(
  EIO,
  'soft_offline_page',
  (_, pfn) => `page 0x${pfn.toString(16)} is neither free nor movable`,
  () => 'name a page that the kernel does not keep for itself',
);
export const SOFT_NO_MEMORY = refusal(ENXIO, 'soft_offline_page', () => 'no memory block has that address');
export const SOFT_NOT_ONLINE = refusal(
  EIO,
  'soft_offline_page',
  () => 'the block with that address is offline',
  () => 'bring the block online first',
);

export { BAD_WORD, numberRefusal } from '../state/parse-refusals.ts';
