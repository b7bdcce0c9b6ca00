// The shell on a phone: a terminal with the keys that a small keyboard lacks.
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { expect, test } from './watch.ts';

test.describe.configure({ timeout: AXE_TIMEOUT_MS });

test('a line is typed, completed by a button, and done', async ({ playground, page }) => {
  await playground.open();
  await page.getByRole('tab', { name: 'Sequence' }).tap();
  await page.getByRole('tab', { name: 'shell' }).tap();
  await playground.settled();
  const terminal = page.getByRole('textbox', { name: 'Shell, type a command' });
  await playground.button('type here').tap();
  await expect(terminal).toBeFocused();
  await page.keyboard.type('cat memory49/st');
  await playground.button('Tab').tap();
  await page.keyboard.press('Enter');
  await playground.settled();
  await expect(page.locator('.xterm-rows')).toContainText('cat memory49/state online');
  await playground.button('line before').tap();
  await playground.button('Ctrl C').tap();
  await expect(page.locator('.xterm-rows')).toContainText('cat memory49/state ^C');
  expect(await playground.overflowPx()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
});
