/**
 * Schedules as text: `driver 12, user 3, driver 4`. Whose turn it is, for how many steps each time; short enough for a
 * mail and read back from one.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { actorsInOrder } from './boot-program.ts';
import { nearestWord } from './nearest-word.ts';
import type { Program } from './program.ts';
import type { Schedule, Turn } from './schedule.ts';

/** What is wrong with the text of a schedule. */
export interface ScheduleTextError {
  /** Characters before it, from 0. */
  readonly at: number;
  readonly what: string;
  readonly fix: string;
}

/** The worker of virtio-mem drivers comes behind all actors; nobody writes it down. */
export const WORKER = 'kworker';

/** Names of the actors in the order in which schedules number them. */
export function scheduleNames(program: Program): string[] {
  const names = actorsInOrder(program).map(({ name }) => name);
  return program.machine.virtioMemDevices.length > 0 ? [...names, WORKER] : names;
}

/** The schedule as text, in one line. */
export function scheduleText(schedule: Schedule, names: readonly string[]): string {
  return schedule.map(({ actor, steps }) => `${names[actor] ?? `actor${actor}`} ${steps}`).join(', ');
}

const TURN = /^\s*(\S+)\s+(\S+)\s*$/;

/** Steps of one turn; more than any run has. */
const MOST_STEPS = 10_000_000;

function turnOf(text: string, at: number, names: readonly string[]): Result<Turn, ScheduleTextError> {
  const [, name = '', number = ''] = TURN.exec(text) ?? [];
  if (name === '') {
    const what = `"${text.trim()}" is no turn`;
    return failure({ at, what, fix: `write a name and a number of steps: ${names[0] ?? 'driver'} 12` });
  }
  const actor = names.indexOf(name);
  if (actor < 0) {
    const nearest = nearestWord(name, names);
    const fix = nearest === null ? `expected ${names.join(', ')}` : `did you mean ${nearest}?`;
    return failure({ at, what: `there is no actor ${name}`, fix });
  }
  const steps = Number(number);
  if (!/^\d+$/.test(number) || steps < 1 || steps > MOST_STEPS) {
    return failure({ at, what: `${number} is no number of steps`, fix: 'write a whole number from 1 on' });
  }
  return success({ actor, steps });
}

/** Reads a schedule; line breaks and the `> ` of quoted mail may stand anywhere between its words. */
export function parseSchedule(text: string, names: readonly string[]): Result<Schedule, ScheduleTextError> {
  const turns: Turn[] = [];
  let at = 0;
  for (const part of text.replaceAll(/[>\r\n]/g, ' ').split(',')) {
    if (part.trim() !== '') {
      const turn = turnOf(part, at + part.search(/\S/), names);
      if (!turn.ok) return turn;
      turns.push(turn.value);
    }
    at += part.length + 1;
  }
  if (turns.length > 0) return success(turns);
  return failure({
    at: 0,
    what: 'the schedule is empty',
    fix: `write whose turn it is: ${names[0] ?? 'driver'} 12`,
  });
}
