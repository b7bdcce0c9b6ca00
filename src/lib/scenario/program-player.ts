/**
 * Plays a program: the beginning, then the actors by a schedule, then in the order of a real kernel until nothing can
 * go on.
 *
 * The explorer finds schedules on its own compact states; here they run on the machine that the page shows, with its
 * log, so that a witness can be looked at like any other run.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { virtio_mem_worker } from '#lib/hotplug/drivers/virtio-mem.ts';
import { SIGNAL_FATAL, SIGNAL_HANDLED } from '#lib/hotplug/run/locks.ts';
import type { Thread } from '#lib/hotplug/run/thread.ts';
import type { Job, PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import { bootProgram, type BootedProgram, type DoneLine, type ProgramError } from './boot-program.ts';
import type { Program, ProgramActor, ProgramLine } from './program.ts';
import type { Schedule } from './schedule.ts';

interface Player {
  readonly actor: ProgramActor;
  readonly threadId: number;
  /** Line that it is at. */
  at: number;
  job: Job | null;
}

/** Where a schedule asked for something that cannot be done: it belongs to another program or another model. */
export interface ScheduleError {
  /** Number of the turn, from 0. */
  readonly turn: number;
  readonly what: string;
}

/** A signal that an actor has sent; it has no job of its own. */
export interface SentSignal {
  readonly actor: string;
  readonly line: ProgramLine;
  /** Position of the run when it was sent. */
  readonly position: number;
}

export class ProgramPlayer {
  readonly machine: PlaygroundMachine;
  /** Position of the run at which the init part is done and the actors begin. */
  readonly begin: number;
  readonly #players: readonly Player[];
  readonly #done: DoneLine[];
  readonly #signals: SentSignal[] = [];
  readonly #worker: Thread | null;

  /** Boots a program and does its init part. */
  static boot(program: Program): Result<ProgramPlayer, ProgramError> {
    const booted = bootProgram(program);
    return booted.ok ? success(new ProgramPlayer(booted.value)) : booted;
  }

  private constructor({ machine, actors, daemons, init }: BootedProgram) {
    this.machine = machine;
    this.begin = machine.run.length;
    this.#done = [...init];
    this.#players = actors.map((actor, i) => ({ actor, threadId: i + 1, at: 0, job: daemons[i] ?? null }));
    for (const player of this.#players) if (player.job === null) this.#beginLine(player);
    const hasWorker = machine.kernel.virtio.count.value > 0;
    this.#worker = hasWorker
      ? machine.run.start('kworker', virtio_mem_worker, [], this.#players.length + 1)
      : null;
  }

  /** All lines that were begun so far, in the order of their begin. */
  get lines(): readonly DoneLine[] {
    return this.#done;
  }

  /** All signals that were sent. */
  get signals(): readonly SentSignal[] {
    return this.#signals;
  }

  /** Name of the actor with that thread number; null for a thread that nobody wrote down. */
  actorOfThread(threadId: number): string | null {
    const player = this.#players.find((candidate) => candidate.threadId === threadId);
    return player?.actor.name ?? (this.#worker?.id === threadId ? this.#worker.actor : null);
  }

  /** Had the actor come to the end of its lines after so many steps of the run? Daemons never do. */
  hasEnded(name: string, position = this.machine.run.length): boolean {
    const actor = this.#players.find((player) => player.actor.name === name)?.actor;
    if (actor === undefined || actor.isDaemon) return actor === undefined;
    const lines = this.#done.filter(
      ({ line, job }) => actor.lines.includes(line) && job.endStep !== null && job.endStep <= position,
    );
    const signals = this.#signals.filter(
      (sent) => actor.lines.includes(sent.line) && sent.position <= position,
    );
    return lines.length + signals.length === actor.lines.length;
  }

  /** Is there an actor, no daemon, that has not come to the end of its lines? */
  get hasUnfinished(): boolean {
    return this.#players.some(({ actor, at }) => !actor.isDaemon && at < actor.lines.length);
  }

  /** Lets the actors do what a schedule says. */
  follow(schedule: Schedule): Result<null, ScheduleError> {
    for (const [turn, { actor, steps }] of schedule.entries()) {
      for (let n = 0; n < steps; n++) {
        const what = this.#turn(actor);
        if (what !== null) return failure({ turn, what });
      }
    }
    return success(null);
  }

  /** Goes on in the order of a real kernel until nothing can. */
  finish(): void {
    for (;;) {
      this.machine.settle();
      const waiting = this.#players.filter(
        (player) => player.job?.result !== null && player.at < player.actor.lines.length,
      );
      if (waiting.length === 0) return;
      for (const player of waiting) this.#goOn(player);
    }
  }

  /** One step of an actor; gives why not, if it cannot. */
  #turn(number: number): string | null {
    const player = this.#players[number];
    if (player === undefined) return this.#workerTurn(number);
    const line = player.actor.lines[player.at];
    if (line === undefined) return `${player.actor.name} has nothing left to do`;
    if (line.deed.kind === 'signal') {
      this.#sendSignal(player);
      return null;
    }
    if (player.job === null || !this.machine.stepJob(player.job)) {
      return `${player.actor.name} has to wait and cannot do a step`;
    }
    this.#goOn(player);
    return null;
  }

  #workerTurn(number: number): string | null {
    if (this.#worker === null || number !== this.#players.length) return `there is no actor number ${number}`;
    return this.machine.run.step(this.#worker) === 'blocked' ? 'the worker has nothing to do' : null;
  }

  #sendSignal(player: Player): void {
    const { deed } = player.actor.lines[player.at]!;
    if (deed.kind !== 'signal') return;
    const target = this.#players.find(({ actor }) => actor.name === deed.actor);
    const job = target?.job ?? null;
    if (job !== null) this.machine.interrupt(job, deed.signal === 'SIGKILL' ? SIGNAL_FATAL : SIGNAL_HANDLED);
    const line = player.actor.lines[player.at]!;
    this.#signals.push({ actor: player.actor.name, line, position: this.machine.run.length });
    player.at++;
    this.#beginLine(player);
  }

  /** Begins the next line when the one under way has ended. */
  #goOn(player: Player): void {
    if (player.actor.isDaemon) return;
    if (player.job === null) {
      if (player.actor.lines[player.at]?.deed.kind === 'signal') this.#sendSignal(player);
      return;
    }
    if (player.job.result === null) return;
    player.at++;
    this.#beginLine(player);
  }

  #beginLine(player: Player): void {
    for (;;) {
      player.job = null;
      const line = player.actor.lines[player.at];
      if (line === undefined || line.deed.kind === 'signal') return;
      player.job = this.machine.begin(player.actor.name, line.deed, player.threadId);
      this.#done.push({ actor: player.actor.name, line, job: player.job });
      if (player.job.result === null) return;
      player.at++;
    }
  }
}
