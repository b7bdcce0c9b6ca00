/** Statecharts of the block, the lock and devices; the inside of a block. */
import { encodeLink } from '#lib/scenario/link.ts';
import { expect, test } from './watch.ts';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';

test.setTimeout(AXE_TIMEOUT_MS);

const closely = { role: 'tablist', name: 'Looked at closely' } as const;

test('an edge that is pointed at says its kernel function and what takes it; the list counts what was seen', async ({
  page,
  playground,
}) => {
  await playground.open();
  const pane = playground.blockPane;
  const middle = await pane
    .locator('.edge-reach')
    .nth(1)
    .evaluate((path: SVGPathElement) => {
      const { x, y } = path
        .getPointAtLength(path.getTotalLength() / 2)
        .matrixTransform(path.getScreenCTM() ?? undefined);
      return { x, y };
    });
  await page.mouse.move(middle.x, middle.y);
  await expect(pane).toContainText(/absent to offline:.*create_memory_block_devices.*ADD.*memory\/probe/s);
  await page.mouse.move(0, 0);
  await pane.getByText(/^seen: \d of 7 states/).click();
  const edges = pane.getByRole('list', { name: 'Edges of the chart of memory34' });
  await expect(edges.getByRole('button', { name: /going-offline to online/ })).toContainText('not seen');
  await expect(edges.getByRole('button', { name: /online to going-offline/ })).toContainText(', seen');
  await edges.getByRole('button', { name: /absent to offline, add/ }).focus();
  await expect(edges).toContainText('create_memory_block_devices() registers the block');
  expect(await axeFindings(page)).toEqual([]);
  await playground.press('Last step');
  await expect(edges.getByRole('button', { name: /going-offline to online/ })).toContainText(', seen');
});

test('the lock has its chart: held, and polled for', async ({ page, playground }) => {
  await playground.open();
  await page
    .getByRole(closely.role, { name: closely.name })
    .getByRole('tab', { name: 'lock', exact: true })
    .click();
  const chart = page.getByRole('img', { name: /^Statechart of device_hotplug_lock/ });
  await expect(chart).toHaveAccessibleName(/mutex, held; sleeping, nobody; polling, retrying/);
  await playground.press('First step');
  await expect(chart).toHaveAccessibleName(/mutex, free; sleeping, nobody; polling, nobody/);
  expect(await axeFindings(page)).toEqual([]);
});

test('a virtio-mem device has its chart, its sizes and what would stop it', async ({ page, playground }) => {
  await playground.open(
    encodeLink({
      source: { kind: 'scenario', id: 'virtio' },
      variant: 'base-6.12',
      position: 0,
      block: null,
    }),
  );
  await playground.press('Last step');
  await page.getByRole(closely.role, { name: closely.name }).getByRole('tab').last().click();
  const pane = page.getByRole('region', { name: 'Device looked at closely' });
  await expect(pane.getByRole('img')).toHaveAccessibleName(/^Statechart of .*: (idle|waiting)/);
  await expect(pane).toContainText('requested_size');
  await expect(pane).toContainText('plugged_size');
  expect(await axeFindings(page)).toEqual([]);
});

test('the map goes into a block: pageblocks, and the page that cannot leave with its class and page frame', async ({
  page,
  playground,
}) => {
  await playground.open();
  await playground.press('zoom inside the selected block');
  await expect(playground.map.locator('svg')).toContainText('PageOffline, referenced, pfn 0x114000');
  await expect(playground.map.locator('svg')).toContainText('+64 MiB');
  await playground.press('zoom in');
  await playground.blocks.focus();
  await page.keyboard.press('0');
  await expect(playground.map.locator('svg')).not.toContainText('+64 MiB');
  await page.keyboard.press('i');
  await expect(playground.map.locator('svg')).toContainText('+64 MiB');
});
