/**
 * Parses typed lines. What bash would refuse is refused in its words; what bash has and this shell has not is refused
 * with its place and what to do instead. A line that goes on (an open quote, a loop without `done`) is told apart.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { WordReader } from './read-word.ts';
import {
  BadSyntax,
  type AndOr,
  type Assignment,
  type List,
  type Pipeline,
  type Redirect,
  type ShellCommand,
  type SyntaxTrouble,
  type Word,
} from './syntax.ts';

const RESERVED = new Set(['!', '{', '}', 'do', 'done', 'elif', 'else', 'fi', 'for', 'if', 'in', 'then']);
const LOOPS = new Set(['while', 'until']);
/** Reserved words of bash that this shell has no use for, and what to do without them. */
const ABSENT: Readonly<Record<string, string>> = {
  case: 'use if with [ … = … ]',
  select: 'use for',
  function: 'repeat the line with the arrow up, or use a loop',
  '[[': 'use [ … ]',
  coproc: 'open another shell',
  time: 'the timeline counts the steps of every command',
};
const SIGNS = ['&&', '||', ';;', '>>', '>&', '&>', '<<', '<&', '<>', '>|', '|&', ...'|&;<>()\n'];
/** Deeper than any line that somebody types. */
const DEEPEST = 60;

interface Token {
  readonly kind: 'word' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
  readonly word: Word | null;
}

/** A list, the trouble with it, or that more has to be typed. */
export type Parsed = Result<List, SyntaxTrouble & { readonly isUnfinished: boolean }>;

