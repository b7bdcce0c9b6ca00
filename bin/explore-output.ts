/**
 * What `hotplug explore` and `hotplug merge` print of what they have found, and how they end.
 */
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
import type { Program } from '#lib/scenario/program.ts';
import { scheduleNames } from '#lib/scenario/schedule-text.ts';
import { printScenario } from '#lib/scenario/text/print.ts';
import { wrap } from '#lib/scenario/wrap-text.ts';
import type { Given } from './arguments.ts';
import type { Io } from './io.ts';
import { textLink } from './link-commands.ts';
import type { LoadedText } from './load.ts';

export const EXPLORE_FORMAT = 'hotplug-explore/1';

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

function reportLines({ program, report }: CardKernel<ExploreReport>, withWitness: boolean): string[] {
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

/** Are reports printed one by one, as they come? JSON and a card need all of them. */
function isListed(given: Given): boolean {
  return !given.has('json') && !given.has('card');
}

/** Prints one kernel's report, if reports are printed one by one. */
export function printReport(kernel: CardKernel<ExploreReport>, isFirst: boolean, given: Given, io: Io): void {
  if (!isListed(given)) return;
  io.out(`${isFirst ? '' : '\n'}${reportLines(kernel, !given.has('no-witness')).join('\n')}\n`);
}

/** Prints what needs all kernels; gives the exit code. */
export function finishReports(
  explored: readonly CardKernel<ExploreReport>[],
  loaded: LoadedText,
  given: Given,
  io: Io,
): number {
  if (given.has('json')) io.out(`${json(explored)}\n`);
  else if (given.has('card')) {
    const link = cardLink(explored, loaded, given);
    io.out(reviewCard(explored, { text: printScenario(loaded.syntax), link }));
  }
  return exitCode(
    explored.map(({ report }) => report),
    given.has('strict'),
  );
}

/** The link of what the card tells; none when it does not fit into one. */
function cardLink(explored: readonly CardKernel[], loaded: LoadedText, given: Given): string | null {
  const told = tellingKernel(explored) ?? explored[0];
  if (told === undefined) return null;
  const schedule = shownWitness(told.report)?.witness.schedule ?? [];
  const link = textLink(told.program, loaded, schedule, given.value('page'));
  return link.ok ? link.value : null;
}

function json(explored: readonly CardKernel<ExploreReport>[]): string {
  return JSON.stringify({
    format: EXPLORE_FORMAT,
    title: explored[0]?.program.title ?? '',
    kernels: explored.map(({ program, report }) => ({ actors: scheduleNames(program), ...report })),
  });
}
