/**
 * How much taller the page has to be for a terminal of so many rows: the work area has the rest of the window, which on
 * a small screen is too little, and then the page scrolls.
 */

/** Rows that a terminal has at least when nobody has said anything. */
export const LEAST_ROWS = 12;
export const FEWEST_ROWS = 6;
export const MOST_ROWS = 60;

/** The nearest number of rows that a terminal may be asked to have. */
export function allowedRows(rows: number): number {
  return Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.round(rows)));
}

/** Padding of the pane, below the terminal. */
const BELOW_PX = 8;

/**
 * Pixels that the page has to grow by, so that the terminal `host` has `wantedPx`. `lower` is the part of the work area
 * that gets what the map leaves, `grownPx` by how much the page has grown already.
 */
export function missingPx(lower: HTMLElement, host: HTMLElement, wantedPx: number, grownPx: number): number {
  let scrolledPx = 0;
  let element = host.parentElement;
  for (; element !== null && element !== lower; element = element.parentElement)
    scrolledPx += element.scrollTop;
  const area = lower.getBoundingClientRect();
  const abovePx = host.getBoundingClientRect().top - area.top + scrolledPx;
  return Math.max(0, Math.ceil(abovePx + wantedPx + BELOW_PX - (area.height - grownPx)));
}
