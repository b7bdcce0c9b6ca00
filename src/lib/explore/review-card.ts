/**
 * The review card: what a reviewer asks of one or more kernels, the verdicts, how it happens, the text and the link; as
 * plain text for a mailing list. Only the link may be longer than 72 columns; it stands alone in its line.
 */
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import type { Program } from '#lib/scenario/program.ts';
import { apart } from '#lib/scenario/text/apart.ts';
import { wrap } from '#lib/scenario/wrap-text.ts';
import type { ConditionVerdict, ExploreReport, PropertyVerdict, Witness } from './report.ts';
import { figures, mark, questionText, stuckLines } from './report-words.ts';
import { scheduleLines, witnessInWords } from './witness-words.ts';

/** What a card and the page for a meeting need of a report. */
export type CardReport = Pick<
  ExploreReport,
  'isComplete' | 'states' | 'runs' | 'ends' | 'conditions' | 'stuck'
> & {
  /** Those that do not hold; others may be among them. */
  readonly properties: readonly Pick<PropertyVerdict, 'id' | 'holds' | 'detail' | 'witness'>[];
};

/** One kernel: the program as compiled for it, and what came of it. */
export interface CardKernel<R extends CardReport = CardReport> {
  readonly program: Program;
  readonly report: R;
}

export interface CardWish {
  /** The scenario text, as it stands. */
  readonly text: string;
  /** The whole address, of what `shownWitness` gives for `tellingKernel`; null for a card without one. */
  readonly link: string | null;
  /** What mail it answers, some lines; nothing if left out. */
  readonly reference?: readonly string[];
}

/** What is worth showing of a kernel: the way that answers a question, or else the one that breaks a rule. */
interface Shown {
  readonly why: string;
  readonly witness: Witness;
}

function answering({ conditions }: CardReport): Shown | null {
  for (const verdict of conditions) {
    const witness = verdict.quantifier === 'always' ? verdict.counterexample : verdict.witness;
    if (witness === null) continue;
    const text = verdict.quantifier === 'always' ? `not (${verdict.text})` : verdict.text;
    return { why: text, witness };
  }
  return null;
}

/** The witness that a card shows of a report: of the first question with one, of a bad end, of a broken property. */
export function shownWitness(report: CardReport): Shown | null {
  const asked = answering(report);
  if (asked !== null) return asked;
  const [stuck] = report.stuck;
  if (stuck !== undefined) return { why: stuck.kind, witness: stuck.witness };
  for (const { id, detail, witness } of report.properties) {
    if (witness !== null) return { why: `${id}: ${detail ?? 'broken'}`, witness };
  }
  return null;
}

function verdictCell(verdict: ConditionVerdict): string {
  return `${mark(verdict.isMet)} ${verdict.answer ?? 'Unknown'} ${verdict.holdsIn}/${verdict.outOf}`;
}

/** One line for each kernel. */
function verdictTable(kernels: readonly CardKernel[], index: number): string[] {
  const width = Math.max(...kernels.map(({ program }) => program.variant.length));
  return kernels.flatMap(({ program, report }) => {
    const verdict = report.conditions[index];
    if (verdict === undefined) return [];
    return [`   ${program.variant.padEnd(width)}  ${verdictCell(verdict)}`];
  });
}

function brokenLines({ program, report }: CardKernel): string[] {
  const broken = report.properties.filter(({ holds }) => holds === false);
  if (broken.length === 0) return [];
  return wrap(`   ${program.variant}: ${broken.map(({ id }) => id).join('; ')}`, '     ');
}

function witnessLines({ program, report }: CardKernel): string[] {
  const shown = shownWitness(report);
  if (shown === null) return [];
  const words = witnessInWords(program, shown.witness.schedule);
  if (!words.ok) return [];
  const stuck = report.stuck.find(({ witness }) => witness === shown.witness);
  return [
    '',
    ...wrap(`On ${program.variant}, the shortest way to`, '  '),
    ...wrap(`   ${shown.why}`, '   '),
    '',
    ...words.value,
    ...(stuck === undefined ? [] : ['', ...stuckLines(stuck)]),
    '',
    'The same as a schedule:',
    ...scheduleLines(program, shown.witness.schedule),
  ];
}

/** The first kernel on which there is something to show. */
export function tellingKernel(kernels: readonly CardKernel[]): CardKernel | null {
  return kernels.find(({ report }) => shownWitness(report) !== null) ?? null;
}

/** The card. `kernels` are all of one text, the one that matters first. */
export function reviewCard(kernels: readonly CardKernel[], { text, link, reference = [] }: CardWish): string {
  const [first] = kernels;
  if (first === undefined) return '';
  const { title, about } = first.program;
  const telling = tellingKernel(kernels);
  const broken = kernels.flatMap(brokenLines);
  const lines = [
    ...(reference.length === 0 ? [] : [...reference.flatMap((line) => wrap(line, '    ')), '']),
    ...wrap(`Scenario: ${title === '' ? 'memory hotplug' : title}`, '  '),
    ...(about === '' ? [] : wrap(`  ${about}`, '  ')),
    '',
    ...first.report.conditions.flatMap((verdict, i) => [
      ...wrap(`Q: ${questionText(verdict)}`, '   '),
      ...verdictTable(kernels, i),
    ]),
    ...(broken.length === 0 ? [] : ['Broken without being asked:', ...broken]),
    'Searched:',
    ...kernels.flatMap(({ program, report }) => wrap(`   ${program.variant}: ${figures(report)}`, '     ')),
    'Kernels:',
    ...kernels.flatMap(({ program }) =>
      wrap(`   ${program.variant}: ${VARIANTS[program.variant].title}`, '     '),
    ),
    ...(telling === null ? [] : witnessLines(telling)),
    ...(link === null ? [] : ['', 'Step through it (nothing to install, nothing is sent):', `<${link}>`]),
  ].map(apart);
  const below = ['', ...text.trimEnd().split('\n')];
  return `${[...lines, ...below].join('\n')}\n`;
}
