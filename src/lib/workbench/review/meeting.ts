/**
 * What the page for a meeting steps through: the way to the answer of one question on one kernel.
 */
import type { CardKernel } from '#lib/explore/review-card.ts';
import type { ConditionVerdict, Witness } from '#lib/explore/report.ts';
import { playSide, type Side } from './side.ts';

/** The way that answers a verdict: to where it holds, or for `always` to where it does not; null when there is none. */
export function wayOf({ quantifier, witness, counterexample }: ConditionVerdict): Witness | null {
  return quantifier === 'always' ? counterexample : witness;
}

export interface MeetingRun {
  readonly side: Side;
  /** Position at which the actors begin; what lies before is the init part. */
  readonly begin: number;
  /** Position at which the way ends; without a way the end of the run in the usual order. */
  readonly end: number;
}

/** The run to step through; null when the text cannot be played, of which the card has said why. */
export function meetingRun(
  text: string,
  { program, report }: CardKernel,
  question: number,
): MeetingRun | null {
  const verdict = report.conditions[question];
  const way = verdict === undefined ? null : wayOf(verdict);
  const played = playSide({ kind: 'text', text, schedule: way?.schedule ?? [] }, program.variant);
  if (!played.ok) return null;
  const side = played.value;
  const { length, marks } = side.run.timeline;
  const lines = new Set(program.actors.flatMap((actor) => actor.lines.map(({ line }) => line)));
  const starts = marks.flatMap(({ line, startStep }) =>
    line !== undefined && lines.has(line) ? [startStep] : [],
  );
  const end = way === null ? length : (side.asked?.followedTo ?? length);
  return { side, begin: Math.min(end, ...starts), end };
}

/** The position at which somebody else goes on, after `position` or before it. */
export function nextTurn({ side, begin, end }: MeetingRun, position: number, direction: 1 | -1): number {
  const actorAt = (at: number): string | undefined => side.steps[at]?.actor;
  let at = position;
  if (direction === 1) {
    while (at < end && actorAt(at) === actorAt(position)) at++;
    return at;
  }
  if (at > begin) at--;
  while (at > begin && actorAt(at - 1) === actorAt(at)) at--;
  return at;
}
