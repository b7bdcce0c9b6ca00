/**
 * From a FILE to what it is: a scenario text, a recorded run, or a moment that a saved run or a link names. What is
 * wrong with it comes back as lines for stderr, each with the place and what to do.
 */
import { readRecording } from '#lib/capture/read-recording.ts';
import { failure, success, type Result } from '#lib/capture/result.ts';
import { isRunText } from '#lib/capture/stand-alone/run-format.ts';
import { traceErrorText } from '#lib/capture/trace-error.ts';
import type { Trace } from '#lib/capture/trace-format.ts';
import { VARIANT_IDS, type VariantId } from '#lib/hotplug/variants/index.ts';
import { decodeLink } from '#lib/scenario/link.ts';
import type { Moment } from '#lib/scenario/moment.ts';
import { nearestWord } from '#lib/scenario/nearest-word.ts';
import type { Program } from '#lib/scenario/program.ts';
import { readRunFile, RUN_FORMAT } from '#lib/scenario/run-file.ts';
import type { ScheduleTextError } from '#lib/scenario/schedule-text.ts';
import { compileScenario, variantsOf } from '#lib/scenario/text/compile.ts';
import { parseScenario } from '#lib/scenario/text/parse.ts';
import type { ScenarioText } from '#lib/scenario/text/syntax.ts';
import { textErrorLine, type TextError } from '#lib/scenario/text/text-error.ts';
import { nameOf, type Io } from './io.ts';

/** What stands in the way, as lines for stderr. */
export type Trouble = readonly string[];

/** A scenario text and the kernels that it names. */
export interface LoadedText {
  readonly kind: 'text';
  readonly name: string;
  readonly text: string;
  readonly syntax: ScenarioText;
  readonly kernels: readonly VariantId[];
}

export type Loaded =
  | LoadedText
  | { readonly kind: 'trace'; readonly name: string; readonly trace: Trace }
  | { readonly kind: 'moment'; readonly name: string; readonly title: string; readonly moment: Moment };

/** The errors of a text, each with its line and a mark below the place. */
function textTrouble(name: string, text: string, errors: readonly TextError[]): Trouble {
  const lines = text.split(/\r\n|\r|\n/);
  return errors.flatMap((error) => {
    const source = (lines[error.line - 1] ?? '').replaceAll('\t', ' ');
    const said = `${name}: ${textErrorLine(error)}`;
    if (source.trim() === '' || source.length > 200) return [said];
    const length = Math.max(1, Math.min(error.length, source.length - error.column + 1));
    return [said, `    ${source}`, `    ${' '.repeat(error.column - 1)}${'^'.repeat(length)}`];
  });
}

function isScenario(text: string): boolean {
  return /^[>\s|]*scenario\b/m.test(text);
}

/** Reads a scenario text; nothing else will do. */
export function loadText(io: Io, path: string): Result<LoadedText, Trouble> {
  const read = io.read(path);
  if (!read.ok) return failure([read.error]);
  const name = nameOf(path);
  if (read.value.trimStart().startsWith('{')) {
    return failure([`${name}: this is JSON, and a scenario text is wanted; docs/language.md describes it`]);
  }
  const syntax = parseScenario(read.value);
  if (!syntax.ok) return failure(textTrouble(name, read.value, syntax.error));
  const kernels = variantsOf(syntax.value);
  if (!kernels.ok) return failure(textTrouble(name, read.value, kernels.error));
  return success({ kind: 'text', name, text: read.value, syntax: syntax.value, kernels: kernels.value });
}

function loadJson(name: string, text: string): Result<Loaded, Trouble> {
  if (text.includes(`"${RUN_FORMAT}"`)) {
    const file = readRunFile(text);
    if (file.ok) return success({ kind: 'moment', name, ...file.value });
    const { what, where, why, advice } = file.error;
    return failure([`${name}: ${[what, where, why, advice].join(' ')}`]);
  }
  return loadRecording(name, text);
}

function loadRecording(name: string, text: string): Result<Loaded, Trouble> {
  const trace = readRecording(text);
  if (trace.ok) return success({ kind: 'trace', name, trace: trace.value });
  return failure([`${name}: ${traceErrorText(trace.error)}`]);
}

/** Reads whatever can be played. */
export function load(io: Io, path: string): Result<Loaded, Trouble> {
  const read = io.read(path);
  if (!read.ok) return failure([read.error]);
  const text = read.value;
  const name = nameOf(path);
  if (text.trimStart().startsWith('{')) return loadJson(name, text);
  if (isRunText(text)) return loadRecording(name, text);
  if (!isScenario(text)) {
    const moment = decodeLink(text.trim());
    if (moment.ok) return success({ kind: 'moment', name, title: '', moment: moment.value });
    if (!['empty', 'not-a-link', 'too-long'].includes(moment.error.kind)) {
      return failure([`${name}: ${moment.error.message} ${moment.error.advice}`]);
    }
  }
  return loadText({ ...io, read: () => read }, path);
}

/** A kernel that was named on the command line. */
export function kernelNamed(word: string): Result<VariantId, Trouble> {
  const id = VARIANT_IDS.find((candidate) => candidate === word);
  if (id !== undefined) return success(id);
  const nearest = nearestWord(word, VARIANT_IDS);
  const fix = nearest === null ? `expected ${VARIANT_IDS.join(', ')}` : `did you mean ${nearest}?`;
  return failure([`there is no kernel ${word}; ${fix}`]);
}

/** The program of a text for a kernel. */
export function programFor(loaded: LoadedText, kernel: VariantId): Result<Program, Trouble> {
  const program = compileScenario(loaded.syntax, kernel);
  if (program.ok) return program;
  return failure([
    ...textTrouble(loaded.name, loaded.text, program.error),
    ...(loaded.kernels.length > 1 || !loaded.kernels.includes(kernel) ? [`(on the kernel ${kernel})`] : []),
  ]);
}

/** Why a program cannot begin, as a line for stderr. */
export function programTrouble(
  name: string,
  { line, what, help }: { line: number; what: string; help: string },
): Trouble {
  return [`${name}: ${line > 0 ? `line ${line}: ` : ''}${what}; ${help}`];
}

/** What is wrong with the schedule that was given, as a line for stderr. */
export function scheduleTrouble({ at, what, fix }: ScheduleTextError): Trouble {
  return [`--schedule, column ${at + 1}: ${what}; ${fix}`];
}
