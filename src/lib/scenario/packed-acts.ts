/**
 * Acts as few bytes. What acts of one kind have in common (who, which verb, which file) is their shape and is written
 * once; each act is then its distance to the one before, the number of its shape, and the numbers in it.
 */
import type { Act, Deed } from './deed.ts';
import { DEED_FIELDS, DEED_KINDS, MAX_ACTS, type DeedField } from './deed-fields.ts';
import { MAX_POSITION } from './moment.ts';
import { BitReader, BitWriter, UnreadableBits } from './packed-bits.ts';
import { holesIn, patternOf, PatternTable, textOf, type Pattern } from './packed-texts.ts';

/** Whether a field is there; a text may be null as well. */
const ABSENT = 0;
const PRESENT = 1;
const NULL = 2;

interface Shape {
  readonly kind: number;
  /** One for each field that may be left out. */
  readonly presence: readonly number[];
  /** The actor's first. */
  readonly patterns: readonly Pick<Pattern, 'pattern' | 'isRaw'>[];
}

type Loose = Readonly<Record<string, unknown>>;
interface Range {
  readonly startBytes: number;
  readonly sizeBytes: number;
}

const isText = ({ type }: DeedField): boolean =>
  type === 'text' || type === 'text-or-null' || typeof type === 'object';

function presenceOf(value: unknown): number {
  return value === undefined ? ABSENT : value === null ? NULL : PRESENT;
}

function shapeOf({ actor, deed }: Act): { shape: Shape; numbers: readonly Pattern[] } {
  const fields = DEED_FIELDS[deed.kind];
  const values = deed as unknown as Loose;
  const texts = fields.filter(isText).map(({ name }) => values[name]);
  const patterns = [actor, ...texts.filter((text) => typeof text === 'string')].map(patternOf);
  const presence = fields.filter(({ isOptional }) => isOptional).map(({ name }) => presenceOf(values[name]));
  return { shape: { kind: DEED_KINDS.indexOf(deed.kind), presence, patterns }, numbers: patterns };
}

function writeShape(to: BitWriter, { kind, presence, patterns }: Shape, table: PatternTable): void {
  to.count(kind, 'definition');
  for (const there of presence) to.count(there, 'definition');
  for (const pattern of patterns) table.write(to, pattern);
}

function writeValue(to: BitWriter, { type }: DeedField, value: unknown, table: PatternTable): void {
  if (value === undefined) return;
  if (type === 'bytes') to.amount(value as number);
  else if (type === 'int') to.int(value as number);
  else if (type === 'ids') {
    const ids = value as readonly number[];
    to.count(ids.length);
    for (const id of ids) to.count(id);
  } else if (type === 'texts') {
    const texts = value as readonly string[];
    to.count(texts.length);
    for (const pattern of texts.map(patternOf)) {
      table.write(to, pattern);
      for (const number of pattern.numbers) to.count(number);
    }
  } else if (type === 'ranges') {
    const ranges = value as readonly Range[];
    to.count(ranges.length);
    for (const { startBytes, sizeBytes } of ranges) {
      to.amount(startBytes);
      to.amount(sizeBytes);
    }
  }
}

/**
 * @throws {RangeError} for numbers beyond 2^52 and texts of more than MAX_TEXT characters
 */
export function packActs(acts: readonly Act[]): Uint8Array {
  const to = new BitWriter();
  const table = new PatternTable();
  const shapes = new Map<string, number>();
  to.count(acts.length);
  let before = 0;
  for (const act of acts) {
    to.count(act.at - before, 'step');
    before = act.at;
    const { shape, numbers } = shapeOf(act);
    const key = JSON.stringify([
      shape.kind,
      shape.presence,
      shape.patterns.map(({ pattern, isRaw }) => [pattern, isRaw]),
    ]);
    const known = shapes.get(key) ?? 0;
    to.count(known, 'shape');
    if (known === 0) {
      shapes.set(key, shapes.size + 1);
      writeShape(to, shape, table);
    }
    for (const pattern of numbers) for (const number of pattern.numbers) to.count(number);
    for (const field of DEED_FIELDS[act.deed.kind]) {
      writeValue(to, field, (act.deed as unknown as Loose)[field.name], table);
    }
  }
  return to.done();
}

/** How many texts a deed of that shape has, its actor's among them. */
function textsIn(fields: readonly DeedField[], presence: readonly number[]): number {
  let optional = 0;
  let texts = 1;
  for (const field of fields) {
    const there = field.isOptional ? presence[optional++] : PRESENT;
    if (isText(field) && there === PRESENT) texts++;
  }
  return texts;
}

function readShape(from: BitReader, table: PatternTable): Shape {
  const kind = from.count(DEED_KINDS.length - 1, 'definition');
  const fields = DEED_FIELDS[DEED_KINDS[kind]!];
  const presence = fields
    .filter(({ isOptional }) => isOptional)
    .map(({ type }) => from.count(type === 'text-or-null' ? NULL : PRESENT, 'definition'));
  const patterns = Array.from({ length: textsIn(fields, presence) }, () => table.read(from));
  return { kind, presence, patterns };
}

function readText(from: BitReader, kept: Pick<Pattern, 'pattern' | 'isRaw'>): string {
  return textOf({ ...kept, numbers: Array.from({ length: holesIn(kept) }, () => from.count()) });
}

function readValue(from: BitReader, { type }: DeedField, texts: string[], table: PatternTable): unknown {
  if (type === 'bytes') return from.amount();
  if (type === 'int') return from.int();
  if (type === 'ids') return Array.from({ length: from.count(MAX_ACTS) }, () => from.count());
  if (type === 'texts') {
    return Array.from({ length: from.count(MAX_ACTS) }, () => readText(from, table.read(from)));
  }
  if (type === 'ranges') {
    return Array.from({ length: from.count(MAX_ACTS) }, () => ({
      startBytes: from.amount(),
      sizeBytes: from.amount(),
    }));
  }
  const text = texts.shift();
  if (typeof type === 'object' && !type.includes(text ?? '')) {
    throw new UnreadableBits(`${JSON.stringify(text)} is none of ${type.join(', ')}`);
  }
  return text;
}

function readDeed(from: BitReader, { kind, presence }: Shape, texts: string[], table: PatternTable): Deed {
  const name = DEED_KINDS[kind]!;
  const deed: Record<string, unknown> = { kind: name };
  let optional = 0;
  for (const field of DEED_FIELDS[name]) {
    const there = field.isOptional ? presence[optional++] : PRESENT;
    if (there === NULL) deed[field.name] = null;
    else if (there === PRESENT) deed[field.name] = readValue(from, field, texts, table);
  }
  // The table has the fields of every kind and their types, so this is one.
  return deed as unknown as Deed;
}

/**
 * The acts that were packed.
 * @throws {UnreadableBits} for bytes that packActs never writes
 */
export function unpackActs(bytes: Uint8Array): Act[] {
  const from = new BitReader(bytes);
  const table = new PatternTable();
  const shapes: Shape[] = [];
  const acts: Act[] = [];
  let at = 0;
  for (let left = from.count(MAX_ACTS); left > 0; left--) {
    at += from.count(MAX_POSITION - at, 'step');
    const known = from.count(shapes.length, 'shape');
    const shape = known === 0 ? readShape(from, table) : shapes[known - 1]!;
    if (known === 0) shapes.push(shape);
    const texts = shape.patterns.map((kept) => readText(from, kept));
    const actor = texts.shift()!;
    acts.push({ at, actor, deed: readDeed(from, shape, texts, table) });
  }
  from.end();
  return acts;
}
