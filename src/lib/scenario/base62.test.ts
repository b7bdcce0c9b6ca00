// Numbers and lengths in links come back as they were written, in digits whose order is published.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BASE62_ALPHABET,
  digitOf,
  fromBase62,
  MAX_LENGTH,
  readLength,
  toBase62,
  writeLength,
} from './base62.ts';

describe('base 62', () => {
  it('has 62 different digits and letters, in an order that published links depend on', () => {
    expect(BASE62_ALPHABET).toBe('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
    expect([...BASE62_ALPHABET].map(digitOf)).toEqual(Array.from({ length: 62 }, (_, i) => i));
  });

  it('gives back every number up to 2^53 - 1, with zeros in front or not', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(12), (value, width) => {
        expect(fromBase62(toBase62(value, width))).toBe(value);
        expect(toBase62(value, width).length).toBeGreaterThanOrEqual(Math.max(1, width));
      }),
    );
  });

  it('writes the number 0 with a digit, however narrow', () => {
    expect(toBase62(0, 0)).toBe('0');
  });

  it('refuses to write what is no whole number from 0 to 2^53 - 1', () => {
    for (const value of [-1, 0.5, NaN, Infinity, 2 ** 53]) expect(() => toBase62(value)).toThrow(RangeError);
  });

  it('reads nothing from no digits and from other characters', () => {
    for (const text of ['', '-', '1.5', ' 1', 'é']) expect(fromBase62(text)).toBeNull();
  });

  it('writes a length below 61 with one digit, a greater one with four', () => {
    expect(writeLength(60)).toBe('y');
    expect(writeLength(61)).toBe('z00z');
    expect(() => writeLength(MAX_LENGTH + 1)).toThrow(RangeError);
  });

  it('gives back every length and the place behind it', () => {
    fc.assert(
      fc.property(fc.nat(MAX_LENGTH), fc.string(), (length, before) => {
        const written = writeLength(length);
        const next = before.length + written.length;
        expect(readLength(`${before}${written}!`, before.length)).toEqual({ length, next });
      }),
    );
  });

  it('finds no length where the text ends within it', () => {
    for (const text of ['', '!', 'z', 'z00', 'z0!0']) expect(readLength(text, 0)).toBeNull();
  });
});
