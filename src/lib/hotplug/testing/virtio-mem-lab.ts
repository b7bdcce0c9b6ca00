/**
 * The lab with a virtio-mem device whose region begins at memory48, in the hands of a test: sizes are MiB, blocks and
 * sub-blocks read as short texts.
 */
import type { MachineDescription, VirtioMemDescription } from '../state/machine.ts';
import { PAGE_SIZE_BYTES, pfnOf } from '../state/units.ts';
import { geometryOf, pluggedCount, stateOf } from '../drivers/virtio-mem-books.ts';
import type { VariantId } from '../variants/index.ts';
import { BLOCK_BYTES, labMachine } from './lab-machine.ts';
import { Lab } from './lab.ts';

export const MIB = 2 ** 20;
/** First block of the first device's region. */
export const REGION_BLOCK = 48;

const SBM_WORDS = [
  'unused',
  'plugged',
  'offline',
  'offline-partial',
  'kernel',
  'kernel-partial',
  'movable',
  'movable-partial',
];
const BBM_WORDS = ['unused', 'plugged', 'added', 'fake-offline'];

export interface VirtioMemLabOptions extends Partial<MachineDescription> {
  readonly deviceBlockMib?: number;
  readonly regionBlocks?: number;
  /** More devices of the same kind, each with a region right behind the one before. */
  readonly devices?: number;
  readonly variant?: VariantId;
}

export class VirtioMemLab extends Lab {
  constructor(options: VirtioMemLabOptions = {}) {
    const {
      deviceBlockMib = 2,
      regionBlocks = 16,
      devices = 1,
      variant = 'base-6.12',
      ...differences
    } = options;
    const regionBytes = regionBlocks * BLOCK_BYTES;
    const virtioMemDevices = Array.from({ length: devices }, (_, i): VirtioMemDescription => {
      const startBytes = REGION_BLOCK * BLOCK_BYTES + i * regionBytes;
      return { id: `vm${i}`, nid: 0, startBytes, regionBytes, deviceBlockBytes: deviceBlockMib * MIB };
    });
    const regions = virtioMemDevices.map(({ startBytes }, i) => ({
      startBytes,
      endBytes: startBytes + regionBytes - 1,
      name: `virtio${i}`,
      depth: 0,
    }));
    const resources = [...labMachine().resources, ...regions];
    super({ virtioMemDevices, resources, hasTestModule: false, ...differences }, variant);
  }

  /** The machine asks for a size; everything settles. */
  request(mib: number, id = 'vm0'): string {
    return this.answer(this.begin({ kind: 'virtio_mem_request', id, requestedBytes: mib * MIB }, 'machine'));
  }

  pluggedMib(device = 0): number {
    return this.k.virtio.pluggedBytes.get(device) / MIB;
  }

  offlineMib(device = 0): number {
    return this.k.virtio.offlineBytes.get(device) / MIB;
  }

  /** The driver's state of a block and, in sub-block mode, how many sub-blocks are plugged: `movable-partial 12`. */
  book(block: number, device = 0): string {
    const g = geometryOf(this.k, device);
    const unit = Math.floor((block * BLOCK_BYTES) / g.unitBytes);
    const state = stateOf(this.k, g, unit);
    return g.hasSubBlocks ? `${SBM_WORDS[state]!} ${pluggedCount(this.k, g, unit)}` : BBM_WORDS[state]!;
  }

  /** Books of consecutive blocks from the start of the region. */
  books(count: number, device = 0): string[] {
    const first = this.k.virtio.startBytes.get(device) / BLOCK_BYTES;
    return Array.from({ length: count }, (_, i) => this.book(first + i, device));
  }

  /** Offset of a sub-block of the device's first block size, in pages. */
  subBlockPages(subBlock: number): number {
    return (subBlock * geometryOf(this.k, 0).subBlockBytes) / PAGE_SIZE_BYTES;
  }

  /** System RAM of the region: first and last block of each entry. */
  entries(): string[] {
    return (this.read('/proc/iomem') ?? '')
      .split('\n')
      .filter((line) => line.includes('System RAM (virtio_mem)'))
      .map((line) => {
        const [start, end] = line
          .trim()
          .split(' ')[0]!
          .split('-')
          .map((hex) => parseInt(hex, 16));
        return `${start! / BLOCK_BYTES}-${pfnOf(end! + 1 - BLOCK_BYTES) / pfnOf(BLOCK_BYTES)}`;
      });
  }
}
