/**
 * A report of an exploration as plain text of at most 72 columns, in the words of herd7: Sometimes, Always, Never; Ok
 * and No; how many positive and negative outcomes.
 */
import { wrap } from '#lib/scenario/wrap-text.ts';
import type { ConditionVerdict, ExploreReport, OutcomeGroup, PropertyVerdict, StuckEnd } from './report.ts';

/** Outcomes that are listed; of more, only their number is said. */
const MOST_OUTCOMES = 24;

export function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}

/** One line of figures: states, runs, final states. */
export function figures(report: Pick<ExploreReport, 'states' | 'runs' | 'ends' | 'isComplete'>): string {
  const { states, runs, ends, isComplete } = report;
  const total = ends.done + ends.deadlock + ends.livelock;
  const bad = (['deadlock', 'livelock'] as const).flatMap((kind) =>
    ends[kind] === 0 ? [] : [plural(ends[kind], kind)],
  );
  return [
    plural(states, 'state'),
    ...(runs === null ? [] : [plural(runs, 'run')]),
    `${plural(total, 'final state')}${bad.length === 0 ? '' : ` (${bad.join(', ')} among them)`}`,
    ...(isComplete ? [] : ['not complete: the bound on states was reached']),
  ].join(', ');
}

function outcomeText(names: readonly string[], { results, kind }: OutcomeGroup): string {
  const values = names.map((name, i) => `${name}=${results[i] ?? '(none)'}`);
  const shown = values.length === 0 ? ['(no named results)'] : values;
  return [...shown, ...(kind === 'done' ? [] : [`~${kind}`])].join('; ');
}

/** The outcomes, each with its number of final states: the part that herd7 calls States. */
export function outcomeLines({ outcomes, resultNames }: ExploreReport): string[] {
  const shown = outcomes.slice(0, MOST_OUTCOMES);
  const width = Math.max(...shown.map(({ states }) => String(states).length), 1);
  const lines = shown.flatMap((group) =>
    wrap(
      `${String(group.states).padStart(width + 2)}  ${outcomeText(resultNames, group)}`,
      ' '.repeat(width + 4),
    ),
  );
  const left = outcomes.length - shown.length;
  return left === 0 ? lines : [...lines, `  and ${left} more`];
}

/** Whether the quantifier holds: Ok, No, or ?? when the search was cut short before that was known. */
export function mark(isMet: boolean | null): string {
  return isMet === null ? '??' : isMet ? 'Ok' : 'No';
}

/** What is asked, as it stands in the text. */
export function questionText({
  quantifier,
  when,
  text,
}: Pick<ConditionVerdict, 'quantifier' | 'when' | 'text'>): string {
  return `${quantifier} ${when === 'anytime' ? 'anytime ' : ''}${text}`;
}

/** `Sometimes 3 4`: the answer, then in how many it holds and in how many it does not. */
export function observation({ answer, holdsIn, outOf }: ConditionVerdict): string {
  return `Observation ${answer ?? 'Unknown'} ${holdsIn} ${outOf - holdsIn}`;
}

/** The question with its verdict and the observation below. */
export function conditionLines(verdict: ConditionVerdict): string[] {
  return [
    ...wrap(`${mark(verdict.isMet)} ${questionText(verdict)}`, '   '),
    `   ${observation(verdict)}${verdict.when === 'anytime' ? ' (states)' : ''}`,
  ];
}

/** A property that is asked without being written down. */
export function propertyLines({ id, says, holds, detail }: PropertyVerdict): string[] {
  if (holds === true) return wrap(`Ok ${id}`, '   ');
  if (holds === null) return wrap(`?? ${id}`, '   ');
  return [...wrap(`No ${id}: ${says}`, '   '), ...(detail === null ? [] : wrap(`   ${detail}`, '   '))];
}

/** Everybody who does not get on, with the chain of functions and what it waits for. */
export function stuckLines({ kind, actors }: StuckEnd): string[] {
  return [
    kind === 'deadlock' ? 'Deadlock: nobody can go on' : 'Livelock: it goes round without an end',
    ...actors.flatMap(({ actor, text, stack, waitsFor }) => [
      ...wrap(`   ${actor}: ${text}`, '     '),
      ...(stack.length === 0 ? [] : wrap(`     in ${stack.join(' > ')}`, '       ')),
      ...wrap(`     ${waitsFor}`, '       '),
    ]),
  ];
}
