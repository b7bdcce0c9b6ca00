/** The first minute: what somebody sees and does who opens the page without a link. */
import { expect, test } from './watch.ts';

test('opens on memory that Linux does not use, with one thing to do, and does it for real', async ({
  page,
  playground,
}) => {
  await playground.openFirst();
  await expect(playground.heading(/1 GiB that Linux does not use yet/)).toBeVisible();
  await expect(playground.block(32)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Tour' })).toContainText('1 of 6');
  await page.keyboard.press('End');
  await playground.settled();
  await expect(playground.block(32)).toHaveAccessibleName(/Movable/);
  await expect(playground.commands).toContainText('echo online_movable > memory32/state');
});

test('the tour goes on when its task is done, however it was done, and can be ended', async ({
  page,
  playground,
}) => {
  await playground.openFirst();
  await playground.button('A tour in six steps').click();
  const tour = page.getByRole('region', { name: 'Tour' });
  await expect(tour).toContainText('memory32 is a memory block');
  await page.keyboard.press('o');
  await page.keyboard.press('End');
  await expect(tour).toContainText('3 of 6');
  await tour.getByRole('button', { name: 'End the tour' }).click();
  await expect(tour).toBeHidden();
});

test('its doors lead to the scenarios', async ({ playground }) => {
  await playground.openFirst();
  await playground.button('What is ZONE_MOVABLE for?').click();
  await playground.settled();
  await expect(playground.runName).toHaveAccessibleName(/what ZONE_MOVABLE is for/);
  await expect(playground.heading(/refuses memory32/)).toBeVisible();
});

test('keys go on at Play when the first view goes away with what was pressed in it', async ({
  page,
  playground,
}) => {
  await playground.openFirst();
  await playground.button('What is ZONE_MOVABLE for?').focus();
  await page.keyboard.press('Enter');
  await playground.settled();
  await expect(playground.button('Play')).toBeFocused();
});

test('the list of keys and words opens at its top', async ({ page, playground }) => {
  await playground.open();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog').getByRole('heading').first()).toBeInViewport();
});
