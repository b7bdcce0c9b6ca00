/**
 * The one state of the page: which run on which kernel, at which step, with which block selected. Views read it
 * through getters; it changes only through the methods here. Everything else is derived.
 *
 * Longer than other files for one reason: whatever changes the page has to pass this one gate.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { ActorView } from '#lib/machines/actor.svelte.ts';
import type { Player, PlayerEvent } from '#lib/machines/player.ts';
import type { Moment, RunSource } from '#lib/scenario/moment.ts';
import { usualActor, type Act, type Deed } from '#lib/scenario/deed.ts';
import type { BlockInspector, Frame, TimelineView } from './frame.ts';
import type { LiveRun } from './live-run.ts';
import { beyondTheEnd, damagedLink, orderTrouble, otherModel, type Notice } from './notice.ts';
import type { Order } from './model.ts';
import { samePlace } from './places.ts';
import {
  actIn,
  deleteBranch,
  recipeOf,
  renameBranch,
  sessionOf,
  type Branch,
  type Session,
} from './session.ts';
import {
  stillRun,
  type FirstPicture,
  type RunFacts,
  type ShownRun,
  type VariantChoice,
} from './shown-run.ts';
import type { KeyValueStore } from './storage.ts';
import { TimeControl } from './time/time-control.svelte.ts';
import type { MomentDifference } from './moment-difference.ts';
import type { ChartSubject } from './chart-history.ts';
import type { ChartView } from './chart-view.ts';
import type { Schedule } from '#lib/scenario/schedule.ts';
import type { TextOfRun } from './run-as-text.ts';
import type { SequenceView } from './sequence-view.ts';
import type { TraceLibrary } from './trace-library.ts';
import type { ZoneDetails } from './zone-details.ts';
import type { Trial } from './what-if.ts';

type Model = typeof import('./model.ts');

export interface WorkbenchOptions {
  readonly library: TraceLibrary;
  readonly first: FirstPicture;
  /** Asked for once. */
  readonly loadModel: () => Promise<Model>;
  /** Where wishes about time are remembered. */
  readonly store?: KeyValueStore | null;
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
  /** Strides, searches and breakpoints. */
  readonly time: TimeControl;
  #engine = $state.raw<Engine | null>(null);
  #run = $state.raw<ShownRun | null>(null);
  /** The run on screen with the model behind it; null while it is only the first picture. */
  #live = $state.raw<LiveRun | null>(null);
  #session = $state.raw<Session | null>(null);
  #block = $state.raw<number | null>(null);
  #notice = $state.raw<Notice | null>(null);
  #reading = $state.raw<string | null>(null);
  /** Number of the newest request; the answer to an older one comes too late and is dropped. */
  #request = 0;

  constructor({ library, first, loadModel, store = null }: WorkbenchOptions) {
    this.time = new TimeControl(this, store);
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

  /** What is on screen as a recipe; null while the model is not there. */
  get moment(): Moment | null {
    return this.#live?.moment(this.position, this.#block) ?? null;
  }

  /** The run as something to search in; null until the model is there. */
  get searchable(): LiveRun | null {
    return this.#live;
  }

  /** The last `steps` steps as lanes of actors; null until the model is there. */
  sequence(steps: number): SequenceView | null {
    const { position } = this;
    return this.#live?.sequence(Math.max(0, position - steps), position) ?? null;
  }

  /** The statechart of a block, the lock or a device now; null until the model is there, or without one. */
  chart(subject: ChartSubject): ChartView | null {
    return this.#live?.chart(subject, this.position) ?? null;
  }

  /** What the zones come to now; null until the model is there. */
  get zones(): ZoneDetails | null {
    return this.#live?.zones(this.position) ?? null;
  }

  /** What is not the same at the marked moment and now; null without one. */
  get difference(): MomentDifference | null {
    const { marked } = this.time;
    const length = this.timeline?.length ?? 0;
    if (marked === null || marked > length) return null;
    return this.#live?.difference(marked, this.position) ?? null;
  }

  /** Everything that was made of the run on screen: a tree of branches. Null until the model is there. */
  get session(): Session | null {
    return this.#session;
  }

  get branches(): readonly Branch[] {
    return this.#session?.branches ?? [];
  }

  /** Why nothing can be done by hand now; null when something can. */
  get actingGuard(): string | null {
    return this.#live === null ? 'The model is still being loaded.' : null;
  }

  /** What would come of a deed now, found out on a copy of the machine. Null until the model is there. */
  tryOut(deed: Deed): Trial | null {
    return this.#live?.whatIf(this.position, deed) ?? null;
  }

  /** The same once another deed has been done. */
  tryOutAfter(first: Deed, deed: Deed): Trial | null {
    return this.#live?.whatIfAfter(this.position, first, deed) ?? null;
  }

  /**
   * Does something to the machine at the position on screen: the run goes on from there with it, and plays. What came
   * after is not lost, it stays as another branch.
   */
  async act(deed: Deed, actor = usualActor(deed)): Promise<void> {
    if ((await this.begin(deed, actor)) !== null) this.send({ type: 'PLAY' });
  }

  /**
   * The same, but the run stays where it is. Gives who does it, another of that name when the wished one is busy, and
   * the step at which it begins; null when nothing can be done.
   */
  async begin(deed: Deed, actor: string): Promise<Pick<Act, 'at' | 'actor'> | null> {
    const live = this.#live;
    const session = this.#session;
    if (live === null || session === null) return null;
    const { position } = this;
    const act = { at: position, actor: this.#freeActor(actor), deed };
    const { length } = live.timeline;
    const next = actIn(session, act, { run: length, source: live.sourceLength });
    if (position === length) {
      this.#session = next;
      this.#show(live.extended(act), { position, block: this.#block });
    } else {
      await this.#replace(recipeOf(next), () => ({ position, block: this.#block }), next);
    }
    return act;
  }

  /** Does several things one after the other, as a loop of a shell does; the first begins at the position on screen. */
  async actInTurn(deeds: readonly Deed[]): Promise<void> {
    const [first, ...rest] = deeds;
    if (first === undefined) return;
    const { position } = this;
    await this.act(first);
    const live = this.#live;
    const session = this.#session;
    if (live === null || session === null || rest.length === 0) return;
    const { run, acts } = live.extendedInTurn(rest.map((deed) => ({ deed, actor: usualActor(deed) })));
    this.#session = acts.reduce(
      (sum, act) => actIn(sum, act, { run: act.at, source: live.sourceLength }),
      session,
    );
    this.#show(run, { position, block: this.#block });
    this.send({ type: 'PLAY' });
  }

  /** The actor, or another one of its kind while it has something under way. */
  #freeActor(wish: string): string {
    const { position } = this;
    const isBusy = (name: string): boolean =>
      this.timeline?.marks.some(
        ({ actor, startStep, endStep }) =>
          actor.name === name && startStep < position && (endStep === null || endStep > position),
      ) ?? false;
    for (let n = 1; ; n++) {
      const name = n === 1 ? wish : `${wish}${n}`;
      if (!isBusy(name)) return name;
    }
  }

  /** Shows another branch, at the place where it leaves its parent. */
  async openBranch(id: number): Promise<void> {
    const session = this.#session;
    if (session === null || session.current === id || !session.branches.some((branch) => branch.id === id)) {
      return;
    }
    const next = { ...session, current: id };
    const position = this.position;
    await this.#replace(recipeOf(next), () => ({ position, block: this.#block }), next);
  }

  renameBranch(id: number, name: string): void {
    if (this.#session !== null) this.#session = renameBranch(this.#session, id, name);
  }

  /** Takes a branch away; gives what puts the tree back as it was. */
  async deleteBranch(id: number): Promise<Session | null> {
    const before = this.#session;
    if (before === null) return null;
    await this.openSession(deleteBranch(before, id));
    return before;
  }

  /** Shows a session that was kept somewhere: of a library, a file, or as it was before something was deleted. */
  async openSession(session: Session): Promise<void> {
    const shown = this.#session;
    if (shown !== null && JSON.stringify(recipeOf(shown)) === JSON.stringify(recipeOf(session))) {
      this.#session = session;
      return;
    }
    const { position } = this;
    const isSame = shown !== null && JSON.stringify(shown.source) === JSON.stringify(session.source);
    await this.#replace(
      recipeOf(session),
      (run) => ({ position: isSame ? position : run.timeline.length, block: this.#block }),
      session,
    );
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

  /** Tells the reader something beside the run. */
  tell(notice: Notice): void {
    this.#notice = notice;
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
    if (moment.ok) await this.openMoment(moment.value);
    else this.#notice = damagedLink(moment.error);
  }

  /** Opens the first story, from the page itself until the model is there. */
  async #openFirst(): Promise<void> {
    const { facts, inspector, frame } = this.#first;
    const { position } = frame;
    this.#block = inspector?.id ?? null;
    if (this.#engine === null) this.#run = stillRun(this.#first);
    await this.#replace(orderOf(facts.source, facts.variant), () => ({ position, block: this.#block }));
  }

  /** Opens a run on its own kernel. */
  async openRun(source: RunSource): Promise<void> {
    const { model } = await this.#loading;
    await this.#replace(orderOf(source), (run) => model.openingOf(run));
  }

  /**
   * Opens a scenario in text, on the first kernel that it names unless another is given. `stays`: at the same place as
   * the run on screen, of which it is another wording.
   */
  async openText(
    text: string,
    more: {
      readonly schedule?: Schedule;
      readonly variant?: VariantId | undefined;
      readonly stays?: boolean;
    } = {},
  ): Promise<void> {
    const { model } = await this.#loading;
    const before = more.stays === true ? this.#run : null;
    const { position } = this;
    await this.#replace(
      orderOf({ kind: 'text', text, schedule: more.schedule ?? [] }, more.variant),
      (run) => ({
        ...(before === null
          ? model.openingOf(run)
          : { position: samePlace(before.timeline, position, run.timeline), block: this.#block }),
        notice: orderTrouble(run.facts.asked?.orderTrouble ?? null),
      }),
    );
  }

  /** The run on screen as a scenario text; null until the model is there. */
  get text(): TextOfRun | null {
    return this.#live?.asText ?? null;
  }

  /** The same commands on another kernel, at the same place. */
  async chooseVariant(variant: VariantId): Promise<void> {
    const before = this.#run;
    if (before === null || before.facts.variant === variant) return;
    const session = this.#session === null ? null : { ...this.#session, variant };
    await this.#replace(
      session === null ? orderOf(before.facts.source, variant) : recipeOf(session),
      ({ timeline, facts }) => ({
        position: samePlace(before.timeline, this.position, timeline),
        block: this.#block,
        notice: orderTrouble(facts.asked?.orderTrouble ?? null),
      }),
      session,
    );
  }

  /** Opens what a link or a file means. */
  async openMoment(moment: Moment): Promise<void> {
    const { source, variant, position, block, fingerprint, cutAt = null, acts = [] } = moment;
    await this.#replace({ source, variant, cutAt, acts }, (run) => {
      const { length } = run.timeline;
      if (position > length) return { position: length, block, notice: beyondTheEnd(position, length) };
      const isOther = typeof fingerprint === 'number' && fingerprint !== run.fingerprint(position);
      return { position, block, notice: isOther ? otherModel(position) : null };
    });
  }

  /** Puts a run in the place of the one on screen, unless it cannot be had or a newer wish has overtaken it. */
  async #replace(
    order: Order,
    open: (run: LiveRun) => Opening,
    session: Session | null = null,
  ): Promise<void> {
    const request = ++this.#request;
    const { source } = order;
    this.#reading = source.kind === 'trace' ? source.name : null;
    const { model } = await this.#loading;
    const played = await model.playOrder(order, this.#library);
    if (request !== this.#request) return;
    this.#reading = null;
    if (!played.ok) {
      // A link may hold a text with errors and be the first thing that is opened.
      if (this.#run === null && source.kind === 'text') await this.#openFirst();
      this.#notice = played.error;
      return;
    }
    const run = played.value;
    const playsOn = this.isPlaying && this.#isSameRun(source);
    this.#session = session ?? sessionOf(run.recipe);
    this.#show(run, open(run));
    if (playsOn) this.send({ type: 'PLAY' });
    for (const event of this.#early.splice(0)) this.send(event);
  }

  #show(run: LiveRun, { position, block, notice }: Opening): void {
    if (!this.#isSameRun(run.facts.source)) this.time.mark(null);
    this.#run = run;
    this.#live = run;
    this.#block = block;
    this.#notice = notice ?? null;
    this.#engine?.player.actor.send({ type: 'LOAD', length: run.timeline.length, position });
    void this.time.findStops();
  }

  #isSameRun(source: RunSource): boolean {
    const shown = this.#run?.facts.source;
    return shown !== undefined && JSON.stringify(shown) === JSON.stringify(source);
  }
}

/** The source alone, on a kernel or on its own one. */
function orderOf(source: RunSource, variant?: VariantId): Order {
  return { source, variant, cutAt: null, acts: [] };
}
