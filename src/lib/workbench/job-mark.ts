/**
 * A command of a run as the timeline and the list of commands show it.
 */
import type { Job, PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import type { ActorNames } from './actor-names.ts';
import type { MarkView } from './frame.ts';
import { isFailed, resultText } from './result-text.ts';

/** A mark without its place in the list: that follows when all are there. */
export type LooseMark = Omit<MarkView, 'index'>;

/** What the actor of a job sees of it at the end of the run. */
export function jobMark(machine: PlaygroundMachine, actors: ActorNames, job: Job, text: string): LooseMark {
  const outcome = machine.outcome(job);
  const isMissing = job.threadId < 0;
  return {
    actor: actors.ref(job.actor),
    text,
    startStep: job.startStep,
    endStep: job.endStep,
    result: isMissing ? 'not in this kernel' : resultText(outcome),
    failed: isMissing || isFailed(outcome),
    agrees: null,
    difference: null,
  };
}
