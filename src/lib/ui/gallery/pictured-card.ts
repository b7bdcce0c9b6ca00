/** A card of the gallery with the picture of how its run ends. */
import type { Thumbnail } from '#lib/draw/thumbnail.ts';
import type { GalleryCard } from '#lib/workbench/gallery/card.ts';

export interface PicturedCard extends GalleryCard {
  readonly picture: Thumbnail;
}
