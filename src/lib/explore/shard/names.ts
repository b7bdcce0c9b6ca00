/**
 * Names of 96 bits for whatever can be written as words: equal things have equal names in every search.
 */

export const ID_WORDS = 3;

const SEEDS = [0x9747b28c, 0x1b873593, 0x5bd1e995];

/** MurmurHash3 of so many words, with each of three seeds. */
function nameOf(length: number, wordAt: (i: number) => number): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(SEEDS, (seed) => {
    let hash = seed;
    for (let i = 0; i < length; i++) {
      let word = Math.imul(wordAt(i), 0xcc9e2d51);
      word = Math.imul((word << 15) | (word >>> 17), 0x1b873593);
      hash ^= word;
      hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
    }
    hash ^= length;
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  });
}

/** The name of a text. */
export function nameOfText(text: string): Uint32Array<ArrayBuffer> {
  return nameOf(text.length, (i) => text.charCodeAt(i));
}

/** The name of some numbers under a title. */
export function nameOfNumbers(title: string, numbers: Float64Array): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
  return nameOf(title.length + words.length, (i) =>
    i < title.length ? title.charCodeAt(i) : words[i - title.length]!,
  );
}

/** A name in 24 characters; texts are in the order of their names' words. */
export function textOfName(name: Uint32Array): string {
  return Array.from(name, (word) => word.toString(16).padStart(8, '0')).join('');
}
