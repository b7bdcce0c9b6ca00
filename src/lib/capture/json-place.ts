/**
 * A value inside a parsed JSON text that knows where it stands, with the checks that reading a recording needs.
 *
 * Every check that fails throws `InvalidPlace` with the place; `parseTrace` is the only one that starts such a
 * reading, and turns it into a value. Texts of unknown origin come through here: nothing may be taken for granted.
 */
import type { TraceError } from './trace-error.ts';

/** Carries the error up to whoever started reading; never leaves this folder. */
export class InvalidPlace extends Error {
  readonly problem: TraceError;

  constructor(problem: TraceError) {
    super(problem.what);
    this.problem = problem;
  }
}

const LONGEST_QUOTE = 40;

/** A value in a few words, however large it is. */
export function briefly(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return JSON.stringify(value);
  return JSON.stringify(value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value);
}

export class JsonPlace {
  readonly value: unknown;
  readonly #parent: JsonPlace | null;
  readonly #key: string | number;
  #step: number | null;

  constructor(value: unknown, parent: JsonPlace | null = null, key: string | number = '$') {
    this.value = value;
    this.#parent = parent;
    this.#key = key;
    this.#step = parent === null ? null : parent.#step;
  }

  /** JSON path from the root, e.g. `steps[3].op.size`. */
  get path(): string {
    if (this.#parent === null) return '$';
    const above = this.#parent.path;
    const key = this.#key;
    if (typeof key === 'number') return `${above}[${key}]`;
    if (!/^\w{1,40}$/.test(key)) return `${above === '$' ? '' : above}[${briefly(key)}]`;
    return above === '$' ? key : `${above}.${key}`;
  }

  /** Says that everything below belongs to a step. */
  inStep(step: number): this {
    this.#step = step;
    return this;
  }

  /** Stops reading. `expected` completes the sentence "this should be …". */
  refuse(expected: string, remedy = 'record the run again or repair this place'): never {
    const found = this.value === undefined ? 'missing' : briefly(this.value);
    throw new InvalidPlace({
      what: this.value === undefined ? `${String(this.#key)} is missing` : `${found} is not valid here`,
      path: this.path,
      step: this.#step,
      why: `it should be ${expected}`,
      remedy,
    });
  }

  /** The value under a key; a missing one is `undefined` and refused by whatever check comes next. */
  at(key: string): JsonPlace {
    const value = this.value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.refuse('an object');
    return new JsonPlace(
      Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined,
      this,
      key,
    );
  }

  has(key: string): boolean {
    return this.at(key).value !== undefined;
  }

  entries(): [string, JsonPlace][] {
    const value = this.value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.refuse('an object');
    return Object.entries(value).map(([key, member]) => [key, new JsonPlace(member, this, key)]);
  }

  list(): JsonPlace[] {
    if (!Array.isArray(this.value)) return this.refuse('a list');
    return this.value.map((member, index) => new JsonPlace(member, this, index));
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.refuse('a text');
  }

  textOrNull(): string | null {
    return this.value === null ? null : this.text();
  }

  oneOf<T extends string>(words: readonly T[]): T {
    const word = words.find((candidate) => candidate === this.value);
    return word ?? this.refuse(words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}`);
  }

  /** A whole number that a double holds exactly. */
  integer(least: number, most: number): number {
    const value = this.value;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value;
    return this.refuse(`a whole number from ${least} to ${most}`);
  }

  /** An address, a size or a count of pages. */
  amount(): number {
    return this.integer(0, Number.MAX_SAFE_INTEGER);
  }

  /** A C int. */
  int(): number {
    return this.integer(-(2 ** 31), 2 ** 31 - 1);
  }
}
