/** Reviews are kept, read with distrust, and a store that refuses is no trouble. */
import { expect, it } from 'vitest';
import type { RunStore } from '../kept-runs.ts';
import { KeptReviews, type KeptReview } from './kept-reviews.ts';

function labStore(records = new Map<string, string>()): RunStore {
  return {
    get length() {
      return records.size;
    },
    key: (i) => [...records.keys()][i] ?? null,
    getItem: (key) => records.get(key) ?? null,
    setItem: (key, text) => void records.set(key, text),
    removeItem: (key) => void records.delete(key),
  };
}
const review = (id: string, savedMs: number): KeptReview => ({
  ...{ id, name: `review ${id}`, mail: 'Subject: x\n\n> y', text: 'scenario "x"\n' },
  ...{ kernels: ['v3', 'merged'], savedMs },
});

it('comes back as it was, the newest first', () => {
  const kept = new KeptReviews(labStore());
  expect(kept.save(review('a', 1))).toBe(true);
  expect(kept.save(review('b', 2))).toBe(true);
  expect(kept.list()).toEqual([review('b', 2), review('a', 1)]);
  kept.remove('b');
  expect(kept.list()).toEqual([review('a', 1)]);
});

it('passes over what is damaged, of another kernel, or of somebody else', () => {
  const prefix = 'memory-hotplug-playground.review.';
  const records = new Map([
    [`${prefix}a`, '{'],
    [`${prefix}b`, JSON.stringify({ ...review('b', 1), kernels: ['v99'] })],
    ['another.review.c', JSON.stringify(review('c', 1))],
    [`${prefix}d`, JSON.stringify(review('d', 1))],
  ]);
  expect(new KeptReviews(labStore(records)).list().map(({ id }) => id)).toEqual(['d']);
});

it('says so when nothing can be kept', () => {
  const refusing: RunStore = {
    ...labStore(),
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };
  expect(new KeptReviews(refusing).save(review('a', 1))).toBe(false);
  expect(new KeptReviews(null).save(review('a', 1))).toBe(false);
  expect(new KeptReviews(null).list()).toEqual([]);
});
