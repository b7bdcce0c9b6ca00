// The review page: kernels beside each other, the findings of the series, the review card.
import type { Page } from '@playwright/test';
import { decodeLink } from '#lib/scenario/link.ts';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { expect, test } from './watch.ts';

const settled = async (page: Page): Promise<void> => {
  await expect(page.locator('html')).toHaveAttribute('data-idle', 'true');
};

async function openReview(page: Page, hash = ''): Promise<void> {
  await page.goto(`./review/${hash}`);
  await settled(page);
}

test('two kernels stand beside each other, and the first difference is marked and said', async ({ page }) => {
  await openReview(page);
  await expect(page.getByRole('region', { name: 'kernel v1p7' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'kernel v1p8' })).toBeVisible();
  const steps = page.getByRole('region', { name: 'Steps beside each other' });
  await expect(steps.getByRole('heading', { name: /^First difference: step \d+/ })).toBeVisible();
  await expect(steps.locator('tr[aria-current=step]')).toHaveCount(1);
  await expect(steps).toContainText('steps are the same in both');
});

test('the same kernel rules give no difference; n and p walk through what there is', async ({ page }) => {
  await openReview(page);
  const marked = page.locator('tr[aria-current=step]');
  const first = await marked.innerText();
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await expect(marked).not.toHaveText(first);
  await expect(page.getByText(/^after step \d+ of \d+/)).toHaveCount(2);
  await page.keyboard.press('p');
  await expect(marked).toContainText(first.split('\t').at(-1) ?? '');
});

test('the address holds text and kernels and opens the same comparison', async ({ page }) => {
  await openReview(page);
  await page.getByRole('checkbox', { name: 'merged' }).check();
  await settled(page);
  await expect(page.getByRole('region', { name: /^kernel / })).toHaveCount(3);
  const { hash } = new URL(page.url());
  expect(hash).toMatch(/\/v1p8\/merged$/);
  await openReview(page, hash);
  await expect(page.getByRole('region', { name: /^kernel / })).toHaveCount(3);
});

test('a damaged address is explained, and something is there all the same', async ({ page }) => {
  await openReview(page, '#aW1S4seedP22RB1Yxxxxxx');
  await expect(page.getByRole('alert')).toContainText('This link is cut');
  await expect(page.getByRole('region', { name: 'kernel v1p7' })).toBeVisible();
});

test('a cell of the matrix opens the finding where it happens, with the way in the link', async ({
  page,
  playground,
}) => {
  await openReview(page);
  await page.getByRole('link', { name: 'A4 on v3: happens' }).click();
  await page.waitForURL(/\/#a/);
  await playground.settled();
  const moment = await playground.moment();
  expect(moment.variant).toBe('v3');
  expect(moment.source.kind === 'text' ? moment.source.schedule.length : 0).toBeGreaterThan(1);
});

test('a name of the matrix compares the kernels that its text names', async ({ page }) => {
  await openReview(page);
  await page.getByRole('button', { name: /^A4 / }).click();
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^A4:/);
  await expect(page.getByRole('region', { name: 'kernel v3' })).toBeVisible();
});

test('the card has verdicts, the way in words, the text and a link that opens', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openReview(page);
  await page.getByRole('button', { name: 'Try every order on these kernels' }).click();
  await settled(page);
  await page.getByRole('button', { name: 'Copy card' }).click();
  const card = await page.evaluate(() => navigator.clipboard.readText());
  expect(card).toContain('Q: exists r1 = ok');
  expect(card).toMatch(/v1p7 +Ok Sometimes/);
  expect(card).toMatch(/v1p8 +No Never/);
  expect(card).toContain('scenario "A2:');
  const address = /<(https?:[^>\s]+)>/.exec(card)?.[1] ?? '';
  const opened = decodeLink(new URL(address).hash.split('/')[0] ?? '');
  expect(opened).toMatchObject({ ok: true, value: { variant: 'v1p7' } });
});

test('the playground links here with what is on screen, and back', async ({ page, playground }) => {
  await playground.open();
  await page.getByRole('link', { name: 'compare' }).click();
  await page.waitForURL(/\/review\/?#a/);
  await settled(page);
  await expect(page.getByRole('region', { name: 'kernel v1p3' })).toBeVisible();
  await page.getByRole('link', { name: 'Memory hotplug playground' }).click();
  await playground.settled();
  await expect(playground.map.or(page.getByRole('main'))).not.toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });
    test.describe.configure({ timeout: AXE_TIMEOUT_MS });
    test('axe finds nothing, with and without a card', async ({ page }) => {
      await openReview(page);
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Try every order on these kernels' }).click();
      await settled(page);
      expect(await axeFindings(page)).toEqual([]);
    });
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });
  test('nothing scrolls sideways but the matrix', async ({ page }) => {
    await openReview(page);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
