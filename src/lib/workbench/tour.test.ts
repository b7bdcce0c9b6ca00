/** The tour can be walked: doing what each station asks for, on the model, passes it. */
import { describe, expect, it } from 'vitest';
import type { Act, Deed } from '#lib/scenario/deed.ts';
import { blockDeeds, pageDeeds } from './deeds.ts';
import { playOrder } from './model.ts';
import { passed, TOUR } from './tour.ts';
import { TraceLibrary } from './trace-library.ts';
import type { LiveRun } from './live-run.ts';

const library = new TraceLibrary(() => Promise.reject(new Error('no recordings here')));

function played(acts: readonly Act[]): LiveRun {
  const source = { kind: 'scenario', id: 'first' } as const;
  const run = playOrder({ source, variant: undefined, cutAt: null, acts }, library);
  if (!(run instanceof Promise) && run.ok) return run.value;
  throw new Error('the first scenario cannot be played');
}

describe('the tour', () => {
  it('is passed station by station by doing what it asks for', () => {
    const acts: Act[] = [];
    let run = played(acts);
    const act = (block: number, id: string): void => {
      const view = run.frame(run.timeline.length).blocks.find((candidate) => candidate.id === block)!;
      const deed: Deed = [...blockDeeds(view), ...pageDeeds(view)].find((choice) => choice.id === id)!.deed;
      acts.push({ at: run.timeline.length, actor: 'user', deed });
      run = played(acts);
    };
    const station = (at: number, position = run.timeline.length): number =>
      passed(at, run.frame(position), null);
    expect(station(0)).toBe(0);
    act(32, 'block.online_movable');
    expect(station(0)).toBe(1);
    expect(station(1, run.timeline.length - 1)).toBe(1);
    expect(station(1)).toBe(2);
    act(33, 'block.online_kernel');
    expect(station(2)).toBe(3);
    act(33, 'pages.kernel');
    expect(station(3)).toBe(4);
    act(33, 'block.offline');
    expect(station(4)).toBe(5);
    expect(run.frame(run.timeline.length).refusals.at(-1)?.errno).toBe('-EBUSY');
    act(32, 'block.offline');
    expect(station(5)).toBe(TOUR.length);
  });
});
