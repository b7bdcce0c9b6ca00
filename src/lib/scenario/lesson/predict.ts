/**
 * A prediction: the question, what can be answered, under which condition each answer would be right, and what to say
 * to whoever gives it.
 *
 * ```predict zones, onlining
 * ? Which zone does memory33 get?
 * from before r1
 * to after r1
 * - Normal
 *   if memory33 in Normal
 *   why No span covers it, and … [exact: zone-order-contig]
 * ```
 */
import { textError, type Place } from '../text/text-error.ts';
import { CONCEPT_IDS, type ConceptId } from './concepts.ts';
import { askOf, spotOf, type Fence } from './fences.ts';
import { sentence, type SentenceReader } from './inline.ts';
import { hasMark, type Choice, type Predict, type Spot } from './lesson.ts';
import { lineAt } from './lesson-errors.ts';

const FEWEST_CHOICES = 2;
const MOST_CHOICES = 5;

/** A keyword with its text, which may go on in lines that are indented deeper. */
interface Entry {
  readonly word: string;
  text: string;
  readonly at: Place;
}

const OUTER = /^(\?|-|from\b|to\b)\s*(.*)$/;
const INNER = /^ {2}(if|why)\s+(.*)$/;

function entriesOf({ text, line }: Fence, { errors }: SentenceReader): Entry[] {
  const entries: Entry[] = [];
  for (const [i, row] of text.split('\n').entries()) {
    if (row.trim() === '') continue;
    const at = lineAt(line + i, row);
    const found = OUTER.exec(row) ?? INNER.exec(row);
    const last = entries.at(-1);
    if (found !== null) entries.push({ word: found[1]!, text: found[2]!.trim(), at });
    else if (/^ {2}/.test(row) && last !== undefined) last.text += `\n${row.trim()}`;
    else {
      errors.add(at, 'this line belongs to nothing', {
        expected: ['? QUESTION', 'from SPOT', 'to SPOT', '- CHOICE', '  if FORMULA', '  why TEXT'],
        fix: 'indent it if it goes on with the line above',
      });
    }
  }
  return entries;
}

function conceptsOf({ info, line }: Fence, { errors }: SentenceReader): ConceptId[] {
  const words = info.split(/[\s,]+/).filter((word) => word !== '');
  const at = lineAt(line - 1);
  if (words.length === 0) errors.add(at, 'a prediction counts for a concept', { expected: CONCEPT_IDS });
  return words.flatMap((word) => {
    const id = CONCEPT_IDS.find((known) => known === word);
    if (id === undefined) errors.add(at, `there is no concept ${word}`, { word, expected: CONCEPT_IDS });
    return id ?? [];
  });
}

interface OpenChoice {
  readonly entry: Entry;
  if: Entry | null;
  why: Entry | null;
}

/** Where the formula begins. */
const behindIf = (at: Place): Place => ({ ...at, column: at.column + 'if '.length });

function choiceOf({ entry, if: condition, why }: OpenChoice, reader: SentenceReader): Choice | null {
  const { errors } = reader;
  if (condition === null) {
    errors.add(entry.at, 'this choice does not say when it would be right', {
      fix: 'write "  if FORMULA" below',
    });
  }
  if (why === null) {
    errors.add(entry.at, 'this choice explains nothing', { fix: 'write "  why TEXT" below' });
  }
  if (condition === null || why === null) return null;
  const explanation = sentence(why.text, why.at.line, reader);
  if (!hasMark(explanation)) {
    errors.list.push(
      textError(why.at, 'this explanation does not say how true it is', {
        fix: 'end it with [exact: RECORDING] or [modelled]',
      }),
    );
  }
  return {
    text: sentence(entry.text, entry.at.line, reader),
    if: askOf(condition.text.replaceAll('\n', ' '), behindIf(condition.at)),
    why: explanation,
    at: entry.at,
  };
}

/** A prediction; null when nothing can be made of it. */
export function predictOf(fence: Fence, reader: SentenceReader): Predict | null {
  const { errors } = reader;
  const at = lineAt(fence.line - 1);
  let question: Entry | null = null;
  const spots: Record<string, Spot | null> = {};
  const open: OpenChoice[] = [];
  for (const entry of entriesOf(fence, reader)) {
    if (entry.word === '?') question = entry;
    else if (entry.word === 'from' || entry.word === 'to') {
      spots[entry.word] = spotOf(entry.text, entry.at, errors);
    } else if (entry.word === '-') open.push({ entry, if: null, why: null });
    else {
      const choice = open.at(-1);
      if (choice === undefined)
        errors.add(entry.at, `${entry.word} belongs to a choice`, { fix: 'write "- CHOICE" above' });
      else choice[entry.word === 'if' ? 'if' : 'why'] = entry;
    }
  }
  if (question === null) errors.add(at, 'a prediction asks something', { expected: ['? QUESTION'] });
  if (open.length < FEWEST_CHOICES || open.length > MOST_CHOICES) {
    errors.add(at, `a prediction has ${FEWEST_CHOICES} to ${MOST_CHOICES} choices, this one ${open.length}`);
  }
  const choices = open.flatMap((choice) => choiceOf(choice, reader) ?? []);
  checkOver(choices, reader);
  if (question === null) return null;
  return {
    question: sentence(question.text, question.at.line, reader),
    concepts: conceptsOf(fence, reader),
    from: spots['from'] ?? null,
    to: spots['to'] ?? null,
    choices,
    at,
  };
}

/** Either all choices are about one run, or all about every order. */
function checkOver(choices: readonly Choice[], { errors }: SentenceReader): void {
  const overs = choices.filter((choice) => choice.if.over !== null);
  if (overs.length === 0 || overs.length === choices.length) return;
  for (const choice of choices) {
    if (choice.if.over !== null) continue;
    errors.add(choice.if.at, 'the other choices are about every order of the actors', {
      expected: ['sometimes FORMULA', 'always FORMULA', 'never FORMULA'],
    });
  }
}
