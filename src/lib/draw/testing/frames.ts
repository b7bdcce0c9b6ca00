/**
 * Moments for the tests of the pictures, written by hand: what a picture does must not depend on what the kernel
 * model happens to do.
 */
import type {
  BlockView,
  Frame,
  NodeView,
  ResourceView,
  TimelineView,
  ZoneView,
} from '#lib/workbench/frame.ts';
import { GIB, MIB } from '../number-text.ts';

export { GIB };
export const BLOCK_BYTES = 128 * MIB;
const PAGE_BYTES = 4096;
const BLOCKS_PER_GIB = GIB / BLOCK_BYTES;

/** A block that is online in a kernel zone of node 0, unless `rest` says otherwise. */
export function block(id: number, rest: Partial<BlockView> = {}): BlockView {
  return {
    id,
    startBytes: id * BLOCK_BYTES,
    sizeBytes: BLOCK_BYTES,
    nid: 0,
    look: 'online-kernel',
    configuration: 2,
    zone: 'Normal',
    state: 'online',
    validZones: 'Normal',
    pinned: false,
    refused: null,
    changed: false,
    group: null,
    ...rest,
  };
}

export const offline: Partial<BlockView> = { look: 'offline', zone: null, state: 'offline', nid: 1 };
export const movable: Partial<BlockView> = { look: 'online-movable', zone: 'Movable', nid: 1 };

/** Blocks `first` to `last`, all alike. */
export function blocks(first: number, last: number, rest: Partial<BlockView> = {}): BlockView[] {
  return Array.from({ length: last - first + 1 }, (_, i) => block(first + i, rest));
}

/** A zone whose present pages are the blocks of `present`, inclusive; its span may be larger. */
export function zone(
  nid: number,
  name: string,
  span: readonly [first: number, last: number],
  present: readonly (readonly [first: number, last: number])[] = [span],
): ZoneView {
  const pagesPerBlock = BLOCK_BYTES / PAGE_BYTES;
  const pages = present.reduce((sum, [first, last]) => sum + (last - first + 1) * pagesPerBlock, 0);
  return {
    nid,
    name,
    startPfn: span[0] * pagesPerBlock,
    spannedPages: (span[1] - span[0] + 1) * pagesPerBlock,
    presentPages: pages,
    managedPages: pages,
    isMovable: name === 'Movable',
    presentRanges: present.map(([first, last]) => ({
      startBytes: first * BLOCK_BYTES,
      endBytes: (last + 1) * BLOCK_BYTES,
    })),
    changed: false,
  };
}

export function node(
  nid: number,
  span: readonly [first: number, last: number],
  present: readonly (readonly [first: number, last: number])[] = [span],
): NodeView {
  const { startPfn, spannedPages, presentRanges } = zone(nid, 'Normal', span, present);
  return { nid, online: true, hasMemory: true, hasNormalMemory: true, startPfn, spannedPages, presentRanges };
}

/** An iomem entry over whole GiB, end exclusive. */
export function entry(
  startGib: number,
  endGib: number,
  name: string,
  rest: Partial<ResourceView> = {},
): ResourceView {
  return { startBytes: startGib * GIB, endBytes: endGib * GIB - 1, name, depth: 0, busy: true, ...rest };
}

export function frame(rest: Partial<Frame> = {}): Frame {
  return {
    position: 1,
    length: 10,
    blockSizeBytes: BLOCK_BYTES,
    blocks: [],
    runs: [],
    pageRuns: [],
    zones: [],
    nodes: [],
    resources: [],
    devices: [],
    locks: [],
    threads: [],
    steps: [],
    current: null,
    refusals: [],
    log: [],
    marks: [],
    mark: -1,
    movableRatioPercent: 8.7,
    ratioLimitPercent: 301,
    onlinePolicy: 'contig-zones',
    defaultOnlineType: 'offline',
    ...rest,
  };
}

