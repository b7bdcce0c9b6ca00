/** Room for remarks between bars. */
import { describe, expect, it } from 'vitest';
import { textWidthPx } from '../text-width.ts';
import { roomFor } from './free-room.ts';

const remark = { x0: 0, x1: 1000, text: 'inside Normal', paddingPx: 6, beside: null };
const needed = textWidthPx(remark.text) + 12;

describe('roomFor', () => {
  it('stands right after its bar when it fits there', () => {
    const bar = { x0: 400, x1: 500 };
    expect(roomFor([bar, { x0: 700, x1: 710 }], { ...remark, beside: bar })).toBe(506);
  });

  it('stands right before its bar when there is no room after it', () => {
    const bar = { x0: 400, x1: 990 };
    expect(roomFor([bar], { ...remark, beside: bar })).toBeCloseTo(400 - needed + 6);
  });

  it('takes the widest gap when there is no room beside its bar', () => {
    const bar = { x0: 10, x1: 20 };
    expect(roomFor([bar, { x0: 30, x1: 300 }, { x0: 500, x1: 520 }], { ...remark, beside: bar })).toBe(526);
  });

  it('is left out where it fits nowhere, and when there is nothing to say', () => {
    expect(roomFor([{ x0: 40, x1: 960 }], remark)).toBeNull();
    expect(roomFor([], { ...remark, text: '' })).toBeNull();
  });
});
