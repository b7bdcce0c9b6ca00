/**
 * A shell on a machine of its own, for tests: every command runs until nothing can go on.
 */
import type { Job, PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import { SIGNAL_FATAL, SIGNAL_HANDLED } from '#lib/hotplug/run/locks.ts';
import { SYNTH_UEVENT } from '#lib/hotplug/state/messages.ts';
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import { describeDeed, type Signal } from '../../deed.ts';
import type { Channel, Done, Said, ShellHost } from '../host.ts';
import { Shell, type LineEnd } from '../shell.ts';

export interface Printed {
  readonly out: string;
  readonly err: string;
  readonly note: string;
  readonly status: number;
  readonly end: LineEnd;
}

export class LabHost implements ShellHost {
  readonly actor: string;
  readonly machine: PlaygroundMachine;
  readonly printed: Record<Channel, string> = { out: '', err: '', note: '' };
  /** Commands in the order in which they were begun. */
  readonly acts: Command[] = [];
  #follower: {
    readonly tell: (said: readonly Said[]) => Promise<void>;
    length: number;
    readonly resolve: () => void;
  } | null = null;
  #waiting: { readonly job: Job; readonly resolve: (done: Done) => void } | null = null;

  constructor(machine: PlaygroundMachine, actor = 'shell1') {
    this.machine = machine;
    this.actor = actor;
  }

  kernel(): PlaygroundMachine['kernel'] {
    return this.machine.kernel;
  }

  act(command: Command): Promise<Done> {
    this.acts.push(command);
    const job = this.machine.begin(this.actor, command);
    this.machine.favour(job);
    this.machine.settle();
    return new Promise((resolve) => {
      this.#waiting = { job, resolve };
      this.look();
    });
  }

  /** Does the shell wait for a command that does not end? */
  get isStuck(): boolean {
    return this.#waiting !== null;
  }

  /** Answers a command that has ended meanwhile. */
  look(): void {
    if (this.#waiting === null) return;
    const { job, resolve } = this.#waiting;
    const outcome = this.machine.outcome(job);
    if (outcome === null && !this.machine.isDead(job)) return;
    this.#waiting = null;
    resolve(outcome === null ? { kind: 'died' } : { kind: 'done', outcome });
  }

  /** What Ctrl-C does to the command under way. */
  interrupt(): void {
    this.#follower?.resolve();
    if (this.#waiting === null) return;
    this.machine.interrupt(this.#waiting.job, SIGNAL_HANDLED);
    this.machine.settle();
    this.look();
  }

  signal({ actor, signal }: Signal): Promise<boolean> {
    const job = this.machine.jobs.findLast((other) => other.actor === actor && other.result === null);
    if (job === undefined) return Promise.resolve(false);
    this.machine.interrupt(job, signal === 'SIGKILL' ? SIGNAL_FATAL : SIGNAL_HANDLED);
    this.machine.settle();
    return Promise.resolve(true);
  }

  print(text: string, channel: Channel): void {
    this.printed[channel] += text;
  }

  clear(): void {
    this.printed.out = '';
  }

  said(): readonly Said[] {
    const { journal, names } = this.machine.kernel;
    return Array.from({ length: journal.length }, (_, i) => journal.at(i)).flatMap(
      ({ message, step, numbers }) =>
        message.kind === 'dmesg' || message.kind === 'uevent'
          ? [
              {
                step: step + 1,
                kind: message.kind,
                text: message.text(names, ...numbers),
                isSynthetic: message === SYNTH_UEVENT,
              },
            ]
          : [],
    );
  }

  async follow(tell: (said: readonly Said[]) => Promise<void>): Promise<void> {
    const { length } = this.said();
    await new Promise<void>((resolve) => {
      this.#follower = { tell, length, resolve };
    });
    this.#follower = null;
  }

  /** Tells a follower what was said since. */
  async goOn(): Promise<void> {
    if (this.#follower === null) return;
    const said = this.said();
    const { tell, length } = this.#follower;
    this.#follower.length = said.length;
    await tell(said.slice(length));
  }

  underWay(): readonly { readonly actor: string; readonly text: string }[] {
    return this.machine.jobs
      .filter(({ result }) => result === null)
      .map(({ actor, command }) => ({ actor, text: describeDeed(command) }));
  }

  columns(): number {
    return 80;
  }

  breathe(): Promise<void> {
    return Promise.resolve();
  }
}

/** A shell that tests type into. */
export class LabShell {
  readonly host: LabHost;
  readonly shell: Shell;

  constructor(machine: PlaygroundMachine, actor?: string) {
    this.host = new LabHost(machine, actor);
    this.shell = new Shell(this.host);
  }

  /** Types a line and gives what came of it. */
  async type(line: string): Promise<Printed> {
    Object.assign(this.host.printed, { out: '', err: '', note: '' });
    const end = await this.shell.run(line);
    return { ...this.host.printed, status: this.shell.status, end };
  }

  /** The standard output of a line that says nothing else. */
  async output(line: string): Promise<string> {
    const { out, err, note } = await this.type(line);
    return out + err + note;
  }
}
