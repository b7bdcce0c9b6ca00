/**
 * The machine that the tests of the kernel core boot: 4 GiB of memory on node 0 without a hole, node 1 possible but
 * empty, blocks of 128 MiB. So memory32 is the first free block, and every number in a test can be computed by hand.
 */
import type {
  BootBlockDescription,
  MachineDescription,
  NodeDescription,
  ZoneDescription,
} from '../state/machine.ts';
import { PAGE_SIZE_BYTES, ZONE_DMA, ZONE_DMA32 } from '../state/units.ts';

/** 128 MiB. */
export const BLOCK_BYTES = 0x8000000;
export const BLOCK_PAGES = 32768;
/** Boot memory of the lab: memory0 to memory31. */
export const BOOT_BLOCKS = 32;
const DMA_PAGES = 4096;

/** Start and size in bytes of `count` blocks, as most kernel functions take them. */
export function range(firstBlock: number, count = 1): [startBytes: number, sizeBytes: number] {
  return [firstBlock * BLOCK_BYTES, count * BLOCK_BYTES];
}

/** First page frame of a block. */
export function pfn(block: number): number {
  return block * BLOCK_PAGES;
}

/** A zone whose memory is all there at boot; `reserved` pages never reach the buddy. */
export function bootZone(
  nid: number,
  type: number,
  startPfn: number,
  endPfn: number,
  reserved = 0,
): ZoneDescription {
  const spannedPages = endPfn - startPfn;
  const managedPages = spannedPages - reserved;
  return { nid, type, startPfn, spannedPages, presentPages: spannedPages, managedPages };
}

/** A node without memory and without CPU. */
export function emptyNode(nid: number): NodeDescription {
  return { nid, online: false, hasMemory: false, hasNormalMemory: false, hasCpu: false };
}

/** A node with a CPU and memory in a kernel zone. */
export function bootNode(nid: number): NodeDescription {
  return { nid, online: true, hasMemory: true, hasNormalMemory: true, hasCpu: true };
}

/** Boot blocks `[first, end)` of one zone; null for several. */
export function bootBlocks(first: number, end: number, zone: number | null, nid = 0): BootBlockDescription[] {
  return Array.from({ length: end - first }, (_, i) => ({ id: first + i, nid, zone }));
}

/** The lab; a test names what is different in its own. */
export function labMachine(differences: Partial<MachineDescription> = {}): MachineDescription {
  return {
    blockSizeBytes: BLOCK_BYTES,
    possibleNodes: 2,
    nodes: [bootNode(0), emptyNode(1)],
    zones: [
      bootZone(0, ZONE_DMA, 0, DMA_PAGES),
      bootZone(0, ZONE_DMA32, DMA_PAGES, pfn(BOOT_BLOCKS), 10_000),
    ],
    blocks: [...bootBlocks(0, 1, null), ...bootBlocks(1, BOOT_BLOCKS, ZONE_DMA32)],
    resources: [
      { startBytes: 0, endBytes: pfn(BOOT_BLOCKS) * PAGE_SIZE_BYTES - 1, name: 'System RAM', depth: 0 },
    ],
    defaultOnlineType: 0,
    onlinePolicy: 0,
    autoMovableRatio: 301,
    autoMovableNumaAware: true,
    memmapOnMemory: 0,
    movableNode: false,
    maxAddressBytes: 2 ** 46 - 1,
    lastPhysicalBytes: 2 ** 40 - 1,
    hasProbeFile: true,
    hasTestModule: true,
    daxDevices: [],
    virtioMemDevices: [],
    ...differences,
  };
}
