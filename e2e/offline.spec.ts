// The built page on a plain static host, in a folder that it was not built for; then without that host.
import { test as base, expect } from '@playwright/test';
import { encodeLink } from '#lib/scenario/link.ts';
import { PlaygroundPage } from './playground-page.ts';
import { StaticHost } from './static-host.ts';

interface Hosted {
  hosted: { host: StaticHost; address: string };
  /** Addresses asked for, and what the browser complained about. */
  asked: string[];
  complaints: string[];
}

const test = base.extend<Hosted>({
  // eslint wants no empty pattern, Playwright an object to take apart.
  hosted: async ({ browserName }, use) => {
    expect(browserName).toBe('chromium');
    const hosted = await StaticHost.start('/a/b/');
    await use(hosted);
    await hosted.host.stop().catch(() => undefined);
  },
  asked: async ({ context }, use) => {
    const asked: string[] = [];
    context.on('request', (request) => asked.push(request.url()));
    await use(asked);
  },
  complaints: async ({ context }, use) => {
    const complaints: string[] = [];
    context.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(error.error().message));
    await use(complaints);
  },
});

test.use({ serviceWorkers: 'allow' });

const link = encodeLink({
  source: { kind: 'scenario', id: 'seed' },
  variant: 'v1p8',
  position: 42,
  block: 33,
});

async function open(page: PlaygroundPage['page'], address: string): Promise<PlaygroundPage> {
  await page.goto(address);
  const playground = new PlaygroundPage(page);
  await playground.settled();
  return playground;
}

/** Waits until the browser keeps this edition of the page. */
async function kept(page: PlaygroundPage['page']): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

test('the build runs unchanged in a sub-folder, and asks for nothing outside of it', async ({
  page,
  hosted,
  asked,
  complaints,
}) => {
  const playground = await open(page, `${hosted.address}#${link}`);
  expect(await playground.position()).toBe(42);
  await playground.chooseRun('kmem-offline-pinned');
  await playground.press('Last step');
  await playground.chooseKernel('merged');
  await playground.button('Share').click();
  await page.getByRole('button', { name: 'Close' }).click();
  await kept(page);
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((url) => !url.startsWith(hosted.address) && !url.startsWith('blob:'))).toEqual([]);
  expect(complaints).toEqual([]);
});

test('without the host it opens again, with another link and with the runs that were read', async ({
  page,
  hosted,
}) => {
  const playground = await open(page, hosted.address);
  await kept(page);
  await playground.chooseRun('kmem-offline-pinned');
  await playground.press('Last step');
  const wanted = await playground.moment();
  await hosted.host.stop();

  await page.reload();
  await playground.settled();
  expect(await playground.moment()).toEqual(wanted);
  const other = await open(await page.context().newPage(), `${hosted.address}#${link}`);
  expect(await other.position()).toBe(42);
  await other.button('Share').click();
  await expect(other.page.getByRole('dialog', { name: 'Share this moment' })).toBeVisible();
});

test('lessons run in a sub-folder, and without the host once the page was kept', async ({
  page,
  hosted,
  asked,
  complaints,
}) => {
  await open(page, hosted.address);
  await kept(page);
  await hosted.host.stop();
  await page.goto(`${hosted.address}learn/`);
  await page.getByRole('link', { name: 'Why offlining fails' }).click();
  await expect(page).toHaveURL(`${hosted.address}learn/offlining/#step-1`);
  await page.goto(`${hosted.address}learn/zones/#step-3`);
  await page.getByRole('button', { name: 'Show the answer' }).click();
  await expect(page.getByRole('heading', { name: 'What the kernel does' })).toBeVisible();
  await page.getByRole('link', { name: 'Open in the playground' }).click();
  await expect(page).toHaveURL(/\/a\/b\/#a/);
  expect(asked.filter((url) => !url.startsWith(hosted.address) && !url.startsWith('blob:'))).toEqual([]);
  expect(complaints).toEqual([]);
});

test('a run that was never read says why it cannot be had without a network', async ({ page, hosted }) => {
  const playground = await open(page, hosted.address);
  await kept(page);
  await hosted.host.stop();
  await playground.chooseRun('v7-two-ranges');
  await expect(playground.alert).toContainText('the network or the server does not answer');
});

test('a new edition waits and says so; it never loads the page anew by itself', async ({ page, hosted }) => {
  const playground = await open(page, `${hosted.address}#${link}`);
  await kept(page);
  hosted.host.edition = 'second';
  await page.reload();
  await playground.settled();
  const notice = page.getByText('A new edition of the playground is ready.');
  await expect(notice).toBeVisible();
  await page.evaluate(() => document.documentElement.setAttribute('data-seen', 'yes'));
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.waiting !== null);
  await expect(page.locator('html')).toHaveAttribute('data-seen', 'yes');
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.locator('html')).not.toHaveAttribute('data-seen');
  await playground.settled();
  expect(await playground.position()).toBe(42);
  await expect(notice).toBeHidden();
});

test('it can be installed: the manifest names the page and pictures of the sizes that it says', async ({
  page,
  hosted,
}) => {
  await open(page, hosted.address);
  const href = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifestUrl = new URL(href!, hosted.address).href;
  const manifest = (await (await page.request.get(manifestUrl)).json()) as {
    start_url: string;
    icons: { src: string; type: string; sizes: string }[];
  };
  expect(new URL(manifest.start_url, manifestUrl).href).toBe(hosted.address);
  for (const { src, type, sizes } of manifest.icons) {
    const answer = await page.request.get(new URL(src, manifestUrl).href);
    expect(answer.headers()['content-type']).toBe(type);
    const bytes = await answer.body();
    if (type === 'image/png') expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
  }
});
