/**
 * What came of a line, in a few characters: `0`, `-EBUSY`, the text that was read.
 */
import type { Job, PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';

/** The result of a job as its actor sees it; says so when it has none. */
export function resultInWords(machine: PlaygroundMachine, job: Job): string {
  if (machine.isDead(job)) return 'died in a kernel BUG';
  const outcome = machine.outcome(job);
  if (outcome === null) return 'never returns';
  const { rc, errno, stdout } = outcome;
  if (errno !== null) return `-${errno}`;
  if (stdout !== null && stdout !== '') return JSON.stringify(stdout.trimEnd());
  return String(rc);
}
