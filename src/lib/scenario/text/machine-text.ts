/**
 * A machine as statements: the way back from the data of scenarios and recordings to text.
 *
 * What the statements would give is compiled and compared, so that `lost` says honestly what no statement can say.
 */
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import {
  bytesOf,
  MEMMAP_ON_MEMORY_WORDS,
  ONLINE_POLICY_WORDS,
  ONLINE_TYPE_WORDS,
  ZONE_NAMES,
} from '#lib/hotplug/state/units.ts';
import { compileMachine } from './compile-machine.ts';
import { Errors } from './errors.ts';
import { bytesText, rangeText } from './numbers.ts';
import { parseScenario } from './parse.ts';
import { quoted } from './print-word.ts';

export interface MachineText {
  /** Statements, one a line. */
  readonly lines: readonly string[];
  /** What the text cannot say of the machine: fields in which the compiled machine differs. */
  readonly lost: readonly string[];
}

function ramWords(machine: MachineDescription, nid: number): string[] {
  const block = machine.blockSizeBytes;
  const ids = machine.blocks.filter((boot) => boot.nid === nid).map(({ id }) => id);
  ids.sort((a, b) => a - b);
  const words: string[] = [];
  for (let i = 0; i < ids.length;) {
    let end = i;
    while (ids[end + 1] === ids[end]! + 1) end++;
    words.push(`${bytesText(ids[i]! * block)}-${bytesText((ids[end]! + 1) * block)}`);
    i = end + 1;
  }
  return words;
}

function nodeLines(machine: MachineDescription): string[] {
  return machine.nodes.map(({ nid, hasMemory, hasNormalMemory, hasCpu }) => {
    const ram = ramWords(machine, nid);
    const words = [`node ${nid}`];
    if (ram.length > 0) words.push(`ram=${ram.join(',')}`);
    if (hasMemory && !hasCpu) words.push('no-cpu');
    if (!hasMemory && hasCpu) words.push('cpu');
    if (hasMemory && !hasNormalMemory) words.push('movable');
    return words.join(' ');
  });
}

function deviceLines(machine: MachineDescription): string[] {
  const dax = machine.daxDevices.map((device) => {
    const { name, targetNode, regionStartBytes: startBytes, regionEndBytes } = device;
    const region = { startBytes, sizeBytes: regionEndBytes - startBytes };
    const ranges = (device.ranges ?? [region]).map(rangeText);
    const words = [`dax ${name} node=${targetNode}`];
    if (ranges.length > 0) words.push(`ranges=${ranges.join(',')}`);
    words.push(`region=${rangeText(region)} align=${bytesText(device.alignBytes)}`);
    if (device.memmapOnMemory) words.push('memmap_on_memory');
    return words.join(' ');
  });
  const virtio = machine.virtioMemDevices.map(
    ({ id, nid, startBytes, regionBytes, deviceBlockBytes }) =>
      `virtio-mem ${id} ${rangeText({ startBytes, sizeBytes: regionBytes })} node=${nid} block=${bytesText(deviceBlockBytes)}`,
  );
  return [...dax, ...virtio];
}

function policyLine(machine: MachineDescription): string {
  const words = [
    'set',
    `auto_online_blocks=${ONLINE_TYPE_WORDS[machine.defaultOnlineType]}`,
    `online_policy=${ONLINE_POLICY_WORDS[machine.onlinePolicy]}`,
    `auto_movable_ratio=${machine.autoMovableRatio}`,
    `auto_movable_numa_aware=${machine.autoMovableNumaAware ? 'Y' : 'N'}`,
    `memmap_on_memory=${MEMMAP_ON_MEMORY_WORDS[machine.memmapOnMemory]}`,
  ];
  if (machine.movableNode) words.push('movable_node');
  return words.join(' ');
}

function machineLine(machine: MachineDescription): string {
  const words = [
    `machine x86_64 block=${bytesText(machine.blockSizeBytes)}`,
    `limit=${bytesText(machine.maxAddressBytes + 1)}`,
    `physical=${bytesText(machine.lastPhysicalBytes + 1)}`,
  ];
  if (machine.hasProbeFile) words.push('probe');
  if (!machine.hasTestModule) words.push('no-test-module');
  return words.join(' ');
}

/** The machine of statements; null when they are refused. */
function compiled(lines: readonly string[]): MachineDescription | null {
  const syntax = parseScenario(lines.join('\n'));
  if (!syntax.ok) return null;
  const errors = new Errors();
  const facts = syntax.value.items.flatMap(({ content }) =>
    content.kind === 'fact' ? [content.clause] : [],
  );
  const { machine } = compileMachine(facts, errors);
  return errors.list.length > 0 ? null : machine;
}

type Resources = MachineDescription['resources'];
const entryKey = ({ startBytes, endBytes, name }: Resources[number]): string =>
  `${startBytes}-${endBytes} ${name}`;

/** Entries of /proc/iomem that do not follow from the other statements. */
function entryLines(machine: MachineDescription, derived: MachineDescription): string[] {
  const known = new Set(derived.resources.map(entryKey));
  return machine.resources
    .filter((entry) => !known.has(entryKey(entry)))
    .map(({ startBytes, endBytes, name }) => {
      const range = `${bytesText(startBytes)}-${bytesText(endBytes + 1)}`;
      return `iomem ${range} ${quoted(name)}`;
    });
}

/** Zones whose numbers are not the derived or assumed ones. */
function zoneLines(machine: MachineDescription, derived: MachineDescription): string[] {
  return machine.zones.flatMap(({ nid, type, startPfn, spannedPages, presentPages, managedPages }) => {
    const zone = derived.zones.find((other) => other.nid === nid && other.type === type);
    if (zone === undefined) return [];
    const words: string[] = [];
    if (zone.startPfn !== startPfn) words.push(`start=${bytesText(bytesOf(startPfn))}`);
    if (zone.spannedPages !== spannedPages) words.push(`spanned=${spannedPages}`);
    if (zone.presentPages !== presentPages) words.push(`present=${presentPages}`);
    if (zone.managedPages !== managedPages) words.push(`managed=${managedPages}`);
    return words.length === 0 ? [] : [`zone ${nid} ${ZONE_NAMES[type]} ${words.join(' ')}`];
  });
}

/** Fields in which two machines differ, by their names. */
function differences(a: MachineDescription, b: MachineDescription): string[] {
  const fields = Object.keys(a) as (keyof MachineDescription)[];
  const plain = (machine: MachineDescription, field: keyof MachineDescription): unknown =>
    field === 'daxDevices'
      ? machine.daxDevices.map((device) => ({
          ...device,
          ranges: device.ranges ?? [
            {
              startBytes: device.regionStartBytes,
              sizeBytes: device.regionEndBytes - device.regionStartBytes,
            },
          ],
        }))
      : machine[field];
  return fields.filter(
    (field) => field !== 'hasKmemModule' && stable(plain(a, field)) !== stable(plain(b, field)),
  );
}

/** JSON with the keys in order. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The statements of a machine. */
export function machineText(machine: MachineDescription): MachineText {
  const base = [machineLine(machine), ...nodeLines(machine), ...deviceLines(machine), policyLine(machine)];
  const derived = compiled(base);
  if (derived === null) return { lines: base, lost: ['the machine as a whole'] };
  const lines = [...base, ...zoneLines(machine, derived), ...entryLines(machine, derived)];
  const whole = compiled(lines);
  if (whole === null) return { lines: base, lost: differences(machine, derived) };
  return { lines, lost: differences(machine, whole) };
}
