/**
 * `hotplug link` and `hotplug open`: from a text or a saved run to a link, and back.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import { describeDeed } from '#lib/scenario/deed.ts';
import { scenarioById } from '#lib/scenario/gallery.ts';
import { decodeLink, encodeLink } from '#lib/scenario/link.ts';
import type { Moment } from '#lib/scenario/moment.ts';
import type { Program } from '#lib/scenario/program.ts';
import type { Schedule } from '#lib/scenario/schedule.ts';
import { parseSchedule, scheduleNames, scheduleText } from '#lib/scenario/schedule-text.ts';
import { textMoment } from '#lib/scenario/text-moment.ts';
import { compileScenario } from '#lib/scenario/text/compile.ts';
import { parseScenario } from '#lib/scenario/text/parse.ts';
import { printScenario } from '#lib/scenario/text/print.ts';
import { wrap } from '#lib/scenario/wrap-text.ts';
import type { Given } from './arguments.ts';
import { fail, type Io } from './io.ts';
import { load, programFor, programTrouble, scheduleTrouble, type LoadedText, type Trouble } from './load.ts';
import { chosenKernel } from './play.ts';

/** The link behind the address of a page; without one, what stands behind the address. */
export function linkAddress(moment: Moment, page: string | null): Result<string, string> {
  try {
    return success(`${(page ?? '').replace(/#.*$/, '')}#${encodeLink(moment)}`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return failure(`${error.message}; shorten the text, or send the text itself`);
  }
}

/** The link of a text on a kernel, at the end of a schedule. */
export function textLink(
  program: Program,
  loaded: LoadedText,
  schedule: Schedule,
  page: string | null,
): Result<string, Trouble> {
  const moment = textMoment(program, printScenario(loaded.syntax), schedule);
  if (!moment.ok) return failure(programTrouble(loaded.name, moment.error));
  const address = linkAddress(moment.value, page);
  return address.ok ? address : failure([`${loaded.name}: ${address.error}`]);
}

function linkOfText(loaded: LoadedText, given: Given): Result<string, Trouble> {
  const kernel = chosenKernel(given, loaded.kernels[0]!);
  if (!kernel.ok) return kernel;
  const program = programFor(loaded, kernel.value);
  if (!program.ok) return program;
  const wanted = given.value('schedule');
  const schedule = wanted === null ? success([]) : parseSchedule(wanted, scheduleNames(program.value));
  if (!schedule.ok) return failure(scheduleTrouble(schedule.error));
  return textLink(program.value, loaded, schedule.value, given.value('page'));
}

export function linkCommand(given: Given, io: Io): number {
  const loaded = load(io, given.operands[0]!);
  if (!loaded.ok) return fail(io, 'link', loaded.error);
  const it = loaded.value;
  if (it.kind === 'trace') {
    return fail(io, 'link', [`${it.name}: a link holds no recording; it can name those in static/traces`]);
  }
  const address =
    it.kind === 'text' ? linkOfText(it, given) : linkOfMoment(it.moment, given.value('page'), it.name);
  if (!address.ok) return fail(io, 'link', address.error);
  io.out(`${address.value}\n`);
  return 0;
}

function linkOfMoment(moment: Moment, page: string | null, name: string): Result<string, Trouble> {
  const address = linkAddress(moment, page);
  return address.ok ? address : failure([`${name}: ${address.error}`]);
}

/** What a link says about itself, as comments above a text or as lines. */
function facts({ variant, position, block, acts = [], cutAt }: Moment): string[] {
  return [
    `kernel ${variant}: ${VARIANTS[variant].title}`,
    `at step ${position}${block === null ? '' : `, memory${block} selected`}`,
    ...(typeof cutAt === 'number' ? [`left at step ${cutAt}`] : []),
    ...acts.map(({ at, actor, deed }) => `then at step ${at}, ${actor}: ${describeDeed(deed)}`),
  ];
}

/** Names of the actors of a text, as far as it can be compiled for the kernel. */
function orderText(text: string, { variant }: Moment, schedule: Schedule): string | null {
  const syntax = parseScenario(text);
  const program = syntax.ok ? compileScenario(syntax.value, variant) : null;
  return program?.ok === true ? scheduleText(schedule, scheduleNames(program.value)) : null;
}

function opened(moment: Moment): string[] {
  const { source } = moment;
  if (source.kind === 'trace') return [`recorded run ${source.name}`, ...facts(moment)];
  if (source.kind === 'scenario') {
    const title = scenarioById(source.id)?.title ?? 'not known to this edition';
    return [`built-in scenario ${source.id}: ${title}`, ...facts(moment)];
  }
  const order = source.schedule.length === 0 ? null : orderText(source.text, moment, source.schedule);
  const notes = [...facts(moment), ...(order === null ? [] : [`schedule: ${order}`])];
  return [...notes.flatMap((note) => wrap(`# ${note}`, '#   ')), ...source.text.trimEnd().split('\n')];
}

export function openCommand(given: Given, io: Io): number {
  const [word = ''] = given.operands;
  const text = word === '-' ? io.read('-') : success(word);
  if (!text.ok) return fail(io, 'open', [text.error]);
  const moment = decodeLink(text.value.trim());
  if (!moment.ok) return fail(io, 'open', [`${moment.error.message} ${moment.error.advice}`]);
  io.out(
    opened(moment.value)
      .map((line) => `${line}\n`)
      .join(''),
  );
  return 0;
}
