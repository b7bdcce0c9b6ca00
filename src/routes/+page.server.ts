// The first picture of the page, read off the model when the page is built.
import { firstPicture } from '#lib/workbench/first-picture.ts';
import type { FirstPicture } from '#lib/workbench/shown-run.ts';
import { mapStage, type MapStage } from '#lib/draw/map-stage.ts';

export function load(): { first: FirstPicture; stage: MapStage } {
  const { first, samples } = firstPicture();
  return { first, stage: mapStage(samples) };
}
