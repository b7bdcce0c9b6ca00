/**
 * `hotplug run`: one run, told line by line, and what it comes to.
 */
import { turnsOf, type Turn } from '#lib/explore/turns.ts';
import { resultInWords } from '#lib/explore/result-words.ts';
import { mark, questionText } from '#lib/explore/report-words.ts';
import { turnLines } from '#lib/explore/witness-words.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import { playedConditions, type PlayedCondition } from '#lib/scenario/played-outcome.ts';
import { wrap } from '#lib/scenario/wrap-text.ts';
import type { Playable } from '#lib/workbench/playable.ts';
import type { Given } from './arguments.ts';
import { fail, type Io } from './io.ts';
import { load } from './load.ts';
import { playMoment, playText, replayTrace, type PlayedText } from './play.ts';
import { blockLines, zoneLines } from './state-text.ts';

const COLUMNS = 72;

/** The line with its result at the right edge, or below when there is no room. */
function lineWithResult(text: string, result: string): string[] {
  const line = `  ${text}`;
  const room = COLUMNS - line.length - result.length;
  if (room >= 2) return [line + ' '.repeat(room) + result];
  return [
    ...wrap(line, '      '),
    ...wrap(' '.repeat(Math.max(6, COLUMNS - result.length)) + result, '      '),
  ];
}

/** Init lines and the lines of the actors in the order of their begin; signals come where they were sent. */
function doneLines({ program, player }: PlayedText): string[] {
  const { machine } = player;
  const rows = [
    ...player.lines.map(({ actor, line, job }) => ({
      at: job.startStep,
      actor,
      line,
      result: resultInWords(machine, job),
    })),
    ...player.signals.map(({ actor, line, position }) => ({ at: position, actor, line, result: 'sent' })),
  ].sort((a, b) => a.at - b.at);
  const isInit = new Set<object>(program.init);
  const texts = (init: boolean): string[] =>
    rows
      .filter(({ line }) => isInit.has(line) === init)
      .flatMap(({ actor, line, result }) =>
        lineWithResult(`${actor}: ${line.result === null ? '' : `${line.result} = `}${line.text}`, result),
      );
  const init = texts(true);
  const begun = texts(false);
  return [
    ...(init.length === 0 ? [] : ['Init', ...init, '']),
    ...(begun.length === 0 ? [] : ['Actors', ...begun, '']),
  ];
}

function scheduleOfTurns(turns: readonly Turn[]): string[] {
  if (turns.length === 0) return [];
  const text = turns.map(({ actor, steps }) => `${actor} ${steps}`).join(', ');
  return ['Schedule', ...wrap(`  ${text}`, '  '), ''];
}

function conditionText({ condition, isMet, holds }: PlayedCondition): string[] {
  const lines = wrap(`${mark(isMet)} ${questionText(condition)}`, '   ');
  if (isMet) return lines;
  const why =
    condition.quantifier === 'exists' ? 'not in this run; explore asks all orders' : 'this run is against it';
  return [...lines, `   ${holds && condition.quantifier === 'always' ? 'not in every state' : why}`];
}

function runText(played: PlayedText, given: Given, io: Io): number {
  const { program, player } = played;
  const answers = playedConditions(player, program.conditions);
  const turns = turnsOf(player);
  const { kernel } = player.machine;
  const head = wrap(
    `Run "${program.title}" on ${program.variant} (${VARIANTS[program.variant].title})`,
    '  ',
  );
  const story = [
    ...head,
    '',
    ...doneLines(played),
    ...(given.has('turns') ? ['Turns', ...turnLines(turns), ''] : []),
    ...scheduleOfTurns(turns),
    'Memory blocks',
    ...blockLines(kernel),
    '',
    'Zones',
    ...zoneLines(kernel),
    ...(answers.length === 0 ? [] : ['', 'Conditions']),
  ];
  const lines = [...(given.has('quiet') ? [] : story), ...answers.flatMap(conditionText)];
  io.out(lines.map((line) => `${line}\n`).join(''));
  return answers.every(({ isMet }) => isMet) ? 0 : 1;
}

/** A built-in scenario or a recording, command by command. */
function runPlayable(playable: Playable, given: Given, io: Io): number {
  const { title, variant, marks, machine, fidelity } = playable;
  const story = [
    ...wrap(`Run "${title}" on ${variant} (${VARIANTS[variant].title})`, '  '),
    '',
    'Commands',
    ...marks.flatMap(({ actor, text, result, difference }) => [
      ...lineWithResult(`${actor.name}: ${text}`, result ?? 'never returns'),
      ...(difference === null ? [] : wrap(`      differs: ${difference}`, '        ')),
    ]),
    '',
    'Memory blocks',
    ...blockLines(machine.kernel),
    '',
    'Zones',
    ...zoneLines(machine.kernel),
    '',
  ];
  const lines = [...(given.has('quiet') ? [] : story), ...wrap(fidelity.text, '  ')];
  io.out(lines.map((line) => `${line}\n`).join(''));
  return marks.every(({ agrees }) => agrees !== false) ? 0 : 1;
}

export function runCommand(given: Given, io: Io): number {
  const loaded = load(io, given.operands[0]!);
  if (!loaded.ok) return fail(io, 'run', loaded.error);
  const it = loaded.value;
  if (it.kind === 'text') {
    const played = playText(it, given);
    return played.ok ? runText(played.value, given, io) : fail(io, 'run', played.error);
  }
  for (const option of ['schedule', 'turns']) {
    if (given.has(option)) return fail(io, 'run', [`${it.name}: --${option} is for scenario texts`]);
  }
  const played = it.kind === 'trace' ? replayTrace(it.name, it.trace, given) : playMoment(it.moment, given);
  return played.ok ? runPlayable(played.value, given, io) : fail(io, 'run', played.error);
}
