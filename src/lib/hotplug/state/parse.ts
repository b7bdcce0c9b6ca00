/**
 * How the kernel reads words and numbers that a user writes to a file: sysfs_streq(), kstrtobool(), kstrtoull().
 */
import { EINVAL, ERANGE } from './errno.ts';

/** What a store function that takes its bytes as a string sees of them: nothing behind the first NUL. */
export function cString(written: string): string {
  const end = written.indexOf('\0');
  return end < 0 ? written : written.slice(0, end);
}

/** sysfs_streq(): equal, where one trailing newline does not count. */
export function sysfs_streq(written: string, word: string): boolean {
  const text = cString(written);
  return text === word || text === `${word}\n`;
}

/** Index of the word that was written, or -EINVAL: full match, no prefixes, no case folding. */
export function matchWord(written: string, words: readonly string[]): number {
  const index = words.findIndex((word) => sysfs_streq(written, word));
  return index < 0 ? -EINVAL : index;
}

/** kstrtobool() of 6.12: 1, 0 or -EINVAL. Only the first character counts, after `o` the second. */
export function kstrtobool(written: string): number {
  const first = written.charAt(0).toLowerCase();
  if (first === 'y' || first === 't' || first === '1') return 1;
  if (first === 'n' || first === 'f' || first === '0') return 0;
  if (first !== 'o') return -EINVAL;
  const second = written.charAt(1).toLowerCase();
  if (second === 'n') return 1;
  return second === 'f' ? 0 : -EINVAL;
}

const LEADING_DIGITS: Readonly<Record<number, RegExp>> = { 8: /^[0-7]*/, 10: /^[0-9]*/, 16: /^[0-9a-fA-F]*/ };
const PREFIX: Readonly<Record<number, string>> = { 8: '0o', 10: '', 16: '0x' };
/** From here on kstrtoull() has run over. */
export const U64_LIMIT = 1n << 64n;
export const U32_LIMIT = 1n << 32n;

/**
 * kstrtoull() to the last bit: the number, or -EINVAL for what is none, -ERANGE from 2^64 on whatever follows. Base 0
 * takes 0x for hexadecimal and a leading 0 for octal. One trailing newline and a leading plus are accepted.
 */
export function parseInteger(written: string, base: 0 | 10 | 16): bigint {
  const text = cString(written);
  let digits = text.startsWith('+') ? text.slice(1) : text;
  let radix: number = base;
  const hasHexPrefix = /^0x[0-9a-fA-F]/i.test(digits);
  if (base === 0) radix = hasHexPrefix ? 16 : digits.startsWith('0') ? 8 : 10;
  if (radix === 16 && /^0x/i.test(digits)) digits = digits.slice(2);
  const leading = LEADING_DIGITS[radix]!.exec(digits)?.[0] ?? '';
  if (leading === '') return BigInt(-EINVAL);
  const value = BigInt(`${PREFIX[radix]}${leading}`);
  if (value >= U64_LIMIT) return BigInt(-ERANGE);
  return /^\n?$/.test(digits.slice(leading.length)) ? value : BigInt(-EINVAL);
}

/** The same as a number, with -ERANGE from `limit` on (exclusive). Above 2^53 it is the nearest double. */
export function kstrtoull(written: string, base: 0 | 10 | 16, limit: bigint): number {
  const value = parseInteger(written, base);
  return value >= limit ? -ERANGE : Number(value);
}
