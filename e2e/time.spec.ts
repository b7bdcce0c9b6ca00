// Moving through a run: by steps, by playing, by dragging, by jumping.
import { expect, test } from './watch.ts';

test.beforeEach(async ({ playground }) => {
  await playground.open();
});

test('a step does one step of one kernel function, a step back takes it back', async ({ playground }) => {
  await playground.showFunctions();
  const start = await playground.position();
  await playground.press('Step');
  expect(await playground.position()).toBe(start + 1);
  await expect(playground.functions.locator('[aria-current=step]')).toHaveAccessibleName(
    new RegExp(`^${start + 1} driver`),
  );
  await playground.press('Step back');
  await playground.press('Step back');
  expect(await playground.position()).toBe(start - 1);
  await expect(playground.heading('offline_pages() refuses memory34.')).toBeHidden();
});

test('the first step and the last step are the ends of the run', async ({ playground }) => {
  await playground.press('First step');
  expect(await playground.position()).toBe(0);
  await expect(playground.block(34)).toHaveCount(0);
  await playground.press('Last step');
  expect(await playground.position()).toBe(await playground.length());
});

test('at an end the button that leads beyond it says why it does nothing', async ({ playground }) => {
  await playground.press('Last step');
  await expect(playground.button('Step')).toHaveAttribute('aria-disabled', 'true');
  await playground.button('Step').click({ force: true });
  await expect(playground.page.getByText('The run is at its end.')).toBeVisible();
});

test('playing moves the run, pausing makes it stand', async ({ playground }) => {
  await playground.press('First step');
  await playground.speed.selectOption('60/s');
  await playground.button('Play').click();
  await expect.poll(() => playground.position()).toBeGreaterThan(5);
  await playground.press('Pause');
  const position = await playground.position();
  expect((await playground.moment()).position).toBe(position);
  await expect(playground.button('Play')).toBeVisible();
});

test('playing ends at the end, and begins at the start from there', async ({ playground }) => {
  await playground.speed.selectOption('1000/s');
  await playground.press('Play');
  expect(await playground.position()).toBe(await playground.length());
  await playground.speed.selectOption('8/s');
  await playground.button('Play').click();
  await expect.poll(() => playground.position()).toBeLessThan(100);
  await playground.press('Pause');
});

test('a step while the run plays makes it stand', async ({ playground }) => {
  await playground.press('First step');
  await playground.button('Play').click();
  await playground.press('Step');
  await expect(playground.button('Play')).toBeVisible();
});

test('the timeline goes where it is pressed and follows a drag', async ({ playground }) => {
  const { page, timeline } = playground;
  const box = (await timeline.boundingBox())!;
  const at = (part: number) => [box.x + box.width * part, box.y + box.height / 2] as const;
  const length = await playground.length();
  await page.mouse.move(...at(0.25));
  await page.mouse.down();
  const pressed = await playground.position();
  expect(pressed).toBeGreaterThan(length * 0.15);
  expect(pressed).toBeLessThan(length * 0.35);
  await page.mouse.move(...at(0.75), { steps: 5 });
  expect(await playground.position()).toBeGreaterThan(length * 0.65);
  await page.mouse.move(...at(0), { steps: 5 });
  expect(await playground.position()).toBe(0);
  await page.mouse.move(...at(1), { steps: 5 });
  await page.mouse.up();
  expect(await playground.position()).toBe(length);
  expect((await playground.moment()).position).toBe(length);
});

test('a run that plays goes on playing after a drag', async ({ playground }) => {
  const { page, timeline } = playground;
  const box = (await timeline.boundingBox())!;
  await playground.speed.selectOption('20/s');
  await playground.button('Play').click();
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
  await page.mouse.down();
  const held = await playground.position();
  await page.mouse.up();
  await expect.poll(() => playground.position()).toBeGreaterThan(held + 3);
  await playground.press('Pause');
});

test('a command of the list, and the keys [ and ], lead to the beginning of a command', async ({
  playground,
}) => {
  const line = playground.commands.getByRole('button').nth(5);
  await line.click();
  await playground.settled();
  await expect(line).toHaveAttribute('aria-current', 'step');
  await playground.page.keyboard.press('[');
  await playground.settled();
  await expect(playground.commands.getByRole('button').nth(4)).toHaveAttribute('aria-current', 'step');
  await playground.page.keyboard.press(']');
  await playground.settled();
  await expect(line).toHaveAttribute('aria-current', 'step');
});

test('"any errno" leads to the next refusal, which says the errno, the function and the condition', async ({
  playground,
}) => {
  await playground.press('First step');
  await playground.press('any errno');
  await expect(playground.heading('offline_pages() refuses memory34.')).toBeVisible();
  await expect(playground.timeline).toHaveAttribute('aria-valuetext', /offline_pages_round.*-EBUSY/);
});

test.describe('by a clock that the test turns', () => {
  test.beforeEach(async ({ page, playground }) => {
    await page.clock.install({ time: 0 });
    await page.reload();
    await playground.settled();
    await page.clock.pauseAt(3_600_000);
    await playground.button('First step').click();
  });

  for (const stepsPerS of [8, 60]) {
    test(`at ${stepsPerS}/s two seconds are ${2 * stepsPerS} steps`, async ({ page, playground }) => {
      await playground.speed.selectOption(`${stepsPerS}/s`);
      await playground.button('Play').click();
      await page.clock.runFor(2000);
      const position = await playground.position();
      expect(Math.abs(position - 2 * stepsPerS)).toBeLessThanOrEqual(stepsPerS / 30 + 1);
    });
  }
});
