/** One block at any size: the visual language for state. */
import { describe, expect, it } from 'vitest';
import type { BlockLook } from '#lib/workbench/frame.ts';
import type { Mark, RectMark } from '../marks.ts';
import { block, movable, offline } from '../testing/frames.ts';
import { blockShape, blockTexts, type BlockBox } from './block-marks.ts';

const large: BlockBox = { x: 10, y: 100, width: 37, height: 48 };
const small: BlockBox = { ...large, width: 11, height: 14 };
const narrow: BlockBox = { ...large, width: 2.5, height: 14 };

const ofLook = (look: BlockLook, zone: string | null = 'Normal') => block(42, { look, zone });
const fills = (marks: readonly Mark[]): RectMark[] =>
  marks.filter((mark): mark is RectMark => mark.kind === 'rect' && mark.className.includes('block-fill'));
const words = (marks: readonly Mark[]): string[] =>
  marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
const bottom = ({ y, height }: { y: number; height: number }): number => y + height;

describe('blockShape', () => {
  it('only outlines an offline block', () => {
    const marks = blockShape(block(42, offline), large);
    expect(marks).toHaveLength(1);
    expect(marks[0]!.className).toBe('outline-off');
  });

  it('fills a block in a kernel zone all over', () => {
    expect(fills(blockShape(ofLook('online-kernel'), large))).toMatchObject([
      { ...large, className: 'block-fill fill-kernel' },
    ]);
  });

  it('leaves a slit above the foot of a Movable block', () => {
    const [upper, foot] = fills(blockShape(block(42, movable), large));
    expect(upper).toMatchObject({ y: 100, className: 'block-fill fill-movable' });
    expect(bottom(foot!)).toBe(bottom(large));
    expect(foot!.y - bottom(upper!)).toBeCloseTo(3);
  });

  it('fills the lower half of a block on its way, with an arrow in the direction it goes', () => {
    for (const look of ['onlining', 'going-offline'] as const) {
      const marks = blockShape(ofLook(look, 'Movable'), large);
      const [half] = fills(marks);
      expect(half!.y).toBe(large.y + large.height / 2);
      expect(half!.className).toContain('fill-movable');
      expect(marks.some(({ key }) => key.endsWith('arrow'))).toBe(true);
    }
  });

  it('dashes the outline of a block that its file still calls offline', () => {
    const dashed = (look: BlockLook) =>
      blockShape(ofLook(look), large).some(({ className }) => className.includes('dashed'));
    expect([dashed('onlining'), dashed('going-offline')]).toEqual([true, false]);
  });

  it('hatches a boot block in several zones below its words', () => {
    const hatch = blockShape(ofLook('online-mixed', null), large).find(
      ({ className }) => className === 'hatch',
    );
    const ys = [...(hatch as { d: string }).d.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(large.y + 31);
    expect(Math.max(...ys)).toBeLessThanOrEqual(bottom(large));
  });

  it('leaves out the arrow where it has no room', () => {
    expect(blockShape(ofLook('onlining'), small).some(({ key }) => key.endsWith('arrow'))).toBe(false);
  });

  it('keeps only the first and last row of an outline when it would fill the block', () => {
    expect(blockShape(block(42, offline), narrow)).toMatchObject([
      { kind: 'path', className: 'outline-off thin' },
    ]);
  });

  it('stays inside its box at any size', () => {
    const looks: BlockLook[] = [
      'offline',
      'onlining',
      'online-kernel',
      'online-movable',
      'online-mixed',
      'going-offline',
    ];
    for (const box of [large, small, narrow]) {
      for (const mark of looks.flatMap((look) => blockShape(ofLook(look), box))) {
        if (mark.kind !== 'rect') continue;
        expect(mark.x).toBeGreaterThanOrEqual(box.x);
        expect(mark.x + mark.width).toBeLessThanOrEqual(box.x + box.width + 1e-9);
        expect(bottom(mark)).toBeLessThanOrEqual(bottom(box) + 1e-9);
      }
    }
  });
});

describe('blockTexts', () => {
  it('prints the number and the whole word when both fit', () => {
    expect(words(blockTexts(block(42, offline), { ...large, width: 60 }))).toEqual(['42', 'offline']);
    expect(words(blockTexts(block(42, movable), { ...large, width: 60 }))).toEqual(['42', 'Movable']);
  });

  it('takes a shorter word where the whole one does not fit, then none', () => {
    expect(words(blockTexts(block(42, movable), { ...large, width: 30 }))).toEqual(['42', 'Mov.']);
    expect(words(blockTexts(block(42), { ...large, width: 30 }))).toEqual(['42']);
  });

  it('prints nothing where the number does not fit', () => {
    expect(blockTexts(block(4200, offline), { ...large, width: 24 })).toEqual([]);
  });

  it('has an arrow instead of a word while a block is on its way', () => {
    expect(words(blockTexts(ofLook('onlining'), { ...large, width: 60 }))).toEqual(['42']);
  });
});
