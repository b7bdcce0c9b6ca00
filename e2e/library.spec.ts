// What a reader did is kept in this browser without being asked, survives a crash, and can be named, deleted, moved.
import { readFileSync } from 'node:fs';
import { encodeLink } from '#lib/scenario/link.ts';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { PlaygroundPage } from './playground-page.ts';
import { expect, test } from './watch.ts';

const link = encodeLink({
  source: { kind: 'scenario', id: 'seed' },
  variant: 'v1p3',
  position: 94,
  block: 33,
});
const yours = ({ page }: PlaygroundPage) => page.getByRole('region', { name: 'Your runs' });

/** Takes the selected block offline by its key and waits for the run to come to rest. */
async function act(playground: PlaygroundPage): Promise<void> {
  await playground.page.keyboard.press('x');
  await playground.page.keyboard.press('End');
  await playground.settled();
}

test('what was done is there again after a crash, with its branches', async ({ playground, context }) => {
  await playground.open(link);
  await act(playground);
  const after = new PlaygroundPage(await context.newPage());
  await playground.page.close({ runBeforeUnload: false });
  await after.open();
  await after.runName.click();
  await expect(yours(after).getByRole('listitem')).toHaveCount(1);
  await yours(after).getByRole('listitem').getByRole('button').first().click();
  await after.settled();
  await expect(after.commands).toContainText('echo offline > memory33/state');
  expect((await after.moment()).acts).toHaveLength(1);
});

test('only looking keeps nothing', async ({ playground }) => {
  await playground.open(link);
  await playground.press('Last step');
  await playground.runName.click();
  await expect(yours(playground)).toContainText('kept here, in this browser only');
});

test('a run is named, found, deleted and put back', async ({ playground }) => {
  await playground.open(link);
  await act(playground);
  await playground.runName.click();
  const list = yours(playground);
  await list.getByRole('button', { name: /^Rename/ }).click();
  await list.getByRole('textbox').fill('offline by hand');
  await list.getByRole('textbox').press('Enter');
  await expect(list.getByRole('button', { name: 'offline by hand', exact: true })).toBeVisible();
  await playground.runSearch.fill('nothing like it');
  await expect(list.getByRole('listitem')).toHaveCount(0);
  await playground.runSearch.fill('by hand');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await list.getByRole('button', { name: /^Delete/ }).click();
  await expect(list.getByRole('listitem')).toHaveCount(0);
  await list.getByRole('button', { name: 'Put back offline by hand' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(1);
});

test('all runs go into a file and come back from it', async ({ playground }) => {
  await playground.open(link);
  await act(playground);
  await playground.runName.click();
  const list = yours(playground);
  const coming = playground.page.waitForEvent('download');
  await list.getByRole('button', { name: 'Save all as a file' }).click();
  const text = readFileSync(await (await coming).path());
  await list
    .getByLabel('File of your runs')
    .setInputFiles({ name: 'runs.json', mimeType: 'application/json', buffer: text });
  await expect(list.getByRole('listitem')).toHaveCount(2);
});

test('a full disk is said, with what to do, and the page goes on', async ({ playground }) => {
  await playground.page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await playground.open(link);
  await playground.page.keyboard.press('x');
  await expect(playground.page.getByText('storage is full or not allowed')).toBeVisible();
  await playground.page.keyboard.press('End');
  await playground.settled();
  await expect(playground.commands).toContainText('echo offline > memory33/state');
});

test('two tabs with the same run do not overwrite each other', async ({ playground, context }) => {
  await playground.open(link);
  await act(playground);
  const other = new PlaygroundPage(await context.newPage());
  await other.open();
  await other.runName.click();
  await yours(other).getByRole('listitem').getByRole('button').first().click();
  await other.settled();
  await act(other);
  await expect(playground.page.getByText('was changed in another tab')).toBeVisible();
  await act(playground);
  await playground.runName.click();
  await expect(yours(playground).getByRole('listitem')).toHaveCount(2);
  await expect(yours(playground)).toContainText('(copy)');
});

test('the list of your runs has no accessibility findings', async ({ playground }) => {
  test.setTimeout(AXE_TIMEOUT_MS);
  await playground.open(link);
  await act(playground);
  await playground.runName.click();
  await expect(yours(playground).getByRole('listitem')).toHaveCount(1);
  expect(await axeFindings(playground.page)).toEqual([]);
});
