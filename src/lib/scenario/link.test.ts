// Links of moments: short, within limits, and explained part by part when they cannot be opened.
import { describe, expect, it } from 'vitest';
import { checkDigits } from './checksum.ts';
import { decodeLink, encodeLink, MAX_TEXT_LENGTH } from './link.ts';
import type { LinkError } from './link-error.ts';
import { MAX_BLOCK, MAX_FINGERPRINT, MAX_POSITION, type Moment } from './moment.ts';
import { seedStory } from './seed-story.ts';

const moment: Moment = {
  source: { kind: 'scenario', id: seedStory.id },
  variant: seedStory.variant,
  position: 94,
  block: 34,
  fingerprint: MAX_FINGERPRINT,
};
const link = encodeLink(moment);

function errorOf(text: string): LinkError {
  const result = decodeLink(text);
  if (result.ok) throw new Error(`"${text.slice(0, 100)}" opens ${JSON.stringify(result.value)}`);
  return result.error;
}

/** A link with a right checksum and whatever stands between its length and that. */
function forged(body: string, version = 'a'): string {
  const text = `${version}${'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy'.charAt(body.length + 7)}${body}`;
  return text + checkDigits(text);
}

describe('a link', () => {
  it('of the default scenario with a step, a block and a fingerprint has at most 40 characters', () => {
    console.log(`link of the default scenario: #${link} (${link.length + 1} characters)`);
    expect(`#${link}`.length).toBeLessThanOrEqual(40);
  });

  it('has digits and letters only, so that a double click selects it', () => {
    expect(link).toMatch(/^[0-9A-Za-z]+$/);
  });

  it('leaves out what is at its default: step 0, no block, no fingerprint', () => {
    expect(encodeLink({ source: moment.source, variant: 'v1p3', position: 0, block: null })).toHaveLength(14);
  });

  it('opens the same moment with and without #', () => {
    expect(decodeLink(link)).toEqual({ ok: true, value: moment });
    expect(decodeLink(`#${link}`)).toEqual({ ok: true, value: moment });
  });

  it('is not written for a moment beyond the limits', () => {
    const beyond: Partial<Moment>[] = [
      { position: MAX_POSITION + 1 },
      { position: -1 },
      { position: 1.5 },
      { position: NaN },
      { block: MAX_BLOCK + 1 },
      { fingerprint: MAX_FINGERPRINT + 1 },
      { source: { kind: 'trace', name: '' } },
    ];
    for (const part of beyond) expect(() => encodeLink({ ...moment, ...part })).toThrow(RangeError);
  });

  it('opens at the limits', () => {
    const far: Moment = { ...moment, position: MAX_POSITION, block: MAX_BLOCK, fingerprint: 0 };
    expect(decodeLink(encodeLink(far))).toEqual({ ok: true, value: far });
  });

  it('opens although it says something that a reader may pass over', () => {
    expect(decodeLink(forged('1S4seedq3abc'))).toMatchObject({ ok: true, value: { source: moment.source } });
  });
});

describe('a damaged link', () => {
  it('that is cut says how much is here, and shows what could be read and what is missing', () => {
    const error = errorOf(link.slice(0, 14));
    expect(error.kind).toBe('cut');
    expect(error.at).toBe(14);
    expect(error.message).toBe('This link is cut: it says that it has 32 characters, 14 of them are here.');
    expect(error.parts.map(({ name, state, words }) => `${name} ${state} ${words}`)).toEqual([
      'version doubtful format a',
      'length doubtful 32 characters',
      'kernel doubtful kernel v1p3',
      'scenario doubtful scenario seed',
      'position doubtful step 94',
      'block bad ',
      'checksum missing ',
    ]);
  });

  it('that is cut behind its first character misses everything else', () => {
    const error = errorOf('#a');
    expect(error.kind).toBe('cut');
    expect(error.parts.filter(({ state }) => state === 'missing').map(({ name }) => name)).toEqual([
      'length',
      'kernel',
      'scenario',
      'checksum',
    ]);
  });

  it('with one changed character says which it is and what it was', () => {
    const error = errorOf(link.replace('seed', 'sexd'));
    expect(error).toMatchObject({ kind: 'changed', at: 7 });
    expect(error.message).toContain('it is number 8: "x" stands in the place of "e"');
    expect(error.parts.find(({ name }) => name === 'scenario')?.state).toBe('bad');
    expect(error.parts.find(({ name }) => name === 'position')?.state).toBe('doubtful');
  });

  it('with several changed characters says so', () => {
    const error = errorOf(link.replace('seed', 'land'));
    expect(error).toMatchObject({ kind: 'changed', at: null });
    expect(error.message).toContain('More than one character');
  });

  it('with a foreign character names it and its place', () => {
    const error = errorOf(`${link.slice(0, 20)}~${link.slice(21)}`);
    expect(error).toMatchObject({ kind: 'changed', at: 20 });
    expect(error.message).toContain('"~"');
  });

  it('with characters put in says how many it should have', () => {
    const error = errorOf(`${link}${link}`);
    expect(error).toMatchObject({ kind: 'longer', link: `${link}${link}` });
    expect(error.message).toBe('This link says that it has 32 characters, but has 64.');
  });

  it('has parts that stand behind each other and together are the link', () => {
    for (const text of [
      link.slice(0, 20),
      `${link.slice(0, 9)}x${link.slice(10)}`,
      `${link}x`,
      forged('1Q0'),
    ]) {
      const error = errorOf(text);
      expect(error.parts.map((part) => part.text).join('')).toBe(error.link);
      let end = 0;
      for (const { start, text } of error.parts.filter((part) => part.text !== '')) {
        expect(start).toBe(end);
        end += text.length;
      }
    }
  });
});

