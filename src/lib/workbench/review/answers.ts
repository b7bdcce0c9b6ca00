/**
 * The answers of the explorer that belong to a review: one for each kernel, with the name of the text that was asked. An
 * answer counts only as long as the text is the same, to the letter.
 */
import type { CardKernel, CardReport } from '#lib/explore/review-card.ts';
import { nameOfText, textOfName } from '#lib/explore/shard/names.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Program } from '#lib/scenario/program.ts';
import { compileText } from '../playable-text.ts';

export interface Answer {
  readonly variant: VariantId;
  /** Name of the scenario text that was asked. */
  readonly asked: string;
  /** Edition of the page whose model answered. */
  readonly edition: string;
  /** It came with a file and was not worked out in this browser. */
  readonly isFromFile: boolean;
  readonly report: CardReport;
}

/** A short name of a scenario text: equal texts have equal names, others never in practice. */
export function nameOfScenario(text: string): string {
  return textOfName(nameOfText(text));
}

/** What a card needs of a report, and nothing else: what is not broken goes without saying. */
export function cardReport(report: CardReport): CardReport {
  const { isComplete, states, runs, ends, conditions, stuck } = report;
  const properties = report.properties
    .filter(({ holds }) => holds === false)
    .map(({ id, holds, detail, witness }) => ({ id, holds, detail, witness }));
  return { isComplete, states, runs, ends, conditions, stuck, properties };
}

/** The answers with a new one, which takes the place of the one before of its kernel. */
export function withAnswer(answers: readonly Answer[], answer: Answer): readonly Answer[] {
  return [...answers.filter(({ variant }) => variant !== answer.variant), answer];
}

/** Answers of two tabs to the same text; of two for one kernel, one that is about the text. */
export function joinAnswers(
  there: readonly Answer[],
  own: { readonly text: string; readonly answers: readonly Answer[] },
): readonly Answer[] {
  const asked = nameOfScenario(own.text);
  const isNews = (answer: Answer): boolean =>
    answer.asked === asked || !there.some(({ variant }) => variant === answer.variant);
  return own.answers.filter(isNews).reduce(withAnswer, there);
}

/** What answers say about a text on some kernels now. */
export interface Standing {
  /** Kernels with an answer that counts, in the order of the kernels. */
  readonly kernels: readonly CardKernel[];
  /** Where some have one: kernels that have none, although the text can be played on them. */
  readonly missing: readonly VariantId[];
  /** Kernels whose answer is about another text. */
  readonly stale: readonly VariantId[];
  /** Of those with an answer: it came with a file. */
  readonly fromFile: readonly VariantId[];
  /** Of those with an answer: an earlier or later edition of the page has worked it out. */
  readonly otherEdition: readonly VariantId[];
}

/** Does a report answer the questions of this program, and no others? */
function isAbout({ conditions }: CardReport, program: Program): boolean {
  return (
    conditions.length === program.conditions.length &&
    program.conditions.every(({ quantifier, when, text, line }, i) => {
      const verdict = conditions[i]!;
      return (
        verdict.quantifier === quantifier &&
        verdict.when === when &&
        verdict.text === text &&
        verdict.line === line
      );
    })
  );
}

/** Which answers count for this text on these kernels. */
export function standingOf(
  answers: readonly Answer[],
  { text, kernels, edition }: { text: string; kernels: readonly VariantId[]; edition: string },
): Standing {
  const asked = nameOfScenario(text);
  const answerOf = (variant: VariantId): Answer | undefined =>
    answers.find((answer) => answer.variant === variant);
  const stale = kernels.filter((variant) => (answerOf(variant)?.asked ?? asked) !== asked);
  const found: CardKernel[] = [];
  const missing: VariantId[] = [];
  const fitting: Answer[] = [];
  for (const variant of kernels.some((other) => answerOf(other)?.asked === asked) ? kernels : []) {
    const compiled = compileText(text, variant);
    if (!compiled.ok) continue;
    const { program } = compiled.value;
    const answer = answerOf(variant);
    if (answer?.asked === asked && isAbout(answer.report, program)) {
      found.push({ program, report: answer.report });
      fitting.push(answer);
    } else missing.push(variant);
  }
  const which = (isSo: (answer: Answer) => boolean): VariantId[] =>
    fitting.filter(isSo).map(({ variant }) => variant);
  return {
    kernels: found,
    missing,
    stale,
    fromFile: which(({ isFromFile }) => isFromFile),
    otherEdition: which((answer) => !answer.isFromFile && answer.edition !== edition),
  };
}
