/**
 * Sayings about blocks, with repetitions joined: what is said of memory32, then in the same order of memory33 and
 * memory34, becomes one saying of memory32-34. Nothing changes its place.
 */
import { blocksText } from '#lib/scenario/text/numbers.ts';

/** Longest series of sayings whose repetition is noticed. */
const LONGEST = 24;

interface Saying {
  /** `#` stands for the block. */
  readonly shape: string;
  readonly blocks: number[];
}

function sayingOf(text: string): Saying {
  const block = /\bmemory(\d+)\b/.exec(text)?.[1];
  if (block === undefined) return { shape: text, blocks: [] };
  const shape = text.replaceAll(new RegExp(`\\bmemory${block}\\b`, 'g'), '#');
  return { shape, blocks: [Number(block)] };
}

function isRepeated(sayings: readonly Saying[], at: number, length: number): boolean {
  for (let i = 0; i < length; i++) {
    if (sayings[at + i]?.shape !== sayings[at + length + i]?.shape) return false;
  }
  return true;
}

/** Length of the shortest series that begins here and is said again right behind; 0 for none. */
function seriesAt(sayings: readonly Saying[], at: number): number {
  for (let length = 1; length <= LONGEST && at + 2 * length <= sayings.length; length++) {
    if (isRepeated(sayings, at, length)) return length;
  }
  return 0;
}

function textOf({ shape, blocks }: Saying): string {
  return blocks.length === 0 ? shape : shape.replaceAll('#', blocksText([...new Set(blocks)]));
}

/** The texts in their order, repeated series said once with all their blocks. */
export function joinRepeats(texts: readonly string[]): string[] {
  const sayings = texts.map(sayingOf);
  const joined: string[] = [];
  for (let at = 0; at < sayings.length;) {
    const length = seriesAt(sayings, at);
    if (length === 0) {
      joined.push(textOf(sayings[at]!));
      at++;
      continue;
    }
    const series = sayings
      .slice(at, at + length)
      .map(({ shape, blocks }) => ({ shape, blocks: [...blocks] }));
    at += length;
    while (isRepeated(sayings, at - length, length)) {
      for (const saying of series) saying.blocks.push(...sayings[at++]!.blocks);
    }
    joined.push(...series.map(textOf));
  }
  return joined;
}
