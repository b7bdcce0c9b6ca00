/**
 * A moment of a run: what a link opens. Nothing but a recipe, so the same moment on the same model is the same state.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Act } from './deed.ts';
import type { Schedule } from './schedule.ts';

/** A scenario in text, played by a schedule and then in the order of a real kernel. */
export interface TextSource {
  readonly kind: 'text';
  readonly text: string;
  /** Empty for the order of a real kernel from the start. */
  readonly schedule: Schedule;
}

/** What is played: a built-in scenario by its short name, a recorded run by its name, or a text. */
export type RunSource =
  | { readonly kind: 'scenario'; readonly id: string }
  | { readonly kind: 'trace'; readonly name: string }
  | TextSource;

export interface Moment {
  readonly source: RunSource;
  readonly variant: VariantId;
  /** Steps done, 0 to MAX_POSITION. May lie beyond the end of the run: whoever opens the moment has to look. */
  readonly position: number;
  /** Number of the selected memory block, 0 to MAX_BLOCK; null for none. */
  readonly block: number | null;
  /** Hash of the kernel's state at that position, 0 to 2^53 - 1; null or left out when it is not known. */
  readonly fingerprint?: number | null;
  /** Steps of the source that are kept; null or left out for all of it. See recipe.ts. */
  readonly cutAt?: number | null;
  /** What was done to the source by hand; nothing if left out. */
  readonly acts?: readonly Act[];
}

export const MAX_POSITION = 2 ** 32;
export const MAX_BLOCK = 2 ** 24;
export const MAX_FINGERPRINT = Number.MAX_SAFE_INTEGER;
/** Characters in the name of a scenario or recording. */
export const MAX_NAME_LENGTH = 120;
