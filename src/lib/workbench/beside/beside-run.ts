/**
 * One recording that is looked at beside the model: read, replayed, and its moments as pictures need them.
 */
import { readRecording } from '#lib/capture/read-recording.ts';
import { RecordedSnapshot } from '#lib/capture/recorded-snapshot.ts';
import { startReplay, type StepReport } from '#lib/capture/replay.ts';
import { failure, success, type Result } from '#lib/capture/result.ts';
import { traceErrorText } from '#lib/capture/trace-error.ts';
import type { Trace } from '#lib/capture/trace-format.ts';
import { variantOfTrace } from '#lib/capture/variant-of-trace.ts';
import { VARIANTS, type VariantId } from '#lib/hotplug/variants/index.ts';
import { blockIn } from '../frame-blocks.ts';
import { frameAt } from '../frame-at.ts';
import type { Frame } from '../frame.ts';
import { playedReplay, type Playable } from '../playable.ts';
import { besideSteps, type BesideStep, type TellProgress } from './beside.ts';
import { recordedFrame } from './recorded-frame.ts';

export interface BesideReport {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Of the kernel that was recorded. */
  readonly release: string;
  readonly cmdline: string;
  /** QEMU's words, as one line. */
  readonly machine: string;
  readonly variant: VariantId;
  readonly variantTitle: string;
  /** The boot, then every step. */
  readonly steps: readonly BesideStep[];
  /** What agreement rests on, one sentence each. */
  readonly assumptions: readonly string[];
}

/** Both sides after a step. */
export interface BesideMoment {
  readonly n: number;
  readonly kernel: Frame;
  readonly model: Frame;
}

/** Moments by which the map knows what it must keep room for. */
const SAMPLES = 24;

const BLOCK_PATH = /^\/sys\/devices\/system\/memory\/memory(\d+)(?:\/|$)/;

export class BesideRun {
  readonly report: BesideReport;
  readonly #trace: Trace;
  readonly #playable: Playable;

  private constructor(trace: Trace, report: BesideReport, playable: Playable) {
    this.#trace = trace;
    this.report = report;
    this.#playable = playable;
  }

  /** Reads a recording in either form and replays it. The error is one sentence that names the place. */
  static open(text: string, tell?: TellProgress): Result<BesideRun, string> {
    const trace = readRecording(text);
    if (!trace.ok) return failure(traceErrorText(trace.error));
    const variant = variantOfTrace(trace.value);
    if (!variant.ok) return failure(traceErrorText(variant.error));
    const started = startReplay(trace.value);
    if (!started.ok) return failure(traceErrorText(started.error));
    const reports: StepReport[] = [];
    const steps = besideSteps(started.value, (report) => reports.push(report), tell);
    const playable = playedReplay(started.value, reports.slice(1), variant.value);
    const { name, title, about, kernel, machine } = trace.value;
    const report: BesideReport = {
      ...{ name, title, about, steps },
      release: kernel.release,
      cmdline: kernel.cmdline,
      machine: machine.qemuArgs.join(' '),
      variant: variant.value,
      variantTitle: VARIANTS[variant.value].title,
      assumptions: started.value.assumptions.map(({ text: sentence }) => sentence),
    };
    return success(new BesideRun(trace.value, report, playable));
  }

  /** Both sides after step `n`; 0 is the boot. */
  moment(n: number): BesideMoment {
    const before = this.#sides(Math.max(0, n - 1));
    const { kernel, model } = this.#sides(n);
    return { n, kernel: withChanges(kernel, before.kernel), model: withChanges(model, before.model) };
  }

  #sides(n: number): { readonly kernel: Frame; readonly model: Frame } {
    const snapshot = new RecordedSnapshot(this.#trace.boot);
    for (const { after } of this.#trace.steps.slice(0, n)) snapshot.merge(after);
    const model = frameAt(this.#playable, this.report.steps[n]!.position);
    const refused = refusedBlock(this.#trace.steps[n - 1]);
    return { kernel: recordedFrame({ files: snapshot.files, refused }, model), model };
  }

  /** Moments from all over the run, both sides. */
  samples(): Frame[] {
    const { length } = this.report.steps;
    const every = Math.max(1, Math.floor(length / SAMPLES));
    const chosen = this.report.steps.filter(({ n }) => n % every === 0 || n === length - 1);
    return chosen.flatMap(({ n }) => {
      const { kernel, model } = this.moment(n);
      return [kernel, model];
    });
  }
}

/**
 * The moment with those blocks marked that are new or look otherwise than before: the model marks what its last step
 * changed, but here a step is a whole operation, and both sides have to mark the same.
 */
function withChanges(now: Frame, before: Frame): Frame {
  const blocks = now.blocks.map((block) => {
    const old = blockIn(before, block.id);
    return { ...block, changed: old === null || old.look !== block.look || old.zone !== block.zone };
  });
  return { ...now, blocks };
}

/** The block that a refused write or read was about. */
function refusedBlock(step: Trace['steps'][number] | undefined): { block: number; errno: string } | null {
  if (step === undefined || step.errno === null || !('path' in step.op)) return null;
  const id = BLOCK_PATH.exec(step.op.path)?.[1];
  return id === undefined ? null : { block: Number(id), errno: `-${step.errno}` };
}
