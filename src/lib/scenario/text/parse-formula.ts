/**
 * Reads the formula of a condition: and, or, not, brackets, and what can be asked of an outcome.
 */
import type { Comparison } from '../program.ts';
import type { Cursor } from './cursor.ts';
import { looksLikeBlocks, looksLikeRange } from './numbers.ts';
import type { FormulaText, Word } from './syntax.ts';
import { BLOCK_STATES, COMPARISONS, COUNTED } from './vocabulary.ts';

/** Brackets deeper than this are refused: the reader calls itself for each. */
const MOST_NESTED = 50;
const BLOCK_SIGNS = [','];
const IS_WORDS = [...BLOCK_STATES, 'exists', 'hangs', 'leaks', 'used-after-free'];
const ENDS = ['and', 'or', ')'];

type Which = 'all' | 'any' | 'none' | null;

/** A whole formula. */
export function parseFormula(cursor: Cursor): FormulaText {
  const formula = disjunction(cursor, 0);
  cursor.end('the condition');
  return formula;
}

function disjunction(cursor: Cursor, depth: number): FormulaText {
  const parts = [conjunction(cursor, depth)];
  while (cursor.take('or')) parts.push(conjunction(cursor, depth));
  return parts.length === 1 ? parts[0]! : { kind: 'or', parts };
}

function conjunction(cursor: Cursor, depth: number): FormulaText {
  const parts = [negation(cursor, depth)];
  while (cursor.take('and')) parts.push(negation(cursor, depth));
  return parts.length === 1 ? parts[0]! : { kind: 'and', parts };
}

function negation(cursor: Cursor, depth: number): FormulaText {
  if (depth > MOST_NESTED) cursor.fail('the formula is nested too deeply', { fix: 'write it flatter' });
  if (cursor.take('not')) return { kind: 'not', part: negation(cursor, depth + 1) };
  if (!cursor.take('(')) return atom(cursor);
  const inner = disjunction(cursor, depth + 1);
  if (!cursor.take(')')) cursor.fail('the bracket is not closed', { expected: [')'] });
  return inner;
}

function atom(cursor: Cursor): FormulaText {
  const at = cursor.place;
  if (cursor.is('held')) return held(cursor, at);
  if (cursor.is('iomem') && cursor.peek(1)?.kind === 'string') return iomem(cursor, at);
  if (cursor.is('count')) return count(cursor, at);
  const which = quantified(cursor);
  const subject = [cursor.joined('a block, file, result or actor', BLOCK_SIGNS)];
  while (!isVerb(cursor)) subject.push(cursor.joined('a file or field', BLOCK_SIGNS));
  const sign = cursor.peek();
  if (sign?.kind === 'sign') {
    if (which !== null) cursor.fail(`${which} of is for blocks`, { expected: IS_WORDS });
    const is = comparison(cursor);
    return { kind: 'compare', left: subject, is, right: values(cursor), at };
  }
  if (cursor.take('in')) return { kind: 'in', which, subject, zone: cursor.word('a zone'), at };
  const word = cursor.word('what it is', IS_WORDS);
  const hasDetail = word.text === 'leaks' && !cursor.isDone && !ENDS.some((end) => cursor.is(end));
  return { kind: 'is', which, subject, word, detail: hasDetail ? cursor.word('a part') : null, at };
}

function quantified(cursor: Cursor): Which {
  for (const which of ['all', 'any', 'none'] as const) {
    if (!cursor.is(which) || !cursor.is('of', 1)) continue;
    cursor.next();
    cursor.next();
    return which;
  }
  return null;
}

/** Does the subject end here? */
function isVerb(cursor: Cursor): boolean {
  const token = cursor.peek();
  if (token === undefined || token.kind === 'bad') {
    cursor.fail('the condition ends too early', { expected: ['=', ...IS_WORDS, 'in'] });
  }
  if (token.kind === 'sign' && isComparison(token.text)) return true;
  if (token.kind === 'sign' || ENDS.includes(token.text)) {
    cursor.fail(`${token.text} cannot stand here`, { expected: ['=', ...IS_WORDS, 'in'] });
  }
  if (token.kind === 'word' && (IS_WORDS.includes(token.text) || token.text === 'in')) {
    const after = cursor.peek(1);
    return after === undefined || after.kind !== 'sign' || !isComparison(after.text);
  }
  const after = cursor.peek(1);
  const isLast = after === undefined || (after.kind !== 'string' && ENDS.includes(after.text));
  if (isLast) cursor.fail(`${token.text} says nothing`, { expected: [...IS_WORDS, 'in'] });
  return false;
}

function isComparison(text: string): text is Comparison {
  return COMPARISONS.some((known) => known === text);
}

function comparison(cursor: Cursor): Comparison {
  const token = cursor.peek();
  if (token?.kind !== 'sign' || !isComparison(token.text)) {
    cursor.fail('a comparison is missing', { expected: COMPARISONS });
  }
  cursor.next();
  return token.text;
}

function values(cursor: Cursor): Word[] {
  const words = [cursor.joined('a value', BLOCK_SIGNS)];
  if (cursor.is('pages')) words.push(cursor.word('pages'));
  return words;
}

function held(cursor: Cursor, at: Word['at']): FormulaText {
  cursor.next();
  const lock = [cursor.word('a lock')];
  while (!cursor.isDone && !ENDS.some((end) => cursor.is(end))) lock.push(cursor.word('a lock'));
  return { kind: 'held', lock, at };
}

function iomem(cursor: Cursor, at: Word['at']): FormulaText {
  cursor.next();
  const name = cursor.word('a name');
  if (!cursor.take('covers')) cursor.fail('covers is missing', { expected: ['covers'] });
  const range = cursor.joined('a range', []);
  if (!looksLikeRange(range.text)) {
    cursor.back();
    cursor.fail(`${range.text} is no range`, { expected: ['4G+512M', 'memory32-35'] });
  }
  return { kind: 'iomem', name, range, at };
}

function count(cursor: Cursor, at: Word['at']): FormulaText {
  cursor.next();
  const expected = Object.keys(COUNTED);
  const of = cursor.word('what to count', expected);
  if (!Object.hasOwn(COUNTED, of.text)) {
    cursor.back();
    cursor.fail(`${of.text} cannot be counted`, { expected });
  }
  const contains = cursor.word('a text in quotes');
  const is = comparison(cursor);
  return { kind: 'count', of, contains, is, value: cursor.word('a number'), at };
}

/** Blocks such as memory32-35,40. */
export function isBlocks({ text, isQuoted }: Word): boolean {
  return !isQuoted && looksLikeBlocks(text);
}
