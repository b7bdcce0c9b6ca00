/**
 * The line of a run up to where a lesson shows it: nothing behind the question may be seen before it is answered.
 */
import type { TimelineView } from '../frame.ts';

/** The timeline with everything behind `limit` taken out; its length stays, so that the rest is seen to be there. */
export function clippedTimeline(timeline: TimelineView, limit: number): TimelineView {
  if (limit >= timeline.length) return timeline;
  return {
    isHidden: true,
    length: timeline.length,
    errnos: timeline.errnos.filter(({ position }) => position <= limit),
    lockSpans: timeline.lockSpans
      .filter(({ from }) => from <= limit)
      .map(({ from, to }) => ({ from, to: Math.min(to, limit) })),
    zoneChanges: timeline.zoneChanges.filter((position) => position <= limit),
    marks: timeline.marks
      .filter(({ startStep }) => startStep < limit)
      .map((mark) =>
        mark.endStep !== null && mark.endStep > limit
          ? { ...mark, endStep: null, result: null, failed: false }
          : mark,
      ),
  };
}
