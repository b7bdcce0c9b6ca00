/**
 * The lessons of the folder `lessons/`, read and run when the page is built. A lesson that does not hold stops the
 * build with its file and line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { failure, success, type Result } from '#lib/capture/result.ts';
import type { TraceIndexEntry } from '#lib/capture/trace-index.ts';
import { variantRecordedAs } from '#lib/capture/variant-of-trace.ts';
import { encodeLink } from '#lib/scenario/link.ts';
import { guideOf, type GuideSection } from '#lib/scenario/lesson/guide.ts';
import { lessonErrorLine } from '#lib/scenario/lesson/lesson-errors.ts';
import { coverOf, recordingsIn, sentencesOf, type Lesson } from '#lib/scenario/lesson/lesson.ts';
import { lessonName, parseLesson, type LessonWorld } from '#lib/scenario/lesson/parse-lesson.ts';
import { checkLesson } from './check-lesson.ts';
import { questionKey, type LessonHead, type PlayedLesson, type Recording } from './played-lesson.ts';

const FOLDER = 'lessons';

function recordingIndex(): TraceIndexEntry[] {
  return JSON.parse(readFileSync('static/traces/index.json', 'utf8')) as TraceIndexEntry[];
}

/** Names of the files in the suggested order, without their ending. */
export function lessonFiles(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.replace(/\.md$/, ''))
    .sort();
}

function scenarioText(name: string): string | null {
  if (!/^[a-z]+\/[\w-]+$/.test(name)) return null;
  try {
    return readFileSync(`scenarios/${name}.txt`, 'utf8');
  } catch {
    return null;
  }
}

/** What lessons may refer to. */
export function lessonWorld(): LessonWorld {
  return {
    recordings: new Set(recordingIndex().map(({ name }) => name)),
    lessons: lessonFiles().flatMap((file) => lessonName(file)?.id ?? []),
    scenarioText,
  };
}

/** Reads a lesson; fails with one line for each mistake. */
export function readLesson(file: string, world = lessonWorld()): Result<Lesson, readonly string[]> {
  const name = `${FOLDER}/${file}.md`;
  const lesson = parseLesson(file, readFileSync(name, 'utf8'), world);
  return lesson.ok ? lesson : failure(lesson.error.map((error) => lessonErrorLine(name, error)));
}

/** Reads and runs a lesson; fails with one line for each mistake. */
export function playLesson(file: string, world = lessonWorld()): Result<PlayedLesson, readonly string[]> {
  const lesson = readLesson(file, world);
  if (!lesson.ok) return lesson;
  const played = checkLesson(lesson.value);
  if (played.ok) return success(played.value);
  return failure(played.error.map((error) => lessonErrorLine(`${FOLDER}/${file}.md`, error)));
}

/** What lists show of all lessons; throws with what is wrong in the first that is not written well. */
export function lessonHeads(): LessonHead[] {
  const world = lessonWorld();
  return lessonFiles().map((file) => {
    const lesson = readLesson(file, world);
    if (!lesson.ok) throw new Error(lesson.error.join('\n'));
    const { steps, id } = lesson.value;
    const asked = steps.flatMap(({ title: words, predict }) =>
      predict === null ? [] : [{ key: questionKey(id, words), concepts: predict.concepts }],
    );
    return { ...coverOf(lesson.value), steps: steps.length, asked };
  });
}

/** A lesson by its id, run; throws when there is none or it does not hold. */
export function lessonNamed(id: string): PlayedLesson {
  const file = lessonFiles().find((name) => lessonName(name)?.id === id);
  if (file === undefined) throw new Error(`there is no lesson ${id}`);
  const lesson = playLesson(file);
  if (!lesson.ok) throw new Error(lesson.error.join('\n'));
  return lesson.value;
}

/** The recordings of that name, for marks to lead to. */
export function recordingsNamed(names: Iterable<string>): Record<string, Recording> {
  const wanted = new Set(names);
  const found = recordingIndex().filter(({ name }) => wanted.has(name));
  return Object.fromEntries(
    found.map(({ name, title, release, steps, variant }) => [
      name,
      {
        title,
        release,
        steps,
        link: encodeLink({
          source: { kind: 'trace', name },
          variant: variantRecordedAs(variant) ?? 'merged',
          position: 0,
          block: null,
        }),
      },
    ]),
  );
}

/** Names of all recordings that a lesson rests on. */
export function recordingsOf({ steps }: PlayedLesson): Set<string> {
  const sentences = steps.flatMap(({ title, prose, afterwards, question }) => [
    title,
    ...[...prose, ...afterwards].flatMap(sentencesOf),
    ...(question?.choices.map(({ why }) => why) ?? []),
  ]);
  return new Set(sentences.flatMap(recordingsIn));
}

/** How to write a lesson, as the documentation has it. */
export function lessonGuide(): readonly GuideSection[] {
  return guideOf(readFileSync('docs/lessons.md', 'utf8'));
}
