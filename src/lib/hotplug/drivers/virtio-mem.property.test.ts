/** Whatever happens to a virtio-mem device, its books agree with the kernel's blocks, zones, pages and groups. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countPages, freePages, PAGE_OFFLINE_REFERENCED, PAGE_UNMOVABLE } from '../state/pages.ts';
import { BLOCK_BYTES, BLOCK_PAGES, pfn } from '../testing/lab-machine.ts';
import { MIB, REGION_BLOCK, VirtioMemLab } from '../testing/virtio-mem-lab.ts';
import { geometryOf, pluggedCount, stateOf } from './virtio-mem-books.ts';

const REGION_BLOCKS = 12;
const BLOCK_IDS = Array.from({ length: REGION_BLOCKS }, (_, i) => REGION_BLOCK + i);

type Action =
  | { readonly kind: 'request'; readonly mib: number }
  | { readonly kind: 'online' | 'offline'; readonly block: number; readonly movable: boolean }
  | { readonly kind: 'pin'; readonly block: number; readonly page: number }
  | { readonly kind: 'unpin' };

const blockOfRegion = fc.integer({ min: REGION_BLOCK, max: REGION_BLOCK + REGION_BLOCKS - 1 });

function actions(stepMib: number): fc.Arbitrary<Action[]> {
  const largest = (REGION_BLOCKS * BLOCK_BYTES) / MIB / stepMib;
  const request = fc.record({
    kind: fc.constant('request' as const),
    mib: fc.integer({ min: 0, max: largest }).map((steps) => steps * stepMib),
  });
  const move = fc.record({
    kind: fc.constantFrom('online' as const, 'offline' as const),
    block: blockOfRegion,
    movable: fc.boolean(),
  });
  const pin = fc.record({
    kind: fc.constant('pin' as const),
    block: blockOfRegion,
    page: fc.integer({ min: 0, max: BLOCK_PAGES - 1 }),
  });
  const unpin = fc.constant({ kind: 'unpin' as const });
  const any = fc.oneof(
    { weight: 4, arbitrary: request },
    { weight: 4, arbitrary: move },
    { weight: 1, arbitrary: pin },
    { weight: 1, arbitrary: unpin },
  );
  return fc.array(any, { minLength: 1, maxLength: 14 });
}

class Driven extends VirtioMemLab {
  readonly #pins: number[] = [];

  act(action: Action): void {
    if (action.kind === 'request') this.request(action.mib);
    else if (action.kind === 'online')
      this.online(action.block, action.movable ? 'online_movable' : 'online_kernel');
    else if (action.kind === 'offline') this.#takeOffline(action.block);
    else if (action.kind === 'pin') this.#pin(action.block, action.page);
    else for (const row of this.#pins.splice(0)) freePages(this.k, row);
  }

  /** A kernel page in ZONE_MOVABLE would keep the writer in the loop for ever. */
  #takeOffline(block: number): void {
    if (countPages(this.k, PAGE_UNMOVABLE, pfn(block), BLOCK_PAGES) === 0) this.offline(block);
  }

  /** Kernel pages can only be where the kernel has pages. */
  #pin(block: number, page: number): void {
    const isOnline = this.block(block).startsWith('online');
    const isHeld = countPages(this.k, PAGE_OFFLINE_REFERENCED, pfn(block) + page, 1) !== 0;
    if (isOnline && !isHeld) this.#pins.push(this.place(PAGE_UNMOVABLE, block, page));
  }

  get isPinned(): boolean {
    return this.#pins.length > 0;
  }
}

const SBM_FILES = [
  'absent',
  '',
  'offline',
  'offline',
  'online Normal',
  'online Normal',
  'online Movable',
  'online Movable',
];

/** What the kernel and the driver say about the same memory, as two values that have to be equal. */
function twoViews(lab: Driven, before: { managed: number }): [kernel: unknown, driver: unknown] {
  const { k } = lab;
  const g = geometryOf(k, 0);
  const blocks = BLOCK_IDS.map((id) => lab.block(id));
  const unitOf = (id: number): number => Math.floor((id * BLOCK_BYTES) / g.unitBytes);
  const state = (id: number): number => stateOf(k, g, unitOf(id));
  const plugged = (id: number): number => (pluggedCount(k, g, unitOf(id)) * BLOCK_PAGES) / g.subBlocksPerUnit;
  const isOnline = (id: number): boolean => k.blocks.sectionsOnline.get(id) !== 0;
  const sum = (ids: readonly number[], of: (id: number) => number): number =>
    ids.reduce((total, id) => total + of(id), 0);
  const online = BLOCK_IDS.filter(isOnline);
  const offline = BLOCK_IDS.filter((id) => k.hasBlock(id) && !isOnline(id));
  const kernel = {
    blocks: blocks.map((text) => (text.startsWith('offline') ? 'offline' : text)),
    full: BLOCK_IDS.map((id) => k.hasBlock(id) && plugged(id) === BLOCK_PAGES),
    plugged: k.virtio.pluggedBytes.get(0) / 4096,
    managed: lab.managed(0, 'Movable') + lab.managed(0, 'Normal') - before.managed,
    held: sum(BLOCK_IDS, (id) => countPages(k, PAGE_OFFLINE_REFERENCED, pfn(id), BLOCK_PAGES)),
    offlineBytes: k.virtio.offlineBytes.get(0),
    group: k.groups.presentKernel.get(0) + k.groups.presentMovable.get(0),
  };
  const driver = {
    blocks: BLOCK_IDS.map((id, i) =>
      g.hasSubBlocks ? SBM_FILES[state(id)] : state(id) === 0 ? 'absent' : kernel.blocks[i],
    ),
    full: BLOCK_IDS.map((id) => (g.hasSubBlocks ? [2, 4, 6].includes(state(id)) : state(id) === 2)),
    plugged: sum(BLOCK_IDS, plugged),
    managed: sum(online, plugged),
    held: sum(online, (id) => BLOCK_PAGES - plugged(id)),
    offlineBytes: offline.length * BLOCK_BYTES,
    group: online.length * BLOCK_PAGES,
  };
  return [kernel, driver];
}

describe('a virtio-mem device', () => {
  test.each([
    ['with sub-blocks of 2 MiB', 2],
    ['with sub-blocks of 32 MiB', 32],
    ['with big blocks of one memory block', 128],
    ['with big blocks of two memory blocks', 256],
  ])('%s keeps its books right, and reaches the size when nothing is in its way', (_, deviceBlockMib) => {
    const property = fc.property(
      actions(deviceBlockMib),
      fc.constantFrom(0, 1, 2, 3),
      (list, defaultOnlineType) => {
        const lab = new Driven({ deviceBlockMib, regionBlocks: REGION_BLOCKS, defaultOnlineType });
        const before = { managed: lab.managed(0, 'Movable') + lab.managed(0, 'Normal') };
        for (const action of list) {
          lab.act(action);
          const [kernel, driver] = twoViews(lab, before);
          expect(kernel).toEqual(driver);
          const wanted = lab.k.virtio.requestedBytes.get(0) / MIB;
          const hasRoom = lab.offlineMib() + Math.max(deviceBlockMib, 128) <= 1024;
          if (action.kind === 'request' && !lab.isPinned && hasRoom) expect(lab.pluggedMib()).toBe(wanted);
        }
      },
    );
    fc.assert(property, { numRuns: 60, seed: 7 });
  });
});
