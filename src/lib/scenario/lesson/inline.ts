/**
 * Sentences of a lesson: what Markdown says of them, and the marks that say how true each fact is.
 */
import { Lexer, type Token } from 'marked';
import { FIDELITY_WORDS, type FactFidelity, type Inline, type Sentence } from './lesson.ts';
import type { LessonErrors } from './lesson-errors.ts';

/** What a sentence is read with. */
export interface SentenceReader {
  readonly errors: LessonErrors;
  /** Names of the recordings that there are; null where marks are not looked at. */
  readonly recordings: ReadonlySet<string> | null;
  /** Names of the lessons that there are. */
  readonly lessons: readonly string[];
  /** Links are plain words: for a page whose links lead to files. */
  readonly isGuide?: boolean;
}

/** Other pages that a lesson may lead to. */
const PAGES: readonly string[] = ['review'];
const MARK = /\s*\[([a-z]+)(?::\s*([^\]]*))?\]/;
const NEEDS_NAMES: ReadonlySet<FactFidelity> = new Set(['exact', 'thread']);

class Sentences {
  readonly #reader: SentenceReader;
  readonly #line: number;
  /** Text that was read already, to count lines. */
  #read = '';

  constructor(reader: SentenceReader, line: number) {
    this.#reader = reader;
    this.#line = line;
  }

  #problem(what: string, more: { word?: string; expected?: readonly string[]; fix?: string } = {}): void {
    const before = this.#read.split('\n');
    const isFirst = before.length === 1;
    const at = {
      line: this.#line + before.length - 1,
      column: isFirst ? 1 : before.at(-1)!.length + 1,
      length: 1,
    };
    this.#reader.errors.add(at, what, more);
  }

  parts(tokens: readonly Token[]): Inline[] {
    return tokens.flatMap((token) => {
      const parts = this.#token(token);
      if (!('tokens' in token && token.tokens !== undefined)) this.#read += token.raw;
      return parts;
    });
  }

  #token(token: Token): Inline[] {
    switch (token.type) {
      case 'text':
      case 'escape':
        return 'tokens' in token && token.tokens !== undefined
          ? this.parts(token.tokens)
          : this.#text((token as { text: string }).text);
      case 'codespan':
        return [{ kind: 'code', text: (token as { text: string }).text.replace(/\s+/g, ' ') }];
      case 'strong':
      case 'em':
        return [{ kind: token.type, parts: this.parts((token as { tokens: Token[] }).tokens) }];
      case 'link':
        return this.#link(token as { href: string; tokens: Token[] });
      default:
        this.#problem(`${token.type} cannot stand in a lesson`, {
          fix: 'use words, `code`, **strong**, *stress* and links to lessons',
        });
        return [];
    }
  }

  #link({ href, tokens }: { href: string; tokens: Token[] }): Inline[] {
    const [, kind = '', name = ''] = /^(lesson|page):(.+)$/.exec(href) ?? [];
    const { lessons, isGuide = false } = this.#reader;
    if (isGuide) return this.parts(tokens);
    const known = kind === 'page' ? PAGES : lessons;
    if (!known.includes(name)) {
      const fix = 'write (lesson:NAME) or (page:review)';
      this.#problem(`${href} leads nowhere`, { word: name, expected: known, fix });
    }
    const path = kind === 'page' ? `${name}/` : `learn/${name}/`;
    return [{ kind: 'link', path, parts: this.parts(tokens) }];
  }

  /** Plain text with the marks in it; a line end is a space. */
  #text(text: string): Inline[] {
    const parts: Inline[] = [];
    let rest = text;
    for (let found = MARK.exec(rest); found !== null; found = MARK.exec(rest)) {
      const before = rest.slice(0, found.index);
      if (before !== '') parts.push({ kind: 'text', text: before.replace(/\s+/g, ' ') });
      parts.push(...this.#mark(found[1]!, found[2]));
      rest = rest.slice(found.index + found[0].length);
    }
    if (rest !== '') parts.push({ kind: 'text', text: rest.replace(/\s+/g, ' ') });
    return parts;
  }

  #mark(word: string, names: string | undefined): Inline[] {
    const fidelity = FIDELITY_WORDS.find((known) => known === word);
    if (fidelity === undefined) {
      this.#problem(`there is no mark ${word}`, { word, expected: FIDELITY_WORDS });
      return [];
    }
    const of = (names ?? '')
      .split(/[;,]/)
      .map((name) => name.trim().replace(/\s+/g, ' '))
      .filter((name) => name !== '');
    if (NEEDS_NAMES.has(fidelity) && of.length === 0) {
      this.#problem(`${fidelity} says of what`, { fix: `write [${fidelity}: NAME]` });
    }
    const { recordings } = this.#reader;
    if (fidelity === 'exact' && recordings !== null) {
      for (const name of of) {
        if (recordings.has(name)) continue;
        this.#problem(`there is no recording ${name}`, { word: name, expected: [...recordings] });
      }
    }
    return [{ kind: 'mark', fidelity, of: fidelity === 'thread' ? [of.join(', ')] : of }];
  }
}

/** Tokens of Markdown as a sentence; `line` is where they begin. */
export function sentenceOf(tokens: readonly Token[], line: number, reader: SentenceReader): Sentence {
  return new Sentences(reader, line).parts(tokens);
}

/** A text that is one sentence, such as a question. */
export function sentence(text: string, line: number, reader: SentenceReader): Sentence {
  return sentenceOf(Lexer.lexInline(text), line, reader);
}
