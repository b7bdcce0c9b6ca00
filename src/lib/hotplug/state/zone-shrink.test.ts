/**
 * Shrinking of zone and node spans against spec 01 §4.4 and its five consequences, on blocks placed by hand: which
 * blocks are online in which zone is written down as text, one letter for each block.
 */
import { describe, expect, test } from 'vitest';
import { BLOCK_PAGES, bootNode, bootZone, emptyNode, labMachine, pfn } from '../testing/lab-machine.ts';
import { isOnlinePage, zoneRow } from './blocks.ts';
import { bootKernel } from './boot.ts';
import type { Kernel } from './kernel.ts';
import { PAGE_SIZE_BYTES, ZONE_DEVICE, ZONE_DMA, ZONE_DMA32, ZONE_MOVABLE, ZONE_NORMAL } from './units.ts';
import { growSpans, shrinkSpans } from './zones.ts';

const FIRST = 32;
const ZONE_OF: Readonly<Record<string, number>> = { N: ZONE_NORMAL, M: ZONE_MOVABLE };

/**
 * A kernel whose blocks from 32 on lie on node 1 as the text says: N and M online in that zone, n and m offline
 * again but still inside the span, `0` online in Normal of node 0, `.` nothing.
 */
function layout(text: string): Kernel {
  const k = bootKernel(labMachine());
  [...text].forEach((letter, i) => {
    const zone = ZONE_OF[letter.toUpperCase()] ?? ZONE_NORMAL;
    if (letter === '.') return;
    const nid = letter === '0' ? 0 : 1;
    growSpans(k, nid, zone, pfn(FIRST + i), BLOCK_PAGES);
    k.blocks.nid.set(FIRST + i, nid);
    k.blocks.pagesZone.set(FIRST + i, zone + 1);
    k.blocks.sectionsOnline.set(FIRST + i, letter === 'n' || letter === 'm' ? 0 : 1);
  });
  return k;
}

/** First block and number of blocks of a zone's span on node 1; the pages must be whole blocks. */
function span(k: Kernel, zone: number): [first: number, blocks: number] {
  const row = zoneRow(1, zone);
  return [k.zones.startPfn.get(row) / BLOCK_PAGES, k.zones.spanned.get(row) / BLOCK_PAGES];
}

/** The blocks, all offline by now, leave their zone of node 1 in one go. */
function shrink(k: Kernel, zone: number, first: number, blocks = 1): Kernel {
  shrinkSpans(k, 1, zone, pfn(first), blocks * BLOCK_PAGES);
  return k;
}

describe('the span of a zone after a range went offline', () => {
  test.each([
    ['the only block: nothing is left', 'n', 32, [0, 0]],
    ['the lower edge moves to the next block', 'nN', 32, [33, 1]],
    ['the upper edge moves to the block before', 'Nn', 33, [32, 1]],
    ['a hole in the middle never shrinks the span', 'NnN', 33, [32, 3]],
    ['the lower edge skips several holes at once', 'nnnN', 32, [35, 1]],
    ['the upper edge skips several holes at once', 'Nnnn', 35, [32, 1]],
    ['the lower edge skips blocks of another zone inside the span', 'nMMN', 32, [35, 1]],
    ['the upper edge skips blocks of another zone inside the span', 'NMMn', 35, [32, 1]],
    ['the lower edge skips blocks of another node', 'n00N', 32, [35, 1]],
    ['the upper edge skips blocks of another node', 'N00n', 35, [32, 1]],
    ['nothing of the zone is found from below', 'nnMn', 32, [0, 0]],
    ['nothing of the zone is found from above', 'nMnn', 35, [0, 0]],
  ] as const)('%s', (_, text, block, expected) => {
    expect(span(shrink(layout(text), ZONE_NORMAL, block), ZONE_NORMAL)).toEqual(expected);
  });

  test('a range of two blocks at the lower edge is skipped as a whole', () => {
    expect(span(shrink(layout('nnN'), ZONE_NORMAL, 32, 2), ZONE_NORMAL)).toEqual([34, 1]);
  });

  test('a range that is both edges at once leaves nothing', () => {
    expect(span(shrink(layout('nn'), ZONE_NORMAL, 32, 2), ZONE_NORMAL)).toEqual([0, 0]);
  });

  test('a hole left in the middle is skipped when the edge beside it goes', () => {
    const k = shrink(layout('NnN'), ZONE_NORMAL, 33);
    k.blocks.sectionsOnline.set(34, 0);
    expect(span(shrink(k, ZONE_NORMAL, 34), ZONE_NORMAL)).toEqual([32, 1]);
  });

  test('pages of a block that was online in the zone long ago and is offline do not hold the edge', () => {
    expect(span(shrink(layout('mMm'), ZONE_MOVABLE, 32), ZONE_MOVABLE)).toEqual([33, 2]);
  });

  test('the other zones of the node keep their spans', () => {
    expect(span(shrink(layout('nMN'), ZONE_NORMAL, 32), ZONE_MOVABLE)).toEqual([33, 1]);
  });
});

