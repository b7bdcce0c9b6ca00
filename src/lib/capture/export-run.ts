/**
 * A run as commands for a real machine: what shells did to files, devices and modules. What only kernel code, the
 * machine or a test module can do is named and left out.
 */
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import { UDEV_PRESETS } from '#lib/hotplug/userspace/udev.ts';
import type { ExportLine, ExportScript } from './export-script.ts';

const DRIVERS = '/sys/bus/dax/drivers';

function lineOf(actor: string, command: Command): ExportLine | null {
  switch (command.kind) {
    case 'sysfs_write':
      // What is written without a newline means the same to every file of these.
      return {
        action: { kind: 'write', path: command.path, text: command.bytes.replace(/\n$/, '') },
        why: `${actor} writes to ${command.path.split('/').slice(-2).join('/')}.`,
      };
    case 'sysfs_read':
      return { action: { kind: 'run', argv: ['cat', command.path] }, why: `${actor} looks.` };
    case 'bind':
    case 'unbind':
      return {
        action: {
          kind: 'write',
          path: `${DRIVERS}/${command.driver}/${command.kind}`,
          text: command.device,
        },
        why: `${actor} ${command.kind}s ${command.device}.`,
      };
    case 'modprobe':
    case 'rmmod':
      return {
        action: { kind: 'run', argv: [command.kind, command.module] },
        why: `${actor} ${command.kind === 'modprobe' ? 'loads' : 'unloads'} the module ${command.module}.`,
      };
    case 'tool':
      return { action: { kind: 'run', argv: command.argv }, why: `${actor} runs ${command.argv[0]}.` };
    default:
      return null;
  }
}

function omission(actor: string, command: Command): string {
  switch (command.kind) {
    case 'device_add':
    case 'device_del':
    case 'virtio_mem_request':
      return `${actor} changes the machine (${command.kind}); see the commands for QEMU.`;
    case 'api':
      return `${actor} calls ${command.call}(), which only kernel code can.`;
    case 'udev': {
      const about = UDEV_PRESETS.find(({ name }) => name === command.preset)?.about ?? command.preset;
      return `a udev rule is active (${about}); see the udev rule.`;
    }
    default:
      return `${actor} does ${command.kind}, which needs a test module.`;
  }
}

/** What was done in a run, in its order. */
export function exportRun(
  title: string,
  deeds: readonly { readonly actor: string; readonly command: Command }[],
): ExportScript {
  const lines: ExportLine[] = [];
  const omitted: string[] = [];
  for (const { actor, command } of deeds) {
    const line = lineOf(actor, command);
    if (line === null) omitted.push(omission(actor, command));
    else lines.push(line);
  }
  return { title, lines, omitted };
}
