/**
 * Plays what was loaded to where it is to be looked at.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseTrace } from '#lib/capture/parse-trace.ts';
import { failure, success, type Result } from '#lib/capture/result.ts';
import { traceErrorText } from '#lib/capture/trace-error.ts';
import type { Trace } from '#lib/capture/trace-format.ts';
import type { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import type { VariantId } from '#lib/hotplug/variants/index.ts';
import { scenarioById } from '#lib/scenario/gallery.ts';
import type { Moment } from '#lib/scenario/moment.ts';
import type { Program } from '#lib/scenario/program.ts';
import { ProgramPlayer } from '#lib/scenario/program-player.ts';
import { parseSchedule, scheduleNames } from '#lib/scenario/schedule-text.ts';
import { textErrorLine } from '#lib/scenario/text/text-error.ts';
import { continueRun } from '#lib/workbench/continue-run.ts';
import { playText as playTextSource } from '#lib/workbench/playable-text.ts';
import { playScenario, playTrace, type Playable } from '#lib/workbench/playable.ts';
import type { Given } from './arguments.ts';
import type { Io } from './io.ts';
import {
  kernelNamed,
  load,
  programFor,
  programTrouble,
  scheduleTrouble,
  type Loaded,
  type LoadedText,
  type Trouble,
} from './load.ts';

export interface PlayedText {
  readonly program: Program;
  readonly player: ProgramPlayer;
}

function playedBy(program: Program, name: string, schedule: string | null): Result<ProgramPlayer, Trouble> {
  const booted = ProgramPlayer.boot(program);
  if (!booted.ok) return failure(programTrouble(name, booted.error));
  const player = booted.value;
  if (schedule !== null) {
    const turns = parseSchedule(schedule, scheduleNames(program));
    if (!turns.ok) return failure(scheduleTrouble(turns.error));
    const followed = player.follow(turns.value);
    if (!followed.ok) {
      const { turn, what } = followed.error;
      const fix = 'take the schedule that was printed for this text and this kernel';
      return failure([`--schedule, turn ${turn + 1}: ${what}; ${fix}`]);
    }
  }
  player.finish();
  return success(player);
}

/** The kernel to play on: the one that was asked for, or else that of the file. */
export function chosenKernel(given: Given, otherwise: VariantId): Result<VariantId, Trouble> {
  const word = given.value('kernel');
  return word === null ? success(otherwise) : kernelNamed(word);
}

/** Plays a text once, by the schedule and on the kernel that were given. */
export function playText(loaded: LoadedText, given: Given): Result<PlayedText, Trouble> {
  const kernel = chosenKernel(given, loaded.kernels[0]!);
  if (!kernel.ok) return kernel;
  const program = programFor(loaded, kernel.value);
  if (!program.ok) return program;
  const player = playedBy(program.value, loaded.name, given.value('schedule'));
  return player.ok ? success({ program: program.value, player: player.value }) : player;
}

/** Replays a recording, on its own kernel or another. */
export function replayTrace(name: string, trace: Trace, given: Given): Result<Playable, Trouble> {
  const word = given.value('kernel');
  const kernel = word === null ? success(undefined) : kernelNamed(word);
  if (!kernel.ok) return kernel;
  const played = playTrace(trace, kernel.value);
  return played.ok ? played : failure([`${name}: ${traceErrorText(played.error)}`]);
}

/** A recording that the project keeps. */
function keptTrace(name: string): Result<Trace, Trouble> {
  const missing: Trouble = [`there is no recorded run ${name} here; ls static/traces lists them`];
  if (!/^[\w.-]+$/.test(name)) return failure(missing);
  try {
    const path = fileURLToPath(new URL(`../static/traces/${name}.json`, import.meta.url));
    const trace = parseTrace(readFileSync(path, 'utf8'));
    return trace.ok ? trace : failure([traceErrorText(trace.error)]);
  } catch {
    return failure(missing);
  }
}

