/**
 * What the readers of all forms have in common: lines with their numbers, problems with an end to their number, numbers.
 */
import type { Facts, Form, Piece, Problem } from './facts.ts';

/** More are counted, not listed. */
const MOST_PROBLEMS = 50;
const LONGEST_QUOTE = 60;

/** A piece of foreign text that is short enough to be shown. */
export function quote(text: string): string {
  const plain = text.trim();
  return JSON.stringify(plain.length > LONGEST_QUOTE ? `${plain.slice(0, LONGEST_QUOTE)}…` : plain);
}

/** Lines of one text on their way through the readers. */
export class Source {
  readonly lines: readonly string[];
  readonly file: string | null;
  /** Of the first line. */
  readonly firstNumber: number;
  readonly problems: Problem[];
  #more = 0;

  constructor(lines: readonly string[], file: string | null, firstNumber = 1, problems: Problem[] = []) {
    this.lines = lines;
    this.file = file;
    this.firstNumber = firstNumber;
    this.problems = problems;
  }

  /** The line, or an empty one behind the end. */
  line(at: number): string {
    return this.lines[at] ?? '';
  }

  problem(at: number, expected: string, used: string, found = quote(this.line(at))): void {
    if (this.problems.length < MOST_PROBLEMS) {
      this.problems.push({ line: at + this.firstNumber, found, expected, used });
      return;
    }
    this.#more++;
    this.problems[MOST_PROBLEMS] = {
      line: 0,
      found: `${this.#more} more lines like these`,
      expected: 'the same',
      used: 'nothing of them',
    };
  }

  /** Lines of a part with numbers of their own; problems go to the same list. */
  part(from: number, to: number, file = this.file): Source {
    return new Source(this.lines.slice(from, to), file, this.firstNumber + from, this.problems);
  }

  piece(form: Form, from: number, to: number, facts: Facts, notes: readonly string[] = []): Piece {
    const last = Math.max(from, to - 1);
    return {
      form,
      file: this.file,
      lines: [from + this.firstNumber, last + this.firstNumber],
      facts,
      notes,
    };
  }
}

export interface Read {
  /** The line after the piece. */
  readonly next: number;
  readonly pieces: readonly Piece[];
}

/** Reads a piece that begins at a line; null when none of its form does. */
export type Reader = (source: Source, at: number) => Read | null;

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 0,
  k: 10,
  m: 20,
  g: 30,
  t: 40,
  p: 50,
  e: 60,
};

/** Bytes of a size as tools print it: `128M`, `1.5G`, `2147483648`, `5.00 GiB (5.37 GB)`; null for anything else. */
export function printedSize(text: string): number | null {
  const match = /^(\d{1,20}(?:[.,]\d{1,3})?)\s?([kmgtpe]?)(?:i?b)?(?:\s*\(.*\))?$/i.exec(text.trim());
  if (match === null) return null;
  const bytes = Number(match[1]!.replace(',', '.')) * 2 ** SIZE_UNITS[match[2]!.toLowerCase()]!;
  return bytes <= Number.MAX_SAFE_INTEGER ? Math.round(bytes) : null;
}

const HEX = /^(?:0x)?[0-9a-f]{1,16}$/i;

/** A hex number with or without 0x; null when it is none, or above 2^53. */
export function hexNumber(text: string): number | null {
  if (!HEX.test(text)) return null;
  const value = Number.parseInt(text, 16);
  return Number.isSafeInteger(value) ? value : null;
}

/** A decimal number; null when it is none, or above 2^53. */
export function decimal(text: string): number | null {
  if (!/^\d{1,16}$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** Node ids of a mask such as `0-1,3`; null for anything else. */
export function nodeList(text: string): number[] | null {
  const ids: number[] = [];
  for (const part of text.trim() === '' ? [] : text.trim().split(',')) {
    const match = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part);
    const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (match === null || last < first || last >= MOST_NODES) return null;
    for (let nid = first; nid <= last; nid++) ids.push(nid);
  }
  return ids;
}

/** MAX_NUMNODES of any kernel is at most this. */
export const MOST_NODES = 1024;
