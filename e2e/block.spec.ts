// Selecting a memory block: its statechart, its files, what keeps it from going offline.
import { expect, test } from './watch.ts';

test.beforeEach(async ({ playground }) => {
  await playground.open();
});

test('a press on a block of the map shows its chart with the current state and its sysfs files', async ({
  playground,
}) => {
  await playground.selectBlock(33);
  await expect(playground.block(33)).toHaveAttribute('aria-selected', 'true');
  await expect(playground.blockPane.getByText('0x108000000–0x10fffffff')).toBeVisible();
  await expect(playground.chart).toHaveAccessibleName(/memory33.*offline/);
  await expect(playground.blockPane.getByText('/sys/devices/system/memory/memory33')).toBeVisible();
  const files = ['state', 'online', 'valid_zones', 'removable', 'phys_index'];
  await expect(playground.blockPane.getByRole('term')).toContainText(files);
});

test('a block can be chosen from a list as well', async ({ playground }) => {
  await playground.blockPane.getByRole('combobox', { name: 'Block' }).selectOption('memory0');
  await playground.settled();
  expect((await playground.moment()).block).toBe(0);
  await expect(playground.chart).toHaveAccessibleName(/memory0.*online/);
});

test('chart and files follow the run: going-offline, then online again with the edge that led there', async ({
  playground,
}) => {
  const state = playground.blockPane.getByRole('definition').first();
  await expect(state).toContainText('going-offline');
  await expect(playground.chart).toHaveAccessibleName(/going-offline/);
  await playground.button('Step').click();
  await expect
    .poll(async () => {
      await playground.button('Step').click();
      return state.innerText();
    })
    .toMatch(/^online/);
  await expect(playground.chart).toHaveAccessibleName(/online.*CANCEL_OFFLINE/);
});

test('a block that is not there any more says so and stays selected', async ({ playground }) => {
  await playground.press('Last step');
  await expect(playground.blockPane.getByText('memory34 is absent at this step')).toBeVisible();
  expect((await playground.moment()).block).toBe(34);
});

test('a refusal leads to its block', async ({ playground }) => {
  await playground.selectBlock(22);
  await playground.button('memory34').first().click();
  await playground.settled();
  expect((await playground.moment()).block).toBe(34);
});
