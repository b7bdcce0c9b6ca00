/** What the map keeps room for. */
import { describe, expect, it } from 'vitest';
import { mapStage, stageWith, zoneKey } from './map-stage.ts';
import {
  block,
  blocks,
  BLOCK_BYTES,
  entry,
  frame,
  GIB,
  labFrame,
  movable,
  offline,
  zone,
} from './testing/frames.ts';

const gib = (startGib: number, endGib: number) => ({ startBytes: startGib * GIB, endBytes: endGib * GIB });
const range = (first: number, last: number) => ({
  startBytes: first * BLOCK_BYTES,
  endBytes: (last + 1) * BLOCK_BYTES,
});

describe('mapStage', () => {
  it('leaves out address space that never holds memory, but not a device without memory yet', () => {
    expect(mapStage([labFrame()]).axis.holes).toEqual([gib(3, 4)]);
  });

  it('does not take windows of a bus for memory', () => {
    const stage = mapStage([frame({ blocks: blocks(0, 7), resources: [entry(56, 184, 'PCI Bus 0000:00')] })]);
    expect(stage.axis.keptBytes).toBe(GIB);
  });

  it('counts blocks that change, come or go as hotplug memory', () => {
    const before = frame({ blocks: [...blocks(0, 7), block(40, offline)] });
    const after = frame({
      blocks: [...blocks(0, 6), block(7, { ...movable, nid: 0 }), block(40), block(41)],
    });
    expect(mapStage([before, after]).hotplug).toEqual([range(7, 7), range(40, 41)]);
  });

  it('counts memory that a driver owns although it never changes', () => {
    const resources = [entry(4, 5, 'System RAM (kmem)')];
    expect(mapStage([frame({ blocks: blocks(0, 39), resources })]).hotplug).toEqual([gib(4, 5)]);
  });

  it('has a row for every zone of any moment, in the order of nodes and zones', () => {
    const stage = mapStage([
      frame({ zones: [zone(1, 'Movable', [8, 9]), zone(0, 'Normal', [0, 1])] }),
      frame({ zones: [zone(0, 'Movable', [2, 3]), zone(0, 'DMA32', [4, 5]), zone(0, 'Normal', [6, 7])] }),
    ]);
    expect(stage.zones.map(zoneKey)).toEqual(['n0 DMA32', 'n0 Normal', 'n0 Movable', 'n1 Movable']);
    expect(stage.zones[1]!.spans).toEqual([range(0, 1), range(6, 7)]);
  });

  it('has as many iomem rows as the deepest memory of a driver needs', () => {
    expect(mapStage([labFrame()]).iomemRows).toBe(3);
    expect(mapStage([frame({ resources: [entry(0, 1, 'System RAM')] })]).iomemRows).toBe(1);
  });

  it('is a single block for a run without moments', () => {
    expect(mapStage([]).axis.keptBytes).toBe(BLOCK_BYTES);
  });
});

describe('stageWith', () => {
  const stage = mapStage([labFrame()]);

  it('is the stage itself when the moment fits', () => {
    expect(stageWith(stage, labFrame({ blocks: blocks(0, 23) }))).toBe(stage);
  });

  it('grows by a zone, a node or memory that was not foreseen', () => {
    const grown = stageWith(stage, frame({ blocks: [block(800)], zones: [zone(1, 'Normal', [40, 43])] }));
    expect(grown.zones.map(zoneKey)).toContain('n1 Normal');
    expect(grown.axis.segments.at(-1)).toMatchObject(range(800, 800));
    expect(grown.hotplug).toEqual(stage.hotplug);
  });

  it('grows by a span that reaches further than foreseen', () => {
    const grown = stageWith(stage, labFrame({ zones: [zone(1, 'Movable', [32, 43])] }));
    expect(grown.zones.find((row) => zoneKey(row) === 'n1 Movable')!.spans).toEqual([range(32, 43)]);
  });
});
