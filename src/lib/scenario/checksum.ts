/**
 * The checksum of a link: read as one number in base 62, a whole link leaves the remainder 1.
 *
 * The divisor is chosen so that no one or two changed characters, wherever they stand (the checksum's own among them)
 * and up to 4,000 characters apart, leave that remainder; a test counts it through. Other damage does so once in 916
 * million times.
 */
import { BASE62_ALPHABET, digitOf, toBase62 } from './base62.ts';

/** Characters of the checksum, at the end of a link. */
export const CHECK_LENGTH = 5;
/** A prime just below 62^5, the greatest for which the promise above holds. */
export const CHECK_DIVISOR = 62 ** CHECK_LENGTH - 81;
const WHOLE = 1;

/** Rest of the text, read as a number in base 62, divided by the divisor. */
function remainder(text: string): number {
  let rest = 0;
  for (const character of text) rest = (rest * 62 + digitOf(character)) % CHECK_DIVISOR;
  return rest;
}

/** The characters that make `text` whole when they are put at its end. */
export function checkDigits(text: string): string {
  const rest = remainder(text + '0'.repeat(CHECK_LENGTH));
  return toBase62((CHECK_DIVISOR + WHOLE - rest) % CHECK_DIVISOR, CHECK_LENGTH);
}

/** Whether a text of base 62 characters ends with its checksum. */
export function isWhole(text: string): boolean {
  return remainder(text) === WHOLE;
}

/**
 * Where the damage is, if a single character was changed: that character and what it would have to be. null if the
 * text is whole or no single change explains it. Only a hint: more damage may look like one other character.
 */
export function findSingleChange(text: string): { index: number; instead: string } | null {
  const wrong = (CHECK_DIVISOR + remainder(text) - WHOLE) % CHECK_DIVISOR;
  if (wrong === 0) return null;
  let weight = 1;
  for (let index = text.length - 1; index >= 0; index--) {
    const found = digitOf(text.charAt(index));
    for (let digit = 0; digit < 62; digit++) {
      const change = (((found - digit) * weight) % CHECK_DIVISOR) + (found < digit ? CHECK_DIVISOR : 0);
      if (change === wrong) return { index, instead: BASE62_ALPHABET[digit]! };
    }
    weight = (weight * 62) % CHECK_DIVISOR;
  }
  return null;
}
