/**
 * How far a reader is: which step was seen last, and what was answered first to each question. It stays in the browser.
 *
 * Questions are known by the words of their step, so a question that is asked anew counts anew.
 */
import type { JsonPlace } from '#lib/capture/json-place.ts';
import { CONCEPT_IDS, type ConceptId } from '#lib/scenario/lesson/concepts.ts';
import { readJsonFile } from '#lib/scenario/run-file.ts';
import { recallText, remember, type KeyValueStore } from '../storage.ts';

export interface Answer {
  /** Index of the choice; null when the answer was only looked at. */
  readonly choice: number | null;
  readonly isRight: boolean;
}

export interface Progress {
  /** By the key of the question. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** Steps that were looked at, from 1, by the id of the lesson. */
  readonly seen: Readonly<Record<string, readonly number[]>>;
}

export const NO_PROGRESS: Progress = { answers: {}, seen: {} };

const KEY = 'lessons';
const FORMAT = 'memory-hotplug-lessons/1';
const MOST_CHOICES = 9;
const MOST_STEPS = 99;

function answerAt(place: JsonPlace): Answer {
  const choice = place.at('choice');
  return {
    choice: choice.value === null ? null : choice.integer(0, MOST_CHOICES),
    isRight: place.at('right').oneOf(['yes', 'no']) === 'yes',
  };
}

function progressAt(root: JsonPlace): Progress {
  root.at('format').oneOf([FORMAT]);
  const answers = root.at('answers').entries();
  const seen = root.at('seen').entries();
  return {
    answers: Object.fromEntries(answers.map(([key, place]) => [key, answerAt(place)])),
    seen: Object.fromEntries(
      seen.map(([id, place]) => [id, place.list().map((step) => step.integer(1, MOST_STEPS))]),
    ),
  };
}

/** What the browser has kept; nothing when there is none, or something that cannot be read. */
export function readProgress(store: KeyValueStore | null): Progress {
  const text = recallText(store, KEY);
  const read = text === null ? null : readJsonFile(text, progressAt);
  return read?.ok === true ? read.value : NO_PROGRESS;
}

/** Keeps it; says whether the browser allowed it. */
export function writeProgress(store: KeyValueStore | null, { answers, seen }: Progress): boolean {
  const plain: Record<string, { choice: number | null; right: 'yes' | 'no' }> = {};
  for (const [key, { choice, isRight }] of Object.entries(answers)) {
    plain[key] = { choice, right: isRight ? 'yes' : 'no' };
  }
  return remember(store, KEY, JSON.stringify({ format: FORMAT, answers: plain, seen }));
}

/** The first answer counts: a second one changes nothing. */
export function answered(progress: Progress, key: string, answer: Answer): Progress {
  if (progress.answers[key] !== undefined) return progress;
  return { ...progress, answers: { ...progress.answers, [key]: answer } };
}

/** A step was looked at. */
export function visited(progress: Progress, lesson: string, step: number): Progress {
  const steps = progress.seen[lesson] ?? [];
  if (steps.includes(step)) return progress;
  return { ...progress, seen: { ...progress.seen, [lesson]: [...steps, step].sort((a, b) => a - b) } };
}

function kept<T>(
  entries: Readonly<Record<string, T>>,
  isKept: (key: string) => boolean,
): Readonly<Record<string, T>> {
  return Object.fromEntries<T>(Object.entries(entries).filter(([key]) => isKept(key)));
}

/** Without what belongs to a lesson. */
export function forgotten(progress: Progress, lesson: string): Progress {
  return {
    answers: kept(progress.answers, (key) => !key.startsWith(`${lesson}/`)),
    seen: kept(progress.seen, (key) => key !== lesson),
  };
}

/** A question as the score counts it. */
export interface CountedQuestion {
  readonly key: string;
  readonly concepts: readonly ConceptId[];
}

export interface Score {
  readonly right: number;
  /** Answered or looked at. */
  readonly done: number;
  readonly all: number;
}

/** How many of these questions were answered right at once. */
export function scoreOf({ answers }: Progress, questions: readonly CountedQuestion[]): Score {
  const given = questions.flatMap(({ key }) => answers[key] ?? []);
  return {
    right: given.filter(({ isRight }) => isRight).length,
    done: given.length,
    all: questions.length,
  };
}

/** The score of each concept that some question is about, in the order of the list. */
export function scoreByConcept(
  progress: Progress,
  questions: readonly CountedQuestion[],
): { readonly concept: ConceptId; readonly score: Score }[] {
  return CONCEPT_IDS.map((concept) => ({
    concept,
    score: scoreOf(
      progress,
      questions.filter(({ concepts }) => concepts.includes(concept)),
    ),
  })).filter(({ score }) => score.all > 0);
}
