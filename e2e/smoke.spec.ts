// The page comes up at all: title, content, and a console without a single complaint from the browser.
import { expect, test } from '@playwright/test';

test('the page opens with its title and without a message in the console', async ({ page }) => {
  const messages: string[] = [];
  page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => messages.push(`uncaught: ${error.message}`));
  await page.goto('./');
  await expect(page).toHaveTitle(/Memory hotplug playground/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(messages).toEqual([]);
});

test('an address that does not exist is answered in the same house', async ({ page }) => {
  await page.goto('./no/such/page/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
