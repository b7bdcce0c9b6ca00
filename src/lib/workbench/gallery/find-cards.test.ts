/** Cards are found by words and tags, and a search survives its address. */
import { describe, expect, it } from 'vitest';
import type { GalleryCard } from './card.ts';
import { findCards, NO_SEARCH, readSearchHash, searchHash, tagsOf } from './find-cards.ts';

const card = (id: string, tags: Partial<GalleryCard['tags']>): GalleryCard => ({
  id,
  kind: 'story',
  title: `title of ${id}`,
  sentence: 'A sentence about memory.',
  tags: { concept: [], driver: [], kernel: [], errno: [], ...tags },
  link: 'a',
  ending: '',
});
const CARDS = [
  card('pin', { concept: ['pinned-page', 'locks'], errno: ['-EBUSY'] }),
  card('udev', { concept: ['race', 'locks'], kernel: ['merged'] }),
  card('dimm', { driver: ['dimm'], errno: ['-EBUSY'] }),
];
const ids = (search: Parameters<typeof findCards>[1]): string[] =>
  findCards(CARDS, search).map(({ id }) => id);

describe('finding cards', () => {
  it('finds all without a search', () => {
    expect(ids(NO_SEARCH)).toEqual(['pin', 'udev', 'dimm']);
  });
  it('wants every word, wherever it stands', () => {
    expect(ids({ query: 'ebusy memory', tags: [] })).toEqual(['pin', 'dimm']);
    expect(ids({ query: 'MERGED', tags: [] })).toEqual(['udev']);
    expect(ids({ query: 'ebusy race', tags: [] })).toEqual([]);
  });
  it('wants every tag', () => {
    expect(ids({ query: '', tags: [{ group: 'concept', word: 'locks' }] })).toEqual(['pin', 'udev']);
    const both = [
      { group: 'concept', word: 'locks' },
      { group: 'errno', word: '-EBUSY' },
    ] as const;
    expect(ids({ query: '', tags: both })).toEqual(['pin']);
  });
});

it('counts tags, the most frequent first', () => {
  expect(tagsOf(CARDS, 'concept').map(({ word, count }) => `${word} ${count}`)).toEqual([
    'locks 2',
    'pinned-page 1',
    'race 1',
  ]);
});

describe('the address of a search', () => {
  it('reads back', () => {
    const search = {
      query: 'a page & more',
      tags: [
        { group: 'concept', word: 'two-ranges' },
        { group: 'errno', word: '-EIO' },
      ] as const,
    };
    expect(readSearchHash(`#${searchHash(search)}`)).toEqual(search);
    expect(searchHash(NO_SEARCH)).toBe('');
  });
  it('passes over what it does not know', () => {
    expect(readSearchHash('#colour=red&driver=kmem')).toEqual({
      query: '',
      tags: [{ group: 'driver', word: 'kmem' }],
    });
  });
});
