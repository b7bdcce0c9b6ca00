/**
 * `hotplug export` and `hotplug recording`: a run out to a real machine, and what that machine answered.
 */
import { readRun } from '#lib/capture/stand-alone/read-run.ts';
import { sysrootEntries } from '#lib/capture/sysroot.ts';
import { tarPieces } from '#lib/capture/tar.ts';
import { recordingText } from '#lib/capture/record/recording.ts';
import { traceErrorText } from '#lib/capture/trace-error.ts';
import { nearestWord } from '#lib/scenario/nearest-word.ts';
import { machineOut, OUT_FORMS, type OutForm } from '#lib/workbench/out/machine-out.ts';
import type { Given } from './arguments.ts';
import { fail, nameOf, type Io } from './io.ts';
import { machineGiven, playableGiven } from './play.ts';

const TAR = 'sysroot';

/** A name for files: letters, digits and dashes of the title. */
const fileName = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60) || 'run';

function exportTar(given: Given, io: Io): number {
  const machine = machineGiven(given, io);
  if (!machine.ok) return fail(io, 'export', machine.error);
  if (io.isStdoutTerminal) {
    return fail(io, 'export', ['a tar archive is no text; send it to a file or a pipe: | tar x -C sysroot']);
  }
  for (const piece of tarPieces(sysrootEntries(machine.value.kernel))) io.out(piece);
  return 0;
}

export function exportCommand(given: Given, io: Io): number {
  const word = given.value('form') ?? TAR;
  if (word === TAR) return exportTar(given, io);
  const form = OUT_FORMS.find((candidate) => candidate === word);
  if (form === undefined) return fail(io, 'export', [formTrouble(word)]);
  const played = playableGiven(given, io);
  if (!played.ok) return fail(io, 'export', played.error);
  const { playable, position } = played.value;
  const name = fileName(playable.title);
  const { text, omitted } = machineOut(playable, { form, from: 0, to: position, isDryRun: false, name });
  io.out(text);
  for (const sentence of omitted) io.err(`hotplug export: not in it: ${sentence}`);
  return 0;
}

function formTrouble(word: string): string {
  const words: readonly (OutForm | typeof TAR)[] = [TAR, ...OUT_FORMS];
  const nearest = nearestWord(word, words);
  return `there is no form ${word}; ${nearest === null ? `expected ${words.join(', ')}` : `did you mean ${nearest}?`}`;
}

export function recordingCommand(given: Given, io: Io): number {
  const path = given.operands[0]!;
  const read = io.read(path);
  if (!read.ok) return fail(io, 'recording', [read.error]);
  const run = readRun(read.value);
  if (!run.ok) return fail(io, 'recording', [`${nameOf(path)}: ${traceErrorText(run.error)}`]);
  io.out(recordingText(run.value));
  return 0;
}
