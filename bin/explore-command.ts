/**
 * `hotplug explore`: every order, on one kernel or several.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { Exploration } from '#lib/explore/explore.ts';
import type { ExploreReport, Witness } from '#lib/explore/report.ts';
import {
  conditionLines,
  figures,
  outcomeLines,
  propertyLines,
  questionText,
  stuckLines,
} from '#lib/explore/report-words.ts';
import { reviewCard, shownWitness, tellingKernel, type CardKernel } from '#lib/explore/review-card.ts';
import { scheduleLines, witnessInWords } from '#lib/explore/witness-words.ts';
import { VARIANT_IDS, type VariantId } from '#lib/hotplug/variants/index.ts';
import type { Program } from '#lib/scenario/program.ts';
import { scheduleNames } from '#lib/scenario/schedule-text.ts';
import { printScenario } from '#lib/scenario/text/print.ts';
import { wrap } from '#lib/scenario/wrap-text.ts';
import type { Given } from './arguments.ts';
import { fail, type Io } from './io.ts';
import { textLink } from './link-commands.ts';
import { kernelNamed, loadText, programFor, programTrouble, type LoadedText, type Trouble } from './load.ts';

export const EXPLORE_FORMAT = 'hotplug-explore/1';
/** How long the search goes on before it looks up. */
const SLICE_MS = 100;

function kernelsGiven(loaded: LoadedText, given: Given): Result<readonly VariantId[], Trouble> {
  if (given.has('all-kernels')) return success(VARIANT_IDS);
  const words = given.values('kernel').flatMap((value) => value.split(','));
  if (words.length === 0) return success(loaded.kernels);
  const ids: VariantId[] = [];
  for (const word of words) {
    const id = kernelNamed(word);
    if (!id.ok) return id;
    ids.push(id.value);
  }
  return success(ids);
}

/** A whole number of an option, or a sentence. */
function mostStates(given: Given): Result<number | undefined, Trouble> {
  const word = given.value('max-states');
  if (word === null) return success(undefined);
  const number = Number(word.replaceAll(/[,_]/g, ''));
  if (Number.isInteger(number) && number >= 1) return success(number);
  return failure([`--max-states wants a whole number from 1 on, not ${word}`]);
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function search(exploration: Exploration, variant: VariantId, io: Io): Promise<void> {
  const begun = performance.now();
  for (;;) {
    const until = performance.now() + SLICE_MS;
    if (exploration.run(() => performance.now() < until) || io.isInterrupted()) break;
    const perSecond = Math.round(exploration.states / ((performance.now() - begun) / 1000));
    io.progress(
      `${variant}: ${exploration.states.toLocaleString('en')} states, ${perSecond.toLocaleString('en')}/s`,
    );
    await pause();
  }
  io.progress(null);
}

/** Every order of one program. */
export async function exploreProgram(
  program: Program,
  loaded: LoadedText,
  given: Given,
  io: Io,
): Promise<Result<ExploreReport, Trouble>> {
  const most = mostStates(given);
  if (!most.ok) return most;
  const made = Exploration.of(program, {
    reduce: !given.has('no-reduce'),
    ...(most.value === undefined ? {} : { mostStates: most.value }),
  });
  if (!made.ok) return failure(programTrouble(loaded.name, made.error));
  await search(made.value, program.variant, io);
  return success(made.value.report());
}

function way(program: Program, title: string, witness: Witness): string[] {
  const words = witnessInWords(program, witness.schedule);
  return [
    '',
    ...wrap(`Witness: ${title}`, '  '),
    ...(words.ok ? words.value : [`  ${words.error.what}`]),
    'Schedule',
    ...scheduleLines(program, witness.schedule),
  ];
}

/** How things happen: for each condition the way that decides it, each bad end, each broken property. */
function witnesses(program: Program, report: ExploreReport): string[] {
  const asked = report.conditions.flatMap((verdict) => {
    const isAlways = verdict.quantifier === 'always';
    const witness = isAlways ? verdict.counterexample : verdict.witness;
    return witness === null
      ? []
      : way(program, isAlways ? `not (${verdict.text})` : questionText(verdict), witness);
  });
  const stuck = report.stuck.flatMap((end) => [
    '',
    ...stuckLines(end),
    ...way(program, end.kind, end.witness),
  ]);
  const broken = report.properties.flatMap(({ id, detail, witness }) =>
    witness === null ? [] : way(program, `${id}: ${detail ?? 'broken'}`, witness),
  );
  return [...asked, ...stuck, ...broken];
}

function reportLines({ program, report }: CardKernel, withWitness: boolean): string[] {
  const properties = report.properties.filter(({ holds }) => holds !== true);
  const kept = report.properties.length - properties.length;
  return [
    ...wrap(`Test "${program.title}" on ${program.variant}`, '  '),
    ...wrap(figures(report), '  '),
    ...outcomeLines(report),
    ...report.conditions.flatMap(conditionLines),
    ...properties.flatMap(propertyLines),
    `Ok ${kept} of ${report.properties.length} properties that are always asked`,
    ...(withWitness ? witnesses(program, report) : []),
  ];
}

function exitCode(reports: readonly ExploreReport[], isStrict: boolean): number {
  const verdicts = reports.flatMap(({ conditions, properties, stuck, isComplete }) => [
    ...conditions.map(({ isMet }) => isMet),
    ...(isStrict
      ? [...properties.map(({ holds }) => holds), stuck.length === 0 ? isComplete || null : false]
      : []),
  ]);
  if (verdicts.includes(false)) return 1;
  return verdicts.includes(null) ? 3 : 0;
}

export async function exploreCommand(given: Given, io: Io): Promise<number> {
  const loaded = loadText(io, given.operands[0]!);
  if (!loaded.ok) return fail(io, 'explore', loaded.error);
  const kernels = kernelsGiven(loaded.value, given);
  if (!kernels.ok) return fail(io, 'explore', kernels.error);
  const explored: CardKernel[] = [];
  for (const kernel of kernels.value) {
    if (io.isInterrupted()) break;
    const program = programFor(loaded.value, kernel);
    if (!program.ok) return fail(io, 'explore', program.error);
    const report = await exploreProgram(program.value, loaded.value, given, io);
    if (!report.ok) return fail(io, 'explore', report.error);
    explored.push({ program: program.value, report: report.value });
    if (given.has('json') || given.has('card')) continue;
    const lines = reportLines(explored.at(-1)!, !given.has('no-witness'));
    io.out(`${explored.length > 1 ? '\n' : ''}${lines.join('\n')}\n`);
  }
  if (given.has('json')) io.out(`${json(explored)}\n`);
  else if (given.has('card')) {
    io.out(
      reviewCard(explored, {
        text: printScenario(loaded.value.syntax),
        link: cardLink(explored, loaded.value, given),
      }),
    );
  }
  const reports = explored.map(({ report }) => report);
  return exitCode(reports, given.has('strict'));
}

/** The link of what the card tells; none when it does not fit into one. */
function cardLink(explored: readonly CardKernel[], loaded: LoadedText, given: Given): string | null {
  const told = tellingKernel(explored) ?? explored[0];
  if (told === undefined) return null;
  const schedule = shownWitness(told.report)?.witness.schedule ?? [];
  const link = textLink(told.program, loaded, schedule, given.value('page'));
  return link.ok ? link.value : null;
}

function json(explored: readonly CardKernel[]): string {
  return JSON.stringify({
    format: EXPLORE_FORMAT,
    title: explored[0]?.program.title ?? '',
    kernels: explored.map(({ program, report }) => ({ actors: scheduleNames(program), ...report })),
  });
}
