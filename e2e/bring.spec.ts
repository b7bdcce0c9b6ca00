// A machine of the reader's own: pasted, read in a worker, opened on the map, acted on.
import { execFileSync } from 'node:child_process';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { expect, test } from './watch.ts';

const TABLE = `RANGE                                  SIZE   STATE REMOVABLE BLOCK NODE  ZONES
0x0000000000000000-0x0000000007ffffff  128M  online       yes     0    0   None
0x0000000008000000-0x000000007fffffff  1.9G  online       yes  1-15    0  DMA32
0x0000000100000000-0x000000011fffffff  512M  online       yes 32-35    1 Movable
0x0000000120000000-0x000000012fffffff  256M offline           36-37    1 Normal/Movable

Memory block size:       128M
Total online memory:     2.5G
Total offline memory:    256M
`;

test('a pasted lsmem is read, its guesses are listed, and it opens on the map as text', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, `$ lsmem -o RANGE,SIZE,STATE,REMOVABLE,BLOCK,NODE,ZONES\n${TABLE}`);
  const dialog = page.getByRole('dialog', { name: 'Bring a machine' });
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
  const dialog = page.getByRole('dialog', { name: 'Bring a machine' });
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
  const dialog = page.getByRole('dialog', { name: 'Bring a machine' });
  await dialog.getByLabel('Output of the machine').fill(TABLE.replace(' offline ', ' offlin  '));
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
  await output.fill(TABLE);
  await page.keyboard.press('Escape');
  await expect(output).toBeHidden();
  await openDialog();
  await expect(output).toHaveValue(TABLE);
});
