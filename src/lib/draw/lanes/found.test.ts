/** Blocks that are looked for and chosen: what is veiled, underlined, bracketed. */
import { describe, expect, it } from 'vitest';
import { labFrame, BLOCK_BYTES } from '../testing/frames.ts';
import { rectsOf, scene } from '../testing/scenes.ts';
import { blockSignMarks, lanePlace } from './blocks.ts';
import { chosenMarks, foundMarks, stretchExtents } from './found.ts';

const lane = scene(labFrame());
const place = lanePlace(lane);
const widths = (marks: readonly { width: number }[]): number =>
  marks.reduce((sum, { width }) => sum + width, 0);

describe('what is looked for', () => {
  it('stays bright: veils and lines together are as wide as the row', () => {
    const marks = foundMarks([{ firstId: 32, lastId: 34 }], place, BLOCK_BYTES);
    const veils = rectsOf(marks, 'veil');
    expect(veils).toHaveLength(2);
    expect(widths(veils) + widths(rectsOf(marks, 'ink-fill'))).toBeCloseTo(place.x1 - place.x0, 0);
  });

  it('veils everything when nothing is found, and nothing when nothing is looked for', () => {
    expect(widths(rectsOf(foundMarks([], place, BLOCK_BYTES), 'veil'))).toBeCloseTo(place.x1 - place.x0, 0);
    expect(foundMarks(null, place, BLOCK_BYTES)).toEqual([]);
    expect(rectsOf(blockSignMarks(lane), 'veil')).toEqual([]);
  });

  it('has never more marks than pixels, however many blocks are found', () => {
    const every = Array.from({ length: 100_000 }, (_, i) => ({ firstId: 2 * i, lastId: 2 * i }));
    const crowd = { ...place, xPx: (bytes: number) => bytes / BLOCK_BYTES / 200 };
    expect(stretchExtents(every, crowd, BLOCK_BYTES).length).toBeLessThan(place.x1 - place.x0);
  });
});

it('a bracket stands around each stretch that is chosen and in sight', () => {
  const chosen = [
    { firstId: 32, lastId: 33 },
    { firstId: 43, lastId: 43 },
    { firstId: 5000, lastId: 5001 },
  ];
  expect(chosenMarks(chosen, place, BLOCK_BYTES)).toHaveLength(2);
});
