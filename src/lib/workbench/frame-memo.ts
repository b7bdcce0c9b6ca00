/**
 * Frames of a run by position: reading one takes milliseconds, and many views ask for the same.
 */
import type { BlockInspector, Frame, TimelineView } from './frame.ts';
import { frameAt, inspect, timelineOf } from './frame-at.ts';
import type { Playable } from './playable.ts';

const FRAMES_KEPT = 64;
const MOST_SAMPLES = 24;

export class FrameMemo {
  readonly #playable: Playable;
  readonly #frames = new Map<number, Frame>();
  readonly timeline: TimelineView;
  /** Moments from all over the run, among them its start and its end. */
  readonly samples: readonly [Frame, ...Frame[]];
  #inspector: { position: number; view: BlockInspector } | null = null;

  constructor(playable: Playable) {
    this.#playable = playable;
    this.timeline = timelineOf(playable);
    const later = samplePositions(this.timeline).map((position) => frameAt(playable, position));
    this.samples = [frameAt(playable, 0), ...later];
  }

  /** The moment after `position` steps. */
  frame(position: number): Frame {
    const frame = this.#frames.get(position) ?? frameAt(this.#playable, position);
    // Deleted and set again: a Map keeps the order of setting, so the first is the one unused longest.
    this.#frames.delete(position);
    this.#frames.set(position, frame);
    if (this.#frames.size > FRAMES_KEPT) this.#frames.delete(this.#frames.keys().next().value!);
    return frame;
  }

  /** Hash of the kernel's state at that moment: a link carries it, so that another edition of the model is noticed. */
  fingerprint(position: number): number {
    const { kernel, run } = this.#playable.machine;
    run.history.seek(position);
    return kernel.store.hash();
  }

  /** A block at that moment. */
  inspector(position: number, block: number): BlockInspector {
    if (this.#inspector?.position !== position || this.#inspector.view.id !== block) {
      this.#inspector = { position, view: inspect(this.#playable, position, block) };
    }
    return this.#inspector.view;
  }
}

/** Where commands end after the start of a run, thinned out evenly when there are many. */
function samplePositions({ marks, length }: TimelineView): number[] {
  const ends = marks.flatMap(({ startStep, endStep }) => [startStep, endStep ?? length]);
  const places = [...new Set([...ends, length])].filter((place) => place > 0).sort((a, b) => a - b);
  const count = Math.min(places.length, MOST_SAMPLES);
  if (count <= 1) return places;
  return Array.from(
    { length: count },
    (_, i) => places[Math.round((i * (places.length - 1)) / (count - 1))]!,
  );
}
