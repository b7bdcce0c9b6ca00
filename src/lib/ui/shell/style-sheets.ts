/**
 * Lets xterm.js write its styles where the content policy allows none in `<style>` elements.
 *
 * It makes those elements while it is put into the page, one of them through the global document whatever document it
 * is given. For that moment `createElement('style')` gives a hidden element whose text goes into an adopted style sheet,
 * which no policy minds.
 */

function styleElement(make: () => HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet();
  const element = make();
  element.hidden = true;
  document.adoptedStyleSheets.push(sheet);
  Object.defineProperty(element, 'textContent', {
    set: (text: string) => {
      sheet.replaceSync(text);
    },
  });
  element.remove = () => {
    const at = document.adoptedStyleSheets.indexOf(sheet);
    if (at >= 0) document.adoptedStyleSheets.splice(at, 1);
    element.parentNode?.removeChild(element);
  };
  return element;
}

/** Does something at once; style elements that are made meanwhile are style sheets. */
export function withStyleSheets(run: () => void): void {
  const create = document.createElement.bind(document);
  Object.defineProperty(document, 'createElement', {
    configurable: true,
    value: (tag: string, options?: ElementCreationOptions): HTMLElement =>
      tag === 'style' ? styleElement(() => create('span')) : create(tag, options),
  });
  try {
    run();
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
}
