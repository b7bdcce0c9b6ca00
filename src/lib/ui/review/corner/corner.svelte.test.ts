/** The desk of the review corner: what is kept when, what two tabs do to each other, what comes back. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keptReviews } from '#lib/workbench/review/kept-reviews.ts';
import type { Answer } from '#lib/workbench/review/answers.ts';
import { LIBRARY } from '#lib/workbench/review/finding-texts.ts';
import { LabStore } from '#lib/workbench/testing/lab-store.ts';
import { Corner } from './corner.svelte.ts';

const ANSWER: Answer = {
  ...{ variant: 'v6', asked: 'x', edition: 'e', isFromFile: false },
  report: {
    ...{ isComplete: true, states: 1, runs: 1, ends: { done: 1, deadlock: 0, livelock: 0 } },
    ...{ conditions: [], stuck: [], properties: [] },
  },
};
let now = 0;
const tab = (store: LabStore | null): Corner => new Corner(keptReviews(store), () => ++now);
const texts = (corner: Corner): string[] => corner.records.map(({ text }) => text).sort();
const key = (corner: Corner): string => `memory-hotplug-playground.review.${corner.review.id}`;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('keeping', () => {
  test('goes on while somebody writes without a pause', () => {
    const store = new LabStore();
    const corner = tab(store);
    for (let i = 0; i < 20; i++) {
      corner.change({ text: 'x'.repeat(i) });
      vi.advanceTimersByTime(100);
    }
    expect(tab(store).review.text.length).toBeGreaterThan(13);
  });

  test('an answer is on the disk at once', () => {
    const store = new LabStore();
    const corner = tab(store);
    corner.change({ text: 'x' });
    corner.answer(ANSWER);
    expect(tab(store).review.answers).toEqual([ANSWER]);
  });

  test('only looking keeps nothing, not even an example that was opened', () => {
    const store = new LabStore();
    const corner = tab(store);
    corner.openExample(LIBRARY[0]!);
    corner.begin();
    corner.keep();
    expect(store.length).toBe(0);
    corner.openExample(LIBRARY[0]!);
    corner.answer(ANSWER);
    expect(tab(store).name).toBe(LIBRARY[0]!.title);
  });

  test('a full disk is said; what was written stays in the list, and is kept once there is room', () => {
    const store = new LabStore();
    const corner = tab(store);
    corner.change({ text: 'kept' });
    corner.begin();
    store.isFull = true;
    corner.change({ text: 'refused' });
    corner.begin();
    expect(corner.trouble).toContain('storage is full or not allowed. Save it as a file');
    expect([corner.hasUnkept, texts(corner)]).toEqual([true, ['kept', 'refused']]);
    expect(texts(tab(store))).toEqual(['kept']);
    store.isFull = false;
    corner.remove(corner.records.find(({ text }) => text === 'kept')!);
    expect([corner.hasUnkept, texts(tab(store))]).toEqual([false, ['refused']]);
  });
});

describe('two tabs with the same review', () => {
  function pair(): { store: LabStore; one: Corner; two: Corner } {
    const store = new LabStore();
    const one = tab(store);
    one.change({ text: 'begin', title: 'same' });
    one.keep();
    return { store, one, two: tab(store) };
  }

  test('keep both texts, and the second is told', () => {
    const { store, one, two } = pair();
    const { sitting } = two;
    one.change({ text: 'of one' });
    one.keep();
    two.heardOf(key(one));
    expect(two.news).toContain('changed in another tab');
    two.change({ text: 'of two' });
    two.keep();
    one.heardOf(key(two));
    one.change({ text: 'of one, more' });
    one.keep();
    expect(texts(tab(store))).toEqual(['of one, more', 'of two']);
    expect([one.name, two.name, one.news]).toEqual(['same', 'same (copy)', null]);
    expect(two.sitting).toBe(sitting);
    two.bring(two.other!);
    expect(two.review.text).toBe('of one, more');
  });

  test('stay one review where only one of them was asked', () => {
    const { store, one, two } = pair();
    one.answer(ANSWER);
    two.heardOf(key(one));
    expect([two.news, two.review.answers]).toEqual([null, [ANSWER]]);
    two.change({ text: 'more' });
    two.keep();
    expect(texts(tab(store))).toEqual(['more']);
  });

  test('a review that was deleted elsewhere stays on the desk, and is kept again when it changes', () => {
    const { store, one, two } = pair();
    one.remove(one.review);
    two.heardOf(key(two));
    expect(two.news).toContain('deleted in another tab');
    two.hush();
    two.heardOf(null);
    expect(two.news).toBeNull();
    two.keep();
    expect(store.length).toBe(0);
    two.change({ text: 'goes on' });
    two.keep();
    one.putBack();
    expect(texts(tab(store))).toEqual(['begin', 'goes on']);
  });
});

describe('deleting', () => {
  test('is undone in the reverse order, with the last key that was written', () => {
    const store = new LabStore();
    const corner = tab(store);
    for (const text of ['a', 'b']) {
      corner.begin();
      corner.change({ text });
    }
    corner.change({ text: 'b, and more' });
    corner.remove(corner.review);
    corner.remove(corner.review);
    expect([store.length, corner.isBlank]).toEqual([0, true]);
    expect(corner.putBack()?.text).toBe('a');
    expect(corner.putBack()?.text).toBe('b, and more');
    expect(corner.taken).toBeNull();
    expect(texts(tab(store))).toEqual(['a', 'b, and more']);
  });
});

test('renaming another review leaves the desk alone; a name of blanks on the desk means the subject', () => {
  const store = new LabStore();
  const corner = tab(store);
  corner.change({ mail: 'Subject: of the mail' });
  corner.begin();
  corner.change({ text: 'on the desk' });
  corner.keep();
  corner.rename(
    corner.records.find(({ mail }) => mail !== '')!,
    'named',
  );
  expect([corner.review.text, corner.records.map((each) => corner.nameOf(each)).sort()]).toEqual([
    'on the desk',
    ['A review without a name', 'named'],
  ]);
  corner.bring(corner.records.find(({ mail }) => mail !== '')!);
  corner.rename(corner.review, '  ');
  expect(corner.name).toBe('of the mail');
});

test('a file of one review brings it back onto the desk', () => {
  const corner = tab(new LabStore());
  corner.change({ text: 'mine' });
  const other = tab(new LabStore());
  other.change({ text: 'was here' });
  expect(other.bringBack(corner.fileOfOne()).ok).toBe(true);
  expect([other.review.text, texts(other)]).toEqual(['mine', ['mine', 'was here']]);
});
