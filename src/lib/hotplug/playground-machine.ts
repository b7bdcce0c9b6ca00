/**
 * A machine that one can act on: a booted kernel of a variant, and jobs that actors begin on it.
 *
 * It turns commands into kernel functions with numeric arguments, starts them as threads, runs threads in the order
 * of a real kernel, and says what an actor sees: rc, errno, text. It is the one door to the model for recordings,
 * scenarios and the page.
 */
import { ENOENT, errnoName } from './state/errno.ts';
import { bootKernel } from './state/boot.ts';
import type { Kernel } from './state/kernel.ts';
import type { MachineDescription } from './state/machine.ts';
import { SIGNAL_FATAL, SIGNAL_HANDLED } from './run/locks.ts';
import { Run } from './run/run.ts';
import type { Thread } from './run/thread.ts';
import { send_sig } from './drivers/test-module.ts';
import { virtio_mem_run_wq, virtioNeedsWorker } from './drivers/virtio-mem.ts';
import { stepNext } from './scheduling.ts';
import type { Command } from './userspace/commands.ts';
import { readToolResult, type Printed } from './userspace/tools/result.ts';
import { compileCommand } from './userspace/compile-command.ts';
import type { Variant } from './variants/variant.ts';

/** One command of one actor, under way or done. */
export interface Job {
  /** 0, 1, 2 … in the order of their begin. */
  readonly id: number;
  readonly actor: string;
  readonly command: Command;
  /** Position of the run when it began. */
  readonly startStep: number;
  /** Position after its last step; null while it runs. */
  endStep: number | null;
  readonly threadId: number;
  /** Return value of the kernel function; null while it runs. */
  result: number | null;
}

/** What the actor sees of a finished job. */
export interface Outcome {
  /** 0 or -1 as a shell has it; the exit code of a program; for calls of kernel functions the raw return value. */
  readonly rc: number;
  readonly errno: string | null;
  readonly stdout: string | null;
  /** Programs only: what they wrote to their standard error. */
  readonly stderr?: string;
  /** Programs only: both, in the order in which a terminal shows them. */
  readonly printed?: readonly Printed[];
}

const STEPS_PER_SLICE = 65_536;
/** More than any command needs; reaching it is a bug of the model. */
const MOST_SLICES = 2000;

export class PlaygroundMachine {
  readonly kernel: Kernel;
  readonly run: Run;
  readonly variant: Variant;
  readonly #jobs: Job[] = [];
  #current: Thread | null = null;

  /** Boots a machine, or goes on with a run of the same variant. */
  constructor(from: MachineDescription | Run, variant: Variant) {
    this.variant = variant;
    this.run = from instanceof Run ? from : new Run(bootKernel(from, variant.kmemFamily), variant.functions);
    this.kernel = this.run.kernel;
  }

  /**
   * An independent machine that stands where this one stood after `position` steps, with the same jobs under way:
   * for trying something out. This one's store is set to the position. `newborns`: jobs too that were begun right there.
   */
  fork(position: number, newborns = false): PlaygroundMachine {
    const copy = new PlaygroundMachine(this.run.fork(position, newborns), this.variant);
    const isOpen = ({ startStep, endStep }: Job): boolean =>
      (startStep < position || (newborns && startStep === position)) &&
      (endStep === null || endStep > position);
    for (const job of this.#jobs.filter(isOpen)) {
      copy.#jobs.push({ ...job, id: copy.#jobs.length, startStep: 0, endStep: null, result: null });
    }
    copy.#current = this.#lastActive(position, copy.run);
    return copy;
  }

  get jobs(): readonly Job[] {
    return this.#jobs;
  }

  /** Starts a command; it has not done a step yet. Its thread gets the lowest free number unless told otherwise. */
  begin(actor: string, command: Command, threadId?: number): Job {
    const compiled = compileCommand(this.kernel, this.run, command);
    const startStep = this.run.length;
    const job: Job = {
      id: this.#jobs.length,
      actor,
      command,
      startStep,
      endStep: null,
      threadId: -1,
      result: null,
    };
    this.#jobs.push(job);
    if (compiled === null) return Object.assign(job, { result: -ENOENT, endStep: startStep });
    const thread = this.run.start(actor, compiled.fn, compiled.args, threadId);
    Object.assign(job, { threadId: thread.id });
    this.#noteEnd(thread);
    return job;
  }

  /** Lets the thread of a job run next, as long as it can. */
  favour(job: Job): void {
    this.#current = this.run.threads.find(({ id }) => id === job.threadId) ?? this.#current;
  }

  /** Does one step of the thread of a job; false when it has to wait or has ended. */
  stepJob(job: Job): boolean {
    const thread = this.run.threads.find(({ id }) => id === job.threadId);
    if (job.result !== null || thread === undefined || this.run.step(thread) === 'blocked') return false;
    this.#current = thread.result === null ? thread : null;
    this.#noteEnd(thread);
    return true;
  }

