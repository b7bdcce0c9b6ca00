/** For a projector: large, calm, led by a clicker. */
import { smallPrint } from './small-print.ts';
import { expect, test } from './watch.ts';

test('the presentation shows headline, map and reason, goes by command with a clicker, and can be left', async ({
  page,
  playground,
}) => {
  await playground.open();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find an action' }).fill('present');
  await page.keyboard.press('Enter');
  const view = page.getByRole('region', { name: 'Presentation' });
  await expect(view.getByRole('heading', { name: 'offline_pages() refuses memory34.' })).toBeVisible();
  await expect(view).toContainText('-EBUSY offline_pages()');
  await expect(view).toContainText('step 151 of 295');
  await page.keyboard.press('PageDown');
  await expect(view).toContainText('step 214 of 295');
  await page.keyboard.press('.');
  await expect(view.getByRole('heading')).toHaveCount(0);
  await page.keyboard.press('.');
  await page.keyboard.press('Escape');
  await expect(view).toBeHidden();
});

test.describe('on a projector', () => {
  test.use({ viewport: { width: 1280, height: 720 } });
  test('nothing in the presentation is smaller than 20 pixels, and all of it is in sight', async ({
    page,
    playground,
  }) => {
    await playground.open();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find an action' }).fill('present');
    await page.keyboard.press('Enter');
    const view = page.getByRole('region', { name: 'Presentation' });
    await expect(view).toContainText('step 151 of 295');
    expect(await smallPrint(view)).toEqual([]);
    // The reason and the foot are on screen without scrolling.
    await expect(view.getByRole('button', { name: 'Leave' })).toBeInViewport({ ratio: 1 });
    expect(await view.evaluate((e) => e.scrollHeight - e.clientHeight)).toBeLessThanOrEqual(0);
  });
});
