// Other kernels for the same commands, and recorded runs of real kernels.
import { readFileSync } from 'node:fs';
import type { TraceIndexEntry } from '#lib/capture/trace-index.ts';
import { encodeLink } from '#lib/scenario/link.ts';
import { expect, test } from './watch.ts';

const AGREES = /agrees with Linux 6\.12\.\d+, recorded/;

test('another kernel runs the same commands in its own way, and the place in the story stays', async ({
  playground,
}) => {
  await playground.open();
  const line = playground.commands.getByRole('button').nth(5);
  await line.click();
  await expect(line).toContainText('offline_memory(4G, 512M)');
  const length = await playground.length();
  await playground.chooseKernel('merged');
  await expect(line).toContainText('offline_and_remove_memory(4G, 512M)');
  await expect(line).toHaveAttribute('aria-current', 'step');
  expect(await playground.length()).not.toBe(length);
  expect(await playground.moment()).toMatchObject({ variant: 'merged', block: 34 });
});

test('the refusal of a command is the same moment on another kernel', async ({ playground }) => {
  await playground.open();
  const position = await playground.position();
  await playground.chooseKernel('6.12');
  await expect(playground.heading('offline_pages() refuses memory34.')).toBeVisible();
  await playground.chooseKernel('v1p3');
  expect(await playground.position()).toBe(position);
});

test('a recorded run is found by words, opens at its start and says that the model agrees with it', async ({
  playground,
}) => {
  await playground.open();
  await playground.runName.click();
  await playground.runSearch.fill('refused pinned kmem');
  const option = playground.runDialog.getByRole('option').filter({ hasText: 'kmem-offline-pinned' });
  await option.click();
  await playground.settled();
  await expect(playground.runDialog).toBeHidden();
  await expect(playground.button(AGREES)).toBeVisible();
  expect(await playground.moment()).toMatchObject({
    source: { kind: 'trace', name: 'kmem-offline-pinned' },
    position: 0,
  });
});

test('every command of a recorded run says that it agrees with the recording', async ({ playground }) => {
  await playground.open();
  await playground.chooseRun('kmem-offline-pinned');
  const lines = playground.commands.getByRole('button');
  expect(await lines.count()).toBeGreaterThan(3);
  await expect(lines.filter({ hasText: 'agrees with the recording' })).toHaveCount(await lines.count());
});

test('a recorded run on another kernel does not claim to be recorded', async ({ playground }) => {
  await playground.open();
  await playground.chooseRun('v7-two-ranges');
  await expect(playground.button(AGREES)).toBeVisible();
  await playground.chooseKernel('6.12');
  await expect(playground.button(AGREES)).toBeHidden();
  await expect(playground.button(/another kernel than the recorded one/)).toBeVisible();
});

test('the badge tells on request what had to be assumed', async ({ playground }) => {
  await playground.open();
  await playground.chooseRun('kmem-offline-pinned');
  await playground.button(AGREES).click();
  await expect(playground.page.getByRole('group', { name: 'How true this is' })).toContainText('assumed');
});

test('words that no run has find none, and what is on screen stays', async ({ playground }) => {
  await playground.open();
  await playground.runName.click();
  await playground.runSearch.fill('no run has these words');
  await expect(playground.runDialog.getByRole('status')).toHaveText('No run has these words.');
  await playground.page.keyboard.press('Escape');
  await expect(playground.runDialog).toBeHidden();
  await expect(playground.heading('offline_pages() refuses memory34.')).toBeVisible();
});

const INDEX = JSON.parse(
  readFileSync(new URL('../static/traces/index.json', import.meta.url), 'utf8'),
) as TraceIndexEntry[];
const firstOfKernel = [...new Set(INDEX.map(({ variant }) => variant))].map((kernel) =>
  INDEX.find(({ variant }) => variant === kernel),
);

for (const entry of firstOfKernel) {
  if (entry === undefined) continue;
  test(`a recording of ${entry.variant} agrees in the browser from its first to its last step`, async ({
    playground,
  }) => {
    await playground.open();
    await playground.chooseRun(entry.name);
    await playground.press('Last step');
    await expect(playground.button(AGREES)).toBeVisible();
    expect(await playground.length()).toBeGreaterThan(0);
    const moment = await playground.moment();
    expect(moment.source).toEqual({ kind: 'trace', name: entry.name });
    expect(new URL(playground.page.url()).hash).toBe(`#${encodeLink(moment)}`);
  });
}
