// The list of lessons, read when the page is built.
import { lessonHeads } from '#lib/workbench/lesson/lesson-files.server.ts';
import type { LessonHead } from '#lib/workbench/lesson/played-lesson.ts';

export function load(): { lessons: LessonHead[] } {
  return { lessons: lessonHeads() };
}
