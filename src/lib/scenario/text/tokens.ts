/**
 * The words and signs of a scenario text, each with its place. Mail quoting, line ends of every kind, typographic
 * quotes and non-breaking spaces are taken away here; nothing above knows of them.
 */
import type { Place } from './text-error.ts';

export interface Token {
  readonly kind: 'word' | 'string' | 'sign' | 'bad';
  /** A string without its quotes. */
  readonly text: string;
  readonly at: Place;
  /** Nothing stands between it and the token before. */
  readonly isJoined: boolean;
}

/** One line as it was given, its quoting taken away. */
export interface SourceLine {
  /** Number from 1. */
  readonly line: number;
  /** Text without the quoting. */
  readonly text: string;
  /** Characters taken away in front of it. */
  readonly skipped: number;
  /** How many `>` stood in front. */
  readonly depth: number;
}

const QUOTING = /^(?:[ \t]*>)+[ \t]?/;

/** The lines of a text, without mail quoting; a signature (`-- `) ends the text. */
export function sourceLines(text: string): SourceLine[] {
  const lines: SourceLine[] = [];
  for (const [i, given] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const plain = given.replace(/[\u00A0\u2007\u202F]/g, ' ').replace(/[\u201C\u201D\u201E]/g, '"');
    const quoting = QUOTING.exec(plain)?.[0] ?? '';
    const rest = plain.slice(quoting.length);
    if (rest === '-- ' || rest === '--') break;
    lines.push({
      line: i + 1,
      text: rest,
      skipped: quoting.length,
      depth: quoting.replace(/[^>]/g, '').length,
    });
  }
  return lines;
}

/** Signs, longest first. */
const SIGN = /(?:!=|<=|>=|==|[=<>(),|;])/y;
const SPACE = /[ \t\v\f]+/y;
const STRING = /"((?:[^"\\]|\\.)*)"|'([^']*)'/y;
/** `{a,b}` may be part of a word. */
const WORD = /(?:[^\s"'(),|;<>=!{}]|\{[^{}\s"']*\})+/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char);
}

export interface LineTokens {
  readonly tokens: readonly Token[];
  /** Comment at the end of the line, without `#` and the space behind it; null without one. */
  readonly comment: string | null;
}

/** The tokens of one line. What is no token is one of kind `bad` up to the end of the line. */
export function tokensOf(source: SourceLine): LineTokens {
  const { text, line, skipped } = source;
  const tokens: Token[] = [];
  let at = 0;
  let isJoined = false;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const add = (kind: Token['kind'], content: string, length: number): void => {
    tokens.push({ kind, text: content, at: { line, column: skipped + at + 1, length }, isJoined });
    at += length;
    isJoined = true;
  };
  while (at < text.length) {
    const space = match(SPACE);
    if (space !== null) {
      at += space[0].length;
      isJoined = false;
      continue;
    }
    if (text[at] === '#' && !isJoined) {
      return {
        tokens,
        comment: text
          .slice(at + 1)
          .replace(/^[ \t]/, '')
          .trimEnd(),
      };
    }
    const string = match(STRING);
    if (string !== null) {
      add('string', string[1] === undefined ? string[2]! : unescape(string[1]), string[0].length);
      continue;
    }
    const sign = match(SIGN);
    if (sign !== null) {
      add('sign', sign[0] === '==' ? '=' : sign[0], sign[0].length);
      continue;
    }
    const word = match(WORD);
    if (word !== null) add('word', word[0], word[0].length);
    else add('bad', text.slice(at), text.length - at);
  }
  return { tokens, comment: null };
}
