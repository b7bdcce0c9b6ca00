/**
 * A run with the model behind it. Reading a frame takes milliseconds and many views ask for the same one, so the
 * frames read last are kept.
 */
import type { Result } from '#lib/capture/result.ts';
import type { Outcome } from '#lib/hotplug/playground-machine.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import { functionNames } from '#lib/hotplug/run/registry.ts';
import { encodeLink } from '#lib/scenario/link.ts';
import type { Act, Deed } from '#lib/scenario/deed.ts';
import type { Moment } from '#lib/scenario/moment.ts';
import type { Recipe } from '#lib/scenario/recipe.ts';
import { isCrowd } from './block-runs.ts';
import { continueRun } from './continue-run.ts';
import type { BlockInspector, Frame, TimelineView } from './frame.ts';
import { frameAt, inspect, timelineOf } from './frame-at.ts';
import type { Playable } from './playable.ts';
import { runAsText, type TextOfRun } from './run-as-text.ts';
import { sequenceView, type SequenceView } from './sequence-view.ts';
import type { RunFacts, ShownRun } from './shown-run.ts';
import { differenceBetween, type MomentDifference } from './moment-difference.ts';
import type { Condition } from './time/condition.ts';
import type { Hits } from './time/hit-lists.ts';
import { hitsOf } from './time/hits.ts';
import { locksOf } from './time/lock-names.ts';
import { parseCondition, type ConditionError, type Vocabulary } from './time/parse-condition.ts';
import { ratioHistory, zoneDetails, type RatioPoint, type ZoneDetails } from './zone-details.ts';
import type { Work } from './time/work.ts';
import { ChartHistory, type ChartSubject } from './chart-history.ts';
import { chartView, type ChartView } from './chart-view.ts';
import { readAt, whatIf, whatIfAfter, type Trial } from './what-if.ts';

const FRAMES_KEPT = 64;
const MOST_SAMPLES = 24;
/** Of a machine with very many blocks: a frame there takes milliseconds by the dozen. */
const MOST_SAMPLES_OF_CROWD = 5;

/** How a command ended, or that it has not. */
export interface JobEnd {
  readonly endStep: number | null;
  readonly outcome: Outcome | null;
  /** The kernel died under it. */
  readonly isDead: boolean;
}

export class LiveRun implements ShownRun {
  readonly facts: RunFacts;
  readonly timeline: TimelineView;
  readonly samples: readonly Frame[];
  readonly recipe: Recipe;
  /** Steps of the source alone, before anything was done to it. */
  readonly sourceLength: number;
  readonly #playable: Playable;
  #charts: ChartHistory | null = null;
  #ratio: RatioPoint[] | null = null;
  #text: TextOfRun | null = null;
  readonly #frames = new Map<number, Frame>();
  #inspector: { readonly position: number; readonly view: BlockInspector } | null = null;

  /** `recipe` says how the playable came about. */
  constructor(playable: Playable, recipe: Recipe, sourceLength: number) {
    const { source, title, about, variant, fidelity, assumptions, asked } = playable;
    this.facts = { source, title, about, variant, fidelity, assumptions, asked };
    this.recipe = recipe;
    this.sourceLength = sourceLength;
    this.#playable = playable;
    this.timeline = timelineOf(playable);
    this.samples = samplePositions(this.timeline, isCrowd(playable.machine.kernel)).map((position) =>
      frameAt(playable, position),
    );
  }

