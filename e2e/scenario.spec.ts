// A scenario in text: written, repaired, played, explored, and always in step with the picture.
import { encodeLink } from '#lib/scenario/link.ts';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { expect, test } from './watch.ts';

const TEXT = `scenario "a removal meets a pinned page"
kernel v1p8 merged
machine x86_64 block=128M
node 0 ram=0-1G
node 1
dax dax0.0 node=1 ranges=4G+256M,5G+256M
set auto_online_blocks=online_movable

init:
  echo dax0.0 > kmem/bind
driver:
  r1 = echo {unplug,unplugged} > dax0.0/{hotplug,state}
user:
  echo offline > memory41/state
  echo online_kernel > memory41/state
  allocate memory41

exists memory32-33 absent and memory41 in Normal
never driver hangs
`;

const LINK = encodeLink({
  source: { kind: 'text', text: TEXT, schedule: [] },
  variant: 'v1p8',
  position: 30,
  block: 41,
});

test.beforeEach(async ({ playground, page }) => {
  await playground.open(LINK);
  await page.getByRole('tab', { name: 'Scenario' }).click();
  await playground.settled();
});

const EDITOR = { name: 'Scenario text' } as const;

test('a link with a text opens it, and the current step marks its line', async ({ playground, page }) => {
  const editor = page.getByRole('textbox', EDITOR);
  await expect(editor).toContainText('scenario "a removal meets a pinned page"');
  await expect(page.locator('.cm-now')).toHaveText(/echo dax0\.0 > kmem\/bind/);
  await editor.getByText('allocate memory41').click();
  await playground.settled();
  await expect(page.locator('.cm-now')).toHaveText(/allocate memory41/);
  expect((await playground.moment()).source).toEqual({ kind: 'text', text: TEXT, schedule: [] });
});

test('what is wrong is shown in its place with the word that was meant; nothing else is lost', async ({
  playground,
  page,
}) => {
  const editor = page.getByRole('textbox', EDITOR);
  const length = await playground.length();
  await editor.press('Control+End');
  await page.keyboard.type('nevr memory32 absent');
  await playground.settled();
  await expect(page.getByRole('list', { name: 'Errors in the text' })).toContainText(
    'line 20, column 1: no statement begins with nevr; did you mean never?',
  );
  expect(await playground.length()).toBe(length);
  await page.getByRole('button', { name: 'write never' }).click();
  await playground.settled();
  await expect(page.getByRole('list', { name: 'Errors in the text' })).toBeHidden();
  await expect(page.getByRole('region', { name: 'Conditions in this run' })).toContainText(
    'never memory32 absent',
  );
});

test('Ctrl Enter plays the text at once, Tab leaves the editor', async ({ playground, page }) => {
  const editor = page.getByRole('textbox', EDITOR);
  await editor.press('Control+End');
  await page.keyboard.type('always memory40 present');
  await page.keyboard.press('Control+Enter');
  await playground.settled();
  expect((await playground.moment()).source).toMatchObject({ text: `${TEXT}always memory40 present` });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor).not.toBeFocused();
});

test('words that can stand there are offered, and the word at the cursor is explained', async ({ page }) => {
  const editor = page.getByRole('textbox', EDITOR);
  await editor.press('Control+End');
  await page.keyboard.type('al');
  await expect(page.getByRole('option', { name: /^always/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('F1');
  await expect(page.locator('.cm-help')).toContainText('size of a memory block');
});

test('another kernel compiles the text anew', async ({ playground, page }) => {
  await playground.chooseKernel('merged');
  expect(await playground.moment()).toMatchObject({
    variant: 'merged',
    source: { kind: 'text', text: TEXT },
  });
  await page.getByRole('tab', { name: 'Commands' }).click();
  await expect(
    playground.commands.getByRole('button', { name: /echo unplugged > dax0\.0\/state/ }),
  ).toBeVisible();
});

test('what is done by hand appears as text', async ({ playground, page }) => {
  await playground.open();
  const editor = page.getByRole('textbox', EDITOR);
  await expect(editor).toContainText('add_memory_driver_managed(');
  await expect(editor).not.toContainText('echo offline > memory34/state');
  await page.keyboard.press('x');
  await expect(page.getByRole('tab', { name: 'Branches 1' })).toBeVisible();
  await playground.button('Last step').click();
  await playground.settled();
  await expect(editor).toContainText('echo offline > memory34/state');
});

test('every order is tried, and a way to an answer opens with its schedule in the link', async ({
  playground,
  page,
}) => {
  await page.getByRole('tab', { name: 'Explore' }).click();
  await playground.settled();
  const pane = page.getByRole('region', { name: 'Every order' });
  await pane.getByRole('button', { name: 'Try every order' }).click();
  await playground.settled();
  await expect(pane).toContainText('Complete');
  await expect(pane).toContainText(/(?:Sometimes|Never|Always): in \d+ of \d+ outcomes/);
  await pane.getByRole('button', { name: /^show/ }).first().click();
  await playground.settled();
  const { source } = await playground.moment();
  expect(source.kind === 'text' ? source.schedule.length : 0).toBeGreaterThan(0);
  await page.getByRole('tab', { name: 'Scenario' }).click();
  await playground.settled();
  await expect(page.getByText('Played in an order of its own')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });
    test.describe.configure({ timeout: AXE_TIMEOUT_MS });
    test('axe finds nothing in editor and explorer', async ({ playground, page }) => {
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('textbox', EDITOR).press('Control+End');
      await page.keyboard.type('nevr x');
      await playground.settled();
      await page.getByRole('button', { name: 'Help with the text' }).click();
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('tab', { name: 'Explore' }).click();
      await playground.settled();
      await page.getByRole('button', { name: 'Try every order' }).click();
      await playground.settled();
      expect(await axeFindings(page)).toEqual([]);
    });
  });
}
