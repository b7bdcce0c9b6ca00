// What leaves the page when a reader wants it to: link, text, file, picture, embedding; and the way back in.
import { readFileSync } from 'node:fs';
import type { Download, Locator, Page } from '@playwright/test';
import { encodeLink } from '#lib/scenario/link.ts';
import { readRunFile } from '#lib/scenario/run-file.ts';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { expect, test } from './watch.ts';

const link = encodeLink({
  source: { kind: 'scenario', id: 'seed' },
  variant: 'v1p8',
  position: 42,
  block: 33,
});

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Share this moment' });

async function openShare(playground: PlaygroundPage): Promise<Locator> {
  const dialog = dialogOf(playground.page);
  await playground.button('Share').click();
  await expect(dialog).toBeVisible();
  return dialog;
}

async function saved(dialog: Locator, name: string): Promise<{ file: Download; text: string }> {
  const coming = dialog.page().waitForEvent('download');
  await dialog.getByRole('button', { name }).click();
  const file = await coming;
  return { file, text: readFileSync(await file.path(), 'latin1') };
}

/** Pastes a text outside of all text fields, as Ctrl+V does. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}

test('the dialog shows the link of the moment, its length and where it fits', async ({ playground }) => {
  await playground.open(link);
  const dialog = await openShare(playground);
  const address = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(address).toBe(playground.page.url());
  const fits = dialog.getByRole('list', { name: 'Where the link fits' });
  await expect(fits).toContainText(`${address.length} characters`);
  await expect(fits.getByText(/^fits/)).toHaveCount(4);
  await expect(dialog).toContainText('Nothing is uploaded.');
});

test('the text for a mailing list, quoted and pasted into the page or the list of runs, opens the moment', async ({
  playground,
}) => {
  await playground.open(link);
  const wanted = await playground.moment();
  const dialog = await openShare(playground);
  const text = await dialog.getByRole('textbox', { name: 'Text for a mailing list' }).inputValue();
  const long = text.split('\n').filter((line) => line.length > 72);
  expect(long.every((line) => /^<\S{1,996}>$/.test(line))).toBe(true);
  const quoted = text.replaceAll(/^/gm, '> ');
  await dialog.getByRole('button', { name: 'Close' }).click();

  await playground.press('First step');
  await paste(playground.page, `Somebody wrote:\n${quoted}\nIndeed.`);
  await playground.settled();
  await expect.poll(() => playground.moment()).toEqual(wanted);

  await playground.press('Last step');
  await playground.runName.click();
  await playground.runSearch.evaluate((field, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, quoted);
  await expect(playground.runDialog).toBeHidden();
  await expect.poll(() => playground.moment()).toEqual(wanted);
});

test('pasting something else says that there is no link in it, and changes nothing', async ({
  playground,
}) => {
  await playground.open(link);
  await paste(playground.page, 'offline_pages() failed on my machine');
  await expect(playground.page.getByText(/^What was pasted holds no link of this page/)).toBeVisible();
  expect(await playground.position()).toBe(42);
});

test('a scenario text pasted from a quoted mail is played; one with a mistake is told where', async ({
  playground,
}) => {
  await playground.open(link);
  const scenario = readFileSync('scenarios/races/unbind-against-online.txt', 'utf8');
  await paste(playground.page, `On Monday somebody wrote:\n${scenario.replaceAll(/^/gm, '> ')}\nIndeed.`);
  await expect.poll(async () => (await playground.moment()).source.kind).toBe('text');

  const before = await playground.moment();
  await paste(playground.page, scenario.replace('machine x86_64', 'machine x86'));
  await expect(playground.page.getByText(/line \d+, column \d+/i).first()).toBeVisible();
  expect(await playground.moment()).toEqual(before);
});

test('the text for a mailing list has the scenario below when the run is one', async ({ playground }) => {
  const scenario = readFileSync('scenarios/races/two-unbinds.txt', 'utf8');
  await playground.open(
    encodeLink({
      source: { kind: 'text', text: scenario, schedule: [] },
      variant: 'merged',
      position: 20,
      block: null,
    }),
  );
  const dialog = await openShare(playground);
  const text = await dialog.getByRole('textbox', { name: 'Text for a mailing list' }).inputValue();
  expect(text.trimEnd().endsWith(`>\n\n${scenario.trimEnd()}`)).toBe(true);
});

test('a saved file opens the same moment when it is dropped on the page', async ({ playground }) => {
  await playground.open(link);
  const wanted = await playground.moment();
  const dialog = await openShare(playground);
  const { file, text } = await saved(dialog, 'Save as a file');
  expect(file.suggestedFilename()).toBe('seed-v1p8-step-42.json');
  expect(readRunFile(text)).toMatchObject({ ok: true, value: { moment: { position: 42 } } });
  const { $schema } = JSON.parse(text) as { $schema: string };
  expect((await playground.page.request.get($schema)).ok()).toBe(true);
  await dialog.getByRole('button', { name: 'Close' }).click();

  await playground.press('Last step');
  await playground.page.evaluate((json) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([json], 'run.json', { type: 'application/json' }));
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, text);
  await playground.settled();
  await expect.poll(() => playground.moment()).toEqual(wanted);
});

const bad: readonly (readonly [what: string, body: string, words: RegExp])[] = [
  ['a picture', '<svg></svg>', /There is no link|not a link/i],
  ['a file of another page', '{"format":"other/1"}', /At format\..*should be/],
  ['ten megabytes of garbage', 'x'.repeat(10_000_001), /too large.*was not read/],
];
for (const [what, body, words] of bad) {
  test(`${what} is refused with the reason, and what was on screen is still there`, async ({
    playground,
  }) => {
    await playground.open(link);
    const dialog = await openShare(playground);
    await dialog
      .getByLabel('File of a run')
      .setInputFiles({ name: 'run.json', mimeType: 'application/json', buffer: Buffer.from(body) });
    await expect(dialog).toBeHidden();
    await expect(playground.alert).toContainText(words);
    expect(await playground.position()).toBe(42);
  });
}

test('the picture as SVG stands alone: no classes, no styles, nothing to load; caption and link are in it', async ({
  playground,
}) => {
  await playground.open(link);
  const { text } = await saved(await openShare(playground), 'Save as SVG');
  const words = ['>33<', new URL(playground.page.url()).hash, 'v1p8, step 42 of', 'font-family='];
  expect(words.filter((word) => !text.includes(word))).toEqual([]);
  const unwanted = / class=| style=|var\(--|<script|url\((?!&quot;#|#)/;
  expect(unwanted.exec(text)?.[0] ?? '').toBe('');
});

test('the picture as PNG has twice the pixels of the SVG', async ({ playground }) => {
  await playground.open(link);
  const dialog = await openShare(playground);
  const { text: svg } = await saved(dialog, 'Save as SVG');
  const { file } = await saved(dialog, 'Save as PNG');
  const bytes = readFileSync(await file.path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.readUInt32BE(16)).toBe(2 * Number(/width="(\d+)"/.exec(svg)![1]));
});

test('the dialog has no accessibility findings', async ({ playground }) => {
  test.setTimeout(AXE_TIMEOUT_MS);
  await playground.open(link);
  await openShare(playground);
  expect(await axeFindings(playground.page)).toEqual([]);
});
