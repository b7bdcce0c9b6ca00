/**
 * Reads one word of a line: quotes, backslashes, parameters, `$(…)`, `$((…))`. Nothing is expanded yet.
 */
import { unescaped } from './printf.ts';
import { BadSyntax, OPERATORS, type Item, type Operator, type Word } from './syntax.ts';

/** Characters that end a word when they are not quoted. */
const ENDS = new Set([' ', '\t', '\n', '|', '&', ';', '<', '>', '(', ')']);
const NAME = /[A-Za-z_]\w*/y;
/** Parameters of one character. */
const SPECIAL = /[?#@*0-9]/y;
/** Parameters of a real shell that have no meaning without processes. */
const NO_PROCESSES: Readonly<Record<string, string>> = {
  $: 'there are no process ids in the model',
  '!': 'nothing runs in the background here',
  '-': 'this shell has no options',
};
const ESCAPED_IN_QUOTES = new Set(['$', '`', '"', '\\', '\n']);

function unfinished(at: number, what: string): BadSyntax {
  return new BadSyntax({ at, what, help: null }, true);
}

export class WordReader {
  readonly #text: string;
  #at: number;
  #items: Item[] = [];

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  /** The word that begins at a column; null when none does. `at` is the column behind it. */
  static read(text: string, from: number): { readonly word: Word; readonly at: number } | null {
    const reader = new WordReader(text, from);
    reader.#plain((char) => ENDS.has(char));
    if (reader.#at === from) return null;
    return { word: { items: reader.#items, at: from, text: text.slice(from, reader.#at) }, at: reader.#at };
  }

  get #char(): string {
    return this.#text[this.#at] ?? '';
  }

  #push(char: string, isQuoted: boolean): void {
    this.#items.push({ kind: 'char', char, isQuoted });
  }

  /** Text outside of quotes up to a character that ends it. */
  #plain(ends: (char: string) => boolean): void {
    while (this.#at < this.#text.length && !ends(this.#char)) {
      const char = this.#char;
      const from = this.#at;
      if (char === '\\') this.#backslash();
      else if (char === "'") this.#single();
      else if (char === '"') this.#double();
      else if (char === '$') this.#dollar(false);
      else if (char === '`') this.#backticks(false);
      else {
        this.#push(char, false);
        this.#at++;
      }
      if (this.#at === from) throw new Error('the reader of words does not move');
    }
  }

  #backslash(): void {
    const next = this.#text[this.#at + 1];
    if (next === undefined) throw unfinished(this.#at, 'nothing follows the backslash');
    this.#at += 2;
    if (next !== '\n') this.#push(next, true);
  }

  #single(): void {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end < 0) throw unfinished(this.#at, "unexpected EOF while looking for matching `''");
    this.#items.push({ kind: 'quotes' });
    for (const char of this.#text.slice(this.#at + 1, end)) this.#push(char, true);
    this.#at = end + 1;
  }

  /** `$'…'`: backslashes as in printf. */
  #escapes(from: number): void {
    const match = /'((?:[^'\\]|\\[^])*)'/y;
    match.lastIndex = this.#at;
    const found = match.exec(this.#text);
    if (found === null) throw unfinished(from, "unexpected EOF while looking for matching `''");
    this.#items.push({ kind: 'quotes' });
    for (const char of unescaped(found[1]!, 'printf').text) this.#push(char, true);
    this.#at += found[0].length;
  }

  #double(): void {
    const from = this.#at++;
    this.#items.push({ kind: 'quotes' });
    while (this.#char !== '"') {
      if (this.#at >= this.#text.length) {
        throw unfinished(from, 'unexpected EOF while looking for matching `"\'');
      }
      const next = this.#text[this.#at + 1] ?? '';
      if (this.#char === '$') this.#dollar(true);
      else if (this.#char === '`') this.#backticks(true);
      else if (this.#char === '\\' && ESCAPED_IN_QUOTES.has(next)) {
        if (next !== '\n') this.#push(next, true);
        this.#at += 2;
      } else {
        this.#push(this.#char, true);
        this.#at++;
      }
    }
    this.#at++;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #dollar(isQuoted: boolean): void {
    const from = this.#at++;
    if (!isQuoted && this.#char === '"') return this.#double();
    if (!isQuoted && this.#char === "'") return this.#escapes(from);
    const missing = NO_PROCESSES[this.#char];
    if (missing !== undefined) {
      throw new BadSyntax({ at: from, what: `$${this.#char}: ${missing}`, help: null });
    }
    if (this.#text.startsWith('((', this.#at)) {
      const end = this.#closing(from, this.#at + 2, 2);
      const outer = this.#items;
      this.#items = [];
      this.#at += 2;
      this.#quotedUntil(() => this.#at >= end);
      const items = this.#items;
      this.#items = outer;
      this.#items.push({ kind: 'number', items, isQuoted });
      this.#at = end + 2;
      return;
    }
    if (this.#char === '(') {
      const end = this.#closing(from, this.#at + 1, 1);
      const line = this.#text.slice(this.#at + 1, end);
      this.#items.push({ kind: 'command', line, at: this.#at + 1, isQuoted });
      this.#at = end + 1;
      return;
    }
    if (this.#char === '{') {
      this.#at++;
      this.#braced(from, isQuoted);
      return;
    }
    const name = this.#match(NAME) ?? this.#match(SPECIAL);
    if (name === null) this.#push('$', isQuoted);
    else this.#items.push({ kind: 'parameter', name, operator: '', argument: [], isQuoted, isBare: true });
  }

  /** The column of the `)` that closes what began; quotes inside are respected. */
  #closing(from: number, inside: number, count: 1 | 2): number {
    let depth = 0;
    for (let at = inside; at < this.#text.length; at++) {
      const char = this.#text[at]!;
      if (char === '\\') at++;
      else if (char === "'" || char === '"') {
        const end = this.#endOfQuotes(at);
        if (end < 0) break;
        at = end;
      } else if (char === '(') depth++;
      else if (char === ')' && depth > 0) depth--;
      else if (char === ')' && (count === 1 || this.#text[at + 1] === ')')) return at;
      else if (char === ')') break;
    }
    const sign = count === 1 ? '$(' : '$((';
    throw unfinished(from, `unexpected EOF while looking for the end of ${sign}`);
  }

  #endOfQuotes(at: number): number {
    const quote = this.#text[at]!;
    for (let end = at + 1; end < this.#text.length; end++) {
      if (quote === '"' && this.#text[end] === '\\') end++;
      else if (this.#text[end] === quote) return end;
    }
    return -1;
  }

  #braced(from: number, isQuoted: boolean): void {
    const bad = (): BadSyntax => {
      const end = this.#text.indexOf('}', from);
      const text = this.#text.slice(from, end < 0 ? undefined : end + 1);
      return new BadSyntax({ at: from, what: `${text}: bad substitution`, help: null }, end < 0);
    };
    const isLength = this.#char === '#' && /[A-Za-z_]/.test(this.#text[this.#at + 1] ?? '');
    if (isLength) this.#at++;
    const name = this.#match(NAME) ?? this.#match(SPECIAL);
    if (name === null) throw bad();
    let operator: Operator | '' = isLength ? 'length' : '';
    if (!isLength && this.#char !== '}') {
      operator = OPERATORS.find((sign) => this.#text.startsWith(sign, this.#at)) ?? '';
      if (operator === '' || operator === 'length') throw bad();
      this.#at += operator.length;
    }
    const outer = this.#items;
    this.#items = [];
    if (isQuoted) this.#quotedUntil(() => this.#char === '}');
    else this.#plain((char) => char === '}');
    const argument = this.#items;
    this.#items = outer;
    if (this.#char !== '}') throw bad();
    if (operator === '' && argument.length > 0) throw bad();
    if (isLength && argument.length > 0) throw bad();
    this.#at++;
    this.#items.push({ kind: 'parameter', name, operator, argument, isQuoted, isBare: false });
  }

  /** Text as inside of double quotes. */
  #quotedUntil(isEnd: () => boolean): void {
    while (this.#at < this.#text.length && !isEnd()) {
      if (this.#char === '$') this.#dollar(true);
      else if (this.#char === '`') this.#backticks(true);
      else if (this.#char === '\\' && this.#at + 1 < this.#text.length) {
        this.#at++;
        this.#push(this.#char, true);
        this.#at++;
      } else {
        this.#push(this.#char, true);
        this.#at++;
      }
    }
  }

  #backticks(isQuoted: boolean): void {
    const end = this.#text.indexOf('`', this.#at + 1);
    if (end < 0) throw unfinished(this.#at, "unexpected EOF while looking for matching ``'");
    const line = this.#text.slice(this.#at + 1, end);
    this.#items.push({ kind: 'command', line, at: this.#at + 1, isQuoted });
    this.#at = end + 1;
  }
}
