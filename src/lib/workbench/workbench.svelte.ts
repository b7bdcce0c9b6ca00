/**
 * The one state of the page: which run on which kernel, at which step, with which block selected. Views read it
 * through getters; it changes only through the methods here. Everything else is derived.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { traceErrorText } from '#lib/capture/trace-error.ts';
import type { VariantId } from '#lib/hotplug/variants/index.ts';
import { ActorView } from '#lib/machines/actor.svelte.ts';
import { createPlayer, type PlayerEvent } from '#lib/machines/player.ts';
import { scenarioById } from '#lib/scenario/gallery.ts';
import { decodeLink, encodeLink } from '#lib/scenario/link.ts';
import type { Moment } from '#lib/scenario/moment.ts';
import { seedStory } from '#lib/scenario/seed-story.ts';
import type { BlockInspector, Frame, TimelineView } from './frame.ts';
import { FrameMemo } from './frame-memo.ts';
import { beyondTheEnd, damagedLink, notLoaded, otherModel, unknownScenario, type Notice } from './notice.ts';
import { samePlace, tellingPosition } from './places.ts';
import { playScenario, playTrace, type Playable, type RunSource } from './playable.ts';
import type { TraceLibrary } from './trace-library.ts';

/** A run on screen with everything that is read from it. */
export interface ShownRun {
  readonly playable: Playable;
  readonly memo: FrameMemo;
}

export class Workbench {
  readonly #library: TraceLibrary;
  readonly #player = new ActorView(createPlayer());
  #run = $state.raw<ShownRun | null>(null);
  #block = $state.raw<number | null>(null);
  #notice = $state.raw<Notice | null>(null);
  #loading = $state.raw<string | null>(null);
  /** Number of the newest request; the answer to an older one comes too late and is dropped. */
  #request = 0;

  constructor(library: TraceLibrary) {
    this.#library = library;
  }

  /** The run on screen; null only until the first one is there. */
  get playable(): Playable | null {
    return this.#run?.playable ?? null;
  }

  get position(): number {
    return this.#player.snapshot.context.position;
  }

  get isPlaying(): boolean {
    return this.#player.snapshot.matches('playing');
  }

  get speedStepsPerS(): number {
    return this.#player.snapshot.context.speedStepsPerS;
  }

  /** Number of the selected block. */
  get block(): number | null {
    return this.#block;
  }

  get notice(): Notice | null {
    return this.#notice;
  }

  /** Name of the recording that is being loaded. */
  get loading(): string | null {
    return this.#loading;
  }

  get frame(): Frame | null {
    return this.#run?.memo.frame(this.position) ?? null;
  }

  get timeline(): TimelineView | null {
    return this.#run?.memo.timeline ?? null;
  }

  /** Moments from all over the run; the same array as long as the run is the same. */
  get samples(): FrameMemo['samples'] | null {
    return this.#run?.memo.samples ?? null;
  }

  get inspector(): BlockInspector | null {
    return this.#block === null ? null : (this.#run?.memo.inspector(this.position, this.#block) ?? null);
  }

  /** The link that opens exactly what is on screen, without `#`. */
  get link(): string | null {
    if (this.#run === null) return null;
    const { playable, memo } = this.#run;
    const { source, variant } = playable;
    const fingerprint = memo.fingerprint(this.position);
    return encodeLink({ source, variant, position: this.position, block: this.#block, fingerprint });
  }

  /** Any event of the player: play, pause, step, seek … */
  send(event: Exclude<PlayerEvent, { type: 'LOAD' }>): void {
    this.#player.actor.send(event);
  }

  select(block: number | null): void {
    this.#block = block;
  }

  dismissNotice(): void {
    this.#notice = null;
  }

  /** Tells the reader something that the page found out. */
  tell(notice: Notice): void {
    this.#notice = notice;
  }

  /**
   * Opens what the address says. Nothing in it: the seed's story, if nothing is on screen. A damaged link is
   * explained and changes nothing else.
   */
  async openLink(text: string): Promise<void> {
    if (/^#?$/.test(text)) {
      if (this.#run === null) await this.openRun({ kind: 'scenario', id: seedStory.id });
      return;
    }
    const moment = decodeLink(text);
    if (moment.ok) await this.#openMoment(moment.value);
    else this.#notice = damagedLink(moment.error);
  }

  /** Opens a run on its own kernel: a scenario where its story is told best, a recording at its start. */
  async openRun(source: RunSource): Promise<void> {
    await this.#replace(source, undefined, (memo) => {
      if (source.kind === 'trace') return { position: 0, block: null, notice: null };
      const position = tellingPosition(memo.timeline);
      return { position, block: memo.frame(position).refusals.at(-1)?.block ?? null, notice: null };
    });
  }

  /** The same commands on another kernel, at the same place. */
  async chooseVariant(variant: VariantId): Promise<void> {
    const before = this.#run;
    if (before === null || before.playable.variant === variant) return;
    await this.#replace(before.playable.source, variant, (memo) => ({
      position: samePlace(before.memo.timeline, this.position, memo.timeline),
      block: this.#block,
      notice: null,
    }));
  }

  async #openMoment({ source, variant, position, block, fingerprint }: Moment): Promise<void> {
    await this.#replace(source, variant, (memo) => {
      const { length } = memo.timeline;
      if (position > length) return { position: length, block, notice: beyondTheEnd(position, length) };
      const isOther = typeof fingerprint === 'number' && fingerprint !== memo.fingerprint(position);
      return { position, block, notice: isOther ? otherModel(position) : null };
    });
  }

  /** Puts a run in the place of the one on screen, unless it cannot be had or a newer wish has overtaken it. */
  async #replace(
    source: RunSource,
    variant: VariantId | undefined,
    open: (memo: FrameMemo) => { position: number; block: number | null; notice: Notice | null },
  ): Promise<void> {
    const request = ++this.#request;
    // Without a pause where none is needed: the first story has to be there with the first picture.
    const played =
      source.kind === 'scenario'
        ? playById(source.id, variant)
        : await this.#playRecorded(source.name, variant);
    if (request !== this.#request) return;
    this.#loading = null;
    if (!played.ok) {
      this.#notice = played.error;
      return;
    }
    const memo = new FrameMemo(played.value);
    const { position, block, notice } = open(memo);
    const wasPlaying = variant !== undefined && this.isPlaying;
    this.#run = { playable: played.value, memo };
    this.#block = block;
    this.#notice = notice;
    this.#player.actor.send({ type: 'LOAD', length: memo.timeline.length, position });
    if (wasPlaying) this.send({ type: 'PLAY' });
  }

  async #playRecorded(name: string, variant: VariantId | undefined): Promise<Result<Playable, Notice>> {
    this.#loading = name;
    const trace = await this.#library.load(name);
    if (!trace.ok) return failure(notLoaded(trace.error));
    const played = playTrace(trace.value, variant);
    if (played.ok) return played;
    const what = `The recorded run ${name} cannot be replayed: ${traceErrorText(played.error)}.`;
    return failure(notLoaded({ what, advice: 'Choose another one from the list.' }));
  }
}

function playById(id: string, variant: VariantId | undefined): Result<Playable, Notice> {
  const scenario = scenarioById(id);
  return scenario === null ? failure(unknownScenario(id)) : success(playScenario(scenario, variant));
}
