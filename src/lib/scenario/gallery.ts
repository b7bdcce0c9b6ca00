/**
 * All built-in scenarios, by the short name that links use. Names are a promise: never reuse one.
 */
import type { Scenario } from './scenario.ts';
import { seedStory } from './seed-story.ts';

export const GALLERY: readonly Scenario[] = [seedStory];

/** The scenario of that short name, or null. */
export function scenarioById(id: string): Scenario | null {
  return GALLERY.find((scenario) => scenario.id === id) ?? null;
}
