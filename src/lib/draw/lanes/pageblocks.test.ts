/** The inside of blocks: where pageblocks and pages are drawn. */
import { describe, expect, it } from 'vitest';
import { mapLayers } from '../map.ts';
import { mapStage } from '../map-stage.ts';
import { PAGE_BYTES, PAGEBLOCK_BYTES } from '../pageblock.ts';
import { block, blocks, BLOCK_BYTES, frame } from '../testing/frames.ts';
import { rectsOf, textsOf } from '../testing/scenes.ts';
import { lanePlace } from './blocks.ts';
import { pageblockMarks, pagePinMarks, showsPageblocks } from './pageblocks.ts';
import { sceneOf, type Scene } from './scene.ts';

const startPfn = (2 * BLOCK_BYTES) / PAGE_BYTES + 1000;
const moment = frame({
  blocks: [...blocks(0, 1), block(2, { pinned: true }), ...blocks(3, 40)],
  pageRuns: [
    { startPfn, pages: 1, word: 'PageOffline, referenced', letter: 'O' },
    { startPfn: startPfn + 4096, pages: 512, word: 'movable', letter: 'm' },
  ],
});

/** A window of so many pageblocks from the start of memory2 on. */
function inside(pageblocks: number): Scene {
  const startBytes = 2 * BLOCK_BYTES;
  const window = { startBytes, endBytes: startBytes + pageblocks * PAGEBLOCK_BYTES };
  return sceneOf({ frame: moment, stage: mapStage([moment]), window, selected: 2, widthPx: 1400 });
}

describe('pageblocks', () => {
  it('are told apart only where they have room', () => {
    expect(showsPageblocks(inside(64))).toBe(true);
    expect(showsPageblocks(inside(64 * 8))).toBe(false);
    expect(pageblockMarks(inside(64 * 8), lanePlace(inside(64 * 8)))).toEqual([]);
  });

  it('have a ruler with one line between any two', () => {
    const scene = inside(16);
    const ruler = pageblockMarks(scene, lanePlace(scene)).find(({ key }) => key.startsWith('2 pageblocks'));
    expect(ruler?.kind === 'path' ? ruler.d.match(/M/g) : null).toHaveLength(15);
  });

  it('show a single page at its place, and a run as wide as it is, with its letter', () => {
    const scene = inside(16);
    const runs = rectsOf(pageblockMarks(scene, lanePlace(scene)), 'ink-fill').concat(
      rectsOf(pageblockMarks(scene, lanePlace(scene)), 'ink2-fill'),
    );
    const one = runs.find(({ key }) => key === `${startPfn} run`)!;
    expect(one.x).toBeCloseTo(scene.scale.xPx(startPfn * PAGE_BYTES), 1);
    expect(one.width).toBe(2);
    const many = runs.find(({ key }) => key === `${startPfn + 4096} run`)!;
    expect(many.width).toBeCloseTo(scene.scale.pxPerByte * PAGEBLOCK_BYTES, 1);
    expect(textsOf(mapLayers(scene).blocks)).toContain('m');
  });

  it('put a pin only over pages that cannot leave, and say class and page frame', () => {
    const scene = inside(64);
    const words = textsOf(pagePinMarks(scene, lanePlace(scene)));
    expect(words).toEqual([`PageOffline, referenced, pfn 0x${startPfn.toString(16)}`]);
  });

  it('leave a block its number and state although only a part of it is in sight', () => {
    expect(textsOf(mapLayers(inside(16)).blocks)).toEqual(expect.arrayContaining(['2']));
  });
});
