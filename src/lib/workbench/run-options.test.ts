/** The list of runs: groups in the order of the kernels, found by typing. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TraceIndexEntry } from '#lib/capture/trace-index.ts';
import { RECORDED_RUNS } from '#lib/capture/fixtures/recorded-runs.ts';
import { GALLERY } from '#lib/scenario/gallery.ts';
import { runGroups } from './run-options.ts';

const index = JSON.parse(readFileSync(new URL('index.json', RECORDED_RUNS), 'utf8')) as TraceIndexEntry[];

const names = (query: string): string[] =>
  runGroups(GALLERY, index, query).flatMap(({ options }) => options.map(({ name }) => name));

describe('the list of runs', () => {
  test('has every scenario and every recording once', () => {
    const expected = [...GALLERY.map(({ id }) => id), ...index.map(({ name }) => name)];
    expect(names('').toSorted()).toEqual(expected.toSorted());
  });

  test('gives each recorded kernel a group with a name for people', () => {
    const titles = runGroups(GALLERY, index, '').map(({ title }) => title);
    expect(titles).toEqual([
      'Scenarios',
      'Recorded on Linux 6.12',
      'Recorded on v1, patches 1 to 3',
      'Recorded on v1, all 8 patches',
      'Recorded on v3',
      'Recorded on merged',
    ]);
  });

  test('keeps a recording of an unknown kernel under the name that it has', () => {
    const groups = runGroups([], [{ ...index[0]!, variant: 'series-v9' }], '');
    expect(groups.map(({ title }) => title)).toEqual(['Recorded on series-v9']);
  });

  test('is narrowed by every typed word, whatever its case and place', () => {
    const found = names('  PINNED offline ');
    expect(found).toContain('kmem-offline-pinned');
    expect(found.length).toBeLessThan(names('pinned').length + 1);
    expect(names('pinned offline zzz')).toEqual([]);
  });

  test('finds runs by their kernel', () => {
    expect(names('recorded on v3').every((name) => name.startsWith('v3'))).toBe(true);
  });
});
