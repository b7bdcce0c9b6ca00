/**
 * Sizes as util-linux prints and reads them (size_to_human_string() and strtosize() of its library).
 */
const LETTERS = 'BKMGTPE';

/** A size with one letter and at most one decimal: 128M, 1.5G, 0B. */
export function humanSize(bytes: number): string {
  let power = 0;
  while (power < LETTERS.length - 1 && bytes >= 1024 ** (power + 1)) power++;
  const unit = 1024 ** power;
  let whole = Math.floor(bytes / unit);
  let tenths = Math.floor((Math.floor(((bytes % unit) * 1000) / unit) + 50) / 100);
  if (tenths === 10) {
    whole++;
    tenths = 0;
  }
  return `${whole}${tenths === 0 ? '' : `.${tenths}`}${LETTERS[power]}`;
}

/** Bytes of a text like 4G, 512MiB, 2GB (powers of 1000) or 0x1000; null for none. */
export function parseSize(text: string): number | null {
  const match = /^\s*(0x[0-9a-f]+|\d+)(?:\.(\d+))?([kmgtpezy])?(i?b)?$/i.exec(text);
  if (match === null) return null;
  const [, digits, fraction, letter, suffix] = match;
  if (letter === undefined && (fraction !== undefined || suffix !== undefined)) return null;
  const power = letter === undefined ? 0 : 'kmgtpezy'.indexOf(letter.toLowerCase()) + 1;
  const unit = (suffix?.toLowerCase() === 'b' ? 1000 : 1024) ** power;
  const value = Number(digits) * unit + Math.floor(Number(`0.${fraction ?? 0}`) * unit);
  return Number.isSafeInteger(value) ? value : null;
}
