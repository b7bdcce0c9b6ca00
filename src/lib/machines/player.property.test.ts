/** What holds for the player of a run whatever is sent to it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Player, type PlayerEvent, createPlayer } from './player.ts';

const anyNumber = fc.oneof(fc.integer({ min: -5, max: 30 }), fc.double());
const plain = (
  ['PLAY', 'PAUSE', 'STEP', 'STEP_BACK', 'SCRUB_START', 'SCRUB_END', 'FIRST', 'LAST'] as const
).map((type) => ({ type }));
const anyEvent: fc.Arbitrary<PlayerEvent> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...plain) },
  fc.record({ type: fc.constant('SEEK' as const), position: anyNumber }),
  fc.record({ type: fc.constant('TICK' as const), elapsedMs: fc.oneof(fc.double(), fc.nat(2000)) }),
  fc.record({ type: fc.constant('SPEED' as const), stepsPerS: anyNumber }),
  fc.record({ type: fc.constant('LOAD' as const), length: anyNumber, position: anyNumber }),
);
const anyRun = fc.array(anyEvent, { minLength: 40, maxLength: 40 });

/** Calls `check` after each event of random runs; `accepted` is false if the player refused the event. */
function afterEach(check: (player: Player, event: PlayerEvent, accepted: boolean) => void): void {
  fc.assert(
    fc.property(fc.nat(20), anyRun, (length, run) => {
      const player = createPlayer();
      player.send({ type: 'LOAD', length });
      for (const event of run) {
        const accepted = player.getSnapshot().can(event);
        player.send(event);
        check(player, event, accepted);
      }
    }),
    { numRuns: 250, seed: 4 },
  );
}

describe('the player, whatever is done to it', () => {
  test('stands on a whole step of the run', () => {
    afterEach((player) => {
      const { position, length, carrySteps } = player.getSnapshot().context;
      expect(Number.isInteger(position) && position >= 0 && position <= length).toBe(true);
      expect(carrySteps >= 0 && carrySteps < 1).toBe(true);
    });
  });

  test('is at its end exactly when no step is left, unless the timeline is held', () => {
    afterEach((player) => {
      const snapshot = player.getSnapshot();
      const { position, length } = snapshot.context;
      const expected = snapshot.matches('scrubbing') ? false : position === length;
      expect(snapshot.matches('atEnd')).toBe(expected);
    });
  });

  test('stands still after a run has been loaded', () => {
    let loads = 0;
    afterEach((player, event, accepted) => {
      if (event.type !== 'LOAD' || !accepted) return;
      loads += 1;
      expect(['paused', 'atEnd']).toContain(player.getSnapshot().value);
    });
    expect(loads).toBeGreaterThan(100);
  });
});