describe('a whole link that this page cannot open', () => {
  it('is newer when its format is another one', () => {
    expect(errorOf(forged('1S4seed', 'b'))).toMatchObject({ kind: 'newer', at: 0 });
  });

  it('is newer when it names an unknown kernel', () => {
    const error = errorOf(forged('yS4seed'));
    expect(error).toMatchObject({ kind: 'newer', at: 2 });
    expect(error.message).toContain('number 60');
    expect(error.parts.find(({ name }) => name === 'scenario')).toMatchObject({ state: 'read' });
  });

  it('is newer when it says something that must not be passed over', () => {
    expect(errorOf(forged('1S4seedQ3abc'))).toMatchObject({ kind: 'newer', at: 9 });
  });

  it.each([
    ['a position beyond the limit', '1S4seedP64gfFC5', 'position in this link is 4294967297, beyond'],
    ['a block beyond the limit', '1S4seedB518Ohm', 'block in this link is'],
    ['a number beyond all numbers', `1S4seedP${'Y'}${'z'.repeat(34)}`, 'more than 2^53'],
    ['a number without digits', '1S4seedP0', 'has no digits'],
    ['a name that is none', '1S1Y', 'is not a name'],
    ['one part twice', '1S4seedP15P16', 'twice'],
    ['a scenario and a recording', '1S4seedT4seed', 'name one scenario, one recording or one text'],
    ['an order beside a scenario', '1S4seedO50014J', 'only a text has an order'],
    ['neither of them', '1P15', 'name one scenario, one recording or one text'],
    ['a part without end', '1S4seedP', 'has no end'],
  ])('is nonsense with %s', (_, body, words) => {
    const error = errorOf(forged(body));
    expect(error.kind).toBe('nonsense');
    expect(error.message).toContain(words);
  });
});

describe('text that holds no link', () => {
  it.each(['', '#', ' \n', ' # '])('is empty: %j', (text) => {
    expect(errorOf(text).kind).toBe('empty');
  });

  it.each([
    'hello',
    '#/some/route',
    'https://example.org/',
    '%%%',
    '#"..."',
    'Zone Movable',
    '#1234567890123',
  ])('is no link: %s', (text) => {
    expect(errorOf(text).kind).toBe('not-a-link');
  });

  it('of 10 MB is refused by its length', () => {
    const error = errorOf('a'.repeat(10_000_000));
    expect(error.kind).toBe('too-long');
    expect(error.message).toContain('10000000 characters');
    expect(error.link).toBe('');
  });

  it.each(['#', 'a', 'z', 'aW', '%25', '%', ' ', '\n>', '=\n', '&lt;', '#az', 'az\n> ', '\ud800'])(
    'of the greatest length made of %j is refused without a hang',
    (piece) => {
      const text = piece.repeat(MAX_TEXT_LENGTH / piece.length);
      const begun = performance.now();
      expect(decodeLink(text).ok).toBe(false);
      expect(performance.now() - begun).toBeLessThan(1000);
    },
  );

  it('gets an advice for every kind of error', () => {
    const texts = [
      '',
      'hello',
      'a'.repeat(9000),
      'aW1',
      `${link}x`,
      link.replace('s', 't'),
      forged('yS1a'),
      forged('1'),
    ];
    const errors = texts.map(errorOf);
    expect(new Set(errors.map(({ kind }) => kind)).size).toBe(texts.length);
    for (const { message, advice } of errors) {
      expect(message).toMatch(/\.$/);
      expect(advice).toMatch(/\.$/);
    }
  });
});
