/**
 * A run as a test for a real kernel: the machine, the steps that a stock kernel in QEMU can do, and what is left out.
 * recordFile() writes it for the project's recorder, stand-alone/ as a script that needs nothing of this project.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { hex } from '#lib/hotplug/state/units.ts';
import type { ApiCall, Command } from '#lib/hotplug/userspace/commands.ts';
import { TOOL_NAMES } from '#lib/hotplug/userspace/tools/index.ts';
import { kernelCommandLine } from './export-boot.ts';
import { qemuOptions } from './export-qemu.ts';
import {
  bootBelowDax,
  fitsItsPlace,
  qemuId,
  qemuMachine,
  sizeWord,
  type DaxRegion,
  type PlacedDevice,
  type QemuMachine,
} from './qemu-machine.ts';

export interface RecordTitle {
  readonly name: string;
  readonly title: string;
  readonly about: string;
}

/** Something that was done in a run, in the order of its begin. */
export interface RunDeed {
  readonly actor: string;
  readonly command: Command;
  /** As people would write it. */
  readonly text: string;
  readonly startStep: number;
  /** Null for what never ends. */
  readonly endStep: number | null;
}

/** An operation of a recording that a stock kernel can do, with the newline of a write. */
export type RecordStep =
  | { readonly kind: 'sysfs_write'; readonly path: string; readonly value: string; readonly newline?: false }
  | { readonly kind: 'sysfs_read'; readonly path: string }
  | {
      readonly kind: 'device_add';
      readonly device: 'pc-dimm';
      readonly id: string;
      readonly size: number;
      /** Left out where QEMU chooses. */
      readonly addr?: number;
      readonly node: number;
    }
  | { readonly kind: 'device_del'; readonly id: string }
  | { readonly kind: 'virtio_mem_request'; readonly id: string; readonly requested: number }
  | { readonly kind: 'modprobe' | 'rmmod'; readonly module: string }
  | { readonly kind: 'bind' | 'unbind'; readonly device: string; readonly driver: string }
  | { readonly kind: 'pin'; readonly mib: number }
  | { readonly kind: 'tool'; readonly argv: readonly string[] };

export interface PlannedStep {
  readonly step: RecordStep;
  /** Who does what, in one line. */
  readonly words: string;
}

/** What of a run is done on a real kernel. */
export interface RecordPlan extends RecordTitle {
  readonly machine: {
    /** QEMU's `-m`. */
    readonly memory: string;
    readonly qemuArgs: readonly string[];
    /** Added to the kernel command line. */
    readonly kernelArgs: string;
    /** Loaded before the first step. */
    readonly modules: readonly string[];
    readonly note: string;
  };
  readonly steps: readonly PlannedStep[];
  /** What a stock kernel in a virtual machine cannot do or does otherwise, one sentence each. */
  readonly omitted: readonly string[];
}

/** A command as a step; null for what needs a test module or a daemon that the guest has not. */
function stepOf(command: Command, machine: QemuMachine): RecordStep | null {
  switch (command.kind) {
    case 'sysfs_write': {
      const { path, bytes } = command;
      const step = { kind: command.kind, path, value: bytes.replace(/\n$/, '') };
      return bytes.endsWith('\n') ? step : { ...step, newline: false };
    }
    case 'sysfs_read':
      return { kind: 'sysfs_read', path: command.path };
    case 'device_add': {
      const { sizeBytes, startBytes, nid } = command;
      const place = { id: qemuId(command.id), sizeBytes, startBytes, nid };
      const addr = fitsItsPlace(machine, place) ? { addr: startBytes } : {};
      return { kind: 'device_add', device: 'pc-dimm', id: place.id, size: sizeBytes, ...addr, node: nid };
    }
    case 'device_del':
      return { kind: 'device_del', id: qemuId(command.id) };
    case 'virtio_mem_request':
      return { kind: 'virtio_mem_request', id: qemuId(command.id), requested: command.requestedBytes };
    case 'modprobe':
    case 'rmmod':
      return { kind: command.kind, module: command.module };
    case 'bind':
    case 'unbind':
      return { kind: command.kind, device: command.device, driver: command.driver };
    case 'allocate':
      return { kind: 'pin', mib: command.mebibytes };
    case 'tool':
      if (!TOOL_NAMES.includes(command.argv[0] ?? '')) return null;
      return { kind: 'tool', argv: command.argv };
    case 'api':
      return addedAsDimm(command, machine);
    default:
      return null;
  }
}

