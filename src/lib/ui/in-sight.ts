/**
 * Keeps what is current in sight by scrolling its own pane and nothing else: `scrollIntoView` would move the page
 * too, away from the map.
 */

function scrollTo(pane: Element, element: HTMLElement): void {
  const inner = element.getBoundingClientRect();
  const outer = pane.getBoundingClientRect();
  if (inner.top < outer.top) pane.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) pane.scrollTop += inner.bottom - outer.bottom;
}

/** The nearest pane that scrolls: on a phone, panes within panes do not. */
function paneOf(element: HTMLElement): Element | null {
  let pane = element.closest('[data-scrolls]');
  while (pane !== null && getComputedStyle(pane).overflowY === 'visible') {
    pane = pane.parentElement?.closest('[data-scrolls]') ?? null;
  }
  return pane;
}

/**
 * Attached to an element: when `isCurrent`, its pane (the nearest `data-scrolls`) scrolls just far enough, now and
 * whenever the pane gets another size, as it does while the page is laid out for the first time.
 */
export function inSight(isCurrent: boolean): (element: HTMLElement) => (() => void) | undefined {
  return (element) => {
    const pane = isCurrent ? paneOf(element) : null;
    if (pane === null) return undefined;
    const observer = new ResizeObserver(() => scrollTo(pane, element));
    observer.observe(pane);
    return () => observer.disconnect();
  };
}
