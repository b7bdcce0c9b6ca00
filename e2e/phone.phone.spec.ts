// The page on a phone, by touch.
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import type { PaneName } from './playground-page.ts';
import { expect, test } from './watch.ts';

const PANES: readonly PaneName[] = ['Map', 'Sequence', 'Locks', 'Block', 'Text'];

test.beforeEach(async ({ playground }) => {
  await playground.open();
});

test('a phone shows the map, what happened, and how true it is', async ({ playground }) => {
  await expect(playground.heading('offline_pages() refuses memory34.')).toBeVisible();
  await expect(playground.block(34)).toBeVisible();
  await expect(playground.button(/^modelled/)).toBeVisible();
  expect(await playground.overflowPx()).toBe(0);
});

test('a tap on a block selects it, and its chart and files stand in a tab', async ({ playground }) => {
  await playground.block(35).tap();
  await playground.settled();
  expect((await playground.moment()).block).toBe(35);
  await playground.showPane('Block');
  await expect(playground.chart).toHaveAccessibleName(/memory35.*online/);
  await expect(playground.blockPane.getByText('/sys/devices/system/memory/memory35')).toBeVisible();
});

test('a run can be stepped and played by touch from every pane', async ({ playground }) => {
  for (const pane of PANES) {
    await playground.showPane(pane);
    const position = await playground.position();
    await playground.button('Step').tap();
    await playground.settled();
    expect(await playground.position()).toBe(position + 1);
  }
  await playground.button('Play').tap();
  await expect(playground.button('Pause')).toBeVisible();
  await playground.button('Pause').tap();
  await playground.settled();
});

test('another kernel and a recorded run can be chosen on a phone', async ({ playground }) => {
  await playground.page.getByRole('combobox', { name: 'kernel' }).selectOption('merged');
  expect((await playground.moment()).variant).toBe('merged');
  await playground.chooseRun('kmem-offline-pinned');
  await expect(playground.button(/agrees with Linux 6\.12/)).toBeVisible();
});

test('the controls are large enough for a thumb', async ({ playground }) => {
  const controls = ['First step', 'Step back', 'Play', 'Step', 'Last step'].map((name) =>
    playground.button(name),
  );
  const tabs = await playground.page.getByRole('tablist', { name: 'Panes' }).getByRole('tab').all();
  for (const control of [...controls, ...tabs]) {
    const box = (await control.boundingBox())!;
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });
    test.describe.configure({ timeout: AXE_TIMEOUT_MS });

    test('axe finds nothing in any pane, and none makes the page scroll sideways', async ({ playground }) => {
      for (const pane of PANES) {
        await playground.showPane(pane);
        expect(await axeFindings(playground.page)).toEqual([]);
        expect(await playground.overflowPx()).toBe(0);
      }
    });

    test('axe finds nothing in the list of runs and beside a damaged link', async ({ playground }) => {
      await playground.runName.tap();
      await expect(playground.runDialog.getByRole('option').nth(10)).toBeVisible();
      expect(await axeFindings(playground.page)).toEqual([]);
      await playground.changeLink('aW1S4seedP22RB1Yxxxxxx');
      expect(await axeFindings(playground.page)).toEqual([]);
      expect(await playground.overflowPx()).toBe(0);
    });
  });
}

test('two fingers zoom the map and keep what is under them', async ({ playground, page, context }) => {
  const labels = (): Promise<string | null> => playground.map.locator('svg .lanes').textContent();
  const before = await labels();
  const box = (await playground.map.locator('svg.picture').boundingBox())!;
  const y = box.y + 70;
  const touches = await context.newCDPSession(page);
  const at = (one: number, other: number) => [
    { x: box.x + one, y, id: 0 },
    { x: box.x + other, y, id: 1 },
  ];
  await touches.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(150, 220) });
  await touches.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(110, 270) });
  await touches.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(60, 330) });
  await touches.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await playground.settled();
  expect(await labels()).not.toBe(before);
});

test('the other pages are behind a button', async ({ page, playground }) => {
  await playground.button('Other pages').tap();
  const menu = page.getByRole('navigation', { name: 'Other pages' });
  await expect(menu.getByRole('link')).toHaveText([
    'learn',
    'gallery',
    'compare',
    'review corner',
    'recordings',
  ]);
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await playground.button('Other pages').tap();
  await menu.getByRole('link', { name: 'learn' }).tap();
  await expect(page.getByRole('heading', { level: 1, name: /lessons$/ })).toBeVisible();
});