  /** The run with one more act at its end. This one must not be used again. */
  extended(act: Act): LiveRun {
    const recipe = { ...this.recipe, acts: [...this.recipe.acts, act] };
    return new LiveRun(continueRun(this.#playable, null, [act]), recipe, this.sourceLength);
  }

  /**
   * The run with more acts at its end, each begun when the one before it has come to rest, as a loop of a shell does.
   * This one must not be used again.
   */
  extendedInTurn(acts: readonly Omit<Act, 'at'>[]): { readonly run: LiveRun; readonly acts: readonly Act[] } {
    const atRest = acts.map((act) => ({ ...act, at: Number.MAX_SAFE_INTEGER }));
    const playable = continueRun(this.#playable, null, atRest);
    const marks = playable.marks.slice(-acts.length);
    const placed = acts.map((act, i) => ({ ...act, at: marks[i]!.startStep }));
    const recipe = { ...this.recipe, acts: [...this.recipe.acts, ...placed] };
    return { run: new LiveRun(playable, recipe, this.sourceLength), acts: placed };
  }

  /** What would come of a deed at that moment. */
  whatIf(position: number, deed: Deed, actor?: string): Trial {
    return whatIf(this.#playable.machine, position, deed, actor);
  }

  /** What would come of a deed at that moment once another one has been done. */
  whatIfAfter(position: number, first: Deed, deed: Deed): Trial | null {
    if (first.kind === 'signal' || deed.kind === 'signal') return null;
    return whatIfAfter(this.#playable.machine, position, first, deed);
  }

  /** What somebody asks of the kernel at that moment; it must not be changed. */
  look<T>(position: number, ask: (kernel: Kernel) => T): T {
    const { kernel, run } = this.#playable.machine;
    run.history.seek(position);
    return ask(kernel);
  }

  /** What a command that only reads would say at that moment; null when it would have to wait for somebody. */
  readAt(position: number, command: Command): Outcome | null {
    return readAt(this.#playable.machine, position, command);
  }

  /** What became of the command that an actor began at that step, seen from the end of the run; null for none. */
  jobOf({ at, actor }: Pick<Act, 'at' | 'actor'>): JobEnd | null {
    const { machine } = this.#playable;
    const job = machine.jobs.findLast((other) => other.startStep === at && other.actor === actor);
    if (job === undefined) return null;
    return { endStep: job.endStep, outcome: machine.outcome(job), isDead: machine.isDead(job) };
  }

  /** All positions at which a condition comes true. */
  hits(condition: Condition): Work<Hits> {
    return hitsOf(this.#playable, condition);
  }

  /** The names that conditions may use. */
  get vocabulary(): Vocabulary {
    const locks = locksOf(this.#playable.machine.kernel).map(({ name }) => name);
    return { functions: functionNames(), locks };
  }

  parse(text: string): Result<Condition, ConditionError> {
    return parseCondition(text, this.vocabulary);
  }

  /** A stretch of the run as lanes of actors. */
  sequence(from: number, to: number): SequenceView {
    return sequenceView(this.#playable, from, to);
  }

  /** The statechart of a block, the lock or a device at that moment; null where this kernel has none. */
  chart(subject: ChartSubject, position: number): ChartView | null {
    this.#charts ??= new ChartHistory(this.#playable.machine);
    return chartView(this.#playable, this.#charts, subject, position);
  }

  /** What the zones come to at that moment. */
  zones(position: number): ZoneDetails {
    this.#ratio ??= ratioHistory(this.#playable);
    return zoneDetails(this.#playable, position, this.#ratio);
  }

  /** What is not the same at two positions. */
  difference(from: number, to: number): MomentDifference {
    return differenceBetween(this.#playable, from, to);
  }

  frame(position: number): Frame {
    const frame = this.#frames.get(position) ?? frameAt(this.#playable, position);
    // Deleted and set again: a Map keeps the order of setting, so the first is the one unused longest.
    this.#frames.delete(position);
    this.#frames.set(position, frame);
    if (this.#frames.size > FRAMES_KEPT) this.#frames.delete(this.#frames.keys().next().value!);
    return frame;
  }

  inspector(position: number, block: number): BlockInspector {
    if (this.#inspector?.position !== position || this.#inspector.view.id !== block) {
      this.#inspector = { position, view: inspect(this.#playable, position, block) };
    }
    return this.#inspector.view;
  }

  /** The machine behind the run, for what is worked out elsewhere. It may be left at any position. */
  get played(): Playable {
    return this.#playable;
  }

  /** The run as a scenario text. */
  get asText(): TextOfRun {
    this.#text ??= runAsText(this.#playable, this.recipe);
    return this.#text;
  }

  /** What a link or a file keeps of that moment. */
  moment(position: number, block: number | null): Moment {
    return { ...this.recipe, position, block, fingerprint: this.fingerprint(position) };
  }

  link(position: number, block: number | null): string | null {
    try {
      return encodeLink(this.moment(position, block));
    } catch (error) {
      // More was done by hand than a link can hold; the run still fits into a file.
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  /** Hash of the kernel's state at that moment: a link carries it, so that another edition of the model is noticed. */
  fingerprint(position: number): number {
    const { kernel, run } = this.#playable.machine;
    run.history.seek(position);
    return kernel.store.hash();
  }
}

/** The start of a run, and where its commands begin and end, thinned out evenly when there are many. */
function samplePositions({ marks, length }: TimelineView, isCrowded: boolean): number[] {
  const ends = marks.flatMap(({ startStep, endStep }) => [startStep, endStep ?? length]);
  const places = [...new Set([0, ...ends, length])].sort((a, b) => a - b);
  const count = Math.min(places.length, isCrowded ? MOST_SAMPLES_OF_CROWD : MOST_SAMPLES);
  if (count === 1) return places;
  return Array.from(
    { length: count },
    (_, i) => places[Math.round((i * (places.length - 1)) / (count - 1))]!,
  );
}
