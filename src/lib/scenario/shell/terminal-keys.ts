/**
 * The keys of a terminal, by the bytes that it sends, and how wide characters are there.
 */

/** Keys as terminals send them, longest first where one begins like another. */
export const KEYS: Readonly<Record<string, Key>> = {
  '\x1b[1;5D': 'word-left',
  '\x1b[1;5C': 'word-right',
  '\x1b[1;3D': 'word-left',
  '\x1b[1;3C': 'word-right',
  '\x1b[3~': 'delete',
  '\x1b[1~': 'home',
  '\x1b[4~': 'end-of-line',
  '\x1b[A': 'older',
  '\x1b[B': 'newer',
  '\x1b[C': 'right',
  '\x1b[D': 'left',
  '\x1b[H': 'home',
  '\x1b[F': 'end-of-line',
  '\x1bOA': 'older',
  '\x1bOB': 'newer',
  '\x1bOC': 'right',
  '\x1bOD': 'left',
  '\x1bOH': 'home',
  '\x1bOF': 'end-of-line',
  '\x1bb': 'word-left',
  '\x1bf': 'word-right',
  '\x1bd': 'kill-word-right',
  '\x1b\x7f': 'kill-word-left',
  '\x01': 'home',
  '\x02': 'left',
  '\x03': 'interrupt',
  '\x04': 'delete-or-end',
  '\x05': 'end-of-line',
  '\x06': 'right',
  '\x08': 'backspace',
  '\x09': 'complete',
  '\x0a': 'enter',
  '\x0b': 'kill-right',
  '\x0c': 'clear',
  '\x0d': 'enter',
  '\x0e': 'newer',
  '\x10': 'older',
  '\x12': 'search',
  '\x14': 'swap',
  '\x15': 'kill-left',
  '\x17': 'kill-blank-left',
  '\x19': 'yank',
  '\x7f': 'backspace',
};

export type Key =
  | 'backspace'
  | 'clear'
  | 'complete'
  | 'delete'
  | 'delete-or-end'
  | 'end-of-line'
  | 'enter'
  | 'home'
  | 'interrupt'
  | 'kill-blank-left'
  | 'kill-left'
  | 'kill-right'
  | 'kill-word-left'
  | 'kill-word-right'
  | 'left'
  | 'newer'
  | 'older'
  | 'right'
  | 'search'
  | 'swap'
  | 'word-left'
  | 'word-right'
  | 'yank';

/** Is the first character one that nobody sees? */
export const isControl = (text: string): boolean => /^\p{Cc}/u.test(text);

/** Columns that a character takes. */
function widthOf(char: string): number {
  const code = char.codePointAt(0)!;
  const isWide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff);
  return isWide ? 2 : 1;
}

export const widthOfAll = (chars: readonly string[]): number =>
  chars.reduce((sum, char) => sum + widthOf(char), 0);
