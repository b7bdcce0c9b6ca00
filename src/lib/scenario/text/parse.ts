/**
 * From a text to its syntax: every line on its own, so that one run finds the errors of all lines.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { Cursor, Misread } from './cursor.ts';
import { logicalLines, type LogicalLine, type Lines } from './logical-lines.ts';
import { parseActions } from './parse-action.ts';
import { parseClause } from './parse-clause.ts';
import { parseFormula } from './parse-formula.ts';
import type { Content, Item, ScenarioText, Word } from './syntax.ts';
import { MOST_ERRORS, textError, type Place, type TextError } from './text-error.ts';
import { FACTS, HEAD_WORDS, LINE_WORDS, QUANTIFIERS } from './vocabulary.ts';
import { nearestWord } from '../nearest-word.ts';

/** Longest text that is read, in characters. */
export const MAX_SCENARIO_TEXT = 500_000;

/** Most lines of a text: more are read by nobody, and some are costly to read. */
const MAX_LINES = 20_000;

/** Columns of prose from which the line after may belong to it. */
const WRAPPED_FROM = 50;
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** Where the reader is: which lines may come. */
type Where = 'head' | 'lines' | 'conditions';

class Reader {
  readonly items: Item[] = [];
  readonly errors: TextError[] = [];
  #where: Where = 'head';
  #proseGoesOn = false;

  /** Takes one line; what is wrong with it is noted. */
  line(line: LogicalLine): void {
    try {
      const content = this.#content(line);
      if (content === null) return;
      const { comments, remark, isApart } = line;
      const isProse = content.kind === 'about';
      const at = line.tokens[0]!.at;
      if (content.kind === 'about' && !isApart && comments.length === 0 && this.#joinProse(content.text))
        return;
      this.items.push({ content, at, comments, remark: isProse ? null : remark, isApart });
    } catch (problem) {
      if (!(problem instanceof Misread)) throw problem;
      this.errors.push(problem.error);
    }
  }

  /** Lines of prose that follow each other are one text. */
  #joinProse(text: string): boolean {
    const last = this.items.at(-1);
    if (last?.content.kind !== 'about') return false;
    const joined = `${last.content.text} ${text}`.trim();
    this.items[this.items.length - 1] = { ...last, content: { kind: 'about', text: joined } };
    return true;
  }

  #content(line: LogicalLine): Content | null {
    const cursor = new Cursor(line.tokens);
    const first = cursor.word('a statement', this.#expected());
    const word = first.isQuoted ? '' : first.text;
    const proseGoesOn = this.#proseGoesOn;
    this.#proseGoesOn = false;
    if (word.endsWith(':') && word.length > 1) return this.#section(cursor, first);
    if (word === 'scenario' && !cursor.is('=')) return this.#title(cursor);
    if (word === 'about') return this.#about(line);
    const fact = FACTS.find(({ name }) => name === word);
    if (fact !== undefined && !cursor.is('=')) {
      if (this.#where !== 'head') {
        const fix = 'move it above the first section';
        throw new Misread(textError(first.at, `${word} says what is there at boot`, { fix }));
      }
      const clause = parseClause(cursor, fact, first);
      cursor.end(word);
      return { kind: 'fact', clause };
    }
    if (Object.hasOwn(QUANTIFIERS, word)) return this.#condition(cursor, word);
    if (this.#where === 'lines') return this.#line(cursor, first);
    if (proseGoesOn && !isMistyped(word)) return this.#moreProse(line);
    this.#refuse(first);
  }

  #expected(): readonly string[] {
    return this.#where === 'lines' ? [...LINE_WORDS, ...HEAD_WORDS] : HEAD_WORDS;
  }

