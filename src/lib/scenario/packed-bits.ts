/**
 * Whole numbers as few bits, in exponential Golomb code: small ones are short, none is refused. Numbers of one kind
 * share a parameter that suits them, chosen when all are known and written before them.
 */

/** Something that no writer here has written. Caught by whoever starts the reading. */
export class UnreadableBits extends Error {}

/** Kinds of numbers: which shape, how many steps, numbers in texts and counts, units of an address, numbers of shapes. */
export const NUMBER_KINDS = ['shape', 'step', 'number', 'units', 'definition'] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];

/** Published: a memory block of most machines, a PMD, a page, a byte. */
const UNITS = [2 ** 27, 2 ** 21, 2 ** 12, 1] as const;
const UNIT_BITS = 2;
const PARAMETER_BITS = 4;
const BYTE_BITS = 8;
const LONGEST_BITS = 54;
/** No machine has an address beyond. */
export const MAX_NUMBER = 2 ** 52;

function bitsOf(value: number): number {
  let bits = 0;
  for (let rest = value; rest >= 1; rest = Math.floor(rest / 2)) bits++;
  return bits;
}

/** Bits that a number takes with that parameter. */
function codeBits(value: number, parameter: number): number {
  const bits = bitsOf(value + 2 ** parameter);
  return 2 * bits - parameter - 1;
}

interface Token {
  readonly value: number;
  /** A kind of number, or that many bits as they are. */
  readonly as: NumberKind | number;
}

export class BitWriter {
  readonly #tokens: Token[] = [];

  /** A whole number from 0 to 2^52. */
  count(value: number, as: NumberKind = 'number'): void {
    if (!Number.isInteger(value) || value < 0 || value > MAX_NUMBER)
      throw new RangeError(`${value} does not fit into a link`);
    this.#tokens.push({ value, as });
  }

  /** A whole number of either sign, below 2^51. */
  int(value: number): void {
    this.count(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** An address or a size, in the largest unit that divides it. */
  amount(value: number): void {
    const unit = UNITS.findIndex((bytes) => value % bytes === 0);
    this.#tokens.push({ value: unit, as: UNIT_BITS });
    this.count(value / UNITS[unit]!, 'units');
  }

  bytes(bytes: Uint8Array): void {
    for (const value of bytes) this.#tokens.push({ value, as: BYTE_BITS });
  }

  /** All of it, filled up to whole bytes. */
  done(): Uint8Array {
    const bits: number[] = [];
    const put = (value: number, count: number): void => {
      for (let weight = 2 ** (count - 1); weight >= 1; weight /= 2) bits.push(Math.floor(value / weight) % 2);
    };
    const parameters = Object.fromEntries(NUMBER_KINDS.map((kind) => [kind, this.#parameterOf(kind)]));
    for (const kind of NUMBER_KINDS) put(parameters[kind]!, PARAMETER_BITS);
    for (const { value, as } of this.#tokens) {
      if (typeof as === 'number') put(value, as);
      else {
        const parameter = parameters[as]!;
        const lifted = value + 2 ** parameter;
        const length = bitsOf(lifted);
        put(0, length - parameter - 1);
        put(lifted, length);
      }
    }
    const bytes = new Uint8Array(Math.ceil(bits.length / BYTE_BITS));
    bits.forEach((bit, i) => {
      bytes[i >> 3]! |= bit << (7 - (i & 7));
    });
    return bytes;
  }

  /** The parameter with which all numbers of that kind take the fewest bits. */
  #parameterOf(kind: NumberKind): number {
    const values = this.#tokens.filter(({ as }) => as === kind).map(({ value }) => value);
    let best = 0;
    let fewest = Infinity;
    for (let parameter = 0; parameter < 2 ** PARAMETER_BITS; parameter++) {
      const sum = values.reduce((bits, value) => bits + codeBits(value, parameter), 0);
      if (sum < fewest) {
        fewest = sum;
        best = parameter;
      }
    }
    return best;
  }
}

export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #parameters: ReadonlyMap<NumberKind, number>;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#parameters = new Map(NUMBER_KINDS.map((kind) => [kind, this.#bits(PARAMETER_BITS)]));
  }

  /** Refuses anything but the zeros that fill the last byte. */
  end(): void {
    const left = this.#bytes.length * BYTE_BITS - this.#at;
    if (left >= BYTE_BITS || this.#bits(left) !== 0) throw new UnreadableBits('something follows the last');
  }

  count(limit = MAX_NUMBER, as: NumberKind = 'number'): number {
    const parameter = this.#parameters.get(as)!;
    let extra = 0;
    while (this.#bit() === 0) {
      if (++extra + parameter >= LONGEST_BITS) throw new UnreadableBits('a number is beyond 2^53');
    }
    const length = extra + parameter;
    const value = this.#bits(length) + 2 ** length - 2 ** parameter;
    if (value > limit) throw new UnreadableBits(`a number is beyond ${limit}`);
    return value;
  }

  int(): number {
    const value = this.count();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  amount(): number {
    const unit = UNITS[this.#bits(UNIT_BITS)]!;
    const value = this.count(undefined, 'units') * unit;
    if (value > MAX_NUMBER) throw new UnreadableBits('an address is beyond 2^52');
    return value;
  }

  bytes(length: number): Uint8Array {
    if (this.#at + length * BYTE_BITS > this.#bytes.length * BYTE_BITS) {
      throw new UnreadableBits('a text has no end');
    }
    return Uint8Array.from({ length }, () => this.#bits(BYTE_BITS));
  }

  #bit(): number {
    const byte = this.#bytes[this.#at >> 3];
    if (byte === undefined) throw new UnreadableBits('a number has no end');
    return (byte >> (7 - (this.#at++ & 7))) & 1;
  }

  #bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.#bit();
    return value;
  }
}
