/**
 * The line that is being typed: what keys do to it, and that the terminal shows it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineEditor, type EditorWish } from './line-editor.ts';

const LEFT = '\x1b[D';
const UP = '\x1b[A';
const DOWN = '\x1b[B';

function typed(keys: string, history: readonly string[] = []): LineEditor {
  const editor = new LineEditor(() => history);
  press(editor, keys);
  return editor;
}

function press(editor: LineEditor, keys: string): EditorWish[] {
  const wishes: EditorWish[] = [];
  for (let rest = keys; rest !== '';) {
    const { rest: left, wish } = editor.key(rest);
    if (wish !== null) wishes.push(wish);
    rest = left;
  }
  return wishes;
}

describe('keys', () => {
  test.each([
    ['abc\x7f', 'ab', 2],
    [`abc${LEFT}X`, 'abXc', 3],
    [`abc${LEFT}\x1b[3~`, 'ab', 2],
    ['echo offline\x01X', 'Xecho offline', 1],
    ['echo offline\x01\x05X', 'echo offlineX', 13],
    ['echo offline\x15', '', 0],
    [`echo offline${LEFT.repeat(7)}\x0b`, 'echo ', 5],
    ['echo memory33/state\x17', 'echo ', 5],
    ['echo memory33/state\x1b\x7f', 'echo memory33/', 14],
    ['echo memory33\x17\x19\x19', 'echo memory33memory33', 21],
    ['ab\x14', 'ba', 2],
    ['echo a\x1bbX', 'echo Xa', 6],
    ['a\x1b[1;5DX', 'Xa', 1],
    ['a\x00\x1b[99~b', 'ab', 2],
    ['漢字\x7f', '漢', 1],
  ])('%j', (keys, text, cursor) => {
    const editor = typed(keys);
    expect(editor.text).toBe(text);
    expect([...editor.before]).toHaveLength(cursor);
  });

  test('that the owner of the line has to do are told', () => {
    expect(press(typed(''), 'ls\r')).toEqual([{ kind: 'line', text: 'ls' }]);
    expect(press(typed(''), '\t\x03\x0c\x04')).toEqual([
      { kind: 'complete' },
      { kind: 'interrupt' },
      { kind: 'clear' },
      { kind: 'end' },
    ]);
    expect(press(typed('a'), '\x04')).toEqual([]);
  });
});

describe('the history', () => {
  const LINES = ['ls', 'cat memory33/state', 'lsmem'];

  test('is gone through with the arrows; what was being typed comes back', () => {
    expect(typed(UP, LINES).text).toBe('lsmem');
    expect(typed(`${UP}${UP}`, LINES).text).toBe('cat memory33/state');
    expect(typed(`half${UP}${DOWN}`, LINES).text).toBe('half');
    expect(typed(UP.repeat(9), LINES).text).toBe('ls');
  });

  test('is searched with Ctrl R, again for the one before', () => {
    expect(typed('\x12ls', LINES).text).toBe('lsmem');
    expect(typed('\x12ls\x12', LINES).text).toBe('ls');
    expect(typed('\x12mem\x12', LINES).text).toBe('cat memory33/state');
    expect(press(typed('\x12cat', LINES), '\r')).toEqual([{ kind: 'line', text: 'cat memory33/state' }]);
  });
});

/** As much of a terminal as the editor uses. */
class Screen {
  readonly rows: string[][] = [[]];
  row = 0;
  column = 0;
  readonly #columns: number;

  constructor(columns: number) {
    this.#columns = columns;
  }

  write(bytes: string): void {
    const pattern = /\p{Cc}\[(\d*)([ACDJ])|\r|\n|[^]/gu;
    for (const [whole, count, letter] of bytes.matchAll(pattern)) {
      const n = Number(count === '' || count === undefined ? 1 : count);
      if (letter === 'A') this.row -= n;
      else if (letter === 'C') this.column += n;
      else if (letter === 'D') this.column -= n;
      else if (letter === 'J') {
        this.rows.length = this.row + 1;
        this.rows[this.row]!.length = Math.min(this.rows[this.row]!.length, this.column);
      } else if (whole === '\r') this.column = 0;
      else if (whole === '\n') this.#down();
      else this.#put(whole);
    }
  }

  #down(): void {
    this.row++;
    this.rows[this.row] ??= [];
  }

  #put(char: string): void {
    // The cursor hangs behind the last column until something more is written.
    if (this.column === this.#columns) {
      this.column = 0;
      this.#down();
    }
    const row = this.rows[this.row]!;
    while (row.length < this.column) row.push(' ');
    row[this.column++] = char;
  }

  get text(): string {
    return this.rows.map((row) => row.join('')).join('');
  }
}

test('whatever is typed, the terminal shows the line with the cursor in its place', () => {
  const key = fc.oneof(
    fc.constantFrom(
      'a',
      'bc',
      ' ',
      LEFT,
      '\x1b[C',
      UP,
      DOWN,
      '\x01',
      '\x05',
      '\x7f',
      '\x0b',
      '\x15',
      '\x17',
      '\x19',
    ),
    fc.constantFrom('echo offline > memory33/state', 'word '),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 25 }), fc.integer({ min: 4, max: 40 }), (keys, columns) => {
      const editor = new LineEditor(() => ['a line from before that is long', 'b']);
      const screen = new Screen(columns);
      screen.write(editor.draw('# ', columns));
      for (const one of keys) {
        press(editor, one);
        screen.write(editor.draw('# ', columns));
        expect(screen.text).toBe(`# ${editor.text}`);
        const at = 2 + editor.before.length;
        expect(screen.row * columns + screen.column).toBe(at);
      }
    }),
    { numRuns: 400 },
  );
});
