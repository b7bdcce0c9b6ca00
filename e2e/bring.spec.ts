// A machine of the reader's own: pasted, read in a worker, opened on the map, acted on.
import { execFileSync } from 'node:child_process';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { bringDialog, LSMEM, paste } from './bring-page.ts';
import { expect, test } from './watch.ts';

test('a pasted lsmem is read, its guesses are listed, and it opens on the map as text', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await paste(page, `$ lsmem -o RANGE,SIZE,STATE,REMOVABLE,BLOCK,NODE,ZONES\n${LSMEM}`);
  const dialog = bringDialog(page);
  await expect(dialog.getByRole('status')).toContainText('22 memory blocks, 0 contradictions');
  await expect(dialog).toContainText('memory32 to memory37: added after boot as memory devices');
  await expect(dialog).toContainText('Nothing: every block is in the state that it was seen in.');
  await dialog.getByRole('button', { name: 'Show on the map' }).click();
  await expect(dialog).toBeHidden();
  await playground.settled();
  await expect(playground.runName).toContainText('An imported machine');
  await expect(playground.blocks.getByRole('option', { name: /memory36\b.*offline/ })).toBeVisible();
});

test('what capture.sh prints on this machine is read whole', async ({ playground }) => {
  const { page } = playground;
  const capture = execFileSync('sh', ['static/capture.sh'], { maxBuffer: 2 ** 28 });
  await playground.open();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('bring a machine');
  await page.keyboard.press('Enter');
  const dialog = bringDialog(page);
  await dialog
    .getByLabel('Files of the machine')
    .setInputFiles({ name: 'machine.txt', mimeType: 'text/plain', buffer: capture });
  await dialog.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(dialog.getByRole('status')).toContainText(/\d+ memory blocks, 0 contradictions/);
  await dialog.getByRole('button', { name: 'Show on the map' }).click();
  await expect(playground.runName).toContainText('A machine with Linux');
});

test('bad input says which line, what was expected and what is used', async ({ playground }) => {
  test.setTimeout(AXE_TIMEOUT_MS);
  const { page } = playground;
  await playground.open();
  await playground.runName.click();
  await page.getByRole('button', { name: 'Bring a machine …' }).click();
  const dialog = bringDialog(page);
  await dialog.getByLabel('Output of the machine').fill(LSMEM.replace(' offline ', ' offlin  '));
  await dialog.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(dialog).toContainText('line 5:');
  await expect(dialog).toContainText('expected a row of lsmem');
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByLabel('Output of the machine').fill('hello');
  await dialog.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(dialog).toContainText('No memory was found in what was given.');
});

test('what was pasted is still there when the dialog is opened again', async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const openDialog = async (): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('bring a machine');
    await page.keyboard.press('Enter');
  };
  const output = page.getByRole('dialog', { name: 'Bring a machine' }).getByLabel('Output of the machine');
  await openDialog();
  await output.fill(LSMEM);
  await page.keyboard.press('Escape');
  await expect(output).toBeHidden();
  await openDialog();
  await expect(output).toHaveValue(LSMEM);
});
