/**
 * Finding cards by words and tags, and the address that holds a search.
 */
import type { GalleryCard, TagGroup } from './card.ts';

/** One tag of one group. */
export interface Tag {
  readonly group: TagGroup;
  readonly word: string;
}

export interface Search {
  readonly query: string;
  readonly tags: readonly Tag[];
}

export const NO_SEARCH: Search = { query: '', tags: [] };
export const TAG_GROUPS: readonly TagGroup[] = ['concept', 'driver', 'kernel', 'errno'];

export function sameTag(a: Tag, b: Tag): boolean {
  return a.group === b.group && a.word === b.word;
}

const has = ({ tags }: GalleryCard, { group, word }: Tag): boolean => tags[group].some((tag) => tag === word);

/** The cards that have every word somewhere in their texts and every tag. */
export function findCards<C extends GalleryCard>(cards: readonly C[], { query, tags }: Search): C[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return cards.filter((card) => {
    const text = [
      card.id,
      card.kind,
      card.title,
      card.sentence,
      ...TAG_GROUPS.flatMap((group) => card.tags[group]),
    ]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word)) && tags.every((tag) => has(card, tag));
  });
}

export interface CountedTag extends Tag {
  /** Cards that have it. */
  readonly count: number;
}

/** All tags of a group, the most frequent first. */
export function tagsOf(cards: readonly GalleryCard[], group: TagGroup): CountedTag[] {
  const counts = new Map<string, number>();
  for (const { tags } of cards) for (const word of tags[group]) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([word, count]) => ({ group, word, count }))
    .sort((a, b) => b.count - a.count || a.word.localeCompare(b.word, 'en'));
}

/** A search as what stands behind `#`; empty for none. */
export function searchHash({ query, tags }: Search): string {
  const fields = new URLSearchParams(tags.map(({ group, word }) => [group, word]));
  if (query.trim() !== '') fields.set('words', query.trim());
  return fields.toString();
}

/** Reads what stands behind `#`; what it does not know is passed over. */
export function readSearchHash(hash: string): Search {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const tags = TAG_GROUPS.flatMap((group) => fields.getAll(group).map((word) => ({ group, word })));
  return { query: fields.get('words') ?? '', tags };
}
