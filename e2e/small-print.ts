/** What cannot be read from the back of a room: print below 20 pixels on a projector of 1280 x 720. */
import type { Locator } from '@playwright/test';

/** Texts that can be seen and are smaller than 20 pixels, with the zoom of all that is around them. */
export function smallPrint(view: Locator): Promise<string[]> {
  return view.evaluate((root) => {
    const small: string[] = [];
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode() !== null) {
      const { parentElement: parent, textContent: words } = texts.currentNode;
      if (parent === null || parent.closest('.unseen, .picture-text, title') !== null) continue;
      const { width, height } = parent.getBoundingClientRect();
      const zoom = (parent as Element & { readonly currentCSSZoom: number }).currentCSSZoom;
      const sizePx = Number.parseFloat(getComputedStyle(parent).fontSize) * zoom;
      if (width > 2 && height > 2 && words?.trim() !== '' && sizePx < 19.95) small.push(`${words} ${sizePx}`);
    }
    return small;
  });
}
