/** What can be done by hand: that every deed offered is one that the kernel answers as the page says beforehand. */
import { describe, expect, it } from 'vitest';
import type { Act } from '#lib/scenario/deed.ts';
import { deedGroups } from './deeds.ts';
import { freeAddress } from './deeds-devices.ts';
import type { LiveRun } from './live-run.ts';
import { playOrder } from './model.ts';
import { TraceLibrary } from './trace-library.ts';

const library = new TraceLibrary(() => Promise.reject(new Error('no recordings here')));

function played(acts: readonly Act[] = [], cutAt: number | null = null): LiveRun {
  const run = playOrder({ source: { kind: 'scenario', id: 'seed' }, variant: 'v1p3', cutAt, acts }, library);
  if (!(run instanceof Promise) && run.ok) return run.value;
  throw new Error('the story cannot be played');
}

const source = played();
const pinnedAt = source.timeline.marks[2]!.startStep;

function groupsAt(run: LiveRun, position: number, block: number | null): ReturnType<typeof deedGroups> {
  const frame = run.frame(position);
  return deedGroups(frame, frame.blocks.find(({ id }) => id === block) ?? null);
}

describe('deeds', () => {
  it('come out as they were tried out, each of them, in the middle of an offline attempt too', () => {
    for (const position of [0, pinnedAt, pinnedAt + 24, source.timeline.length]) {
      const all = groupsAt(source, position, 34).flatMap(({ choices }) => choices);
      expect(all.length).toBeGreaterThanOrEqual(5);
      for (const { deed, id } of all) {
        if (deed.kind === 'signal') continue;
        const trial = source.whatIf(position, deed, 'somebody');
        const run = played([{ at: position, actor: 'somebody', deed }], position);
        const mark = run.timeline.marks.findLast(({ actor }) => actor.name === 'somebody')!;
        expect({ id, result: trial.result }).toEqual({ id, result: mark.result });
        expect(trial.kind === 'refused').toBe(mark.failed);
      }
    }
  });

  it('offer to interrupt whoever is under way, and only them', () => {
    const titles = (position: number): string[] =>
      groupsAt(source, position, null)
        .filter(({ id }) => id === 'actors')
        .flatMap(({ choices }) => choices.map(({ title }) => title));
    expect(titles(pinnedAt + 10)).toEqual(['interrupt driver', 'kill driver']);
    expect(titles(source.timeline.length)).toEqual([]);
  });

  it('plug a DIMM where nothing is, and eject it again', () => {
    const at = source.timeline.length;
    const plug = groupsAt(source, at, null).find(({ id }) => id === 'plug')!.choices[0]!;
    expect(plug.deed).toMatchObject({ startBytes: freeAddress(source.frame(at)), id: 'dimm0' });
    const plugged = played([{ at, actor: 'machine', deed: plug.deed }]);
    const frame = plugged.frame(plugged.timeline.length);
    expect(frame.devices).toMatchObject([{ kind: 'dimm', name: 'dimm0', state: 'enabled' }]);
    const eject = deedGroups(frame, null).find(({ id }) => id === 'device.dimm0')!.choices[0]!;
    expect(plugged.whatIf(plugged.timeline.length, eject.deed).kind).toBe('done');
  });
});
