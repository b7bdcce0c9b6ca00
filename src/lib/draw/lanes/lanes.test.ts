/** The lanes of iomem, nodes and zones: outlines, fills, names and remarks. */
import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES, blocks, frame, GIB, labFrame, node, zone } from '../testing/frames.ts';
import { markOf, rectsOf, scene, textsOf } from '../testing/scenes.ts';
import { iomemMarks } from './iomem.ts';
import { nodeLaneMarks } from './nodes.ts';
import { zoneLaneMarks, zoneNote } from './zones.ts';

describe('iomem lane', () => {
  const lab = scene(labFrame());

  it('underlines BUSY entries and outlines the others', () => {
    const busy = rectsOf(iomemMarks(lab), 'iomem-busy').map(({ key }) => key);
    expect(busy).toContain(`${4 * GIB} 2 System RAM (kmem)`);
    expect(markOf(iomemMarks(lab), `${4 * GIB} 2 System RAM (kmem) busy`)?.className).toBe('ink2-fill');
    expect(markOf(iomemMarks(lab), `${4 * GIB} 0 Soft Reserved`)?.className).toBe('outline');
  });

  it('puts nested entries into rows below their parents', () => {
    const marks = iomemMarks(lab);
    const y = (key: string) => (markOf(marks, key) as { y: number }).y;
    expect(y(`${5 * GIB} 1 dax0.0`)).toBeGreaterThan(y(`${4 * GIB} 0 Soft Reserved`));
    expect(y(`${5 * GIB} 2 System RAM (kmem)`)).toBeGreaterThan(y(`${5 * GIB} 1 dax0.0`) + 10);
  });

  it('prints a name whole or not at all', () => {
    const wide = iomemMarks(scene(labFrame(), { window: { startBytes: 4 * GIB, endBytes: 6 * GIB } }));
    const narrow = iomemMarks(
      scene(labFrame(), { widthPx: 640, window: { startBytes: 0, endBytes: 9 * GIB } }),
    );
    expect(textsOf(wide)).toContain('System RAM (kmem)');
    expect(textsOf(narrow)).not.toContain('System RAM (kmem)');
    expect(textsOf(narrow).filter((text) => text.includes('…'))).toEqual([]);
  });

  it('shows only the memory itself on a phone', () => {
    const names = textsOf(iomemMarks(scene(labFrame(), { widthPx: 390 })));
    expect(names).toContain('System RAM (kmem)');
    expect(names).not.toContain('Soft Reserved');
  });

  it('leaves out entries outside of the window', () => {
    const marks = iomemMarks(scene(labFrame(), { window: { startBytes: 4 * GIB, endBytes: 5 * GIB } }));
    expect(marks.some(({ key }) => key.startsWith(`${6 * GIB} `))).toBe(false);
  });
});

describe('node lane', () => {
  it('says what a node spans and which nodes lie inside', () => {
    const texts = textsOf(nodeLaneMarks(scene(labFrame())));
    expect(texts).toContain('spans 0 to 9 GiB, across node 1');
    expect(texts).toContain('spans 5.125 to 5.5 GiB');
  });

  it('draws a thick bar for each present range in the window only', () => {
    const present = rectsOf(nodeLaneMarks(scene(labFrame())), 'ink2-fill').map(({ key }) => key);
    expect(present).toEqual(['node 0 present 0', 'node 0 present 1', 'node 1 present 0']);
  });

  it('says so when a node is online without memory', () => {
    const bare = { ...node(1, [41, 41]), spannedPages: 0, presentRanges: [] };
    const before = labFrame();
    const withBare = scene({ ...before, nodes: [before.nodes[0]!, bare] });
    const row = { of: { nid: 1, spans: [] }, y: 140 };
    const geometry = { ...withBare.geometry, nodes: [row] };
    expect(textsOf(nodeLaneMarks({ ...withBare, geometry }))).toContain('online, without memory');
  });
});

describe('zone lane', () => {
  it('outlines the span and fills what is present', () => {
    const marks = zoneLaneMarks(scene(labFrame()));
    const span = markOf(marks, 'n1 Movable span') as { x: number; width: number };
    const [present] = rectsOf(marks, 'fill-movable');
    expect(present!.x).toBeGreaterThan(span.x + 30);
    expect(present!.x + present!.width).toBeCloseTo(span.x + span.width + 0.75, 0);
  });

  it('marks a zone that has just changed, behind its bar', () => {
    const keys = zoneLaneMarks(scene(labFrame())).map(({ key }) => key);
    expect(keys.indexOf('n1 Movable now')).toBeLessThan(keys.indexOf('n1 Movable span'));
    expect(keys).not.toContain('n0 Normal now');
  });

  it('says of a zone outside of the window on which side it lies', () => {
    const window = { startBytes: 5 * GIB, endBytes: 6 * GIB };
    const texts = textsOf(zoneLaneMarks(scene(labFrame(), { window })));
    expect(texts.filter((text) => /below|above/.test(text))).toEqual(['◂ below', 'above ▸']);
  });

  it('has rows only for zones in the window when there are many', () => {
    const many = frame({
      blocks: blocks(0, 79),
      zones: [0, 1, 2, 3, 4, 5, 6].map((i) => zone(i, 'Normal', [10 * i, 10 * i + 9])),
    });
    const window = { startBytes: 0, endBytes: 20 * BLOCK_BYTES };
    expect(scene(many, { window }).geometry.zones.map(({ of }) => of.nid)).toEqual([0, 1]);
  });

  it('shows the counters below the row of the selected block where there is no margin table', () => {
    const numbers = (widthPx: number) =>
      textsOf(zoneLaneMarks(scene(labFrame(), { widthPx, selected: 48 }))).find((text) =>
        text.startsWith('start_pfn'),
      );
    expect(numbers(1024)).toMatch(/^start_pfn 1\u2009572\u2009864\s+spanned 786\u2009432/);
    expect(numbers(1440)).toBeUndefined();
    expect(numbers(700)).toBeUndefined();
  });

  it('shows at most two rows on a phone, Movable ones first', () => {
    const window = { startBytes: 0, endBytes: 9 * GIB };
    const rows = scene(labFrame(), { widthPx: 390, window }).geometry.zones;
    expect(rows.map(({ of }) => of.name)).toEqual(['DMA32', 'Movable']);
  });
});

describe('zoneNote', () => {
  it('points at a block that is spanned and not yet present', () => {
    const lab = labFrame();
    expect(zoneNote(lab.zones[2]!, scene(lab))).toBe('memory41 is spanned, not present yet');
  });

  it('says which zone lies inside which', () => {
    const nested = frame({
      blocks: blocks(0, 9),
      zones: [zone(0, 'Normal', [0, 9]), zone(0, 'Movable', [4, 5])],
    });
    expect(zoneNote(nested.zones[1]!, scene(nested))).toBe('inside Normal');
    expect(zoneNote(nested.zones[0]!, scene(nested))).toBe('');
    const across = frame({ zones: [zone(0, 'Normal', [0, 9]), zone(1, 'Normal', [4, 5])] });
    expect(zoneNote(across.zones[1]!, scene(across))).toBe('inside n0 Normal');
  });
});
