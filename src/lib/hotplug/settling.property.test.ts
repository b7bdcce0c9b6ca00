/**
 * The order in which a machine runs by itself belongs to the run: whoever sets it back to any position and lets it go on
 * gets the same steps again, in one go, in slices or step by step, with everybody waiting as he did.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlaygroundMachine } from './playground-machine.ts';
import { ONLINE_TYPE_WORDS } from './state/units.ts';
import { daxMachine, type OnlineTypeWord } from './testing/dax-machine.ts';
import { BIND_DEVICES, deedOf } from './testing/random-deeds.ts';
import { VARIANT_IDS, VARIANTS, type VariantId } from './variants/index.ts';

interface Plan {
  readonly policy: OnlineTypeWord;
  /** Deeds that are done one after the other, each to its end or until it waits. */
  readonly before: readonly number[];
  /** Deeds that are begun all at once. */
  readonly atOnce: readonly number[];
  /** Where the machine is set back to, as a part of the run. */
  readonly part: number;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  policy: fc.constantFrom(...ONLINE_TYPE_WORDS),
  before: fc.array(fc.nat(), { maxLength: 12 }),
  atOnce: fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** A machine with all jobs of the plan begun, and the position at which that was so. */
function begun(variant: VariantId, { policy, before, atOnce }: Plan) {
  const machine = new PlaygroundMachine(daxMachine({ policy }), VARIANTS[variant]);
  for (const command of BIND_DEVICES) machine.execute('root', command);
  for (const number of before) {
    const deed = deedOf(variant, number);
    if (deed.kind === 'signal') machine.interrupt(machine.jobs.at(-1)!);
    else machine.execute('root', deed);
    machine.settle();
  }
  const from = machine.run.length;
  for (const [i, number] of atOnce.entries()) {
    const deed = deedOf(variant, number);
    if (deed.kind !== 'signal') machine.begin(`actor ${i}`, deed);
  }
  return { machine, from };
}

/** Who did which step since a position, and what came of it. */
function steps({ run, kernel, jobs }: PlaygroundMachine, from: number) {
  const log = [];
  for (let at = from; at < run.length; at++) log.push(Object.values(run.history.step(at)).join(' '));
  return { log, hash: kernel.store.hash(), results: jobs.map(({ result, endStep }) => [result, endStep]) };
}

describe.each(VARIANT_IDS)('%s', (variant) => {
  test('set back to any position, the machine goes on as it did', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { machine, from } = begun(variant, plan);
        machine.settle();
        const first = steps(machine, from);
        const position = from + Math.floor(plan.part * (machine.run.length - from));
        machine.truncate(position);
        expect(machine.run.length).toBe(position);
        machine.settle();
        expect(steps(machine, from)).toEqual(first);
      }),
      { numRuns: 60 },
    );
  });

  test('in one go, in slices and step by step it does the same', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 9 }), (plan, slice) => {
        const whole = begun(variant, plan);
        whole.machine.settle();
        const sliced = begun(variant, plan);
        while (!sliced.machine.runFor(slice));
        const stepped = begun(variant, plan);
        while (stepped.machine.stepOnce() !== null);
        const first = steps(whole.machine, whole.from);
        expect(steps(sliced.machine, sliced.from)).toEqual(first);
        expect(steps(stepped.machine, stepped.from)).toEqual(first);
      }),
      { numRuns: 40 },
    );
  });
});
