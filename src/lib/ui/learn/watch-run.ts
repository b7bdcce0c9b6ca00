/**
 * The way from a question to its answer, shown step by step; at once for whoever wants no motion.
 */
import { animate } from '#lib/workbench/animate.ts';
import type { IdleSignal } from '#lib/workbench/idle.ts';
import type { LessonDesk } from './lesson-desk.svelte.ts';

/** For an effect: runs the clock as long as the way is shown. */
export function watchRun(desk: LessonDesk, idle: IdleSignal): (() => void) | undefined {
  if (!desk.isWatching) return undefined;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    desk.seek(desk.shown.position);
    return undefined;
  }
  const end = idle.begin();
  const stop = animate((elapsedMs) => desk.tick(elapsedMs));
  return () => {
    stop();
    end();
  };
}
