/**
 * The one state of the page: which run on which kernel, at which step, with which block selected. Views read it
 * through getters; it changes only through the methods here. Everything else is derived.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { ActorView } from '#lib/machines/actor.svelte.ts';
import type { Player, PlayerEvent } from '#lib/machines/player.ts';
import type { Moment, RunSource } from '#lib/scenario/moment.ts';
import type { BlockInspector, Frame, TimelineView } from './frame.ts';
import type { LiveRun } from './live-run.ts';
import { beyondTheEnd, damagedLink, otherModel, type Notice } from './notice.ts';
import { samePlace } from './places.ts';
import {
  stillRun,
  type FirstPicture,
  type RunFacts,
  type ShownRun,
  type VariantChoice,
} from './shown-run.ts';
import type { TraceLibrary } from './trace-library.ts';

type Model = typeof import('./model.ts');

export interface WorkbenchOptions {
  readonly library: TraceLibrary;
  readonly first: FirstPicture;
  /** Asked for once. */
  readonly loadModel: () => Promise<Model>;
}

type PlayEvent = Exclude<PlayerEvent, { type: 'LOAD' }>;

/** Where a run is opened. */
interface Opening {
  readonly position: number;
  readonly block: number | null;
  readonly notice?: Notice | null;
}

/** The model with the player that it plays in. */
interface Engine {
  readonly model: Model;
  readonly player: ActorView<Player>;
}

export class Workbench {
  readonly #library: TraceLibrary;
  readonly #first: FirstPicture;
  readonly #loading: Promise<Engine>;
  /** What was asked of the player before there was a run. */
  readonly #early: PlayEvent[] = [];
  #engine = $state.raw<Engine | null>(null);
  #run = $state.raw<ShownRun | null>(null);
  #block = $state.raw<number | null>(null);
  #notice = $state.raw<Notice | null>(null);
  #reading = $state.raw<string | null>(null);
  /** Number of the newest request; the answer to an older one comes too late and is dropped. */
  #request = 0;

  constructor({ library, first, loadModel }: WorkbenchOptions) {
    this.#library = library;
    this.#first = first;
    this.#loading = loadModel().then((model) => {
      this.#engine = { model, player: new ActorView(model.createPlayer()) };
      return this.#engine;
    });
  }

  /** What the run on screen is; null until there is one. */
  get facts(): RunFacts | null {
    return this.#run?.facts ?? null;
  }

  /** The kernels that can be chosen. */
  get variants(): readonly VariantChoice[] {
    return this.#first.variants;
  }

  get position(): number {
    return this.#engine?.player.snapshot.context.position ?? this.#first.frame.position;
  }

  get isPlaying(): boolean {
    return this.#engine?.player.snapshot.matches('playing') ?? false;
  }

  get speedStepsPerS(): number {
    return this.#engine?.player.snapshot.context.speedStepsPerS ?? this.#first.speedStepsPerS;
  }

  /** Number of the selected block. */
  get block(): number | null {
    return this.#block;
  }

  get notice(): Notice | null {
    return this.#notice;
  }

  /** Name of the recording that is being read. */
  get reading(): string | null {
    return this.#reading;
  }

  get frame(): Frame | null {
    return this.#run?.frame(this.position) ?? null;
  }

  get timeline(): TimelineView | null {
    return this.#run?.timeline ?? null;
  }

  /** Moments from all over the run; the same array as long as the run is the same. Null until the model is there. */
  get samples(): readonly Frame[] | null {
    return this.#run?.samples ?? null;
  }

  get inspector(): BlockInspector | null {
    return this.#block === null ? null : (this.#run?.inspector(this.position, this.#block) ?? null);
  }

  /** The link that opens exactly what is on screen, without `#`; null while there is nothing to link to. */
  get link(): string | null {
    return this.#run?.link(this.position, this.#block) ?? null;
  }

  /** Any event of the player: play, pause, step, seek … One that comes before there is a run to play waits for it. */
  send(event: PlayEvent): void {
    const actor = this.#engine?.player.actor;
    if (actor === undefined || actor.getSnapshot().matches('empty')) this.#early.push(event);
    else actor.send(event);
  }

  select(block: number | null): void {
    this.#block = block;
  }

  dismissNotice(): void {
    this.#notice = null;
  }

  /**
   * Opens what the address says. Nothing in it: the first story, if nothing is on screen. A damaged link is explained
   * and changes nothing else.
   */
  async openLink(text: string): Promise<void> {
    if (/^#?$/.test(text)) {
      if (this.#run === null) await this.#openFirst();
      return;
    }
    const { model } = await this.#loading;
    const moment = model.decodeLink(text);
    if (moment.ok) await this.#openMoment(moment.value);
    else this.#notice = damagedLink(moment.error);
  }

  /** Opens the first story, from the page itself until the model is there. */
  async #openFirst(): Promise<void> {
    const { facts, inspector, frame } = this.#first;
    const { position } = frame;
    this.#block = inspector?.id ?? null;
    if (this.#engine === null) this.#run = stillRun(this.#first);
    await this.#replace(facts.source, facts.variant, () => ({ position, block: this.#block }));
  }

  /** Opens a run on its own kernel. */
  async openRun(source: RunSource): Promise<void> {
    const { model } = await this.#loading;
    await this.#replace(source, undefined, (run) => model.openingOf(run));
  }

  /** The same commands on another kernel, at the same place. */
  async chooseVariant(variant: VariantId): Promise<void> {
    const before = this.#run;
    if (before === null || before.facts.variant === variant) return;
    await this.#replace(before.facts.source, variant, ({ timeline }) => ({
      position: samePlace(before.timeline, this.position, timeline),
      block: this.#block,
    }));
  }

  async #openMoment({ source, variant, position, block, fingerprint }: Moment): Promise<void> {
    await this.#replace(source, variant, (run) => {
      const { length } = run.timeline;
      if (position > length) return { position: length, block, notice: beyondTheEnd(position, length) };
      const isOther = typeof fingerprint === 'number' && fingerprint !== run.fingerprint(position);
      return { position, block, notice: isOther ? otherModel(position) : null };
    });
  }

  /** Puts a run in the place of the one on screen, unless it cannot be had or a newer wish has overtaken it. */
  async #replace(
    source: RunSource,
    variant: VariantId | undefined,
    open: (run: LiveRun) => Opening,
  ): Promise<void> {
    const request = ++this.#request;
    this.#reading = source.kind === 'trace' ? source.name : null;
    const { model, player } = await this.#loading;
    const played = await model.playSource(source, variant, this.#library);
    if (request !== this.#request) return;
    this.#reading = null;
    if (!played.ok) {
      this.#notice = played.error;
      return;
    }
    const run = played.value;
    const { position, block, notice } = open(run);
    const playsOn = this.isPlaying && this.#isSameRun(source);
    this.#run = run;
    this.#block = block;
    this.#notice = notice ?? null;
    player.actor.send({ type: 'LOAD', length: run.timeline.length, position });
    if (playsOn) this.send({ type: 'PLAY' });
    for (const event of this.#early.splice(0)) this.send(event);
  }

  #isSameRun(source: RunSource): boolean {
    const shown = this.#run?.facts.source;
    return shown !== undefined && JSON.stringify(shown) === JSON.stringify(source);
  }
}
