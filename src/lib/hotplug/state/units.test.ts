/** Golden values of spec 01 §1 and the way the kernel prints addresses and ranges. */
import { describe, expect, test } from 'vitest';
import { errnoName } from './errno.ts';
import { bytesOf, hex, hexDigits, memRange, ONLINE_TYPE_WORDS, pfnOf, ZONE_NAMES } from './units.ts';

describe('addresses and page frames', () => {
  test.each([
    [0x0, 0],
    [0x8000000, 32768],
    [0x100000000, 1048576],
    [0x140000000, 1310720],
    [2 ** 46, 2 ** 34],
  ])('address %i is page frame %i', (bytes, pfn) => {
    expect([pfnOf(bytes), bytesOf(pfn)]).toEqual([pfn, bytes]);
  });

  test('an address inside a page is that page', () => {
    expect([pfnOf(0x1fff), pfnOf(0x2000)]).toEqual([1, 2]);
  });
});

describe('printing', () => {
  test('numbers have lower-case digits and 0x, without padding', () => {
    expect([hex(0), hex(0x8000000), hex(2 ** 46 - 1)]).toEqual(['0x0', '0x8000000', '0x3fffffffffff']);
  });

  test('digits are padded to a width and never cut', () => {
    expect([hexDigits(32, 8), hexDigits(0x123456789, 8)]).toEqual(['00000020', '123456789']);
  });

  test('a range prints both ends inclusive, with at least eight digits', () => {
    expect(memRange(0, 32768)).toBe('[mem 0x00000000-0x07ffffff]');
    expect(memRange(1048576, 32768)).toBe('[mem 0x100000000-0x107ffffff]');
    expect(memRange(1048576 + 512, 32256)).toBe('[mem 0x100200000-0x107ffffff]');
  });

  test('numbers above 2^53 are printed as the double that they are', () => {
    expect(hex(2 ** 64)).toBe('0x10000000000000000');
  });
});

test('words stand at the index that the kernel gives them', () => {
  expect([...ONLINE_TYPE_WORDS]).toEqual(['offline', 'online', 'online_kernel', 'online_movable']);
  expect([...ZONE_NAMES]).toEqual(['DMA', 'DMA32', 'Normal', 'Movable', 'Device']);
});

describe('names of errors', () => {
  test.each([
    [1, 'EPERM'],
    [4, 'EINTR'],
    [5, 'EIO'],
    [6, 'ENXIO'],
    [7, 'E2BIG'],
    [12, 'ENOMEM'],
    [16, 'EBUSY'],
    [17, 'EEXIST'],
    [19, 'ENODEV'],
    [22, 'EINVAL'],
    [28, 'ENOSPC'],
    [34, 'ERANGE'],
    [133, 'EHWPOISON'],
  ])('%i is %s with either sign', (errno, name) => {
    expect([errnoName(errno), errnoName(-errno)]).toEqual([name, name]);
  });

  test('a number that has no name is printed as it is', () => {
    expect([errnoName(-41), errnoName(517)]).toEqual(['41', '517']);
  });
});
