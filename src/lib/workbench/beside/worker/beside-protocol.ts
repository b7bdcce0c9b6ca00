/**
 * What the page and the worker that holds a recording against the model say to each other.
 */
import type { Frame } from '../../frame.ts';
import type { BesideMoment, BesideReport } from '../beside-run.ts';

export type BesideRequest =
  | { readonly kind: 'open'; readonly text: string }
  /** Both sides after a step of what is open. */
  | { readonly kind: 'moment'; readonly n: number };

export type BesideAnswer =
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  | { readonly kind: 'report'; readonly report: BesideReport; readonly samples: readonly Frame[] }
  /** Why there is nothing to compare. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'moment'; readonly moment: BesideMoment };
