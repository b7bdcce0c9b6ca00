/**
 * Numbers and lengths as digits and letters. A link has no other characters, so that a double click selects all of it
 * and no program that finds links in text leaves its end out.
 */
export const BASE62_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Lengths from this digit on (`z`, 61) are written with three further digits. */
const LONG_LENGTH = 61;
const LONG_LENGTH_DIGITS = 3;
/** The greatest length that can be written. */
export const MAX_LENGTH = 62 ** LONG_LENGTH_DIGITS - 1;

/** Value of a digit, 0 to 61; -1 for every other character. */
export function digitOf(character: string): number {
  return character.length === 1 ? BASE62_ALPHABET.indexOf(character) : -1;
}

/** A whole number from 0 to 2^53 - 1, highest digit first, filled up with zeros to at least `width` digits, never none. */
export function toBase62(value: number, width = 1): string {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${value} cannot be written in base 62`);
  let digits = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62))
    digits = BASE62_ALPHABET[rest % 62]! + digits;
  return digits.padStart(Math.max(1, width), '0');
}

/** The number that the digits say; no longer exact beyond 2^53. null if there is none or one is not a digit. */
export function fromBase62(digits: string): number | null {
  if (digits === '') return null;
  let value = 0;
  for (const character of digits) {
    const digit = digitOf(character);
    if (digit < 0) return null;
    value = value * 62 + digit;
  }
  return value;
}

/** A length: one digit below 61, else `z` and three digits. */
export function writeLength(length: number): string {
  if (length < LONG_LENGTH) return toBase62(length);
  if (length > MAX_LENGTH) throw new RangeError(`a length of ${length} cannot be written`);
  return BASE62_ALPHABET[LONG_LENGTH]! + toBase62(length, LONG_LENGTH_DIGITS);
}

/** Reads a length at `at`; `next` is the index of the character after it. null if the text ends within it. */
export function readLength(text: string, at: number): { length: number; next: number } | null {
  const first = digitOf(text.charAt(at));
  if (first < 0) return null;
  if (first < LONG_LENGTH) return { length: first, next: at + 1 };
  const next = at + 1 + LONG_LENGTH_DIGITS;
  const length = next <= text.length ? fromBase62(text.slice(at + 1, next)) : null;
  return length === null ? null : { length, next };
}
