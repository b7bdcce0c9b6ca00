/**
 * Reading one line token by token: what is next, what is put together, what goes wrong.
 */
import type { Word } from './syntax.ts';
import { placeFromTo, textError, type Place, type TextError } from './text-error.ts';
import type { Token } from './tokens.ts';

/** Thrown inside the parser to leave a line; the line's reader turns it into an error of the text. */
export class Misread extends Error {
  override readonly name = 'Misread';
  readonly error: TextError;
  constructor(error: TextError) {
    super(error.what);
    this.error = error;
  }
}

export class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  get isDone(): boolean {
    return this.#at >= this.#tokens.length;
  }

  next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  back(): void {
    this.#at--;
  }

  /** Is the next token that word or sign, not in quotes? */
  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token !== undefined && token.kind !== 'string' && token.text === text;
  }

  /** Takes the next token if it is that. */
  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  /** The place of the next token, or the one behind the last. */
  get place(): Place {
    const token = this.peek();
    if (token !== undefined) return token.at;
    const last = this.#tokens.at(-1)!.at;
    return { line: last.line, column: last.column + last.length, length: 1 };
  }

  fail(what: string, more: { word?: string; expected?: readonly string[]; fix?: string } = {}): never {
    const token = this.peek();
    if (token?.kind === 'bad') throw new Misread(badToken(token));
    throw new Misread(textError(this.place, what, { word: token?.text ?? '', ...more }));
  }

  /** One word or string, as it stands. */
  word(what: string, expected: readonly string[] = []): Word {
    const token = this.peek();
    if (token === undefined || token.kind === 'sign' || token.kind === 'bad') {
      this.fail(token === undefined ? `${what} is missing` : `${what} cannot be ${token.text}`, { expected });
    }
    this.#at++;
    return { text: token.text, isQuoted: token.kind === 'string', at: token.at };
  }

  /** A word with everything that touches it, signs of `among` included: `memory32,35` or `--region=0`. */
  joined(what: string, among: readonly string[], expected: readonly string[] = []): Word {
    let word = this.word(what, expected);
    for (;;) {
      const sign = this.peek();
      const after = this.peek(1);
      const isSign = sign?.kind === 'sign' && sign.isJoined && among.includes(sign.text);
      const isGlued = sign?.kind === 'word' && sign.isJoined && !word.isQuoted;
      if (isSign && after !== undefined && after.isJoined && after.kind !== 'sign' && after.kind !== 'bad') {
        const at = placeFromTo(word.at, after.at);
        word = { text: `${word.text}${sign.text}${after.text}`, isQuoted: word.isQuoted, at };
        this.#at += 2;
      } else if (isGlued) {
        word = { ...word, text: word.text + sign.text, at: placeFromTo(word.at, sign.at) };
        this.#at++;
      } else {
        return word;
      }
    }
  }

  /** The line has to end here. */
  end(after: string): void {
    const token = this.peek();
    if (token === undefined) return;
    const fix = token.text === ';' ? 'put it on a line of its own' : undefined;
    this.fail(`${token.text} is too much after ${after}`, fix === undefined ? {} : { fix });
  }
}

function badToken(token: Token): TextError {
  const sign = token.text[0]!;
  const at = { ...token.at, length: 1 };
  if (sign === '"' || sign === "'") return textError(at, 'the quote is not closed', { fix: `add ${sign}` });
  if (sign === '{') return textError(at, 'the brace is not closed', { fix: 'write {a,b} without spaces' });
  return textError(at, `${sign} means nothing here`);
}
