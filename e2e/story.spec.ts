// What a visitor sees before touching anything: the story that this playground grew from, at its turning point.
import { GALLERY } from '#lib/scenario/gallery.ts';
import { seedStory } from '#lib/scenario/seed-story.ts';
import { expect, test } from './watch.ts';

test('the page opens with the story of a pinned page on screen, where the kernel refuses', async ({
  playground,
}) => {
  await playground.open();
  await expect(playground.page).toHaveTitle(/Memory hotplug playground/);
  await expect(playground.runName).toContainText(seedStory.title);
  await expect(playground.kernel('v1p3')).toBeChecked();
  await expect(playground.heading('offline_pages() refuses memory34.')).toBeVisible();
  await expect(playground.page.getByText('release page 0x114000 of memory34')).toBeVisible();
});

test('the map shows the machine with its blocks, zones, nodes and resources', async ({ playground }) => {
  await playground.open();
  await expect(playground.block(34)).toHaveAccessibleName(
    /going offline from Movable.*has pages that cannot leave.*refused with -EBUSY/,
  );
  await expect(playground.block(33)).toHaveAccessibleName(/offline/);
  await expect(playground.map.locator('svg')).toBeVisible();
  for (const words of ['System RAM (kmem)', 'node 1', 'n1 Movable', '1 GiB hole']) {
    await expect(playground.map.locator('svg').getByText(words).first()).toBeVisible();
  }
});

test('the commands of the story stand in a list with what each of them returned', async ({ playground }) => {
  await playground.open();
  await playground.press('Last step');
  const results = ['0', '0', '-EBUSY', '0', '0', '0', '0'];
  const lines = playground.commands.getByRole('button');
  await expect(lines).toHaveCount(seedStory.steps.length);
  for (const [i, { text }] of seedStory.steps.entries()) {
    await expect(lines.nth(i)).toContainText(text);
    await expect(lines.nth(i)).toHaveAccessibleName(new RegExp(`${results[i]}$`));
  }
});

test('the locks say who holds device_hotplug_lock and who polls for it', async ({ playground }) => {
  await playground.open();
  await expect(playground.locks.getByRole('listitem').first()).toHaveText(
    /device_hotplug_lock: held by driver since step \d+; user polls every 5 ms/,
  );
});

test('the kernel functions under way are there, with the one that refuses', async ({ playground }) => {
  await playground.open();
  await playground.showFunctions();
  const stack = playground.functions.getByRole('region', { name: 'Stack of driver' });
  await expect(stack.getByRole('listitem')).toHaveText([
    'offline_memory',
    '__offline_memory',
    'try_offline_memory_block',
    'device_offline',
    'memory_subsys_offline',
    'memory_block_offline',
    'offline_pages',
  ]);
  await expect(playground.functions.locator('[aria-current=step]')).toContainText('-EBUSY');
});

test('the link of the first moment has at most 40 characters', async ({ playground }) => {
  await playground.openFirst();
  expect(await playground.moment()).toMatchObject({ source: { kind: 'scenario', id: GALLERY[0]?.id } });
  expect(new URL(playground.page.url()).hash.length).toBeLessThanOrEqual(40);
});

test('an address that does not exist is answered in the same house', async ({ page, complaints }) => {
  await page.goto('./no/such/page/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(complaints.splice(0).join()).toMatch(/^(console error: Failed to load resource: .* 404 .*)?$/);
});
