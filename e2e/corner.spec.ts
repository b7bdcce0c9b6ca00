// The review corner: a mail beside a scenario, verdicts, card and the page for a meeting.
import type { Page } from '@playwright/test';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { expect, test } from './watch.ts';

const MAIL = `From: A Reviewer <a@example.org>
Subject: [PATCH v3 4/8] dax/kmem: remove range by range
Date: Mon, 13 Apr 2026 10:00:00 +0200
Message-ID: <20260413080000.4-a@example.org>

> What if a user onlines a block in between?
I think nothing holds the lock there.

diff --git a/drivers/dax/kmem.c b/drivers/dax/kmem.c
--- a/drivers/dax/kmem.c
+++ b/drivers/dax/kmem.c
@@ -1,2 +1,2 @@
-old <b>line</b>
+new line
`;

const settled = (page: Page): Promise<void> =>
  expect(page.locator('html')).toHaveAttribute('data-idle', 'true');

async function openCorner(page: Page): Promise<void> {
  await page.goto('./review/corner/');
  await settled(page);
}

async function paste(page: Page): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Mail' });
  await field.focus();
  await page.evaluate((text) => navigator.clipboard.writeText(text), MAIL);
  await page.keyboard.press('Control+v');
  await expect(page.getByRole('region', { name: 'Text of the mail' })).toBeVisible();
}

const openExample = async (page: Page, name: RegExp): Promise<void> => {
  await page.getByText(/^Worked examples/).click();
  await page.getByRole('button', { name }).click();
  await expect(page.getByRole('textbox', { name: 'Scenario text' })).toContainText('scenario "');
};

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('a pasted mail is read: who, what, which files, what is quoted and what is changed', async ({
  page,
}) => {
  await openCorner(page);
  await paste(page);
  const mail = page.getByRole('region', { name: 'Mail', exact: true });
  await expect(mail.getByRole('definition')).toHaveText([
    '[PATCH v3 4/8] dax/kmem: remove range by range',
    'A Reviewer <a@example.org>',
    'Mon, 13 Apr 2026 10:00:00 +0200',
    '<20260413080000.4-a@example.org>',
  ]);
  await expect(mail).toContainText('touches drivers/dax/kmem.c');
  await expect(mail.locator('.added')).toHaveText(['+new line']);
  await expect(mail.locator('.removed')).toHaveText(['-old <b>line</b>']);
  await expect(mail.locator('.quote')).toHaveCount(1);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('remove range by range');
});

test('a worked example is answered, its card names the mail, and a meeting steps through the way', async ({
  page,
}) => {
  await openCorner(page);
  await openExample(page, /^A4: /);
  const mail = page.getByRole('region', { name: 'Mail', exact: true });
  await expect(mail).toContainText('Gregory Price 2026-03-21');
  await page.getByRole('button', { name: 'Try every order on these kernels' }).click();
  await settled(page);
  const card = page.getByRole('textbox', { name: 'Card as plain text' });
  await expect(card).toHaveValue(
    /^On: A4: a block changes zone between two ranges\n {4}Gregory Price 2026-03-21[^]*\n\nScenario: A4/,
  );
  await expect(card).toHaveValue(/v3 +Ok Sometimes/);

  await page.getByRole('button', { name: 'Show in a meeting' }).click();
  const meeting = page.getByRole('dialog');
  await expect(meeting.getByRole('heading')).toContainText('exists memory32-33 absent');
  const verdicts = meeting.getByRole('list', { name: 'Verdict of each kernel' }).getByRole('button');
  await expect(verdicts).toHaveText([/v3.*Sometimes/, /v4.*Never/]);
  await expect(meeting).toContainText(/step 0 of \d+/);
  await page.keyboard.press('PageDown');
  await expect(meeting.getByRole('status')).toContainText('()');
  const afterTurn = await meeting.getByText(/^step \d+ of/).innerText();
  await page.keyboard.press('ArrowRight');
  await expect(meeting.getByText(/^step \d+ of/)).not.toHaveText(afterTurn);
  await page.keyboard.press('End');
  await expect(meeting.getByRole('list', { name: /^Blocks on v3/ })).toContainText(
    'memory41: online, Normal, pinned',
  );
  await expect(meeting.getByRole('definition').first()).toBeVisible();
  await page.keyboard.press('n');
  await expect(verdicts.nth(1)).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await expect(meeting).toBeHidden();
});

test('mistakes in the scenario are told with their place', async ({ page }) => {
  await openCorner(page);
  await page.getByRole('textbox', { name: 'Scenario text' }).click();
  await page.keyboard.type('nodee 0 ram=0-1G');
  await expect(page.getByRole('list', { name: 'Errors in the text' })).toContainText('line 1');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });
    test.describe.configure({ timeout: AXE_TIMEOUT_MS });
    test('axe finds nothing, in the corner and in the meeting', async ({ page }) => {
      await openCorner(page);
      await openExample(page, /^A4: /);
      await page.getByRole('button', { name: 'Try every order on these kernels' }).click();
      await settled(page);
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Show in a meeting' }).click();
      await page.keyboard.press('End');
      expect(await axeFindings(page)).toEqual([]);
    });
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });
  test('nothing scrolls sideways', async ({ page }) => {
    await openCorner(page);
    await paste(page);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
