// The gallery: every scenario as a card, found by words and tags, opened in the playground.
import type { Page } from '@playwright/test';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { expect, test } from './watch.ts';

async function openGallery(page: Page, hash = ''): Promise<void> {
  await page.goto(`./gallery/${hash}`);
  await settled(page);
}
const settled = (page: Page): Promise<void> =>
  expect(page.locator('html')).toHaveAttribute('data-idle', 'true');
const cards = (page: Page) => page.getByRole('list', { name: 'Scenarios' }).getByRole('heading');
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search the gallery' });

test('all scenarios are there, each with a picture of how it ends', async ({ page }) => {
  await openGallery(page);
  expect(await cards(page).count()).toBeGreaterThan(70);
  const picture = page.getByRole('img', { name: '16 memory blocks at the end: 9 online; 7 offline' });
  await picture.scrollIntoViewIfNeeded();
  await expect(picture.locator('.outline-off')).toHaveCount(7);
});

test('words narrow the list, and the address holds them', async ({ page }) => {
  await openGallery(page);
  await page.keyboard.press('/');
  await page.keyboard.type('pinned page comes back');
  await expect(cards(page)).toHaveText(['the pinned page: an offline that never comes back']);
  await settled(page);
  expect(new URL(page.url()).hash).toContain('words=pinned+page+comes+back');
  await search(page).fill('nothing is like this');
  await expect(page.getByText('No scenario has all of this.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  expect(await cards(page).count()).toBeGreaterThan(70);
});

test('tags of the filter and of the cards narrow it further', async ({ page }) => {
  await openGallery(page, '#driver=virtio-mem');
  const before = await cards(page).count();
  expect(before).toBeGreaterThan(3);
  await page
    .getByRole('group', { name: 'about' })
    .getByRole('button', { name: /^policy \d/ })
    .click();
  await expect(cards(page)).toHaveText([/virtio-mem stops at 1 GiB/, /virtio-mem goes on/]);
  await settled(page);
  await page.reload();
  await settled(page);
  await expect(cards(page)).toHaveCount(2);
  await page.getByRole('listitem').first().getByRole('button', { name: 'policy' }).click();
  await expect(cards(page)).toHaveCount(before);
});

test('a card opens its run in the playground, a finding where it happens', async ({ page, playground }) => {
  await openGallery(page, '#words=virtio-mem+stops');
  await page.getByRole('link', { name: 'virtio-mem stops at 1 GiB' }).click();
  await page.waitForURL(/\/#a/);
  await playground.settled();
  await expect(playground.runName).toContainText('virtio-mem stops at 1 GiB');
  await playground.runName.click();
  await page.getByRole('link', { name: 'Gallery' }).click();
  await page.waitForURL(/\/gallery\/?$/);
  await search(page).fill('A4:');
  await page.getByRole('link', { name: /^A4:/ }).click();
  await page.waitForURL(/\/#a/);
  const moment = await playground.moment();
  expect(moment.source.kind === 'text' ? moment.source.schedule.length : 0).toBeGreaterThan(1);
});

test('the machine of 64 TiB is among them', async ({ page, playground }) => {
  await openGallery(page, '#words=64+TiB');
  await page.getByRole('link', { name: /^64 TiB in blocks of 128/ }).click();
  await page.waitForURL(/\/#a/);
  await playground.settled();
  expect(await playground.moment()).toMatchObject({ source: { kind: 'scenario', id: '64tib' } });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });
    test.describe.configure({ timeout: AXE_TIMEOUT_MS });
    test('axe finds nothing', async ({ page }) => {
      await openGallery(page, '#concept=pinned-page');
      expect(await axeFindings(page)).toEqual([]);
    });
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });
  test('nothing scrolls sideways', async ({ page }) => {
    await openGallery(page, '#errno=-EBUSY');
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
