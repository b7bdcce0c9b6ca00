// The watch that all specs rely on sees what it is there for.
import { expect, test } from './watch.ts';

test('the watch notices a message, an error, a violation of the content policy and a request to elsewhere', async ({
  playground,
  complaints,
}) => {
  const { page } = playground;
  await playground.open();
  await page.evaluate(async () => {
    console.error('a message');
    setTimeout(() => {
      throw new Error('an error');
    });
    document.body.setAttribute('style', 'color: red');
    await fetch('https://elsewhere.invalid/').catch(() => undefined);
  });
  await expect.poll(() => complaints.join('\n')).toMatch(/uncaught: an error/);
  const seen = complaints.splice(0).join('\n');
  expect(seen).toMatch(/console error: a message/);
  expect(seen).toMatch(/inline style/);
  expect(seen).toMatch(/https:\/\/elsewhere\.invalid/);
});
