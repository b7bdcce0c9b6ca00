/** Blocks narrower than two pixels. */
import { describe, expect, it } from 'vitest';
import { block, BLOCK_BYTES, blocks, movable, offline } from '../testing/frames.ts';
import { blockColumns, columnMarks } from './block-columns.ts';

const perPixel = (count: number) => (bytes: number) => bytes / BLOCK_BYTES / count;

describe('blockColumns', () => {
  it('joins equal neighbours into one column', () => {
    const columns = blockColumns([...blocks(0, 7), ...blocks(8, 11, movable)], perPixel(1));
    expect(columns.map(({ x, width }) => [x, width])).toEqual([
      [0, 8],
      [8, 4],
    ]);
  });

  it('counts what shares a pixel', () => {
    const [column] = blockColumns([...blocks(0, 5), ...blocks(6, 7, offline)], perPixel(8));
    expect(column).toMatchObject({
      x: 0,
      width: 1,
      counts: { kernel: 6, offline: 2, movable: 0, 'on-its-way': 0 },
    });
  });

  it('leaves pixels without blocks empty', () => {
    const columns = blockColumns([block(0), block(10)], perPixel(1));
    expect(columns.map(({ x }) => x)).toEqual([0, 10]);
  });

  it('costs as many columns as pixels at most, however many blocks there are', () => {
    const crowd = Array.from({ length: 20_000 }, (_, i) => block(i, i % 3 === 0 ? offline : {}));
    expect(blockColumns(crowd, perPixel(200)).length).toBeLessThanOrEqual(100);
  });
});

describe('columnMarks', () => {
  const column = (counts: Partial<Record<'kernel' | 'movable' | 'on-its-way' | 'offline', number>>) =>
    columnMarks(
      {
        x: 5,
        width: 3,
        wayFill: 'fill-movable',
        counts: { kernel: 0, movable: 0, 'on-its-way': 0, offline: 0, ...counts },
      },
      0,
      48,
    );

  it('fills a column of kernel memory all over', () => {
    expect(column({ kernel: 9 })).toMatchObject([
      { className: 'fill-kernel', x: 5, width: 3, y: 0, height: 48 },
    ]);
  });

  it('draws first and last row of offline memory', () => {
    expect(column({ offline: 2 })).toMatchObject([
      { y: 0, height: 1 },
      { y: 47, height: 1 },
    ]);
  });

  it('leaves a gap at about two thirds of Movable memory', () => {
    const [upper, foot] = column({ movable: 1 }) as { y: number; height: number }[];
    expect(upper!.height / 48).toBeCloseTo(0.68);
    expect(foot!.y).toBeGreaterThan(upper!.height);
    expect(foot!.y + foot!.height).toBe(48);
  });

  it('fills the lower half of memory on its way in the colour of its zone', () => {
    expect(column({ 'on-its-way': 1 })[1]).toMatchObject({ className: 'fill-movable', y: 24, height: 24 });
  });

  it('shares the rows of a pixel by count', () => {
    const [kernel] = column({ kernel: 3, offline: 1 }) as { height: number; y: number }[];
    expect(kernel).toMatchObject({ height: 36, y: 12 });
  });
});
