/**
 * Runs a lesson: every scenario on its kernels, every place, every check, every choice of every prediction. What comes
 * out is what the page shows; what does not hold is an error with its line.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import {
  coverOf,
  type Ask,
  type Lesson,
  type Predict,
  type Spot,
  type Step,
} from '#lib/scenario/lesson/lesson.ts';
import { textError, type Place, type TextError } from '#lib/scenario/text/text-error.ts';
import { LessonRun } from './lesson-run.ts';
import {
  plainText,
  questionKey,
  type PlayedLesson,
  type PlayedQuestion,
  type PlayedRun,
  type PlayedStep,
  type Shown,
} from './played-lesson.ts';

const asksOf = ({ predict, checks }: Step): Ask[] => [
  ...(predict?.choices.map((choice) => choice.if) ?? []),
  ...checks,
];

const runKey = ({ scenario, show }: Step): string => `${show.kernel ?? ''} ${scenario.line} ${scenario.text}`;

class Checker {
  readonly errors: TextError[] = [];
  readonly runs: PlayedRun[] = [];
  readonly steps: PlayedStep[] = [];
  readonly #lesson: Lesson;
  readonly #played = new Map<string, { readonly run: LessonRun; readonly index: number } | null>();
  readonly #keys = new Set<string>();
  #last: { readonly key: string; readonly position: number } | null = null;

  constructor(lesson: Lesson) {
    this.#lesson = lesson;
  }

  #play(step: Step): { readonly run: LessonRun; readonly index: number } | null {
    const key = runKey(step);
    const known = this.#played.get(key);
    if (known !== undefined) return known;
    const asks = this.#lesson.steps.filter((other) => runKey(other) === key).flatMap(asksOf);
    const run = LessonRun.play(step.scenario, step.show.kernel, asks);
    if (!run.ok) this.errors.push(...run.error);
    const played = run.ok
      ? {
          run: run.value,
          index: this.#run({ text: step.scenario.text, variant: run.value.variant, schedule: [] }),
        }
      : null;
    this.#played.set(key, played);
    return played;
  }

  #run(run: PlayedRun): number {
    return this.runs.push(run) - 1;
  }

  #position(run: LessonRun, spot: Spot | null, at: Place, otherwise: number): number {
    if (spot === null) return otherwise;
    const position = run.position(spot, at);
    if (position.ok) return position.value;
    this.errors.push(position.error);
    return otherwise;
  }

  step(step: Step): void {
    const { title, prose, afterwards, show, predict, checks } = step;
    const played = this.#play(step);
    if (played === null) return;
    const { run, index } = played;
    const key = runKey(step);
    const left = this.#last?.key === key ? this.#last.position : 0;
    const stand = this.#position(run, show.spot, show.at, left);
    const before = predict === null ? stand : this.#position(run, predict.from, predict.at, stand);
    const end = predict === null ? before : this.#position(run, predict.to, predict.at, run.length);
    if (end < before) {
      this.errors.push(
        textError(predict!.at, `the answer lies at step ${end}, before the question at step ${before}`),
      );
    }
    for (const check of checks) {
      if (run.holds(check, end)) continue;
      const fix = `at step ${end} of ${run.length}: ${run.results}`;
      this.errors.push(textError(check.at, `${check.text} is not true where the step ends`, { fix }));
    }
    const shown: Shown = { run: index, position: before, block: show.block, panes: show.panes };
    const asked = predict === null ? null : this.#question(step, predict, run, { ...shown, position: end });
    this.#last = { key, position: end };
    this.steps.push({
      title,
      prose,
      afterwards,
      shown,
      after: asked?.after ?? null,
      question: asked?.question ?? null,
      checks: checks.map(({ over, text }) => (over === null ? text : `${over} ${text}`)),
    });
  }

  #question(
    { title }: Step,
    predict: Predict,
    run: LessonRun,
    end: Shown,
  ): { readonly question: PlayedQuestion; readonly after: Shown } | null {
    const { choices, at } = predict;
    const right = choices.flatMap((choice, i) => (run.holds(choice.if, end.position) ? [i] : []));
    const [chosen] = right;
    if (chosen === undefined) {
      const fix = `at step ${end.position} of ${run.length} the model answers ${run.results}`;
      this.errors.push(textError(at, 'no choice is right', { fix }));
      return null;
    }
    for (const i of right.slice(1)) {
      const what = `this choice is right as well as "${plainText(choices[chosen]!.text)}"`;
      this.errors.push(textError(choices[i]!.if.at, what, { fix: 'only one may be' }));
    }
    const key = questionKey(this.#lesson.id, title);
    if (this.#keys.has(key))
      this.errors.push(textError(at, 'another step has the same title', { fix: 'change one' }));
    this.#keys.add(key);
    const isOver = choices[chosen]!.if.over !== null;
    return {
      after: isOver ? this.#witness(choices[chosen]!.if, run, end) : end,
      question: {
        key,
        question: predict.question,
        concepts: predict.concepts,
        choices: choices.map(({ text, why, if: { over, text: formula } }) => ({
          text,
          why,
          condition: over === null ? formula : `${over} ${formula}`,
        })),
        asked: run.blocksIn(choices.map((choice) => choice.if)),
        right: chosen,
        tried: isOver ? run.tried : null,
      },
    };
  }

  /** Where a formula about every order holds: at the end of the shortest way there, if there is one. */
  #witness(ask: Ask, run: LessonRun, end: Shown): Shown {
    const { witness } = run.verdict(ask);
    if (witness === null) return end;
    const text = this.runs[end.run]!.text;
    const scenario = { text, line: ask.at.line, file: null };
    const schedule = witness.schedule;
    const played = LessonRun.play(scenario, run.variant, [], schedule);
    if (!played.ok) throw new Error('a text that was played cannot be played by its own schedule');
    return {
      ...end,
      run: this.#run({ text, variant: run.variant, schedule }),
      position: played.value.length,
    };
  }
}

/** Runs a lesson. Fails with all that does not hold, in the order of its lines. */
export function checkLesson(lesson: Lesson): Result<PlayedLesson, readonly TextError[]> {
  const checker = new Checker(lesson);
  for (const step of lesson.steps) checker.step(step);
  const { errors, runs, steps } = checker;
  if (errors.length > 0) return failure(errors.toSorted((a, b) => a.line - b.line || a.column - b.column));
  return success({ ...coverOf(lesson), runs, steps });
}
