/**
 * Bytes in the characters of a link: 43 characters for each 32 bytes, fewer for the rest.
 */
import { BASE62_ALPHABET, digitOf } from './base62.ts';

const BLOCK_BYTES = 32;
const BLOCK_CHARACTERS = 43;

/** Characters for that many bytes, at most a block. */
function charactersFor(bytes: number): number {
  return Math.ceil((bytes * 8) / Math.log2(62));
}

function writeBlock(bytes: Uint8Array): string {
  let value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let text = '';
  for (let left = charactersFor(bytes.length); left > 0; left--) {
    text = BASE62_ALPHABET.charAt(Number(value % 62n)) + text;
    value /= 62n;
  }
  return text;
}

function readBlock(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * Math.log2(62)) / 8));
  if (charactersFor(bytes.length) !== text.length) return null;
  let value = 0n;
  for (const character of text) {
    const digit = digitOf(character);
    if (digit < 0) return null;
    value = value * 62n + BigInt(digit);
  }
  for (let i = bytes.length - 1; i >= 0; i--) {
    bytes[i] = Number(value % 256n);
    value /= 256n;
  }
  return value === 0n ? bytes : null;
}

export function bytesToBase62(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES)
    text += writeBlock(bytes.subarray(at, at + BLOCK_BYTES));
  return text;
}

/** null for a text that no bytes are written as. */
export function bytesFromBase62(text: string): Uint8Array | null {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += BLOCK_CHARACTERS) {
    const block = readBlock(text.slice(at, at + BLOCK_CHARACTERS));
    if (block === null) return null;
    blocks.push(block);
  }
  const bytes = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  return bytes;
}
