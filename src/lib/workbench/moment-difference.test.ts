/** What differs between two moments, held against the moments themselves. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seedStory } from '#lib/scenario/seed-story.ts';
import { frameAt } from './frame-at.ts';
import type { Frame } from './frame.ts';
import { lineChanges } from './line-difference.ts';
import { differenceBetween, differenceText } from './moment-difference.ts';
import { playScenario } from './playable.ts';

const playable = playScenario(seedStory);
const { length } = playable.machine.run;

const counters = ({ zones }: Frame): string[] =>
  zones
    .filter(({ spannedPages, presentPages }) => spannedPages + presentPages > 0)
    .map((zone) =>
      [zone.nid, zone.name, zone.startPfn, zone.spannedPages, zone.presentPages, zone.managedPages].join(' '),
    );

describe('the difference of two moments', () => {
  it('names exactly the blocks and zones that frames show differently', () => {
    const position = fc.integer({ min: 0, max: length });
    fc.assert(
      fc.property(position, position, (from, to) => {
        const { blocks, zones } = differenceBetween(playable, from, to);
        const [a, b] = [frameAt(playable, from), frameAt(playable, to)];
        const states = (frame: Frame): Map<number, string> =>
          new Map(frame.blocks.map(({ id, state }) => [id, state]));
        const [before, after] = [states(a), states(b)];
        for (const id of new Set([...before.keys(), ...after.keys()])) {
          if (before.get(id) !== after.get(id)) expect(blocks.map((block) => block.id)).toContain(id);
        }
        expect(zones.length === 0).toBe(counters(a).join() === counters(b).join());
      }),
      { numRuns: 60 },
    );
  });

  it('is the same backwards, with the signs turned round', () => {
    const on = differenceBetween(playable, 100, 200);
    const back = differenceBetween(playable, 200, 100);
    expect(back.blocks.map(({ id, from, to }) => ({ id, from: to, to: from }))).toEqual(on.blocks);
    const texts = (sign: string, { files }: typeof on): string[] =>
      files.flatMap(({ lines }) => lines.filter((line) => line.sign === sign).map(({ text }) => text));
    expect(texts('+', back)).toEqual(texts('-', on));
  });

  it('is empty between a moment and itself', () => {
    expect(differenceBetween(playable, 150, 150)).toMatchObject({
      blocks: [],
      zones: [],
      files: [],
      locks: [],
    });
  });

  it('reads like a patch', () => {
    const added = seedStory.steps[0]!;
    const end = playable.marks.find(({ text }) => text === added.text)!.endStep!;
    const text = differenceText(differenceBetween(playable, 0, end));
    expect(text).toContain('memory32: absent -> online Movable');
    expect(text).toMatch(/\/proc\/iomem\n\+ +100000000-11fffffff : System RAM \(kmem\)/);
  });
});

describe('lines that differ', () => {
  it('give the second text when they are applied to the first', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const changes = lineChanges(a.join('\n'), b.join('\n'));
        const gone = changes.filter(({ sign }) => sign === '-').length;
        const added = changes.length - gone;
        if (a.length > 0 && b.length > 0) expect(a.length - gone).toBe(b.length - added);
        if (a.join('\n') === b.join('\n')) expect(changes).toEqual([]);
      }),
    );
  });

  it('keep what both have, in order', () => {
    expect(lineChanges('one\ntwo\nthree\n', 'one\nthree\nfour\n')).toEqual([
      { sign: '-', text: 'two' },
      { sign: '+', text: 'four' },
    ]);
  });
});
