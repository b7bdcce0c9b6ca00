/**
 * One shell of the page: an actor of the run on screen, with its terminal. Commands that act become acts of the run, as
 * anything done by hand; a command has ended when the moment on screen has come to its end.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import type { Act, Signal } from '#lib/scenario/deed.ts';
import type { Channel, Done, Said, ShellHost } from '#lib/scenario/shell/host.ts';
import { commonStart, completionAt } from '#lib/scenario/shell/complete.ts';
import { inColumns } from '#lib/scenario/shell/ls.ts';
import { LineEditor } from '#lib/scenario/shell/line-editor.ts';
import { Shell } from '#lib/scenario/shell/shell.ts';
import type { Workbench } from '../workbench.svelte.ts';
import { saidBetween } from './said.ts';

/** What a tab needs of the page round it. */
export interface ShellSurroundings {
  readonly workbench: Workbench;
  /** Do commands play step by step, or is the run shown where they have ended? */
  readonly plays: () => boolean;
  /** Something that can only be a bug. */
  readonly report: (error: unknown) => void;
}

interface Waiting extends Pick<Act, 'at' | 'actor'> {
  readonly resolve: (done: Done) => void;
}

/** A command that tells what the kernel says as the run goes on. */
interface Following {
  readonly tell: (said: readonly Said[]) => Promise<void>;
  readonly resolve: () => void;
  /** Up to where it was told. */
  position: number;
  told: Promise<void>;
}

/** Characters that a terminal keeps. */
const MOST_KEPT = 200_000;
/** Reads of one line that become commands of the run; a link has to hold them. */
const MOST_READS = 48;
/** Who sends the signal of Ctrl-C: the driver of the terminal. */
const TERMINAL = 'tty';
const NOTE = ['\x1b[2;3m', '\x1b[0m'] as const;

/** Commands that change nothing, so that looking back they can be done without beginning a branch. */
function onlyReads(command: Command): boolean {
  if (command.kind === 'sysfs_read') return true;
  if (command.kind !== 'tool') return false;
  const [name, verb] = command.argv;
  return name === 'lsmem' || name === 'numactl' || (name === 'daxctl' && verb === 'list');
}

