/** Every condition on a real run, held against the moments themselves. */
import { describe, expect, it } from 'vitest';
import { seedStory } from '#lib/scenario/seed-story.ts';
import { frameAt } from '../frame-at.ts';
import type { Frame } from '../frame.ts';
import { playScenario } from '../playable.ts';
import type { Condition } from './condition.ts';
import { hitAfter, hitBefore } from './hit-lists.ts';
import { callsOf, hitsOf } from './hits.ts';
import { doAll } from './work.ts';

const playable = playScenario(seedStory);
const { length } = playable.machine.run;
const frames: Frame[] = Array.from({ length: length + 1 }, (_, position) => frameAt(playable, position));
const found = (condition: Condition): readonly number[] => doAll(hitsOf(playable, condition));

/** Positions at which something becomes true, looked up moment by moment. */
function becomes(isTrue: (frame: Frame) => boolean): number[] {
  return frames.flatMap((frame, i) => (i > 0 && isTrue(frame) && !isTrue(frames[i - 1]!) ? [i] : []));
}

describe('hitsOf', () => {
  it('finds every errno, and one errno', () => {
    const errnos = frames[0]!.length > 0 ? playable.index.errnos : [];
    expect(found({ kind: 'errno', errno: null })).toEqual([
      ...new Set(errnos.map(({ position }) => position)),
    ]);
    expect(found({ kind: 'errno', errno: '-EBUSY' }).length).toBeGreaterThan(0);
    expect(found({ kind: 'errno', errno: '-ENOSPC' })).toEqual([]);
  });

  it.each(['offline', 'onlining', 'online', 'going-offline'] as const)(
    'finds where memory34 is %s',
    (state) => {
      const look = (frame: Frame): string => frame.blocks.find(({ id }) => id === 34)?.look ?? 'absent';
      const expected = becomes((frame) => look(frame).split('-')[0] === state || look(frame) === state);
      expect(found({ kind: 'block', block: 34, state })).toEqual(expected);
      expect(expected.length).toBeGreaterThan(0);
    },
  );

  it('finds where any block changes', () => {
    const expected = frames.flatMap(({ blocks }, i) => {
      if (i === 0) return [];
      const before = new Map(frames[i - 1]!.blocks.map(({ id, configuration }) => [id, configuration]));
      const isSame =
        before.size === blocks.length && blocks.every((b) => before.get(b.id) === b.configuration);
      return isSame ? [] : [i];
    });
    expect(found({ kind: 'block', block: null, state: null })).toEqual(expected);
  });

  it.each(['device_hotplug_lock', 'mem_hotplug_lock'])('finds where %s is taken and free', (lock) => {
    const isHeld = (frame: Frame): boolean =>
      frame.locks.some(({ name, owner }) => name === lock && owner !== null);
    expect(found({ kind: 'lock', lock, is: 'taken' })).toEqual(becomes(isHeld));
    expect(found({ kind: 'lock', lock, is: 'free' })).toEqual(becomes((frame) => !isHeld(frame)));
    expect(becomes(isHeld).length).toBeGreaterThan(0);
  });

  it('finds where a lock is contended', () => {
    const lock = 'device_hotplug_lock';
    const isContended = ({ locks }: Frame): boolean =>
      locks.some(({ name, sleepers, pollers }) => name === lock && sleepers.length + pollers.length > 0);
    expect(found({ kind: 'lock', lock, is: 'contended' })).toEqual(becomes(isContended));
  });

  it('finds where the ratio goes above a limit', () => {
    for (const percent of [0, 10, 20, 1000]) {
      const expected = becomes(({ movableRatioPercent }) => (movableRatioPercent ?? 0) > percent);
      expect(found({ kind: 'ratio', percent })).toEqual(expected);
    }
    expect(found({ kind: 'ratio', percent: 0 }).length).toBeGreaterThan(0);
  });

  it('finds where the span or the counters of a zone change', () => {
    const text = ({ zones }: Frame): string => {
      const zone = zones.find(({ nid, name }) => nid === 1 && name === 'Movable');
      return zone === undefined
        ? 'none'
        : [zone.startPfn, zone.spannedPages, zone.presentPages, zone.managedPages].join(' ');
    };
    const expected = frames.flatMap((frame, i) => (i > 0 && text(frame) !== text(frames[i - 1]!) ? [i] : []));
    expect(found({ kind: 'zone', zone: { nid: 1, name: 'Movable' } })).toEqual(expected);
    expect(found({ kind: 'zone', zone: null })).toEqual(expect.arrayContaining(expected));
  });

  it('finds the first step inside each call of a function', () => {
    const calls = doAll(callsOf(playable));
    const positions = found({ kind: 'entered', functionName: 'offline_pages' });
    expect(positions).toEqual(calls.get('offline_pages'));
    for (const position of positions) {
      const before = frames[position - 1]!.threads.flatMap(({ stack }) => stack.map((s) => s.functionName));
      expect(before).toContain('offline_pages');
    }
    const goingOffline = found({ kind: 'block', block: null, state: 'going-offline' });
    expect(positions.length).toBeGreaterThanOrEqual(goingOffline.length);
  });

  it('stops where the function at work is another one', () => {
    const hits = new Set(found({ kind: 'function' }));
    for (const { steps, position } of frames.slice(2)) {
      const [before, now] = steps.slice(-2);
      if (before?.functionName !== now?.functionName) expect(hits.has(position)).toBe(true);
    }
  });
});

describe('the next and the last hit', () => {
  it('lie strictly after and before', () => {
    expect([0, 2, 5, 9].map((at) => hitAfter([2, 5, 9], at))).toEqual([2, 5, 9, null]);
    expect([0, 2, 5, 10].map((at) => hitBefore([2, 5, 9], at))).toEqual([null, null, 2, 9]);
  });
});
