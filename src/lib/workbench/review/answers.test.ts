/** An answer counts for the text that was asked and for no other; what is kept of it makes the same card. */
import { describe, expect, it } from 'vitest';
import { reviewCard } from '#lib/explore/review-card.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { LabStore } from '../testing/lab-store.ts';
import { cardReport, nameOfScenario, standingOf, withAnswer, type Answer } from './answers.ts';
import { keptReviews } from './kept-reviews.ts';
import { meetingRun } from './meeting.ts';
import { A4, explored } from './testing/explored.ts';

const answerOf = (text: string, variant: VariantId): Answer => ({
  variant,
  asked: nameOfScenario(text),
  edition: 'e1',
  isFromFile: false,
  report: cardReport(explored(text, variant).report),
});
const ANSWERS = [answerOf(A4, 'v3'), answerOf(A4, 'v4')];
const on = (kernels: readonly VariantId[], text = A4, edition = 'e1') => ({ text, kernels, edition });
const variants = (standing: ReturnType<typeof standingOf>): VariantId[] =>
  standing.kernels.map(({ program }) => program.variant);

/** Through storage and back. */
function kept(answers: readonly Answer[]): readonly Answer[] {
  const store = new LabStore();
  const head = { id: 'a', title: '', savedMs: 1, revision: 0, mail: '' };
  keptReviews(store).save({ ...head, text: A4, kernels: ['v3', 'v4'], answers });
  return keptReviews(store).list()[0]!.answers;
}

describe('answers that were kept', () => {
  it('make the same card and the same meeting as those that were just worked out', () => {
    const fresh = [explored(A4, 'v3'), explored(A4, 'v4')];
    const { kernels } = standingOf(kept(ANSWERS), on(['v3', 'v4']));
    const wish = { text: A4, link: null };
    expect(reviewCard(kernels, wish)).toBe(reviewCard(fresh, wish));
    for (const [i, kernel] of kernels.entries()) {
      const [now, then] = [meetingRun(A4, kernel, 0)!, meetingRun(A4, fresh[i]!, 0)!];
      expect([now.begin, now.end]).toEqual([then.begin, then.end]);
      expect(now.side.steps).toEqual(then.side.steps);
    }
  });

  it('keep numbers of runs that no whole number holds', () => {
    const runs = (count: number | null): number | null => {
      const [first] = ANSWERS;
      return kept([{ ...first!, report: { ...first!.report, runs: count } }])[0]!.report.runs;
    };
    expect([null, 0, 7, 1.5e21, Infinity].map(runs)).toEqual([null, 0, 7, 1.5e21, Infinity]);
  });

  it('are small: all kernels of a review have room beside each other', () => {
    expect(JSON.stringify(kept(ANSWERS)).length).toBeLessThan(3000);
  });
});

describe('an answer', () => {
  it('counts only for the text that was asked, to the letter, and again when that comes back', () => {
    const changed = standingOf(ANSWERS, on(['v3', 'v4'], `${A4} `));
    expect([variants(changed), changed.stale]).toEqual([[], ['v3', 'v4']]);
    const back = standingOf(ANSWERS, on(['v3', 'v4']));
    expect([variants(back), back.stale]).toEqual([['v3', 'v4'], []]);
  });

  it('of one kernel says nothing about another', () => {
    const standing = standingOf(ANSWERS, on(['v3', 'merged']));
    expect([variants(standing), standing.missing, standing.stale]).toEqual([['v3'], ['merged'], []]);
  });

  it('that is stale stands beside one that counts and is not shown', () => {
    const [first, second] = ANSWERS;
    const standing = standingOf([first!, { ...second!, asked: 'another' }], on(['v3', 'v4']));
    expect([variants(standing), standing.missing, standing.stale]).toEqual([['v3'], ['v4'], ['v4']]);
  });

  it('about other questions than those of the text does not count, whatever it says it was asked', () => {
    const [first] = ANSWERS;
    const conditions = first!.report.conditions.map((verdict) => ({ ...verdict, text: 'r1 = 0' }));
    const standing = standingOf([{ ...first!, report: { ...first!.report, conditions } }], on(['v3']));
    expect([variants(standing), standing.missing]).toEqual([[], ['v3']]);
  });

  it('of a file or of another edition of the page is named', () => {
    const [first, second] = ANSWERS;
    const standing = standingOf([{ ...first!, isFromFile: true }, second!], on(['v3', 'v4'], A4, 'e2'));
    expect([variants(standing), standing.fromFile, standing.otherEdition]).toEqual([
      ['v3', 'v4'],
      ['v3'],
      ['v4'],
    ]);
  });

  it('takes the place of the one before of its kernel', () => {
    const [first, second] = ANSWERS;
    const next = { ...first!, edition: 'e2' };
    expect(withAnswer(ANSWERS, next)).toEqual([second, next]);
  });
});
