/** The small pictures in a real browser: what they are called, and that they draw what they are given. */
import { page } from 'vitest/browser';
import { describe, expect, it } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { frame } from '#lib/draw/testing/frames.ts';
import { blockChartLayout as layout } from '#lib/machines/block-chart-layout.ts';
import { BLOCK } from '#lib/machines/memory-block.table.ts';
import type { LockView } from '#lib/workbench/frame.ts';
import Chart from './Chart.svelte';
import LockRows from './LockRows.svelte';
import RatioGauge from './RatioGauge.svelte';

const letters = (): string[] =>
  [...document.querySelectorAll('svg text')].map(({ textContent }) => textContent);

describe('Chart', () => {
  it('says the current state and the last edge, and follows a change', async () => {
    const { rerender } = await render(Chart, {
      layout,
      subject: 'memory34',
      state: { configuration: BLOCK.OFFLINE, lit: ['add'], errno: null },
    });
    const chart = page.getByRole('img');
    await expect
      .element(chart)
      .toHaveAccessibleName('Statechart of memory34: offline. Last edge: absent to offline, add.');
    await rerender({
      state: { configuration: BLOCK.GOING_ONLINE_MOVABLE, lit: ['go-online'], errno: null },
    });
    await expect.element(chart).toHaveAccessibleName(/memory34: onlining\. Last edge: offline to onlining/);
    expect(document.querySelectorAll('.state.lit')).toHaveLength(1);
  });
});

describe('LockRows', () => {
  const lock: LockView = {
    name: 'device_hotplug_lock',
    owner: { name: 'driver', letter: 'D' },
    since: 72,
    sleepers: [],
    pollers: [{ name: 'user', letter: 'U' }],
  };

  it('draws the letters and says the same in words', async () => {
    await render(LockRows, { locks: [lock] });
    await expect
      .element(page.getByRole('listitem'))
      .toHaveTextContent(
        'device_hotplug_lock: held by driver since step 72; user polls every 5 ms, not in the queue',
      );
    expect(letters()).toEqual(expect.arrayContaining(['D', 'U']));
  });

  it('takes away what is no longer there', async () => {
    const { rerender } = await render(LockRows, { locks: [lock, { ...lock, name: 'mem_hotplug_lock' }] });
    await expect.element(page.getByRole('listitem').first()).toBeInTheDocument();
    await rerender({ locks: [{ ...lock, owner: null, since: null, pollers: [] }] });
    expect(letters()).toEqual(['device_hotplug_lock', 'free']);
  });
});

describe('RatioGauge', () => {
  it('says value, limit and policy', async () => {
    await render(RatioGauge, { frame: frame() });
    await expect
      .element(page.getByRole('img'))
      .toHaveAccessibleName(
        'Movable to kernel memory: 8.7 %, limit 301 %, limit idle: online_policy=contig-zones',
      );
  });
});
