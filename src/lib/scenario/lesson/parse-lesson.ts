/**
 * From the Markdown of a lesson to plain data, or to what is wrong with it, line by line.
 */
import { lexer, type Tokens } from 'marked';
import { failure, success, type Result } from '#lib/capture/result.ts';
import type { TextError } from '../text/text-error.ts';
import { checkMarks, placed, proseOf, type PlacedToken } from './blocks.ts';
import { checksOf, showOf, type Fence } from './fences.ts';
import { frontMatter } from './front-matter.ts';
import { sentenceOf, type SentenceReader } from './inline.ts';
import type { Ask, Lesson, LessonScenario, Predict, Prose, Sentence, Show, Step } from './lesson.ts';
import { lineAt, LessonErrors } from './lesson-errors.ts';
import { predictOf } from './predict.ts';

const FEWEST_STEPS = 4;
const MOST_STEPS = 9;
const FEWEST_PREDICTIONS = 3;

/** What a lesson may refer to. */
export interface LessonWorld {
  readonly recordings: ReadonlySet<string>;
  /** Names of all lessons. */
  readonly lessons: readonly string[];
  /** The text of a file below `scenarios/`, by its name without `.txt`; null when there is none. */
  readonly scenarioText: (name: string) => string | null;
}

interface OpenStep {
  readonly title: Sentence;
  readonly line: number;
  readonly prose: Prose[];
  readonly afterwards: Prose[];
  readonly checks: Ask[];
  show: Show;
  predict: Predict | null;
  scenario: LessonScenario | null;
}

class LessonReader {
  readonly errors = new LessonErrors();
  readonly steps: Step[] = [];
  summary: Sentence | null = null;
  readonly #world: LessonWorld;
  readonly #reader: SentenceReader;
  #open: OpenStep | null = null;
  #scenario: LessonScenario | null = null;

  constructor(world: LessonWorld) {
    this.#world = world;
    const { recordings, lessons } = world;
    this.#reader = { errors: this.errors, recordings, lessons };
  }

  take(piece: PlacedToken): void {
    const { token, line } = piece;
    if (token.type === 'heading') this.#heading(token as Tokens.Heading, line);
    else if (token.type === 'code') this.#fence(token as Tokens.Code, piece);
    else this.#prose(piece);
  }

  #heading({ depth, tokens, raw }: Tokens.Heading, line: number): void {
    if (depth !== 2) {
      this.errors.add(lineAt(line, raw), 'only steps have a heading', { fix: 'write it with ##' });
    }
    this.close();
    this.#open = {
      title: sentenceOf(tokens, line, this.#reader),
      line,
      prose: [],
      afterwards: [],
      checks: [],
      show: { spot: null, block: null, panes: [], kernel: null, at: lineAt(line) },
      predict: null,
      scenario: this.#scenario,
    };
  }

  #prose(piece: PlacedToken): void {
    const prose = proseOf(piece, this.#reader);
    if (prose === null) return;
    if (this.#open !== null) {
      const { predict, prose: before, afterwards } = this.#open;
      const list = predict === null ? before : afterwards;
      checkMarks(prose, piece.line, list.at(-1), this.#reader);
      list.push(prose);
    } else if (this.summary === null && prose.kind === 'paragraph') this.summary = prose.parts;
    else
      this.errors.add(
        lineAt(piece.line),
        'above the first step stands one paragraph that sums the lesson up',
      );
  }

  #fence({ lang = '', text }: Tokens.Code, piece: PlacedToken): void {
    const [, word = '', info = ''] = /^(\S*)\s*(.*)$/.exec(lang) ?? [];
    const fence: Fence = { info, text, line: piece.line + 1 };
    const step = this.#open;
    if (step === null) {
      this.errors.add(lineAt(piece.line), 'a block belongs to a step', {
        fix: 'write ## and a title above it',
      });
      return;
    }
    switch (word) {
      case 'scenario':
        this.#scenario = this.#scenarioOf(fence);
        step.scenario = this.#scenario;
        break;
      case 'show':
        step.show = showOf(fence, this.errors);
        break;
      case 'check':
        step.checks.push(...checksOf(fence));
        break;
      case 'predict':
        if (step.predict !== null) {
          this.errors.add(lineAt(piece.line), 'a step asks one question', { fix: 'begin another step' });
        }
        step.predict = predictOf(fence, this.#reader);
        break;
      case 'text':
        step.prose.push({ kind: 'code', text });
        break;
      default:
        this.errors.add(lineAt(piece.line), `there is no block ${word}`, {
          word,
          expected: ['scenario', 'show', 'check', 'predict', 'text'],
        });
    }
  }

  #scenarioOf({ info, text, line }: Fence): LessonScenario | null {
    if (info === '') return { text, line, file: null };
    const found = this.#world.scenarioText(info);
    if (found !== null) return { text: found, line: line - 1, file: info };
    this.errors.add(lineAt(line - 1), `there is no scenarios/${info}.txt`);
    return null;
  }

  /** Ends the step that is open. */
  close(): void {
    const step = this.#open;
    this.#open = null;
    if (step === null) return;
    const { scenario, line } = step;
    if (step.prose.length === 0) this.errors.add(lineAt(line), 'this step says nothing');
    if (scenario === null) {
      this.errors.add(lineAt(line), 'this step has no picture', {
        fix: 'write a ```scenario block in it or above',
      });
      return;
    }
    this.steps.push({ ...step, scenario });
  }
}

/** `01-blocks` is lesson number 1, blocks. */
export function lessonName(file: string): { readonly id: string; readonly number: number } | null {
  const [, number, id] = /^(\d\d)-([a-z][a-z0-9-]*)$/.exec(file) ?? [];
  return number === undefined || id === undefined ? null : { id, number: Number(number) };
}

/**
 * Reads a lesson. Nothing is run: whether scenarios compile and answers come out is for checkLesson() to say.
 * @param file name without its ending, e.g. 01-blocks
 */
export function parseLesson(
  file: string,
  source: string,
  world: LessonWorld,
): Result<Lesson, readonly TextError[]> {
  const reader = new LessonReader(world);
  const { errors } = reader;
  const name = lessonName(file);
  if (name === null) errors.add(lineAt(1), `${file} is no name for a lesson`, { expected: ['01-blocks'] });
  const { body, bodyLine, title, minutes, goals, questions } = frontMatter(
    source.replaceAll('\r\n', '\n'),
    errors,
  );
  for (const piece of placed(lexer(body), bodyLine)) reader.take(piece);
  reader.close();
  const { steps, summary } = reader;
  if (summary === null) errors.add(lineAt(bodyLine), 'a paragraph above the first step sums the lesson up');
  if (steps.length < FEWEST_STEPS || steps.length > MOST_STEPS) {
    errors.add(
      lineAt(bodyLine),
      `a lesson has ${FEWEST_STEPS} to ${MOST_STEPS} steps, this one ${steps.length}`,
    );
  }
  const predictions = steps.filter(({ predict }) => predict !== null).length;
  if (predictions < FEWEST_PREDICTIONS) {
    errors.add(
      lineAt(bodyLine),
      `a lesson has at least ${FEWEST_PREDICTIONS} predictions, this one ${predictions}`,
    );
  }
  if (errors.list.length > 0 || name === null || summary === null) {
    return failure(errors.list.toSorted((a, b) => a.line - b.line || a.column - b.column));
  }
  return success({ ...name, title, minutes, summary, goals, questions, steps });
}
