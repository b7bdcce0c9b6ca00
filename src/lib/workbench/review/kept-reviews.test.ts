/** Reviews come back with their answers, from storage, from a file and from the shape of the first edition. */
import { describe, expect, it } from 'vitest';
import { LabStore } from '../testing/lab-store.ts';
import { cardReport, nameOfScenario, type Answer } from './answers.ts';
import { findReviews } from './find-reviews.ts';
import { keptReviews, nameOfReview, type KeptReview } from './kept-reviews.ts';
import { A4, exploredA4 } from './testing/explored.ts';

const PREFIX = 'memory-hotplug-playground.review.';
const answer: Answer = {
  variant: 'v3',
  asked: nameOfScenario(A4),
  edition: 'e1',
  isFromFile: false,
  report: cardReport(exploredA4('v3').report),
};
const review: KeptReview = {
  ...{ id: 'a', title: 'the lock', savedMs: 1, revision: 0 },
  ...{ mail: 'Subject: x\n\n> y', text: A4, kernels: ['v3', 'merged'], answers: [answer] },
};
/** What the first edition wrote. */
const old = {
  ...{ id: 'o', name: 'old', mail: 'Subject: x', text: 'scenario "x"\n' },
  ...{ kernels: ['v3', 'merged'], savedMs: 7 },
};

describe('a kept review', () => {
  it('comes back with the answers, to the figure', () => {
    const store = new LabStore();
    keptReviews(store).save(review);
    expect(keptReviews(store).list()).toEqual([{ ...review, revision: 1 }]);
  });

  it('comes back from a file, and its answers say so', () => {
    const kept = keptReviews(new LabStore());
    kept.save(review);
    const brought = keptReviews(new LabStore(), () => 'b').bringBack(kept.file());
    expect(brought).toEqual({
      ok: true,
      value: [{ ...review, id: 'b', revision: 1, answers: [{ ...answer, isFromFile: true }] }],
    });
    expect(kept.bringBack('{"format":"memory-hotplug-runs/1","runs":[]}')).toMatchObject({
      ok: false,
      error: { why: expect.stringContaining('memory-hotplug-reviews/1') as string },
    });
  });

  it('of the first edition opens, and is written in the shape of this one', () => {
    const store = new LabStore({ [`${PREFIX}o`]: JSON.stringify(old) });
    const kept = keptReviews(store);
    const [found] = kept.list();
    expect(found).toEqual({
      ...{ id: 'o', title: 'old', mail: 'Subject: x', text: 'scenario "x"\n' },
      ...{ kernels: ['v3', 'merged'], savedMs: 7, revision: 0, answers: [] },
    });
    kept.save({ ...found!, text: 'more' });
    expect(keptReviews(store).list()).toMatchObject([{ title: 'old', text: 'more', revision: 1 }]);
  });

  it('that a tab of the first edition has written meanwhile is not written over', () => {
    const store = new LabStore();
    const kept = keptReviews(store);
    const { record } = kept.save(review);
    store.setItem(`${PREFIX}a`, JSON.stringify({ ...old, id: 'a' }));
    kept.save({ ...record, mail: 'more' });
    expect(kept.list().map(nameOfReview).sort()).toEqual(['old', 'the lock (copy)']);
  });

  it('is worth more than an answer that cannot be read or a kernel that is not known', () => {
    const store = new LabStore();
    keptReviews(store).save(review);
    const plain = JSON.parse(store.getItem(`${PREFIX}a`)!) as Record<string, unknown>;
    const broken = [{ kernel: 'v3' }, 7, { ...(plain['answers'] as object[])[0], kernel: 'v99' }];
    store.setItem(`${PREFIX}a`, JSON.stringify({ ...plain, kernels: ['v99', 'v4'], answers: broken }));
    expect(keptReviews(store).list()).toMatchObject([{ title: 'the lock', kernels: ['v4'], answers: [] }]);
  });

  it('is one where two tabs have tried different kernels', () => {
    const kept = keptReviews(new LabStore());
    const first = kept.save({ ...review, answers: [] }).record;
    kept.save({ ...first, answers: [answer] });
    const stale = { ...answer, asked: 'another text' };
    const merged = { ...answer, variant: 'merged' } as const;
    kept.save({ ...first, answers: [stale, merged] });
    expect(kept.list()).toMatchObject([{ id: 'a', answers: [answer, merged] }]);
  });
});

it('reviews are found by words of name, mail and scenario', () => {
  const all = [review, { ...review, id: 'b', title: '', mail: 'Subject: other words', text: '' }];
  const found = (query: string): string[] => findReviews(all, query).map(({ id }) => id);
  expect([found(' '), found('LOCK'), found('other SUBJECT'), found('memory32 lock'), found('none')]).toEqual([
    ['a', 'b'],
    ['a'],
    ['b'],
    ['a'],
    [],
  ]);
});
