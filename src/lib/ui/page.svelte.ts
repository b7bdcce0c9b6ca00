/**
 * The page around the workbench: its commands, what is open, what was just said, what the reader prefers. Nothing
 * here is part of a link.
 */
import type { Deed } from '#lib/scenario/deed.ts';
import type { ByteRange } from '#lib/draw/ranges.ts';
import type { HeldDevice } from '#lib/draw/lanes/scene.ts';
import type { MapStage } from '#lib/draw/map-stage.ts';
import { commandsOf, type PageActions } from '#lib/workbench/commands.ts';
import type { PageCommand } from '#lib/workbench/page-command.ts';
import { BugReports, type BugReport } from '#lib/workbench/bug-reports.ts';
import { recall, remember, type KeyValueStore } from '#lib/workbench/storage.ts';
import type { Theme } from '#lib/workbench/theme.ts';
import type { TraceLibrary } from '#lib/workbench/trace-library.ts';
import type { Workbench } from '#lib/workbench/workbench.svelte.ts';
import type { ChartView } from '#lib/workbench/chart-view.ts';
import { rememberSeen } from '#lib/workbench/seen-charts.ts';
import { Bringing } from './bring/bringing.svelte.ts';
import type { Later, OpenMenu } from './later-parts.ts';
import { PickedBlocks } from './picked-blocks.svelte.ts';
import { Screen } from './screen.svelte.ts';
import { Middle } from './shell/middle.svelte.ts';
import type { Desk } from './scenario/desk.svelte.ts';
import { ThemeChoice } from './theme-choice.svelte.ts';
import { Tour } from './tour.svelte.ts';
import type { Shelf } from './shelf/shelf.svelte.ts';

/** Addresses that are to be seen on the map, of the run with that source. */
interface MapWish {
  readonly source: string;
  readonly range: ByteRange;
}

/** Panes that share a place where there is not room for all. */
export type Pane = 'map' | 'sequence' | 'locks' | 'block' | 'text' | 'act' | 'branches';

/** Panes that share the left column. */
export type LeftTab = 'commands' | 'scenario' | 'explore' | 'act' | 'branches';

/** What the browser does for the page; tests hand in their own. */
export interface Browser {
  readonly store: KeyValueStore | null;
  /** The address with this link in it, or the one in the address bar. */
  address(link?: string): string;
  copy(text: string): Promise<void>;
}

/** What the page is put together from. */
export interface PageOptions {
  readonly workbench: Workbench;
  readonly library: TraceLibrary;
  readonly browser: Browser;
  /** What the map keeps room for until the model is there to tell. */
  readonly firstStage: MapStage;
  /** Inside a page of somebody else: nothing is changed, kept or written into an address. */
  readonly isEmbedded?: boolean;
  /** Asked for once. */
  readonly loadLater: () => Promise<Later>;
}

/** The scenario that the page opens with. */
const FIRST_SCENARIO = 'first';

/** Machines with more blocks than this are too large to try every deed out before it is asked for. */
const MOST_BLOCKS_TRIED_AHEAD = 2048;

/** Played faster than this, motion is a blur. */
const FASTEST_EASED_STEPS_PER_S = 8;

export class Page implements PageActions {
  readonly workbench: Workbench;
  readonly library: TraceLibrary;
  readonly commands: ReturnType<typeof commandsOf>;
  readonly screen = new Screen();
  readonly tour: Tour;
  readonly #bugs: BugReports;
  readonly firstStage: MapStage;
  readonly isEmbedded: boolean;
  readonly #browser: Browser;
  #later = $state.raw<Later | null>(null);
  readonly #theme: ThemeChoice;
  #lettersAllowed = $state(true);
  #said = $state('');
  #bug = $state.raw<BugReport | null>(null);
  #hasLeftFirst = $state(false);
  /** The pane that is chosen where panes are tabs. */
  pane: Pane = $state('map');
  /** The pane in the left column. */
  left: LeftTab = $state('commands');
  readonly middle = new Middle();
  /** What was found by trying every order; null until somebody looks. */
  desk = $state.raw<Desk | null>(null);
  #busy = $state(0);
  /** What is looked at closely: `block`, `lock`, or the name of a device. */
  subject = $state('block');
  /** Blocks that are looked for and blocks that are chosen together. */
  readonly picked: PickedBlocks;
  /** A device that is being put somewhere by hand. */
  held = $state.raw<HeldDevice | null>(null);
  /** The address under a place of the browser's window, as the map on screen has it. */
  addressAt: ((clientX: number) => number | null) | null = null;
  /** Addresses that the map is asked to show, and of which run. */
  mapWish = $state.raw<MapWish | null>(null);
  /** Where the block does not fit beside the sequence: is it slid over it? */
  isBlockOpen = $state(false);
  isHelpOpen = $state(false);
  isPickerOpen = $state(false);
  /** What the reader made, as this browser keeps it; null until the later parts are there. */
  shelf = $state.raw<Shelf | null>(null);
  isShareOpen = $state(false);
  isOutOpen = $state(false);
  /** A machine of the reader's own. */
  readonly bringing = new Bringing();
  isPaletteOpen = $state(false);
  isPresenting = $state(false);
  isUntilOpen = $state(false);
  menu: OpenMenu | null = $state.raw(null);

