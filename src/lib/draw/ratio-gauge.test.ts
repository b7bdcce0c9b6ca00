/** The gauge of Movable to kernel memory. */
import { describe, expect, it } from 'vitest';
import { limitText, ratioGauge, ratioScaleEnd, ratioText } from './ratio-gauge.ts';
import { frame } from './testing/frames.ts';
import { markOf, overlaps, textBoxes } from './testing/scenes.ts';

const place = { x: 0, y: 0, widthPx: 312 };

describe('ratioGauge', () => {
  it('draws the value as a part of the scale', () => {
    const marks = ratioGauge(frame({ movableRatioPercent: 100 }), place);
    expect((markOf(marks, 'ratio fill') as { width: number }).width).toBeCloseTo(78);
  });

  it('has room for a limit and a value above the usual', () => {
    expect(ratioScaleEnd(frame())).toBe(400);
    expect(ratioScaleEnd(frame({ ratioLimitPercent: 1250 }))).toBe(1300);
    expect(ratioScaleEnd(frame({ movableRatioPercent: 777.7 }))).toBe(800);
  });

  it('says whether the limit is in force', () => {
    expect(limitText(frame())).toBe('limit idle: online_policy=contig-zones');
    expect(limitText(frame({ onlinePolicy: 'auto-movable' }))).toBe(
      'limit in force: online_policy=auto-movable',
    );
  });

  it('rounds the figure and says why there is none', () => {
    expect([8.66, 229.4, null].map(ratioText)).toEqual(['8.7 %', '229 %', 'no kernel pages']);
  });

  it('keeps its labels apart wherever the limit stands', () => {
    for (const ratioLimitPercent of [0, 1, 50, 301, 390, 400, 399_999]) {
      const boxes = textBoxes(ratioGauge(frame({ ratioLimitPercent }), place));
      expect(overlaps(boxes)).toEqual([]);
      for (const { x0, x1 } of boxes) expect([x0 >= -0.01, x1 <= 312.01]).toEqual([true, true]);
    }
  });
});
