// The page keeps within the width that it is given.
import { expect, test } from './watch.ts';

for (const width of [1440, 1024, 768, 390, 320]) {
  test(`nothing makes the page scroll sideways at ${width} px, with and without a selected block`, async ({
    playground,
  }) => {
    const { page } = playground;
    await page.setViewportSize({ width, height: 844 });
    await playground.open();
    expect(await playground.overflowPx()).toBe(0);
    await playground.selectBlock(34);
    expect(await playground.overflowPx()).toBe(0);
  });
}
