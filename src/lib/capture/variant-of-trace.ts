/**
 * Which variant of the model stands for the kernel that was recorded.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { failure, success, type Result } from './result.ts';
import type { TraceError } from './trace-error.ts';
import type { Trace } from './trace-format.ts';

/** `kernel.variant` of recordings, by what the model calls it. */
const VARIANT_OF: ReadonlyMap<string, VariantId> = new Map([
  ['mainline', 'base-6.12'],
  ['series-v1-patch3', 'v1p3'],
  ['series-v1-patch8', 'v1p8'],
  ['series-v3', 'v3'],
  ['series-v7-merged', 'merged'],
]);

/** The variant for the `kernel.variant` of a recording; undefined for a word that no recording has. */
export function variantRecordedAs(word: string): VariantId | undefined {
  return VARIANT_OF.get(word);
}

/** The variant that a recording should agree with. */
export function variantOfTrace(trace: Trace): Result<VariantId, TraceError> {
  const variant = variantRecordedAs(trace.kernel.variant);
  if (variant !== undefined) return success(variant);
  return failure({
    what: `the kernel variant ${JSON.stringify(trace.kernel.variant.slice(0, 40))} is unknown`,
    path: 'kernel.variant',
    step: null,
    why: `recordings exist of ${[...VARIANT_OF.keys()].join(', ')}`,
    remedy: 'name one of these, or add the variant to the model',
  });
}
