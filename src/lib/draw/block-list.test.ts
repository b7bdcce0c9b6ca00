/** Blocks as things that can be chosen: their names and the keys between them. */
import { describe, expect, it } from 'vitest';
import { blockAtPx, blockForKey, blockSentence, blocksPerPage } from './block-list.ts';
import { block, BLOCK_BYTES, blocks, GIB, labFrame, movable, offline } from './testing/frames.ts';
import { scene } from './testing/scenes.ts';

describe('blockSentence', () => {
  it.each([
    [block(3), 'memory3: online, Normal, node 0'],
    [block(42, movable), 'memory42: online, Movable, node 1'],
    [block(0, { look: 'online-mixed', zone: null }), 'memory0: online, several zones, node 0'],
    [block(32, offline), 'memory32: offline, node 1'],
    [
      block(41, { look: 'onlining', zone: 'Movable', nid: 1, changed: true }),
      'memory41: onlining to Movable, node 1, changed in this step',
    ],
    [
      block(34, { look: 'going-offline', zone: 'Movable', nid: 1, pinned: true, refused: '-EBUSY' }),
      'memory34: going offline from Movable, node 1, has pages that cannot leave, refused with -EBUSY',
    ],
  ])('says what the picture shows: %#', (one, sentence) => {
    expect(blockSentence(one)).toBe(sentence);
  });

  it('says of a block that a lesson asks about that it does', () => {
    expect(blockSentence(block(32, offline), true)).toBe(
      'memory32: offline, node 1, you are asked what it will be',
    );
  });
});

describe('blockForKey', () => {
  const some = [...blocks(0, 9), ...blocks(32, 35)];

  it('goes to the neighbour, over holes', () => {
    expect(blockForKey('ArrowRight', some, 9, 5)).toBe(32);
    expect(blockForKey('ArrowLeft', some, 32, 5)).toBe(9);
  });

  it('stops at both ends', () => {
    expect(blockForKey('ArrowLeft', some, 0, 5)).toBe(0);
    expect(blockForKey('PageDown', some, 34, 5)).toBe(35);
  });

  it('goes by pages and to the ends', () => {
    expect(blockForKey('PageDown', some, 2, 5)).toBe(7);
    expect(blockForKey('PageUp', some, 7, 5)).toBe(2);
    expect(blockForKey('Home', some, 7, 5)).toBe(0);
    expect(blockForKey('End', some, 7, 5)).toBe(35);
  });

  it('begins at the near end when no block is selected', () => {
    expect(blockForKey('ArrowRight', some, null, 5)).toBe(0);
    expect(blockForKey('ArrowLeft', some, null, 5)).toBe(35);
  });

  it('leaves other keys alone, and all keys when there are no blocks', () => {
    expect(blockForKey('Enter', some, 3, 5)).toBeNull();
    expect(blockForKey('ArrowRight', [], null, 5)).toBeNull();
  });
});

describe('places of the lane', () => {
  const lab = scene(labFrame());

  it('belong to the block drawn there, or to none', () => {
    const middle = (id: number) => lab.scale.xPx((id + 0.5) * BLOCK_BYTES);
    expect(blockAtPx(lab, middle(42))?.id).toBe(42);
    expect(blockAtPx(lab, middle(45))).toBeNull();
    expect(blockAtPx(lab, lab.scale.xPx(3.5 * GIB))).toBeNull();
  });

  it('say how many blocks are a page', () => {
    expect(blocksPerPage(lab)).toBe(20);
  });
});