  constructor({ workbench, library, browser, firstStage, isEmbedded = false, loadLater }: PageOptions) {
    this.workbench = workbench;
    this.library = library;
    this.firstStage = firstStage;
    this.isEmbedded = isEmbedded;
    this.#browser = browser;
    this.#theme = new ThemeChoice(browser.store);
    this.#lettersAllowed = recall(browser.store, 'letter-keys', ['on', 'off'], 'on') === 'on';
    this.tour = new Tour(browser.store);
    this.picked = new PickedBlocks(workbench, (text) => this.say(text));
    this.commands = commandsOf(workbench, this);
    this.#bugs = new BugReports((bug) => {
      this.#bug = bug;
    });
    void loadLater().then((later) => {
      this.#later = later;
    });
  }

  /** Null until they are there. */
  get later(): Later | null {
    return this.#later;
  }

  /** Every command that there is now: those of the map come with the later parts. */
  get allCommands(): readonly PageCommand[] {
    const own = Object.values(this.commands);
    if (this.#later === null) return own;
    return [...own, this.#later.outCommand(this), ...Object.values(this.#later.findCommands(this))];
  }

  get theme(): Theme {
    return this.#theme.theme;
  }

  /** May keys that type a character be commands? */
  get lettersAllowed(): boolean {
    return this.#lettersAllowed;
  }

  set lettersAllowed(allowed: boolean) {
    this.#lettersAllowed = allowed;
    remember(this.#browser.store, 'letter-keys', allowed ? 'on' : 'off');
  }

  /** The last short answer to something that the reader did. */
  get said(): string {
    return this.#said;
  }

  /** Does the run play so fast that pictures should not ease from moment to moment? */
  get isFast(): boolean {
    return this.workbench.isPlaying && this.workbench.speedStepsPerS > FASTEST_EASED_STEPS_PER_S;
  }

  get bug(): BugReport | null {
    return this.#bug;
  }

  /** Is something under way that the reader waits for, besides the run itself? */
  get isBusy(): boolean {
    return this.#busy > 0;
  }

  /** Something begins; call what is returned when it is over. */
  busy(): () => void {
    this.#busy++;
    let isOver = false;
    return () => {
      if (!isOver) this.#busy--;
      isOver = true;
    };
  }

  /** Shows a pane of the left column, wherever that has its place. */
  showLeft(tab: LeftTab): void {
    this.left = tab;
    if (this.screen.room === 'phone' || this.screen.room === 'narrow') this.pane = 'text';
  }

  /** Shows the shell, wherever that has its place, and lets the keys go there. */
  showShell(): void {
    this.leaveFirst();
    this.middle.showShell();
    if (this.screen.room === 'phone' || this.screen.room === 'narrow') this.pane = 'sequence';
  }

  /** An error that only a bug can cause. */
  reportBug(error: unknown): void {
    this.#bugs.report(error, this.#browser.address());
  }

  closeBug(): void {
    this.#bug = null;
  }

  /** Does a command, or says why not. */
  run(command: PageCommand): void {
    const reason = command.guard();
    this.#said = reason ?? '';
    if (reason === null) command.run();
  }

  tell(text: string | null): void {
    this.#said = text ?? '';
  }

  say(text: string): void {
    this.#said = text;
  }

  /** Is the calm view of the first minute on screen, where there is one thing to do? */
  get isFirst(): boolean {
    const { facts, branches, position, timeline } = this.workbench;
    const isSource = facts?.source.kind === 'scenario' && facts.source.id === FIRST_SCENARIO;
    return (
      isSource &&
      !this.#hasLeftFirst &&
      !this.isEmbedded &&
      branches.length <= 1 &&
      position === timeline?.length
    );
  }

  /** From the first view to the workspace, with the machine as it is. */
  leaveFirst(): void {
    this.#hasLeftFirst = true;
  }

  /** May the page find out at once what would come of every deed that it offers? Not while the run moves. */
  get triesAhead(): boolean {
    const { frame, isPlaying } = this.workbench;
    return (
      !isPlaying &&
      frame !== null &&
      frame.runs.length === 0 &&
      frame.blocks.length <= MOST_BLOCKS_TRIED_AHEAD
    );
  }

  /** Does something by hand, and says where that began a branch. */
  async act(deed: Deed): Promise<void> {
    const { workbench } = this;
    const guard = workbench.actingGuard;
    if (guard !== null) {
      this.say(guard);
      return;
    }
    const before = workbench.session?.current;
    await workbench.act(deed);
    const { session, branches } = workbench;
    const branch = branches.find(({ id }) => id === session?.current);
    const isNew = branch !== undefined && session?.current !== before;
    this.say(isNew ? `A branch begins at step ${branch.forkAt}; the run before is kept.` : '');
  }

  /** Does the same to several blocks, one after the other. */
  async actInTurn(deeds: readonly Deed[]): Promise<void> {
    const { workbench } = this;
    const guard = workbench.actingGuard;
    if (guard !== null) {
      this.say(guard);
      return;
    }
    await workbench.actInTurn(deeds);
    this.say(`${deeds.length} commands, one after the other.`);
  }

  /** Goes to a position and stays there. */
  goTo(position: number): void {
    this.workbench.send({ type: 'PAUSE' });
    this.workbench.send({ type: 'SEEK', position });
  }

  /** What was seen of a chart, now and before: `node ID` and `edge ID`. */
  seenOf({ kind, layout, seenNodes, seenEdges }: ChartView): ReadonlySet<string> {
    const chart = kind === 'kmem' ? `kmem ${layout.nodes.map(({ id }) => id).join(' ')}` : kind;
    const ids = [...seenNodes.map((id) => `node ${id}`), ...seenEdges.map((id) => `edge ${id}`)];
    return rememberSeen(this.isEmbedded ? null : this.#browser.store, chart, ids);
  }

  /** Brings the map on screen, where it is one of several panes. */
  showMap(): void {
    if (this.screen.room === 'phone') this.pane = 'map';
  }

  /** Shows these addresses on the map, all of them and a little beside. */
  zoomTo(ranges: readonly ByteRange[]): void {
    if (ranges.length === 0) return;
    this.showMap();
    this.mapWish = {
      source: JSON.stringify(this.workbench.facts?.source),
      range: {
        startBytes: Math.min(...ranges.map(({ startBytes }) => startBytes)),
        endBytes: Math.max(...ranges.map(({ endBytes }) => endBytes)),
      },
    };
  }

  /** Looks at the lock or a device closely, wherever that has its place. */
  lookAt(subject: string): void {
    this.subject = subject;
    this.isBlockOpen = true;
    if (this.screen.room === 'phone' || this.screen.room === 'narrow') this.pane = 'block';
  }

  /** Selects a block and shows it, wherever it has to be shown. */
  selectBlock(block: number): void {
    this.workbench.select(block);
    this.subject = 'block';
    this.picked.forgetRange();
    this.isBlockOpen = true;
  }

  chooseRun(): void {
    this.isPickerOpen = true;
  }

  present(isOn: boolean): void {
    this.isPresenting = isOn;
  }

  showPalette(): void {
    this.isPaletteOpen = true;
  }

  showHelp(): void {
    this.isHelpOpen = true;
  }

  changeTheme(): void {
    this.#theme.next();
    this.#said = this.theme === 'auto' ? 'Theme as the system.' : `Theme ${this.theme}.`;
  }

  bringMachine(): void {
    this.bringing.open();
  }

  share(): void {
    this.workbench.send({ type: 'PAUSE' });
    this.isShareOpen = true;
  }

  /** The whole address of what is on screen; null when no link can hold it. */
  get address(): string | null {
    const { link } = this.workbench;
    return link === null ? null : this.#browser.address(link);
  }

  /** Copies a text and says so; where the browser refuses, says what to do `otherwise`. */
  copy(text: string, done: string, otherwise: string): void {
    this.#browser.copy(text).then(
      () => this.say(done),
      () => this.say(`The browser does not let the page copy. ${otherwise}`),
    );
  }
}
