// The shell in the page: what is typed is done on the run on screen, and stands in its text.
import type { Page } from '@playwright/test';
import { encodeLink } from '#lib/scenario/link.ts';
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

const PINNED = `scenario "a page that somebody holds"
kernel base-6.12
machine x86_64 block=128M
node 0 ram=0-1G

init:
  pin memory6
`;

test('a stuck write is seen by another shell and ended by Ctrl C', async ({ playground, page }) => {
  await playground.changeLink(
    encodeLink({
      source: { kind: 'text', text: PINNED, schedule: [] },
      variant: 'v1p8',
      position: 0,
      block: 32,
    }),
  );
  await page.getByRole('button', { name: 'Last step' }).click();
  await playground.button('type here').click();
  await type(page, playground, 'echo offline > memory6/state; echo not reached');
  const shell = page.getByRole('region', { name: 'Shell' });
  await expect(shell.getByRole('status')).toHaveText('A command is under way. Ctrl C interrupts it.');
  await playground.button('another shell').click();
  await type(page, playground, 'cat memory6/state; ps');
  await expect(screen(page)).toContainText('going-offline');
  await expect(screen(page)).toContainText('echo offline > memory6/state');
  await page.getByRole('tab', { name: /^shell1/ }).click();
  await playground.button('type here').click();
  await page.keyboard.press('Control+c');
  await playground.settled();
  await type(page, playground, 'echo $?; cat memory6/state');
  await expect(screen(page)).toContainText('130online');
  await expect(screen(page)).not.toContainText('not reached$');
  await expect(
    playground.commands.getByRole('button', { name: /echo offline > memory6\/state/ }),
  ).toContainText('-EINTR');
});

test('Tab completes, the arrow up brings a line back, Esc and Tab lead out', async ({ playground, page }) => {
  await page.keyboard.type('cat memory49/st');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await playground.settled();
  await expect(screen(page)).toContainText('cat memory49/state online');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('echo ');
  await page.keyboard.press('Enter');
  await playground.settled();
  await expect(screen(page)).toContainText('cat memory49/state');
  const terminal = page.getByRole('textbox', { name: 'Shell, type a command' });
  await page.keyboard.press('Tab');
  await expect(terminal).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(terminal).not.toBeFocused();
});

test('dmesg -w tells what the kernel says when another shell acts', async ({ playground, page }) => {
  await type(page, playground, 'dmesg -W | grep Offlined');
  await playground.button('another shell').click();
  await type(page, playground, 'echo offline > memory49/state');
  await page.getByRole('tab', { name: /^shell1/ }).click();
  await playground.settled();
  await expect(screen(page)).toContainText('Offlined Pages 32768');
});

test('looking back, what only reads leaves no trace', async ({ playground, page }) => {
  await page.getByRole('button', { name: 'First step' }).click();
  await playground.button('type here').click();
  const length = await playground.length();
  await type(page, playground, 'lsmem; cat memory0/state');
  await expect(screen(page)).toContainText('Total online memory');
  expect(await playground.length()).toBe(length);
  await expect(page.getByRole('tab', { name: 'Branches', exact: true })).toBeVisible();
});

test('the terminal has twelve rows in a small window, and more when its edge is pulled', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  const rows = (): Promise<number> => screen(page).evaluate((element) => element.childElementCount);
  await expect.poll(rows).toBeGreaterThanOrEqual(12);
  const edge = page.getByRole('separator', { name: 'Rows of the terminal' });
  const before = await rows();
  await edge.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
  await expect(edge).toHaveAttribute('aria-valuenow', String(before + 3));
  expect(await rows()).toBe(before + 3);
  const box = (await edge.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - 100, { steps: 5 });
  await page.mouse.up();
  await expect.poll(rows).toBeGreaterThan(before + 6);
  // What is typed is in sight.
  await page.getByRole('button', { name: 'type here' }).click();
  await page.keyboard.type('seq 30');
  await page.keyboard.press('Enter');
  await expect(screen(page)).toContainText('30');
  await expect(
    page.getByRole('region', { name: 'Shell' }).locator('.xterm-rows > :last-child'),
  ).toBeInViewport();
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
