/**
 * Patterns with `*`, `?` and `[…]`, as file names and `${name#…}` use them. A quoted character means itself.
 */

/** A character of a word after its expansion. */
export interface Letter {
  readonly char: string;
  readonly isQuoted: boolean;
}

type Part = '*' | ((char: string) => boolean);

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  digit: /[0-9]/,
  lower: /[a-z]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /\s/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

export function textOf(letters: readonly Letter[]): string {
  return letters.map(({ char }) => char).join('');
}

/** Does the word hold anything that could match several names? */
export function isPattern(letters: readonly Letter[]): boolean {
  return letters.some(({ char, isQuoted }) => !isQuoted && '*?['.includes(char));
}

/** `[…]` from the bracket on: what it matches and how many letters it takes; null when it is no set. */
function setAt(
  letters: readonly Letter[],
  from: number,
): { readonly part: (char: string) => boolean; readonly length: number } | null {
  let at = from + 1;
  const plain = (index: number, char: string): boolean =>
    letters[index]?.char === char && !letters[index].isQuoted;
  const isNegated = plain(at, '!') || plain(at, '^');
  if (isNegated) at++;
  const tests: ((char: string) => boolean)[] = [];
  for (let isFirst = true; isFirst || !plain(at, ']'); isFirst = false) {
    if (at >= letters.length) return null;
    const named =
      plain(at, '[') && plain(at + 1, ':') ? /^\[:([a-z]+):\]/.exec(textOf(letters.slice(at))) : null;
    const named1 = named?.[1];
    if (named1 !== undefined && Object.hasOwn(CLASSES, named1)) {
      const pattern = CLASSES[named1]!;
      tests.push((char) => pattern.test(char));
      at += named![0].length;
      continue;
    }
    const first = letters[at]!.char;
    const last = letters[at + 2];
    if (plain(at + 1, '-') && last !== undefined && !plain(at + 2, ']')) {
      tests.push((char) => first <= char && char <= last.char);
      at += 3;
    } else {
      tests.push((char) => char === first);
      at++;
    }
  }
  return { part: (char) => tests.some((test) => test(char)) !== isNegated, length: at + 1 - from };
}

function partsOf(letters: readonly Letter[]): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < letters.length; at++) {
    const { char, isQuoted } = letters[at]!;
    const set = char === '[' && !isQuoted ? setAt(letters, at) : null;
    if (set !== null) {
      parts.push(set.part);
      at += set.length - 1;
    } else if (char === '*' && !isQuoted) {
      if (parts.at(-1) !== '*') parts.push('*');
    } else if (char === '?' && !isQuoted) parts.push(() => true);
    else parts.push((other) => other === char);
  }
  return parts;
}

/** A pattern made ready for many names. */
export function matcherOf(letters: readonly Letter[]): (text: string) => boolean {
  const parts = partsOf(letters);
  return (text) => {
    const chars = [...text];
    let at = 0;
    let part = 0;
    let star = -1;
    let starAt = 0;
    while (at < chars.length) {
      const test = parts[part];
      if (test === '*') {
        star = part++;
        starAt = at;
      } else if (test !== undefined && test(chars[at]!)) {
        at++;
        part++;
      } else if (star >= 0) {
        part = star + 1;
        at = ++starAt;
      } else return false;
    }
    while (parts[part] === '*') part++;
    return part === parts.length;
  };
}
