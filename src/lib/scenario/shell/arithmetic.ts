/**
 * `$((…))`: 64 bit whole numbers with the operators of C, without assignments.
 */
import { Trouble } from './trouble.ts';

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const TOKEN = /\s*(0[xX][0-9A-Fa-f]+|\d+|[A-Za-z_]\w*|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>&|^!~()?:=])/y;
const DEEPEST = 100;
const SHIFT_MASK = 63n;
const LARGEST_POWER = 4096n;

const fits = (value: bigint): bigint => BigInt.asIntN(64, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);

class Reader {
  readonly #text: string;
  readonly #value: (name: string) => string;
  readonly #tokens: string[] = [];
  #at = 0;
  #depth: number;
  /** Parts that do not count, as behind `0 &&`: nothing in them fails. */
  #dead = 0;

  constructor(text: string, value: (name: string) => string, depth: number) {
    this.#text = text;
    this.#value = value;
    this.#depth = depth;
    let at = 0;
    while (/\S/.test(text.slice(at))) {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(text);
      if (match === null) this.#fail(text.slice(at).trim());
      this.#tokens.push(match[1]!);
      at += match[0].length;
    }
  }

  #fail(near: string): never {
    throw new Trouble(`${this.#text.trim()}: syntax error in expression (error token is "${near}")`);
  }

  #take(...signs: readonly string[]): string | null {
    const token = this.#tokens[this.#at];
    if (token === undefined || !signs.includes(token)) return null;
    this.#at++;
    return token;
  }

  whole(): bigint {
    if (this.#tokens.length === 0) return 0n;
    const value = this.#choice();
    const rest = this.#tokens[this.#at];
    if (rest === '=') {
      throw new Trouble(`${this.#text.trim()}: assignments in $((…)) are not here; write i=$((i + 1))`);
    }
    if (rest !== undefined) this.#fail(rest);
    return value;
  }

  #choice(): bigint {
    if (++this.#depth > DEEPEST)
      throw new Trouble(`${this.#text.trim()}: expression recursion level exceeded`);
    const condition = this.#binary(0);
    let value = condition;
    if (this.#take('?') !== null) {
      const yes = this.#unless(condition === 0n, () => this.#choice());
      if (this.#take(':') === null) this.#fail(this.#tokens[this.#at] ?? '?');
      const no = this.#unless(condition !== 0n, () => this.#choice());
      value = condition === 0n ? no : yes;
    }
    this.#depth--;
    return value;
  }

  #binary(level: number): bigint {
    const signs = LEVELS[level];
    if (signs === undefined) return this.#power();
    let left = this.#binary(level + 1);
    for (let sign = this.#take(...signs); sign !== null; sign = this.#take(...signs)) {
      const isKnown = (sign === '&&' && left === 0n) || (sign === '||' && left !== 0n);
      const right = this.#unless(isKnown, () => this.#binary(level + 1));
      left = fits(this.#apply(sign, left, right));
    }
    return left;
  }

  #unless(isDead: boolean, read: () => bigint): bigint {
    if (isDead) this.#dead++;
    const value = read();
    if (isDead) this.#dead--;
    return value;
  }

  #apply(sign: string, a: bigint, b: bigint): bigint {
    switch (sign) {
      case '||':
        return truth(a !== 0n || b !== 0n);
      case '&&':
        return truth(a !== 0n && b !== 0n);
      case '|':
        return a | b;
      case '^':
        return a ^ b;
      case '&':
        return a & b;
      case '==':
        return truth(a === b);
      case '!=':
        return truth(a !== b);
      case '<=':
        return truth(a <= b);
      case '>=':
        return truth(a >= b);
      case '<':
        return truth(a < b);
      case '>':
        return truth(a > b);
      case '<<':
        return a << (b & SHIFT_MASK);
      case '>>':
        return a >> (b & SHIFT_MASK);
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      default:
        if (this.#dead > 0) return 0n;
        if (b === 0n) throw new Trouble(`${this.#text.trim()}: division by 0 (error token is "0")`);
        return sign === '/' ? a / b : a % b;
    }
  }

  #power(): bigint {
    const base = this.#unary();
    if (this.#take('**') === null) return base;
    const exponent = this.#power();
    if (this.#dead > 0) return 0n;
    if (exponent < 0n) throw new Trouble(`${this.#text.trim()}: exponent less than 0 (error token is "**")`);
    if (exponent > LARGEST_POWER)
      throw new Trouble(`${this.#text.trim()}: the exponent is too large for this shell`);
    return fits(base ** exponent);
  }

  #unary(): bigint {
    const sign = this.#take('-', '+', '!', '~');
    if (sign === null) return this.#primary();
    if (++this.#depth > DEEPEST)
      throw new Trouble(`${this.#text.trim()}: expression recursion level exceeded`);
    const value = this.#unary();
    this.#depth--;
    return fits(sign === '-' ? -value : sign === '!' ? truth(value === 0n) : sign === '~' ? ~value : value);
  }

  #primary(): bigint {
    if (this.#take('(') !== null) {
      const value = this.#choice();
      if (this.#take(')') === null) this.#fail(this.#tokens[this.#at] ?? '(');
      return value;
    }
    const token = this.#tokens[this.#at];
    if (token === undefined) this.#fail(this.#tokens.at(-1) ?? '');
    this.#at++;
    if (/^\d/.test(token)) return this.#number(token);
    if (!/^[A-Za-z_]/.test(token)) this.#fail(token);
    if (this.#dead > 0) return 0n;
    return evaluate(this.#value(token), this.#value, this.#depth + 1);
  }

  #number(token: string): bigint {
    if (/^0\d/.test(token)) {
      if (/[89]/.test(token))
        throw new Trouble(`${token}: value too great for base (error token is "${token}")`);
      return fits(BigInt(`0o${token.slice(1)}`));
    }
    return fits(BigInt(token));
  }
}

/** The value of an expression. `value` gives the text of a variable, empty when it is not set. */
export function evaluate(text: string, value: (name: string) => string, depth = 0): bigint {
  if (depth > DEEPEST) throw new Trouble(`${text.trim()}: expression recursion level exceeded`);
  return new Reader(text, value, depth).whole();
}
