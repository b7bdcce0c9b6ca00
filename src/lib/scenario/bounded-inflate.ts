/**
 * Inflating what a stranger sent: a few bytes never become many.
 */
import { Inflate } from 'fflate';
import { UnreadableBits } from './packed-bits.ts';

/** Looked at after each of these. */
const PIECE_BYTES = 256;

/**
 * Inflates, against a dictionary if there is one, until there is too much of it; what was done is thrown away then.
 * @throws {UnreadableBits} beyond `mostBytes`; fflate throws errors with a code for what it cannot inflate
 */
export function boundedInflate(bytes: Uint8Array, mostBytes: number, dictionary?: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const take = (piece: Uint8Array): void => {
    pieces.push(piece);
    length += piece.length;
    if (length > mostBytes) throw new UnreadableBits(`there is more of it than ${mostBytes} bytes`);
  };
  const stream = dictionary === undefined ? new Inflate(take) : new Inflate({ dictionary }, take);
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

/** Is it an error that the bytes caused, and not a bug? */
export function isUnreadable(error: unknown): error is Error {
  return error instanceof UnreadableBits || (error instanceof Error && 'code' in error);
}
