/** The ratio over time: what is drawn where. */
import { describe, expect, it } from 'vitest';
import { ratioAt, ratioHistoryMarks, ratioPositionAtPx, RATIO_HISTORY_HEIGHT } from './ratio-history.ts';
import { markOf, textBoxes, textsOf } from './testing/scenes.ts';

const points = [
  { position: 0, percent: 0, limitPercent: 301 },
  { position: 40, percent: 25, limitPercent: 301 },
  { position: 80, percent: 250, limitPercent: 100 },
];
const scene = (position: number) => ({ points, length: 100, position, widthPx: 500 });

describe('the ratio over time', () => {
  it('says the value and the limit at the moment shown', () => {
    expect(textsOf(ratioHistoryMarks(scene(50)))).toEqual(expect.arrayContaining(['25 %', 'limit 301 %']));
    expect(textsOf(ratioHistoryMarks(scene(100)))).toEqual(expect.arrayContaining(['250 %', 'limit 100 %']));
    expect(ratioAt(points, 39)?.percent).toBe(0);
    expect(ratioHistoryMarks({ ...scene(0), points: [] })).toEqual([]);
  });

  it('stays level between changes and keeps inside its box', () => {
    const line = markOf(ratioHistoryMarks(scene(50)), 'ratio');
    expect(line?.kind === 'path' ? line.d.match(/H/g) : null).toHaveLength(3);
    for (const position of [0, 40, 99, 100]) {
      for (const { x0, x1, y1 } of textBoxes(ratioHistoryMarks(scene(position)))) {
        expect(x0).toBeGreaterThanOrEqual(0);
        expect(x1).toBeLessThanOrEqual(500);
        expect(y1).toBeLessThanOrEqual(RATIO_HISTORY_HEIGHT + 3);
      }
    }
  });

  it('goes where it is pressed and never beyond the run', () => {
    expect(ratioPositionAtPx(scene(0), 40)).toBe(0);
    expect(ratioPositionAtPx(scene(0), 492)).toBe(100);
    expect(ratioPositionAtPx(scene(0), 5000)).toBe(100);
  });
});
