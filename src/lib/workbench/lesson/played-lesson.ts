/**
 * A lesson that was run: every place is a position, and of each prediction it is known which choice the model makes.
 * Plain data: it is made when the page is built and read by the page.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { ConceptId } from '#lib/scenario/lesson/concepts.ts';
import type { LessonCover, Pane, Prose, Sentence } from '#lib/scenario/lesson/lesson.ts';
import type { Schedule } from '#lib/scenario/schedule.ts';

/** A scenario on a kernel, in one order of its actors. */
export interface PlayedRun {
  readonly text: string;
  readonly variant: VariantId;
  readonly schedule: Schedule;
}

/** What the picture shows. */
export interface Shown {
  /** Index of the run. */
  readonly run: number;
  /** Steps done. */
  readonly position: number;
  /** The block to look at; null for none. */
  readonly block: number | null;
  readonly panes: readonly Pane[];
}

export interface PlayedChoice {
  readonly text: Sentence;
  readonly why: Sentence;
  /** Under which condition it is right, in the words of the scenario language. */
  readonly condition: string;
}

export interface PlayedQuestion {
  /** Under which answers are kept: the lesson and the words of the step. */
  readonly key: string;
  readonly question: Sentence;
  readonly concepts: readonly ConceptId[];
  readonly choices: readonly PlayedChoice[];
  /** Index of the choice that the model makes. */
  readonly right: number;
  /** Numbers of the blocks about which it asks what they will be, ascending. */
  readonly asked: readonly number[];
  /** Of a question about every order: what was tried; null for one about a single run. */
  readonly tried: string | null;
}

export interface PlayedStep {
  readonly title: Sentence;
  readonly prose: readonly Prose[];
  /** What is said once the question is answered. */
  readonly afterwards: readonly Prose[];
  /** Before the question is answered, or for as long as there is none. */
  readonly shown: Shown;
  /** Once it is answered; null without a question. */
  readonly after: Shown | null;
  readonly question: PlayedQuestion | null;
  /** Formulas that are true where the step ends. */
  readonly checks: readonly string[];
}

export interface PlayedLesson extends LessonCover {
  readonly runs: readonly PlayedRun[];
  readonly steps: readonly PlayedStep[];
}

/** What a list of lessons shows of one. */
export interface LessonHead extends LessonCover {
  /** How many there are. */
  readonly steps: number;
  readonly asked: readonly { readonly key: string; readonly concepts: readonly ConceptId[] }[];
}

/** A recorded run that a fact rests on. */
export interface Recording {
  readonly title: string;
  readonly release: string;
  readonly steps: number;
  /** Its link in the playground, without `#`. */
  readonly link: string;
}

/** A sentence without what marks and stresses it. */
export function plainText(sentence: Sentence): string {
  return sentence
    .map((part) => {
      if (part.kind === 'mark') return '';
      return 'parts' in part ? plainText(part.parts) : part.text;
    })
    .join('');
}

/** Under which the answer to the question of a step is kept: the lesson and the words of the step. */
export function questionKey(lesson: string, title: Sentence): string {
  const words = plainText(title)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${lesson}/${words}`;
}
