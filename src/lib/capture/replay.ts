/**
 * Replays a recorded run on the model, step by step, and compares every step with what the real kernel did.
 *
 * The page and the command line share it: a badge on the page and a line of the report mean the same thing.
 */
import { PlaygroundMachine, type Job } from '#lib/hotplug/playground-machine.ts';
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import { PAGE_UNMOVABLE, PAGE_OFFLINE_REFERENCED, pageRunsOfBlock } from '#lib/hotplug/state/pages.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Assumption } from './assumptions.ts';
import { bootFromSnapshot, type BootedMachine } from './boot-from-snapshot.ts';
import { answerDifferences, snapshotDifferences, type Answer, type Difference } from './compare.ts';
import { comparableLog, modelLog } from './log-lines.ts';
import { SnapshotCoverage } from './model-snapshot.ts';
import { RecordedSnapshot } from './recorded-snapshot.ts';
import { success, type Result } from './result.ts';
import { toCommand } from './trace-commands.ts';
import type { TraceError } from './trace-error.ts';
import type { Operation, Trace, TraceStep } from './trace-format.ts';
import { variantOfTrace } from './variant-of-trace.ts';

/** What came of one recorded step. */
export interface StepReport {
  /** Number of the recorded step; 0 is the boot snapshot. */
  readonly n: number;
  /** What the model answered: rc, errno, text; null for the boot snapshot. */
  readonly answer: Answer | null;
  /** Everything that differs; empty when the model agrees. */
  readonly differences: readonly Difference[];
  /** Positions of the run before and after the step. */
  readonly fromPosition: number;
  readonly toPosition: number;
  /** Recorded log lines that the model does not speak of. */
  readonly unknownLines: number;
}

/** Boots the machine of a recording; the variant is that of the recorded kernel unless another one is asked for. */
export function startReplay(trace: Trace, variant?: VariantId): Result<TraceReplay, TraceError> {
  const recorded = variantOfTrace(trace);
  if (!recorded.ok) return recorded;
  const booted = bootFromSnapshot(trace);
  return booted.ok ? success(new TraceReplay(trace, booted.value, variant ?? recorded.value)) : booted;
}

export class TraceReplay {
  readonly trace: Trace;
  readonly machine: PlaygroundMachine;
  /** The machine as it was booted. */
  readonly description: BootedMachine['description'];
  readonly assumptions: readonly Assumption[];
  readonly #nodeOf: BootedMachine['nodeOf'];
  readonly #recorded: RecordedSnapshot;
  readonly #coverage: SnapshotCoverage;
  /** The model's files as they were last printed, and the version of the state they belong to. */
  #printed = new Map<string, string>();
  #printedVersion = -1;
  /** Background jobs by the number that the recording gives them; null for one that never reached the kernel. */
  readonly #jobs = new Map<number, Job | null>();
  #position = 0;

  constructor(trace: Trace, booted: BootedMachine, variant: VariantId) {
    this.trace = trace;
    this.assumptions = booted.assumptions;
    this.#nodeOf = booted.nodeOf;
    this.description = booted.description;
    this.machine = new PlaygroundMachine(booted.description, VARIANTS[variant]);
    this.#recorded = new RecordedSnapshot(trace.boot);
    this.#coverage = new SnapshotCoverage(this.#recorded.files.keys());
  }

  /** Number of recorded steps that are done. */
  get done(): number {
    return this.#position;
  }

  /** What the recorded kernel shows after the steps that are done: path to text. It changes with the next step. */
  get recordedFiles(): ReadonlyMap<string, string> {
    return this.#recorded.files;
  }

  /** What the model showed when it was compared last, as the recording would have it. */
  get modelFiles(): ReadonlyMap<string, string> {
    return this.#printed;
  }

  /** Compares the model as it booted with the boot snapshot: a machine derived wrongly shows here. */
  boot(): StepReport {
    return this.#report(0, this.machine.run.length, null, this.#fileDifferences(), 0);
  }