/** Names that a section of a scenario text may have. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,19}$/;

export class ShellTab implements ShellHost {
  /** The same as long as the tab is there. */
  readonly id: string;
  #actor = $state('');
  readonly shell: Shell;
  readonly #around: ShellSurroundings;
  readonly #editor: LineEditor;
  #kept = '';
  #terminal: ((text: string) => void) | null = null;
  #columns = 80;
  #waiting: Waiting | null = $state.raw(null);
  #following: Following | null = $state.raw(null);
  #isRunning = $state(false);
  #hasEnded = $state(false);
  /** Files that the line under way has read. */
  #reads = 0;
  /** Lines of a command that is not finished. */
  #begun = '';
  /** The line for which Tab had several offers: the next Tab lists them. */
  #offeredAt: string | null = null;
  /** Keys that came while a command ran. */
  #ahead = '';

  constructor(actor: string, around: ShellSurroundings) {
    this.id = actor;
    this.#actor = actor;
    this.#around = around;
    this.shell = new Shell(this);
    this.#editor = new LineEditor(() => this.shell.history);
    this.#draw();
  }

  get actor(): string {
    return this.#actor;
  }

  /** Goes on as another actor; gives why not, or null. */
  rename(name: string): string | null {
    if (!NAME.test(name)) return 'An actor is named with letters, digits, _ . and -, a letter first.';
    if (this.#isRunning) return `${this.#actor} has a command under way.`;
    this.#actor = name;
    this.#write('\r\n');
    this.#editor.redraw();
    this.#draw();
    return null;
  }

  /** Is a command under way? */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Did `exit` or a signal end it? */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Does a command wait for the run to go on? */
  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  /** Shows the terminal in a view; gives what takes it away. */
  show(write: (text: string) => void, columns: number): () => void {
    this.#terminal = write;
    this.#columns = columns;
    write(this.#kept);
    return () => {
      if (this.#terminal === write) this.#terminal = null;
    };
  }

  /** The view has another width now. */
  resize(columns: number): void {
    this.#columns = columns;
  }

  get #prompt(): string {
    if (this.#begun !== '') return '> ';
    const folder = this.shell.cwd === '/' ? '/' : this.shell.cwd.slice(this.shell.cwd.lastIndexOf('/') + 1);
    return `[${this.actor} ${folder}]# `;
  }

  #write(text: string): void {
    this.#kept = (this.#kept + text).slice(-MOST_KEPT);
    this.#terminal?.(text);
  }

  #draw(): void {
    this.#write(this.#editor.draw(this.#prompt, this.#columns));
  }

  /** Keys, as a terminal sends them. */
  type(data: string): void {
    if (this.#hasEnded) return;
    if (this.#isRunning) {
      if (data.includes('\x03')) this.interrupt();
      else this.#ahead += data;
      return;
    }
    let rest = data;
    while (rest !== '' && !this.#isRunning && !this.#hasEnded) {
      const { rest: left, wish } = this.#editor.key(rest);
      rest = left;
      if (wish === null) continue;
      switch (wish.kind) {
        case 'line':
          this.#write(this.#editor.leave(this.#prompt, this.#columns));
          this.#editor.reset();
          void this.#run(this.#begun + wish.text).catch(this.#around.report);
          break;
        case 'interrupt':
          this.#write(`${this.#editor.leave(this.#prompt, this.#columns).replace(/\r\n$/, '')}^C\r\n`);
          this.#begun = '';
          this.#editor.reset();
          break;
        case 'clear':
          this.clear();
          break;
        case 'end':
          this.#write('exit\r\n');
          this.#hasEnded = true;
          return;
        case 'complete':
          this.#complete();
          break;
      }
    }
    if (this.#isRunning) this.#ahead += rest;
    else this.#draw();
  }

  /** Tab: puts in what all offers have in common; a second time it lists them. */
  #complete(): void {
    if (this.#around.workbench.searchable === null) return;
    const { before, text } = this.#editor;
    const variables = [...this.shell.variables.keys()];
    const after = text.slice(before.length);
    const { from, words } = completionAt(this.kernel(), this.shell.cwd, before, after, variables);
    const typed = before.slice(from);
    const start = commonStart(words);
    const isListed = this.#offeredAt === text;
    this.#offeredAt = null;
    if (words.length === 0) return;
    if (start.length > typed.length || words.length === 1) {
      const isWhole = words.length === 1 && !start.endsWith('/') && !/^\S/.test(after);
      this.#editor.insert(start.slice(typed.length) + (isWhole ? ' ' : ''));
      if (words.length === 1) return;
    }
    if (!isListed) {
      this.#offeredAt = this.#editor.text;
      return;
    }
    const names = words.map((word) => word.replace(/^.*\/(?=.)/, ''));
    this.#write(this.#editor.leave(this.#prompt, this.#columns) + inColumns(names, this.#columns));
  }

  async #run(text: string): Promise<void> {
    this.#isRunning = true;
    this.#reads = 0;
    try {
      const end = await this.shell.run(text);
      if (this.#reads > MOST_READS) {
        this.print(
          `[${this.#reads - MOST_READS} more reads are not in the run: of one line it keeps ${MOST_READS}]\n`,
          'note',
        );
      }
      this.#begun = end === 'unfinished' ? `${text}\n` : '';
      this.#hasEnded = end === 'exit';
    } finally {
      this.#isRunning = false;
      this.#editor.reset();
    }
    if (this.#hasEnded) {
      this.#write('exit\r\n');
      return;
    }
    this.#draw();
    const ahead = this.#ahead;
    this.#ahead = '';
    if (ahead !== '') this.type(ahead);
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#write('^C\r\n');
    this.#ahead = '';
    this.shell.interrupt();
    this.#following?.resolve();
    void this.#sendInterrupt().catch(this.#around.report);
  }

  async #sendInterrupt(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting === null) return;
    const { workbench } = this.#around;
    // At the step at which it begins it has not begun: a signal there would take its place.
    if (workbench.position <= waiting.at) workbench.send({ type: 'SEEK', position: waiting.at + 1 });
    const wasPlaying = workbench.isPlaying;
    await workbench.begin({ kind: 'signal', actor: waiting.actor, signal: 'SIGINT' }, TERMINAL);
    this.#goOn(waiting, wasPlaying);
  }

  /** Shows how a command goes on: playing, or where it has ended. */
  #goOn(act: Pick<Act, 'at' | 'actor'>, plays: boolean): void {
    const { workbench } = this.#around;
    const end = workbench.searchable?.jobOf(act)?.endStep ?? workbench.timeline?.length ?? 0;
    if (plays && end > workbench.position) workbench.send({ type: 'PLAY' });
    else workbench.send({ type: 'SEEK', position: end });
    this.look();
  }

  kernel(): Kernel {
    const { workbench } = this.#around;
    const live = workbench.searchable;
    if (live === null) throw new Error('a shell runs before there is a model');
    return live.look(workbench.position, (kernel) => kernel);
  }

  async act(command: Command): Promise<Done> {
    const { workbench } = this.#around;
    const live = workbench.searchable;
    if (live === null) return { kind: 'lost', why: 'the model is still being loaded' };
    const reads = onlyReads(command);
    if (reads) this.#reads++;
    if (reads && (workbench.position < live.timeline.length || this.#reads > MOST_READS)) {
      const outcome = live.readAt(workbench.position, command);
      if (outcome !== null) return { kind: 'done', outcome };
    }
    const isPast = workbench.position < live.timeline.length;
    const branch = workbench.session?.current;
    const begun = await workbench.begin(command, this.actor);
    if (isPast && workbench.session?.current !== branch) {
      this.print(`[a branch begins at step ${begun?.at}; the run before is kept]\n`, 'note');
    }
    const job = begun === null ? null : workbench.searchable?.jobOf(begun);
    if (begun === null || job === null || job === undefined) {
      return { kind: 'lost', why: 'another run came on screen before the command began' };
    }
    return new Promise((resolve) => {
      this.#waiting = { ...begun, resolve };
      this.#goOn(begun, !reads && this.#around.plays());
    });
  }

  async signal(signal: Signal): Promise<boolean> {
    const { workbench } = this.#around;
    const isThere = workbench.frame?.threads.some(({ actor }) => actor.name === signal.actor) ?? false;
    if (!isThere) return false;
    await workbench.begin(signal, this.actor);
    workbench.send({ type: this.#around.plays() ? 'PLAY' : 'LAST' });
    return true;
  }

  /** Has the command under way ended at the moment on screen? Called whenever that changes. */
  look(): void {
    this.#tellOn();
    const waiting = this.#waiting;
    if (waiting === null) return;
    const { workbench } = this.#around;
    const job = workbench.searchable?.jobOf(waiting) ?? null;
    if (job === null) {
      this.#end({
        kind: 'lost',
        why: 'the run on screen is another one; the command is in the branch it was begun in',
      });
    } else if (job.isDead && workbench.position === workbench.timeline?.length) this.#end({ kind: 'died' });
    else if (job.endStep !== null && job.endStep <= workbench.position && job.outcome !== null) {
      this.#end({ kind: 'done', outcome: job.outcome });
    }
  }

  #end(done: Done): void {
    const resolve = this.#waiting?.resolve;
    this.#waiting = null;
    resolve?.(done);
  }

  said(): readonly Said[] {
    return this.#saidFrom(0, this.#around.workbench.position);
  }

  /** What was said in the steps after `from` up to `to`. */
  #saidFrom(from: number, to: number): Said[] {
    const { searchable } = this.#around.workbench;
    return searchable?.look(to, (kernel) => saidBetween(kernel, from, to)) ?? [];
  }

  async follow(tell: (said: readonly Said[]) => Promise<void>): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#following = { tell, resolve, position: this.#around.workbench.position, told: Promise.resolve() };
    });
    this.#following = null;
  }

  /** Tells a follower what the moment on screen adds. A moment before tells nothing. */
  #tellOn(): void {
    const following = this.#following;
    if (following === null) return;
    const { position } = this.#around.workbench;
    const said = this.#saidFrom(following.position, position);
    following.position = position;
    if (said.length === 0) return;
    following.told = following.told.then(() => following.tell(said)).catch(following.resolve);
  }

  underWay(): readonly { readonly actor: string; readonly text: string }[] {
    const { workbench } = this.#around;
    const { position } = workbench;
    return (workbench.timeline?.marks ?? [])
      .filter(({ startStep, endStep }) => startStep < position && (endStep === null || endStep > position))
      .map(({ actor, text }) => ({ actor: actor.name, text }));
  }

  columns(): number {
    return this.#columns;
  }

  print(text: string, channel: Channel): void {
    this.#write(channel === 'note' ? text.replace(/[^\n]+/g, (line) => NOTE[0] + line + NOTE[1]) : text);
  }

  clear(): void {
    this.#kept = '';
    this.#terminal?.('\x1b[H\x1b[2J\x1b[3J');
  }

  breathe(): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve);
    });
  }
}
