// A lesson, read and run when the page is built.
import {
  lessonHeads,
  lessonNamed,
  recordingsNamed,
  recordingsOf,
} from '#lib/workbench/lesson/lesson-files.server.ts';
import type { PlayedLesson, Recording } from '#lib/workbench/lesson/played-lesson.ts';

export interface LessonData {
  readonly lesson: PlayedLesson;
  readonly next: { readonly id: string; readonly title: string } | null;
  readonly recordings: Readonly<Record<string, Recording>>;
}

export function entries(): { lesson: string }[] {
  return lessonHeads().map(({ id }) => ({ lesson: id }));
}

export function load({ params }: { params: { lesson: string } }): LessonData {
  const lesson = lessonNamed(params.lesson);
  const heads = lessonHeads();
  const next = heads[heads.findIndex(({ id }) => id === lesson.id) + 1];
  return {
    lesson,
    next: next === undefined ? null : { id: next.id, title: next.title },
    recordings: recordingsNamed(recordingsOf(lesson)),
  };
}
