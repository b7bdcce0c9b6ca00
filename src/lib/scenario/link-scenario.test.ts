/**
 * Texts and schedules in links: short, whole again, and never something else.
 */
import { createHash } from 'node:crypto';
import { deflateSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASE62_ALPHABET } from './base62.ts';
import { bytesToBase62 } from './base62-bytes.ts';
import { SCENARIO_DICTIONARY } from './link-dictionary.ts';
import { decodeScenarioText, decodeSchedule, encodeScenarioText, encodeSchedule } from './link-scenario.ts';
import { decodeLink, encodeLink } from './link.ts';
import type { Moment } from './moment.ts';
import { parseScenario } from './text/parse.ts';
import { PINNED } from './text/testing/samples.ts';

/** A scenario whose two actors do a hundred things. */
function hundredLines(): string {
  const line = (i: number): string => {
    const block = 32 + ((i * i * 7) % 64);
    if (i % 10 === 9) return `  r${i} = cat memory${block}/state`;
    return `  echo ${['online', 'offline', 'online_movable'][(i * 7) % 3]} > memory${block}/state`;
  };
  const lines = Array.from({ length: 100 }, (_, i) => line(i));
  const head = PINNED.slice(0, PINNED.indexOf('init:'));
  return `${head}user:\n${lines.slice(0, 50).join('\n')}\nadmin:\n${lines.slice(50).join('\n')}\n`;
}

const moment: Moment = {
  source: { kind: 'text', text: PINNED, schedule: [{ actor: 1, steps: 3 }] },
  variant: 'v1p8',
  position: 131,
  block: 42,
  fingerprint: Number.MAX_SAFE_INTEGER,
};

describe('a link with a text', () => {
  it('of a hundred lines has at most 600 characters, with schedule, step, block and fingerprint', () => {
    const text = hundredLines();
    expect(parseScenario(text).ok).toBe(true);
    const schedule = Array.from({ length: 12 }, (_, i) => ({ actor: i % 2, steps: 5 + ((i * 11) % 40) }));
    const link = encodeLink({ ...moment, source: { kind: 'text', text, schedule } });
    const small = encodeLink(moment);
    console.log(`link of a text of 100 lines: ${link.length + 1} characters; of 25: ${small.length + 1}`);
    expect(link.length + 1).toBeLessThanOrEqual(600);
    expect(small.length + 1).toBeLessThanOrEqual(230);
  });

  it('is written and read in at most 5 ms', () => {
    const best = (work: () => void): number =>
      Math.min(
        ...Array.from({ length: 20 }, () => {
          const from = performance.now();
          work();
          return performance.now() - from;
        }),
      );
    const link = encodeLink(moment);
    expect(
      Math.max(
        best(() => encodeLink(moment)),
        best(() => decodeLink(link)),
      ),
    ).toBeLessThanOrEqual(5);
  });

  it('opens nothing else when any of its characters is another, or when it is cut anywhere', () => {
    const link = encodeLink(moment);
    for (let at = 0; at < link.length; at++) {
      const digit = BASE62_ALPHABET.indexOf(link.charAt(at));
      const other = BASE62_ALPHABET.charAt((digit + 1 + (at % 61)) % 62);
      expect(decodeLink(link.slice(0, at) + other + link.slice(at + 1)).ok).toBe(false);
      expect(decodeLink(link.slice(0, at)).ok).toBe(false);
      if (at > 0) expect(decodeLink(link.slice(at)).ok).toBe(false);
    }
  });

  it('is not written when the text is longer than any link', () => {
    const text = Array.from({ length: 3000 }, (_, i) => `# ${(i * 2654435761) % 4294967296}`).join('\n');
    const source = { kind: 'text' as const, text, schedule: [] };
    expect(() => encodeLink({ ...moment, source })).toThrow(RangeError);
  });
});

it('any text and any schedule come back', () => {
  const turn = fc.record({ actor: fc.nat(63), steps: fc.integer({ min: 1, max: 10_000_000 }) });
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.array(turn, { minLength: 1 }),
      (text, schedule) => {
        expect(decodeScenarioText(encodeScenarioText(text))).toEqual({ text });
        expect(decodeSchedule(encodeSchedule(schedule))).toEqual(schedule);
      },
    ),
  );
});

describe('what nobody wrote', () => {
  it('is refused with a sentence, whatever the bytes say', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(0, 1, 2), (bytes, kind) => {
        const characters = bytesToBase62(Uint8Array.of(kind, ...bytes));
        const text = decodeScenarioText(characters);
        expect(typeof text === 'string' ? text : text.text).not.toBe('');
        const schedule = decodeSchedule(characters);
        expect(schedule.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused before a few bytes have become many', () => {
    const bomb = deflateSync(new Uint8Array(5_000_000), { level: 9 });
    const from = performance.now();
    expect(decodeScenarioText(bytesToBase62(Uint8Array.of(1, ...bomb)))).toMatch(
      /more of it than 65536 bytes/,
    );
    expect(performance.now() - from).toBeLessThan(500);
  });
});

// Published. Every link with a text is read against exactly these characters.
it('the dictionary is the one of all published links', () => {
  const hash = createHash('sha256').update(SCENARIO_DICTIONARY).digest('hex');
  expect(hash).toBe('47986892490aa20bac4bf10533844bba8d7ecd0a1c185671381df8a537f1dccb');
});
