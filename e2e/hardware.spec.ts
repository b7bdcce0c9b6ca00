/** Hardware put onto the machine by pointer and by keys; remedies that can be done; glossary; print. */
import { encodeLink } from '#lib/scenario/link.ts';
import { expect, test } from './watch.ts';

const CXL = encodeLink({
  source: { kind: 'scenario', id: 'cxl' },
  variant: 'v1p8',
  position: 0,
  block: null,
});

test('a DIMM is dragged onto the map and goes to the free place nearest to where it is let go', async ({
  page,
  playground,
}) => {
  await playground.open();
  await page.getByRole('tab', { name: 'Act' }).click();
  const dimm = page.getByRole('button', { name: /^DIMM/ });
  const from = (await dimm.boundingBox())!;
  const map = (await playground.blocks.boundingBox())!;
  await page.mouse.move(from.x + 10, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(map.x + map.width * 0.6, map.y + 20, { steps: 4 });
  await expect(playground.map.locator('svg .signs')).toContainText(
    'DIMM at memory72, 0x240000000, would be taken',
  );
  await page.mouse.up();
  await page.getByRole('tab', { name: 'Commands' }).click();
  await expect(playground.commands).toContainText('device_add pc-dimm dimm0 512M at 0x240000000');
});

test('the same by keys: held, moved, let go, put', async ({ page, playground }) => {
  await playground.open();
  await page.getByRole('tab', { name: 'Act' }).click();
  const dimm = page.getByRole('button', { name: /^DIMM/ });
  await dimm.press('Enter');
  const words = playground.map.locator('svg .signs');
  await expect(words).toContainText(/DIMM at memory\d+/);
  const first = /DIMM at memory(\d+)/.exec((await words.textContent()) ?? '')?.[1];
  await dimm.press('ArrowRight');
  await expect(words).not.toContainText(`DIMM at memory${first},`);
  await dimm.press('Escape');
  await expect(words).not.toContainText('DIMM at');
  await dimm.press('Enter');
  await dimm.press('Enter');
  await page.getByRole('tab', { name: 'Commands' }).click();
  await expect(playground.commands).toContainText('device_add pc-dimm dimm0');
});

test('a CXL device is taken into use by putting it onto the machine', async ({ page, playground }) => {
  await playground.open(CXL);
  await page.getByRole('tab', { name: 'Act' }).click();
  const device = page.getByRole('button', { name: /^dax0\.0 CXL/ });
  await device.press('Enter');
  await device.press('Enter');
  await page.getByRole('tab', { name: 'Commands' }).click();
  await expect(playground.commands).toContainText('echo dax0.0 >');
});

test('the smallest change that helps can be done, and says what it would give', async ({
  page,
  playground,
}) => {
  await playground.open();
  const caption = page.getByRole('region', { name: 'offline_pages() refuses memory34.' });
  await expect(caption).toContainText('release it here, then echo offline > memory34/state returns 0');
  await caption.getByRole('button', { name: 'release it here' }).click();
  await page.keyboard.press('End');
  await playground.settled();
  await expect(page.getByRole('tab', { name: 'Branches 1' })).toBeVisible();
});

test('a word of the field says what it means when it has the focus or the pointer', async ({
  page,
  playground,
}) => {
  await playground.open();
  const word = playground.blockPane.getByRole('button', { name: 'valid_zones' });
  await word.focus();
  await expect(
    page.getByRole('tooltip').filter({ hasText: 'the first is the one that a plain' }),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await word.hover();
  await expect(page.getByRole('tooltip')).toHaveCount(1);
});

test('on paper there are map, caption and link, and nothing to press', async ({ page, playground }) => {
  await playground.open();
  await page.emulateMedia({ media: 'print' });
  await expect(playground.map).toBeVisible();
  await expect(playground.heading('offline_pages() refuses memory34.')).toBeVisible();
  await expect(page.getByText(new URL(page.url()).hash)).toBeVisible();
  await expect(playground.commands).toBeHidden();
  await expect(playground.timeline).toBeHidden();
});
