/**
 * SPIN must come to the same outcomes: four small questions written a second time, in Promela, by hand; and to the same
 * number of states, on a model that is made of the moves that the explorer worked out.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { stateWord, zoneOfBlock } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { ZONE_MOVABLE } from '#lib/hotplug/state/units.ts';
import type { Program } from '#lib/scenario/program.ts';
import { Exploration } from './explore.ts';
import { findEnds } from './ends.ts';
import { promelaOf } from './testing/promela.ts';
import { hasSpin, verify } from './testing/spin.ts';
import {
  actor,
  addRange,
  line,
  offlineAndRemove,
  pin,
  setPolicy,
  setState,
  twoRanges,
  unpin,
} from './testing/programs.ts';

const spinIsThere = hasSpin();
if (!spinIsThere) console.log('SPIN is not installed (Debian package spin): its models are passed over');

const isOnline = (k: Kernel, id: number): number => (stateWord(k, id) === 'online' ? 1 : 0);

/** Result values in the order of their names, and what else counts, for every end. */
function outcomes(
  program: Program,
  names: readonly string[],
  rest: (k: Kernel) => readonly number[],
): string[] {
  const made = Exploration.of(program);
  if (!made.ok) throw new Error(made.error.what);
  made.value.run();
  const { search } = made.value;
  const found = findEnds(search, made.value.stops, []).map(({ state }) => {
    const nodes = search.load(state);
    const values = names.map((name) => {
      const slot = search.plan.resultNames.indexOf(name);
      return nodes.map((node) => search.locals.at(node).results[slot]).find((value) => value !== undefined);
    });
    return [...values, ...rest(search.plan.kernel)].join(' ');
  });
  return [...new Set(found)].sort();
}

const gup = (block: number) => ({ ...pin(block), how: 'gup' as const });
const driverAdds = { ...line(addRange(32, 1)), actor: 'driver' };

const questions: readonly [string, Program, readonly string[], (k: Kernel) => readonly number[]][] = [
  [
    'two-writers',
    twoRanges(
      'base-6.12',
      1,
      [
        actor('a', line(setState(32, 'offline'), 'r0')),
        actor('b', line(setState(32, 'offline'), 'r1')),
        actor('c', line(setState(32, 'online'), 'r2')),
      ],
      { init: [driverAdds] },
    ),
    ['r0', 'r1', 'r2'],
    (k) => [isOnline(k, 32)],
  ],
  [
    'policy-between-blocks',
    twoRanges(
      'base-6.12',
      1,
      [
        actor('driver', line(addRange(32, 3))),
        actor(
          'shell',
          line(setPolicy('online_kernel')),
          line(setPolicy('online_movable')),
          line(setPolicy('online_kernel')),
        ),
      ],
      { init: [] },
    ),
    [],
    (k) =>
      [32, 33, 34].map((id) => (isOnline(k, id) === 0 ? 0 : zoneOfBlock(k, id) === ZONE_MOVABLE ? 1 : 2)),
  ],
  ...(
    [
      ['pinned-page', pin],
      ['gup-page', gup],
    ] as const
  ).map(([name, take]): (typeof questions)[number] => [
    name,
    twoRanges(
      'base-6.12',
      1,
      [
        actor('writer', line(setState(32, 'offline'), 'r0')),
        actor(
          'agent',
          line(take(32), 'r1'),
          line({ kind: 'signal', actor: 'writer', signal: 'SIGINT' }),
          line(unpin(32), 'r2'),
        ),
      ],
      { init: [driverAdds] },
    ),
    ['r0', 'r1', 'r2'],
    (k) => [isOnline(k, 32)],
  ]),
];

describe.skipIf(!spinIsThere)('SPIN', { timeout: 120_000 }, () => {
  test.each(questions)('comes to the outcomes of %s', (name, program, names, rest) => {
    const file = fileURLToPath(new URL(`./testing/spin/${name}.pml`, import.meta.url));
    const judged = verify({ file });
    expect(judged.outcomes.length).toBeGreaterThan(2);
    expect(outcomes(program, names, rest)).toEqual(judged.outcomes);
  });

  test.each(['v1p3', 'merged'] as const)('reaches as many states as the explorer on %s', (variant) => {
    const made = Exploration.of(
      twoRanges(variant, 1, [
        actor('driver', line(offlineAndRemove(32, 1), 'r1'), line(offlineAndRemove(40, 1), 'r2')),
        actor('user', line(setState(32, 'offline'), 'r3'), line(setState(32, 'online'), 'r4')),
        actor(
          'agent',
          line(pin(40)),
          line(unpin(40)),
          line({ kind: 'signal', actor: 'driver', signal: 'SIGINT' }),
        ),
      ]),
    );
    if (!made.ok) throw new Error(made.error.what);
    made.value.run();
    expect(made.value.states).toBeGreaterThan(500);
    expect(verify({ text: promelaOf(made.value.search) }).states).toBe(made.value.states);
  });
});
