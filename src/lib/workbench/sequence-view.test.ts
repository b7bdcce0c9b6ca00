/** Lanes of a stretch of the run, held against the frames of its positions. */
import { describe, expect, it } from 'vitest';
import { cxlTwoRanges } from '#lib/scenario/cxl-two-ranges.ts';
import { seedStory } from '#lib/scenario/seed-story.ts';
import { frameAt } from './frame-at.ts';
import { playScenario } from './playable.ts';
import { sequenceView } from './sequence-view.ts';

const playable = playScenario(seedStory);
const { length } = playable.machine.run;

describe('lanes', () => {
  it('have at each step the function open that the step was done in', () => {
    const view = sequenceView(playable, 0, length);
    const { steps } = frameAt(playable, length);
    for (const step of steps) {
      const lane = view.lanes.find(({ actor }) => actor.name === step.actor.name)!;
      const bar = lane.bars.find(
        ({ row, from, to }) => row === step.depth - 1 && from < step.position && step.position <= to,
      );
      expect(bar?.functionName).toBe(step.functionName);
    }
  });

  it('nest: a call lies within the call that made it', () => {
    for (const { bars } of sequenceView(playable, 90, 190).lanes) {
      for (const bar of bars.filter(({ row }) => row > 0)) {
        const outer = bars.filter(
          ({ row, from, to }) => row === bar.row - 1 && from <= bar.from && bar.to <= to,
        );
        expect(outer).toHaveLength(1);
      }
    }
  });

  it('show a shorter stretch as the same calls, cut off', () => {
    const whole = sequenceView(playable, 0, length).lanes.flatMap(({ bars }) => bars);
    const part = sequenceView(playable, 120, 140).lanes.flatMap(({ bars }) => bars);
    for (const { functionName, row, from, to } of part) {
      expect(
        whole.some(
          (bar) => bar.functionName === functionName && bar.row === row && bar.from <= from && to <= bar.to,
        ),
      ).toBe(true);
    }
  });

  it('name the events of the chain, the errnos, and every try of the poller', () => {
    const { lanes } = sequenceView(playable, 90, 200);
    const events = (actor: string, kind: string): string[] =>
      lanes
        .find((lane) => lane.actor.name === actor)!
        .events.filter((event) => event.kind === kind)
        .map(({ text }) => text);
    expect(events('driver', 'going')).toEqual([
      'GOING_OFFLINE',
      'GOING_OFFLINE',
      'GOING_OFFLINE',
      'PREPARE_ONLINE',
      'GOING_ONLINE',
      'PREPARE_ONLINE',
      'GOING_ONLINE',
    ]);
    expect(events('driver', 'cancel')).toEqual(['CANCEL_OFFLINE']);
    expect(events('driver', 'refusal')).toEqual(['-EBUSY']);
    expect(events('user', 'poll').length).toBeGreaterThan(0);
  });

  it('have the great lock held as the timeline has it', () => {
    const [dhl] = sequenceView(playable, 0, length).locks;
    expect(dhl!.spans.map(({ to }) => to)).toEqual(playable.index.lockSpans(0).map(({ to }) => to));
  });

  it('say what each callback of the chain answered, and the uevents', () => {
    const all = sequenceView(playable, 0, length).lanes.flatMap(({ events }) => events);
    const going = all.filter(({ kind }) => kind === 'going');
    expect(going.length).toBeGreaterThan(0);
    for (const { answers } of going) {
      expect(answers?.[0]).toMatch(/^hpctl_memory_callback\(\) (answers NOTIFY_OK|holds)/);
    }
    expect(all.filter(({ kind }) => kind === 'uevent').map(({ text }) => text)).toContain(
      'offline@/devices/system/memory/memory32',
    );
    const v1p8 = sequenceView(playScenario(cxlTwoRanges, 'v1p8'), 0, 100_000);
    const refused = v1p8.lanes
      .flatMap(({ events }) => events)
      .flatMap(({ answers = [] }) => answers)
      .filter((answer) => answer.includes('NOTIFY_BAD'));
    expect(refused.some((answer) => answer.startsWith('dax_kmem_memory_notifier_cb()'))).toBe(true);
  });
});
