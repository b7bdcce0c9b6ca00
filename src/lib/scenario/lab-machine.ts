/**
 * The machine of the built-in scenarios: node 0 has 3 GiB of RAM at 0 and 3 GiB at 6 GiB, node 1 has none and owns
 * the address range between, where memory is added.
 *
 * Zone spans follow from the addresses. The counts of managed pages and the entries of the firmware below 1 MiB are
 * assumed: they differ from machine to machine.
 */
import type { MachineDescription, ResourceDescription } from '#lib/hotplug/state/machine.ts';
import {
  MEMMAP_ON_MEMORY_OFF,
  MMOP_ONLINE_MOVABLE,
  ONLINE_POLICY_CONTIG_ZONES,
  ZONE_DMA,
  ZONE_DMA32,
  ZONE_NORMAL,
} from '#lib/hotplug/state/units.ts';

export const GIB = 2 ** 30;
export const MIB = 2 ** 20;
const BLOCK = 128 * MIB;
const PAGE = 4096;

/** An entry of /proc/iomem; the end is exclusive here. */
export const entry = (
  startBytes: number,
  endBytes: number,
  name: string,
  depth = 0,
): ResourceDescription => ({
  startBytes,
  endBytes: endBytes - 1,
  name,
  depth,
});

function blocks(
  fromBytes: number,
  toBytes: number,
  zone: number,
): { id: number; nid: number; zone: number | null }[] {
  const list = [];
  for (let at = fromBytes; at < toBytes; at += BLOCK)
    list.push({ id: at / BLOCK, nid: 0, zone: at === 0 ? null : zone });
  return list;
}

export const labMachine: MachineDescription = {
  blockSizeBytes: BLOCK,
  possibleNodes: 2,
  nodes: [
    { nid: 0, online: true, hasMemory: true, hasNormalMemory: true, hasCpu: true },
    { nid: 1, online: false, hasMemory: false, hasNormalMemory: false, hasCpu: false },
  ],
  zones: [
    { nid: 0, type: ZONE_DMA, startPfn: 1, spannedPages: 4095, presentPages: 3998, managedPages: 3840 },
    {
      nid: 0,
      type: ZONE_DMA32,
      startPfn: 4096,
      spannedPages: (4 * GIB) / PAGE - 4096,
      presentPages: (3 * GIB) / PAGE - 4096,
      managedPages: 763_812,
    },
    {
      nid: 0,
      type: ZONE_NORMAL,
      startPfn: (6 * GIB) / PAGE,
      spannedPages: (3 * GIB) / PAGE,
      presentPages: (3 * GIB) / PAGE,
      managedPages: 768_239,
    },
  ],
  blocks: [...blocks(0, 3 * GIB, ZONE_DMA32), ...blocks(6 * GIB, 9 * GIB, ZONE_NORMAL)],
  resources: [
    entry(0, 0x1000, 'Reserved'),
    entry(0x1000, 0x9fc00, 'System RAM'),
    entry(0x9fc00, MIB, 'Reserved'),
    entry(MIB, 3 * GIB, 'System RAM'),
    entry(16 * MIB, 32 * MIB, 'Kernel code', 1),
    entry(3 * GIB, 4 * GIB - 20 * MIB, 'PCI Bus 0000:00'),
    entry(4 * GIB, 6 * GIB, 'Soft Reserved'),
    entry(6 * GIB, 9 * GIB, 'System RAM'),
  ],
  defaultOnlineType: MMOP_ONLINE_MOVABLE,
  onlinePolicy: ONLINE_POLICY_CONTIG_ZONES,
  autoMovableRatio: 301,
  autoMovableNumaAware: true,
  memmapOnMemory: MEMMAP_ON_MEMORY_OFF,
  movableNode: false,
  maxAddressBytes: 2 ** 46 - 1,
  lastPhysicalBytes: 2 ** 40 - 1,
  hasProbeFile: false,
  hasTestModule: true,
  daxDevices: [],
  virtioMemDevices: [],
};
