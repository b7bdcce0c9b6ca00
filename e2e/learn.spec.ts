// Lessons: a prediction before the answer, the run that decides it, progress that stays.
import type { Page } from '@playwright/test';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { smallPrint } from './small-print.ts';
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
  await page.getByRole('link', { name: 'learn', exact: true }).click();
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

test('slides are led by a clicker: the question, then its answer, then the next step; nothing is kept', async ({
  page,
}) => {
  await open(page, 'blocks/?present#step-2');
  const slides = page.getByRole('main', { name: 'Slides' });
  await expect(slides.getByRole('heading', { level: 1 })).toHaveText('The number of a block is its address');
  await page.keyboard.press('PageDown');
  await settled(page);
  await expect(slides.getByText('(right)')).toHaveCount(1);
  await page.keyboard.press('PageDown');
  await expect(slides.getByText('3 of 5')).toBeVisible();
  await page.keyboard.press('.');
  await expect(slides.getByText('The screen is blank')).toBeAttached();
  await page.keyboard.press('.');
  await page.keyboard.press('Escape');
  await expect(page.getByText(/^Step 3 of/)).toBeVisible();
  await page.getByRole('link', { name: /^Step 2:/ }).click();
  await expect(page.getByRole('button', { name: 'Run it and see' })).toBeVisible();
});

test('the blocks that a question is about are open on the map until it is answered', async ({ page }) => {
  await open(page, 'zones/#step-3');
  const option = page.getByRole('option', { name: /^memory34: / });
  await expect(option).toHaveAccessibleName(/you are asked what it will be$/);
  const map = page.getByRole('figure', { name: 'The machine at this step' }).locator('svg.picture').first();
  await expect(map.getByText('?', { exact: true })).toHaveCount(1);
  await expect(map.getByText('your prediction')).toHaveCount(1);
  await page.getByRole('button', { name: 'Show the answer' }).click();
  await settled(page);
  await expect(map.getByText('?', { exact: true })).toHaveCount(0);
  await expect(option).toHaveAccessibleName(/online, Movable/);
});

test.describe('on a projector', () => {
  test.use({ viewport: { width: 1280, height: 720 } });
  test('nothing on a slide is smaller than 20 pixels', async ({ page }) => {
    for (const path of ['zones/?present#step-2', 'ratio/?present#step-4', 'races/?present#step-2']) {
      await open(page, path);
      for (const isAnswered of [false, true]) {
        if (isAnswered) await page.keyboard.press('PageDown');
        await settled(page);
        expect(await smallPrint(page.getByRole('main')), path).toEqual([]);
      }
    }
  });
});

test('the teacher has goals, timing and questions of each lesson, its slides and its handout', async ({
  page,
}) => {
  await open(page);
  await page.getByRole('link', { name: 'For teachers' }).click();
  const lesson = page.getByRole('region', { name: 'Block, section, zone, node' });
  await expect(lesson.getByText(/^7 min to read, about 14 in class/)).toBeVisible();
  await expect(lesson.getByRole('heading', { name: 'Questions for class' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'How to write a lesson' })).toBeVisible();
  await lesson.getByRole('link', { name: /^Handout/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Block, section, zone, node' })).toBeVisible();
  const answers = page.getByRole('region', { name: 'Answers' });
  await expect(answers.getByText('Eight: memory32 to memory39.')).toBeVisible();
  await expect(page.getByRole('region', { name: /^2\. / }).getByText('4 GiB / 128 MiB')).toHaveCount(0);
});

test('the playground leads here from its header', async ({ page, playground }) => {
  await playground.open();
  await page.getByRole('link', { name: 'learn', exact: true }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: /^Memory hotplug in \d+ lessons$/ }),
  ).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });
    test.describe.configure({ timeout: AXE_TIMEOUT_MS });
    test('axe finds nothing on the pages for teachers and in slides', async ({ page }) => {
      for (const path of ['teach/', 'ratio/handout/', 'races/?present#step-4']) {
        await open(page, path);
        expect(await axeFindings(page)).toEqual([]);
      }
    });
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
    for (const path of ['', 'teach/', 'ratio/handout/', 'ratio/?present#step-4']) {
      await open(page, path);
      expect(await overflow(page)).toBe(0);
    }
    await open(page, 'blocks/#step-4');
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'Show the answer' }).click();
    await settled(page);
    expect(await overflow(page)).toBe(0);
  });
});
