/** The cards of the gallery say what the runs behind them come to. */
import { describe, expect, it } from 'vitest';
import { GALLERY } from '#lib/scenario/gallery.ts';
import { decodeLink } from '#lib/scenario/link.ts';
import { readLibrary } from '#lib/scenario/testing/read-library.ts';
import { cardOfScenario, cardOfText, firstSentence, inOrder } from './make-card.ts';

const made = [
  ...readLibrary('stories').map(cardOfText),
  ...GALLERY.map(cardOfScenario),
  ...readLibrary('findings').map(cardOfText),
  ...readLibrary('races').map(cardOfText),
];
const cardOf = (id: string) => made.find(({ card }) => card.id === id)!;

describe('the gallery', () => {
  it('has the stories that users ask for, and more than thirty scenarios', () => {
    expect(made.length).toBeGreaterThanOrEqual(70);
    const first = ['everything-movable', 'pinned-page', 'udev-against-auto-online', 'dimm-half-out'];
    const then = ['virtio-mem-stops', 'wrong-zone', 'unbind-leaked', '64tib'];
    const ids = inOrder(made).map(({ card }) => card.id);
    expect(ids.slice(0, 8)).toEqual([...first, ...then]);
    expect(new Set(ids)).toEqual(new Set(made.map(({ card }) => card.id)));
  });

  it.each(made)('$card.kind $card.id has a title, one sentence and tags, and its link opens', ({ card }) => {
    expect(card.title.length).toBeGreaterThan(8);
    expect(card.sentence.length).toBeGreaterThan(20);
    expect(card.tags.concept.length).toBeGreaterThan(0);
    expect(card.tags.driver.length).toBeGreaterThan(0);
    expect(card.tags.kernel.length).toBeGreaterThan(0);
    expect(decodeLink(card.link)).toMatchObject({ ok: true, value: { variant: card.tags.kernel[0] } });
  });

  it('tags by what the run does, not by what the text says of it', () => {
    expect(cardOf('everything-movable').card.tags).toMatchObject({ driver: ['kmem'], errno: ['-ENOMEM'] });
    expect(cardOf('dimm-half-out').card.tags).toMatchObject({ driver: ['dimm'], errno: ['-EBUSY'] });
    expect(cardOf('virtio-mem-stops').card.tags).toMatchObject({
      driver: ['virtio-mem'],
      errno: ['-ENOSPC'],
    });
    expect(cardOf('udev-against-tool').card.tags).toMatchObject({ driver: ['core'] });
  });

  it('says how the run ends', () => {
    expect(cardOf('dimm-half-out').card.ending).toBe('16 memory blocks at the end: 9 online; 7 offline');
    expect(cardOf('64tib').card.ending).toMatch(/^524288 memory blocks at the end: /);
  });

  it('opens a finding where it happens', () => {
    const link = decodeLink(cardOf('a4').card.link);
    expect(link).toMatchObject({ ok: true, value: { source: { kind: 'text' } } });
    const { source } = link.ok ? link.value : { source: null };
    expect(source?.kind === 'text' ? source.schedule.length : 0).toBeGreaterThan(1);
  });
});

describe('the one sentence', () => {
  it('passes over who wrote where', () => {
    expect(firstSentence('Somebody 2026-01-14 (v1 3/8): why? It stops there. And more.')).toBe(
      'It stops there.',
    );
    expect(firstSentence('One thing. Another.')).toBe('One thing.');
  });
});
