/**
 * Words that programs take: their verbs, options, and names of devices and actors.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { CHMEM_ZONES } from '#lib/hotplug/userspace/tools/chmem-arguments.ts';
import { LSMEM_COLUMNS } from '#lib/hotplug/userspace/tools/lsmem-text.ts';
import { listFolder } from '#lib/hotplug/userspace/tree.ts';

const DAXCTL = [
  'disable-device',
  'enable-device',
  'list',
  'offline-memory',
  'online-memory',
  'reconfigure-device',
];
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  chmem: ['--blocks', '--disable', '--enable', '--verbose', '--zone', '-b', '-d', '-e', '-v', '-z'],
  daxctl: ['--force', '--human', '--mode', '--no-movable', '--no-online', '-f', '-m', '-N', '-u'],
  'daxctl list': ['--dev', '--devices', '--human', '--idle', '--mappings', '--region', '--regions'],
  dmesg: ['--follow', '--notime', '-t', '-w'],
  kill: ['-INT', '-KILL'],
  lsmem: [
    '--all',
    '--bytes',
    '--json',
    '--noheadings',
    '--output',
    '--output-all',
    '--pairs',
    '--raw',
    '--split',
    '--summary',
  ],
  numactl: ['--hardware', '--show', '-H', '-s'],
  udevadm: ['monitor', 'settle', 'trigger'],
};

/** What may come next behind these words of a command; empty when that is a name of a file. */
export function subcommandWords(k: Kernel, command: readonly string[]): readonly string[] {
  const [name = '', verb] = command;
  const before = command.at(-1)!;
  switch (name) {
    case 'modprobe':
    case 'rmmod':
      return ['kmem'];
    case 'daxctl':
      if (verb === undefined) return DAXCTL;
      if (before === '-m' || before === '--mode') return ['devdax', 'system-ram'];
      return [
        ...OPTIONS[verb === 'list' ? 'daxctl list' : 'daxctl']!,
        ...(listFolder(k, '/sys/bus/dax/devices') ?? []).map((entry) => entry.name),
        'all',
      ];
    case 'lsmem':
      return before === '-o' || before === '-S' ? LSMEM_COLUMNS : OPTIONS['lsmem']!;
    case 'chmem':
      return before === '-z' ? CHMEM_ZONES : OPTIONS['chmem']!;
    case 'udevadm':
      if (verb === undefined) return OPTIONS['udevadm']!;
      if (before === '-s') return ['memory', 'node'];
      return verb === 'trigger' ? ['-c', '-n', '-s', '-v'] : ['--kernel', '--property', '-k', '-p', '-s'];
    default:
      return OPTIONS[name] ?? [];
  }
}
