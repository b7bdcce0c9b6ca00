/**
 * Random moments for the tests of links.
 */
import fc from 'fast-check';
import { VARIANT_IDS } from '#lib/hotplug/variants/index.ts';
import { anyActs } from './random-acts.ts';
import { MAX_BLOCK, MAX_NAME_LENGTH, MAX_POSITION } from '../moment.ts';
import { MAX_TURN_STEPS, MOST_ACTOR_NUMBER } from '../schedule.ts';
import { PINNED } from '../text/testing/samples.ts';

const plainName = fc.stringMatching(/^[a-z0-9]+(-[a-z0-9]+){0,4}$/, { maxLength: 40 });
const anyName = fc.string({ unit: 'binary', minLength: 1, maxLength: MAX_NAME_LENGTH / 2 });
const name = fc.oneof({ weight: 4, arbitrary: plainName }, anyName);

const scenarioText = fc.oneof(
  fc.constant(PINNED.slice(0, 200)),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
);
const schedule = fc.array(
  fc.record({
    actor: fc.nat(MOST_ACTOR_NUMBER),
    steps: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: MAX_TURN_STEPS })),
  }),
  { maxLength: 12 },
);

/** Any moment that a link can hold, with names as the project gives them more often than others. */
export const moments = fc.record(
  {
    source: fc.oneof(
      name.map((id) => ({ kind: 'scenario' as const, id })),
      name.map((name) => ({ kind: 'trace' as const, name })),
      fc.record({ kind: fc.constant('text' as const), text: scenarioText, schedule }),
    ),
    variant: fc.constantFrom(...VARIANT_IDS),
    position: fc.oneof(
      fc.nat(500),
      fc.maxSafeNat().map((n) => n % (MAX_POSITION + 1)),
    ),
    block: fc.option(fc.oneof(fc.nat(64), fc.nat(MAX_BLOCK))),
    fingerprint: fc.option(fc.maxSafeNat()),
    cutAt: fc.nat(5000),
    acts: anyActs,
  },
  { requiredKeys: ['source', 'variant', 'position', 'block', 'fingerprint'] },
);
