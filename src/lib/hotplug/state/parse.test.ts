/** How words and numbers that a user writes are read, against spec 01 §8 and §8.2 and 02 §4.2. */
import { describe, expect, test } from 'vitest';
import { EINVAL, ERANGE } from './errno.ts';
import { numberRefusal } from './parse-refusals.ts';
import {
  kstrtobool,
  kstrtoull,
  matchWord,
  parseInteger,
  sysfs_streq,
  U32_LIMIT,
  U64_LIMIT,
} from './parse.ts';
import { ONLINE_TYPE_WORDS } from './units.ts';

describe('a word', () => {
  test.each([
    ['offline', 0],
    ['online', 1],
    ['online_kernel', 2],
    ['online_movable', 3],
    ['online\n', 1],
    ['online\0', 1],
    ['offline\0kernel\n', 0],
  ])('%j is online type %i', (written, type) => {
    expect(matchWord(written, ONLINE_TYPE_WORDS)).toBe(type);
  });

  test.each([
    ['a prefix', 'onlin'],
    ['a longer word', 'online_movable2'],
    ['another case', 'Online'],
    ['a blank behind it', 'online '],
    ['a blank before it', ' online'],
    ['two newlines', 'online\n\n'],
    ['a NUL before it', '\0online'],
    ['a NUL after half of it', 'onl\0ine'],
    ['nothing', ''],
    ['only a newline', '\n'],
    ['a number', '1'],
  ])('%s is invalid', (_, written) => {
    expect(matchWord(written, ONLINE_TYPE_WORDS)).toBe(-EINVAL);
  });

  test('one newline behind either side of a comparison does not count', () => {
    expect([sysfs_streq('Y\n', 'Y'), sysfs_streq('Y', 'Y'), sysfs_streq('Y\n\n', 'Y')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('a boolean', () => {
  test.each(['1', 'y', 'Y', 't', 'T', 'on', 'ON', 'oN', '10', 'yellow', 'true\n', 'one'])(
    '%j is on',
    (written) => expect(kstrtobool(written)).toBe(1),
  );

  test.each(['0', 'n', 'N', 'f', 'F', 'of', 'off', 'OFF', '01', 'no\n', 'false'])('%j is off', (written) =>
    expect(kstrtobool(written)).toBe(0),
  );

  test.each(['', '\n', ' 1', '2', 'o', 'ok', 'enable', 'd', 'e', '-1'])('%j is invalid', (written) =>
    expect(kstrtobool(written)).toBe(-EINVAL),
  );
});

describe('a number', () => {
  test.each([
    ['301', 301],
    ['301\n', 301],
    ['+301', 301],
    ['0x12d', 301],
    ['0X12D', 301],
    ['0455', 301],
    ['0', 0],
    ['00', 0],
    ['4294967295', 4294967295],
  ])('%j with any base is %i', (written, value) => {
    expect(kstrtoull(written, 0, U32_LIMIT)).toBe(value);
  });

  test.each(['', '\n', '-1', ' 1', '1 ', '1\n\n', '0x', '08', '1.5', '1e3', 'abc', '++1', '+'])(
    '%j is invalid',
    (written) => expect(kstrtoull(written, 0, U32_LIMIT)).toBe(-EINVAL),
  );

  test.each([
    ['4294967296', U32_LIMIT],
    ['0x100000000', U32_LIMIT],
    ['18446744073709551616', U64_LIMIT],
  ])('%j is too big', (written, limit) => {
    expect(kstrtoull(written, 0, limit)).toBe(-ERANGE);
  });

  test('what runs over 64 bits is too big whatever follows, what only runs over the limit is read to its end', () => {
    expect(kstrtoull('99999999999999999999999x', 0, U32_LIMIT)).toBe(-ERANGE);
    expect(kstrtoull('99999999999x', 0, U32_LIMIT)).toBe(-EINVAL);
  });

  test.each([
    ['0xffffffffffffffff', 0xffffffffffffffffn],
    ['18446744073709551615\n', 0xffffffffffffffffn],
    ['9007199254740993', 9007199254740993n],
    ['0x10000000000000000', BigInt(-ERANGE)],
    ['x', BigInt(-EINVAL)],
  ])('%j is exact to the last bit', (written, value) => {
    expect(parseInteger(written, 0)).toBe(value);
  });

  test('base 16 takes digits with and without 0x, base 10 no 0x and no octal', () => {
    expect([kstrtoull('1f', 16, U64_LIMIT), kstrtoull('0x1f', 16, U64_LIMIT)]).toEqual([31, 31]);
    expect([kstrtoull('010', 10, U64_LIMIT), kstrtoull('0x10', 10, U64_LIMIT)]).toEqual([10, -EINVAL]);
  });

  test('what is no number and what is too big are refused with different errnos', () => {
    expect([numberRefusal(-EINVAL).errno, numberRefusal(-ERANGE).errno]).toEqual([EINVAL, ERANGE]);
  });
});
