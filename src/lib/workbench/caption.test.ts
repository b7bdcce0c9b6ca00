/** The sentences under the map, read off the first story. */
import { describe, expect, test } from 'vitest';
import { seedStory } from '#lib/scenario/seed-story.ts';
import { captionOf, resultPhrase, stepText } from './caption.ts';
import type { Frame, RefusalView } from './frame.ts';
import { frameAt } from './frame-at.ts';
import { playScenario } from './playable.ts';

const playable = playScenario(seedStory);
const refusedAt = playable.index.errnos[0]!.position;
const failed = playable.marks.find((mark) => mark.failed)!;

const at = (position: number): Frame => frameAt(playable, position);

describe('the caption', () => {
  test('says what the run is about before the first step', () => {
    const caption = captionOf(at(0), 'about it');
    expect(caption).toMatchObject({ headline: 'Before the first step.', summary: 'about it', refusals: [] });
  });

  test('is the current step in words while nothing is refused', () => {
    const { headline, summary } = captionOf(at(5), '');
    expect(headline).toMatch(/^driver: .+[.?]$/);
    expect(summary).toContain('step 5 of');
  });

  test('tells a refusal with errno, function, condition and what would help', () => {
    const { headline, refusals, remedies } = captionOf(at(refusedAt), '');
    expect(headline).toBe('offline_pages() refuses memory34.');
    expect(refusals[0]).toMatchObject({ errno: '-EBUSY', functionName: 'offline_pages', block: 34 });
    expect(refusals[0]?.reason).not.toBe('');
    expect(remedies).toHaveLength(1);
  });

  test('keeps the refusal in sight during the rollback and says what goes on', () => {
    const { headline, summary } = captionOf(at(refusedAt + 5), '');
    expect(headline).toBe('offline_pages() refuses memory34.');
    expect(summary).toMatch(/^Since then, driver: /);
  });

  test('says what a command returned at its end', () => {
    expect(captionOf(at(failed.endStep!), '').headline).toBe(`${failed.text} returns -EBUSY.`);
  });

  test('says each refusal once and how many there are beyond three', () => {
    const frame = at(refusedAt);
    const [refusal] = frame.refusals as readonly [RefusalView];
    const many = [1, 2, 3, 4, 5].map((n) => ({ ...refusal, position: n, reason: `reason ${n}` }));
    const caption = captionOf({ ...frame, refusals: [...many, ...many] }, '');
    expect(caption.refusals.map(({ reason }) => reason)).toEqual(['reason 5', 'reason 4', 'reason 3']);
    expect(caption.hidden).toBe(2);
    expect(caption.remedies).toHaveLength(1);
  });

  test('names the first difference to the recording at the command that has one', () => {
    const frame = at(5);
    const marks = frame.marks.map((mark) => ({ ...mark, difference: 'rc: recorded 0, here -1' }));
    expect(captionOf({ ...frame, marks }, '').difference).toBe('rc: recorded 0, here -1');
  });
});

describe('what a command gives back', () => {
  test.each([
    ['0', 'returns 0'],
    ['-EBUSY', 'returns -EBUSY'],
    ['online', 'prints online'],
    ['', 'prints an empty line'],
    ['exit 64', 'ends with exit code 64'],
    ['not in this kernel', 'is not in this kernel'],
    ['died in a kernel BUG', 'died in a kernel BUG'],
  ])('%j is said as "%s"', (result, phrase) => {
    expect(resultPhrase(result)).toBe(phrase);
  });
});

describe('a step in one line', () => {
  test('has its place, its actor, its function and its errno', () => {
    expect(stepText(at(refusedAt))).toMatch(/^step \d+ of \d+, driver: offline_pages_round\(\), .+, -EBUSY$/);
    expect(stepText(at(0))).toMatch(/^step 0 of \d+$/);
  });
});
