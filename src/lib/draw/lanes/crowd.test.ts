/** Runs of blocks and blocks one by one are two ways to say the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockColumns } from './block-columns.ts';
import { scenarioById } from '#lib/scenario/gallery.ts';
import { blockView } from '#lib/workbench/block-view.ts';
import { frameAt } from '#lib/workbench/frame-at.ts';
import { blockIn, blocksBetween, countBlocks } from '#lib/workbench/frame-blocks.ts';
import { playScenario } from '#lib/workbench/playable.ts';

const playable = playScenario(scenarioById('2gib-blocks')!);
const { kernel, run } = playable.machine;
const frame = frameAt(playable, run.length);
const NO_CHANGES = { blocks: new Set<number>(), zones: new Set<number>() };

describe('the blocks of a large machine', () => {
  it('are few runs, and those one by one that the run changes', () => {
    expect(frame.runs.length).toBeLessThan(20);
    expect(frame.blocks).toHaveLength(64);
    expect(countBlocks(frame)).toEqual({ total: 32_768, online: 32_720, offline: 48, changing: 0 });
  });

  it('are each as the kernel has it, wherever it stands', () => {
    run.history.seek(run.length);
    const id = fc.integer({ min: 0, max: 70_000 });
    fc.assert(
      fc.property(id, (block) => {
        const found = blockIn(frame, block);
        if (!kernel.hasBlock(block)) expect(found).toBeNull();
        else {
          const {
            id: number,
            look,
            nid,
            zone,
            state,
            validZones,
            pinned,
            startBytes,
          } = blockView(kernel, block, NO_CHANGES, []);
          expect(found).toMatchObject({ id: number, look, nid, zone, state, validZones, pinned, startBytes });
        }
      }),
    );
  });

  it('are in a stretch all that exist there, in order', () => {
    const ids = blocksBetween(frame, 4000, 9000).map((block) => block.id);
    const expected = Array.from({ length: 5001 }, (_, i) => 4000 + i).filter((id) => kernel.hasBlock(id));
    expect(ids).toEqual(expected);
  });

  it('are drawn in the same columns as if they stood one by one', () => {
    const all = blocksBetween(frame, 0, 70_000);
    const xPx = (bytes: number): number => bytes / 2 ** 37;
    const single = blockColumns(all, xPx);
    const inRuns = blockColumns(frame.blocks, xPx, frame.runs);
    expect(inRuns.map(({ x, width }) => ({ x, width }))).toEqual(
      single.map(({ x, width }) => ({ x, width })),
    );
  });
});
