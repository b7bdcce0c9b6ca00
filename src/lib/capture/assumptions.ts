/**
 * What a snapshot of a running kernel does not show and the model has to assume. A report lists them: agreement with
 * a recording is only as good as these are.
 */
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import type { Operation, Trace } from './trace-format.ts';

export interface Assumption {
  readonly about: 'memory' | 'resources' | 'machine' | 'kernel' | 'log';
  readonly text: string;
}

/** The assumptions that a recording rests on, in the order of a report. */
export function assumptionsOf(trace: Trace, machine: MachineDescription): Assumption[] {
  const operations = trace.steps.map(({ op }) => (op.kind === 'begin' ? op.op : op));
  const has = (kind: Operation['kind']): boolean => operations.some((op) => op.kind === kind);
  const candidates: readonly (Assumption | false)[] = [
    {
      about: 'memory',
      text: 'every page of a block is free or can be moved, unless a pin covers it or the recording names the block as unmovable in that step',
    },
    { about: 'memory', text: 'all present pages of boot belong to early sections' },
    machine.blocks.some(({ zone }) => zone === null) && {
      about: 'memory',
      text: 'pages of a boot block without a zone of its own belong to the zone of its node whose boot span holds them',
    },
    has('pin') &&
      operations.some((op) => op.kind === 'pin' && 'mib' in op) && {
        about: 'memory',
        text: 'where kernel pages of an allocation land is known only when a later step names the block',
      },
    operations.some((op) => op.kind === 'sysfs_write' && op.path.endsWith('/hard_offline_page')) && {
      about: 'memory',
      text: 'a page that is poisoned is free at that moment',
    },
    {
      about: 'resources',
      text: 'which boot entries of /proc/iomem are busy follows their names; none of them can be merged',
    },
    machine.daxDevices.length > 0 && {
      about: 'resources',
      text: 'the range of a dax device at boot is all of its region',
    },
    {
      about: 'machine',
      text: 'a processor that the machine line does not assign to a node belongs to node 0',
    },
    { about: 'machine', text: 'page tables have four levels: addresses end at 2^46' },
    {
      about: 'machine',
      text: 'the physical address bits of the processor are those that the highest entry of /proc/iomem needs',
    },
    machine.nodes.length > 1 &&
      machine.distances === undefined && {
        about: 'machine',
        text: 'all other nodes are equally far away',
      },
    has('device_add') && {
      about: 'machine',
      text: 'a memory device belongs to the node that its blocks appeared on',
    },
    machine.virtioMemDevices.length > 0 && {
      about: 'machine',
      text: 'nothing is plugged in a virtio-mem device before the first step',
    },
    { about: 'kernel', text: 'warnings that are printed once per boot have not been printed yet' },
    { about: 'kernel', text: 'no memory group of boot is registered, but for those of virtio-mem devices' },
    machine.hasProbeFile && { about: 'kernel', text: 'the release ends in -mhp: the file probe is there' },
    {
      about: 'log',
      text: 'page counts in zonelist lines, numbers of ACPI devices, offsets of warnings, the targets of demotion, page dumps and stack traces are not compared',
    },
  ];
  return candidates.filter((candidate) => candidate !== false);
}
