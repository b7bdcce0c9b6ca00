/** What a meeting steps through is the way that answers the question, from where the actors begin. */
import { describe, expect, it } from 'vitest';
import { Exploration } from '#lib/explore/explore.ts';
import type { CardKernel } from '#lib/explore/review-card.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { readLibrary } from '#lib/scenario/testing/read-library.ts';
import { compileText } from '../playable-text.ts';
import { meetingRun, nextTurn, wayOf } from './meeting.ts';

const source = readLibrary('findings').find(({ id }) => id === 'a4')!.source;

function explored(variant: VariantId): CardKernel {
  const compiled = compileText(source, variant);
  if (!compiled.ok) throw new Error('a4 does not compile');
  const { program } = compiled.value;
  const exploration = Exploration.of(program);
  if (!exploration.ok) throw new Error(exploration.error.what);
  exploration.value.run();
  return { program, report: exploration.value.report() };
}

describe('a meeting about A4', () => {
  it('goes the way to where it happens on the kernel that has it', () => {
    const kernel = explored('v3');
    const run = meetingRun(source, kernel, 0)!;
    expect(wayOf(kernel.report.conditions[0]!)).not.toBeNull();
    expect(run.begin).toBeGreaterThan(0);
    expect(run.begin).toBeLessThan(run.end);
    expect(run.side.asked!.conditions[0]!.holds).toBe(true);
  });

  it('shows the usual order where nothing happens', () => {
    const run = meetingRun(source, explored('v4'), 0)!;
    expect(run.end).toBe(run.side.run.timeline.length);
    expect(run.side.asked!.conditions[0]!.holds).toBe(false);
  });

  it('goes turn by turn, there and back', () => {
    const run = meetingRun(source, explored('v3'), 0)!;
    const turns = [run.begin];
    while (turns.at(-1)! < run.end) turns.push(nextTurn(run, turns.at(-1)!, 1));
    expect(turns.length).toBeGreaterThan(3);
    for (const [i, at] of turns.entries()) if (i > 0) expect(nextTurn(run, at, -1)).toBe(turns[i - 1]);
    for (const at of turns.slice(1, -1))
      expect(run.side.steps[at]!.actor).not.toBe(run.side.steps[at - 1]!.actor);
  });
});
