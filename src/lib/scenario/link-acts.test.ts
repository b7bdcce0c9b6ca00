/**
 * Acts in links: everything comes back as it was, a long run stays short, and damage never opens another run.
 */
import { deflateSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASE62_ALPHABET } from './base62.ts';
import { bytesFromBase62, bytesToBase62 } from './base62-bytes.ts';
import { DEED_KINDS } from './deed-fields.ts';
import { decodeActs, encodeActs } from './link-acts.ts';
import { decodeLink, encodeLink } from './link.ts';
import type { Moment } from './moment.ts';
import { KNOWN_PATTERNS, patternOf, textOf } from './packed-texts.ts';
import { anyActs, busyActs } from './testing/random-acts.ts';

const base: Moment = {
  source: { kind: 'scenario', id: 'seed' },
  variant: 'v1p3',
  position: 2000,
  block: 34,
  fingerprint: Number.MAX_SAFE_INTEGER,
  cutAt: 94,
};

describe('a link with acts', () => {
  it('of a run with 100 acts has at most 600 characters, with a step, a block and a fingerprint', () => {
    const link = encodeLink({ ...base, acts: busyActs(100) });
    console.log(
      `link of a run with 100 acts: ${link.length + 1} characters; 20: ${
        encodeLink({ ...base, acts: busyActs(20) }).length + 1
      }; 500: ${encodeLink({ ...base, acts: busyActs(500) }).length + 1}`,
    );
    expect(link.length + 1).toBeLessThanOrEqual(600);
  });

  it('is written and read in at most 5 ms', () => {
    const moment = { ...base, acts: busyActs(100) };
    const best = (work: () => void): number =>
      Math.min(
        ...Array.from({ length: 20 }, () => {
          const from = performance.now();
          work();
          return performance.now() - from;
        }),
      );
    const link = encodeLink(moment);
    const writeMs = best(() => encodeLink(moment));
    const readMs = best(() => decodeLink(link));
    console.log(`100 acts: written in ${writeMs.toFixed(2)} ms, read in ${readMs.toFixed(2)} ms`);
    expect(Math.max(writeMs, readMs)).toBeLessThanOrEqual(5);
  });

  it('opens the same recipe', () => {
    const moment = { ...base, acts: busyActs(100) };
    expect(decodeLink(encodeLink(moment))).toEqual({ ok: true, value: moment });
  });

  it('keeps any deed of any kind', () => {
    fc.assert(
      fc.property(anyActs, (acts) => {
        expect(decodeActs(encodeActs(acts))).toEqual(acts);
      }),
      { numRuns: 1000 },
    );
  });

  it('opens nothing else when any character is changed, or when it is cut anywhere', () => {
    const moment = { ...base, acts: busyActs(12) };
    const link = encodeLink(moment);
    for (let at = 0; at < link.length; at++) {
      expect(decodeLink(link.slice(0, at)).ok).toBe(false);
      for (const character of BASE62_ALPHABET) {
        if (character === link.charAt(at)) continue;
        const result = decodeLink(link.slice(0, at) + character + link.slice(at + 1));
        expect(result.ok).toBe(false);
        if (!result.ok) expect(result.error.message).not.toBe('');
      }
    }
  });

  it('opens nothing else at any position of a long one, nor does a piece without its ends', () => {
    const link = encodeLink({ ...base, acts: busyActs(100) });
    for (let at = 0; at < link.length; at++) {
      const other = BASE62_ALPHABET.charAt((BASE62_ALPHABET.indexOf(link.charAt(at)) + 1 + (at % 61)) % 62);
      if (other !== link.charAt(at)) {
        expect(decodeLink(link.slice(0, at) + other + link.slice(at + 1)).ok).toBe(false);
      }
      expect(decodeLink(link.slice(0, at)).ok).toBe(false);
      if (at > 0) expect(decodeLink(link.slice(at)).ok).toBe(false);
    }
  });

  it('is not written when it would be longer than any that is read', () => {
    expect(() => encodeLink({ ...base, acts: busyActs(9000) })).toThrow(RangeError);
  });
});

describe('acts that nobody wrote', () => {
  it('are refused with a sentence, whatever the bytes say', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(0, 1, 2), (bytes, kind) => {
        const acts = decodeActs(bytesToBase62(Uint8Array.of(kind, ...bytes)));
        expect(typeof acts === 'string' ? acts !== '' : acts.length > 0).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('are refused before a few bytes have become many', () => {
    const bomb = deflateSync(new Uint8Array(5_000_000), { level: 9 });
    expect(bomb.length).toBeLessThan(6000);
    const from = performance.now();
    expect(decodeActs(bytesToBase62(Uint8Array.of(1, ...bomb)))).toMatch(/more of it than 262144 bytes/);
    expect(performance.now() - from).toBeLessThan(500);
  });
});

it('bytes come back from their characters, and other characters are no bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 150 }), (bytes) => {
      expect(bytesFromBase62(bytesToBase62(bytes))).toEqual(bytes);
    }),
  );
  for (const text of ['0', 'zz', 'zzz', 'zzzz', '-0']) expect(bytesFromBase62(text)).toBeNull();
});

it('texts come back from their patterns', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(textOf(patternOf(text))).toBe(text);
    }),
  );
  for (const text of ['memory007', 'dax0.0', '99999999999999999999', '1e3', '\0 12']) {
    expect(textOf(patternOf(text))).toBe(text);
  }
});

// Published. The order of both lists is in links: entries are only ever added at their ends.
it('kinds of deeds and known patterns are those of all published links', () => {
  expect(DEED_KINDS.join(' ')).toBe(
    'sysfs_write sysfs_read device_add device_del virtio_mem_request modprobe rmmod bind unbind api region_request region_release notifier_veto notifier_hold notifier_release notifier_clear pin unpin allocate env_unmovable env_clear signal tool fail_alloc udev',
  );
  expect(new Set(KNOWN_PATTERNS).size).toBe(KNOWN_PATTERNS.length);
});
