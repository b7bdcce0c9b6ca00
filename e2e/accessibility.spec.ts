// The accessibility rules that a machine can check, in both colour schemes, in the states that differ most.
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { expect, test } from './watch.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours axe finds nothing`, () => {
    test.use({ colorScheme });
    test.describe.configure({ timeout: AXE_TIMEOUT_MS });

    test.beforeEach(async ({ playground }) => {
      await playground.open();
    });

    test('at the start', async ({ playground }) => {
      expect(await axeFindings(playground.page)).toEqual([]);
    });

    test('before the first step and behind the last', async ({ playground }) => {
      await playground.press('First step');
      expect(await axeFindings(playground.page)).toEqual([]);
      await playground.press('Last step');
      expect(await axeFindings(playground.page)).toEqual([]);
    });

    test('in a recorded run and its kernel log', async ({ playground }) => {
      await playground.chooseRun('kmem-offline-pinned');
      await playground.press('Last step');
      await playground.page.getByRole('tab', { name: /kernel log/ }).click();
      expect(await axeFindings(playground.page)).toEqual([]);
    });

    test('in the list of runs', async ({ playground }) => {
      await playground.runName.click();
      await expect(playground.runDialog.getByRole('option').nth(10)).toBeVisible();
      expect(await axeFindings(playground.page)).toEqual([]);
    });

    test('in the list of keys', async ({ playground }) => {
      await playground.button('Keys').click();
      expect(await axeFindings(playground.page)).toEqual([]);
    });

    test('in the first view and on the tour', async ({ playground, page }) => {
      await playground.openFirst();
      expect(await axeFindings(page)).toEqual([]);
      await playground.press('A tour in six steps');
      expect(await axeFindings(page)).toEqual([]);
    });

    test('where one acts: deeds, branches, the menu of a block, the palette', async ({
      playground,
      page,
    }) => {
      await page.getByRole('tab', { name: 'Act' }).click();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('x');
      await page.getByRole('tab', { name: 'Branches 1' }).click();
      await playground.press('Pause');
      expect(await axeFindings(page)).toEqual([]);
      await playground.block(35).click({ button: 'right', force: true });
      await expect(page.getByRole('dialog', { name: 'memory35' })).toBeVisible();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('dialog', { name: 'Actions' })).toBeVisible();
      expect(await axeFindings(page)).toEqual([]);
    });

    test('where time is searched and compared, and in the presentation', async ({ playground, page }) => {
      await page.keyboard.press('m');
      await page.getByRole('tab', { name: 'changes' }).click();
      await playground.press('Last step');
      expect(await axeFindings(page)).toEqual([]);
      await playground.button('until …').click();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Find an action' }).fill('present');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('region', { name: 'Presentation' })).toBeVisible();
      expect(await axeFindings(page)).toEqual([]);
    });

    test('beside a damaged link, with a run and without one', async ({ playground, page }) => {
      await playground.changeLink('aW1S4seedP22RB1Yxxxxxx');
      await expect(playground.alert.getByRole('heading')).toBeVisible();
      expect(await axeFindings(page)).toEqual([]);
      await page.reload();
      await playground.settled();
      expect(await axeFindings(page)).toEqual([]);
    });
  });
}
