// Out to the machine: commands, rules, QEMU, tests and files of a run; a real capture is pasted, acted on and compared.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { bringDialog, LSMEM, outDialog, paste } from './bring-page.ts';
import { expect, test } from './watch.ts';

async function openOut(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('out to the machine');
  await page.keyboard.press('Enter');
  await expect(outDialog(page)).toBeVisible();
  return outDialog(page);
}

async function saved(dialog: Locator, name: RegExp): Promise<Buffer> {
  const coming = dialog.page().waitForEvent('download');
  await dialog.getByRole('button', { name }).click();
  return readFileSync(await (await coming).path());
}

const textOf = (dialog: Locator): Promise<string> => dialog.getByRole('textbox').inputValue();

test('a pasted capture is acted on, exported, and the files say the same as the page and the command line', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await paste(page, LSMEM);
  const bring = bringDialog(page);
  await bring.getByRole('button', { name: 'Show on the map' }).click();
  await playground.settled();
  await page.keyboard.press('End');
  await playground.settled();
  await playground.selectBlock(34);
  await page.keyboard.press('x');
  await expect(playground.commands).toContainText('echo offline > memory34/state');
  await playground.press('Last step');
  await expect(playground.block(34)).toHaveAccessibleName(/offline/);

  const dialog = await openOut(page);
  await dialog.getByLabel('as', { exact: true }).selectOption('the difference, as writes to sysfs');
  await expect(dialog.getByRole('definition')).toHaveText(['memory34 goes offline.']);
  await dialog.getByRole('checkbox', { name: 'dry run' }).check();
  await expect(dialog.getByRole('textbox')).toHaveValue(/\nDRY_RUN=1\n/);
  const said = execFileSync('sh', ['-s'], { input: await textOf(dialog), encoding: 'utf8' });
  expect(said).toBe('would write offline to /sys/devices/system/memory/memory34/state\n');

  await dialog.getByLabel('as', { exact: true }).selectOption('the difference, with chmem');
  await expect(dialog.getByRole('term')).toHaveText(['chmem -d 0x110000000-0x117ffffff']);

  await dialog.getByLabel('as', { exact: true }).selectOption('files for lsmem --sysroot');
  const tar = await saved(dialog, /^Save .*\.tar$/);
  await dialog.getByRole('button', { name: 'Close' }).click();
  const folder = mkdtempSync(join(tmpdir(), 'sysroot-'));
  try {
    execFileSync('tar', ['x', '-C', folder], { input: tar });
    const state = (id: number): string =>
      readFileSync(join(folder, `sys/devices/system/memory/memory${id}/state`), 'utf8');
    expect([33, 34, 35, 36].map(state)).toEqual(['online\n', 'offline\n', 'online\n', 'offline\n']);
    writeFileSync(join(folder, 'link'), new URL(page.url()).hash);
    const own = ['bin/hotplug.mjs', 'lsmem', '--at', join(folder, 'link'), '-a', '-P', '--output-all'];
    const printed = execFileSync(process.execPath, own, { encoding: 'utf8' });
    expect(printed).toContain('BLOCK="34"');
    const hotplugTar = execFileSync(process.execPath, [
      'bin/hotplug.mjs',
      'export',
      '--at',
      join(folder, 'link'),
    ]);
    expect(hotplugTar.equals(tar)).toBe(true);
    const real = realLsmem(folder);
    if (real !== null) expect(printed).toBe(real);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What the lsmem of this machine says about the files; null where there is none. */
function realLsmem(folder: string): string | null {
  try {
    return execFileSync('lsmem', ['--sysroot', folder, '-a', '-P', '--output-all'], { encoding: 'utf8' });
  } catch {
    return null;
  }
}

test('every form has its text, from the share dialog as well', async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.chooseRun('movable');
  await playground.press('Last step');
  await playground.button('Share').click();
  await page.getByRole('button', { name: 'Out to the machine …' }).click();
  const dialog = outDialog(page);
  const choose = async (form: string): Promise<string> => {
    await dialog.getByLabel('as', { exact: true }).selectOption(form);
    await expect(dialog.getByRole('definition').first()).toBeVisible();
    return textOf(dialog);
  };
  expect(await choose('kernel command line')).toContain('memhp_default_state=offline');
  expect(await choose('QEMU command line')).toMatch(/^qemu-system-x86_64 \\\n {2}-machine q35/);
  await expect(dialog.getByRole('button', { name: /^Save movable-.*-qemu\.sh$/ })).toBeVisible();
  const kept = JSON.parse(await choose('test, for a clone of this project')) as { steps: { kind: string }[] };
  expect(kept.steps.map(({ kind }) => kind)).toContain('device_add');
  expect(await choose('what was done, as it was done')).toContain('#!/bin/sh');
  await dialog.getByLabel('as', { exact: true }).selectOption('udev rule');
  await expect(dialog).toContainText('New blocks stay offline in this run: there is no rule to write.');
});

test('the dialog has no accessibility findings and fits a phone', async ({ playground }) => {
  test.setTimeout(AXE_TIMEOUT_MS);
  const { page } = playground;
  await playground.open();
  const dialog = await openOut(page);
  await dialog.getByLabel('as', { exact: true }).selectOption('QEMU command line');
  await expect(dialog.getByRole('definition').first()).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  const box = await dialog.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
  expect(await playground.overflowPx()).toBe(0);
});
