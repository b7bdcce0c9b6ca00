/**
 * The head of a lesson: what a list of lessons and a teacher want to know. Lines of `name: text`, and lists of `- text`.
 */
import type { LessonErrors } from './lesson-errors.ts';
import { lineAt } from './lesson-errors.ts';

export interface FrontMatter {
  readonly title: string;
  readonly minutes: number;
  readonly goals: readonly string[];
  readonly questions: readonly string[];
  /** Line of the file in which the text behind it begins. */
  readonly bodyLine: number;
  readonly body: string;
}

const NAMES = ['title', 'minutes', 'goals', 'questions'] as const;
type Name = (typeof NAMES)[number];
const SHORTEST_MINUTES = 5;
const LONGEST_MINUTES = 10;
const FEWEST_GOALS = 2;

/** Takes the head off a lesson; what is wrong with it is noted. */
export function frontMatter(source: string, errors: LessonErrors): FrontMatter {
  const rows = source.split('\n');
  const end = rows.indexOf('---', 1);
  if (rows[0] !== '---' || end < 0) {
    errors.add(lineAt(1, rows[0]), 'a lesson begins with its head', {
      fix: 'write ---, then title, minutes, goals and questions, then ---',
    });
    return { title: '', minutes: 0, goals: [], questions: [], bodyLine: 1, body: source };
  }
  const texts = new Map<Name, { text: string; items: string[]; line: number }>();
  let open: Name | null = null;
  for (let i = 1; i < end; i++) {
    const row = rows[i]!;
    const item = /^\s*-\s+(.*)$/.exec(row)?.[1];
    const more = /^\s{2,}(\S.*)$/.exec(row)?.[1];
    const [, word = '', text = ''] = /^(\w+):\s*(.*)$/.exec(row) ?? [];
    const name = NAMES.find((known) => known === word);
    const items = open === null ? undefined : texts.get(open)?.items;
    if (item !== undefined && items !== undefined) items.push(item.trim());
    else if (more !== undefined && items !== undefined && items.length > 0) {
      items[items.length - 1] += ` ${more.trim()}`;
    } else if (name !== undefined) {
      texts.set(name, { text: text.trim(), items: [], line: i + 1 });
      open = name;
    } else
      errors.add(lineAt(i + 1, row), `${word === '' ? 'this line' : word} cannot stand in the head`, {
        word,
        expected: NAMES,
      });
  }
  for (const name of NAMES) {
    if (!texts.has(name))
      errors.add(lineAt(1), `the head has no ${name}`, { fix: `write a line "${name}:"` });
  }
  const minutes = Number(texts.get('minutes')?.text);
  if (texts.has('minutes') && !(minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES)) {
    errors.add(
      lineAt(texts.get('minutes')!.line),
      `a lesson takes ${SHORTEST_MINUTES} to ${LONGEST_MINUTES} minutes`,
    );
  }
  const goals = texts.get('goals')?.items ?? [];
  if (texts.has('goals') && goals.length < FEWEST_GOALS) {
    errors.add(lineAt(texts.get('goals')!.line), `a lesson has at least ${FEWEST_GOALS} goals`, {
      fix: 'write them as "- text"',
    });
  }
  return {
    title: texts.get('title')?.text ?? '',
    minutes,
    goals,
    questions: texts.get('questions')?.items ?? [],
    bodyLine: end + 2,
    body: rows.slice(end + 1).join('\n'),
  };
}
