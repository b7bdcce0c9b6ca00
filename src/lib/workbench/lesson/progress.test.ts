/** What a reader has answered is kept, counted by concept, forgotten and put back; damaged records count as none. */
import { describe, expect, it } from 'vitest';
import {
  answered,
  forgotten,
  NO_PROGRESS,
  readProgress,
  scoreByConcept,
  scoreOf,
  visited,
  writeProgress,
} from './progress.ts';

function storeWith(text: string | null = null): {
  getItem: () => string | null;
  setItem: (_: string, value: string) => void;
} {
  let kept = text;
  return { getItem: () => kept, setItem: (_, value) => (kept = value) };
}

const QUESTIONS = [
  { key: 'blocks/a', concepts: ['units', 'zones'] },
  { key: 'blocks/b', concepts: ['zones'] },
  { key: 'spans/a', concepts: ['spans'] },
] as const;

const SOME = visited(
  answered(answered(NO_PROGRESS, 'blocks/a', { choice: 1, isRight: true }), 'blocks/b', {
    choice: null,
    isRight: false,
  }),
  'blocks',
  2,
);

describe('progress', () => {
  it('comes back from where it was kept', () => {
    const store = storeWith();
    expect(writeProgress(store, SOME)).toBe(true);
    expect(readProgress(store)).toEqual(SOME);
  });

  it('is none where nothing is kept, or something that is no record', () => {
    const texts = [
      null,
      '',
      '{',
      '[]',
      '{"format":"memory-hotplug-lessons/2"}',
      '{"format":"memory-hotplug-lessons/1","answers":{"a":{"choice":-1,"right":"yes"}},"seen":{}}',
    ];
    for (const text of texts) expect(readProgress(storeWith(text))).toEqual(NO_PROGRESS);
  });

  it('says so when the browser keeps nothing', () => {
    expect(writeProgress(null, SOME)).toBe(false);
  });

  it('counts the first answer only', () => {
    const again = answered(SOME, 'blocks/b', { choice: 0, isRight: true });
    expect(scoreOf(again, QUESTIONS)).toEqual({ right: 1, done: 2, all: 3 });
  });

  it('is counted by concept, in the order of the list', () => {
    expect(scoreByConcept(SOME, QUESTIONS)).toEqual([
      { concept: 'units', score: { right: 1, done: 1, all: 1 } },
      { concept: 'zones', score: { right: 1, done: 2, all: 2 } },
      { concept: 'spans', score: { right: 0, done: 0, all: 1 } },
    ]);
  });

  it('of one lesson is forgotten, that of the others stays', () => {
    const more = visited(answered(SOME, 'spans/a', { choice: 0, isRight: true }), 'spans', 1);
    expect(forgotten(more, 'blocks')).toEqual({
      answers: { 'spans/a': { choice: 0, isRight: true } },
      seen: { spans: [1] },
    });
  });
});
