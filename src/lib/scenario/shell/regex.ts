/**
 * Regular expressions of POSIX, as grep takes them: the longest match at the leftmost place, in time that grows with the
 * text only, however odd the pattern. No back references.
 */
import { Trouble } from './trouble.ts';

type Test = (char: string) => boolean;

type Node =
  | { readonly kind: 'char'; readonly test: Test }
  | { readonly kind: 'begin' | 'end' | 'word-begin' | 'word-end' | 'word-edge' }
  | { readonly kind: 'all'; readonly parts: readonly Node[] }
  | { readonly kind: 'any'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number };

/** One step of the machine: a test, a place in the text, or a fork. */
type Step =
  | { readonly kind: 'char'; readonly test: Test }
  | { readonly kind: 'place'; readonly place: string }
  | { readonly kind: 'fork'; to: [number, number] }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'match' };

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  digit: /[0-9]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /\s/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};
const WORD = /\w/;
const MOST_STEPS = 20_000;
const MOST_REPEATS = 255;
const DEEPEST = 50;

class Parser {
  readonly #text: readonly string[];
  readonly #isExtended: boolean;
  readonly #ignoresCase: boolean;
  #at = 0;
  #depth = 0;

  constructor(pattern: string, isExtended: boolean, ignoresCase: boolean) {
    this.#text = [...pattern];
    this.#isExtended = isExtended;
    this.#ignoresCase = ignoresCase;
  }

  /** A sign that is special as it is in extended patterns and behind a backslash in basic ones. */
  #sign(char: string): boolean {
    if (this.#isExtended) return this.#text[this.#at] === char;
    return this.#text[this.#at] === '\\' && this.#text[this.#at + 1] === char;
  }

  #take(char: string): boolean {
    if (!this.#sign(char)) return false;
    this.#at += this.#isExtended ? 1 : 2;
    return true;
  }

