/** Pages inside of blocks: each class has a letter of its own, and memory maps are among them. */
import { expect, test } from 'vitest';
import { PAGE_CLASS_WORDS } from '#lib/hotplug/state/pages.ts';
import { seedStory } from '#lib/scenario/seed-story.ts';
import { frameAt } from './frame-at.ts';
import { PAGE_CLASS_LETTERS } from './page-runs.ts';
import { playScenario } from './playable.ts';

test('every page class has one letter, and no two have the same', () => {
  expect(PAGE_CLASS_LETTERS).toHaveLength(PAGE_CLASS_WORDS.length);
  expect(new Set([...PAGE_CLASS_LETTERS, 'V']).size).toBe(PAGE_CLASS_WORDS.length + 1);
});

test('the pinned page of the seed story is where the refusal says', () => {
  const frame = frameAt(playScenario(seedStory), 151);
  expect(frame.pageRuns).toEqual([
    { startPfn: 0x114000, pages: 1, word: 'PageOffline, referenced', letter: 'O' },
  ]);
  expect(frame.refusals.at(-1)!.reason).toContain('0x114000');
});
