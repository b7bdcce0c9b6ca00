/**
 * What `[ … ]` asks: files, texts, numbers, with !, -a and -o.
 */
import type { Walk } from '#lib/hotplug/userspace/tree.ts';

type Lookup = (name: string) => Walk;

const NUMBER = /^\s*[-+]?\d+\s*$/;

function unary(sign: string, word: string, lookup: Lookup): boolean | null {
  switch (sign) {
    case '-n':
      return word !== '';
    case '-z':
      return word === '';
    case '-e':
    case '-r':
      return lookup(word).found !== null;
    case '-f':
      return lookup(word).found === 'file';
    case '-d':
    case '-x':
      return lookup(word).found === 'folder';
    case '-w':
      return lookup(word).found !== null;
    case '-t':
      return word === '0' || word === '1' || word === '2';
    default:
      return null;
  }
}

function binary(left: string, sign: string, right: string): boolean | string | null {
  switch (sign) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-eq':
    case '-ne':
    case '-lt':
    case '-le':
    case '-gt':
    case '-ge': {
      for (const word of [left, right]) if (!NUMBER.test(word)) return `${word}: integer expression expected`;
      const difference = BigInt(left.trim()) - BigInt(right.trim());
      switch (sign) {
        case '-eq':
          return difference === 0n;
        case '-ne':
          return difference !== 0n;
        case '-lt':
          return difference < 0n;
        case '-le':
          return difference <= 0n;
        case '-gt':
          return difference > 0n;
        default:
          return difference >= 0n;
      }
    }
    default:
      return null;
  }
}

/** The answer, or what is wrong with the question, as bash says it. */
export function isTrue(words: readonly string[], lookup: Lookup): boolean | string {
  const join = words.lastIndexOf('-o') > 0 && words.length > 3 ? words.lastIndexOf('-o') : -1;
  const and = join < 0 && words.lastIndexOf('-a') > 0 && words.length > 3 ? words.lastIndexOf('-a') : -1;
  const at = Math.max(join, and);
  if (at > 0 && at < words.length - 1) {
    const left = isTrue(words.slice(0, at), lookup);
    const right = isTrue(words.slice(at + 1), lookup);
    if (typeof left === 'string') return left;
    if (typeof right === 'string') return right;
    return join > 0 ? left || right : left && right;
  }
  const [first = '', second = '', third = ''] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return first !== '';
    case 2: {
      if (first === '!') return second === '';
      return unary(first, second, lookup) ?? `${first}: unary operator expected`;
    }
    case 3: {
      const answer = binary(first, second, third);
      if (answer !== null) return answer;
      if (first !== '!') return `${second}: binary operator expected`;
      break;
    }
    default:
      if (first !== '!') return 'too many arguments';
  }
  const rest = isTrue(words.slice(1), lookup);
  return typeof rest === 'string' ? rest : !rest;
}
