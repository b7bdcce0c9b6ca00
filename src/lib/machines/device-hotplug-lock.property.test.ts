/** What a kernel developer relies on when reading the lock picture, over random tasks that do as they like. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { deviceHotplugLockMachine } from './device-hotplug-lock.ts';
import { type LockContext, type LockEvent, lockEvents, lockView } from './lock-view.ts';

const events = fc.array(
  fc.record({
    type: fc.constantFrom(...(Object.keys(lockEvents) as LockEvent['type'][])),
    task: fc.constantFrom('driver', 'user', 'acpi', 'udev'),
  }),
  { minLength: 100, maxLength: 100 },
);

/** Calls `check` for each event of a random run that the lock did not refuse. */
function afterEach(check: (before: LockContext, event: LockEvent, after: LockContext) => void): void {
  fc.assert(
    fc.property(events, (run) => {
      let snapshot = initialTransition(deviceHotplugLockMachine)[0];
      for (const event of run) {
        const before = snapshot;
        snapshot = transition(deviceHotplugLockMachine, before, event)[0];
        if (before.can(event)) check(before.context, event, snapshot.context);
        else expect(snapshot.context).toEqual(before.context);
        const { owner, sleepers, pollers } = snapshot.context;
        expect({ value: snapshot.value, context: snapshot.context }).toEqual(
          lockView(owner, sleepers, pollers),
        );
      }
    }),
    { numRuns: 100, seed: 3 },
  );
}

describe('device_hotplug_lock over random runs', () => {
  test('changes its owner only when it is free or its owner unlocks: mutual exclusion', () => {
    let changes = 0;
    afterEach((before, { type, task }, after) => {
      if (before.owner === after.owner) return;
      changes += 1;
      if (before.owner !== null) expect({ type, task }).toEqual({ type: 'UNLOCK', task: before.owner });
    });
    expect(changes).toBeGreaterThan(300);
  });

  test('serves sleepers first in, first out, and keeps every one of them', () => {
    let handovers = 0;
    afterEach((before, { type, task }, after) => {
      if (type === 'LOCK' && before.owner !== null)
        expect(after.sleepers).toEqual([...before.sleepers, task]);
      else if (type === 'UNLOCK' && before.sleepers.length > 0) {
        handovers += 1;
        expect([after.owner, ...after.sleepers]).toEqual(before.sleepers);
      } else expect(after.sleepers).toEqual(before.sleepers);
    });
    expect(handovers).toBeGreaterThan(100);
  });

  test('never goes to a polling writer while somebody sleeps', () => {
    let won = 0;
    afterEach((before, { type, task }, after) => {
      if (after.owner === null || !before.pollers.includes(after.owner)) return;
      won += 1;
      expect({ type, task }).toEqual({ type: 'TRYLOCK', task: after.owner });
      expect(before).toMatchObject({ owner: null, sleepers: [] });
    });
    expect(won).toBeGreaterThan(10);
  });
});
