/**
 * A way to a state in words, for a review or a mail: whose turn it is, what they do, what happens. Played on the same
 * machine as the page shows, so the words are those of the model and not of the search.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import type { ProgramError } from '#lib/scenario/boot-program.ts';
import type { Program } from '#lib/scenario/program.ts';
import { ProgramPlayer } from '#lib/scenario/program-player.ts';
import type { Schedule } from '#lib/scenario/schedule.ts';
import { scheduleNames, scheduleText } from '#lib/scenario/schedule-text.ts';
import { wrap } from '#lib/scenario/wrap-text.ts';
import { turnsOf, type Turn } from './turns.ts';

/** Turns as numbered lines of at most 72 columns. */
export function turnLines(turns: readonly Turn[]): string[] {
  const width = String(turns.length).length;
  const indent = ' '.repeat(width + 4);
  return turns.flatMap(({ actor, steps, says }, i) => {
    const head = `${String(i + 1).padStart(width)}. ${actor}, ${steps} ${steps === 1 ? 'step' : 'steps'}`;
    return [head, ...says.flatMap((text) => wrap(`${indent}${text}`, `${indent}  `))];
  });
}

/**
 * What happens along a schedule, in lines of at most 72 columns. Fails when the schedule does not belong to the program.
 */
export function witnessInWords(program: Program, schedule: Schedule): Result<string[], ProgramError> {
  const player = ProgramPlayer.boot(program);
  if (!player.ok) return player;
  const followed = player.value.follow(schedule);
  if (!followed.ok) {
    const { turn, what } = followed.error;
    const help = 'take the schedule that was printed for this text and this kernel';
    return failure({ line: 0, what: `turn ${turn + 1} of the schedule: ${what}`, help });
  }
  return success(turnLines(turnsOf(player.value)));
}

/** The schedule itself, for `--schedule` and for a mail, in lines of at most 72 columns. */
export function scheduleLines(program: Program, schedule: Schedule, indent = '  '): string[] {
  return wrap(`${indent}${scheduleText(schedule, scheduleNames(program))}`, indent);
}
