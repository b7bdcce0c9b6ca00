/** The whole map: no text over another, no key twice, a block lane that keeps its place. */
import { describe, expect, it } from 'vitest';
import type { Frame } from '#lib/workbench/frame.ts';
import { sceneOf } from './lanes/scene.ts';
import { mapLayers } from './map.ts';
import type { Mark } from './marks.ts';
import { mapStage } from './map-stage.ts';
import { block, blocks, crowdFrame, frame, GIB, labFrame, movable, node, zone } from './testing/frames.ts';
import { overlaps, scene, textBoxes, textsOf } from './testing/scenes.ts';

const islands = frame({
  blocks: [
    ...blocks(0, 7),
    ...Array.from({ length: 9 }, (_, i) => block(40 + 16 * i, { ...movable, refused: '-EBUSY' })),
  ],
  zones: [
    zone(0, 'DMA32', [0, 7]),
    zone(
      1,
      'Movable',
      [40, 168],
      [
        [40, 40],
        [168, 168],
      ],
    ),
  ],
  nodes: [node(0, [0, 7]), node(1, [40, 168], [[40, 40]])],
});
const frames: readonly (readonly [string, Frame])[] = [
  ['the laboratory', labFrame()],
  ['islands', islands],
  ['a hundred blocks', crowdFrame(100)],
  ['a crowd', crowdFrame(2000)],
  ['nothing', frame()],
];
const widths = [320, 390, 700, 1024, 1280, 1440, 1920];
const cases = frames.flatMap(([name, one]) => widths.map((widthPx) => ({ name, one, widthPx })));

describe.each(cases)('the map of $name at $widthPx px', ({ one, widthPx }) => {
  const drawn = scene(one, { widthPx, selected: one.blocks.at(-1)?.id ?? null });
  const layers = mapLayers(drawn);
  const lists: readonly (readonly Mark[])[] = Object.values<readonly Mark[]>({ ...layers });
  const all = lists.flat();

  it('prints no text over another', () => {
    expect(overlaps(textBoxes(all))).toEqual([]);
  });

  it('stays inside its drawing', () => {
    for (const { text, x0, x1, y1 } of textBoxes(all)) {
      expect(x0, text).toBeGreaterThanOrEqual(-2);
      expect(x1, text).toBeLessThanOrEqual(widthPx + 2);
      expect(y1, text).toBeLessThanOrEqual(drawn.geometry.heightPx);
    }
  });

  it('has every key once in each layer', () => {
    for (const marks of lists) {
      const keys = marks.map(({ kind, key }) => `${kind} ${key}`);
      expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    }
  });
});

describe('the map during a run', () => {
  it('keeps the block lane in its place when memory and zones come and go', () => {
    const before = frame({
      blocks: blocks(0, 23),
      zones: [zone(0, 'DMA32', [0, 23])],
      nodes: [node(0, [0, 23])],
    });
    const after = labFrame();
    const stage = mapStage([before, after]);
    const window = { startBytes: 2 * GIB, endBytes: 7 * GIB };
    const of = (one: Frame, selected: number | null) =>
      sceneOf({ frame: one, stage, window, selected, widthPx: 1024 }).geometry;
    expect(of(before, null).blocks).toEqual(of(after, 42).blocks);
    expect(of(before, null).heightPx).toBe(of(after, 48).heightPx);
  });

  it('shows the counters of a zone that does not exist at the moment as zeros', () => {
    const stage = mapStage([labFrame()]);
    const window = { startBytes: 4 * GIB, endBytes: 6 * GIB };
    const gone = sceneOf({ frame: labFrame({ zones: [] }), stage, window, selected: null, widthPx: 1440 });
    expect(textsOf(mapLayers(gone).margin).filter((text) => text === '0').length).toBeGreaterThanOrEqual(4);
  });
});
