// Names of scenarios and recordings go through a link unharmed, and stay readable on the way.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeName, encodeName } from './link-name.ts';
import { MAX_NAME_LENGTH } from './moment.ts';

it('names of the project stay readable', () => {
  expect(encodeName('kmem-two-ranges')).toBe('kmemZtwoZranges');
  expect(encodeName('seed')).toBe('seed');
});

it('every recording that the project keeps has a name that fits', () => {
  const index = readFileSync(new URL('../../../static/traces/index.json', import.meta.url), 'utf8');
  const names = (JSON.parse(index) as { name: string }[]).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(100);
  for (const name of names) expect(decodeName(encodeName(name))).toBe(name);
});

it('any name comes back as it was, in letters and digits on the way', () => {
  const names = fc.string({ unit: 'binary', minLength: 1, maxLength: MAX_NAME_LENGTH / 2, size: 'max' });
  fc.assert(
    fc.property(names, (name) => {
      expect(encodeName(name)).toMatch(/^[0-9A-Za-z]+$/);
      expect(decodeName(encodeName(name))).toBe(name);
    }),
  );
});

it('a name that is empty or too long is not written', () => {
  expect(() => encodeName('')).toThrow(RangeError);
  expect(() => encodeName('x'.repeat(MAX_NAME_LENGTH + 1))).toThrow(RangeError);
});

it('an escape without its end, beyond all characters, or without digits is no name', () => {
  for (const text of ['', 'abcY', 'abcY3z', 'Y4zzzz', 'Y0', 'x'.repeat(MAX_NAME_LENGTH + 1)]) {
    expect(decodeName(text)).toBeNull();
  }
});
