/**
 * A scenario as the gallery shows it: plain data, made when the page is built.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';

/** Where a scenario comes from. */
export type CardKind = 'story' | 'machine' | 'finding' | 'race';

/** By what a card can be found; a tag is one word. */
export interface CardTags {
  readonly concept: readonly string[];
  /** What brings the memory: kmem, virtio-mem, dimm; `core` when functions of the memory core are called alone. */
  readonly driver: readonly string[];
  /** Kernels that the scenario names, the one that is played first. */
  readonly kernel: readonly VariantId[];
  /** Errnos that somebody hears in the run. */
  readonly errno: readonly string[];
}

export type TagGroup = keyof CardTags;

export interface GalleryCard {
  readonly id: string;
  readonly kind: CardKind;
  readonly title: string;
  /** What it is about, in one sentence. */
  readonly sentence: string;
  readonly tags: CardTags;
  /** Opens the run in the playground; without `#`. */
  readonly link: string;
  /** All blocks at the end of the run, in words. */
  readonly ending: string;
}
