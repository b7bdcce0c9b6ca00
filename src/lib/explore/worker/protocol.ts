/**
 * What the page and the worker that tries every order say to each other.
 */
import type { ProgramError } from '#lib/scenario/boot-program.ts';
import type { Program } from '#lib/scenario/program.ts';
import type { ExploreReport } from '../report.ts';

/** To the worker. */
export type ExploreRequest =
  | { readonly kind: 'begin'; readonly program: Program; readonly mostStates?: number }
  /** Says what is known so far, and ends. */
  | { readonly kind: 'stop' };

export interface ExploreProgress {
  readonly kind: 'progress';
  readonly states: number;
  /** In the last slice of work. */
  readonly statesPerS: number;
}

/** From the worker. */
export type ExploreAnswer =
  | ExploreProgress
  | { readonly kind: 'report'; readonly report: ExploreReport }
  | { readonly kind: 'refused'; readonly error: ProgramError };
