// A test for a real kernel goes out as a script; what it wrote comes back and stands beside the model, step by step.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { bringDialog, drop, outDialog, paste } from './bring-page.ts';
import { expect, test } from './watch.ts';

/** What the exported script wrote on a stock Debian kernel; its fifth step ended with -EBUSY. */
const RUN = readFileSync('src/lib/capture/fixtures/stand-alone-movable.run.txt', 'utf8');
/** The same as if the kernel had said something else at that step. */
const DOCTORED = RUN.replace('Device or resource busy', 'Invalid argument');

const settled = (page: Page): Promise<void> =>
  expect(page.locator('html')).toHaveAttribute('data-idle', 'true');
const steps = (page: Page): Locator => page.getByRole('listbox', { name: 'Steps' });
const verdict = (page: Page): Locator => page.getByRole('main').getByRole('status');
const closely = (page: Page): Locator => page.getByRole('region', { name: 'The chosen step' });

async function openFile(page: Page, name: string, text: string): Promise<void> {
  await page
    .getByLabel('Recording', { exact: true })
    .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await settled(page);
}

test('a run goes out as a script, and its result dropped on the page agrees with the model', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await playground.chooseRun('movable');
  await playground.press('Last step');
  await playground.button('Share').click();
  await page.getByRole('button', { name: 'Out to the machine …' }).click();
  const dialog = outDialog(page);
  await dialog.getByLabel('as', { exact: true }).selectOption('test for a real kernel');
  await expect(dialog).toContainText('needs a test module inside the kernel');
  const script = await dialog.getByRole('textbox').inputValue();
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  try {
    const said = execFileSync('sh', ['-s', '--', '--dry-run'], {
      ...{ input: script, encoding: 'utf8', cwd: folder },
      env: { PATH: process.env['PATH'] ?? '', KERNEL: '/none' },
    });
    expect(said).toContain('2. user: echo online_kernel > memory32/state');
    expect(said).toMatch(/not done: .*pin/);
  } finally {
    rmSync(folder, { recursive: true });
  }
  await dialog.getByRole('button', { name: 'Close' }).click();

  await drop(page, 'movable.run.txt', RUN);
  await page.waitForURL(/\/recording\/$/);
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('what ZONE_MOVABLE is for');
  await expect(verdict(page)).toContainText('All 6 steps agree.');
  await expect(steps(page).getByRole('option')).toHaveCount(7);
  await expect(
    steps(page)
      .getByRole('option', { name: /offline > memory32/ })
      .first(),
  ).toHaveAccessibleName(/agrees.*kernel *-EBUSY.*model *-EBUSY/);
  for (const name of [/^Memory of Linux 6\.12/, 'Memory of the model'])
    await expect(page.getByRole('region', { name }).getByRole('listbox')).toBeVisible();
});

test('a changed errno is found at once; keys walk through steps and differences', async ({ page }) => {
  await page.goto('./recording/');
  await settled(page);
  await openFile(page, 'doctored.run.txt', DOCTORED);
  await expect(verdict(page)).toContainText('First difference: step 5.');
  await expect(verdict(page)).toContainText('errno: kernel EINVAL, model EBUSY');
  await expect(verdict(page)).toContainText('5 of 6 steps agree.');
  const chosen = steps(page).locator('[aria-selected=true]');
  await expect(chosen).toHaveAccessibleName(/^differs 5 .*kernel *-EINVAL.*model *-EBUSY/);
  await expect(closely(page)).toContainText('≠ differs');
  await chosen.focus();
  await page.keyboard.press('ArrowUp');
  await settled(page);
  await expect(closely(page)).toContainText('Step 4: = agrees');
  await expect(
    closely(page).getByRole('row', { name: /memory33\/state.*online.*offline.*offline/ }),
  ).toBeVisible();
  await expect(
    page
      .getByRole('region', { name: /^Memory of Linux/ })
      .getByRole('option', { name: /^memory33:.*offline/ }),
  ).toBeVisible();
  await page.keyboard.press('n');
  await settled(page);
  await expect(closely(page)).toContainText('Step 5');
  await page.keyboard.press('Home');
  await expect(closely(page)).toContainText('Every file of the model reads as the kernel’s.');
});

test('a kept recording has an address; a damaged one says where, and what was open before is gone from sight only then', async ({
  page,
}) => {
  await page.goto('./recording/#stand-alone-movable');
  await settled(page);
  await expect(verdict(page)).toContainText('All 6 steps agree.');
  await expect(page.getByRole('link', { name: 'open in the playground' })).toBeVisible();
  await paste(page, RUN.slice(0, 20_000));
  await settled(page);
  await expect(page.getByRole('alert')).toContainText('the text ends before the test did');
  await paste(page, RUN);
  await settled(page);
  await expect(page.getByRole('alert')).toBeHidden();
  await page.getByRole('button', { name: 'open its end as a machine of your own' }).click();
  await expect(bringDialog(page).getByRole('status')).toContainText('memory blocks');
  await bringDialog(page).getByRole('button', { name: 'Compare with the model, step by step' }).click();
  await page.waitForURL(/\/recording\/$/);
  await settled(page);
  await expect(verdict(page)).toContainText('All 6 steps agree.');
});

test('the page has no accessibility findings and fits a phone', async ({ page }) => {
  test.setTimeout(AXE_TIMEOUT_MS);
  await page.goto('./recording/');
  await settled(page);
  expect(await axeFindings(page)).toEqual([]);
  await openFile(page, 'doctored.run.txt', DOCTORED);
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await settled(page);
  const overflowPx = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflowPx).toBe(0);
});

test('a recording that the project keeps is chosen from the list, and has an address of its own', async ({
  page,
}) => {
  await page.goto('./recording/');
  await settled(page);
  await page.getByLabel('kept recording').selectOption('tool-chmem');
  await expect(steps(page)).toBeVisible();
  await settled(page);
  await expect(verdict(page)).toContainText('agree');
  await expect(page).toHaveURL(/recording\/?#tool-chmem$/);
  await page.goBack();
  await page.goForward();
  await expect(steps(page)).toBeVisible();
});
