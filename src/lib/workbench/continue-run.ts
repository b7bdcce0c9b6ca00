/**
 * Goes on with a run by hand: leaves it at a step and does a reader's acts on the same machine.
 *
 * The acts come out the same however often they are played, since each begins at a fixed number of steps.
 */
import type { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import { SIGNAL_FATAL, SIGNAL_HANDLED } from '#lib/hotplug/run/locks.ts';
import { describeDeed, type Act, type Signal } from '#lib/scenario/deed.ts';
import type { FidelityView, MarkView } from './frame.ts';
import { jobMark, type LooseMark } from './job-mark.ts';
import type { Playable } from './playable.ts';
import { RunIndex } from './run-index.ts';

/** Marks that are over keep what they say; those that a cut left under way are asked again. */
function keptMark({ machine, actors }: Playable, mark: MarkView, cutAt: number): LooseMark {
  if (mark.endStep !== null && mark.endStep <= cutAt) return mark;
  const job = machine.jobs.find(
    ({ startStep, actor }) => startStep === mark.startStep && actor === mark.actor.name,
  );
  if (job === undefined) return { ...mark, endStep: null, result: null, agrees: null, difference: null };
  const { line } = mark;
  return { ...jobMark(machine, actors, job, mark.text), ...(line === undefined ? {} : { line }) };
}

function advance(machine: PlaygroundMachine, position: number): void {
  while (machine.run.length < position && machine.stepOnce() !== null);
}

function sendSignal(
  machine: PlaygroundMachine,
  { actor, signal }: Signal,
): { rc: number; startStep: number } {
  const startStep = machine.run.length;
  const job = machine.jobs.findLast((candidate) => candidate.actor === actor && candidate.result === null);
  if (job === undefined) return { rc: -1, startStep };
  machine.interrupt(job, signal === 'SIGKILL' ? SIGNAL_FATAL : SIGNAL_HANDLED);
  return { rc: 0, startStep };
}

/** Begins an act; gives a function that makes its mark once the run has gone on. */
function begin({ machine, actors }: Playable, { actor, deed }: Act): () => LooseMark {
  const text = describeDeed(deed);
  if (deed.kind !== 'signal') {
    const job = machine.begin(actor, deed);
    machine.favour(job);
    return () => jobMark(machine, actors, job, text);
  }
  const { rc, startStep } = sendSignal(machine, deed);
  const endStep = machine.run.length;
  return () => ({
    actor: actors.ref(actor),
    text,
    startStep,
    endStep,
    result: rc === 0 ? '0' : `${deed.actor} has nothing under way`,
    failed: rc !== 0,
    agrees: null,
    difference: null,
  });
}

function ownFidelity(base: FidelityView, from: number): FidelityView {
  if (base.kind === 'modelled') return base;
  return {
    kind: 'modelled',
    text: `modelled from step ${from} on: what follows was done by hand; ${base.text} before`,
  };
}

/**
 * Leaves a run at a step, if `cutAt` is not null, and does the acts. The machine of the playable goes on: the old
 * playable must not be used again.
 */
export function continueRun(before: Playable, cutAt: number | null, acts: readonly Act[]): Playable {
  const { machine } = before;
  const from = cutAt ?? machine.run.length;
  // At the end too: the store may stand elsewhere, set back for a picture.
  machine.truncate(from, cutAt === null);
  const kept = before.marks.filter(({ startStep }) => startStep < from || cutAt === null);
  const begun = acts.map((act) => {
    advance(machine, act.at);
    return begin(before, act);
  });
  machine.settle();
  const loose = [...kept.map((mark) => keptMark(before, mark, from)), ...begun.map((mark) => mark())];
  return {
    ...before,
    // What the conditions came to was said of the run as it was.
    asked: null,
    marks: loose.map((mark, index) => ({ ...mark, index })),
    fidelity: ownFidelity(before.fidelity, from),
    index: new RunIndex(machine),
  };
}