  whole(): Node {
    const node = this.#choice();
    if (this.#at < this.#text.length) throw new Trouble('Unmatched ) or \\)', 2);
    return node;
  }

  #choice(): Node {
    if (++this.#depth > DEEPEST) throw new Trouble('the pattern goes too deep', 2);
    const parts = [this.#sequence()];
    while (this.#take('|')) parts.push(this.#sequence());
    this.#depth--;
    return parts.length === 1 ? parts[0]! : { kind: 'any', parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#text.length && !this.#sign('|') && !(this.#depth > 1 && this.#sign(')'))) {
      if (this.#isExtended && this.#depth === 1 && this.#text[this.#at] === ')') {
        parts.push(this.#plain(')'));
        continue;
      }
      const isFirst = parts.length === 0;
      parts.push(this.#repeated(this.#atom(isFirst), isFirst));
    }
    return { kind: 'all', parts };
  }

  #plain(char: string): Node {
    this.#at++;
    return this.#char(char);
  }

  #char(char: string): Node {
    if (!this.#ignoresCase) return { kind: 'char', test: (other) => other === char };
    const lower = char.toLowerCase();
    return { kind: 'char', test: (other) => other.toLowerCase() === lower };
  }

  #atom(isFirst: boolean): Node {
    const char = this.#text[this.#at]!;
    // At its begin an extended pattern has nothing to repeat.
    if (this.#isExtended && isFirst && '*+?'.includes(char)) {
      this.#at++;
      return { kind: 'all', parts: [] };
    }
    if (this.#take('(')) {
      const inside = this.#choice();
      if (!this.#take(')')) throw new Trouble('Unmatched ( or \\(', 2);
      return inside;
    }
    if (char === '[') return this.#set();
    if (char === '.') {
      this.#at++;
      return { kind: 'char', test: () => true };
    }
    if (char === '^' && (this.#isExtended || isFirst)) {
      this.#at++;
      return { kind: 'begin' };
    }
    if (char === '$' && (this.#isExtended || this.#endsHere())) {
      this.#at++;
      return { kind: 'end' };
    }
    if (char === '\\') return this.#escaped();
    return this.#plain(char);
  }

  /** Is the next sign the last of its part? Only there a `$` of a basic pattern is no plain one. */
  #endsHere(): boolean {
    const rest = this.#text.slice(this.#at + 1, this.#at + 3).join('');
    return rest === '' || rest === '\\)' || rest === '\\|';
  }

  #escaped(): Node {
    const char = this.#text[this.#at + 1];
    if (char === undefined) throw new Trouble('Trailing backslash', 2);
    if (/[1-9]/.test(char)) throw new Trouble('back references are not here', 2);
    this.#at += 2;
    switch (char) {
      case '<':
        return { kind: 'word-begin' };
      case '>':
        return { kind: 'word-end' };
      case 'b':
        return { kind: 'word-edge' };
      case 'w':
        return { kind: 'char', test: (other) => WORD.test(other) };
      case 'W':
        return { kind: 'char', test: (other) => !WORD.test(other) };
      case 's':
        return { kind: 'char', test: (other) => /\s/.test(other) };
      case 'S':
        return { kind: 'char', test: (other) => /\S/.test(other) };
      default:
        return this.#char(char);
    }
  }

  #set(): Node {
    let at = this.#at + 1;
    const isNegated = this.#text[at] === '^';
    if (isNegated) at++;
    const tests: Test[] = [];
    for (let isFirst = true; isFirst || this.#text[at] !== ']'; isFirst = false) {
      if (at >= this.#text.length) {
        const isBare = this.#at === this.#text.length - 1;
        throw new Trouble(isBare ? 'Invalid regular expression' : 'Unmatched [, [^, [:, [., or [=', 2);
      }
      const named = /^\[:([a-z]*):\]/.exec(this.#text.slice(at, at + 12).join(''));
      if (named !== null) {
        const pattern = Object.hasOwn(CLASSES, named[1]!) ? CLASSES[named[1]!]! : null;
        if (pattern === null) throw new Trouble('Invalid character class name', 2);
        tests.push((char) => pattern.test(char));
        at += named[0].length;
        continue;
      }
      const first = this.#text[at]!;
      const last = this.#text[at + 2];
      if (this.#text[at + 1] === '-' && last !== undefined && last !== ']') {
        if (last < first) throw new Trouble('Invalid range end', 2);
        tests.push((char) => first <= char && char <= last);
        at += 3;
      } else {
        tests.push((char) => char === first);
        at++;
      }
    }
    this.#at = at + 1;
    const ignoresCase = this.#ignoresCase;
    const isIn = (char: string): boolean => tests.some((test) => test(char));
    return {
      kind: 'char',
      test: (char) =>
        (ignoresCase ? isIn(char.toLowerCase()) || isIn(char.toUpperCase()) : isIn(char)) !== isNegated,
    };
  }

  #repeated(atom: Node, isFirst: boolean): Node {
    let node = atom;
    for (;;) {
      if (this.#text[this.#at] === '*') {
        // At its begin a basic pattern has a plain star.
        if (!this.#isExtended && isFirst && node.kind === 'begin')
          return { kind: 'all', parts: [node, this.#plain('*')] };
        this.#at++;
        node = { kind: 'repeat', part: node, least: 0, most: Infinity };
      } else if (this.#take('+')) node = { kind: 'repeat', part: node, least: 1, most: Infinity };
      else if (this.#take('?')) node = { kind: 'repeat', part: node, least: 0, most: 1 };
      else if (this.#sign('{')) {
        const counted = this.#counted(node);
        if (counted === null) return node;
        node = counted;
      } else return node;
    }
  }

  #counted(part: Node): Node | null {
    const rest = this.#text.slice(this.#at).join('');
    const match = (this.#isExtended ? /^\{(\d*)(,?)(\d*)\}/ : /^\\\{(\d*)(,?)(\d*)\\\}/).exec(rest);
    if (match === null || (match[1] === '' && match[3] === '')) {
      if (this.#isExtended) return null;
      throw new Trouble('Unmatched \\{', 2);
    }
    this.#at += match[0].length;
    const least = Number(match[1]);
    const most = match[2] === '' ? least : match[3] === '' ? Infinity : Number(match[3]);
    if (most < least) throw new Trouble('Invalid content of \\{\\}', 2);
    if (least > MOST_REPEATS || (most !== Infinity && most > MOST_REPEATS)) {
      throw new Trouble('Regular expression too big', 2);
    }
    return { kind: 'repeat', part, least, most };
  }
}

function compile(node: Node): Step[] {
  const steps: Step[] = [];
  const add = <T extends Step>(step: T): T => {
    if (steps.length > MOST_STEPS) throw new Trouble('Regular expression too big', 2);
    steps.push(step);
    return step;
  };
  const emit = (part: Node): void => {
    switch (part.kind) {
      case 'char':
        add({ kind: 'char', test: part.test });
        break;
      case 'all':
        part.parts.forEach(emit);
        break;
      case 'any': {
        const jumps: Extract<Step, { kind: 'jump' }>[] = [];
        for (const [i, choice] of part.parts.entries()) {
          const isLast = i === part.parts.length - 1;
          const fork = isLast ? null : add({ kind: 'fork', to: [steps.length + 1, 0] });
          emit(choice);
          if (!isLast) jumps.push(add({ kind: 'jump', to: 0 }));
          if (fork !== null) fork.to[1] = steps.length;
        }
        for (const jump of jumps) jump.to = steps.length;
        break;
      }
      case 'repeat': {
        for (let i = 0; i < part.least; i++) emit(part.part);
        if (part.most === Infinity) {
          const fork = add({ kind: 'fork', to: [steps.length + 1, 0] });
          const at = steps.length - 1;
          emit(part.part);
          add({ kind: 'jump', to: at });
          fork.to[1] = steps.length;
          break;
        }
        const forks: Extract<Step, { kind: 'fork' }>[] = [];
        for (let i = part.least; i < part.most; i++) {
          forks.push(add({ kind: 'fork', to: [steps.length + 1, 0] }));
          emit(part.part);
        }
        for (const fork of forks) fork.to[1] = steps.length;
        break;
      }
      default:
        add({ kind: 'place', place: part.kind });
    }
  };
  emit(node);
  add({ kind: 'match' });
  return steps;
}

function isAt(place: string, chars: readonly string[], at: number): boolean {
  const before = WORD.test(chars[at - 1] ?? '');
  const after = WORD.test(chars[at] ?? '');
  switch (place) {
    case 'begin':
      return at === 0;
    case 'end':
      return at === chars.length;
    case 'word-begin':
      return !before && after;
    case 'word-end':
      return before && !after;
    default:
      return before !== after;
  }
}

/** A pattern ready to be used. */
export class PosixPattern {
  readonly #steps: readonly Step[];

  /** Throws a `Trouble` with the words of grep for a pattern that is none. */
  constructor(pattern: string, options: { readonly isExtended: boolean; readonly ignoresCase: boolean }) {
    this.#steps = compile(new Parser(pattern, options.isExtended, options.ignoresCase).whole());
  }

  /** All steps that can be reached from one without taking a character. */
  #reach(from: number, chars: readonly string[], at: number, into: Set<number>): void {
    const open = [from];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (into.has(next)) continue;
      into.add(next);
      const step = this.#steps[next]!;
      if (step.kind === 'jump') open.push(step.to);
      else if (step.kind === 'fork') open.push(...step.to);
      else if (step.kind === 'place' && isAt(step.place, chars, at)) open.push(next + 1);
    }
  }

  /** End of the longest match that begins at a place; -1 for none. */
  #longest(chars: readonly string[], from: number): number {
    const match = this.#steps.length - 1;
    let now = new Set<number>();
    this.#reach(0, chars, from, now);
    let best = now.has(match) ? from : -1;
    for (let at = from; at < chars.length && now.size > 0; at++) {
      const next = new Set<number>();
      for (const index of now) {
        const step = this.#steps[index]!;
        if (step.kind === 'char' && step.test(chars[at]!)) this.#reach(index + 1, chars, at + 1, next);
      }
      if (next.has(match)) best = at + 1;
      now = next;
    }
    return best;
  }

  /** All matches in a line that do not overlap, leftmost and longest first; [from, to). */
  *matches(chars: readonly string[]): Generator<readonly [from: number, to: number]> {
    for (let from = 0; from <= chars.length; from++) {
      const to = this.#longest(chars, from);
      if (to < 0) continue;
      yield [from, to];
      if (to > from) from = to - 1;
    }
  }
}