class Parser {
  readonly #text: string;
  #at = 0;
  #token!: Token;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#next();
  }

  #next(): Token {
    const before = this.#token;
    this.#skip();
    const at = this.#at;
    if (at >= this.#text.length) {
      this.#token = { kind: 'end', text: 'newline', at, word: null };
      return before;
    }
    const read = WordReader.read(this.#text, at);
    if (read !== null) {
      this.#at = read.at;
      this.#token = { kind: 'word', text: read.word.text, at, word: read.word };
      return before;
    }
    const sign = SIGNS.find((candidate) => this.#text.startsWith(candidate, at))!;
    this.#at += sign.length;
    this.#token = { kind: 'sign', text: sign, at, word: null };
    return before;
  }

  /** Blanks, lines that go on, and comments. */
  #skip(): void {
    const blank = /(?:[ \t\r]|\\\n)*(?:#[^\n]*)?/y;
    blank.lastIndex = this.#at;
    this.#at += blank.exec(this.#text)?.[0].length ?? 0;
  }

  #fail(what: string, help: string | null = null, at = this.#token.at): never {
    throw new BadSyntax({ at, what, help });
  }

  #unexpected(): never {
    const { kind, text, at } = this.#token;
    if (kind === 'end')
      throw new BadSyntax({ at, what: 'syntax error: unexpected end of file', help: null }, true);
    const near = text === '\n' ? 'newline' : text;
    this.#fail(`syntax error near unexpected token \`${near}'`);
  }

  #isSign(text: string): boolean {
    return this.#token.kind === 'sign' && this.#token.text === text;
  }

  #isWord(text: string): boolean {
    return this.#token.kind === 'word' && this.#token.text === text;
  }

  #expectWord(text: string): void {
    if (!this.#isWord(text)) this.#unexpected();
    this.#next();
  }

  #newlines(): void {
    while (this.#isSign('\n')) this.#next();
  }

  whole(): List {
    const list = this.#list();
    if (this.#token.kind !== 'end') this.#unexpected();
    return list;
  }

  /** Commands up to a word that ends the list, or to the end. */
  #list(): AndOr[] {
    const list: AndOr[] = [];
    this.#newlines();
    while (this.#token.kind !== 'end' && !this.#endsList()) {
      list.push(this.#andOr());
      if (this.#isSign('&')) {
        this.#fail('& is not here: a shell does one thing at a time', 'open another shell beside this one');
      }
      if (!this.#isSign(';') && !this.#isSign('\n')) break;
      this.#next();
      this.#newlines();
    }
    return list;
  }

  #endsList(): boolean {
    if (this.#isSign(')')) return true;
    return this.#token.kind === 'word' && /^(?:do|done|then|elif|else|fi|\})$/.test(this.#token.text);
  }

  /** A list that must not be empty. */
  #body(): AndOr[] {
    const list = this.#list();
    if (list.length === 0) this.#unexpected();
    return list;
  }

  #andOr(): AndOr {
    const first = this.#pipeline();
    const rest: { sign: '&&' | '||'; pipeline: Pipeline }[] = [];
    while (this.#isSign('&&') || this.#isSign('||')) {
      const sign = this.#next().text as '&&' | '||';
      this.#newlines();
      rest.push({ sign, pipeline: this.#pipeline() });
    }
    return { first, rest };
  }

  #pipeline(): Pipeline {
    let isNegated = false;
    while (this.#isWord('!')) {
      this.#next();
      isNegated = !isNegated;
    }
    const commands = [this.#command()];
    while (this.#isSign('|')) {
      this.#next();
      this.#newlines();
      commands.push(this.#command());
    }
    if (this.#isSign('|&')) this.#fail('|& is not here', 'write 2>&1 |');
    return { isNegated, commands };
  }

  #command(): ShellCommand {
    if (++this.#depth > DEEPEST) this.#fail('commands inside of commands go too deep');
    const command = this.#anyCommand();
    this.#depth--;
    return command;
  }

  #anyCommand(): ShellCommand {
    const { text } = this.#token;
    if (this.#isSign('(')) {
      this.#next();
      const body = this.#body();
      if (!this.#isSign(')')) this.#unexpected();
      this.#next();
      return { kind: 'group', isSubshell: true, body, redirects: this.#redirects() };
    }
    if (this.#token.kind !== 'word') return this.#simple();
    if (Object.hasOwn(ABSENT, text)) this.#fail(`${text} is not here`, ABSENT[text]);
    if (text === '{') {
      this.#next();
      const body = this.#body();
      this.#expectWord('}');
      return { kind: 'group', isSubshell: false, body, redirects: this.#redirects() };
    }
    if (text === 'for') return this.#for();
    if (text === 'if') return this.#if();
    if (LOOPS.has(text)) {
      this.#next();
      const condition = this.#body();
      const body = this.#doDone();
      return { kind: 'while', isUntil: text === 'until', condition, body, redirects: this.#redirects() };
    }
    if (RESERVED.has(text)) this.#unexpected();
    return this.#simple();
  }

  #doDone(): AndOr[] {
    this.#expectWord('do');
    const body = this.#body();
    this.#expectWord('done');
    return body;
  }

  #for(): ShellCommand {
    this.#next();
    if (this.#isSign('(')) this.#fail('for (( … )) is not here', 'write for i in $(seq 1 8); do … done');
    if (this.#token.kind !== 'word') this.#unexpected();
    const name = this.#next();
    if (!/^[A-Za-z_]\w*$/.test(name.text)) {
      this.#fail(`\`${name.text}': not a valid identifier`, null, name.at);
    }
    const words: Word[] = [];
    this.#newlines();
    if (this.#isWord('in')) {
      this.#next();
      while (this.#token.kind === 'word') words.push(this.#next().word!);
      if (!this.#isSign(';') && !this.#isSign('\n')) this.#unexpected();
    }
    while (this.#isSign(';') || this.#isSign('\n')) this.#next();
    return { kind: 'for', name: name.text, words, body: this.#doDone(), redirects: this.#redirects() };
  }

  #if(): ShellCommand {
    const branches: { condition: List; body: List }[] = [];
    let otherwise: List | null = null;
    do {
      this.#next();
      const condition = this.#body();
      this.#expectWord('then');
      branches.push({ condition, body: this.#body() });
    } while (this.#isWord('elif'));
    if (this.#isWord('else')) {
      this.#next();
      otherwise = this.#body();
    }
    this.#expectWord('fi');
    return { kind: 'if', branches, otherwise, redirects: this.#redirects() };
  }

  #simple(): ShellCommand {
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const redirect = this.#redirect();
      if (redirect !== null) {
        redirects.push(redirect);
        continue;
      }
      if (this.#token.kind !== 'word') break;
      const word = this.#next().word!;
      const assignment = words.length === 0 ? assignmentOf(word) : null;
      if (assignment === null) words.push(word);
      else assignments.push(assignment);
    }
    if (words.length + assignments.length + redirects.length === 0) this.#unexpected();
    if (this.#isSign('(')) {
      this.#fail(
        words.length === 1 ? 'functions are not here' : "syntax error near unexpected token `('",
        words.length === 1 ? 'use a loop, or the arrow up to repeat a line' : null,
      );
    }
    return { kind: 'simple', assignments, words, redirects };
  }

  #redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (let one = this.#redirect(); one !== null; one = this.#redirect()) redirects.push(one);
    return redirects;
  }

  #redirect(): Redirect | null {
    let fd: number | null = null;
    const { kind, text, at } = this.#token;
    const isNumber = kind === 'word' && /^\d+$/.test(text) && /[<>]/.test(this.#text[this.#at] ?? '');
    if (isNumber) {
      fd = Number(text);
      this.#next();
    }
    const sign = this.#token.text;
    if (this.#token.kind !== 'sign' || !/[<>]/.test(sign)) return null;
    if (['<<', '<&', '<>'].includes(sign)) {
      this.#fail(`${sign} is not here`, sign === '<<' ? 'write echo TEXT | …' : 'use < or >');
    }
    if (fd !== null && fd > 2) this.#fail(`file descriptor ${fd} is not here`, 'use 0, 1 or 2', at);
    this.#next();
    const target = this.#next().word;
    if (target === null) this.#unexpected();
    if (sign === '&>') return { fd: -1, sign: '>', target };
    if (sign === '>&' && !/^[12]$/.test(target.text)) return { fd: -1, sign: '>', target };
    if (sign === '<') return { fd: fd ?? 0, sign, target };
    const plain = sign === '>|' ? '>' : (sign as '>' | '>>' | '>&');
    return { fd: fd ?? 1, sign: plain, target };
  }
}

function assignmentOf(word: Word): Assignment | null {
  const match = /^([A-Za-z_]\w*)=/.exec(word.text);
  if (match === null) return null;
  const length = match[0].length;
  // None of its characters is quoted: it stands there as typed.
  const value = { items: word.items.slice(length), at: word.at + length, text: word.text.slice(length) };
  return { name: match[1]!, value };
}

/** Parses what was typed, of one line or several. */
export function parseShell(text: string): Parsed {
  try {
    return success(new Parser(text).whole());
  } catch (error) {
    if (error instanceof BadSyntax) return failure({ ...error.trouble, isUnfinished: error.isUnfinished });
    throw error;
  }
}