/** Does kernel code add memory as the firmware's driver does it for a DIMM? */
function isPlainAdd(command: Command): command is ApiCall & {
  readonly nid: number;
  readonly startBytes: number;
  readonly sizeBytes: number;
} {
  if (command.kind !== 'api' || command.call !== 'add_memory' || (command.flags ?? 0) !== 0) return false;
  return [command.nid, command.startBytes, command.sizeBytes].every((value) => value !== undefined);
}

/** Memory that kernel code adds comes as a DIMM; null where QEMU has no room at that place, or for another call. */
function addedAsDimm(command: ApiCall, machine: QemuMachine): RecordStep | null {
  if (!isPlainAdd(command)) return null;
  const { startBytes, sizeBytes, nid } = command;
  const id = `added-${startBytes.toString(16)}`;
  if (!fitsItsPlace(machine, { id, startBytes, sizeBytes, nid })) return null;
  return { kind: 'device_add', device: 'pc-dimm', id, size: sizeBytes, addr: startBytes, node: nid };
}

/** What is not as it was in a step that is done all the same; null where all is. */
function otherwise({ actor, command, text }: RunDeed, step: RecordStep): string | null {
  if (command.kind === 'api')
    return `${actor}: ${text}: a DIMM is plugged there instead; its memory has a memory group.`;
  if (step.kind === 'device_add' && step.addr === undefined)
    return `QEMU chooses the address of ${step.id}: it has no room where it lies here.`;
  return null;
}

function omission({ actor, command, text }: RunDeed): string {
  if (command.kind === 'tool') return `${actor} runs ${command.argv[0]}, which is no program of the guest.`;
  if (command.kind === 'udev') return `a udev rule is active (${command.preset}): the guest has no udev.`;
  if (command.kind === 'api') return `${actor} calls ${command.call}(), which only kernel code can.`;
  return `${actor}: ${text}: ${command.kind} needs a test module inside the kernel.`;
}

/** Soft-reserved memory, of which dax_hmem makes dax devices. */
const softReserved = ({ startBytes, sizeBytes }: DaxRegion): string =>
  `memmap=${sizeWord(sizeBytes)}%${hex(startBytes)}-1+0xefffffff`;

/** The recorder says machine and processors itself: one of them, on the first node that has any. */
const RECORDERS_OWN = ['-machine', '-m', '-smp'];

function recorderArguments(k: Kernel, machine: QemuMachine): { memory: string; qemuArgs: string[] } {
  const options = qemuOptions(k, machine);
  return {
    memory: options.find(({ argv }) => argv[0] === '-m')!.argv[1]!,
    qemuArgs: options
      .filter(({ argv }) => !RECORDERS_OWN.includes(argv[0]!))
      .flatMap(({ argv }) => argv.map((word) => word.replace(/,cpus=[1-9]\d*/, ''))),
  };
}

/** DIMMs that the run plugs: the machine needs room for them from the start. */
function pluggedLater(deeds: readonly RunDeed[]): PlacedDevice[] {
  return deeds.flatMap(({ command }) =>
    command.kind === 'device_add' || isPlainAdd(command)
      ? [{ id: 'later', startBytes: command.startBytes, sizeBytes: command.sizeBytes, nid: command.nid }]
      : [],
  );
}

/** Below this much memory the kernel's blocks are 128 MiB (probe_memory_block_size() on x86). */
const LARGE_BLOCKS_FROM_BYTES = 64 * 2 ** 30;
const SMALL_BLOCK_BYTES = 2 ** 27;

