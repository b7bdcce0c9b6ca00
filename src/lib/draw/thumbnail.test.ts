/** The pictures of the gallery: all that is drawn lies inside, and the state of each block can be seen. */
import { describe, expect, it } from 'vitest';
import { GALLERY } from '#lib/scenario/gallery.ts';
import { readLibrary } from '#lib/scenario/testing/read-library.ts';
import { cardOfScenario, cardOfText } from '#lib/workbench/gallery/make-card.ts';
import { mapStage } from './map-stage.ts';
import { thumbnail } from './thumbnail.ts';

const made = [...readLibrary('stories').map(cardOfText), ...GALLERY.map(cardOfScenario)];
const cardOf = (id: string) => made.find(({ card }) => card.id === id)!;

describe('a picture of a card', () => {
  it.each(made)('of $card.id has marks inside its frame', ({ frame, samples }) => {
    const { widthPx, heightPx, marks } = thumbnail(frame, mapStage(samples));
    expect(marks.length).toBeGreaterThan(3);
    expect(new Set(marks.map(({ kind, key }) => `${kind} ${key}`)).size).toBe(marks.length);
    for (const mark of marks) {
      if (mark.kind !== 'rect') continue;
      expect(mark.x).toBeGreaterThanOrEqual(-1);
      expect(mark.x + mark.width).toBeLessThanOrEqual(widthPx + 1);
      expect(mark.y + mark.height).toBeLessThanOrEqual(heightPx);
    }
  });

  it('shows what is offline as an outline and what is Movable with its slit', () => {
    const { frame, samples } = cardOf('everything-movable');
    const { marks } = thumbnail(frame, mapStage(samples));
    expect(marks.filter(({ className }) => className.includes('fill-movable')).length).toBeGreaterThan(31);
  });
});
