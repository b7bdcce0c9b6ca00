/** Which part is drawn large, and how it moves. */
import { describe, expect, it } from 'vitest';
import { mapStage } from './map-stage.ts';
import { PAGEBLOCK_BYTES } from './pageblock.ts';
import {
  defaultWindow,
  pannedWindow,
  windowAround,
  windowBetween,
  windowWith,
  zoomedWindow,
} from './map-window.ts';
import { block, blocks, BLOCK_BYTES, frame, GIB, labFrame, offline } from './testing/frames.ts';

const stage = mapStage([labFrame()]);
const { axis } = stage;
const gib = (startGib: number, endGib: number) => ({ startBytes: startGib * GIB, endBytes: endGib * GIB });
const range = (first: number, last: number) => ({
  startBytes: first * BLOCK_BYTES,
  endBytes: (last + 1) * BLOCK_BYTES,
});
const anySize = { fewestBlocks: 4, mostBlocks: Infinity };
const startOf = (id: number) => id * BLOCK_BYTES;

describe('defaultWindow', () => {
  it('shows hotplug memory with two neighbours on either side', () => {
    expect(defaultWindow(stage, { ...anySize, selectedBytes: null })).toEqual(gib(2.75, 6.25));
  });

  it('does not move when a block in it is selected', () => {
    const window = defaultWindow(stage, { ...anySize, selectedBytes: null });
    for (const id of [22, 32, 43, 49]) {
      expect(defaultWindow(stage, { ...anySize, selectedBytes: startOf(id) })).toEqual(window);
    }
  });

  it('widens to a selected block outside of it', () => {
    expect(defaultWindow(stage, { ...anySize, selectedBytes: startOf(10) })).toEqual(gib(1, 6.25));
  });

  it('shows everything when nothing is ever plugged', () => {
    const still = mapStage([frame({ blocks: blocks(0, 15) })]);
    expect(defaultWindow(still, { ...anySize, selectedBytes: null })).toEqual(gib(0, 2));
  });

  it('is as wide as there is room for', () => {
    const small = mapStage([frame({ blocks: [...blocks(0, 63), block(30, offline)] })]);
    expect(defaultWindow(small, { fewestBlocks: 21, mostBlocks: Infinity, selectedBytes: null })).toEqual(
      range(20, 40),
    );
  });

  it('shows only the blocks around the selected one where few have room', () => {
    const wish = { fewestBlocks: 11, mostBlocks: 11 };
    const crowd = mapStage([frame({ blocks: [...blocks(0, 7), ...blocks(8, 99, offline)] })]);
    const around = defaultWindow(crowd, { ...wish, selectedBytes: startOf(50) });
    expect(around.startBytes).toBeLessThanOrEqual(startOf(48));
    expect(around.endBytes).toBeGreaterThanOrEqual(startOf(53));
    expect(around.endBytes - around.startBytes).toBe(11 * BLOCK_BYTES);
    expect(defaultWindow(crowd, { ...wish, selectedBytes: startOf(51) })).toEqual(around);
    expect(defaultWindow(crowd, { ...wish, selectedBytes: null }).startBytes).toBe(startOf(6));
  });
});

describe('moving', () => {
  const window = gib(4, 6);

  it('pans over a hole as if it were not there', () => {
    expect(pannedWindow(axis, window, -GIB)).toEqual({ startBytes: 2 * GIB, endBytes: 5 * GIB });
  });

  it('stops at both ends of the axis', () => {
    expect(pannedWindow(axis, window, 100 * GIB)).toEqual(gib(7, 9));
    expect(pannedWindow(axis, window, -100 * GIB)).toEqual(gib(0, 2));
  });

  it('zooms around an address that keeps its place', () => {
    expect(zoomedWindow(axis, window, 5 * GIB, 0.5)).toEqual(gib(4.5, 5.5));
    expect(zoomedWindow(axis, window, 4 * GIB, 0.5)).toEqual(gib(4, 5));
  });

  it('zooms out to the whole axis and in to eight pageblocks', () => {
    expect(zoomedWindow(axis, window, 5 * GIB, 1000)).toEqual(gib(0, 9));
    const { startBytes, endBytes } = zoomedWindow(axis, window, 5 * GIB, 0.0001);
    expect(endBytes - startBytes).toBe(8 * PAGEBLOCK_BYTES);
  });

  it('follows a block with the least movement, and stays when it is in sight', () => {
    expect(windowWith(axis, window, startOf(40))).toBe(window);
    expect(windowWith(axis, window, startOf(48))).toEqual(range(33, 48));
    expect(windowWith(axis, window, startOf(23))).toEqual({ startBytes: startOf(23), endBytes: startOf(47) });
  });

  it('spans what lies between two addresses in any order', () => {
    expect(windowBetween(axis, 6 * GIB, 4 * GIB)).toEqual(gib(4, 6));
    const { startBytes, endBytes } = windowBetween(axis, 5 * GIB, 5 * GIB);
    expect(endBytes - startBytes).toBe(4 * BLOCK_BYTES);
  });

  it('stays where it is when the block that it is inside of is selected, and goes to another one', () => {
    const inside = {
      startBytes: startOf(33) + 4 * PAGEBLOCK_BYTES,
      endBytes: startOf(33) + 20 * PAGEBLOCK_BYTES,
    };
    expect(windowWith(axis, inside, startOf(33))).toEqual(inside);
    expect(windowWith(axis, inside, startOf(34)).startBytes).toBe(startOf(34));
  });

  it('shows a range from edge to edge with a little beside it', () => {
    const { startBytes, endBytes } = windowAround(axis, range(33, 33));
    expect(startBytes).toBeLessThan(startOf(33));
    expect(startBytes).toBeGreaterThan(startOf(32));
    expect(endBytes).toBeGreaterThan(startOf(34));
    expect(endBytes).toBeLessThan(startOf(35));
  });
});
