// The handout of a lesson: the lesson itself, run when the page is built.
import { lessonHeads, lessonNamed } from '#lib/workbench/lesson/lesson-files.server.ts';
import type { PlayedLesson } from '#lib/workbench/lesson/played-lesson.ts';

export function entries(): { lesson: string }[] {
  return lessonHeads().map(({ id }) => ({ lesson: id }));
}

export function load({ params }: { params: { lesson: string } }): { lesson: PlayedLesson } {
  return { lesson: lessonNamed(params.lesson) };
}
