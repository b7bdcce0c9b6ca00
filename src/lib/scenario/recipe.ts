/**
 * What a reader did to a run: the recipe from which it comes out again, byte for byte.
 *
 * A recipe begins with a built-in scenario or a recorded run on some kernel, leaves it at a step (or at its end), and
 * goes on with acts of its own. It is plain data: links, files and the library keep nothing else.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Act } from './deed.ts';
import type { RunSource } from './moment.ts';

export interface Recipe {
  readonly source: RunSource;
  readonly variant: VariantId;
  /** Steps of the source that are kept; null for all of it. */
  readonly cutAt: number | null;
  /** In the order of their begin: `at` never falls. */
  readonly acts: readonly Act[];
}

/** Is it the source alone, with nothing done to it? */
export function isPristine({ cutAt, acts }: Pick<Recipe, 'cutAt' | 'acts'>): boolean {
  return cutAt === null && acts.length === 0;
}
