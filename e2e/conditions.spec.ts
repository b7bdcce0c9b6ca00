/** Moving through a run by what happens in it, holding it there, and comparing two moments. */
import { expect, test } from './watch.ts';

test('a condition in words is gone to, and one that is not understood says what was expected', async ({
  page,
  playground,
}) => {
  await playground.open();
  await page.keyboard.press('Home');
  await playground.button('until …').click();
  const box = page.getByRole('dialog', { name: 'Until' });
  await box.getByLabel('condition').fill('memory33 is oflline');
  await box.getByRole('button', { name: 'On to it' }).click();
  await expect(box).toContainText('Nearest: is offline');
  await box.getByLabel('condition').fill('memory33 is going-offline');
  await box.getByRole('button', { name: 'On to it' }).click();
  await expect(box).toBeHidden();
  await expect(playground.block(33)).toHaveAccessibleName(/going offline/);
});

test('a breakpoint holds the run while it plays', async ({ page, playground }) => {
  await playground.open();
  await page.keyboard.press('Home');
  await playground.button('until …').click();
  const box = page.getByRole('dialog', { name: 'Until' });
  await box.getByLabel('condition').fill('-EBUSY');
  await box.getByRole('button', { name: 'Hold there whenever it plays' }).click();
  await expect(box.getByRole('checkbox', { name: '-EBUSY' })).toBeChecked();
  await page.keyboard.press('Escape');
  await playground.speed.selectOption('1000');
  await playground.button('Play').click();
  await expect(playground.timeline).toHaveAttribute('aria-valuenow', '151');
});

test('steps go by lock, and two moments are compared by block and file', async ({ page, playground }) => {
  await playground.open();
  await page.keyboard.press('m');
  await page.getByRole('combobox', { name: 'by' }).selectOption('lock');
  await playground.button('Step').click();
  await expect(playground.functions).toContainText('device_offline');
  await page.keyboard.press('End');
  await page.getByRole('tab', { name: 'changes' }).click();
  await expect(playground.functions).toContainText('memory34 going-offline → absent');
  await expect(playground.functions).toContainText('System RAM (kmem)');
});
