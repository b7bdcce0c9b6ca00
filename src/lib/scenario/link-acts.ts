/**
 * The acts of a recipe in the characters of a link: packed, deflated when that is shorter, in base 62.
 */
import { deflateSync, Inflate } from 'fflate';
import type { Act } from './deed.ts';
import { bytesFromBase62, bytesToBase62 } from './base62-bytes.ts';
import { packActs, unpackActs } from './packed-acts.ts';
import { UnreadableBits } from './packed-bits.ts';

/** First byte: how the rest is kept. */
const PLAIN = 0;
const DEFLATED = 1;
/** More than any link that is short enough to be read at all can honestly mean. */
const MOST_BYTES = 2 ** 18;
/** Looked at after each of these, so that a few bytes never become many. */
const PIECE_BYTES = 64;

/** Inflates until there is too much of it; what was done is thrown away then. */
function inflate(bytes: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const stream = new Inflate((piece) => {
    pieces.push(piece);
    length += piece.length;
    if (length > MOST_BYTES) throw new UnreadableBits(`there is more of it than ${MOST_BYTES} bytes`);
  });
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    stream.push(bytes.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= bytes.length);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

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
    const acts = unpackActs(kind === PLAIN ? body : inflate(body));
    return acts.length === 0 ? 'are none at all' : acts;
  } catch (error) {
    // fflate throws plain errors with a code for what it cannot inflate.
    const isDamage = error instanceof UnreadableBits || (error instanceof Error && 'code' in error);
    if (!isDamage) throw error;
    return `cannot be read: ${error.message}`;
  }
}
