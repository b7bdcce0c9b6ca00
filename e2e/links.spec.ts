// The address bar holds the moment that is on screen; a damaged link is explained and takes nothing away.
import { encodeLink } from '#lib/scenario/link.ts';
import type { Moment } from '#lib/scenario/moment.ts';
import { PlaygroundPage } from './playground-page.ts';
import { expect, test } from './watch.ts';

const moment = {
  source: { kind: 'scenario', id: 'seed' },
  variant: 'v1p8',
  position: 42,
  block: 33,
} as const satisfies Moment;
const link = encodeLink(moment);
const changed = `${link.slice(0, 6)}x${link.slice(7)}`;

test('the address, opened in another page, shows the same run, kernel, step and block', async ({
  playground,
  context,
}) => {
  await playground.open();
  await playground.chooseRun('v7-two-ranges');
  await playground.chooseKernel('v1p8');
  await playground.press('Last step');
  await playground.press('Step back');
  await playground.blocks.getByRole('option').nth(2).click();
  const shown = await playground.moment();
  expect(shown).toMatchObject({ source: { name: 'v7-two-ranges' }, variant: 'v1p8' });
  expect(shown.block).not.toBeNull();

  const other = new PlaygroundPage(await context.newPage());
  await other.page.goto(playground.page.url());
  await other.settled();
  expect(await other.moment()).toEqual(shown);
  await expect(other.runName).toHaveText(await playground.runName.innerText());
  await expect(other.kernel('v1p8')).toBeChecked();
  expect(await other.position()).toBe(shown.position);
  await expect(other.chart).toHaveAccessibleName((await playground.chart.getAttribute('aria-label'))!);
  await expect(other.alert).toBeEmpty();
});

test('every action changes the address: step, block, kernel', async ({ playground }) => {
  await playground.open();
  const seen = new Set([playground.page.url()]);
  const note = async () => {
    await playground.moment();
    const before = seen.size;
    seen.add(playground.page.url());
    expect(seen.size).toBe(before + 1);
  };
  await playground.press('Step');
  await note();
  await playground.selectBlock(35);
  await note();
  await playground.chooseKernel('v3');
  await note();
});

test('"Share" copies the address', async ({ playground, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await playground.open(link);
  await playground.button('Share').click();
  await playground.button('Copy link').click();
  await expect(playground.page.getByText('Link copied.')).toBeVisible();
  expect(await playground.page.evaluate(() => navigator.clipboard.readText())).toBe(playground.page.url());
});

test('a link typed into the address of the open page is opened', async ({ playground }) => {
  await playground.open();
  await playground.changeLink(link);
  expect(await playground.moment()).toMatchObject(moment);
  await expect(playground.kernel('v1p8')).toBeChecked();
});

test('a damaged link is explained part by part, and what was on screen is still there', async ({
  playground,
}) => {
  await playground.open(link);
  const before = await playground.moment();
  await playground.changeLink(changed);
  await expect(playground.alert.getByRole('heading')).toHaveText('This link is damaged');
  await expect(playground.alert).toContainText('it is number 7');
  const parts = playground.alert.getByRole('list').first().getByRole('listitem');
  await expect(parts).toContainText([
    'version',
    'length',
    'kernel',
    'scenario',
    'position',
    'block',
    'checksum',
  ]);
  await expect(parts.filter({ hasText: 'damaged' })).toHaveCount(1);
  expect(await playground.position()).toBe(42);
  await expect(playground.kernel('v1p8')).toBeChecked();
  await playground.press('Go on with what is on screen');
  await expect(playground.alert).toBeEmpty();
  expect(await playground.moment()).toEqual(before);
});

test('a damaged link opens nothing in an empty page, and there are ways on', async ({ playground }) => {
  await playground.open(link.slice(0, 12));
  await expect(playground.alert).toContainText('This link is cut');
  await expect(playground.timeline).toHaveCount(0);
  expect(new URL(playground.page.url()).hash).toBe(`#${link.slice(0, 12)}`);
  await playground.press('Start with the first story');
  await expect(playground.alert).toBeEmpty();
  await expect(playground.heading(/1 GiB that Linux does not use yet/)).toBeVisible();
});

test('a link can be pasted anew, with all that mail put round it', async ({ playground }) => {
  await playground.open(changed);
  const mail = `> see <https://playground.example/#${link.slice(0, 9)}\n> ${link.slice(9)}>.`;
  await playground.page.getByLabel('Paste the link again').fill(mail);
  await playground.press('Open');
  await expect(playground.alert).toBeEmpty();
  expect(await playground.moment()).toMatchObject(moment);
});

test('a link that is still damaged after it was pasted anew is explained again', async ({ playground }) => {
  await playground.open(changed);
  await playground.page.getByLabel('Paste the link again').fill('nothing');
  await playground.press('Open');
  await expect(playground.alert.getByRole('heading')).toHaveText('This is not a link of this page');
});

test('ten thousand characters in the address are refused at once', async ({ playground }) => {
  await playground.open('a'.repeat(10_000));
  await expect(playground.alert.getByRole('heading')).toHaveText('This text is too long for a link');
});

const strangers: readonly (readonly [string, Partial<Moment>, RegExp])[] = [
  [
    'a scenario that is not here',
    { source: { kind: 'scenario', id: 'not-here' } },
    /no scenario called "not-here"/,
  ],
  ['a recording that is not here', { source: { kind: 'trace', name: '../index' } }, /no recorded run called/],
  [
    'markup in the place of a name',
    { source: { kind: 'trace', name: '<img src=x>' } },
    /called "<img src=x>"/,
  ],
];
for (const [what, part, words] of strangers) {
  test(`a whole link to ${what} says so, and what was on screen is still there`, async ({ playground }) => {
    await playground.open(link);
    await playground.changeLink(encodeLink({ ...moment, ...part }));
    await expect(playground.alert).toContainText(words);
    expect(await playground.position()).toBe(42);
    await playground.press('Close');
    await expect(playground.alert).toBeEmpty();
    expect(await playground.moment()).toMatchObject(moment);
  });
}

test('a link beyond the end of the run says so and shows the end', async ({ playground }) => {
  await playground.open(encodeLink({ ...moment, position: 2 ** 32 }));
  await expect(playground.alert).toContainText('4294967296');
  expect(await playground.position()).toBe(await playground.length());
});

test('a link to a block that the machine does not have shows it as absent', async ({ playground }) => {
  await playground.open(encodeLink({ ...moment, block: 2 ** 24 }));
  await expect(playground.blockPane).toContainText('memory16777216 is absent');
});

test('a link whose state has another fingerprint says that the model has changed', async ({ playground }) => {
  await playground.open(encodeLink({ ...moment, fingerprint: 1 }));
  await expect(playground.alert).toContainText('The model has changed since this link was made');
  expect(await playground.position()).toBe(42);
});
