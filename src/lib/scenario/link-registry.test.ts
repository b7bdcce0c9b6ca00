// Holds the numbers and letters of links against those that were published: they may only grow.
import { expect, it } from 'vitest';
import { VARIANT_IDS } from '#lib/hotplug/variants/index.ts';
import { FIELD_TAGS, LINK_VERSION, VARIANT_NUMBERS } from './link-registry.ts';

// Published. Add lines below; never change, remove or reorder one: every link out there depends on them.
const PUBLISHED_VARIANTS = [
  ['base-6.12', 0],
  ['v1p3', 1],
  ['v1p7', 2],
  ['v1p8', 3],
  ['v3', 4],
  ['merged', 5],
  ['v1p4', 6],
  ['v2p4', 7],
  ['v2p5', 8],
  ['v4', 9],
  ['v5', 10],
  ['v6', 11],
  ['base-2026', 12],
];
const PUBLISHED_TAGS = [
  ['scenario', 'S'],
  ['recording', 'T'],
  ['position', 'P'],
  ['block', 'B'],
  ['fingerprint', 'f'],
  ['cut', 'C'],
  ['acts', 'A'],
  ['text', 'X'],
  ['order', 'O'],
];

it('the numbers of kernel variants are those of all published links', () => {
  expect(Object.entries(VARIANT_NUMBERS)).toEqual(PUBLISHED_VARIANTS);
});

it('every variant has a number of its own that one digit can hold', () => {
  const numbers = VARIANT_IDS.map((id) => VARIANT_NUMBERS[id]);
  expect(new Set(numbers).size).toBe(VARIANT_IDS.length);
  for (const number of numbers)
    expect(number).toSatisfy((n: number) => Number.isInteger(n) && n >= 0 && n < 62);
});

it('the letters of fields are those of all published links', () => {
  expect(Object.entries(FIELD_TAGS)).toEqual(PUBLISHED_TAGS);
});

it('the first published format is called a', () => {
  expect(LINK_VERSION).toBe('a');
});
