/**
 * Lines as they are meant: what a mail program wrapped is joined again where that is the only way to read it.
 *
 * A line goes on with the next when something is open or missing at its end (a bracket, a quote, `and`, a comma, a
 * backslash), or when the next begins with what cannot begin a line (`and`, `or`, a closing bracket, `key=`, a flag of the statement above).
 */
import type { Token, SourceLine } from './tokens.ts';
import { sourceLines, tokensOf } from './tokens.ts';
import { FACTS } from './vocabulary.ts';

export interface LogicalLine {
  readonly tokens: readonly Token[];
  /** The line as given when it begins with `about`: its text is prose. */
  readonly source: SourceLine;
  /** Comment behind it. */
  readonly remark: string | null;
  /** Whole lines of comment above it. */
  readonly comments: readonly string[];
  readonly isApart: boolean;
}

export interface Lines {
  readonly lines: readonly LogicalLine[];
  readonly endComments: readonly string[];
  readonly isEndApart: boolean;
}

/** More source lines are never joined to one. */
const MOST_JOINED = 60;
const OPEN_END = new Set([
  'and',
  'or',
  'not',
  ',',
  '|',
  '(',
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '\\',
  'covers',
]);
const CANNOT_BEGIN = new Set(['and', 'or', ',', '|', ')', '=', '!=', '<=', '>=']);
const PROSE = /^\s*about(?:\s|$)/;
const FENCE = /^\s*```\w*\s*$/;

interface Reading {
  tokens: Token[];
  remark: string | null;
}

/** Reads one source line; a quote that is open at its end takes the next lines in. */
function read(sources: readonly SourceLine[], index: number): Reading & { next: number } {
  let source = sources[index]!;
  let next = index + 1;
  if (PROSE.test(source.text)) return { tokens: tokensOf(source).tokens.slice(0, 1), remark: null, next };
  let { tokens, comment } = tokensOf(source);
  for (let tries = 0; tries < 3; tries++) {
    const last = tokens.at(-1);
    const isOpen = last?.kind === 'bad' && last.text.startsWith('"');
    const following = sources[next];
    if (!isOpen || following === undefined || !following.text.includes('"')) break;
    source = { ...source, text: `${source.text.trimEnd()} ${following.text.trimStart()}` };
    ({ tokens, comment } = tokensOf(source));
    next++;
  }
  return { tokens: [...tokens], remark: comment, next };
}

function depthOf(tokens: readonly Token[]): number {
  let depth = 0;
  for (const { kind, text } of tokens) {
    if (kind !== 'sign') continue;
    if (text === '(') depth++;
    else if (text === ')') depth--;
  }
  return depth;
}

const isSign = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'sign' && token.text === text;

/** `key=value` with nothing between: goes on with the statement above it. */
function beginsWithKey(tokens: readonly Token[]): boolean {
  const [key, sign, value] = tokens;
  return key?.kind === 'word' && isSign(sign, '=') && sign!.isJoined && value !== undefined && value.isJoined;
}

/** Is the first word a flag of the statement that `tokens` begins? */
function beginsWithFlag(tokens: readonly Token[], next: readonly Token[]): boolean {
  const fact = FACTS.find(({ name }) => name === tokens[0]!.text);
  const word = next[0]!.kind === 'word' ? next[0]!.text : '';
  return fact?.params.some(({ form, name }) => form === 'flag' && name === word) ?? false;
}

function lacksTarget(tokens: readonly Token[]): boolean {
  return tokens.some(({ text }) => text === 'echo') && !tokens.some((token) => isSign(token, '>'));
}

function goesOn(tokens: readonly Token[], depth: number, next: readonly Token[]): boolean {
  const last = tokens.at(-1)!;
  const first = next[0];
  if (first === undefined || first.kind === 'bad' || first.text === 'about') return false;
  if (depth > 0 && !isSectionHead(next)) return true;
  if (last.kind !== 'string' && OPEN_END.has(last.text)) return !isSectionHead(next);
  if (first.kind !== 'string' && CANNOT_BEGIN.has(first.text)) return true;
  if (beginsWithFlag(tokens, next)) return true;
  return beginsWithKey(next) || (isSign(first, '>') && lacksTarget(tokens));
}

function isSectionHead(tokens: readonly Token[]): boolean {
  return tokens.length === 1 && tokens[0]!.kind === 'word' && tokens[0]!.text.endsWith(':');
}

/** All lines of a text. */
export function logicalLines(text: string): Lines {
  const sources = sourceLines(text);
  const lines: LogicalLine[] = [];
  let comments: string[] = [];
  let isApart = false;
  for (let i = 0; i < sources.length;) {
    const source = sources[i]!;
    const { tokens, remark, next } = read(sources, i);
    i = next;
    if (FENCE.test(source.text)) continue;
    if (tokens.length === 0) {
      if (remark !== null) comments.push(remark);
      else if (comments.length === 0) isApart = lines.length > 0;
      else comments.push('');
      continue;
    }
    const remarks = remark === null ? [] : [remark];
    i = PROSE.test(source.text) ? i : join(sources, i, tokens, remarks);
    while (comments.at(-1) === '') comments.pop();
    lines.push({
      tokens,
      source,
      remark: remarks.length === 0 ? null : remarks.join(' '),
      comments,
      isApart,
    });
    comments = [];
    isApart = false;
  }
  while (comments.at(-1) === '') comments.pop();
  return { lines, endComments: comments, isEndApart: isApart };
}

/** Takes in the lines that go on with `tokens`; gives the index of the first that does not. */
function join(sources: readonly SourceLine[], from: number, tokens: Token[], remarks: string[]): number {
  const depthOfQuote = sources[from - 1]!.depth;
  let depth = depthOf(tokens);
  let i = from;
  for (let joined = 0; joined < MOST_JOINED && i < sources.length; joined++) {
    const source = sources[i]!;
    const reading = read(sources, i);
    // A redirection at the start of a line looks like one more level of quoting.
    if (source.depth === depthOfQuote + 1 && lacksTarget(tokens) && reading.tokens.length > 0) {
      const at = { line: source.line, column: source.skipped, length: 1 };
      reading.tokens.unshift({ kind: 'sign', text: '>', at, isJoined: false });
    }
    if (!goesOn(tokens, depth, reading.tokens)) break;
    if (tokens.at(-1)!.text === '\\') tokens.pop();
    tokens.push(...reading.tokens);
    if (reading.remark !== null && reading.remark !== '') remarks.push(reading.remark);
    depth += depthOf(reading.tokens);
    i = reading.next;
  }
  return i;
}
