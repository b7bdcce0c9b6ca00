/**
 * A scenario in text and a schedule in the characters of a link: the text deflated against a dictionary of the
 * language, the schedule as a stream of bits; both in base 62.
 */
import { deflateSync } from 'fflate';
import { bytesFromBase62, bytesToBase62 } from './base62-bytes.ts';
import { boundedInflate, isUnreadable } from './bounded-inflate.ts';
import { SCENARIO_DICTIONARY } from './link-dictionary.ts';
import { BitReader, BitWriter } from './packed-bits.ts';
import { MAX_TURN_STEPS, MAX_TURNS, MOST_ACTOR_NUMBER, type Schedule, type Turn } from './schedule.ts';

/** First byte of a text: how the rest is kept. Published. */
const DEFLATED = 1;
/** Bytes of the longest text that is read from a link. */
const MOST_BYTES = 2 ** 16;

const dictionary = new TextEncoder().encode(SCENARIO_DICTIONARY);

/** The content of the field for a text. */
export function encodeScenarioText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > MOST_BYTES)
    throw new RangeError(`a text of ${bytes.length} bytes is too long for a link`);
  return bytesToBase62(Uint8Array.of(DEFLATED, ...deflateSync(bytes, { level: 9, mem: 4, dictionary })));
}

/** The text, or why it cannot be read (the end of a sentence). */
export function decodeScenarioText(characters: string): { readonly text: string } | string {
  const bytes = bytesFromBase62(characters);
  if (bytes?.[0] !== DEFLATED) return 'is not written in a way that is known here';
  try {
    const inflated = boundedInflate(bytes.subarray(1), MOST_BYTES, dictionary);
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(inflated);
    return text === '' ? 'is empty' : { text };
  } catch (error) {
    if (error instanceof TypeError) return 'is no UTF-8';
    if (!isUnreadable(error)) throw error;
    return `cannot be read: ${error.message}`;
  }
}

/** The content of the field for a schedule. */
export function encodeSchedule(schedule: Schedule): string {
  const writer = new BitWriter();
  writer.count(schedule.length, 'number');
  for (const { actor, steps } of schedule) {
    writer.count(actor, 'shape');
    writer.count(steps - 1, 'step');
  }
  return bytesToBase62(writer.done());
}

/** The schedule, or why it cannot be read (the end of a sentence). */
export function decodeSchedule(characters: string): Schedule | string {
  const bytes = bytesFromBase62(characters);
  if (bytes === null) return 'is not written in a way that is known here';
  try {
    const reader = new BitReader(bytes);
    const turns: Turn[] = [];
    for (let left = reader.count(MAX_TURNS, 'number'); left > 0; left--) {
      const actor = reader.count(MOST_ACTOR_NUMBER, 'shape');
      turns.push({ actor, steps: reader.count(MAX_TURN_STEPS - 1, 'step') + 1 });
    }
    reader.end();
    return turns.length === 0 ? 'has no turn' : turns;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return `cannot be read: ${error.message}`;
  }
}
