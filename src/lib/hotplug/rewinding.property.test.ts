/**
 * The same input gives the same bytes: for a whole run, for a run that is set back and repeated, for a state that is
 * looked at again, and for threads that are rebuilt from what was logged (design rule 4, issue point 3).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dispatch } from './run/registry.ts';
import { Thread, type SavedThread } from './run/thread.ts';
import type { Keyframe } from './state/columns.ts';
import { ONLINE_TYPE_WORDS } from './state/units.ts';
import { pick, randomNumbers, shuffled } from './testing/random-numbers.ts';
import { runToEnd, startPlan, type Plan } from './testing/random-plan.ts';
import type { RandomRun } from './testing/random-run.ts';
import { VARIANT_IDS, VARIANTS, type VariantId } from './variants/index.ts';

const plans: fc.Arbitrary<Plan> = fc.record({
  hardware: fc.boolean(),
  policy: fc.constantFrom(...ONLINE_TYPE_WORDS),
  memmapOnMemory: fc.boolean(),
  actors: fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 30 }), { minLength: 2, maxLength: 4 }),
  seed: fc.integer(),
});

/** What was true at a position while the run went there for the first time. */
interface Moment {
  readonly position: number;
  readonly cells: Keyframe;
  readonly hash: number;
  readonly threads: readonly SavedThread[];
}

function momentOf({ kernel, run }: RandomRun): Moment {
  return {
    position: run.length,
    cells: kernel.store.keyframe(),
    hash: kernel.store.hash(),
    threads: run.saveThreads(),
  };
}

/** Carries a plan out and remembers about one moment in 25, the last one always. */
function runWithMoments(variant: VariantId, plan: Plan): { random: RandomRun; moments: Moment[] } {
  const random = startPlan(variant, plan);
  const chance = randomNumbers(plan.seed + 1);
  const moments = [momentOf(random)];
  runToEnd(random, () => {
    if (chance() < 0.04) moments.push(momentOf(random));
  });
  moments.push(momentOf(random));
  return { random, moments };
}

/** Name of the first column in which two states differ, or null. */
function firstDifference({ kernel }: RandomRun, cells: Keyframe): string | null {
  const now = kernel.store.keyframe();
  const at = now.findIndex((column, i) => {
    const other = cells[i]!;
    return column.length !== other.length || column.some((value, index) => value !== other[index]);
  });
  return at < 0 ? null : kernel.store.columns[at]!.name;
}

function check(
  variant: VariantId,
  property: (random: RandomRun, moments: Moment[], plan: Plan) => void,
): void {
  fc.assert(
    fc.property(plans, (plan) => {
      const { random, moments } = runWithMoments(variant, plan);
      property(random, moments, plan);
    }),
    { numRuns: 15 },
  );
}

describe.each(VARIANT_IDS)('%s', (variant) => {
  test('stepping back there and again shows the same bytes, in any order of positions', () => {
    check(variant, (random, moments, { seed }) => {
      const chance = randomNumbers(seed);
      for (let i = 0; i < 30; i++) {
        const { position, cells } = pick(chance, moments);
        random.run.history.seek(position);
        expect(firstDifference(random, cells), `at position ${position}`).toBe(null);
      }
      random.run.history.seek(random.run.length);
      expect(firstDifference(random, moments.at(-1)!.cells)).toBe(null);
    });
  });

  test('a run that is set back and goes on in the same order ends in the same state', () => {
    check(variant, (random, moments, { seed }) => {
      const end = moments.at(-1)!;
      const chance = randomNumbers(seed);
      for (let i = 0; i < 4; i++) {
        const moment = pick(chance, moments);
        random.run.truncate(moment.position);
        expect(random.kernel.store.hash()).toBe(moment.hash);
        random.repeatFrom(moment.position);
        expect(random.run.length).toBe(end.position);
        expect(random.kernel.store.hash()).toBe(end.hash);
      }
    });
  });

  test('two runs of the same plan are equal at every position', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const hashes: number[] = [];
        const first = startPlan(variant, plan);
        runToEnd(first, () => hashes.push(first.kernel.store.hash()));
        const second = startPlan(variant, plan);
        let at = 0;
        runToEnd(second, () => expect(second.kernel.store.hash()).toBe(hashes[at++]));
        expect(at).toBe(hashes.length);
      }),
      { numRuns: 8 },
    );
  });

  test('threads rebuilt from the log are the threads that were there', () => {
    check(variant, (random, moments, { seed }) => {
      for (const { position, threads } of shuffled(randomNumbers(seed), moments).slice(0, 8)) {
        // Threads that were started later at the same position come after those of the moment.
        const rebuilt = random.run.threadsAt(position).slice(0, threads.length);
        const plain = (saved: SavedThread) => ({ ...saved, stalled: false, quiet: false });
        expect(rebuilt.map((thread) => plain(thread.save()))).toEqual(threads.map(plain));
      }
    });
  });

  test('a thread that went through JSON does the same steps to its end', () => {
    const dispatch = new Dispatch(VARIANTS[variant].functions);
    check(variant, (random, moments, { seed }) => {
      const moment = pick(randomNumbers(seed), moments);
      const saved = JSON.parse(JSON.stringify(moment.threads)) as SavedThread[];
      const threads = saved.map((thread) => Thread.restore(thread, dispatch));
      for (let at = moment.position; at < random.run.length; at++) {
        const logged = random.run.history.step(at);
        const thread = threads.find(({ id, result }) => id === logged.thread && result === null);
        if (thread === undefined) continue;
        expect([thread.op?.id, thread.current?.id, thread.depth]).toEqual([
          logged.opId,
          logged.functionId,
          logged.depth,
        ]);
        thread.deliver(logged.reply);
      }
      expect(threads.filter(({ result }) => result === null)).toEqual([]);
    });
  });
});
