// Lessons: a prediction before the answer, the run that decides it, progress that stays.
import type { Page } from '@playwright/test';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { expect, test } from './watch.ts';

const settled = async (page: Page): Promise<void> => {
  await expect(page.locator('html')).toHaveAttribute('data-idle', 'true');
};

async function open(page: Page, path = ''): Promise<void> {
  await page.goto(`./learn/${path}`);
  await settled(page);
}

const steps = (page: Page) => page.getByRole('navigation', { name: 'Steps' }).getByRole('link');
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('a lesson from its start to its score, and the score by concept in the list', async ({ page }) => {
  await open(page);
  await page.getByRole('link', { name: 'Block, section, zone, node' }).click();
  await expect(page.getByText('Step 1 of')).toBeVisible();
  const count = await steps(page).count();
  let questions = 0;
  for (let step = 1; step <= count; step++) {
    await expect(page.getByText(`Step ${step} of ${count}`)).toBeVisible();
    const run = page.getByRole('button', { name: 'Run it and see' });
    if ((await run.count()) > 0) {
      questions++;
      await page.getByRole('radio').first().check();
      await run.click();
      await settled(page);
      await expect(
        page.getByRole('heading', { name: /^(As you said|The kernel answers otherwise)$/ }),
      ).toBeFocused();
      await expect(page.getByText('your answer')).toHaveCount(1);
      await expect(page.getByRole('img', { name: 'right', exact: true })).toHaveCount(1);
    }
    if (step < count) await page.getByRole('link', { name: /^Next: / }).click();
  }
  expect(questions).toBeGreaterThanOrEqual(3);
  await expect(
    page.getByRole('heading', { name: new RegExp(`of ${questions} predictions were right`) }),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Learn', exact: true }).click();
  await settled(page);
  await expect(page.getByText(new RegExp(`of ${questions} predictions were right at once`))).toBeVisible();
  await expect(page.getByText(new RegExp(`^done, \\d of ${questions} right$`))).toBeVisible();
});

test('nothing behind a question can be seen or reached before it is answered', async ({ page }) => {
  await open(page, 'blocks/#step-2');
  const timeline = page.getByRole('slider', { name: 'Step' });
  const stands = await timeline.getAttribute('aria-valuenow');
  await timeline.press('End');
  await expect(timeline).toHaveAttribute('aria-valuenow', stands ?? '');
  const commands = page.getByRole('table', { name: 'Commands and answers' });
  await expect(commands.getByText('not yet')).toHaveCount(1);
  await page.getByRole('button', { name: 'Show the answer' }).click();
  await settled(page);
  await expect(commands.getByText('not yet')).toHaveCount(0);
  await expect(timeline).not.toHaveAttribute('aria-valuenow', stands ?? '');
  await timeline.press('Home');
  await expect(timeline).toHaveAttribute('aria-valuenow', '0');
});

test('the address leads to a step, and a reload keeps answer and place', async ({ page }) => {
  await open(page, 'blocks/#step-3');
  await expect(page.getByText(/^Step 3 of/)).toBeVisible();
  await page.getByRole('radio').nth(2).check();
  await page.getByRole('button', { name: 'Run it and see' }).click();
  await settled(page);
  await page.reload();
  await settled(page);
  await expect(page.getByText(/^Step 3 of/)).toBeVisible();
  await expect(page.getByText('your answer')).toHaveCount(1);
  await expect(page.getByRole('link', { name: /^Step 3:/ })).toHaveAttribute('aria-current', 'step');
});

test('answers of a lesson can be forgotten, and put back', async ({ page }) => {
  await open(page, 'blocks/#step-2');
  await page.getByRole('button', { name: 'Show the answer' }).click();
  await settled(page);
  await page.getByRole('button', { name: 'Forget my answers of this lesson' }).click();
  await expect(page.getByRole('button', { name: 'Run it and see' })).toBeVisible();
  await page.getByRole('button', { name: 'Put them back' }).click();
  await expect(page.getByRole('heading', { name: 'What the kernel does' })).toBeVisible();
});

test('by keyboard alone', async ({ page }) => {
  await open(page, 'blocks/#step-2');
  await page.getByRole('radio').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio').nth(2)).toBeChecked();
  await page.keyboard.press('Enter');
  await settled(page);
  await expect(page.getByRole('heading', { name: 'As you said' })).toBeFocused();
});

test('a mark says which recorded kernel answers the same, and opens it', async ({ page, playground }) => {
  await open(page, 'blocks/#step-5');
  await page.getByRole('button', { name: 'How true: exact' }).first().click();
  await page.getByRole('link', { name: 'Boot memory can be taken offline too' }).first().click();
  await page.waitForURL(/\/#a/);
  await playground.settled();
  expect((await playground.moment()).source).toEqual({ kind: 'trace', name: 'boot-blocks' });
});

test('the picture of a step opens in the playground as it stands', async ({ page, playground }) => {
  await open(page, 'blocks/#step-3');
  const position = Number(await page.getByRole('slider', { name: 'Step' }).getAttribute('aria-valuenow'));
  await page.getByRole('link', { name: 'Open in the playground' }).click();
  await page.waitForURL(/\/#a/);
  await playground.settled();
  expect((await playground.moment()).position).toBe(position);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });
    test.describe.configure({ timeout: AXE_TIMEOUT_MS });
    test('axe finds nothing in the list, before a question and behind it', async ({ page }) => {
      await open(page);
      expect(await axeFindings(page)).toEqual([]);
      await open(page, 'blocks/#step-4');
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Show the answer' }).click();
      await settled(page);
      expect(await axeFindings(page)).toEqual([]);
    });
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });
  test('nothing scrolls sideways', async ({ page }) => {
    await open(page);
    expect(await overflow(page)).toBe(0);
    await open(page, 'blocks/#step-4');
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'Show the answer' }).click();
    await settled(page);
    expect(await overflow(page)).toBe(0);
  });
});
