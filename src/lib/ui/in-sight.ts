/**
 * Keeps what is current in sight by scrolling its own pane and nothing else: `scrollIntoView` would move the page
 * too, away from the map.
 */

/** Attached to an element: when `isCurrent`, its pane (the nearest `data-scrolls`) scrolls just far enough. */
export function inSight(isCurrent: boolean): (element: HTMLElement) => void {
  return (element) => {
    const pane = isCurrent ? element.closest('[data-scrolls]') : null;
    if (pane === null) return;
    const inner = element.getBoundingClientRect();
    const outer = pane.getBoundingClientRect();
    if (inner.top < outer.top) pane.scrollTop -= outer.top - inner.top;
    else if (inner.bottom > outer.bottom) pane.scrollTop += inner.bottom - outer.bottom;
  };
}
