/**
 * The line that is being typed, as readline edits it: what the keys of a terminal do to it, and how it is drawn. Pure:
 * bytes of keys in, bytes for the terminal out.
 */

import { isControl, KEYS, widthOfAll, type Key } from './terminal-keys.ts';

/** What a key asks of whoever owns the editor. */
export type EditorWish =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'complete' }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'end' }
  | { readonly kind: 'clear' };

/** A sequence that no key here has. */
const OTHER_SEQUENCE = /^.(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?/su;

/** Most characters of a line. */
const LONGEST_LINE = 4096;

interface Drawn {
  readonly shown: string;
  readonly columns: number;
  readonly text: string;
  readonly cursor: number;
}

interface Search {
  readonly text: string;
  /** Index in the history; -1 while nothing matches. */
  readonly at: number;
}

export class LineEditor {
  #chars: string[] = [];
  #cursor = 0;
  #killed = '';
  /** Place in the history: its length is the line that is being typed. */
  #at: number;
  /** What was being typed before the history was looked through. */
  #draft = '';
  #search: Search | null = null;
  /** Row of the cursor below the first row of the prompt, as drawn last. */
  #row = 0;
  /** What stands in the terminal; null after anything else was written there. */
  #drawn: Drawn | null = null;
  readonly #history: () => readonly string[];

  /** `history` gives the lines typed before, oldest first. */
  constructor(history: () => readonly string[]) {
    this.#history = history;
    this.#at = history().length;
  }

  get text(): string {
    return this.#chars.join('');
  }

  /** Characters before the cursor. */
  get before(): string {
    return this.#chars.slice(0, this.#cursor).join('');
  }

  /** An empty line at the end of the history; nothing is drawn. */
  reset(): void {
    this.#chars = [];
    this.#cursor = 0;
    this.#at = this.#history().length;
    this.#draft = '';
    this.#search = null;
    this.#row = 0;
    this.#drawn = null;
  }

  /** The next drawing begins on a row of its own: something else was written. */
  redraw(): void {
    this.#row = 0;
    this.#drawn = null;
  }

  /** Puts a text in at the cursor. */
  insert(text: string): void {
    const chars = [...text]
      .map((char) => (isControl(char) ? ' ' : char))
      .slice(0, LONGEST_LINE - this.#chars.length);
    this.#chars.splice(this.#cursor, 0, ...chars);
    this.#cursor += chars.length;
  }

  /** Takes the first key of what was typed; gives the rest and what the key asks for. */
  key(data: string): { readonly rest: string; readonly wish: EditorWish | null } {
    const sequence = Object.keys(KEYS).find((candidate) => data.startsWith(candidate));
    if (sequence !== undefined) {
      return { rest: data.slice(sequence.length), wish: this.#do(KEYS[sequence]!) };
    }
    if (data.startsWith('\x1b')) {
      this.#leaveSearch();
      return { rest: data.slice(OTHER_SEQUENCE.exec(data)![0].length), wish: null };
    }
    if (isControl(data)) return { rest: data.slice(1), wish: null };
    const [text] = /^\P{Cc}+/u.exec(data)!;
    if (this.#search === null) this.insert(text);
    else this.#find(this.#search.text + text, this.#history().length - 1);
    return { rest: data.slice(text.length), wish: null };
  }

  #do(key: Key): EditorWish | null {
    if (this.#search !== null && this.#inSearch(key)) return null;
    switch (key) {
      case 'enter':
        return { kind: 'line', text: this.text };
      case 'complete':
      case 'interrupt':
      case 'clear':
        return { kind: key };
      case 'delete-or-end':
        if (this.#chars.length === 0) return { kind: 'end' };
        this.#cut(this.#cursor, this.#cursor + 1, false);
        return null;
      default:
        this.#edit(key);
        return null;
    }
  }

  #edit(key: Exclude<Key, 'enter' | 'complete' | 'interrupt' | 'clear' | 'delete-or-end'>): void {
    const { length } = this.#chars;
    switch (key) {
      case 'left':
        this.#cursor = Math.max(0, this.#cursor - 1);
        break;
      case 'right':
        this.#cursor = Math.min(length, this.#cursor + 1);
        break;
      case 'home':
        this.#cursor = 0;
        break;
      case 'end-of-line':
        this.#cursor = length;
        break;
      case 'word-left':
        this.#cursor = this.#wordLeft(/\w/);
        break;
      case 'word-right':
        this.#cursor = this.#wordRight();
        break;
      case 'backspace':
        this.#cut(this.#cursor - 1, this.#cursor, false);
        break;
      case 'delete':
        this.#cut(this.#cursor, this.#cursor + 1, false);
        break;
      case 'kill-left':
        this.#cut(0, this.#cursor, true);
        break;
      case 'kill-right':
        this.#cut(this.#cursor, length, true);
        break;
      case 'kill-blank-left':
        this.#cut(this.#wordLeft(/\S/), this.#cursor, true);
        break;
      case 'kill-word-left':
        this.#cut(this.#wordLeft(/\w/), this.#cursor, true);
        break;
      case 'kill-word-right':
        this.#cut(this.#cursor, this.#wordRight(), true);
        break;
      case 'yank':
        this.insert(this.#killed);
        break;
      case 'swap':
        this.#swap();
        break;
      case 'older':
        this.#recall(this.#at - 1);
        break;
      case 'newer':
        this.#recall(this.#at + 1);
        break;
      case 'search':
        this.#search = { text: '', at: -1 };
    }
  }

  #cut(from: number, to: number, isKept: boolean): void {
    const start = Math.max(0, from);
    const gone = this.#chars.splice(start, Math.max(0, to - start));
    this.#cursor = start;
    if (isKept && gone.length > 0) this.#killed = gone.join('');
  }

  #swap(): void {
    const at = Math.min(this.#cursor, this.#chars.length - 1);
    if (at < 1) return;
    const [a, b] = [this.#chars[at - 1]!, this.#chars[at]!];
    this.#chars.splice(at - 1, 2, b, a);
    this.#cursor = at + 1;
  }

  #wordLeft(inside: RegExp): number {
    let at = this.#cursor;
    while (at > 0 && !inside.test(this.#chars[at - 1]!)) at--;
    while (at > 0 && inside.test(this.#chars[at - 1]!)) at--;
    return at;
  }

  #wordRight(): number {
    let at = this.#cursor;
    while (at < this.#chars.length && !/\w/.test(this.#chars[at]!)) at++;
    while (at < this.#chars.length && /\w/.test(this.#chars[at]!)) at++;
    return at;
  }

  #show(text: string): void {
    this.#chars = [...text];
    this.#cursor = this.#chars.length;
  }

  #recall(to: number): void {
    const history = this.#history();
    if (to < 0 || to > history.length) return;
    if (this.#at === history.length) this.#draft = this.text;
    this.#at = to;
    this.#show(to === history.length ? this.#draft : history[to]!);
  }

  /** Does the search in the history take the key? Any other key ends it and is done as usual. */
  #inSearch(key: Key): boolean {
    const { text, at } = this.#search!;
    if (key === 'search') {
      this.#find(text, (at < 0 ? this.#history().length : at) - 1);
      return true;
    }
    if (key === 'backspace') {
      this.#find([...text].slice(0, -1).join(''), this.#history().length - 1);
      return true;
    }
    this.#leaveSearch();
    return false;
  }

  #leaveSearch(): void {
    if (this.#search !== null && this.#search.at >= 0) this.#at = this.#search.at;
    this.#search = null;
  }

  #find(text: string, from: number): void {
    const at = this.#history().findLastIndex((line, i) => i <= from && line.includes(text));
    this.#search = { text, at: at < 0 ? this.#search!.at : at };
    if (at >= 0) this.#show(this.#history()[at]!);
  }

  /** Bytes that draw prompt and line over what was drawn last, in a terminal of so many columns. */
  draw(prompt: string, columns: number): string {
    const shown = this.#search === null ? prompt : `(reverse-i-search)\`${this.#search.text}': `;
    const bytes = this.#drawMore(shown, columns) ?? this.#drawAll(shown, columns);
    this.#drawn = { shown, columns, text: this.text, cursor: this.#cursor };
    return bytes;
  }

  /**
   * What was typed behind the end of what is there, or null when more has changed: a screen reader says all that is
   * written, so that is better little.
   */
  #drawMore(shown: string, columns: number): string | null {
    const drawn = this.#drawn;
    if (drawn === null || drawn.shown !== shown || drawn.columns !== columns) return null;
    const before = [...drawn.text];
    const row = (chars: readonly string[]): number =>
      Math.floor((widthOfAll([...shown]) + widthOfAll(chars)) / columns);
    if (this.text === drawn.text) {
      const [from, to] = [this.#chars.slice(0, drawn.cursor), this.#chars.slice(0, this.#cursor)];
      const moved = widthOfAll(to) - widthOfAll(from);
      if (row(from) !== row(to)) return null;
      return moved === 0 ? '' : moved > 0 ? `\x1b[${moved}C` : `\x1b[${-moved}D`;
    }
    const isAppended =
      this.text.startsWith(drawn.text) &&
      drawn.cursor === before.length &&
      this.#cursor === this.#chars.length &&
      row(before) === row(this.#chars);
    return isAppended ? this.#chars.slice(before.length).join('') : null;
  }

  #drawAll(shown: string, columns: number): string {
    const before = widthOfAll([...shown]) + widthOfAll(this.#chars.slice(0, this.#cursor));
    const all = widthOfAll([...shown]) + widthOfAll(this.#chars);
    let bytes = this.#row > 0 ? `\x1b[${this.#row}A` : '';
    bytes += `\r\x1b[J${shown}${this.text}`;
    // In the last column the cursor hangs: it goes to the next row with the next character only.
    if (all > 0 && all % columns === 0) bytes += '\r\n';
    const lastRow = Math.floor(all / columns);
    this.#row = Math.floor(before / columns);
    if (lastRow > this.#row) bytes += `\x1b[${lastRow - this.#row}A`;
    const column = before % columns;
    // Behind a whole line the cursor stands where it should.
    if (before === all && all % columns !== 0) return bytes;
    return column > 0 ? `${bytes}\r\x1b[${column}C` : `${bytes}\r`;
  }

  /** Bytes that put the cursor behind the line, onto a row of its own. */
  leave(prompt: string, columns: number): string {
    this.#search = null;
    const cursor = this.#cursor;
    this.#cursor = this.#chars.length;
    const bytes = this.draw(prompt, columns);
    this.#cursor = cursor;
    const all = widthOfAll([...prompt]) + widthOfAll(this.#chars);
    this.#row = 0;
    this.#drawn = null;
    return all > 0 && all % columns === 0 ? bytes : `${bytes}\r\n`;
  }
}
