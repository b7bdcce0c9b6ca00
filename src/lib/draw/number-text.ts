/**
 * Numbers as the pictures print them: sizes in binary units, addresses as the kernel writes them, thin spaces
 * between thousands. Texts that people copy into a terminal never get the thin spaces.
 */

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;
export const TIB = 2 ** 40;

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const THIN_SPACE = '\u2009';

/** Up to three digits after the point, without trailing zeros. */
const plain = (value: number): string => String(Math.round(value * 1000) / 1000);

/** A size in the largest unit of which there is at least one: `1 GiB`, `384 MiB`, `1.5 GiB`. */
export function sizeText(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${plain(value)} ${UNITS[unit]}`;
}

/** From here on addresses are labelled in TiB: more digits than these say less. */
const TIB_LABELS_FROM = 4 * TIB;

/** An address as a label of the axis: in GiB, `4.5 GiB`, high ones in TiB, `119.875 TiB`; zero has no unit. */
export function gibText(bytes: number): string {
  if (bytes === 0) return '0';
  return bytes >= TIB_LABELS_FROM ? `${plain(bytes / TIB)} TiB` : `${plain(bytes / GIB)} GiB`;
}

/** The largest count that has room in a table with all its digits. */
const MOST_DIGITS = 99_999_999;

/** A count for a narrow column: all digits, or in units of 2^20 that the kernel's sizes are multiples of. */
export function shortCount(count: number): string {
  if (count <= MOST_DIGITS) return thousands(count);
  return `${thousands(Math.floor(count / 2 ** 20))}${count % 2 ** 20 === 0 ? '' : '+'} Mi`;
}

/** An address as the kernel prints it with `%#llx`: `0x140000000`. */
export function hexAddress(bytes: number): string {
  return `0x${bytes.toString(16)}`;
}

/** A whole number with thin spaces between thousands: `1 048 576`. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, THIN_SPACE);
}

/** `1 block`, `8 blocks`. */
export function counted(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}