function playSource({ source, variant }: Moment, given: Given): Result<Playable, Trouble> {
  const kernel = chosenKernel(given, variant);
  if (!kernel.ok) return kernel;
  if (source.kind === 'scenario') {
    const scenario = scenarioById(source.id);
    if (scenario === null) return failure([`there is no built-in scenario ${source.id}`]);
    return success(playScenario(scenario, kernel.value));
  }
  if (source.kind === 'text') {
    const text = playTextSource(source, kernel.value);
    return text.ok ? text : failure(text.error.map(textErrorLine));
  }
  const trace = keptTrace(source.name);
  if (!trace.ok) return trace;
  const played = playTrace(trace.value, kernel.value);
  return played.ok ? played : failure([traceErrorText(played.error)]);
}

/** Plays what a moment names, with what was done by hand. */
export function playMoment(moment: Moment, given: Given): Result<Playable, Trouble> {
  const played = playSource(moment, given);
  const { cutAt = null, acts = [] } = moment;
  if (!played.ok || (cutAt === null && acts.length === 0)) return played;
  return success(continueRun(played.value, cutAt, acts));
}

/** The machine as it stands at the end of what was loaded; for a link or a saved run at its moment. */
function machineAt(loaded: Loaded, given: Given): Result<PlaygroundMachine, Trouble> {
  if (loaded.kind === 'text') {
    const played = playText(loaded, given);
    return played.ok ? success(played.value.player.machine) : played;
  }
  if (given.has('schedule'))
    return failure([`${loaded.name}: only a scenario text can be played by a schedule`]);
  if (loaded.kind === 'trace') {
    const replayed = replayTrace(loaded.name, loaded.trace, given);
    return replayed.ok ? success(replayed.value.machine) : replayed;
  }
  const played = playMoment(loaded.moment, given);
  if (!played.ok) return played;
  const { machine } = played.value;
  return success(machine.fork(Math.min(loaded.moment.position, machine.run.length)));
}

/** What `--at` names, or else stdin, played. */
export function machineGiven(given: Given, io: Io): Result<PlaygroundMachine, Trouble> {
  const path = given.value('at') ?? '-';
  if (path === '-' && io.isStdinTerminal) {
    return failure(['say whose end is looked at: --at FILE, or a scenario text on stdin']);
  }
  const loaded = load(io, path);
  return loaded.ok ? machineAt(loaded.value, given) : loaded;
}

/** What `--at` names, or else stdin, as a run, and where in it is looked. */
export function playableGiven(
  given: Given,
  io: Io,
): Result<{ readonly playable: Playable; readonly position: number }, Trouble> {
  const path = given.value('at') ?? '-';
  if (path === '-' && io.isStdinTerminal) {
    return failure(['say which run goes out: --at FILE, or a scenario text on stdin']);
  }
  const loaded = load(io, path);
  if (!loaded.ok) return loaded;
  const it = loaded.value;
  const played = playableOf(it, given);
  if (!played.ok) return played;
  const { length } = played.value.machine.run;
  const position = it.kind === 'moment' ? Math.min(it.moment.position, length) : length;
  return success({ playable: played.value, position });
}

function playableOf(loaded: Loaded, given: Given): Result<Playable, Trouble> {
  if (loaded.kind === 'trace') return replayTrace(loaded.name, loaded.trace, given);
  if (loaded.kind === 'moment') return playMoment(loaded.moment, given);
  const kernel = chosenKernel(given, loaded.kernels[0]!);
  if (!kernel.ok) return kernel;
  const program = programFor(loaded, kernel.value);
  if (!program.ok) return program;
  const word = given.value('schedule');
  const schedule = word === null ? success([]) : parseSchedule(word, scheduleNames(program.value));
  if (!schedule.ok) return failure(scheduleTrouble(schedule.error));
  const text = playTextSource({ kind: 'text', text: loaded.text, schedule: schedule.value }, kernel.value);
  return text.ok ? text : failure(text.error.map(textErrorLine));
}
