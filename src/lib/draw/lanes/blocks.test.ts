/** The block lane: blocks, what stands above and below them, and the yellow columns. */
import { describe, expect, it } from 'vitest';
import { block, blocks, crowdFrame, frame, GIB, labFrame, offline } from '../testing/frames.ts';
import { markOf, rectsOf, scene, textsOf } from '../testing/scenes.ts';
import { blockLaneMarks, blockSignMarks, nowMarks } from './blocks.ts';
import { detailAt } from './block-row.ts';

describe('block lane', () => {
  it('prints numbers and words of the blocks in the window only', () => {
    const texts = textsOf(blockLaneMarks(scene(labFrame())));
    expect(texts).toContain('41');
    expect(texts).not.toContain('5');
  });

  it('says in wide gaps that nothing is there', () => {
    expect(textsOf(blockLaneMarks(scene(labFrame()))).filter((text) => text === 'no memory')).toHaveLength(2);
  });

  it('prints no text of a block that the edge cuts', () => {
    const window = { startBytes: 6 * GIB + 64 * 2 ** 20, endBytes: 7 * GIB };
    const texts = textsOf(blockLaneMarks(scene(labFrame(), { window })));
    expect(texts).not.toContain('48');
    expect(texts).toContain('49');
  });

  it('drops texts, then gaps, then single blocks as they get narrower', () => {
    expect([98, 22, 21.9, 6, 5.9, 2, 1.9].map(detailAt)).toEqual([
      'labelled',
      'labelled',
      'plain',
      'plain',
      'narrow',
      'narrow',
      'columns',
    ]);
  });

  it('costs no more marks than pixels for a crowd', () => {
    const crowd = scene(crowdFrame(20_000));
    expect(blockLaneMarks(crowd).length + blockSignMarks(crowd).length).toBeLessThan(2000);
  });
});

describe('signs', () => {
  const marks = blockSignMarks(scene(labFrame(), { selected: 42 }));

  it('put a pin above a block that cannot leave, and stem and errno below a refused one', () => {
    const { y, height } = scene(labFrame()).geometry.blocks;
    expect((markOf(marks, '42 pin head') as { y: number }).y).toBeLessThan(y);
    expect(textsOf(marks)).toEqual(['pinned', '-EPERM', '-EPERM', '-EBUSY']);
    expect((markOf(marks, 'errno 40') as { y: number }).y).toBeGreaterThan(y + height);
  });

  it('label only the last of a row of pins', () => {
    const row = frame({ blocks: blocks(0, 29, { pinned: true }) });
    expect(textsOf(blockSignMarks(scene(row)))).toEqual([]);
    const inside = frame({ blocks: [...blocks(0, 2, { pinned: true }), ...blocks(3, 9)] });
    expect(textsOf(blockSignMarks(scene(inside)))).toEqual(['pinned']);
  });

  it('frame the selected block, and stand as a wedge above it in a crowd', () => {
    expect(rectsOf(marks, 'strong-line').map(({ key }) => key)).toEqual(['selected']);
    expect(markOf(blockSignMarks(scene(crowdFrame(4000), { selected: 3000 })), 'selected')?.kind).toBe(
      'path',
    );
  });

  it('number some blocks below a lane that has no room for numbers in it', () => {
    const texts = textsOf(blockSignMarks(scene(frame({ blocks: blocks(0, 99, offline) }), { selected: 37 })));
    expect(texts).toContain('37');
    expect(texts).toContain('8');
    expect(texts.length).toBeLessThan(20);
  });
});

describe('yellow columns', () => {
  it('stand behind changed blocks, neighbours sharing one', () => {
    const changed = frame({
      blocks: [block(0), ...blocks(1, 2, { changed: true }), block(3), block(4, { changed: true })],
    });
    const columns = nowMarks(scene(changed));
    expect(columns).toHaveLength(2);
    const [first, second] = columns as { width: number }[];
    expect(first!.width).toBeCloseTo(2 * second!.width);
  });

  it('can still be seen in a crowd', () => {
    const crowd = crowdFrame(4000);
    const changed = { ...crowd, blocks: crowd.blocks.map((one) => ({ ...one, changed: one.id === 2500 })) };
    expect((nowMarks(scene(changed))[0] as { width: number }).width).toBeGreaterThanOrEqual(5);
  });
});
