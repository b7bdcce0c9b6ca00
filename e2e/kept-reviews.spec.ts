// What a reviewer made is kept on this device: text and verdicts, over a crash, beside another tab, in a file.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { expect, test } from './watch.ts';

const settled = (page: Page): Promise<void> =>
  expect(page.locator('html')).toHaveAttribute('data-idle', 'true');

async function openCorner(page: Page): Promise<void> {
  await page.goto('./review/corner/');
  await settled(page);
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const scenario = (page: Page) => page.getByRole('textbox', { name: 'Scenario text' });
const card = (page: Page) => page.getByRole('textbox', { name: 'Card as plain text' });
const list = (page: Page) => page.getByText(/^Your reviews: \d+$/);
const titles = (page: Page) => page.locator('li .title');

async function openExample(page: Page, name: RegExp): Promise<void> {
  await page.getByText(/^Worked examples/).click();
  await page.getByRole('button', { name }).click();
  await expect(scenario(page)).toContainText('scenario "');
}

async function ask(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Try every order/ }).click();
  await settled(page);
  await expect(card(page)).toBeVisible();
}

/** Writes into the field of the name, which stands for any field, and waits until it is kept. */
async function write(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: label, exact: true }).fill(text);
  await expect(async () => {
    const kept = await page.evaluate(() => Object.values({ ...localStorage }).join('\n'));
    expect(kept).toContain(JSON.stringify(text).slice(1, -1));
  }).toPass();
}

test('verdicts are there again at once after a crash: the same card and the same meeting', async ({
  page,
  context,
}) => {
  await openCorner(page);
  await openExample(page, /^A4: /);
  await ask(page);
  const text = await card(page).inputValue();
  expect(text).toMatch(/v3 +Ok Sometimes/);
  await page.close({ runBeforeUnload: false });

  const after = await context.newPage();
  await openCorner(after);
  await expect(heading(after)).toHaveText(/^A4: /);
  await expect(card(after)).toHaveValue(text);
  await after.getByRole('button', { name: 'Show in a meeting' }).click();
  const meeting = after.getByRole('dialog');
  await expect(meeting.getByRole('list', { name: 'Verdict of each kernel' }).getByRole('button')).toHaveText([
    /v3.*Sometimes/,
    /v4.*Never/,
  ]);
  await after.keyboard.press('End');
  await expect(meeting.getByRole('list', { name: /^Blocks on v3/ })).toContainText('memory41: online');
});

