/**
 * The messages of daxctl, by number.
 */
import { defineOp } from '../../run/effects.ts';
import { deviceName } from '../../drivers/dax-bus.ts';
import { errorLine } from './result.ts';
import { strerror } from './strerror.ts';

const plural = (count: number): string => (count === 1 ? '' : 's');

/** Makes a message from the device, a number (a count or a negative errno) and a block. */
type Line = (device: string, value: number, blockId: number, nid: number) => string;

/** What the library says of a region and its device, with -v. */
function regionLines(dev: string): string {
  const id = /\d+/.exec(dev)?.[0] ?? '';
  const base = `/sys/devices/platform/hmem.${id}`;
  const parse = 'libdaxctl: __sysfs_device_parse:';
  return [
    `${parse} base: '${base}/dax' dev: 'dax${id}.'`,
    `${parse} no "dax${id}." devices found`,
    `${parse} base: '${base}' dev: 'dax${id}.'`,
    `libdaxctl: add_dax_dev: add_dax_dev: base: '${base}/${dev}'`,
    `${parse} ${dev}: processed`,
  ].join('\n');
}

const LINES = {
  region: regionLines,
  insertingKmem: (dev) => `libdaxctl: daxctl_insert_kmod_for_mode: ${dev} inserting module: kmem`,
  insertingDax: (dev) => `libdaxctl: daxctl_insert_kmod_for_mode: ${dev} inserting module: device_dax`,
  bindFailed: (dev) => `libdaxctl: daxctl_bind: ${dev}: bind failed`,
  enabledLib: (dev) => `libdaxctl: daxctl_dev_enable: ${dev}: enabled`,
  disabledLib: (dev) => `libdaxctl: daxctl_dev_disable: ${dev}: disabled`,
  race: (dev) =>
    `${dev}:\n  WARNING: detected a race while onlining memory\n  Some memory may not be in the expected zone. It is\n  recommended to disable any other onlining mechanisms,\n  and retry. If onlining is to be left to other agents,\n  use the --no-online option to suppress this warning`,
  raceZone: (dev) =>
    `libdaxctl: daxctl_memory_online_with_zone: ${dev}:\n  WARNING: detected a race while onlining memory\n  See 'man daxctl-reconfigure-device' for more details`,
  noCount: (dev) => `${dev}: failed to get number of memory sections`,
  noState: (dev, rc) => `${dev}: failed to determine online state: ${strerror(rc)}`,
  allOnline: (dev, count) => `${dev}: all memory sections (${count}) already online`,
  someOnline: (dev, count) => `${dev}: ${count} memory section${plural(count)} already online`,
  onlineFailed: (dev, rc) => `${dev}: failed to online memory: ${strerror(rc)}`,
  onlined: (dev, count) => `${dev}: ${count} memory section${plural(count)} onlined`,
  notOnlined: (dev, count) => `${dev}: failed to online ${count} memory sections`,
  allOffline: (dev, count) => `${dev}: all memory sections (${count}) already offline`,
  someOffline: (dev, count) => `${dev}: ${count} memory section${plural(count)} already offline`,
  offlineFailed: (dev, rc) => `${dev}: failed to offline memory: ${strerror(rc)}`,
  offlined: (dev, count) => `${dev}: ${count} memory section${plural(count)} offlined`,
  notOfflined: (dev, count) => `${dev}: failed to offline ${count} memory sections`,
  blockFailed: (dev, rc, id, nid) =>
    `libdaxctl: offline_one_memblock: ${dev}: Failed to offline /sys/devices/system/node/node${nid}/memory${id}/state: ${strerror(rc)}`,
  readFailed: (dev, rc, id, nid) =>
    `libdaxctl: memblock_is_online: ${dev}: Failed to read /sys/devices/system/node/node${nid}/memory${id}/state: ${strerror(rc)}`,
  alreadyRam: (dev) => `${dev} was already in system-ram mode`,
  alreadyDevdax: (dev) => `${dev} was already in devdax mode`,
  autoOnline: (dev) => `${dev}: error: kernel policy will auto-online memory, aborting`,
  unknownMode: (dev) => `${dev}: unknown mode requested: 0`,
  foundOnline: (dev, count) =>
    `${dev}: found ${count} memory sections online\n${dev}: refusing to change modes`,
  enableFailedLib: (dev) => `libdaxctl: daxctl_dev_enable: ${dev}: failed to enable`,
  disableFailedLib: (dev) => `libdaxctl: daxctl_dev_disable: ${dev}: failed to disable`,
  disableFailed: (dev, rc) => `${dev}: disable failed: ${strerror(rc)}`,
  enableFailed: (dev, rc) => `${dev}: enable failed: ${strerror(rc)}`,
  noMemory: (dev) => `${dev}: memory operations are not applicable in devdax mode`,
  hasMemory: (dev) => `${dev}: status operations are only applicable in devdax mode`,
  reconfigureError: (_, rc) => `error reconfiguring devices: ${strerror(rc)}`,
  reconfigured: (_, count) => `reconfigured ${count} device${plural(count)}`,
  onlineError: (_, rc) => `error onlining memory: ${strerror(rc)}`,
  onlinedFor: (_, count) => `onlined memory for ${count} device${plural(count)}`,
  offlineError: (_, rc) => `error offlining memory: ${strerror(rc)}`,
  offlinedFor: (_, count) => `offlined memory for ${count} device${plural(count)}`,
  disableError: (_, rc) => `error disabling device: ${strerror(rc)}`,
  disabled: (_, count) => `disabled ${count} device${plural(count)}`,
  enableError: (_, rc) => `error enabling device: ${strerror(rc)}`,
  enabled: (_, count) => `enabled ${count} device${plural(count)}`,
} as const satisfies Record<string, Line>;

type LineName = keyof typeof LINES;
const NAMES = Object.keys(LINES) as LineName[];

/** Number of a message. */
export const line = (name: LineName): number => NAMES.indexOf(name);

/** The last messages, about no device: they come behind what was printed to standard output. */
export const daxctl_say_end = defineOp(
  'fprintf',
  'say it',
  (k, text: number, message: number, value: number, stdout: number) => {
    const make: Line = LINES[NAMES[message]!];
    const line = errorLine(k.names.text(stdout), `${make('', value, 0, -1)}\n`);
    return k.names.id(k.names.text(text) + line);
  },
);

/** Appends a message to a text; replies the new text. `device` -1 for none. */
export const daxctl_say = defineOp(
  'fprintf',
  'say it',
  (k, text: number, message: number, device: number, value: number, blockId: number) => {
    const make: Line = LINES[NAMES[message]!];
    const name = device < 0 ? '' : deviceName(k, device);
    const nid = device < 0 ? -1 : k.dax.targetNode.get(device);
    return k.names.id(`${k.names.text(text)}${make(name, value, blockId, nid)}\n`);
  },
);
