/**
 * The machine that the tests of drivers and variants boot: 1 GiB of memory on node 0, and two dax devices on node 1
 * that the firmware reserved for them, so that every block number below is known by heart.
 */
import type { MachineDescription } from '../state/machine.ts';
import {
  MEMMAP_ON_MEMORY_OFF,
  MEMMAP_ON_MEMORY_ON,
  ONLINE_POLICY_CONTIG_ZONES,
  ONLINE_TYPE_WORDS,
  ZONE_DMA,
  ZONE_DMA32,
} from '../state/units.ts';

/** 128 MiB: memory32 begins at 4 GiB. */
export const BLOCK_BYTES = 0x8000000;
export const BLOCK_PAGES = 32768;
/** First block of the region of dax0.0, which ends before that of dax1.0. */
export const DAX0_BLOCK = 32;
export const DAX1_BLOCK = 48;
/** End of the region of dax1.0, exclusive. */
export const DAX_END_BLOCK = 64;

export type OnlineTypeWord = (typeof ONLINE_TYPE_WORDS)[number];

/** What a test may choose of the machine. */
export interface DaxMachineOptions {
  /** auto_online_blocks at boot. */
  readonly policy?: OnlineTypeWord;
  /** The module parameter memmap_on_memory. */
  readonly memmapOnMemory?: boolean;
  readonly hasProbeFile?: boolean;
  /** Nodes that can exist; node 1 holds the dax memory. */
  readonly possibleNodes?: number;
}

const DMA_PAGES = 4096;
const BOOT_BLOCKS = 8;
const BOOT_PAGES = BOOT_BLOCKS * BLOCK_PAGES;

/** The machine: memory0 to memory7 at boot, of which memory0 lies in two zones. */
export function daxMachine(options: DaxMachineOptions = {}): MachineDescription {
  const { policy = 'online_movable', memmapOnMemory = false, possibleNodes = 2 } = options;
  const dax = (name: string, firstBlock: number, endBlock: number) => ({
    name,
    targetNode: 1,
    alignBytes: 0x200000,
    memmapOnMemory: false,
    regionStartBytes: firstBlock * BLOCK_BYTES,
    regionEndBytes: endBlock * BLOCK_BYTES,
  });
  const zone = (type: number, startPfn: number, endPfn: number, reserved: number) => ({
    nid: 0,
    type,
    startPfn,
    spannedPages: endPfn - startPfn,
    presentPages: endPfn - startPfn,
    managedPages: endPfn - startPfn - reserved,
  });
  return {
    blockSizeBytes: BLOCK_BYTES,
    possibleNodes,
    nodes: Array.from({ length: possibleNodes }, (_, nid) => ({
      nid,
      online: nid === 0,
      hasMemory: nid === 0,
      hasNormalMemory: nid === 0,
      hasCpu: nid === 0,
    })),
    zones: [zone(ZONE_DMA, 0, DMA_PAGES, 96), zone(ZONE_DMA32, DMA_PAGES, BOOT_PAGES, 4000)],
    blocks: Array.from({ length: BOOT_BLOCKS }, (_, id) => ({
      id,
      nid: 0,
      zone: id === 0 ? null : ZONE_DMA32,
    })),
    resources: [
      { depth: 0, startBytes: 0, endBytes: BOOT_BLOCKS * BLOCK_BYTES - 1, name: 'System RAM' },
      { depth: 1, startBytes: 0x1000000, endBytes: 0x1ffffff, name: 'Kernel code' },
      {
        depth: 0,
        startBytes: DAX0_BLOCK * BLOCK_BYTES,
        endBytes: DAX1_BLOCK * BLOCK_BYTES - 1,
        name: 'Soft Reserved',
      },
      {
        depth: 0,
        startBytes: DAX1_BLOCK * BLOCK_BYTES,
        endBytes: DAX_END_BLOCK * BLOCK_BYTES - 1,
        name: 'Soft Reserved',
      },
    ],
    defaultOnlineType: ONLINE_TYPE_WORDS.indexOf(policy),
    onlinePolicy: ONLINE_POLICY_CONTIG_ZONES,
    autoMovableRatio: 301,
    autoMovableNumaAware: true,
    memmapOnMemory: memmapOnMemory ? MEMMAP_ON_MEMORY_ON : MEMMAP_ON_MEMORY_OFF,
    movableNode: false,
    maxAddressBytes: 2 ** 46 - 1,
    lastPhysicalBytes: 2 ** 40 - 1,
    hasProbeFile: options.hasProbeFile ?? true,
    hasTestModule: true,
    daxDevices: [dax('dax0.0', DAX0_BLOCK, DAX1_BLOCK), dax('dax1.0', DAX1_BLOCK, DAX_END_BLOCK)],
    virtioMemDevices: [],
  };
}
