/** What a gesture asks the window to become. */
import { describe, expect, it } from 'vitest';
import { bracketEdges, stripScale } from './lanes/strip.ts';
import { draggedBracket, draggedLanes, wheeledWindow, type WheelTurn } from './map-gestures.ts';
import { BLOCK_BYTES, GIB, labFrame } from './testing/frames.ts';
import { scene } from './testing/scenes.ts';

const lab = scene(labFrame(), { window: { startBytes: 4 * GIB, endBytes: 6 * GIB } });
const strip = stripScale(lab.stage, lab.geometry);
const edges = bracketEdges(strip, lab.scale.window);
const gibPx = strip(GIB) - strip(0);
const inGib = ({ startBytes, endBytes }: { startBytes: number; endBytes: number }) =>
  [startBytes, endBytes].map((bytes) => Math.round((bytes / GIB) * 100) / 100);
const turn = (rest: Partial<WheelTurn>): WheelTurn => ({
  deltaX: 0,
  deltaY: 0,
  deltaMode: 0,
  shiftKey: false,
  ...rest,
});

describe('the strip', () => {
  it('reaches from zero to a round address above all memory', () => {
    expect(strip.domain.map((bytes) => bytes / GIB)).toEqual([0, 10]);
    expect(strip.range).toEqual([lab.geometry.plot.x0, lab.geometry.plot.x1]);
  });

  it('has a bracket that can be seized however small the window is', () => {
    const { x0, x1 } = bracketEdges(strip, { startBytes: GIB, endBytes: GIB + 1 });
    expect(x1 - x0).toBeCloseTo(8);
  });
});

describe('dragging the bracket', () => {
  it('moves the window', () => {
    const middle = (edges.x0 + edges.x1) / 2;
    expect(inGib(draggedBracket(lab, middle, middle + gibPx))).toEqual([5, 7]);
  });

  it('does not lead into a hole', () => {
    const middle = (edges.x0 + edges.x1) / 2;
    expect(inGib(draggedBracket(lab, middle, middle - 0.5 * gibPx))).toEqual([4, 6]);
    expect(inGib(draggedBracket(lab, middle, middle - 1.5 * gibPx))).toEqual([2.5, 5.5]);
  });

  it('at one edge changes the size', () => {
    expect(inGib(draggedBracket(lab, edges.x1, edges.x1 + gibPx))).toEqual([4, 7]);
    expect(inGib(draggedBracket(lab, edges.x0, edges.x0 + gibPx))).toEqual([5, 6]);
  });

  it('across the other edge leaves a window of four blocks', () => {
    const { startBytes, endBytes } = draggedBracket(lab, edges.x0, edges.x1);
    expect(endBytes - startBytes).toBe(4 * BLOCK_BYTES);
  });

  it('elsewhere on the strip brings the window there', () => {
    expect(inGib(draggedBracket(lab, strip(8 * GIB), strip(8 * GIB)))).toEqual([7, 9]);
  });
});

describe('dragging the lanes', () => {
  it('moves what is seized with the pointer', () => {
    const px = lab.scale.pxPerByte * GIB;
    expect(inGib(draggedLanes(lab, 500, 500 - px))).toEqual([5, 7]);
  });
});

describe('the wheel', () => {
  const middle = lab.scale.xPx(5 * GIB);

  it('zooms in when turned away and out when turned back, around the pointer', () => {
    const inwards = wheeledWindow(lab, middle, turn({ deltaY: -100 }));
    expect((inwards.startBytes + inwards.endBytes) / 2).toBeCloseTo(5 * GIB, -4);
    expect(inwards.endBytes - inwards.startBytes).toBeLessThan(2 * GIB);
    const outwards = wheeledWindow(lab, middle, turn({ deltaY: 100 }));
    expect(outwards.endBytes - outwards.startBytes).toBeGreaterThan(2 * GIB);
  });

  it('moves the window when turned sideways or with Shift', () => {
    const px = lab.scale.pxPerByte * GIB;
    expect(inGib(wheeledWindow(lab, middle, turn({ deltaX: px })))).toEqual([5, 7]);
    expect(inGib(wheeledWindow(lab, middle, turn({ deltaY: px, shiftKey: true })))).toEqual([5, 7]);
  });

  it('counts lines as more than pixels', () => {
    const size = (deltaMode: number) => {
      const { startBytes, endBytes } = wheeledWindow(lab, middle, turn({ deltaY: 3, deltaMode }));
      return endBytes - startBytes;
    };
    expect(size(1)).toBeGreaterThan(size(0));
  });
});
