/**
 * The promise: whatever happens to a link on its way, it opens its own moment or none.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASE62_ALPHABET } from './base62.ts';
import { moments } from './testing/random-moments.ts';
import { decodeLink, encodeLink } from './link.ts';
import type { Moment } from './moment.ts';

const OTHER_CHARACTERS = '-_.~#%/ \n>"&=+é';

const samples: readonly Moment[] = [
  {
    source: { kind: 'scenario', id: 'seed' },
    variant: 'v1p3',
    position: 94,
    block: 34,
    fingerprint: 2 ** 53 - 1,
  },
  {
    source: { kind: 'scenario', id: 'a' },
    variant: 'base-6.12',
    position: 0,
    block: null,
    fingerprint: null,
  },
  {
    source: { kind: 'trace', name: 'kmem-memmap-on-memory-patched' },
    variant: 'merged',
    position: 2 ** 32,
    block: 2 ** 24,
    fingerprint: 1,
  },
  {
    source: {
      kind: 'text',
      text: 'scenario "x"\nnode 0 ram=0-1G\nuser:\n  cat iomem\n',
      schedule: [{ actor: 0, steps: 1 }],
    },
    variant: 'v6',
    position: 3,
    block: null,
    fingerprint: null,
  },
];

/** Whether `text` is refused with an explanation or opens `moment`. */
function isHonest(text: string, moment: Moment): boolean {
  const result = decodeLink(text);
  return result.ok
    ? sameMoment(result.value, moment)
    : result.error.message !== '' && result.error.advice !== '';
}

function sameMoment(a: Moment, b: Moment): boolean {
  return encodeLink(a) === encodeLink(b);
}

describe.each(samples)('the link of $source.kind $source.id$source.name of $variant', (moment) => {
  const link = encodeLink(moment);
  const cut = (from: number, to: number, instead = '') => link.slice(0, from) + instead + link.slice(to);

  it('opens nothing when any of its characters is changed into any other of the alphabet', () => {
    for (let at = 0; at < link.length; at++) {
      for (const character of BASE62_ALPHABET) {
        if (character !== link.charAt(at)) expect(decodeLink(cut(at, at + 1, character)).ok).toBe(false);
      }
    }
  });

  it('opens its own moment or none when any character is changed into a special one', () => {
    for (let at = 0; at < link.length; at++) {
      for (const character of OTHER_CHARACTERS)
        expect(isHonest(cut(at, at + 1, character), moment)).toBe(true);
    }
  });

  it('opens nothing when it is cut anywhere, at its end or at its beginning', () => {
    for (let at = 0; at < link.length; at++) {
      expect(decodeLink(link.slice(0, at)).ok).toBe(false);
      if (at > 0) expect(decodeLink(link.slice(at)).ok).toBe(false);
    }
  });

  it('opens nothing when a piece in the middle is missing', () => {
    for (let from = 0; from < link.length; from++) {
      for (let to = from + 1; to <= link.length; to++) expect(decodeLink(cut(from, to)).ok).toBe(false);
    }
  });

  it('opens its own moment or none when any character is put in anywhere', () => {
    for (let at = 0; at <= link.length; at++) {
      for (const character of BASE62_ALPHABET + OTHER_CHARACTERS) {
        expect(isHonest(cut(at, at, character), moment)).toBe(true);
      }
    }
  });

  it('opens its own moment or none when two characters change places', () => {
    for (let a = 0; a < link.length; a++) {
      for (let b = a + 1; b < link.length; b++) {
        const swapped = cut(a, b + 1, link.charAt(b) + link.slice(a + 1, b) + link.charAt(a));
        expect(isHonest(swapped, moment)).toBe(true);
      }
    }
  });

  it('opens nothing when its capital letters were lost', () => {
    expect(decodeLink(link.toLowerCase()).ok).toBe(false);
    expect(decodeLink(link.toUpperCase()).ok).toBe(false);
  });
});

describe('any link', () => {
  it('opens the moment that it was made of, and that has the same link again', () => {
    fc.assert(
      fc.property(moments, (moment) => {
        const link = encodeLink(moment);
        expect(decodeLink(link)).toEqual({ ok: true, value: moment });
      }),
      { numRuns: 2000 },
    );
  });

  it('opens its own moment or none after any change of one or two characters', () => {
    const digit = fc.constantFrom(...BASE62_ALPHABET);
    const change = fc.tuple(fc.nat(), digit);
    fc.assert(
      fc.property(moments, fc.array(change, { minLength: 1, maxLength: 2 }), (moment, changes) => {
        const characters = [...encodeLink(moment)];
        for (const [at, character] of changes) characters[at % characters.length] = character;
        expect(isHonest(characters.join(''), moment)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('opens nothing when it is cut at any place', () => {
    fc.assert(
      fc.property(moments, fc.nat(), (moment, at) => {
        const link = encodeLink(moment);
        expect(decodeLink(link.slice(0, at % link.length)).ok).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('is never made up from random text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(decodeLink(`#a${text}`).ok).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
