/** Blocks that a lesson asks about: their answer is open, what they are now stays readable. */
import { describe, expect, it } from 'vitest';
import type { Mark } from '../marks.ts';
import { block, BLOCK_BYTES, blocks, frame, movable, offline } from '../testing/frames.ts';
import { overlaps, rectsOf, scene, textBoxes, textsOf } from '../testing/scenes.ts';
import { blockLaneMarks, blockSignMarks, lanePlace } from './blocks.ts';
import { askedMarks } from './asked.ts';
import type { Scene } from './scene.ts';

const MACHINE = frame({
  blocks: [...blocks(0, 3), ...blocks(32, 33, movable), block(34, { refused: '-EBUSY' }), block(36, offline)],
});

function asking(asked: readonly number[], widthPx = 1440): Scene {
  return { ...scene(MACHINE, { widthPx }), asked };
}

const questionMarks = (marks: readonly Mark[]): number =>
  textsOf(marks).filter((text) => text === '?').length;

describe('a block that is asked about', () => {
  it('is dashed, with a question mark, its number and what it is now, and without its fill', () => {
    const marks = blockLaneMarks(asking([32]));
    expect(questionMarks(marks)).toBe(1);
    expect(textsOf(marks)).toEqual(expect.arrayContaining(['32', 'Movable']));
    const movableBlocks = rectsOf(marks, 'fill-movable').length / 2;
    expect(movableBlocks).toBe(1);
    expect(rectsOf(marks, 'dashed')).toHaveLength(1);
  });

  it('may be one that is not there yet', () => {
    const lane = asking([35]);
    const marks = askedMarks(lane, lanePlace(lane));
    expect(questionMarks(marks)).toBe(1);
    expect(textsOf(marks)).toContain('35');
    const [outline] = rectsOf(marks, 'dashed');
    expect(outline!.x).toBeCloseTo(lane.scale.xPx(35 * BLOCK_BYTES), -1);
  });

  it('is not called empty', () => {
    const machine = frame({ blocks: blocks(0, 3) });
    const wide = { startBytes: 0, endBytes: 16 * BLOCK_BYTES };
    const empty = scene(machine, { window: wide });
    expect(textsOf(blockLaneMarks(empty))).toContain('no memory');
    const asked = Array.from({ length: 12 }, (_, i) => 4 + i);
    expect(textsOf(blockLaneMarks({ ...empty, asked }))).not.toContain('no memory');
  });

  it('is drawn as ever where nothing is asked', () => {
    expect(questionMarks(blockLaneMarks(asking([])))).toBe(0);
    expect(rectsOf(blockLaneMarks(asking([])), 'fill-movable')).toHaveLength(4);
  });
});

describe('the words below', () => {
  it('stand once below neighbours', () => {
    const signs = textsOf(blockSignMarks(asking([32, 33])));
    expect(signs.filter((text) => text === 'your prediction')).toHaveLength(1);
  });

  it.each([390, 700, 1000, 1440])('lie over no other text at %i px', (widthPx) => {
    const lane = asking([32, 33, 34, 36], widthPx);
    expect(overlaps(textBoxes([...blockLaneMarks(lane), ...blockSignMarks(lane)]))).toEqual([]);
  });
});

it('a block outside of the window, or one that is nowhere on the axis, is left out', () => {
  expect(questionMarks(blockLaneMarks(asking([262143])))).toBe(0);
});
