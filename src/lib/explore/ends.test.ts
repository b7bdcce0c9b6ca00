/** Where runs end that go round for ever: in the circle, not on the way to it. */
import { describe, expect, it } from 'vitest';
import { PINNED_FOR_EVER } from './testing/texts.ts';
import { Exploration } from './explore.ts';
import { lastCircles } from './ends.ts';
import { compileScenario } from '#lib/scenario/text/compile.ts';
import { parseScenario } from '#lib/scenario/text/parse.ts';

describe('lastCircles', () => {
  it('leaves out the way into a circle', () => {
    const region = new Map([
      [0, [1]],
      [1, [2]],
      [2, [3]],
      [3, [2]],
    ]);
    expect(lastCircles(0, region)).toEqual([[2, 3]]);
  });

  it('finds every circle that is never left, and none that is', () => {
    const region = new Map([
      [0, [1, 5]],
      [1, [0, 2]],
      [2, [2]],
      [5, [6]],
      [6, [7]],
      [7, [5]],
    ]);
    expect(lastCircles(0, region).sort()).toEqual([[2], [5, 6, 7]]);
  });
});

describe('a write that never returns', () => {
  it('is looked at where it goes round: the lock is held, the block is going offline', () => {
    const parsed = parseScenario(PINNED_FOR_EVER);
    if (!parsed.ok) throw new Error(parsed.error[0]!.what);
    const program = compileScenario(parsed.value, 'merged');
    if (!program.ok) throw new Error(program.error[0]!.what);
    const exploration = Exploration.of(program.value);
    if (!exploration.ok) throw new Error(exploration.error.what);
    exploration.value.run();
    const { conditions, ends, stuck } = exploration.value.report();
    expect(ends).toEqual({ done: 0, deadlock: 0, livelock: 1 });
    expect(conditions.map(({ answer }) => answer)).toEqual(['Always', 'Always']);
    expect(stuck[0]!.actors[0]!.stack).toContain('offline_pages');
  });
});
