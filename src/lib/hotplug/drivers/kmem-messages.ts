/**
 * Log lines and refusals of the kmem driver (spec 02 §18, 03).
 */
import { EBUSY, EEXIST, EINVAL, EIO, ENODEV, ENOENT, ENXIO, EPERM } from '../state/errno.ts';
import { message, refusal } from '../state/journal.ts';
import { hex, memRange, ONLINE_TYPE_WORDS } from '../state/units.ts';

const mapping = (i: number, start: number, last: number): string => `mapping${i}: ${hex(start)}-${hex(last)}`;

/** Device name number, range, first and last byte. */
export const TOO_SMALL = message(
  'dmesg',
  (names, device, i, start, last) =>
    `kmem ${names.text(device)}: ${mapping(i, start, last)} too small after alignment`,
);
export const COULD_NOT_RESERVE = message(
  'dmesg',
  (names, device, i, start, last) =>
    `kmem ${names.text(device)}: ${mapping(i, start, last)} could not reserve region`,
);
export const ADD_FAILED = message(
  'dmesg',
  (names, device, i, start, last) =>
    `kmem ${names.text(device)}: ${mapping(i, start, last)} memory add failed`,
);
export const CANNOT_HOTREMOVE = message(
  'dmesg',
  (names, device, i, start, last) =>
    `kmem ${names.text(device)}: ${mapping(i, start, last)} cannot be hotremoved until the next reboot`,
);
export const OFFLINE_AND_REMOVE_FAILED = message(
  'dmesg',
  (names, device, i, start, last) =>
    `kmem ${names.text(device)}: ${mapping(i, start, last)} offline and remove failed`,
);
export const HOTREMOVE_FAILED = message(
  'dmesg',
  (names, device, i, start, last) =>
    `kmem ${names.text(device)}: ${mapping(i, start, last)} hotremove failed`,
);
export const STUCK_ONLINE = message(
  'dmesg',
  (names, device, i, start, last) =>
    `kmem ${names.text(device)}: ${mapping(i, start, last)} stuck online until reboot`,
);
export const REGIONS_STUCK = message(
  'dmesg',
  (names, device) => `kmem ${names.text(device)}: Hotplug regions stuck online until reboot`,
);
export const MEMORY_REGIONS_STUCK = message(
  'dmesg',
  () => 'Hotplug memory regions stuck online until reboot',
);
export const STATE_INCONSISTENT = message(
  'dmesg',
  (names, device) => `kmem ${names.text(device)}: hotplug state is inconsistent`,
);
export const PARTIAL_HOTREMOVE = message(
  'dmesg',
  (names, device, removed, all) =>
    `kmem ${names.text(device)}: partial hotremove: ${removed} of ${all} ranges removed`,
);
export const LEFT_ONLINE = message(
  'dmesg',
  (names, device, rc) => `kmem ${names.text(device)}: hotremove failed, device left online: ${rc}`,
);
export const UNPLUG_FAILED = message(
  'dmesg',
  (names, device) => `kmem ${names.text(device)}: Unplug failed, resources leaked until reboot`,
);
export const PROBE_FAILED = message(
  'dmesg',
  (names, device, rc) => `kmem ${names.text(device)}: probe with driver kmem failed with error ${rc}`,
);

export const MODULE_LOADED = refusal(EEXIST, 'init_module', () => 'the module kmem is loaded already');
export const MODULE_NOT_LOADED = refusal(ENOENT, 'delete_module', () => 'the module kmem is not loaded');
export const MODULE_BUSY = refusal(
  EBUSY,
  'delete_module',
  () => 'the module kmem is being loaded or unloaded',
);
export const NO_SUCH_DEVICE = refusal(
  ENODEV,
  'bind_store',
  (names, device) => `no dax device called ${JSON.stringify(names.text(device))} that the driver matches`,
  () => 'look at the names under the dax bus',
);
export const NOT_BOUND = refusal(
  ENODEV,
  'unbind_store',
  (names, device) => `${JSON.stringify(names.text(device))} is not bound to this driver`,
  () => 'nothing to do: it is not bound',
);
export const ALREADY_BOUND = refusal(
  EBUSY,
  'device_driver_attach',
  (names, device) => `${names.text(device)} is bound already`,
  () => 'unbind it first',
);
export const NO_RANGE = refusal(
  ENXIO,
  'dax_bus_probe',
  (names, device) => `${names.text(device)} has no range`,
  () => 'write a size or a mapping first',
);
export const NO_NODE = refusal(
  EINVAL,
  'dev_dax_kmem_probe',
  (names, device) => `${names.text(device)} has no target node`,
);
export const NO_USABLE_BLOCK = refusal(
  EINVAL,
  'dev_dax_kmem_probe',
  (names, device) => `no range of ${names.text(device)} holds a whole memory block`,
  () => 'give the device a range that covers a whole memory block',
);
export const RESERVATION_BUSY = refusal(
  EBUSY,
  'request_mem_region',
  (_, start, last) => `${hex(start)}-${hex(last)} is taken in /proc/iomem`,
  () => 'free the range first; memory that an earlier unbind left behind has to be removed',
);
/** Written state word and present state, as numbers of the state machine (-1 unplugged). */
const stateWord = (state: number): string =>
  state < 0 ? 'unplugged' : (ONLINE_TYPE_WORDS[state] ?? 'unknown');
export const OTHER_ONLINE_STATE = refusal(
  EBUSY,
  'hotplug_store',
  (_, from, to) => `the device is ${stateWord(from)} and cannot go to ${stateWord(to)} directly`,
  () => 'write the removal word first',
);
export const NOT_TO_OFFLINE = refusal(
  EINVAL,
  'hotplug_store',
  (_, from) => `the device is ${stateWord(from)}: it cannot go offline from there`,
  () => 'write an online word first',
);
export const NOTHING_REMOVED = refusal(
  EBUSY,
  'hotplug_store',
  (_, expected) => `none of ${expected} ranges could be removed`,
  () => 'find the block that refuses and release its page',
);
export const PARTLY_REMOVED = refusal(
  EIO,
  'hotplug_store',
  (_, removed, expected) => `only ${removed} of ${expected} ranges could be removed`,
  () => 'find the block that refuses; the removed ranges do not come back by themselves',
);
export const TYPE_NOT_ONLINE = refusal(
  EINVAL,
  'dax_kmem_do_hotplug',
  (_, type) => `${stateWord(type)} is not a state that the driver can add memory in`,
  () => 'set auto_online_blocks to online or online_movable before the device is created',
);
export const NOTIFIER_VETO = refusal(
  EPERM,
  'dax_kmem_memory_notifier_cb',
  (names, device, pfn, pages, target) =>
    `${names.text(device)} owns ${memRange(pfn, pages)} and ${
      target === NO_TRANSITION
        ? 'no write to its hotplug file is under way'
        : `its target_state is ${stateWord(target)}`
    }: it answers NOTIFY_BAD`,
  (names, device) => `write to the hotplug file of ${names.text(device)} instead`,
);
/** In place of a target state: the driver is not changing anything. */
export const NO_TRANSITION = -100;
