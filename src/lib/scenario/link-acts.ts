/**
 * The acts of a recipe in the characters of a link: packed, deflated when that is shorter, in base 62.
 */
import { deflateSync } from 'fflate';
import type { Act } from './deed.ts';
import { bytesFromBase62, bytesToBase62 } from './base62-bytes.ts';
import { boundedInflate, isUnreadable } from './bounded-inflate.ts';
import { packActs, unpackActs } from './packed-acts.ts';

/** First byte: how the rest is kept. */
const PLAIN = 0;
const DEFLATED = 1;
/** More than any link that is short enough to be read at all can honestly mean. */
const MOST_BYTES = 2 ** 18;
/**
 * The content of the field for acts.
 * @throws {RangeError} for acts that cannot be packed
 */
export function encodeActs(acts: readonly Act[]): string {
  const packed = packActs(acts);
  const deflated = deflateSync(packed, { level: 9, mem: 8 });
  const [kind, body] = deflated.length < packed.length ? [DEFLATED, deflated] : [PLAIN, packed];
  return bytesToBase62(Uint8Array.of(kind, ...body));
}

/** The acts, or why they cannot be read (the end of a sentence). */
export function decodeActs(text: string): readonly Act[] | string {
  const bytes = bytesFromBase62(text);
  const kind = bytes?.[0];
  if (bytes === null || (kind !== PLAIN && kind !== DEFLATED))
    return 'are not written in a way that is known here';
  const body = bytes.subarray(1);
  try {
    const acts = unpackActs(kind === PLAIN ? body : boundedInflate(body, MOST_BYTES));
    return acts.length === 0 ? 'are none at all' : acts;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return `cannot be read: ${error.message}`;
  }
}
