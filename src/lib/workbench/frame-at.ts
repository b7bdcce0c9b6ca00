/**
 * Reads one moment of a run: sets the machine to the position and takes down everything that a view may show.
 */
import { errnoName } from '#lib/hotplug/state/errno.ts';
import { autoMovableStats } from '#lib/hotplug/core/zone-selection.ts';
import { NUMA_NO_NODE, ONLINE_POLICY_WORDS, ONLINE_TYPE_WORDS } from '#lib/hotplug/state/units.ts';
import { opOf } from '#lib/hotplug/run/effects.ts';
import { resourceEntries } from '#lib/hotplug/state/resources.ts';
import { DEVICE_HOTPLUG_LOCK } from '#lib/hotplug/run/locks.ts';
import { changesOf, type StepChanges } from './step-changes.ts';
import { frameBlocks } from './block-runs.ts';
import { deviceViews } from './device-views.ts';
import type { BlockInspector, Frame, LogLine, RefusalView, StepView, TimelineView } from './frame.ts';
import { inspectBlock } from './inspect-block.ts';
import { actorOfThread, jobOfThread } from './jobs-of-threads.ts';
import { pageRunViews } from './page-runs.ts';
import { lockViews, threadViews } from './lock-views.ts';
import type { Playable } from './playable.ts';
import { nodeViews, presentRanges, zoneViews } from './zone-views.ts';

const STEPS_SHOWN = 200;
const LINES_SHOWN = 400;

/**
 * Index of the command that the last step before a position belongs to; -1 at the very start. Recorded runs go by the
 * recorded step instead, since a job may go on in steps that come long after its own.
 */
export function markAt(playable: Playable, position: number): number {
  if (position === 0) return -1;
  const begun = playable.marks.findLastIndex(({ startStep }) => startStep < position);
  if (playable.source.kind === 'trace') return begun;
  const { thread } = playable.machine.run.history.step(position - 1);
  const job = jobOfThread(playable, thread, position - 1);
  if (job === undefined) return begun;
  return playable.marks.findIndex(
    ({ startStep, actor }) => startStep === job.startStep && actor.name === job.actor,
  );
}

function stepView(playable: Playable, step: number): StepView {
  const { run } = playable.machine;
  const logged = run.history.step(step);
  const errno = playable.index.errnos.find(({ position }) => position === step + 1);
  return {
    position: step + 1,
    actor: playable.actors.ref(actorOfThread(playable, logged.thread, step)),
    functionName: run.functionAt(step),
    depth: logged.depth,
    label: opOf(logged.opId).label,
    errno: errno?.errno ?? null,
  };
}

function refusalViews(playable: Playable, from: number, to: number): RefusalView[] {
  const { journal, names } = playable.machine.kernel;
  const list: RefusalView[] = [];
  for (let i = journal.lengthAtStep(from); i < journal.lengthAtStep(to); i++) {
    const { message, step, numbers } = journal.at(i);
    if (message.kind !== 'refusal') continue;
    const block = message.block(...numbers);
    list.push({
      position: step + 1,
      errno: `-${errnoName(message.errnoOf(...numbers))}`,
      functionName: message.kernelFunction,
      reason: message.text(names, ...numbers),
      remedy: message.remedy?.(names, ...numbers) ?? null,
      block: block < 0 ? null : block,
    });
  }
  return list;
}

function logLines(playable: Playable, position: number): LogLine[] {
  const { journal, names } = playable.machine.kernel;
  const lines: LogLine[] = [];
  for (let i = journal.lengthAtStep(position) - 1; i >= 0 && lines.length < LINES_SHOWN; i--) {
    const { message, step, numbers } = journal.at(i);
    if (message.kind === 'refusal' || message.kind === 'answer') continue;
    lines.push({ position: step + 1, kind: message.kind, text: message.text(names, ...numbers) });
  }
  return lines.reverse();
}

/** Start of the oldest command that is under way at a position, or of the one that ended last. */
function sinceStep(playable: Playable, position: number, mark: number): number {
  const running = playable.marks.filter(
    ({ startStep, endStep }) => startStep < position && (endStep === null || endStep >= position),
  );
  const starts = running.map(({ startStep }) => startStep);
  return Math.min(...starts, playable.marks[mark]?.startStep ?? 0);
}

/** The moment after `position` steps (0 to the run's length). Equal arguments give equal frames. */
export function frameAt(playable: Playable, position: number): Frame {
  const { machine } = playable;
  const { kernel: k, run } = machine;
  run.history.seek(position);
  const changes: StepChanges = changesOf(k, run, position);
  const mark = markAt(playable, position);
  const refusals = refusalViews(playable, sinceStep(playable, position, mark), position);
  const steps: StepView[] = [];
  for (let step = Math.max(0, position - STEPS_SHOWN); step < position; step++)
    steps.push(stepView(playable, step));
  const stats = autoMovableStats(k, NUMA_NO_NODE);
  const threads = run.threadsAt(position);
  const present = presentRanges(k);
  return {
    position,
    length: run.length,
    blockSizeBytes: k.constants.blockSizeBytes,
    ...frameBlocks(k, changes, refusals, playable.index.touchedBlocks),
    pageRuns: pageRunViews(k),
    zones: zoneViews(k, changes, present),
    nodes: nodeViews(k, present),
    resources: resourceEntries(k),
    devices: deviceViews(k),
    locks: lockViews(playable, position),
    threads: threadViews(playable, threads, position),
    steps,
    current: steps.at(-1) ?? null,
    refusals,
    log: logLines(playable, position),
    marks: playable.marks,
    mark,
    movableRatioPercent: stats.kernelEarly === 0 ? null : (100 * stats.movable) / stats.kernelEarly,
    ratioLimitPercent: k.policy.autoMovableRatio.value,
    onlinePolicy: ONLINE_POLICY_WORDS[k.policy.onlinePolicy.value]!,
    defaultOnlineType: ONLINE_TYPE_WORDS[k.policy.defaultOnlineType.value]!,
  };
}

/** The selected block after `position` steps. */
export function inspect(playable: Playable, position: number, blockId: number): BlockInspector {
  playable.machine.run.history.seek(position);
  return inspectBlock(playable, position, blockId);
}

/** Places on the timeline of the whole run. */
export function timelineOf(playable: Playable): TimelineView {
  return {
    length: playable.machine.run.length,
    errnos: playable.index.errnos,
    lockSpans: playable.index.lockSpans(DEVICE_HOTPLUG_LOCK),
    zoneChanges: playable.index.zoneChanges,
    marks: playable.marks,
  };
}