function machineOmissions(
  k: Kernel,
  machine: QemuMachine,
  boot: ReadonlyMap<number, number> | null,
): string[] {
  const omitted: string[] = [];
  const { blockSizeBytes } = k.constants;
  if (machine.bootBytes < LARGE_BLOCKS_FROM_BYTES && blockSizeBytes !== SMALL_BLOCK_BYTES) {
    omitted.push(
      `Memory blocks have ${sizeWord(blockSizeBytes)} here; a kernel with so little memory makes them 128M. Names of blocks are others there.`,
    );
  }
  if (boot !== null) {
    omitted.push('There is more boot memory than here: dax devices are made of a part of it.');
  } else if (machine.dax.length > 0) {
    omitted.push('The dax devices lie where no boot memory can be: they are missing.');
  }
  return omitted;
}

/** Drivers that the run finds loaded and that a stock kernel loads as modules. */
function driverOmissions(deeds: readonly RunDeed[]): string[] {
  const loaded = deeds.flatMap(({ command }) => (command.kind === 'modprobe' ? [command.module] : []));
  const drivers = deeds.flatMap(({ command }) =>
    command.kind === 'bind' || command.kind === 'unbind' ? [command.driver] : [],
  );
  return [...new Set(drivers)]
    .filter((driver) => !loaded.includes(driver))
    .map(
      (driver) =>
        `The driver ${driver} is there from the start here; a stock kernel has it after modprobe ${driver}.`,
    );
}

/** Things that begin while another is under way: a real kernel does them one after the other here. */
function overlapOmissions(deeds: readonly RunDeed[]): string[] {
  return deeds.flatMap(({ actor, text, startStep }, i) => {
    const under = deeds.slice(0, i).find(({ endStep }) => endStep === null || endStep > startStep);
    if (under === undefined) return [];
    return [
      `${actor} begins ${text} while ${under.actor} is at ${under.text}: here one is done after the other.`,
    ];
  });
}

/**
 * The plan; `k` stands where the run begins. Memory of dax devices becomes part of the boot memory and is soft reserved.
 */
export function recordPlan(k: Kernel, title: RecordTitle, deeds: readonly RunDeed[]): RecordPlan {
  const later = pluggedLater(deeds);
  const asItIs = qemuMachine(k, undefined, later);
  const boot = bootBelowDax(asItIs.dax);
  const machine = boot === null ? asItIs : qemuMachine(k, boot, later);
  const steps: PlannedStep[] = [];
  const omitted: string[] = [];
  const done: RunDeed[] = [];
  for (const deed of deeds) {
    const step = stepOf(deed.command, machine);
    if (step === null) {
      omitted.push(omission(deed));
      continue;
    }
    done.push(deed);
    steps.push({ step, words: `${deed.actor}: ${deed.text}` });
    const difference = otherwise(deed, step);
    if (difference !== null) omitted.push(difference);
  }
  const { memory, qemuArgs } = recorderArguments(k, { ...machine, dax: [] });
  return {
    ...title,
    machine: {
      memory,
      qemuArgs,
      kernelArgs: [
        ...kernelCommandLine(k).map(({ text }) => text),
        ...(boot === null ? [] : machine.dax.map(softReserved)),
      ].join(' '),
      modules: [
        ...(machine.virtio.length > 0 ? ['virtio_mem'] : []),
        ...(boot === null ? [] : ['device_dax', 'dax_hmem']),
      ],
      note: '',
    },
    steps,
    omitted: [
      ...omitted,
      ...driverOmissions(done),
      ...overlapOmissions(done),
      ...machineOmissions(k, machine, boot),
    ],
  };
}

/** The plan as the scenario file of `npm run conformance:record` (conformance/record/README.md). */
export function recordFile({ name, title, about, machine, steps }: RecordPlan): string {
  const file = { name, title, about, machine, steps: steps.map(({ step }) => step) };
  return `${JSON.stringify(file, null, 2)}\n`;
}
