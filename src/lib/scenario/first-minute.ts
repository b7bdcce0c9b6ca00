/**
 * The first minute: a machine with 1 GiB of RAM, and 1 GiB more that was plugged in and that Linux does not use yet.
 * What happens next is for the reader to do.
 */
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import { MMOP_OFFLINE, ZONE_DMA, ZONE_DMA32 } from '#lib/hotplug/state/units.ts';
import { entry, GIB, labMachine, MIB } from './lab-machine.ts';
import { plug } from './scenario-step.ts';
import type { Scenario } from './scenario.ts';

const BLOCK = 128 * MIB;
const PAGE = 4096;

/** One node with 1 GiB of RAM; the counts of managed pages are assumed. */
export const smallMachine: MachineDescription = {
  ...labMachine,
  possibleNodes: 1,
  nodes: [{ nid: 0, online: true, hasMemory: true, hasNormalMemory: true, hasCpu: true }],
  zones: [
    { nid: 0, type: ZONE_DMA, startPfn: 1, spannedPages: 4095, presentPages: 3998, managedPages: 3840 },
    {
      nid: 0,
      type: ZONE_DMA32,
      startPfn: 4096,
      spannedPages: GIB / PAGE - 4096,
      presentPages: GIB / PAGE - 4096,
      managedPages: 248_904,
    },
  ],
  blocks: Array.from({ length: GIB / BLOCK }, (_, id) => ({
    id,
    nid: 0,
    zone: id === 0 ? null : ZONE_DMA32,
  })),
  resources: [
    entry(0, 0x1000, 'Reserved'),
    entry(0x1000, 0x9fc00, 'System RAM'),
    entry(0x9fc00, MIB, 'Reserved'),
    entry(MIB, GIB, 'System RAM'),
    entry(16 * MIB, 32 * MIB, 'Kernel code', 1),
  ],
  defaultOnlineType: MMOP_OFFLINE,
};

export const firstMinute: Scenario = {
  id: 'first',
  title: 'memory that Linux does not use yet',
  about:
    'A machine with 1 GiB of RAM. A DIMM of 1 GiB was plugged in at 4 GiB; its eight memory blocks are offline until somebody brings them online.',
  tags: ['block'],
  variant: 'base-6.12',
  machine: smallMachine,
  steps: [plug('dimm0', 4 * GIB, GIB, 0)],
};
