/** Statecharts as marks: what is lit, what is printed, what is said. */
import { describe, expect, it } from 'vitest';
import { blockChartLayout as layout } from '#lib/machines/block-chart-layout.ts';
import { CHART_WIDTH } from '#lib/machines/chart-layout.ts';
import { BLOCK, BLOCK_CONFIGURATIONS, BLOCK_EVENT_NAMES } from '#lib/machines/memory-block.table.ts';
import { lockChartLayout } from '#lib/machines/lock-chart-layout.ts';
import { chartMarks, chartSentence, edgesOfEvent, litNodes } from './chart-marks.ts';
import { markOf, overlaps, rectsOf, textBoxes, textsOf } from './testing/scenes.ts';

const state = (configuration: number, event: string | null = null, errno: string | null = null) => ({
  configuration,
  lit: edgesOfEvent(layout, event),
  errno,
});

describe('chartMarks', () => {
  it.each(BLOCK_CONFIGURATIONS.map(({ name }, configuration) => ({ name, configuration })))(
    'lights exactly one state for $name',
    ({ configuration }) => {
      expect(rectsOf(chartMarks(layout, state(configuration)), 'lit')).toHaveLength(1);
    },
  );

  it('lights the inner state and draws the frame around it in ink', () => {
    const marks = chartMarks(layout, state(BLOCK.ONLINE_MOVABLE));
    expect(rectsOf(marks, 'lit').map(({ key }) => key)).toEqual(['movable']);
    expect(rectsOf(marks, 'around-lit').map(({ key }) => key)).toEqual(['online']);
  });

  it.each(BLOCK_EVENT_NAMES.map((event) => ({ event })))('has an edge for $event', ({ event }) => {
    const [edge] = edgesOfEvent(layout, event);
    expect(markOf(chartMarks(layout, state(BLOCK.OFFLINE, event)), `${edge} lit`)?.className).toContain(
      'now-line',
    );
  });

  it('lights no edge before the first event', () => {
    expect(chartMarks(layout, state(BLOCK.OFFLINE)).some(({ className }) => className === 'marker-ink')).toBe(
      false,
    );
  });

  it('prints the errno on an edge of failure and on no other', () => {
    const texts = (event: string) =>
      textsOf(chartMarks(layout, state(BLOCK.ONLINE_MOVABLE, event, '-EBUSY')));
    expect(texts('OFFLINE_FAILED')).toContain('CANCEL_OFFLINE -EBUSY');
    expect(texts('ONLINED').some((text) => text.includes('-EBUSY'))).toBe(false);
  });

  it('prints no text over another and none outside, whichever edge is lit', () => {
    for (const event of BLOCK_EVENT_NAMES) {
      const boxes = textBoxes(chartMarks(layout, state(BLOCK.ONLINE_MIXED, event, '-ENOMEM')));
      expect(overlaps(boxes)).toEqual([]);
      for (const { x0, x1 } of boxes) expect([x0 >= 0, x1 <= CHART_WIDTH]).toEqual([true, true]);
    }
  });
});

describe('chartSentence', () => {
  it('says state and last edge', () => {
    expect(chartSentence(layout, 'memory42', state(BLOCK.ONLINE_MOVABLE, 'OFFLINE_FAILED', '-EBUSY'))).toBe(
      'Statechart of memory42: online, movable. Last edge: going-offline to online, CANCEL_OFFLINE after -EBUSY.',
    );
    expect(chartSentence(layout, 'memory5', state(BLOCK.OFFLINE))).toBe('Statechart of memory5: offline.');
  });
});

describe('litNodes', () => {
  it('is nothing for a configuration that the chart does not have', () => {
    expect(litNodes(layout, 99)).toEqual([]);
  });

  it('has one for each region of the lock, and the sentence names them all', () => {
    expect(litNodes(lockChartLayout, 5).map(({ id }) => id)).toEqual([
      'mutex.held',
      'sleeping.nobody',
      'polling.retrying',
    ]);
    const busy = { configuration: 5, lit: ['mutex-there', 'polling-back'], errno: null };
    expect(chartSentence(lockChartLayout, 'device_hotplug_lock', busy)).toMatch(
      /mutex, held; sleeping, nobody; polling, retrying\. Last edges: mutex\.free to mutex\.held, lock; polling/,
    );
  });
});
