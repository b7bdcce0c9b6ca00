/**
 * A run as the page shows it, without the model behind it.
 *
 * The model is the largest part of the script, and the first moment of the first story is always the same: it is read
 * when the page is built and drawn at once, while the model is still on its way.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { BlockInspector, FidelityView, Frame, TimelineView } from './frame.ts';
import type { AskedText } from './playable.ts';
import type { RunSource } from '#lib/scenario/moment.ts';

/** What stands in the header of the page. */
export interface RunFacts {
  readonly source: RunSource;
  readonly title: string;
  readonly about: string;
  readonly variant: VariantId;
  readonly fidelity: FidelityView;
  /** What the run rests on that nobody can know, one sentence each. */
  readonly assumptions: readonly string[];
  /** What the conditions of a text come to in this run; null for any other run, and once something was done by hand. */
  readonly asked: AskedText | null;
}

export interface ShownRun {
  readonly facts: RunFacts;
  readonly timeline: TimelineView;
  /** Moments from all over the run, the first of them its start. Null for a run of which one moment is known. */
  readonly samples: readonly Frame[] | null;
  /** The moment after `position` steps. */
  frame(position: number): Frame;
  /** A block at that moment. */
  inspector(position: number, block: number): BlockInspector | null;
  /** The link that opens that moment, without `#`; null while it cannot be made. */
  link(position: number, block: number | null): string | null;
}

/** A kernel that can be chosen. */
export interface VariantChoice {
  readonly id: VariantId;
  readonly title: string;
}

/** One moment of one run as plain data, with what the page says of the model before it is there. */
export interface FirstPicture {
  readonly facts: RunFacts;
  readonly timeline: TimelineView;
  readonly frame: Frame;
  readonly inspector: BlockInspector | null;
  readonly speedStepsPerS: number;
  readonly variants: readonly VariantChoice[];
}

/** Shows the first picture, at whatever position it is asked for. */
export function stillRun({ facts, timeline, frame, inspector }: FirstPicture): ShownRun {
  return {
    facts,
    timeline,
    samples: null,
    frame: () => frame,
    inspector: (_, block) => (inspector?.id === block ? inspector : null),
    link: () => null,
  };
}
