/**
 * A random run as plain numbers, and carrying it out: what the property tests of invariants and of rewinding share.
 */
import { VARIANTS, type VariantId } from '../variants/index.ts';
import { daxMachine, type OnlineTypeWord } from './dax-machine.ts';
import { BIND_DEVICES, deedOf } from './random-deeds.ts';
import { hardwareDeedOf, hardwareMachine } from './random-hardware.ts';
import { RandomRun } from './random-run.ts';

export interface Plan {
  /** Are there DIMM slots and virtio-mem devices besides the dax devices? */
  readonly hardware: boolean;
  readonly policy: OnlineTypeWord;
  readonly memmapOnMemory: boolean;
  /** For each actor the numbers of its deeds. */
  readonly actors: readonly (readonly number[])[];
  /** Decides who does the next step. */
  readonly seed: number;
}

/** How often everybody is woken before the run counts as stuck. */
const MOST_ROUNDS = 40;

/** Boots the machine of the plan, binds its devices and gives the actors their deeds. */
export function startPlan(variant: VariantId, { hardware, actors, seed, ...options }: Plan): RandomRun {
  const ofNumber = hardware ? hardwareDeedOf : deedOf;
  const deeds = actors.map((numbers) => numbers.map((number) => ofNumber(variant, number)));
  const machine = hardware ? hardwareMachine(options) : daxMachine(options);
  return new RandomRun(machine, VARIANTS[variant], BIND_DEVICES, deeds, seed);
}

/** Runs until all threads have ended; `afterStep` is called after every step. Throws when threads are left. */
export function runToEnd(random: RandomRun, afterStep: () => void = () => {}): void {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    while (random.step()) afterStep();
    if (random.run.threads.length === 0) return;
    random.wakeEverybody();
  }
  throw new Error(`${random.run.threads.map(({ actor }) => actor).join(', ')} wait for ever`);
}
