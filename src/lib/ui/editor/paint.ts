/**
 * Which kind of word stands where, for the colours of the editor. Painting is by eye only: the parser alone says what
 * is right.
 */
import { HighlightStyle, StreamLanguage, syntaxHighlighting, type StreamParser } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { CALLS } from '#lib/scenario/text/calls.ts';
import { HEAD_WORDS, LINE_WORDS } from '#lib/scenario/text/vocabulary.ts';

interface Line {
  /** Has a word of the line been met? */
  isBegun: boolean;
  isProse: boolean;
}

const HEAD = new Set(HEAD_WORDS);
const VERBS = new Set([...LINE_WORDS, ...Object.keys(CALLS)]);

const parser: StreamParser<Line> = {
  name: 'scenario',
  startState: () => ({ isBegun: false, isProse: false }),
  languageData: { commentTokens: { line: '#' } },
  token(stream, line) {
    if (stream.sol()) {
      line.isBegun = false;
      line.isProse = false;
    }
    if (stream.eatSpace()) return null;
    if (line.isProse) {
      stream.skipToEnd();
      return 'docString';
    }
    if (stream.match(/#.*/)) return 'comment';
    if (stream.match(/"(?:[^"\\]|\\.)*"?/)) return 'string';
    if (!line.isBegun && stream.match(/[A-Za-z_][\w.-]*:(?=\s*$)/)) return 'labelName';
    if (stream.match(/-E[A-Z]+\b/)) return 'invalid';
    if (stream.match(/(?:memory|pfn:)?\d[\w,+.-]*/)) return 'number';
    const match = stream.match(/[^\s"#(),=|]+/) as RegExpMatchArray | null;
    if (match === null) {
      stream.next();
      return 'operator';
    }
    const [word] = match;
    const isFirst = !line.isBegun;
    line.isBegun = true;
    if (isFirst && HEAD.has(word)) {
      line.isProse = word === 'about';
      return 'keyword';
    }
    if (VERBS.has(word)) return 'keyword';
    return /^(?:and|or|not|all|any|none|of|in|as)$/.test(word) ? 'operatorKeyword' : null;
  },
};

const style = HighlightStyle.define([
  { tag: tags.keyword, fontWeight: '600' },
  { tag: tags.labelName, fontWeight: '600', textDecoration: 'underline', textUnderlineOffset: '3px' },
  { tag: tags.operatorKeyword, fontStyle: 'italic' },
  { tag: tags.comment, color: 'var(--ink3)', fontStyle: 'italic' },
  { tag: tags.docString, color: 'var(--ink2)' },
  { tag: tags.string, color: 'var(--ink2)' },
  { tag: tags.number, color: 'var(--movable)' },
  { tag: tags.invalid, color: 'var(--refuse)', fontWeight: '600' },
]);

export const scenarioLanguage = [StreamLanguage.define(parser), syntaxHighlighting(style)];
