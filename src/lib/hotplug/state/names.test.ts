/** The table of names: the same text always has the same number. */
import { expect, test } from 'vitest';
import { NameTable } from './names.ts';

test('the empty text has number 0', () => {
  const names = new NameTable();
  expect([names.id(''), names.text(0)]).toEqual([0, '']);
});

test('the same text has the same number, another text another one', () => {
  const names = new NameTable();
  const [first, second] = [names.id('System RAM'), names.id('System RAM (kmem)')];
  expect(names.id('System RAM')).toBe(first);
  expect(second).not.toBe(first);
  expect([names.text(first), names.text(second)]).toEqual(['System RAM', 'System RAM (kmem)']);
});

test('texts that are names of every object have numbers like all others', () => {
  const names = new NameTable();
  expect(names.text(names.id('constructor'))).toBe('constructor');
  expect(names.text(names.id('__proto__'))).toBe('__proto__');
});

test.each([-1, 1, 99])('number %i that was not given out has no text', (id) => {
  expect(() => new NameTable().text(id)).toThrow(`number ${id}`);
});
