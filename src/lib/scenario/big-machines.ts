/**
 * Machines with very many memory blocks: 64 TiB in blocks of 128 MiB, and in blocks of 2 GiB. What can be done with a
 * handful of blocks can be done here too, and nothing of the picture is left out.
 */
import type { MachineDescription, ZoneDescription } from '#lib/hotplug/state/machine.ts';
import {
  MMOP_OFFLINE,
  MMOP_ONLINE_MOVABLE,
  ZONE_DMA,
  ZONE_DMA32,
  ZONE_NORMAL,
} from '#lib/hotplug/state/units.ts';
import { entry, GIB, labMachine, MIB } from './lab-machine.ts';
import { calls, does, plug, setState } from './scenario-step.ts';
import type { Scenario } from './scenario.ts';

const TIB = 1024 * GIB;
const PAGE = 4096;
const NODES = 8;
const NODE_BYTES = 8 * TIB;
/** A node begins every 16 TiB: between two lie 8 TiB of addresses without memory. */
const NODE_PITCH_BYTES = 16 * TIB;
/** What is plugged in later, at the end of the last node. */
const PLUGGED_BYTES = 128 * GIB;
const LAST_PHYSICAL = 2 ** 52 - 1;
/** Part of the pages that boot memory loses to its own memory map; assumed. */
const MANAGED = 63 / 64;

interface Range {
  readonly startBytes: number;
  readonly endBytes: number;
}

function ramOf(nid: number): Range {
  const startBytes = nid * NODE_PITCH_BYTES;
  return { startBytes, endBytes: startBytes + NODE_BYTES - (nid === NODES - 1 ? PLUGGED_BYTES : 0) };
}

function zone(nid: number, type: number, { startBytes, endBytes }: Range): ZoneDescription {
  const pages = (endBytes - startBytes) / PAGE;
  return {
    nid,
    type,
    startPfn: startBytes / PAGE,
    spannedPages: pages,
    presentPages: pages,
    managedPages: Math.floor(pages * MANAGED),
  };
}

const LOW: readonly ZoneDescription[] = [
  { nid: 0, type: ZONE_DMA, startPfn: 1, spannedPages: 4095, presentPages: 3998, managedPages: 3840 },
  zone(0, ZONE_DMA32, { startBytes: 16 * MIB, endBytes: 4 * GIB }),
];

function bigMachine(blockSizeBytes: number): MachineDescription {
  const nids = Array.from({ length: NODES }, (_, nid) => nid);
  const zoneAt = (id: number): number | null => {
    if (id === 0) return null;
    return (id + 1) * blockSizeBytes <= 4 * GIB ? ZONE_DMA32 : ZONE_NORMAL;
  };
  return {
    ...labMachine,
    blockSizeBytes,
    possibleNodes: NODES,
    nodes: nids.map((nid) => ({ nid, online: true, hasMemory: true, hasNormalMemory: true, hasCpu: true })),
    zones: [
      ...LOW,
      ...nids.map((nid) => {
        const { startBytes, endBytes } = ramOf(nid);
        return zone(nid, ZONE_NORMAL, { startBytes: Math.max(startBytes, 4 * GIB), endBytes });
      }),
    ],
    blocks: nids.flatMap((nid) => {
      const { startBytes, endBytes } = ramOf(nid);
      const first = startBytes / blockSizeBytes;
      return Array.from({ length: (endBytes - startBytes) / blockSizeBytes }, (_, i) => ({
        id: first + i,
        nid,
        zone: zoneAt(first + i),
      }));
    }),
    resources: [
      entry(0, 0x1000, 'Reserved'),
      entry(0x1000, 0x9fc00, 'System RAM'),
      entry(0x9fc00, MIB, 'Reserved'),
      ...nids.map((nid) => entry(Math.max(MIB, ramOf(nid).startBytes), ramOf(nid).endBytes, 'System RAM')),
    ],
    defaultOnlineType: MMOP_OFFLINE,
    maxAddressBytes: LAST_PHYSICAL,
    lastPhysicalBytes: LAST_PHYSICAL,
  };
}

function bigScenario(id: string, blockSizeBytes: number, size: string, onlined: number): Scenario {
  const start = ramOf(NODES - 1).endBytes;
  const first = start / blockSizeBytes;
  const range = { startBytes: start, sizeBytes: onlined * blockSizeBytes };
  const pinned = first + onlined / 2;
  return {
    id,
    title: `64 TiB in blocks of ${size}`,
    about: `Eight nodes of 8 TiB each. 128 GiB are plugged in at the end of the last one, ${onlined} blocks of it go online as Movable, one of them cannot leave again.`,
    tags: ['large', 'block-size'],
    variant: 'v1p3',
    // Made when it is played: the list of its blocks is long.
    get machine() {
      return bigMachine(blockSizeBytes);
    },
    steps: [
      plug('dimm0', start, PLUGGED_BYTES, NODES - 1),
      calls('online_memory_range', { ...range, onlineType: MMOP_ONLINE_MOVABLE }),
      does('gup', { kind: 'pin', startBytes: pinned * blockSizeBytes + 64 * MIB, pages: 1, how: 'offline' }),
      setState(pinned, 'offline'),
    ],
  };
}

export const manyBlocks: Scenario = bigScenario('64tib', 128 * MIB, '128 MiB: 524,288 of them', 256);
export const largeBlocks: Scenario = bigScenario('2gib-blocks', 2 * GIB, '2 GiB: 32,768 of them', 16);
