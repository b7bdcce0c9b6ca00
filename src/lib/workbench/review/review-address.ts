/**
 * The address of a comparison: the link of a moment, whose kernel is the first, and behind it the other kernels:
 * `#aX…/v1p8/merged`.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { VARIANT_IDS, type VariantId } from '#lib/hotplug/variants/index.ts';
import { decodeLink, encodeLink } from '#lib/scenario/link.ts';
import type { LinkError } from '#lib/scenario/link-error.ts';
import type { Moment, TextSource } from '#lib/scenario/moment.ts';

/** What is compared. */
export interface Compared {
  readonly source: TextSource;
  /** In the order in which they stand beside each other; at least one. */
  readonly variants: readonly VariantId[];
}

/** The moment that opens a text on a kernel. */
function momentOf(source: TextSource, variant: VariantId): Moment {
  return { source, variant, position: 0, block: null, fingerprint: null };
}

/** The link of a text on a kernel; null when no link can hold the text. */
export function linkOf(source: TextSource, variant: VariantId): string | null {
  try {
    return encodeLink(momentOf(source, variant));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What stands behind `#`; null when no link can hold the text. */
export function reviewHash({ source, variants }: Compared): string | null {
  const [first = 'merged', ...rest] = variants;
  const link = linkOf(source, first);
  return link === null ? null : [link, ...rest].join('/');
}

/** Reads what stands behind `#`; unknown kernels are passed over, they belong to a newer edition. */
export function readReviewHash(
  hash: string,
): Result<{ readonly moment: Moment; readonly others: readonly VariantId[] }, LinkError> {
  const [link = '', ...rest] = hash.replace(/^#/, '').split('/');
  const moment = decodeLink(link);
  if (!moment.ok) return failure(moment.error);
  const others = VARIANT_IDS.filter((id) => rest.includes(id) && id !== moment.value.variant);
  return success({ moment: moment.value, others });
}
