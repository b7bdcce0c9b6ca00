// The cards of the gallery with their pictures, made by playing every scenario when the page is built.
import { mapStage } from '#lib/draw/map-stage.ts';
import { thumbnail } from '#lib/draw/thumbnail.ts';
import { GALLERY } from '#lib/scenario/gallery.ts';
import { libraryTexts } from '#lib/scenario/library-texts.ts';
import type { PicturedCard } from '#lib/ui/gallery/pictured-card.ts';
import { cardOfScenario, cardOfText, inOrder, type MadeCard } from '#lib/workbench/gallery/make-card.ts';

const pictured = ({ card, frame, samples }: MadeCard): PicturedCard => ({
  ...card,
  picture: thumbnail(frame, mapStage(samples)),
});

export function load(): { cards: PicturedCard[] } {
  const cards = [
    ...libraryTexts('stories').map(cardOfText),
    ...GALLERY.map(cardOfScenario),
    ...libraryTexts('findings').map(cardOfText),
    ...libraryTexts('races').map(cardOfText),
  ];
  return { cards: inOrder(cards).map(pictured) };
}
