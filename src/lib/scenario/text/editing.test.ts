/** What the editor offers and explains comes from the table of the language, in the places where it can stand. */
import { describe, expect, it } from 'vitest';
import { helpAt, offersAt } from './editing.ts';
import { EVERYTHING } from './testing/samples.ts';
import { FACTS, VERBS } from './vocabulary.ts';

const words = (above: string, line: string): string[] =>
  offersAt(above.split('\n'), line).offers.map(({ word }) => word);
const SECTION = 'dax dax0.0 node=1 ranges=4G+512M\nuser:\n  r1 = cat iomem';

describe('offered are', () => {
  it('statements at the head, deeds in sections', () => {
    expect(words('', 'ma')).toEqual(expect.arrayContaining(['machine', 'init:']));
    expect(words(SECTION, '  pi')).toEqual(expect.arrayContaining(['pin', 'echo', 'offline_memory(']));
  });

  it('kernels, parameters and their choices, files, constants, names of the text', () => {
    expect(words('', 'kernel v1')).toContain('v1p8');
    expect(words('', 'set online_policy=')).toEqual(['contig-zones', 'auto-movable']);
    expect(words(SECTION, '  echo online > ')).toContain('dax0.0/{hotplug,state}');
    expect(words(SECTION, '  cat memory33/')).toContain('memory33/state');
    expect(words(SECTION, '  add_memory(1, 4G, 1G, MHP_')).toContain('MHP_MERGE_RESOURCE');
    expect(words(SECTION, 'exists ')).toEqual(expect.arrayContaining(['r1', 'user', 'dax0.0', 'anytime']));
    expect(words(SECTION, '  signal ')).toContain('user');
  });

  it('each once, beginning where the word begins', () => {
    for (const line of EVERYTHING.split('\n')) {
      const { from, offers } = offersAt(EVERYTHING.split('\n'), line);
      expect(from).toBeLessThanOrEqual(line.length);
      expect(new Set(offers.map(({ word }) => word)).size).toBe(offers.length);
    }
  });
});

it('every statement and verb is explained with its example', () => {
  for (const { name, about, example } of [...FACTS, ...VERBS]) {
    expect(helpAt(`  ${name} x`, 3)).toMatchObject({ from: 2, title: name, about, example });
  }
  expect(helpAt('nothing of the language', 2)).toBeNull();
});