/**
 * RAM of node 0 at 0 to 3 and 6 to 9 GiB; a device of node 1 at 4 to 6 GiB, of whose memory 32 to 35 are offline, 40
 * was refused, 41 is being onlined just now, 42 is pinned, 43 is online.
 */
export function labFrame(rest: Partial<Frame> = {}): Frame {
  const last = 9 * BLOCKS_PER_GIB - 1;
  return frame({
    blocks: [
      block(0, { look: 'online-mixed', zone: null }),
      ...blocks(1, 23, { zone: 'DMA32' }),
      ...blocks(32, 35, offline),
      block(40, { ...offline, refused: '-EPERM' }),
      block(41, { ...movable, look: 'onlining', state: 'offline', refused: '-EPERM', changed: true }),
      block(42, { ...movable, pinned: true, refused: '-EBUSY' }),
      block(43, movable),
      ...blocks(48, last),
    ],
    zones: [
      zone(0, 'DMA32', [0, 31], [[0, 23]]),
      zone(0, 'Normal', [48, last]),
      { ...zone(1, 'Movable', [41, 43], [[42, 43]]), changed: true },
    ],
    nodes: [
      node(
        0,
        [0, last],
        [
          [0, 23],
          [48, last],
        ],
      ),
      node(1, [41, 43], [[42, 43]]),
    ],
    resources: [
      entry(0, 3, 'System RAM'),
      entry(3, 4, 'PCI Bus 0000:00'),
      entry(4, 6, 'Soft Reserved', { busy: false }),
      entry(4, 4.5, 'dax0.0', { depth: 1, busy: false }),
      entry(4, 4.5, 'System RAM (kmem)', { depth: 2 }),
      entry(5, 5.5, 'dax0.0', { depth: 1, busy: false }),
      entry(5, 5.5, 'System RAM (kmem)', { depth: 2 }),
      entry(6, 9, 'System RAM'),
    ],
    ...rest,
  });
}

/** `count` blocks without a gap: kernel memory, a few offline, then Movable with pins and refusals here and there. */
export function crowdFrame(count: number): Frame {
  const offlineFrom = Math.floor(count * 0.4);
  const movableFrom = Math.floor(count * 0.5);
  return frame({
    blocks: [
      ...blocks(0, offlineFrom - 1),
      ...blocks(offlineFrom, movableFrom - 1, offline),
      ...blocks(movableFrom, count - 1, movable).map((one) => ({
        ...one,
        pinned: one.id % 97 === 0,
        refused: one.id % 211 === 0 ? '-EBUSY' : null,
      })),
    ],
    zones: [zone(0, 'Normal', [0, offlineFrom - 1]), zone(1, 'Movable', [movableFrom, count - 1])],
    nodes: [node(0, [0, offlineFrom - 1]), node(1, [movableFrom, count - 1])],
    resources: [entry(0, count / BLOCKS_PER_GIB, 'System RAM')],
  });
}

const driver = { name: 'driver', letter: 'D' };

/** A run of 146 steps with three refusals and five commands. */
export function labTimeline(rest: Partial<TimelineView> = {}): TimelineView {
  const command = (
    index: number,
    text: string,
    startStep: number,
    endStep: number,
  ): TimelineView['marks'][number] => ({
    index,
    actor: driver,
    text,
    startStep,
    endStep,
    result: '0',
    failed: false,
    agrees: null,
    difference: null,
  });
  return {
    length: 146,
    errnos: [
      { position: 99, errno: '-EBUSY' },
      { position: 110, errno: '-EPERM' },
      { position: 118, errno: '-EPERM' },
    ],
    lockSpans: [
      { from: 3, to: 13 },
      { from: 42, to: 140 },
    ],
    zoneChanges: [16, 34, 45, 51, 92],
    marks: [
      command(0, 'modprobe kmem', 0, 34),
      command(1, 'offline_memory(0x100000000, 0x20000000, with a long list of arguments)', 34, 60),
      command(2, 'echo online', 60, 62),
      command(3, 'offline_memory(5G, 512M)', 72, 146),
    ],
    ...rest,
  };
}
