/**
 * What is wrong with a scenario text: where, what was expected instead, which word was probably meant, how to fix it.
 */
import { nearestWord } from '../nearest-word.ts';

/** A piece of the text as it was given: line and column from 1, length in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

export interface TextError extends Place {
  /** What is wrong, one sentence without a full stop. */
  readonly what: string;
  /** What could stand there; empty when nothing can be listed. */
  readonly expected: readonly string[];
  /** The valid word that was probably meant. */
  readonly nearest: string | null;
  /** What to do; null when `expected` says it. */
  readonly fix: string | null;
}

/** More are not told: after so many the text is no scenario. */
export const MOST_ERRORS = 50;
/** Words longer than this are not compared with others: nobody mistyped them. */
const LONGEST_WORD = 60;

/** An error at a place; `word` is what stands there, to look for the nearest of `expected`. */
export function textError(
  at: Place,
  what: string,
  more: { word?: string; expected?: readonly string[]; fix?: string } = {},
): TextError {
  const { word = '', expected = [], fix = null } = more;
  const nearest = word === '' || word.length > LONGEST_WORD ? null : nearestWord(word, expected);
  return { line: at.line, column: at.column, length: Math.max(1, at.length), what, expected, nearest, fix };
}

const MOST_LISTED = 12;

/** The error for people, in one line. */
export function textErrorLine({ line, column, what, expected, nearest, fix }: TextError): string {
  const parts = [`line ${line}, column ${column}: ${what}`];
  if (nearest !== null) parts.push(`did you mean ${nearest}?`);
  else if (expected.length > 0) {
    const listed = expected.slice(0, MOST_LISTED).join(', ');
    parts.push(`expected ${listed}${expected.length > MOST_LISTED ? ' …' : ''}`);
  }
  if (fix !== null) parts.push(fix);
  return parts.join('; ');
}

/** A place that covers both and everything between, if they stand in one line; else the first. */
export function placeFromTo(from: Place, to: Place): Place {
  if (from.line !== to.line || to.column < from.column) return from;
  return { line: from.line, column: from.column, length: to.column + to.length - from.column };
}
