/**
 * The list of recordings is what make-index.ts would write now.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { traceIndexText } from './trace-index.ts';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../static/traces', import.meta.url));

it('static/traces/index.json is fresh; if not: npx --no-install node conformance/make-index.ts', () => {
  expect(readFileSync(`${folder}/index.json`, 'utf8')).toBe(traceIndexText(folder));
});

it('lists name, title, variant, release and steps of every recording', () => {
  const entries = JSON.parse(traceIndexText(folder)) as Record<string, unknown>[];
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.find(({ name }) => name === 'api-add-types')).toEqual({
    file: 'api-add-types.json',
    name: 'api-add-types',
    title: 'add_memory_driver_managed(): every online type',
    about: 'types 0 to 4, then -1, 5 and other values that do not exist; the return value on success',
    variant: 'series-v1-patch8',
    release: '6.12.117-mhp',
    steps: 17,
  });
});
