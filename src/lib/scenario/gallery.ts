/**
 * All built-in scenarios, by the short name that links use. Names are a promise: never reuse one.
 */
import { autoMovable } from './auto-movable.ts';
import { largeBlocks, manyBlocks } from './big-machines.ts';
import { cxlTwoRanges } from './cxl-two-ranges.ts';
import { dimmRefused } from './dimm-refused.ts';
import { firstMinute } from './first-minute.ts';
import { movableZone } from './movable-zone.ts';
import type { Scenario } from './scenario.ts';
import { seedStory } from './seed-story.ts';
import { virtioMemGrows } from './virtio-mem-grows.ts';

export const GALLERY: readonly Scenario[] = [
  firstMinute,
  movableZone,
  autoMovable,
  seedStory,
  cxlTwoRanges,
  virtioMemGrows,
  dimmRefused,
  manyBlocks,
  largeBlocks,
];

/** The scenario of that short name, or null. */
export function scenarioById(id: string): Scenario | null {
  return GALLERY.find((scenario) => scenario.id === id) ?? null;
}
