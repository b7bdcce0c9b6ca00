/**
 * The moment of a text that a link opens: the end of what a schedule says, or where the actors begin when all is left open.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import type { ProgramError } from './boot-program.ts';
import type { Moment } from './moment.ts';
import type { Program } from './program.ts';
import { ProgramPlayer } from './program-player.ts';
import type { Schedule } from './schedule.ts';

/** Plays the program by the schedule and takes the fingerprint there. `text` is what the link holds. */
export function textMoment(program: Program, text: string, schedule: Schedule): Result<Moment, ProgramError> {
  const player = ProgramPlayer.boot(program);
  if (!player.ok) return player;
  const followed = player.value.follow(schedule);
  if (!followed.ok) {
    const { turn, what } = followed.error;
    const help = 'take the schedule that was printed for this text and this kernel';
    return failure({ line: 0, what: `turn ${turn + 1} of the schedule: ${what}`, help });
  }
  const { run, kernel } = player.value.machine;
  return success({
    source: { kind: 'text', text, schedule },
    variant: program.variant,
    position: run.length,
    block: null,
    fingerprint: kernel.store.hash(),
  });
}
