/** Numbers as the pictures print them. */
import { describe, expect, it } from 'vitest';
import { counted, GIB, gibText, hexAddress, MIB, sizeText, thousands } from './number-text.ts';

describe('number texts', () => {
  it.each([
    [GIB, '1 GiB'],
    [384 * MIB, '384 MiB'],
    [1.5 * GIB, '1.5 GiB'],
    [2 ** 40, '1 TiB'],
    [640 * 1024, '640 KiB'],
    [1, '1 B'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  it('label an axis in GiB throughout, and zero without a unit', () => {
    expect([0, 128 * MIB, 4 * GIB, 4.5 * GIB].map(gibText)).toEqual(['0', '0.125 GiB', '4 GiB', '4.5 GiB']);
  });

  it('write addresses in lower case with 0x', () => {
    expect(hexAddress(0xab0000000)).toBe('0xab0000000');
  });

  it('separate thousands with thin spaces', () => {
    expect([0, 999, 1000, 1_044_480].map(thousands)).toEqual([
      '0',
      '999',
      '1\u2009000',
      '1\u2009044\u2009480',
    ]);
  });

  it('count in words', () => {
    expect([counted(1, 'block'), counted(8, 'block')]).toEqual(['1 block', '8 blocks']);
  });
});
