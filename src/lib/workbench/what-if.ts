/**
 * Tries a deed out on a copy of the machine: what would come of it, without touching the run.
 *
 * The answer is not predicted but run, by the same kernel functions: so errno, condition and remedy of an action that
 * is greyed on the page are those that the action would meet.
 */
import type { Outcome, PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import { errnoName } from '#lib/hotplug/state/errno.ts';
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import { usualActor, type Deed } from '#lib/scenario/deed.ts';
import type { RefusalView } from './frame.ts';
import { resultText } from './result-text.ts';

/** What came of trying. */
export interface Trial {
  /** `done`: it came to its end and was not refused; `waits`: something else has to happen first, or it never ends. */
  readonly kind: 'done' | 'refused' | 'waits';
  /** As the actor sees it: `0`, `-EBUSY`, the first line of a text; null while it waits. */
  readonly result: string | null;
  /** Why, in the order in which it was said; the last is the one that the actor hears of, as a rule. */
  readonly refusals: readonly RefusalView[];
  /** Kernel steps that it took. */
  readonly steps: number;
}

/** No single deed on one block takes so many; a loop that finds nothing new ends by itself long before. */
const MOST_STEPS = 500_000;
const STEPS_PER_SLICE = 10_000;

/** Tries a deed at a position of a run. `actor` must have nothing under way there. */
export function whatIf(
  machine: PlaygroundMachine,
  position: number,
  deed: Deed,
  actor = usualActor(deed),
): Trial {
  if (deed.kind === 'signal') return { kind: 'done', result: '0', refusals: [], steps: 1 };
  return tryOn(machine.fork(position), position, deed, actor);
}

/** Tries a deed after another one has been done and everything has come to rest. */
export function whatIfAfter(
  machine: PlaygroundMachine,
  position: number,
  first: Command,
  deed: Command,
): Trial {
  const copy = machine.fork(position);
  copy.begin(usualActor(first), first);
  while (copy.run.length < MOST_STEPS && !copy.runFor(STEPS_PER_SLICE));
  return tryOn(copy, position, deed, 'after');
}

/** What a command would give if it alone ran from a position on; null when it would have to wait for somebody. */
export function readAt(machine: PlaygroundMachine, position: number, command: Command): Outcome | null {
  const copy = machine.fork(position);
  const job = copy.begin('reader', command);
  while (job.result === null && copy.stepJob(job));
  return copy.outcome(job);
}

function tryOn(copy: PlaygroundMachine, position: number, deed: Command, actor: string): Trial {
  const job = copy.begin(actor, deed);
  copy.favour(job);
  while (job.result === null && copy.run.length < MOST_STEPS && !copy.runFor(STEPS_PER_SLICE));
  const refusals = refusalsOf(copy, position);
  const steps = copy.run.length;
  if (job.threadId < 0 && job.result !== null) {
    return { kind: 'refused', result: 'not in this kernel', refusals, steps };
  }
  const outcome = copy.outcome(job);
  if (outcome === null) return { kind: 'waits', result: null, refusals, steps };
  const result = resultText(outcome);
  const isRefused = outcome.errno !== null || outcome.rc < 0;
  return { kind: isRefused ? 'refused' : 'done', result, refusals, steps };
}

function refusalsOf({ kernel: { journal, names } }: PlaygroundMachine, position: number): RefusalView[] {
  const list: RefusalView[] = [];
  for (let i = 0; i < journal.length; i++) {
    const { message, step, numbers } = journal.at(i);
    if (message.kind !== 'refusal') continue;
    const block = message.block(...numbers);
    list.push({
      position: position + step + 1,
      errno: `-${errnoName(message.errnoOf(...numbers))}`,
      functionName: message.kernelFunction,
      reason: message.text(names, ...numbers),
      remedy: message.remedy?.(names, ...numbers) ?? null,
      block: block < 0 ? null : block,
    });
  }
  return list;
}
