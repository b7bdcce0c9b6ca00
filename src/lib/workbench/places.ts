/**
 * Places in a run that one can jump to, and the place in one run that stands for a place in another.
 */
import type { Frame, MarkView, TimelineView } from './frame.ts';

/** Where a story is best opened: at its first refusal, or at its end when nothing is refused. */
export function tellingPosition({ errnos, length }: TimelineView): number {
  return errnos[0]?.position ?? length;
}

/** The first step of a command; a command that did no step has the position at which it was tried. */
export function commandPosition({ startStep, endStep }: MarkView): number {
  return Math.min(startStep + 1, endStep ?? Infinity);
}

/**
 * The command that the step just done belongs to: of the commands under way, the one of the actor who did it. Before
 * the first step there is none (-1).
 */
export function currentCommand({ marks, mark, current, position }: Frame): number {
  const own = marks.findLastIndex(
    ({ actor, startStep, endStep }) =>
      actor.name === current?.actor.name && startStep < position && (endStep === null || endStep >= position),
  );
  return own < 0 ? mark : own;
}

/** The next refusal after `position`, or null. */
export function nextErrno({ errnos }: TimelineView, position: number): number | null {
  return errnos.find((errno) => errno.position > position)?.position ?? null;
}

/** The beginning of the next command after `position`, or null. */
export function nextCommand({ marks }: TimelineView, position: number): number | null {
  return marks.map(commandPosition).find((start) => start > position) ?? null;
}

/** The beginning of the command before `position`, or the start of the run; null when it stands there. */
export function previousCommand({ marks }: TimelineView, position: number): number | null {
  if (position === 0) return null;
  return marks.map(commandPosition).findLast((start) => start < position) ?? 0;
}

function refusalsOf(run: TimelineView, { startStep, endStep }: MarkView): number[] {
  const to = endStep ?? run.length;
  return run.errnos.map(({ position }) => position).filter((at) => at > startStep && at <= to);
}

/**
 * The position in `to` that stands for `position` in `from`: the two are runs of the same commands on two kernels.
 * A refusal stands for the same refusal of the same command, the end of a command for its end, any other step for as
 * many steps into the same command.
 */
export function samePlace(from: TimelineView, position: number, to: TimelineView): number {
  if (position === 0) return 0;
  for (const [index, mark] of from.marks.entries()) {
    const other = to.marks[index];
    const refusal = refusalsOf(from, mark).indexOf(position);
    const there = refusal < 0 || other === undefined ? undefined : refusalsOf(to, other)[refusal];
    if (there !== undefined) return there;
  }
  const index = from.marks.findLastIndex(({ startStep }) => startStep < position);
  const mark = from.marks[index];
  const other = to.marks[index];
  if (mark === undefined || other === undefined) return Math.min(position, to.length);
  const end = other.endStep ?? to.length;
  return position === mark.endStep ? end : Math.min(other.startStep + position - mark.startStep, end);
}
