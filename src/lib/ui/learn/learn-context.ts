/** What every sentence of a lesson needs to lead somewhere: addresses, and the recordings that facts rest on. */
import { createContext } from 'svelte';
import type { Recording } from '#lib/workbench/lesson/played-lesson.ts';

export interface LearnContext {
  /** Address of the playground, without a fragment. */
  readonly home: string;
  readonly recordings: Readonly<Record<string, Recording>>;
}

export const [useLearn, provideLearn] = createContext<LearnContext>();
