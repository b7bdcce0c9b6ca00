/** Finding blocks by words, choosing several of them, doing the same to all; zones in words. */
import { encodeLink } from '#lib/scenario/link.ts';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { expect, test } from './watch.ts';

test.setTimeout(AXE_TIMEOUT_MS);

/** A machine with eight offline blocks. */
const FIRST = encodeLink({
  source: { kind: 'scenario', id: 'movable' },
  variant: 'base-6.12',
  position: 0,
  block: null,
});

test('blocks are found by words, walked, and shown as a whole; what is not understood says so', async ({
  page,
  playground,
}) => {
  await playground.open();
  const find = page.getByRole('search', { name: 'Find blocks' });
  const words = find.getByRole('textbox', { name: 'find blocks' });
  await words.fill('offline');
  await expect(find.getByRole('status')).toHaveText('2 blocks');
  await expect(playground.map.locator('svg .veil').first()).toBeAttached();
  await words.press('Enter');
  await playground.settled();
  expect((await playground.moment()).block).toBe(32);
  await words.press('Enter');
  await playground.settled();
  expect((await playground.moment()).block).toBe(33);
  await find.getByRole('button', { name: 'show all' }).click();
  await expect(playground.block(32)).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await words.fill('offlne');
  await expect(find.getByRole('status')).toContainText('"offlne" is not understood, perhaps offline.');
  await words.press('Escape');
  await expect(playground.map.locator('svg .veil')).toHaveCount(0);
});

test('blocks are chosen with Shift and keys, and a loop writes to all of them', async ({
  page,
  playground,
}) => {
  await playground.open(FIRST);
  await playground.press('Last step');
  const offline = page.getByRole('search').getByRole('textbox');
  await offline.fill('offline');
  await offline.press('Enter');
  await playground.settled();
  const first = (await playground.moment()).block ?? 0;
  await playground.blocks.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByRole('button', { name: 'let go of 3 blocks' })).toBeVisible();
  await page.getByRole('tab', { name: 'Act' }).click();
  const loop = page
    .getByRole('region', { name: 'blocks chosen together' })
    .getByRole('button', { name: /online as Movable/ });
  await expect(loop).toContainText(
    `for n in {${first}..${first + 2}}; do echo online_movable > memory$n/state; done`,
  );
  await loop.click();
  await playground.press('Last step');
  for (const block of [first, first + 1, first + 2]) {
    await expect(playground.block(block)).toHaveAccessibleName(/online, Movable/);
  }
  const link = new URL(page.url()).hash.slice(1);
  await playground.open(link);
  await expect(playground.block(first + 2)).toHaveAccessibleName(/online, Movable/);
});

test('zones are explained: the ratio over time, what online would choose, holes, memory groups', async ({
  page,
  playground,
}) => {
  await playground.open(FIRST);
  await playground.press('Last step');
  await page.getByRole('tab', { name: 'zones' }).click();
  const zones = page.getByRole('tabpanel', { name: 'zones' });
  await expect(zones.getByRole('img')).toHaveAccessibleName(/^Movable to kernel memory over the run/);
  await expect(zones).toContainText(/what online would choose now/);
  await expect(zones.getByRole('columnheader', { name: 'holes' })).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
});
