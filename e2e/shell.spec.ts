// The shell in the page: what is typed is done on the run on screen, and stands in its text.
import type { Page } from '@playwright/test';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { expect, test } from './watch.ts';

/** Types a line into the shell and waits until the page has come to rest. */
async function type(page: Page, playground: PlaygroundPage, line: string): Promise<void> {
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
  await playground.settled();
}

test.beforeEach(async ({ playground, page }) => {
  await playground.open();
  await page.keyboard.press('End');
  await page.keyboard.press('s');
  await playground.settled();
  await expect(page.getByRole('textbox', { name: 'Shell, type a command' })).toBeFocused();
});

const screen = (page: Page) => page.getByRole('region', { name: 'Shell' }).locator('.xterm-rows');

test('reading, writing and lsmem are done on the run, and stand in its text', async ({
  playground,
  page,
}) => {
  await type(page, playground, 'cat memory49/state');
  await expect(screen(page)).toContainText('online');
  const before = await playground.length();
  await type(
    page,
    playground,
    'echo offline > /sys/devices/system/memory/memory49/state; cat memory49/state',
  );
  await expect(screen(page)).toContainText('cat memory49/stateoffline');
  expect(await playground.length()).toBeGreaterThan(before);
  await expect(playground.block(49)).toHaveAccessibleName(/offline/);
  await type(page, playground, 'lsmem');
  await expect(screen(page)).toContainText('Total offline memory');
  await page.getByRole('tab', { name: 'Scenario' }).click();
  await playground.settled();
  const editor = page.getByRole('textbox', { name: 'Scenario text' });
  for (const line of ['cat memory49/state', 'echo offline > memory49/state', 'lsmem']) {
    await expect(editor).toContainText(line);
  }
});

test('what is refused is said as bash says it', async ({ playground, page }) => {
  await type(page, playground, 'echo nonsense > memory49/state; echo status $?');
  await expect(screen(page)).toContainText('bash: echo: write error: Invalid argument');
  await expect(screen(page)).toContainText('status 1');
  await type(page, playground, 'echo offline > memory999/state');
  await expect(screen(page)).toContainText('bash: memory999/state: No such file or directory');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });
    test.describe.configure({ timeout: AXE_TIMEOUT_MS });
    test('axe finds nothing in the shell', async ({ playground, page }) => {
      await type(page, playground, 'lsmem');
      expect(await axeFindings(page)).toEqual([]);
    });
  });
}
