/**
 * Where a link fits: the limits of the places in which people send links to each other.
 */

export interface LinkPlace {
  /** Most characters that come through whole. */
  readonly most: number;
  readonly name: string;
}

/** From the narrowest to the widest; whatever fits one fits all below it. */
export const LINK_PLACES: readonly LinkPlace[] = [
  { most: 480, name: 'IRC' },
  { most: 980, name: 'a plain mail line' },
  { most: 1900, name: 'every chat' },
  { most: 8000, name: 'the web' },
];

/** The address that an `iframe` shows: the same moment, read-only. */
export function embedAddress(address: string): string {
  const url = new URL(address);
  url.search = '?embed';
  return url.href;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** A piece of HTML that shows the moment inside another page. */
export function embedCode(address: string, title: string): string {
  const src = escapeAttribute(embedAddress(address));
  return `<iframe src="${src}" title="${escapeAttribute(title)}" width="960" height="600" loading="lazy"></iframe>`;
}
