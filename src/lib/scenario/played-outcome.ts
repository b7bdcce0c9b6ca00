/**
 * A program that was played once: what came of its lines, and which conditions hold of this one outcome.
 */
import type { Condition, Watch } from './program.ts';
import type { ProgramPlayer } from './program-player.ts';
import { evaluate, type OutcomeView } from './text/evaluate.ts';

/** Counts stop here, as when all orders are explored. */
const MOST_COUNTED = 255;

/** What can be known after so many steps of the run; the machine is set there. */
export function playedView(player: ProgramPlayer, position = player.machine.run.length): OutcomeView {
  const { machine } = player;
  const { kernel } = machine;
  const { journal, names } = kernel;
  machine.run.history.seek(position);
  const jobOf = (name: string) =>
    player.lines.find(
      ({ line, job }) => line.result === name && job.endStep !== null && job.endStep <= position,
    )?.job;
  return {
    kernel,
    result(name) {
      const job = jobOf(name);
      if (job?.command.kind !== 'tool') return job?.result ?? null;
      return machine.outcome(job)?.rc ?? null;
    },
    text(name) {
      const job = jobOf(name);
      return job === undefined ? null : (machine.outcome(job)?.stdout ?? null);
    },
    hangs: (actor) => !player.hasEnded(actor, position),
    count({ of, contains }: Watch) {
      const from = journal.lengthAtStep(player.begin);
      const texts = journal.texts(names, of, from, journal.lengthAtStep(position));
      return Math.min(MOST_COUNTED, texts.filter((text) => text.includes(contains)).length);
    },
  };
}

/** A condition about one run. */
export interface PlayedCondition {
  readonly condition: Condition;
  /** Is the formula true: of the outcome, or for `anytime` in some state of the run? */
  readonly holds: boolean;
  /** For `anytime`: is it true in every state of the run? Else as `holds`. */
  readonly holdsThroughout: boolean;
  /** Is it as the quantifier wants it, as far as one run can tell? */
  readonly isMet: boolean;
}

function asked(player: ProgramPlayer, condition: Condition): PlayedCondition {
  const { formula, when, quantifier } = condition;
  let holds = false;
  let holdsThroughout = true;
  const end = player.machine.run.length;
  for (let position = when === 'anytime' ? player.begin : end; position <= end; position++) {
    if (evaluate(formula, playedView(player, position))) holds = true;
    else holdsThroughout = false;
  }
  const isMet = quantifier === 'exists' ? holds : quantifier === 'never' ? !holds : holdsThroughout;
  return { condition, holds, holdsThroughout, isMet };
}

/** All conditions, asked of the run that the player has played. The machine stands at the end afterwards. */
export function playedConditions(
  player: ProgramPlayer,
  conditions: readonly Condition[],
): readonly PlayedCondition[] {
  const answers = conditions.map((condition) => asked(player, condition));
  player.machine.run.history.seek(player.machine.run.length);
  return answers;
}
