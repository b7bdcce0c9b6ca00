/**
 * Numbers as the pictures print them: sizes in binary units, addresses as the kernel writes them, thin spaces
 * between thousands. Texts that people copy into a terminal never get the thin spaces.
 */

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

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

/** An address as a label of the axis: always in GiB, `4.5 GiB`; zero has no unit. */
export function gibText(bytes: number): string {
  return bytes === 0 ? '0' : `${plain(bytes / GIB)} GiB`;
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
