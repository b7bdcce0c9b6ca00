// The whole page without a pointer.
import type { Locator } from '@playwright/test';
import type { PlaygroundPage } from './playground-page.ts';
import { expect, test } from './watch.ts';

const MOST_TABS = 80;

/** Presses Tab until `target` has the focus, as somebody without a pointer has to. */
async function tabTo({ page }: PlaygroundPage, target: Locator, key = 'Tab'): Promise<void> {
  for (let i = 0; i < MOST_TABS; i++) {
    await page.keyboard.press(key);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`not reached with ${MOST_TABS} times ${key}`);
}

test('a walk through the story with keys only', async ({ playground }) => {
  const { page } = playground;
  const press = async (key: string) => {
    await page.keyboard.press(key);
    await playground.settled();
  };
  await playground.open();

  await test.step('the first Tab offers to skip the header', async () => {
    await press('Tab');
    await expect(playground.button('Skip to the run')).toBeFocused();
    await press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
  });
  await test.step('keys move through the run', async () => {
    await press('Home');
    expect(await playground.position()).toBe(0);
    await press('ArrowRight');
    expect(await playground.position()).toBe(1);
    await press('ArrowLeft');
    await press(']');
    await press(']');
    await expect(playground.currentCommand).toContainText('pin one page');
    await press('[');
    await expect(playground.currentCommand).toContainText('add_memory_driver_managed');
    await press('e');
    await expect(playground.heading('offline_pages() refuses memory34.')).toBeVisible();
  });
  await test.step('the space bar plays and pauses', async () => {
    await page.keyboard.press('Space');
    await expect(playground.button('Pause')).toBeVisible();
    await press('Space');
    await expect(playground.button('Play')).toBeVisible();
  });
  await test.step('arrows choose a block on the map', async () => {
    await tabTo(playground, playground.blocks);
    await press('ArrowRight');
    expect((await playground.moment()).block).toBe(35);
    await expect(playground.block(35)).toHaveAttribute('aria-selected', 'true');
    await press('ArrowLeft');
    await press('ArrowLeft');
    expect((await playground.moment()).block).toBe(33);
  });
  await test.step('arrows on the timeline seek', async () => {
    await tabTo(playground, playground.timeline);
    await press('End');
    expect(await playground.position()).toBe(await playground.length());
    await press('ArrowLeft');
    expect(await playground.position()).toBe((await playground.length()) - 1);
  });
  await test.step('arrows choose the kernel', async () => {
    await tabTo(playground, playground.kernel('v1p3'), 'Shift+Tab');
    await press('ArrowRight');
    expect((await playground.moment()).variant).toBe('v1p4');
  });
  await test.step('a recorded run is searched and opened', async () => {
    await press('/');
    await expect(playground.runSearch).toBeFocused();
    await page.keyboard.type('kmem-two-ranges');
    await press('Enter');
    await expect(playground.runDialog).toBeHidden();
    await expect(playground.runName).toBeFocused();
    await expect(playground.button(/agrees with Linux 6\.12/)).toBeVisible();
  });
});

test('the list of keys opens with ?, names each key and closes with Escape', async ({ playground }) => {
  await playground.open();
  await playground.page.keyboard.press('?');
  const keys = playground.page.getByRole('dialog', { name: 'Keys' });
  await expect(keys).toBeVisible();
  await expect(keys.getByRole('row').filter({ hasText: 'play or pause' })).toContainText('Space');
  await playground.page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
});

test('letters can be switched off as keys, and stay off', async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.press('First step');
  await playground.button('Keys').click();
  await page.getByRole('checkbox', { name: /letters/ }).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await playground.settled();
  expect(await playground.position()).toBe(0);
  await page.reload();
  await playground.settled();
  await page.keyboard.press('e');
  await playground.settled();
  expect(await playground.position()).toBe(0);
  await page.keyboard.press('ArrowRight');
  await playground.settled();
  expect(await playground.position()).toBe(1);
});

test('keys that are pressed in the search of the runs are text', async ({ playground }) => {
  await playground.open();
  const position = await playground.position();
  await playground.page.keyboard.press('/');
  await playground.page.keyboard.type('e ]?');
  await expect(playground.runSearch).toHaveValue('e ]?');
  await playground.page.keyboard.press('Escape');
  await expect(playground.runName).toBeFocused();
  expect(await playground.position()).toBe(position);
});

test('whatever has the focus shows it', async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const unseen: string[] = [];
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      // A radio button is drawn by what stands beside it, a list in a picture by its parts.
      const drawn = [
        element,
        ...(element.matches('input') ? [element.nextElementSibling] : element.children),
      ];
      const isSeen = drawn.some((part) => {
        if (part === null) return false;
        const { outlineStyle, outlineWidth, boxShadow, stroke, strokeWidth } = getComputedStyle(part);
        if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) return true;
        return boxShadow !== 'none' || (stroke !== 'none' && parseFloat(strokeWidth) >= 2);
      });
      return isSeen ? null : element.outerHTML.slice(0, 120);
    });
    if (found !== null) unseen.push(found);
  }
  expect(unseen).toEqual([]);
});
