/**
 * The beginning of a program: boot, daemons, the init part. What comes after may be played or explored.
 *
 * Threads have fixed numbers, because locks and queues hold them: the daemons 1, 2, …, the other actors the numbers
 * after them in the order of the text, then the worker of virtio-mem devices.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { PlaygroundMachine, type Job } from '#lib/hotplug/playground-machine.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import type { Program, ProgramActor, ProgramLine } from './program.ts';

/** Why a program cannot begin, or not go on. */
export interface ProgramError {
  /** Line of the text, 0 when there is none. */
  readonly line: number;
  readonly what: string;
  readonly help: string;
}

/** A line that was done, with the job that did it. */
export interface DoneLine {
  readonly actor: string;
  readonly line: ProgramLine;
  readonly job: Job;
}

export interface BootedProgram {
  readonly machine: PlaygroundMachine;
  /** Daemons first: the order of thread numbers. */
  readonly actors: readonly ProgramActor[];
  /** Jobs of the daemons, which never end. */
  readonly daemons: readonly Job[];
  readonly init: readonly DoneLine[];
}

/** Most daemons and actors of a program: locks keep thread numbers in small columns. */
export const MOST_ACTORS = 12;

/** All actors of a program in the order of their thread numbers. */
export function actorsInOrder({ actors }: Program): ProgramActor[] {
  return [...actors.filter(({ isDaemon }) => isDaemon), ...actors.filter(({ isDaemon }) => !isDaemon)];
}

/** Boots the machine, starts the daemons and does the init part line by line. */
export function bootProgram(program: Program): Result<BootedProgram, ProgramError> {
  const actors = actorsInOrder(program);
  if (actors.length > MOST_ACTORS) {
    return failure({
      line: actors[MOST_ACTORS]!.lines[0]?.line ?? 0,
      what: `there are ${actors.length} actors, more than the ${MOST_ACTORS} that fit`,
      help: 'let one actor do what several do one after the other',
    });
  }
  const machine = new PlaygroundMachine(program.machine, VARIANTS[program.variant]);
  const daemons: Job[] = [];
  for (const { name, lines, isDaemon } of actors) {
    const deed = lines[0]?.deed;
    if (!isDaemon || deed === undefined || deed.kind === 'signal') continue;
    daemons.push(machine.begin(name, deed, daemons.length + 1));
  }
  machine.settle();
  const init: DoneLine[] = [];
  for (const line of program.init) {
    if (line.deed.kind === 'signal') {
      return failure({
        line: line.line,
        what: 'nothing is under way in the init part that a signal could reach',
        help: 'let an actor send the signal',
      });
    }
    const job = machine.execute(line.actor, line.deed);
    if (job.result === null) {
      return failure({
        line: line.line,
        what: `the init part never gets past "${line.text}"`,
        help: 'let an actor do it, or remove what it waits for',
      });
    }
    init.push({ actor: line.actor, line, job });
  }
  return success({ machine, actors, daemons, init });
}
