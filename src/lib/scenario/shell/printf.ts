/**
 * Backslashes of `echo -e` and `printf`, and the formats of `printf`.
 */
import { Trouble } from './trouble.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const ESCAPE =
  /\\(?:([\\abeEfnrtv"'])|x([0-9A-Fa-f]{1,2})|(0[0-7]{1,3}|[0-7]{1,3})|(c)|u([0-9A-Fa-f]{1,4}))/g;

/** The text with its backslashes read; `isCut`: a `\c` ended it, and all that follows. */
export function unescaped(
  text: string,
  by: 'echo' | 'printf',
): { readonly text: string; readonly isCut: boolean } {
  let isCut = false;
  let end = text.length;
  const shown = text.replace(ESCAPE, (whole: string, ...found: (string | number | undefined)[]) => {
    const [simple, hex, octal, cut, unicode] = found as (string | undefined)[];
    const at = found[5] as number;
    if (at >= end) return '';
    if (simple !== undefined) return SIMPLE[simple] ?? (by === 'printf' ? simple : whole);
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    if (octal !== undefined) {
      // echo wants a zero in front of octal digits.
      if (by === 'echo' && !octal.startsWith('0')) return whole;
      return String.fromCharCode(parseInt(octal, 8) & 0xff);
    }
    if (unicode !== undefined) return String.fromCharCode(parseInt(unicode, 16));
    if (cut !== undefined && by === 'echo') {
      isCut = true;
      end = at;
      return '\0cut';
    }
    return whole;
  });
  return isCut ? { text: shown.slice(0, shown.indexOf('\0cut')), isCut } : { text: shown, isCut };
}

const DIRECTIVE = /%(%|([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z]))/g;
const MOST_ROUNDS = 10_000;
const WIDEST = 1000;

interface Given {
  readonly words: readonly string[];
  at: number;
  readonly errors: string[];
}

function numberOf(word: string, given: Given): bigint {
  const quote = /^["'](.)/su.exec(word);
  if (quote !== null) return BigInt(quote[1]!.codePointAt(0)!);
  const match = /^\s*([-+]?)(0[xX][0-9A-Fa-f]+|0[0-7]*|[1-9]\d*)/.exec(word);
  if (match === null) {
    if (word !== '') given.errors.push(`${word}: invalid number`);
    return 0n;
  }
  if (match[0].length < word.length) given.errors.push(`${word}: invalid number`);
  const digits = match[2]!;
  const value = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  return match[1] === '-' ? -value : value;
}

function integer(flags: string, letter: string, value: bigint, precision: number | null): string {
  const isSigned = letter === 'd' || letter === 'i';
  const shown = isSigned ? value : BigInt.asUintN(64, value);
  const base = letter === 'x' || letter === 'X' ? 16 : letter === 'o' ? 8 : 10;
  let digits = (shown < 0n ? -shown : shown).toString(base).padStart(precision ?? 1, '0');
  if (precision === 0 && value === 0n) digits = '';
  if (letter === 'X') digits = digits.toUpperCase();
  if (flags.includes('#') && value !== 0n && base === 16) digits = `0${letter}${digits}`;
  if (flags.includes('#') && base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
  const sign =
    shown < 0n ? '-' : isSigned && flags.includes('+') ? '+' : isSigned && flags.includes(' ') ? ' ' : '';
  return sign + digits;
}

function padded(text: string, flags: string, width: number, isNumber: boolean): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!isNumber || !flags.includes('0')) return text.padStart(width);
  const [, sign, digits] = /^([-+ ]?(?:0[xX])?)(.*)$/s.exec(text)!;
  return sign! + digits!.padStart(width - sign!.length, '0');
}

function limited(value: number): number {
  if (value > WIDEST) throw new Trouble(`printf: a field of ${value} characters is too wide for this shell`);
  return value;
}

/** What `printf FORMAT WORD…` prints: the format once, then again as long as words are left. */
export function formatted(
  format: string,
  words: readonly string[],
): { readonly text: string; readonly errors: readonly string[] } {
  const given: Given = { words, at: 0, errors: [] };
  const next = (): string => given.words[given.at++] ?? '';
  let text = '';
  let isOver = false;
  for (let round = 0; !isOver; round++) {
    if (round > MOST_ROUNDS) throw new Trouble('printf: too many words');
    const before = given.at;
    let from = 0;
    for (const match of format.matchAll(DIRECTIVE)) {
      if (isOver) break;
      text += unescaped(format.slice(from, match.index), 'printf').text;
      from = match.index + match[0].length;
      const [, what, givenFlags = '', widthText, precisionText, letter] = match;
      if (what === '%') {
        text += '%';
        continue;
      }
      let flags = givenFlags;
      let width = widthText === '*' ? Number(numberOf(next(), given)) : Number(widthText ?? 0);
      if (width < 0) {
        flags += '-';
        width = -width;
      }
      limited(width);
      const hasPrecision = match[0].includes('.');
      const precision = !hasPrecision
        ? null
        : limited(precisionText === '*' ? Number(numberOf(next(), given)) : Number(precisionText ?? 0));
      if ('diouxX'.includes(letter!)) {
        const isPadded = precision === null;
        text += padded(integer(flags, letter!, numberOf(next(), given), precision), flags, width, isPadded);
      } else if (letter === 's' || letter === 'b' || letter === 'q' || letter === 'c') {
        if (letter === 'q') throw new Trouble('printf: %q is not here');
        const word = next();
        const read = letter === 'b' ? unescaped(word, 'echo') : { text: word, isCut: false };
        const shown = letter === 'c' ? [...read.text].slice(0, 1).join('') : read.text;
        text += padded(
          precision === null || letter === 'c' ? shown : shown.slice(0, precision),
          flags,
          width,
          false,
        );
        isOver = read.isCut;
      } else {
        given.errors.push(`\`${letter}': invalid format character`);
        isOver = true;
      }
    }
    if (isOver) break;
    text += unescaped(format.slice(from), 'printf').text;
    isOver = given.at >= words.length || given.at === before;
  }
  return { text, errors: given.errors };
}
