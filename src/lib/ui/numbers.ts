/**
 * Numbers and ranges as the page prints them: thin spaces between thousands, addresses as /proc/iomem has them.
 */

const THIN_SPACE = '\u2009';

/** `32 768`, with thin spaces that do not fall into a line break by themselves. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

export function hexAddress(bytes: number): string {
  return `0x${bytes.toString(16)}`;
}

/** `1 step`, `2 steps`, `2 branches`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${thousands(count)} ${count === 1 ? noun : plural}`;
}
