/**
 * What the address of the review page means: whatever a link opens, as a text that several kernels can play.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { playOrder } from '../model.ts';
import type { TraceLibrary } from '../trace-library.ts';
import { compileText } from '../playable-text.ts';
import { readReviewHash, type Compared } from './review-address.ts';

/** The text and the kernels of an address, or a sentence that says why there are none. */
export async function openReviewAddress(
  hash: string,
  library: TraceLibrary,
): Promise<Result<Compared, string>> {
  const read = readReviewHash(hash);
  if (!read.ok) return failure(`${read.error.message} ${read.error.advice}`);
  const { moment, others } = read.value;
  const { source, variant, cutAt = null, acts = [] } = moment;
  if (source.kind === 'text' && cutAt === null && acts.length === 0) {
    return success({ source, variants: withOthers(source.text, [variant, ...others]) });
  }
  const played = await playOrder({ source, variant, cutAt, acts }, library);
  if (!played.ok) {
    const { error } = played;
    return failure(error.kind === 'damaged-link' ? error.error.message : `${error.text} ${error.advice}`);
  }
  const { text } = played.value.asText;
  return success({
    source: { kind: 'text', text, schedule: [] },
    variants: withOthers(text, [variant, ...others]),
  });
}

/** One kernel alone is no comparison: the others that the text names stand beside it. */
function withOthers(text: string, variants: Compared['variants']): Compared['variants'] {
  if (variants.length > 1) return variants;
  const compiled = compileText(text);
  const named = compiled.ok ? compiled.value.variants : [];
  return [...new Set([...variants, ...named])];
}
