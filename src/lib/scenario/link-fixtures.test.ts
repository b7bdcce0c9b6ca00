/**
 * Links that were published. Each opens the moment that it opened on its first day: never change or remove a line of
 * link-fixtures.json, add new shapes at its end.
 */
import { expect, it } from 'vitest';
import fixtures from './link-fixtures.json' with { type: 'json' };
import { decodeLink, encodeLink } from './link.ts';
import type { Moment } from './moment.ts';

it('there are published links', () => {
  expect(fixtures.length).toBeGreaterThanOrEqual(12);
});

it.each(fixtures)('$link still opens: $shows', ({ link, moment }) => {
  expect(decodeLink(`#${link}`)).toEqual({ ok: true, value: moment });
});

it.each(fixtures.filter(({ link }) => link.startsWith('a')))('$link is still written', ({ link, moment }) => {
  expect(encodeLink(moment as Moment)).toBe(link);
});
