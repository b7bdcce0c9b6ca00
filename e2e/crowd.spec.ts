/** A machine with half a million memory blocks: everything is there, and the picture stays small. */
import { encodeLink } from '#lib/scenario/link.ts';
import { expect, test } from './watch.ts';

const BIG = encodeLink({
  source: { kind: 'scenario', id: '64tib' },
  variant: 'v1p3',
  position: 5422,
  block: 982_144,
});

test('64 TiB open at the refusal, zoom from the whole machine to single blocks, and can be acted on', async ({
  page,
  playground,
}) => {
  await playground.open(BIG);
  await expect(playground.heading('offline_pages() refuses memory982144.')).toBeVisible();
  await expect(playground.map).toContainText(/524.288 blocks × 128 MiB/);
  await playground.press('zoom to all');
  await expect(playground.map).toContainText('node 0');
  expect(await page.locator('svg *').count()).toBeLessThan(2000);
  await playground.press('zoom to the selected block');
  await expect(playground.block(982_144)).toBeVisible();
  await expect(playground.block(982_145)).toHaveAccessibleName(/online, Movable/);
  await page.keyboard.press('p');
  await expect(page.getByRole('tab', { name: 'Branches 1' })).toBeVisible();
});

test('keys and buttons lead to the same windows', async ({ page, playground }) => {
  await playground.open();
  const labels = (): Promise<string | null> => playground.map.locator('svg .lanes').textContent();
  const before = await labels();
  await playground.press('zoom in');
  const closer = await labels();
  expect(closer).not.toBe(before);
  await playground.press('zoom out');
  expect(await labels()).toBe(before);
  await playground.blocks.focus();
  await page.keyboard.press('+');
  expect(await labels()).toBe(closer);
  await page.keyboard.press('0');
  const whole = await labels();
  await playground.press('zoom to all');
  expect(await labels()).toBe(whole);
});