describe('what holds an edge, page by page', () => {
  /** Node 0 with a boot block 0 that lies in DMA up to page 4096 and in DMA32 from there on, and Normal above it. */
  function bootMemory(): Kernel {
    return bootKernel(
      labMachine({
        nodes: [bootNode(0), emptyNode(1)],
        zones: [
          bootZone(0, ZONE_DMA, 1, 4096),
          bootZone(0, ZONE_DMA32, 4096, pfn(2)),
          bootZone(0, ZONE_NORMAL, pfn(2), pfn(4)),
        ],
        blocks: [
          { id: 0, nid: 0, zone: null },
          { id: 1, nid: 0, zone: ZONE_DMA32 },
          { id: 2, nid: 0, zone: ZONE_NORMAL },
          { id: 3, nid: 0, zone: ZONE_NORMAL },
        ],
      }),
    );
  }

  function bootSpan(k: Kernel, zone: number): [start: number, spanned: number] {
    return [k.zones.startPfn.get(zoneRow(0, zone)), k.zones.spanned.get(zoneRow(0, zone))];
  }

  test('a boot block of several zones holds the edge with the pages that its zone had at boot', () => {
    const k = bootMemory();
    k.blocks.sectionsOnline.set(1, 0);
    shrinkSpans(k, 0, ZONE_DMA32, pfn(1), BLOCK_PAGES);
    expect(bootSpan(k, ZONE_DMA32)).toEqual([4096, pfn(1) - 4096]);
  });

  test('downwards the scan tests one page in 512, counted from the last page below the range', () => {
    const k = bootMemory();
    growSpans(k, 0, ZONE_DMA, pfn(1), BLOCK_PAGES);
    k.blocks.sectionsOnline.set(1, 0);
    shrinkSpans(k, 0, ZONE_DMA, pfn(1), BLOCK_PAGES);
    // Pages 32767, 32255 … 4095 are tested; 4095 is the first of them that is DMA's.
    expect(bootSpan(k, ZONE_DMA)).toEqual([1, 4095]);
  });

  test('upwards the scan tests one page in 512, counted from the end of the range', () => {
    const k = bootMemory();
    k.zones.bootStartPfn.set(zoneRow(0, ZONE_DMA32), 4100);
    k.zones.startPfn.set(zoneRow(0, ZONE_DMA32), 512);
    k.zones.spanned.set(zoneRow(0, ZONE_DMA32), pfn(2) - 512);
    shrinkSpans(k, 0, ZONE_DMA32, 512, 512);
    // Pages 1024, 1536 … 4096, 4608 are tested; 4608 is the first one behind page 4100.
    expect(bootSpan(k, ZONE_DMA32)).toEqual([4608, pfn(2) - 4608]);
  });

  /** Node 0 with Normal in blocks 2 and 3, of which the last 1 MiB and what is behind it is no RAM. */
  function withTail(ramEndPfn: number): Kernel {
    return bootKernel(
      labMachine({
        nodes: [bootNode(0), emptyNode(1)],
        zones: [bootZone(0, ZONE_NORMAL, pfn(2), ramEndPfn)],
        blocks: [
          { id: 2, nid: 0, zone: ZONE_NORMAL },
          { id: 3, nid: 0, zone: ZONE_NORMAL },
        ],
        resources: [
          {
            startBytes: pfn(2) * PAGE_SIZE_BYTES,
            endBytes: ramEndPfn * PAGE_SIZE_BYTES - 1,
            name: 'System RAM',
            depth: 0,
          },
        ],
      }),
    );
  }

  test('a boot block holds the edge up to the subsection in which its RAM ends', () => {
    const k = withTail(pfn(3) + 3 * 512 + 256);
    growSpans(k, 0, ZONE_NORMAL, pfn(6), BLOCK_PAGES);
    shrinkSpans(k, 0, ZONE_NORMAL, pfn(6), BLOCK_PAGES);
    expect(bootSpan(k, ZONE_NORMAL)).toEqual([pfn(2), BLOCK_PAGES + 4 * 512]);
  });

  test('a hole of whole subsections between RAM does not hold the edge', () => {
    const k = bootMemory();
    expect(isOnlinePage(k, pfn(3))).toBe(true);
    const holed = withTail(pfn(3));
    expect([isOnlinePage(holed, pfn(3) - 1), isOnlinePage(holed, pfn(2))]).toEqual([true, true]);
    const tail = withTail(pfn(3) + 1);
    expect([isOnlinePage(tail, pfn(3) + 511), isOnlinePage(tail, pfn(3) + 512)]).toEqual([true, false]);
  });

  test('a block that two nodes share holds the edge of each with its own pages', () => {
    const border = pfn(2) + 1024 + 256;
    const k = bootKernel(
      labMachine({
        nodes: [bootNode(0), bootNode(1)],
        zones: [
          bootZone(0, ZONE_NORMAL, pfn(1), border),
          bootZone(1, ZONE_NORMAL, border, pfn(2) + 4096 + 256),
        ],
        blocks: [
          { id: 1, nid: 0, zone: ZONE_NORMAL },
          { id: 2, nid: 1, zone: null, nids: [0, 1] },
        ],
        resources: [
          {
            startBytes: pfn(1) * PAGE_SIZE_BYTES,
            endBytes: (pfn(2) + 4096 + 256) * PAGE_SIZE_BYTES - 1,
            name: 'System RAM',
            depth: 0,
          },
        ],
      }),
    );
    for (const nid of [0, 1]) {
      growSpans(k, nid, ZONE_NORMAL, pfn(6), BLOCK_PAGES);
      shrinkSpans(k, nid, ZONE_NORMAL, pfn(6), BLOCK_PAGES);
    }
    const spanned = [0, 1].map((nid) => k.zones.spanned.get(zoneRow(nid, ZONE_NORMAL)));
    expect(spanned).toEqual([BLOCK_PAGES + 1024, pfn(2) + 4096 + 512 - border]);
  });
});