  /** Does one step of whoever runs next; null when nobody can. */
  stepOnce(): Thread | null {
    const before = this.#current;
    const thread = stepNext(this.run, before);
    if (thread !== null) {
      this.#current = thread.result === null ? thread : null;
      this.#noteEnd(thread);
      return thread;
    }
    this.#current = null;
    const device = virtioNeedsWorker(this.kernel);
    if (device < 0) return null;
    this.run.start('kworker', virtio_mem_run_wq, [device]);
    return this.stepOnce();
  }

  /**
   * Runs threads until none can go on or about `mostSteps` are done. Gives true when nothing is left to do; call it
   * again for the next slice otherwise.
   */
  runFor(mostSteps: number): boolean {
    const end = this.run.length + mostSteps;
    while (this.run.length < end) {
      const thread = this.stepOnce();
      if (thread === null) return true;
      if (thread.result !== null || thread.looped) continue;
      this.run.runThread(thread, end - this.run.length);
      this.#noteEnd(thread);
    }
    return false;
  }

  /** Runs all threads until none can go on. */
  settle(): void {
    for (let slices = 0; !this.runFor(STEPS_PER_SLICE); slices++) {
      if (slices > MOST_SLICES) throw new Error('the machine does not settle');
    }
  }

  /** Begins a command and runs until nothing can go on. */
  execute(actor: string, command: Command): Job {
    const job = this.begin(actor, command);
    this.settle();
    return job;
  }

  /**
   * Sets the machine back to a position of its run: jobs that began later are gone, others are under way again. Jobs
   * that were begun right there stay if `newborns`.
   */
  truncate(position: number, newborns = true): void {
    this.run.truncate(position, newborns);
    const kept = this.#jobs.filter(
      ({ startStep }) => startStep < position || (newborns && startStep === position),
    );
    this.#jobs.length = kept.length;
    for (const job of kept) {
      if (job.endStep === null || job.endStep <= position) continue;
      job.endStep = null;
      job.result = null;
    }
    this.#current = this.#lastActive(position, this.run);
  }

  /** The thread of `among` that did the last step before a position, if it goes on with. */
  #lastActive(position: number, among: Run): Thread | null {
    const last = position === 0 ? null : this.run.history.step(position - 1).thread;
    return among.threads.find(({ id, looped }) => id === last && !looped) ?? null;
  }

  /**
   * Sends a signal to the thread of a job: one that its program handles, or one that kills it. It is pending at once;
   * a job that has ended hears nothing of it. The programs in userspace/tools handle none: any signal kills them.
   */
  interrupt(job: Job, signal: typeof SIGNAL_HANDLED | typeof SIGNAL_FATAL = SIGNAL_HANDLED): void {
    if (job.result !== null) return;
    const sent = job.command.kind === 'tool' ? SIGNAL_FATAL : signal;
    this.run.step(this.run.start('signal', send_sig, [job.threadId, sent]));
  }

  /** What the actor sees of a job; null while it runs or after it died. */
  outcome(job: Job): Outcome | null {
    const { result, command } = job;
    if (result === null) return null;
    if (command.kind === 'tool') {
      const { exitCode, ...texts } = readToolResult(this.kernel.names, result);
      return { rc: exitCode, errno: null, ...texts };
    }
    if (command.kind === 'api') {
      return { rc: result, errno: result < 0 ? errnoName(result) : null, stdout: null };
    }
    if (isKernelSide(command))
      return { rc: result < 0 ? result : 0, errno: result < 0 ? errnoName(result) : null, stdout: null };
    if (result < 0) {
      const isMachine =
        command.kind === 'device_add' ||
        command.kind === 'device_del' ||
        command.kind === 'virtio_mem_request';
      return { rc: -1, errno: isMachine ? null : errnoName(result), stdout: null };
    }
    return {
      rc: 0,
      errno: null,
      stdout: command.kind === 'sysfs_read' ? this.kernel.names.text(result) : null,
    };
  }

  /** The job's thread died in a kernel BUG; it keeps its locks for ever. */
  isDead(job: Job): boolean {
    const thread = this.run.threads.find(({ id }) => id === job.threadId);
    return job.result === null && thread?.op?.name === 'BUG';
  }

  #noteEnd(thread: Thread): void {
    if (thread.result === null) return;
    const job = this.#jobs.findLast(
      (candidate) => candidate.threadId === thread.id && candidate.result === null,
    );
    if (job === undefined) return;
    job.result = thread.result;
    job.endStep = this.run.length;
  }
}

/** Commands that kernel code carries out: their return value is shown as it is. */
function isKernelSide(command: Command): boolean {
  return (
    ['pin', 'unpin', 'notifier_veto', 'notifier_hold', 'notifier_release', 'notifier_clear'].includes(
      command.kind,
    ) ||
    command.kind === 'region_request' ||
    command.kind === 'region_release'
  );
}
