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

const UNSIGNED_LONGS = 2n ** 64n;

/**
 * The decimals of a size, in bytes. The tool adds up what each digit stands for, rounded down: 0.5G is half of a
 * gibibyte, 0.25G one byte less than a quarter. It takes 10 for a number of one digit, and 0.10G for 1G.
 */
function fractionBytes(digits: string, unit: bigint): bigint {
  const zeros = BigInt(/^0*/.exec(digits)![0].length);
  let left = BigInt(digits === '' ? 0 : digits);
  let whole = 10n;
  while (whole < left) whole *= 10n;
  whole *= 10n ** zeros;
  let sum = 0n;
  for (let place = 1n; left > 0n; place *= 10n, left /= 10n) {
    const digit = left % 10n;
    const parts = digit === 0n ? 0n : whole / place / digit;
    if (parts > 0n) sum += unit / parts;
  }
  return sum;
}

/**
 * Bytes of a text like 4G, 512MiB, 2GB (powers of 1000) or 0x1000; `invalid` for none, `range` for one of 2^64 or
 * more.
 */
export function parseSize(text: string): number | 'invalid' | 'range' {
  const match = /^\s*\+?(0x[0-9a-f]+|\d+)(?:\.(\d*))?([kmgtpezy])?(i?b)?$/i.exec(text);
  if (match === null) return 'invalid';
  const [, digits, fraction, letter, suffix] = match;
  if (letter === undefined && (fraction !== undefined || suffix !== undefined)) return 'invalid';
  const power = letter === undefined ? 0 : 'kmgtpezy'.indexOf(letter.toLowerCase()) + 1;
  const unit = (suffix?.toLowerCase() === 'b' ? 1000n : 1024n) ** BigInt(power);
  const octal = /^0\d+$/.test(digits!) ? octalValue(digits!) : BigInt(digits!);
  if (octal === null) return 'invalid';
  const bytes = octal * unit;
  return bytes >= UNSIGNED_LONGS ? 'range' : Number(bytes + fractionBytes(fraction ?? '', unit));
}

/** A number with a leading zero counts by eights, as in C; null when a digit is none of those. */
function octalValue(digits: string): bigint | null {
  return /^[0-7]+$/.test(digits) ? BigInt(`0o${digits}`) : null;
}
