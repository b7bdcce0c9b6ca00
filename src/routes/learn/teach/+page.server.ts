// The teacher's page: the heads of all lessons, and how to write one.
import type { GuideSection } from '#lib/scenario/lesson/guide.ts';
import { lessonGuide, lessonHeads } from '#lib/workbench/lesson/lesson-files.server.ts';
import type { LessonHead } from '#lib/workbench/lesson/played-lesson.ts';

export function load(): { lessons: LessonHead[]; guide: readonly GuideSection[] } {
  return { lessons: lessonHeads(), guide: lessonGuide() };
}