test('a verdict of another text is never shown, also not after a reload, and counts again when the text is back', async ({
  page,
}) => {
  await openCorner(page);
  await openExample(page, /^A4: /);
  await ask(page);
  const text = await card(page).inputValue();
  await scenario(page).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('# ');
  const says = page.getByText('The text has changed since v3, v4 answered.');
  await expect(says).toBeVisible();
  await expect(card(page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Show in a meeting' })).toBeHidden();
  await page.reload();
  await settled(page);
  await expect(says).toBeVisible();
  await expect(card(page)).toBeHidden();
  await scenario(page).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Delete');
  await expect(says).toBeHidden();
  await expect(card(page)).toHaveValue(text);
});

test('a kernel that was not tried is named, and tried without losing the others', async ({ page }) => {
  await openCorner(page);
  await openExample(page, /^A4: /);
  await ask(page);
  await page.getByRole('checkbox', { name: 'merged' }).check();
  await expect(page.getByText('Not tried yet: merged.')).toBeVisible();
  await expect(card(page)).toHaveValue(/v3 +Ok Sometimes/);
  await ask(page);
  await expect(page.getByText('Not tried yet')).toBeHidden();
  await expect(card(page)).toHaveValue(/v3 +Ok Sometimes[^]*merged +No Never/);
});

test('two tabs with the same review keep both texts', async ({ page, context }) => {
  await openCorner(page);
  await write(page, 'Mail', 'as it was');
  await write(page, 'name', 'the lock');
  const other = await context.newPage();
  await openCorner(other);
  await expect(heading(other)).toHaveText('the lock');
  await other.getByRole('button', { name: 'Edit' }).click();

  await write(page, 'Mail', 'written in the first tab');
  const told = other.getByText('was changed in another tab');
  await expect(told).toBeVisible();
  await write(other, 'Mail', 'written in the second tab');
  await write(page, 'Mail', 'written in the first tab, then more');
  await expect(heading(other)).toHaveText('the lock (copy)');
  await expect(heading(page)).toHaveText('the lock');

  await list(page).click();
  await expect(titles(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'the lock (copy)', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Text of the mail' })).toHaveText(
    'written in the second tab',
  );
  await other.getByRole('button', { name: 'Show its version' }).click();
  await expect(other.getByRole('region', { name: 'Text of the mail' })).toHaveText(
    'written in the first tab, then more',
  );
});

test('a review is named, found by its words, renamed, deleted and put back', async ({ page }) => {
  await openCorner(page);
  await write(page, 'Mail', 'Subject: the span of a zone');
  await page.getByRole('button', { name: 'New review' }).click();
  await write(page, 'Mail', 'Subject: the lock between two ranges');
  await list(page).click();
  await expect(titles(page)).toHaveCount(2);
  await page.getByRole('searchbox', { name: 'Search your reviews' }).fill('SPAN zone');
  await expect(titles(page)).toHaveText(['the span of a zone']);
  await page.getByRole('button', { name: 'Rename the span of a zone' }).click();
  await page.getByRole('textbox', { name: 'Name of the span of a zone' }).fill('zones');
  await page.keyboard.press('Enter');
  await expect(titles(page)).toHaveText(['zones']);
  await expect(titles(page)).toBeFocused();
  await page.getByRole('searchbox', { name: 'Search your reviews' }).fill('no such words');
  await expect(page.getByText('None with these words.')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search your reviews' }).fill('');

  await page.getByRole('button', { name: 'Delete zones' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Delete the lock between two ranges' })).toBeFocused();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(titles(page)).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Mail' })).toHaveValue('');
  await page.getByRole('button', { name: 'Put back the lock between two ranges' }).click();
  await page.getByRole('button', { name: 'Put back zones' }).click();
  await expect(titles(page)).toHaveCount(2);
  await page.reload();
  await settled(page);
  await expect(list(page)).toHaveText('Your reviews: 2');
});

test('a review goes into a file and comes back from it with its verdicts, which say where they are from', async ({
  page,
}) => {
  await openCorner(page);
  await openExample(page, /^A4: /);
  await ask(page);
  const text = await card(page).inputValue();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^review-a4-[a-z0-9-]+\.json$/);
  const buffer = readFileSync(await download.path());
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(card(page)).toBeHidden();
  const chooser = page.getByLabel('File of your reviews');
  await chooser.setInputFiles({ name: 'review.json', mimeType: 'application/json', buffer });
  await expect(page.getByText('1 review brought back.')).toBeVisible();
  await expect(card(page)).toHaveValue(text);
  await expect(page.getByText('Verdicts of v3, v4 came with a file')).toBeVisible();
  await ask(page);
  await expect(page.getByText('came with a file')).toBeHidden();

  await chooser.setInputFiles({
    name: 'other.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"format":"another"}'),
  });
  await expect(page.getByRole('alert')).toContainText('it should be "memory-hotplug-reviews/1"');
});

test('a review that the first edition of the page has kept opens', async ({ page }) => {
  await page.addInitScript(() => {
    const old = { id: 'o', name: 'old', mail: 'Subject: x', text: '', kernels: ['v3'], savedMs: 7 };
    localStorage.setItem('memory-hotplug-playground.review.o', JSON.stringify(old));
    localStorage.setItem('memory-hotplug-playground.review.p', '{"id":');
  });
  await openCorner(page);
  await expect(heading(page)).toHaveText('old');
  await list(page).click();
  await expect(page.getByText('One review cannot be read by this edition of the page')).toBeVisible();
});

test('a full disk is said, with what to do; the page goes on and the file has everything', async ({
  page,
}) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await openCorner(page);
  await page.getByRole('textbox', { name: 'Mail' }).fill('Subject: not kept');
  await expect(page.getByText('storage is full or not allowed. Save it as a file')).toBeVisible();
  await page.getByRole('button', { name: 'New review' }).click();
  await list(page).click();
  await expect(page.locator('li').filter({ hasText: /, not kept/ })).toHaveCount(1);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save all as a file' }).click();
  expect(readFileSync(await (await coming).path(), 'utf8')).toContain('Subject: not kept');
});

test('the list, the news of another tab and a refused file have no accessibility findings', async ({
  page,
  context,
}) => {
  test.setTimeout(AXE_TIMEOUT_MS);
  await openCorner(page);
  await write(page, 'name', 'the lock');
  const other = await context.newPage();
  await openCorner(other);
  await write(other, 'name', 'the lock again');
  await expect(page.getByRole('button', { name: 'Show its version' })).toBeVisible();
  await page
    .getByLabel('File of your reviews')
    .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{') });
  await list(page).click();
  expect(await axeFindings(page)).toEqual([]);
});