  /** Does the next recorded step and compares; null after the last one. Throws only when the model has a bug. */
  next(): StepReport | null {
    const step = this.trace.steps[this.#position];
    if (step === undefined) return null;
    this.#position++;
    const { run, kernel } = this.machine;
    const from = run.length;
    const logFrom = kernel.journal.length;
    const job = this.#perform(step);
    const log = comparableLog(step.dmesg);
    const expected: Answer = { ...step, log: log.lines };
    const got = this.#answer(step, job, modelLog(kernel.journal.texts(kernel.names, 'dmesg', logFrom)));
    this.#recorded.merge(step.after);
    const differences = [...answerDifferences(expected, got), ...this.#fileDifferences()];
    return this.#report(step.n, from, got, differences, log.unknown);
  }

  #report(
    n: number,
    fromPosition: number,
    answer: Answer | null,
    differences: Difference[],
    unknownLines: number,
  ): StepReport {
    return { n, answer, differences, fromPosition, toPosition: this.machine.run.length, unknownLines };
  }

  /** Does what a step says, with the pages around that could not be moved; gives the job whose result it shows. */
  #perform(step: TraceStep): Job | null {
    const blocks = step.unmovable.filter((id) => !this.#isPinned(id));
    if (blocks.length > 0) this.#environment({ kind: 'env_unmovable', blocks });
    const job = this.#operate(step);
    if (blocks.length > 0) this.#environment({ kind: 'env_clear' });
    return job;
  }

  #environment(command: Command): void {
    this.machine.execute('environment', command);
  }

  #operate({ op, actor, shell }: TraceStep): Job | null {
    let job: Job | null = null;
    switch (op.kind) {
      case 'begin':
        this.#jobs.set(op.job, this.#begin(`${actor}, job ${op.job}`, op.op, shell));
        break;
      case 'interrupt':
        this.#interrupt(op.job);
        break;
      case 'end':
        job = this.#jobs.get(op.job) ?? null;
        this.#jobs.delete(op.job);
        return job;
      default:
        job = this.#begin(actor, op, shell);
    }
    this.machine.settle();
    return job;
  }

  #begin(actor: string, op: Operation, shell: string | null): Job | null {
    const command = toCommand(op, shell, this.#nodeOf);
    return command === null ? null : this.machine.begin(actor, command);
  }

  #interrupt(number: number): void {
    const job = this.#jobs.get(number);
    if (job) this.machine.interrupt(job);
  }

  /**
   * Does a page of the test module in a block explain by itself why the block cannot go offline? Without that module
   * such pages belong to a driver, which lets go of them.
   */
  #isPinned(block: number): boolean {
    if (!this.machine.kernel.constants.hasTestModule) return false;
    return pageRunsOfBlock(this.machine.kernel, block).some(
      ({ pageClass }) => pageClass === PAGE_UNMOVABLE || pageClass === PAGE_OFFLINE_REFERENCED,
    );
  }

  #answer(step: TraceStep, job: Job | null, log: string[]): Answer {
    const pluggedSize = step.pluggedSize === null ? null : this.#pluggedBytes(step);
    if (job === null)
      return { rc: rcWithoutJob(step), errno: null, stdout: null, stderr: null, pluggedSize, log };
    if (this.machine.isDead(job))
      return { rc: null, errno: 'BUG', stdout: null, stderr: null, pluggedSize, log };
    const outcome = this.machine.outcome(job) ?? { rc: null, errno: null, stdout: null };
    return { stderr: null, ...outcome, pluggedSize, log };
  }

  #pluggedBytes({ op }: TraceStep): number | null {
    const { virtio, names } = this.machine.kernel;
    if (op.kind !== 'virtio_mem_request') return null;
    for (let i = 0; i < virtio.count.value; i++) {
      if (names.text(virtio.name.get(i)) === op.id) return virtio.pluggedBytes.get(i);
    }
    return null;
  }

  #fileDifferences(): Difference[] {
    const { kernel } = this.machine;
    if (this.#printedVersion !== kernel.store.version) {
      this.#printed = this.#coverage.print(kernel);
      this.#printedVersion = kernel.store.version;
    }
    return snapshotDifferences(this.#recorded.files, this.#printed, this.#jobs.size === 0);
  }
}

/** The return value of a step that shows no job's result: none yet, a signal that was sent, or a refused device. */
function rcWithoutJob({ op }: TraceStep): number | null {
  if (op.kind === 'begin') return null;
  return op.kind === 'interrupt' ? 0 : -1;
}
