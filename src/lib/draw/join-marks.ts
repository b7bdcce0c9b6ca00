/**
 * Which marks of one picture are those of the next: by kind and key. Most of a picture stays from one step to the
 * next, so only what lies between the first and the last difference is looked up by name.
 */
import type { Mark } from './marks.ts';

/** Said of a mark that was not there before. */
export const NEW_MARK = -1;

type Thing = Pick<Mark, 'kind' | 'key'>;

const isSameThing = (a: Thing, b: Thing): boolean => a.kind === b.kind && a.key === b.key;
const nameOf = ({ kind, key }: Thing): string => `${kind} ${key}`;

/** For each mark its place among those of before, or NEW_MARK. */
export function joinMarks(before: readonly Thing[], marks: readonly Thing[]): number[] {
  const most = Math.min(marks.length, before.length);
  let head = 0;
  while (head < most && isSameThing(marks[head]!, before[head]!)) head++;
  const shift = before.length - marks.length;
  let end = marks.length;
  while (end > head && end + shift > head && isSameThing(marks[end - 1]!, before[end + shift - 1]!)) end--;
  const places = new Map<string, number>();
  for (let i = head; i < end + shift; i++) places.set(nameOf(before[i]!), i);
  return marks.map((mark, i) => {
    if (i < head) return i;
    if (i >= end) return i + shift;
    return places.get(nameOf(mark)) ?? NEW_MARK;
  });
}
