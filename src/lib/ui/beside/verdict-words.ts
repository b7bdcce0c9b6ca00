/**
 * How a step is marked: by shape and word as well as by colour.
 */
import type { StepVerdict } from '#lib/workbench/beside/beside.ts';

export const VERDICT_MARKS: Readonly<Record<StepVerdict, { readonly mark: string; readonly word: string }>> =
  {
    agrees: { mark: '=', word: 'agrees' },
    differs: { mark: '≠', word: 'differs' },
    follows: { mark: '↳', word: 'follows' },
  };
