/** Acting by hand: from the menu of a block, by key, from the pane of deeds; branches that keep what was. */
import { encodeLink } from '#lib/scenario/link.ts';
import { expect, test } from './watch.ts';

test('a deed that would be refused says why before it is done, and can be done all the same', async ({
  page,
  playground,
}) => {
  await playground.open(
    encodeLink({ source: { kind: 'scenario', id: 'seed' }, variant: 'v1p3', position: 91, block: 34 }),
  );
  await page.getByRole('tab', { name: 'Act' }).click();
  const deed = page.getByRole('button', { name: /take offline/ });
  await expect(deed).toHaveAccessibleDescription(/would be refused: -EBUSY.*offline_pages\(\).*release page/);
  await deed.click();
  await playground.press('Last step');
  await playground.settled();
  await page.getByRole('tab', { name: 'Commands' }).click();
  await expect(playground.commands).toContainText(/echo offline > memory34\/state\s*-EBUSY/);
});

test('acting in the past begins a branch; the run before is kept and can be opened again', async ({
  page,
  playground,
}) => {
  await playground.open();
  await page.keyboard.press('x');
  await expect(page.getByRole('tab', { name: 'Branches 1' })).toBeVisible();
  await page.keyboard.press('End');
  await playground.settled();
  await page.getByRole('tab', { name: /Branches/ }).click();
  const branch = page.getByRole('button', { name: 'echo offline > memory34/state', exact: true });
  await expect(branch).toHaveAttribute('aria-current', 'true');
  await page.getByRole('button', { name: /^rename/ }).click();
  await page.getByRole('textbox', { name: 'name of the branch' }).fill('offline by hand');
  await page.keyboard.press('Enter');
  await expect(playground.button('offline by hand')).toBeVisible();
  await playground.button('as it was').click();
  await playground.settled();
  await expect(playground.timeline).toHaveAttribute('aria-valuemax', '295');
  await page.getByRole('button', { name: /^delete/ }).click();
  await expect(playground.button('offline by hand')).toBeHidden();
  await playground.button('Undo').click();
  await expect(playground.button('offline by hand')).toBeVisible();
});

test('a block has a menu on the map, and the palette finds every action', async ({ page, playground }) => {
  await playground.open();
  await playground.block(35).click({ button: 'right', force: true });
  const menu = page.getByRole('dialog', { name: 'memory35' });
  await expect(menu.getByRole('button', { name: /online as Movable/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find an action' }).fill('plug dimm');
  await page.keyboard.press('Enter');
  await expect(playground.commands).toContainText('device_add pc-dimm dimm0');
});
