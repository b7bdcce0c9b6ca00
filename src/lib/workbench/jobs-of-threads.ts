/**
 * Which command a thread number stands for at a step: numbers are used again after a thread has ended.
 */
import type { Job } from '#lib/hotplug/playground-machine.ts';
import type { Playable } from './playable.ts';

/** The command of the thread that does, or would do, the step after `step` steps. */
export function jobOfThread({ machine }: Playable, thread: number, step: number): Job | undefined {
  return machine.jobs.findLast(
    ({ threadId, startStep, endStep }) =>
      threadId === thread && startStep <= step && (endStep === null || step < endStep),
  );
}

/** Name of its actor; the kernel's own threads belong to nobody's command. */
export function actorOfThread(playable: Playable, thread: number, step: number): string {
  return jobOfThread(playable, thread, step)?.actor ?? 'kernel';
}
