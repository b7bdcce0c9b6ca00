/**
 * What the page and the worker that reads machines say to each other.
 */
import type { BringReport, GivenContent } from '../bring-files.ts';

export interface BringRequest {
  readonly given: readonly GivenContent[];
}

export type BringAnswer =
  | { readonly kind: 'progress'; readonly what: string }
  | { readonly kind: 'report'; readonly report: BringReport };
