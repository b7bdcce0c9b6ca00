// The promise of the checksum, counted through: no one or two changed characters go unnoticed.
import { describe, expect, it } from 'vitest';
import { BASE62_ALPHABET } from './base62.ts';
import { CHECK_DIVISOR, CHECK_LENGTH, checkDigits, findSingleChange, isWhole } from './checksum.ts';

const text = 'aQ1S4seedP21WB1Y';
const whole = text + checkDigits(text);

describe('the checksum', () => {
  it('has five characters and makes a text whole', () => {
    expect(checkDigits(text)).toHaveLength(CHECK_LENGTH);
    expect(isWhole(whole)).toBe(true);
    expect(isWhole(text)).toBe(false);
  });

  it('has not changed since links were published', () => {
    expect(checkDigits(text)).toBe('p8Ahp');
  });

  it('cannot match after one or two changed characters up to 4,000 characters apart', () => {
    // A change of digit by d in place k changes the number by d * 62^k. Two changes cancel out only if the
    // remainder of d * 62^k is within 61 of a multiple of the divisor, for k the distance between them.
    let weight = 1;
    let cancelling = 0;
    for (let distance = 1; distance <= 4000; distance++) {
      weight = (weight * 62) % CHECK_DIVISOR;
      for (let d = 1; d < 62; d++) {
        const rest = (d * weight) % CHECK_DIVISOR;
        if (rest < 62 || rest > CHECK_DIVISOR - 62) cancelling++;
      }
    }
    expect(cancelling).toBe(0);
  });

  it('tells which single character was changed and what it was, at every place and for every character', () => {
    for (let index = 0; index < whole.length; index++) {
      for (const character of BASE62_ALPHABET) {
        if (character === whole.charAt(index)) continue;
        const changed = whole.slice(0, index) + character + whole.slice(index + 1);
        expect(findSingleChange(changed)).toEqual({ index, instead: whole.charAt(index) });
      }
    }
  });

  it('finds no single change in a whole text, nor in one with three changes', () => {
    expect(findSingleChange(whole)).toBeNull();
    expect(findSingleChange(`b${whole.slice(1, 7)}xx${whole.slice(9)}`)).toBeNull();
  });
});
