/**
 * `{a,b}` and `{1..8}` as bash expands them: before everything else, and whether or not there are files of such names.
 */
import { Trouble } from './trouble.ts';
import type { Item } from './syntax.ts';

/** More words than any loop here gets through. */
const MOST_WORDS = 10_000;

const plain = (item: Item | undefined, char: string): boolean =>
  item?.kind === 'char' && !item.isQuoted && item.char === char;

const tooMany = (): Trouble => new Trouble(`braces make more than ${MOST_WORDS} words`);

/** Where the brace that opens at a place is closed, with the commas of its own; -1 when it is not. */
function closing(items: readonly Item[], open: number): { readonly end: number; readonly commas: number[] } {
  const commas: number[] = [];
  let depth = 0;
  for (let at = open + 1; at < items.length; at++) {
    if (plain(items[at], '{')) depth++;
    else if (plain(items[at], '}') && depth-- === 0) return { end: at, commas };
    else if (plain(items[at], ',') && depth === 0) commas.push(at);
  }
  return { end: -1, commas };
}

const SEQUENCE = /^(?:(-?\d{1,15})\.\.(-?\d{1,15})|([A-Za-z])\.\.([A-Za-z]))(?:\.\.(-?\d{1,15}))?$/;

/** The words of `1..8`, `a..e` or `0..64..8`; null when it is none of these. */
function sequence(items: readonly Item[]): string[] | null {
  const text = items.map((item) => (item.kind === 'char' && !item.isQuoted ? item.char : '\0')).join('');
  const match = SEQUENCE.exec(text);
  if (match === null) return null;
  const [, first, last, firstLetter, lastLetter, by] = match;
  const from = first === undefined ? firstLetter!.charCodeAt(0) : Number(first);
  const to = last === undefined ? lastLetter!.charCodeAt(0) : Number(last);
  const stride = Math.abs(Number(by ?? 1)) || 1;
  if (Math.abs(to - from) / stride >= MOST_WORDS) throw tooMany();
  const width = [first, last].some((end) => end !== undefined && /^-?0\d/.test(end))
    ? Math.max(first!.length, last!.length)
    : 0;
  const words: string[] = [];
  for (let at = from; from <= to ? at <= to : at >= to; at += from <= to ? stride : -stride) {
    if (first === undefined) words.push(String.fromCharCode(at));
    else words.push(at < 0 ? `-${String(-at).padStart(width - 1, '0')}` : String(at).padStart(width, '0'));
  }
  return words;
}

const charsOf = (word: string): Item[] => [...word].map((char) => ({ kind: 'char', char, isQuoted: false }));

/** All words that a word with braces stands for; the word itself when it has none. */
export function expandBraces(items: readonly Item[]): (readonly Item[])[] {
  for (let open = 0; open < items.length; open++) {
    if (!plain(items[open], '{')) continue;
    const { end, commas } = closing(items, open);
    if (end < 0) continue;
    const inside = items.slice(open + 1, end);
    const bounds = [open, ...commas, end];
    const middles =
      commas.length > 0
        ? bounds.slice(1).flatMap((bound, i) => expandBraces(items.slice(bounds[i]! + 1, bound)))
        : sequence(inside)?.map(charsOf);
    if (middles === undefined) continue;
    const before = items.slice(0, open);
    const rests = expandBraces(items.slice(end + 1));
    if (middles.length * rests.length > MOST_WORDS) throw tooMany();
    return middles.flatMap((middle) => rests.map((rest) => [...before, ...middle, ...rest]));
  }
  return [items];
}
