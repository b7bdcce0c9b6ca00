/**
 * A lesson as plain data: what stands in a file of `lessons/`, taken apart but not run.
 *
 * No right answer is written down anywhere. Every choice of a prediction says under which condition it would be right,
 * and a run of the model decides (workbench/lesson/check-lesson.ts).
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Place } from '../text/text-error.ts';
import type { ConceptId } from './concepts.ts';

/** How true a fact is: recorded on a real kernel, following the specification, assumed, said in a review. */
export const FIDELITY_WORDS = ['exact', 'modelled', 'assumed', 'thread'] as const;
export type FactFidelity = (typeof FIDELITY_WORDS)[number];

/** A piece of a sentence. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly parts: readonly Inline[] }
  | { readonly kind: 'em'; readonly parts: readonly Inline[] }
  /** Another page of the playground, by its path from the first one: learn/zones/, review/. */
  | { readonly kind: 'link'; readonly path: string; readonly parts: readonly Inline[] }
  /** Names of recordings for `exact`, who and when for `thread`, else a section of the specification or nothing. */
  | { readonly kind: 'mark'; readonly fidelity: FactFidelity; readonly of: readonly string[] };

export type Sentence = readonly Inline[];

/** A piece of a page of prose. A note tells the reader what to look at and states no fact. */
export type Prose =
  | { readonly kind: 'paragraph'; readonly parts: Sentence }
  | { readonly kind: 'note'; readonly parts: Sentence }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly Sentence[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly head: readonly Sentence[];
      readonly rows: readonly (readonly Sentence[])[];
    };

/** Where in a run a picture stands. */
export type Spot =
  | { readonly kind: 'boot' | 'begin' | 'end' }
  /** Where the line with that result begins or has ended. */
  | { readonly kind: 'before' | 'after'; readonly result: string }
  /** Where a condition in the words of the time controls first comes true; from that line on, if one is named. */
  | { readonly kind: 'when'; readonly condition: string; readonly from: string | null };

/** What can stand beside the map. */
export const PANES = ['zones', 'locks', 'log', 'ratio', 'files', 'iomem'] as const;
export type Pane = (typeof PANES)[number];

/** A scenario text and where it begins in the lesson. */
export interface LessonScenario {
  readonly text: string;
  /** Line of the lesson in which its first line stands; that of the fence when it lies in a file of its own. */
  readonly line: number;
  /** Name below `scenarios/`, when it lies there: findings/a1. */
  readonly file: string | null;
}

/** The picture of a step. */
export interface Show {
  /** Null for where the step before has left off. */
  readonly spot: Spot | null;
  /** Number of the block to look at; null for none. */
  readonly block: number | null;
  readonly panes: readonly Pane[];
  /** Another kernel than the first that the text names. */
  readonly kernel: VariantId | null;
  readonly at: Place;
}

/** A formula of the scenario language, asked of a run; of every order of its actors when `over` is given. */
export interface Ask {
  readonly over: 'sometimes' | 'always' | 'never' | null;
  readonly text: string;
  readonly at: Place;
}

export interface Choice {
  readonly text: Sentence;
  /** Under which condition it is right. */
  readonly if: Ask;
  readonly why: Sentence;
  readonly at: Place;
}

export interface Predict {
  readonly question: Sentence;
  readonly concepts: readonly ConceptId[];
  /** Null for where the step stands. */
  readonly from: Spot | null;
  /** Where it is decided; null for the end of the run. */
  readonly to: Spot | null;
  readonly choices: readonly Choice[];
  readonly at: Place;
}

export interface Step {
  readonly title: Sentence;
  readonly prose: readonly Prose[];
  /** What is said once the question is answered: what stands below it. */
  readonly afterwards: readonly Prose[];
  readonly scenario: LessonScenario;
  readonly show: Show;
  readonly predict: Predict | null;
  /** What has to be true where the step ends; the page shows it as read off the model. */
  readonly checks: readonly Ask[];
  readonly line: number;
}

/** What is known of a lesson without its steps. */
export interface LessonCover {
  /** Name of its file without number and ending; it is the end of its address. */
  readonly id: string;
  /** Place in the suggested order, from 1. */
  readonly number: number;
  readonly title: string;
  readonly minutes: number;
  /** What it is about, one paragraph. */
  readonly summary: Sentence;
  /** What somebody can do afterwards. */
  readonly goals: readonly string[];
  /** Questions to talk about in class. */
  readonly questions: readonly string[];
}

export interface Lesson extends LessonCover {
  readonly steps: readonly Step[];
}

/** The cover of anything that has one. */
export function coverOf(lesson: LessonCover): LessonCover {
  const { id, number, title, minutes, summary, goals, questions } = lesson;
  return { id, number, title, minutes, summary, goals, questions };
}

/** The sentences of a piece of prose that may state facts. */
export function sentencesOf(prose: Prose): readonly Sentence[] {
  switch (prose.kind) {
    case 'paragraph':
    case 'note':
      return [prose.parts];
    case 'list':
      return prose.items;
    case 'table':
      return prose.rows.flat();
    case 'code':
      return [];
  }
}

/** Names of recordings that a sentence rests on. */
export function recordingsIn(parts: Sentence): string[] {
  return parts.flatMap((part) => {
    if (part.kind === 'mark') return part.fidelity === 'exact' ? part.of : [];
    return 'parts' in part ? recordingsIn(part.parts) : [];
  });
}

/** Does a sentence say how true it is? */
export function hasMark(parts: Sentence): boolean {
  return parts.some((part) => part.kind === 'mark' || ('parts' in part && hasMark(part.parts)));
}
