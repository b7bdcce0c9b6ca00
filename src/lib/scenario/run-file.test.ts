/**
 * Files of runs: everything comes back, the published schema describes them, and garbage is explained.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Moment } from './moment.ts';
import { MAX_FILE_BYTES, readRunFile, runFileJson, type FileError } from './run-file.ts';
import { RUN_SCHEMA, type Schema } from './run-schema.ts';
import { schemaProblems } from './testing/check-schema.ts';
import { busyActs } from './testing/random-acts.ts';
import { moments } from './testing/random-moments.ts';

const moment: Moment = {
  source: { kind: 'scenario', id: 'seed' },
  variant: 'v1p3',
  position: 94,
  block: 34,
  fingerprint: 5,
  cutAt: 40,
  acts: busyActs(5),
};
const good = runFileJson({ moment, title: 'mine' }, { schema: 'https://x.example/run-1.json', link: 'a' });
const published = JSON.parse(readFileSync('static/schema/run-1.json', 'utf8')) as Schema;

function errorOf(text: string): FileError {
  const result = readRunFile(text);
  if (result.ok) throw new Error('it opened');
  return result.error;
}

it('the published schema is the one of this edition', () => {
  expect(published).toEqual(RUN_SCHEMA);
});

it('any run comes back from its file, which the schema describes', () => {
  fc.assert(
    fc.property(moments, fc.string({ maxLength: 200 }), (any, title) => {
      const json = runFileJson({ moment: any, title });
      expect(schemaProblems(published, json)).toEqual([]);
      expect(readRunFile(JSON.stringify(json))).toEqual({ ok: true, value: { moment: any, title } });
    }),
  );
});

it('a short file written by hand is enough', () => {
  const file = '{"format":"memory-hotplug-run/1","run":{"recording":"one"},"kernel":"merged"}';
  expect(readRunFile(file)).toMatchObject({
    ok: true,
    value: { title: '', moment: { source: { kind: 'trace', name: 'one' }, position: 0, block: null } },
  });
});

it.each(['runs', 'reviews'])('a file of %s says where it is brought back', (list) => {
  const { what, where, why, advice } = errorOf(`{"format":"memory-hotplug-${list}/1","${list}":[]}`);
  expect(what).toContain(list);
  expect([where, why]).toEqual(['At format.', 'One run at a time is opened here.']);
  expect(advice).toContain('Bring back from a file');
});

describe('a damaged file is refused, by the schema too, with the place:', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    ['another format', { format: 'memory-hotplug-run/9' }, 'format'],
    ['an unknown kernel', { kernel: '2.4' }, 'kernel'],
    ['neither scenario nor recording', { run: {} }, 'run.recording'],
    ['a position below zero', { position: -1 }, 'position'],
    ['an act without actor', { acts: [{ at: 1, deed: { kind: 'env_clear' } }] }, 'acts[0].actor'],
    ['an unknown verb', { acts: [{ at: 1, actor: 'x', deed: { kind: 'rm' } }] }, 'acts[0].deed.kind'],
    [
      'a field of the wrong type',
      { acts: [{ at: 1, actor: 'x', deed: { kind: 'sysfs_read', path: 7 } }] },
      'acts[0].deed.path',
    ],
  ];
  it.each(cases)('%s', (_, change, path) => {
    const file = { ...good, ...change };
    expect(schemaProblems(published, file)).not.toEqual([]);
    const { what, where, why, advice } = errorOf(JSON.stringify(file));
    expect(where).toBe(`At ${path}.`);
    for (const part of [what, why, advice]) expect(part).toMatch(/\S.*\.$/);
  });

  it('acts that go back in time', () => {
    const acts = [{ at: 9 }, { at: 3 }].map((act) => ({ ...act, actor: 'x', deed: { kind: 'env_clear' } }));
    expect(errorOf(JSON.stringify({ ...good, acts })).where).toBe('At acts[1].at.');
  });
});

it('what is no JSON says how it begins', () => {
  expect(errorOf('<!doctype html>').where).toContain('<!doctype html>');
  expect(errorOf(' ').where).toBe('It is empty.');
  expect(errorOf('[]').what).not.toBe('');
});

it('ten megabytes of garbage are refused at once', () => {
  const garbage = 'x'.repeat(MAX_FILE_BYTES + 1);
  const from = performance.now();
  expect(errorOf(garbage).what).toBe('This file is too large.');
  expect(performance.now() - from).toBeLessThan(50);
});
