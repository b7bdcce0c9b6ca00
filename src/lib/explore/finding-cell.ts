/** What the regression matrix says, as plain data for the page and for tests. */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Answer } from './report.ts';

/** `absent`: the kernel lacks something that the finding is about, so it cannot be tried. */
export type FindingAnswer = Answer | 'absent';

export interface FindingCell {
  readonly variant: VariantId;
  readonly answer: FindingAnswer;
  /** What the finding warns of can happen. */
  readonly isBad: boolean;
  /** The answer in a few words. */
  readonly text: string;
}

export interface FindingRow {
  /** Name of the text below scenarios/findings. */
  readonly id: string;
  readonly title: string;
  /** One for each kernel, in the order of VARIANT_IDS. */
  readonly cells: readonly FindingCell[];
}
