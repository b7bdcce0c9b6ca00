/**
 * Bringing a machine or a recording to the page, as several specs do it: a capture to paste, and the way it is pasted.
 */
import type { Locator, Page } from '@playwright/test';

/** `lsmem -o +…` of a machine with a memory device in node 1, as a terminal shows it. */
export const LSMEM = `RANGE                                  SIZE   STATE REMOVABLE BLOCK NODE  ZONES
0x0000000000000000-0x0000000007ffffff  128M  online       yes     0    0   None
0x0000000008000000-0x000000007fffffff  1.9G  online       yes  1-15    0  DMA32
0x0000000100000000-0x000000011fffffff  512M  online       yes 32-35    1 Movable
0x0000000120000000-0x000000012fffffff  256M offline           36-37    1 Normal/Movable

Memory block size:       128M
Total online memory:     2.5G
Total offline memory:    256M
`;

/** Pastes a text into the page, outside of any field. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}

/** Drops a file on the page. */
export async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    ([fileName, content]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], fileName, { type: 'text/plain' }));
      for (const type of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    },
    [name, text] as const,
  );
}

/** The dialog in which a machine is brought. */
export const bringDialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Bring a machine' });

/** The dialog in which a run goes out to a machine. */
export const outDialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Out to the machine' });
