/**
 * A run as a test for a real kernel: the scenario file that `npm run conformance:record` boots a stock kernel with
 * (conformance/record/README.md). What it prints is a recording that can be held against the model.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { hex } from '#lib/hotplug/state/units.ts';
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import { TOOL_NAMES } from '#lib/hotplug/userspace/tools/index.ts';
import { kernelCommandLine } from './export-boot.ts';
import { qemuOptions } from './export-qemu.ts';
import { bootBelowDax, qemuMachine, sizeWord, type DaxRegion, type QemuMachine } from './qemu-machine.ts';

export interface RecordTitle {
  readonly name: string;
  readonly title: string;
  readonly about: string;
}

export interface RecordFile {
  readonly json: string;
  /** What a stock kernel in a virtual machine cannot do, one sentence each. */
  readonly omitted: readonly string[];
}

type Step = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A command as a step of the recorder; null for what needs a test module or a daemon that the guest has not. */
function stepOf(command: Command): Step | null {
  switch (command.kind) {
    case 'sysfs_write': {
      const ends = command.bytes.endsWith('\n');
      const step = { kind: 'sysfs_write', path: command.path, value: command.bytes.replace(/\n$/, '') };
      return ends ? step : { ...step, newline: false };
    }
    case 'sysfs_read':
      return { kind: 'sysfs_read', path: command.path };
    case 'device_add': {
      const { id, sizeBytes: size, startBytes: addr, nid: node } = command;
      return { kind: 'device_add', device: 'pc-dimm', id, size, addr, node };
    }
    case 'device_del':
      return { kind: 'device_del', id: command.id };
    case 'virtio_mem_request':
      return { kind: 'virtio_mem_request', id: command.id, requested: command.requestedBytes };
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
    default:
      return null;
  }
}

function omission(actor: string, command: Command): string {
  if (command.kind === 'tool') return `${actor} runs ${command.argv[0]}, which is no program of the guest.`;
  if (command.kind === 'udev') return `a udev rule is active (${command.preset}): the guest has no udev.`;
  if (command.kind === 'api') return `${actor} calls ${command.call}(), which only kernel code can.`;
  return `${actor} does ${command.kind}, which needs a test module inside the kernel.`;
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

/**
 * The scenario file; `k` stands where the run begins. Memory of dax devices becomes part of the boot memory and is
 * soft reserved, as the recorder does it.
 */
export function recordScenario(
  k: Kernel,
  title: RecordTitle,
  deeds: readonly { readonly actor: string; readonly command: Command }[],
): RecordFile {
  const { dax, virtio } = qemuMachine(k);
  const boot = bootBelowDax(dax);
  const machine = boot === null ? qemuMachine(k) : qemuMachine(k, boot);
  const steps: Step[] = [];
  const omitted: string[] = [];
  for (const { actor, command } of deeds) {
    const step = stepOf(command);
    if (step === null) omitted.push(omission(actor, command));
    else steps.push(step);
  }
  if (boot !== null)
    omitted.push('There is more boot memory than here: dax devices are made of a part of it.');
  else if (dax.length > 0) omitted.push('The dax devices lie where no boot memory can be: they are missing.');
  const kernelArgs = [
    ...kernelCommandLine(k).map(({ text }) => text),
    ...(boot === null ? [] : dax.map(softReserved)),
  ].join(' ');
  const modules = [
    ...(virtio.length > 0 ? ['virtio_mem'] : []),
    ...(boot === null ? [] : ['device_dax', 'dax_hmem']),
  ];
  const { memory, qemuArgs } = recorderArguments(k, { ...machine, dax: [] });
  const file = { ...title, machine: { memory, qemuArgs, kernelArgs, modules, note: '' }, steps };
  return { json: `${JSON.stringify(file, null, 2)}\n`, omitted };
}
