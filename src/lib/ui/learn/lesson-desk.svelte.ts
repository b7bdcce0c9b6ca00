/**
 * The state of a lesson that is read: which step, what was answered, where the picture stands.
 *
 * Before a question is answered the picture stands before the step that it asks about, and nothing behind that can be
 * reached. Once it is answered the run goes on to where the answer is seen.
 */
import type { LiveRun } from '#lib/workbench/live-run.ts';
import { LiveLesson } from '#lib/workbench/lesson/live-lesson.ts';
import {
  answered,
  forgotten,
  readProgress,
  visited,
  writeProgress,
  type Answer,
  type Progress,
} from '#lib/workbench/lesson/progress.ts';
import type { PlayedLesson, PlayedStep, Shown } from '#lib/workbench/lesson/played-lesson.ts';
import type { KeyValueStore } from '#lib/workbench/storage.ts';

/** However long a stretch of a run is, it is watched in this time. */
const WATCH_MS = 2200;
/** Nor does a short one rush by. */
const SLOWEST_STEP_MS = 220;

export class LessonDesk {
  readonly lesson: PlayedLesson;
  /** Answers are kept, and count. Not in slides: a class answers aloud. */
  readonly #store: KeyValueStore | null;
  readonly #live: LiveLesson;
  #progress: Progress = $state.raw({ answers: {}, seen: {} });
  #before: Progress | null = $state.raw(null);
  #index = $state(0);
  /** Time that has passed since the last step that was shown. */
  #elapsedMs = 0;
  /** A position that the reader has chosen; null for that of the lesson. */
  #position: number | null = $state(null);
  #block: number | null = $state(null);
  #isWatching = $state(false);
  #refuses = $state(false);

  readonly step: PlayedStep = $derived.by(() => this.lesson.steps[this.#index]!);
  readonly answer: Answer | null = $derived.by(() => {
    const { question } = this.step;
    return question === null ? null : (this.#progress.answers[question.key] ?? null);
  });
  /** May what comes of the step be seen? */
  readonly isOpen: boolean = $derived(this.step.question === null || this.answer !== null);
  /** Blocks about which the reader is asked what they will be. */
  readonly asked: readonly number[] = $derived.by(() =>
    this.isOpen ? [] : (this.step.question?.asked ?? []),
  );
  readonly shown: Shown = $derived.by(() => {
    const { shown, after } = this.step;
    return this.isOpen && after !== null ? after : shown;
  });
  readonly run: LiveRun = $derived.by(() => this.#live.run(this.shown.run));
  readonly position: number = $derived(Math.min(this.#position ?? this.shown.position, this.shown.position));
  readonly block: number | null = $derived(this.#block ?? this.shown.block);

  constructor(lesson: PlayedLesson, store: KeyValueStore | null) {
    this.lesson = lesson;
    this.#live = new LiveLesson(lesson.runs);
    this.#store = store;
    this.#progress = readProgress(store);
  }

  get index(): number {
    return this.#index;
  }

  get progress(): Progress {
    return this.#progress;
  }

  get isWatching(): boolean {
    return this.#isWatching;
  }

  /** The browser keeps nothing: progress is lost with the page. */
  get refusesToKeep(): boolean {
    return this.#refuses;
  }

  /** What was there before everything of the lesson was forgotten can be put back. */
  get canTakeBack(): boolean {
    return this.#before !== null;
  }

  #keep(progress: Progress): void {
    this.#progress = progress;
    this.#refuses = !writeProgress(this.#store, progress);
  }

  /** Goes to a step, counted from 0; to the nearest one if there is none. */
  goTo(index: number): void {
    const { steps, id } = this.lesson;
    this.#index = Math.min(Math.max(0, index), steps.length - 1);
    this.#rest();
    this.#keep(visited(this.#progress, id, this.#index + 1));
  }

  #rest(): void {
    this.#position = null;
    this.#block = null;
    this.#isWatching = false;
  }

  /** Answers the question of the step; null only looks at the answer. The run goes on from where it stood. */
  answerWith(choice: number | null): void {
    const { question, shown, after } = this.step;
    if (question === null || after === null || this.answer !== null) return;
    this.#keep(answered(this.#progress, question.key, { choice, isRight: choice === question.right }));
    this.watch(after.run === shown.run ? shown.position : 0);
  }

  /** Shows the way from a position to where the step ends. */
  watch(from: number): void {
    this.#position = from;
    this.#isWatching = from < this.shown.position;
  }

  /** Time has passed while the way is shown. */
  tick(elapsedMs: number): void {
    const end = this.shown.position;
    const from = this.#position ?? end;
    const stretch = Math.max(
      1,
      end - (this.step.shown.run === this.shown.run ? this.step.shown.position : 0),
    );
    const stepMs = Math.min(SLOWEST_STEP_MS, WATCH_MS / stretch);
    this.#elapsedMs += elapsedMs;
    const steps = Math.floor(this.#elapsedMs / stepMs);
    this.#elapsedMs -= steps * stepMs;
    if (from + steps >= end) {
      this.#position = null;
      this.#isWatching = false;
    } else this.#position = from + steps;
  }

  /** Goes to a position that may be seen. */
  seek(position: number): void {
    this.#isWatching = false;
    this.#position = Math.min(Math.max(0, position), this.shown.position);
  }

  select(block: number): void {
    this.#block = block;
  }

  /** Forgets all answers of the lesson. */
  forget(): void {
    this.#before = this.#progress;
    this.#keep(forgotten(this.#progress, this.lesson.id));
    this.#rest();
  }

  /** Puts back what was forgotten. */
  takeBack(): void {
    if (this.#before === null) return;
    this.#keep(this.#before);
    this.#before = null;
    this.#rest();
  }
}
