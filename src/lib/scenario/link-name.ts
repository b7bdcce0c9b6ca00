/**
 * Names of scenarios and recordings in the characters of a link. They stay text, so that a link can be read by eye and
 * needs no table that would have to be kept for ever.
 */
import { digitOf, fromBase62, readLength, toBase62, writeLength } from './base62.ts';
import { MAX_NAME_LENGTH } from './moment.ts';

/** Stands for the minus sign, the one special character of the names that the project gives. */
const MINUS = 'Z';
/** Begins any other character: its code point as a length and digits. */
const ESCAPE = 'Y';

/** `kmem-two-ranges` becomes `kmemZtwoZranges`. Throws a RangeError for a name that is empty or too long. */
export function encodeName(name: string): string {
  if (name === '' || name.length > MAX_NAME_LENGTH) {
    throw new RangeError(`a name of ${name.length} characters does not fit into a link`);
  }
  return Array.from(name, (character) => {
    if (character === '-') return MINUS;
    if (digitOf(character) >= 0 && character !== MINUS && character !== ESCAPE) return character;
    const digits = toBase62(character.codePointAt(0)!);
    return ESCAPE + writeLength(digits.length) + digits;
  }).join('');
}

/** The name, or null if no name is written like that. */
export function decodeName(text: string): string | null {
  let name = '';
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at++);
    if (character !== ESCAPE) {
      name += character === MINUS ? '-' : character;
      continue;
    }
    const digits = readLength(text, at);
    const end = digits === null ? Infinity : digits.next + digits.length;
    const codePoint = digits === null || end > text.length ? null : fromBase62(text.slice(digits.next, end));
    if (codePoint === null || codePoint > 0x10ffff) return null;
    name += String.fromCodePoint(codePoint);
    at = end;
  }
  return name === '' || name.length > MAX_NAME_LENGTH ? null : name;
}
