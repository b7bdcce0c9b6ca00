// The page inside a page of somebody else.
import { encodeLink } from '#lib/scenario/link.ts';
import { AXE_TIMEOUT_MS, axeFindings } from './axe.ts';
import { PlaygroundPage } from './playground-page.ts';
import { expect, test } from './watch.ts';

const link = encodeLink({
  source: { kind: 'scenario', id: 'seed' },
  variant: 'v1p8',
  position: 42,
  block: 33,
});

test('shows map, caption and controls, and can be stepped', async ({ playground }) => {
  await playground.page.goto(`./?embed#${link}`);
  await playground.settled();
  await expect(playground.map).toBeVisible();
  expect(await playground.position()).toBe(42);
  await playground.press('Step');
  expect(await playground.position()).toBe(43);
  await playground.page.keyboard.press('End');
  await playground.settled();
  expect(await playground.position()).toBe(await playground.length());
});

test('has nothing that changes the run or leaves something behind', async ({ playground, context }) => {
  await playground.page.goto(`./?embed#${link}`);
  await playground.settled();
  const before = playground.page.url();
  await playground.press('Step');
  await playground.press('Last step');
  for (const key of ['/', '?', 's']) await playground.page.keyboard.press(key);
  await playground.settled();
  expect(playground.page.url()).toBe(before);
  await expect(playground.runName).toHaveCount(0);
  await expect(playground.button('Share')).toHaveCount(0);
  await expect(playground.page.getByRole('dialog')).toHaveCount(0);
  const left = await playground.page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage).filter((key) => !key.startsWith('sveltekit:')),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    databases: (await indexedDB.databases()).length,
  }));
  expect(left).toEqual({ local: [], session: [], caches: [], workers: 0, databases: 0 });
  expect(await context.cookies()).toEqual([]);
});

test('leads to the playground with the moment that is on screen', async ({ playground, context }) => {
  await playground.page.goto(`./?embed#${link}`);
  await playground.settled();
  await playground.press('Step');
  const way = playground.page.getByRole('link', { name: 'open in the playground' });
  await expect(way).toHaveAttribute('target', '_blank');
  await expect(way).toHaveAttribute('rel', /\bnoopener\b/);
  const coming = context.waitForEvent('page');
  await way.click();
  const other = new PlaygroundPage(await coming);
  await other.settled();
  expect(new URL(other.page.url()).search).toBe('');
  expect(await other.moment()).toMatchObject({ position: 43, block: 33, variant: 'v1p8' });
});

test('the code of the share dialog shows the moment in a frame and leaves the address of the host alone', async ({
  playground,
  complaints,
}) => {
  await playground.open(link);
  await playground.button('Share').click();
  const code = await playground.page.getByRole('textbox', { name: 'In a page of yours' }).inputValue();
  const src = /src="([^"]+)"/.exec(code)![1]!;
  await playground.page.goto('./schema/run-1.json');
  await playground.page.evaluate((address) => {
    const frame = document.createElement('iframe');
    frame.src = address;
    frame.width = '960';
    frame.height = '600';
    document.body.replaceChildren(frame);
  }, src);
  const host = playground.page.url();
  const frame = playground.page.frameLocator('iframe');
  await expect(frame.locator('html')).toHaveAttribute('data-idle', 'true');
  await frame.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(frame.getByRole('slider', { name: 'Step' })).toHaveAttribute('aria-valuenow', '43');
  expect(playground.page.url()).toBe(host);
  // The host of this test has no icon.
  expect(complaints.splice(0).every((text) => text.includes('404'))).toBe(true);
});

test('says when the link in it is damaged', async ({ playground }) => {
  await playground.page.goto(`./?embed#${link.slice(0, -2)}`);
  await expect(playground.alert).toContainText('The link in this frame is damaged');
});

test('has no accessibility findings', async ({ playground }) => {
  test.setTimeout(AXE_TIMEOUT_MS);
  await playground.page.goto(`./?embed#${link}`);
  await playground.settled();
  expect(await axeFindings(playground.page)).toEqual([]);
});