  #refuse(first: Word): never {
    const isAct = LINE_WORDS.includes(first.text);
    const more = isAct
      ? { fix: 'begin a section first: init: or the name of an actor and a colon' }
      : { word: first.text, expected: HEAD_WORDS };
    const what = isAct ? `nobody is there to do ${first.text}` : `no statement begins with ${first.text}`;
    throw new Misread(textError(first.at, what, more));
  }

  #section(cursor: Cursor, { text, at }: Word): Content {
    const name = text.slice(0, -1);
    if (!NAME.test(name)) {
      throw new Misread(textError(at, `${name} is no name of an actor`, { fix: 'use letters and digits' }));
    }
    if (this.#where === 'conditions') {
      const fix = 'move it above the first condition';
      throw new Misread(textError(at, 'actors stand above the conditions', { fix }));
    }
    this.#where = 'lines';
    if (!cursor.isDone) cursor.fail('a line begins behind the name', { fix: 'put it on the next line' });
    return { kind: 'section', name: { text: name, isQuoted: false, at } };
  }

  #title(cursor: Cursor): Content {
    const title = cursor.word('a title in quotes');
    let text = title.text;
    while (!title.isQuoted && !cursor.isDone) text += ` ${cursor.word('a title').text}`;
    cursor.end('the title');
    if (this.items.some(({ content }) => content.kind === 'title')) {
      throw new Misread(textError(title.at, 'there is a title already', { fix: 'leave one out' }));
    }
    return { kind: 'title', text: text.replace(/\s+/g, ' ').trim() };
  }

  #about({ source }: LogicalLine): Content {
    this.#proseGoesOn = source.text.length >= WRAPPED_FROM;
    return { kind: 'about', text: plainProse(source.text.replace(/^\s*about(?:\s|$)/, '')) };
  }

  /** A line that a mail program made of the end of an `about` line. */
  #moreProse({ source }: LogicalLine): null {
    this.#joinProse(plainProse(source.text));
    this.#proseGoesOn = source.text.length >= WRAPPED_FROM;
    return null;
  }

  #condition(cursor: Cursor, word: string): Content {
    this.#where = 'conditions';
    const anytime = cursor.take('anytime');
    const formula = parseFormula(cursor);
    return { kind: 'condition', quantifier: QUANTIFIERS[word]!, anytime, formula };
  }

  #line(cursor: Cursor, first: Word): Content {
    let result: Word | null = null;
    let actor: Word | null = null;
    if (cursor.is('=')) {
      if (!NAME.test(first.text)) {
        throw new Misread(textError(first.at, `${first.text} is no name for a result`, { fix: 'say r1' }));
      }
      result = first;
      cursor.next();
    } else {
      cursor.back();
    }
    if (cursor.is('as')) {
      cursor.next();
      actor = cursor.word('an actor');
    }
    return { kind: 'line', result, actor, actions: parseActions(cursor) };
  }
}

/** Was a statement meant? Nobody mistypes the first letter as well. */
function isMistyped(word: string): boolean {
  return nearestWord(word, HEAD_WORDS)?.[0] === word[0];
}

function plainProse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const START: Place = { line: 1, column: 1, length: 1 };

/** Lines above the title that are no statements: what a mail program writes above a quoted text. */
function withoutGreeting(lines: readonly LogicalLine[]): readonly LogicalLine[] {
  const title = lines.findIndex(({ tokens }) => tokens[0]!.text === 'scenario');
  if (title < 0) return lines;
  return lines.filter(({ tokens }, i) => i >= title || HEAD_WORDS.includes(tokens[0]!.text));
}

const BEGINNINGS = [...HEAD_WORDS, ...LINE_WORDS, 'as'];

/** Does a line begin as something of the language does, or nearly? */
function isStatement({ tokens: [first, second] }: LogicalLine): boolean {
  const { text } = first!;
  if (BEGINNINGS.includes(text) || text.endsWith(':') || (second?.kind === 'sign' && second.text !== ','))
    return true;
  return nearestWord(text, BEGINNINGS)?.[0] === text[0];
}

/**
 * Takes away lines below the title that answer a quoted text: less deeply quoted than it, and no statements. Comments
 * above them stay.
 */
function withoutReplies({ lines, endComments, isEndApart }: Lines): Lines {
  const depth = lines.find(({ tokens }) => tokens[0]!.text === 'scenario')?.source.depth ?? 0;
  const kept: LogicalLine[] = [];
  let comments: readonly string[] = [];
  for (const line of lines) {
    const all = [...comments, ...line.comments];
    const isKept = line.source.depth >= depth || isStatement(line);
    if (isKept) kept.push({ ...line, comments: all });
    comments = isKept ? [] : all;
  }
  return { lines: kept, endComments: [...comments, ...endComments], isEndApart };
}

/**
 * Takes a scenario text apart. Errors, in the order of the text, at most MOST_ERRORS: what is written wrongly. Whether
 * the machine can be built and names exist is for compileScenario() to say.
 */
export function parseScenario(text: string): Result<ScenarioText, readonly TextError[]> {
  if (text.length > MAX_SCENARIO_TEXT) {
    const fix = 'a scenario has some dozens of lines: take only those';
    const what = `the text has ${text.length} characters, more than ${MAX_SCENARIO_TEXT}`;
    return failure([textError(START, what, { fix })]);
  }
  const lineCount = text.split('\n', MAX_LINES + 2).length;
  if (lineCount > MAX_LINES) {
    return failure([textError(START, `the text has more than ${MAX_LINES} lines`, { fix: 'take fewer' })]);
  }
  const { lines, endComments, isEndApart } = withoutReplies(logicalLines(text));
  const reader = new Reader();
  for (const line of withoutGreeting(lines)) {
    reader.line(line);
    if (reader.errors.length >= MOST_ERRORS) break;
  }
  if (reader.errors.length > 0) return failure(reader.errors);
  if (reader.items.length === 0) {
    return failure([textError(START, 'there is no scenario in the text', { expected: HEAD_WORDS })]);
  }
  if (endComments.length > 0) {
    const end: Item = {
      content: { kind: 'end' },
      at: START,
      comments: endComments,
      remark: null,
      isApart: isEndApart,
    };
    reader.items.push(end);
  }
  return success({ items: reader.items });
}