describe('the span of the node', () => {
  const nodeSpan = (k: Kernel): [first: number, blocks: number] => [
    k.nodes.startPfn.get(1) / BLOCK_PAGES,
    k.nodes.spanned.get(1) / BLOCK_PAGES,
  ];

  test('it is the hull of what its zones still span', () => {
    expect(nodeSpan(shrink(layout('nMN.M'), ZONE_NORMAL, 32))).toEqual([33, 4]);
  });

  test('it is 0 and 0 when the last zone lost its last block', () => {
    expect(nodeSpan(shrink(layout('n'), ZONE_NORMAL, 32))).toEqual([0, 0]);
  });

  test('it gives up a hole at its edge although no zone shrank, because it is computed from scratch', () => {
    const k = layout('MNnN');
    k.nodes.startPfn.set(1, pfn(20));
    k.nodes.spanned.set(1, pfn(30));
    expect(nodeSpan(shrink(k, ZONE_NORMAL, 34))).toEqual([32, 4]);
  });
});

test('ZONE_DEVICE never shrinks', () => {
  const k = bootKernel(labMachine());
  growSpans(k, 1, ZONE_DEVICE, pfn(40), pfn(2));
  shrink(k, ZONE_DEVICE, 40, 2);
  expect(span(k, ZONE_DEVICE)).toEqual([40, 2]);
});
