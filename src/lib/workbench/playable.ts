/**
 * Something that can be played: a machine that has run to its end, and the commands on its way.
 *
 * Scenarios and recorded runs become the same thing here. The whole run is done at once (it takes milliseconds);
 * playing is moving a position over it.
 */
import { startReplay, type StepReport, type TraceReplay } from '#lib/capture/replay.ts';
import type { Trace } from '#lib/capture/trace-format.ts';
import type { TraceError } from '#lib/capture/trace-error.ts';
import { success, type Result } from '#lib/capture/result.ts';
import { variantOfTrace } from '#lib/capture/variant-of-trace.ts';
import { PlaygroundMachine, type Job } from '#lib/hotplug/playground-machine.ts';
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import { VARIANTS, type VariantId } from '#lib/hotplug/variants/index.ts';
import type { RunSource } from '#lib/scenario/moment.ts';
import type { Scenario, ScenarioStep } from '#lib/scenario/scenario.ts';
import { ActorNames } from './actor-names.ts';
import { jobMark } from './job-mark.ts';
import { isFailed, resultText } from './result-text.ts';
import type { FidelityView, MarkView } from './frame.ts';
import { RunIndex } from './run-index.ts';
import { traceCommandText } from './trace-command-text.ts';

export interface Playable {
  readonly source: RunSource;
  readonly title: string;
  readonly about: string;
  readonly variant: VariantId;
  readonly machine: PlaygroundMachine;
  /** The machine as it was booted. */
  readonly description: MachineDescription;
  readonly marks: readonly MarkView[];
  readonly fidelity: FidelityView;
  readonly actors: ActorNames;
  /** What happens where in the run, read once. */
  readonly index: RunIndex;
  /** What the run rests on that nobody can know, one sentence each. */
  readonly assumptions: readonly string[];
  /** Of a text: what its conditions come to in this run; null for anything else. */
  readonly asked: AskedText | null;
}

/** A condition of a text, asked of the one run that is on screen. */
export interface AskedCondition {
  readonly quantifier: 'exists' | 'never' | 'always';
  readonly when: 'outcome' | 'anytime';
  /** The formula as written. */
  readonly text: string;
  /** Line of the text, from 1. */
  readonly line: number;
  /** Is the formula true of this run? */
  readonly holds: boolean;
  /** Is it as the quantifier wants it, as far as one run can tell? */
  readonly isMet: boolean;
}

export interface AskedText {
  readonly conditions: readonly AskedCondition[];
  /** Why the schedule could not be followed to its end; null when it could. */
  readonly orderTrouble: string | null;
  /** Steps of the run at which the schedule was followed to its end. */
  readonly followedTo: number;
}

/** Of every machine that was not recorded. */
export const ASSUMED_AT_BOOT = 'Managed pages at boot and the firmware entries below 1 MiB are assumed.';

function beginStep(machine: PlaygroundMachine, step: ScenarioStep): { job: Job; text: string } {
  const { command } = step;
  const isMissing = command.kind === 'api' && machine.run.functionNamed(command.call) === null;
  const chosen = isMissing && step.otherwise !== undefined ? step.otherwise : step;
  return { job: machine.begin(step.actor, chosen.command), text: chosen.text };
}

/** Runs a scenario on a kernel variant. */
export function playScenario(scenario: Scenario, variant: VariantId = scenario.variant): Playable {
  const machine = new PlaygroundMachine(scenario.machine, VARIANTS[variant]);
  const actors = new ActorNames();
  const begun: { job: Job; text: string }[] = [];
  for (const [i, step] of scenario.steps.entries()) {
    const isConcurrent = step.afterSteps !== undefined;
    if (!isConcurrent) machine.settle();
    begun.push(beginStep(machine, step));
    if (isConcurrent) machine.favour(begun.at(-1)!.job);
    const next = scenario.steps[i + 1]?.afterSteps;
    if (next !== undefined) for (let n = 0; n < next && machine.stepOnce() !== null; n++);
  }
  machine.settle();
  const marks = begun.map(({ job, text }, index) => ({ ...jobMark(machine, actors, job, text), index }));
  return {
    source: { kind: 'scenario', id: scenario.id },
    title: scenario.title,
    about: scenario.about,
    variant,
    machine,
    description: scenario.machine,
    marks,
    fidelity: scenarioFidelity(variant),
    actors,
    index: new RunIndex(machine),
    assumptions: [ASSUMED_AT_BOOT],
    asked: null,
  };
}

/** How true a run of a made-up machine is. */
export function scenarioFidelity(variant: VariantId): FidelityView {
  const { fidelity, title } = VARIANTS[variant];
  const rules =
    fidelity === 'exact'
      ? `the rules agree with every recorded run of ${title}`
      : `no run of ${title} was recorded, it follows the specification`;
  return { kind: 'modelled', text: `modelled: this machine was not recorded; ${rules}` };
}

/** Replays a recorded run, on its own kernel variant or on another one. */
export function playTrace(trace: Trace, variant?: VariantId): Result<Playable, TraceError> {
  const recordedVariant = variantOfTrace(trace);
  if (!recordedVariant.ok) return recordedVariant;
  const started = startReplay(trace, variant);
  if (!started.ok) return started;
  const replay = started.value;
  const reports: StepReport[] = [];
  for (let report = replay.next(); report !== null; report = replay.next()) reports.push(report);
  return success(playedReplay(replay, reports, recordedVariant.value));
}

/** The run of a replay that has come to its end; `recordedVariant` is the kernel that was recorded. */
export function playedReplay(
  replay: TraceReplay,
  reports: readonly StepReport[],
  recordedVariant: VariantId,
): Playable {
  const { trace } = replay;
  const variant = replay.machine.variant.id;
  const actors = new ActorNames();
  const marks: MarkView[] = [];
  for (const report of reports) {
    const step = trace.steps[marks.length]!;
    const [difference] = report.differences;
    const answer = report.answer;
    marks.push({
      index: marks.length,
      actor: actors.ref(step.actor),
      text: traceCommandText(step),
      startStep: report.fromPosition,
      endStep: report.toPosition,
      result: resultText(answer),
      failed: isFailed(answer),
      agrees: report.differences.length === 0,
      difference:
        difference === undefined
          ? null
          : `${difference.file}: recorded ${difference.expected}, here ${difference.got}`,
    });
  }
  return {
    source: { kind: 'trace', name: trace.name },
    title: trace.title,
    about: trace.about,
    variant,
    machine: replay.machine,
    description: replay.description,
    marks,
    fidelity: traceFidelity(trace, marks, variant === recordedVariant),
    actors,
    index: new RunIndex(replay.machine),
    assumptions: replay.assumptions.map(({ text }) => text),
    asked: null,
  };
}

function traceFidelity(trace: Trace, marks: readonly MarkView[], isOwnKernel: boolean): FidelityView {
  const agreeing = marks.filter(({ agrees }) => agrees === true).length;
  const release = trace.kernel.release.replace(/[-+].*$/, '');
  if (!isOwnKernel) {
    return {
      kind: 'modelled',
      text: `another kernel than the recorded one: ${agreeing} of ${marks.length} steps come out as recorded on Linux ${release}`,
    };
  }
  if (agreeing === marks.length) return { kind: 'exact', text: `agrees with Linux ${release}, recorded` };
  return {
    kind: 'differs',
    text: `${agreeing} of ${marks.length} steps agree with Linux ${release}, recorded`,
  };
}
