/**
 * What the fields of a link say: from characters to values and to words for people.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { digitOf, fromBase62 } from './base62.ts';
import type { LinkPartName } from './link-error.ts';
import type { Act } from './deed.ts';
import { decodeActs } from './link-acts.ts';
import { decodeName } from './link-name.ts';
import { decodeScenarioText, decodeSchedule } from './link-scenario.ts';
import type { Schedule } from './schedule.ts';
import { FIELD_TAGS, VARIANT_NUMBERS } from './link-registry.ts';
import { MAX_BLOCK, MAX_FINGERPRINT, MAX_POSITION } from './moment.ts';

/** Characters of a text that are shown of a link that holds it. */
const MOST_WORDS = 60;

/** A value with its words, or why there is none (the end of a sentence). */
export type Reading<T> =
  | { readonly ok: true; readonly value: T; readonly words: string }
  | { readonly ok: false; readonly problem: string };

function readNumber(digits: string, limit: number, words: (value: number) => string): Reading<number> {
  const value = fromBase62(digits);
  if (value === null) return { ok: false, problem: 'has no digits' };
  if (value <= limit) return { ok: true, value, words: words(value) };
  const amount = Number.isSafeInteger(value) ? String(value) : 'more than 2^53';
  return { ok: false, problem: `is ${amount}, beyond the limit of ${limit}` };
}

function readName(text: string, what: string): Reading<string> {
  const name = decodeName(text);
  return name === null
    ? { ok: false, problem: 'is not a name' }
    : { ok: true, value: name, words: `${what} ${name}` };
}

export const readScenario = (text: string): Reading<string> => readName(text, 'scenario');
export const readRecording = (text: string): Reading<string> => readName(text, 'recording');
export const readPosition = (text: string): Reading<number> =>
  readNumber(text, MAX_POSITION, (position) => `step ${position}`);
export const readBlock = (text: string): Reading<number> =>
  readNumber(text, MAX_BLOCK, (block) => `memory${block}`);
export const readFingerprint = (text: string): Reading<number> =>
  readNumber(text, MAX_FINGERPRINT, (hash) => hash.toString(16).padStart(14, '0'));

export const readCut = (text: string): Reading<number> =>
  readNumber(text, MAX_POSITION, (position) => `left at step ${position}`);

/** What was done by hand. */
export function readActs(text: string): Reading<readonly Act[]> {
  const acts = decodeActs(text);
  if (typeof acts === 'string') return { ok: false, problem: acts };
  return { ok: true, value: acts, words: acts.length === 1 ? 'one act' : `${acts.length} acts` };
}

/** A scenario in text; its words are its title, which a person knows it by. */
export function readText(characters: string): Reading<string> {
  const read = decodeScenarioText(characters);
  if (typeof read === 'string') return { ok: false, problem: read };
  const [line = ''] = read.text.split('\n');
  return { ok: true, value: read.text, words: `text: ${line.slice(0, MOST_WORDS)}` };
}

/** Who runs when. */
export function readOrder(characters: string): Reading<Schedule> {
  const schedule = decodeSchedule(characters);
  if (typeof schedule === 'string') return { ok: false, problem: schedule };
  return {
    ok: true,
    value: schedule,
    words: schedule.length === 1 ? 'one turn' : `${schedule.length} turns`,
  };
}

/** The kernel variant of a digit. */
export function readKernel(digit: string): Reading<VariantId> {
  const number = digitOf(digit);
  const ids = Object.keys(VARIANT_NUMBERS) as VariantId[];
  const id = ids.find((candidate) => VARIANT_NUMBERS[candidate] === number);
  return id === undefined
    ? { ok: false, problem: `is number ${number}` }
    : { ok: true, value: id, words: `kernel ${id}` };
}

export interface FieldKind {
  readonly name: LinkPartName;
  readonly read: (text: string) => Reading<unknown>;
}

const FIELDS: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  [FIELD_TAGS.scenario, { name: 'scenario', read: readScenario }],
  [FIELD_TAGS.recording, { name: 'recording', read: readRecording }],
  [FIELD_TAGS.position, { name: 'position', read: readPosition }],
  [FIELD_TAGS.block, { name: 'block', read: readBlock }],
  [FIELD_TAGS.fingerprint, { name: 'fingerprint', read: readFingerprint }],
  [FIELD_TAGS.cut, { name: 'cut', read: readCut }],
  [FIELD_TAGS.acts, { name: 'acts', read: readActs }],
  [FIELD_TAGS.text, { name: 'text', read: readText }],
  [FIELD_TAGS.order, { name: 'order', read: readOrder }],
]);

/** The kind of field with that letter; null for a letter without meaning. */
export function fieldOf(tag: string): FieldKind | null {
  return FIELDS.get(tag) ?? null;
}
