/**
 * Random runs of every variant: several actors do anything they may, in any order of steps, and after every step the
 * invariants of spec 01 §14 hold. A move that a statechart refuses and a lock taken out of order throw by themselves.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Column } from './state/columns.ts';
import { ONLINE_TYPE_WORDS } from './state/units.ts';
import { violations } from './invariants.ts';
import { runToEnd, startPlan } from './testing/random-plan.ts';
import type { RandomRun } from './testing/random-run.ts';
import { VARIANT_IDS } from './variants/index.ts';

const plans = fc.record({
  hardware: fc.boolean(),
  policy: fc.constantFrom(...ONLINE_TYPE_WORDS),
  memmapOnMemory: fc.boolean(),
  actors: fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 60 }), { minLength: 2, maxLength: 4 }),
  seed: fc.integer(),
});
/** About 90 deeds each. */
const RUNS = 60;

function checkAlways(random: RandomRun): () => void {
  const { kernel, run } = random;
  let seen = -1;
  return () => {
    if (kernel.store.version === seen) return;
    seen = kernel.store.version;
    const found = violations(kernel);
    if (found.length > 0) {
      throw new Error(`after step ${run.length}, in ${run.functionAt(run.length - 1)}: ${found.join('; ')}`);
    }
  };
}

/** Columns that are 0 when nobody is in the kernel. */
function heldBySomebody({ kernel }: RandomRun): Column[] {
  const { locks, blocks, dax } = kernel;
  return [
    locks.owner,
    locks.sleeper,
    locks.sleepsOn,
    locks.heldBlock,
    blocks.deviceLock,
    blocks.active,
    blocks.draining,
    dax.writers,
    dax.inTransition,
  ];
}

describe.each(VARIANT_IDS)('%s', (variant) => {
  test('the invariants hold after every step, whoever does what in which order', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const random = startPlan(variant, plan);
        runToEnd(random, checkAlways(random));
        expect(random.run.length).toBeGreaterThan(0);
      }),
      { numRuns: RUNS },
    );
  });

  test('when held events are released and pages that never move are given up, everybody ends and holds nothing', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const random = startPlan(variant, plan);
        runToEnd(random);
        const held = heldBySomebody(random).filter((column) => column.usedLength() > 0);
        expect(held.map(({ name }) => name)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
