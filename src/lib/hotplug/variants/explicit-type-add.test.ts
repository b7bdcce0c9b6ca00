/** The two adds of v3 to merged: one with a type for trusted drivers, one that reads the default once (spec 02 §9.1). */
import { describe, expect, test } from 'vitest';
import { Lab } from '../testing/lab.ts';
import { range } from '../testing/lab-machine.ts';
import type { ApiCall } from '../userspace/commands.ts';

const [startBytes, sizeBytes] = range(40, 2);

function add(made: Lab, call: string, more: Partial<ApiCall> = {}): number | null {
  const name = { resourceName: 'System RAM (kmem)' };
  return made.begin({ ...name, nid: 1, startBytes, sizeBytes, flags: 0, ...more, kind: 'api', call }).result;
}

describe.each(['v3', 'merged'] as const)('%s', (variant) => {
  test.each([
    [0, 'offline Normal Movable'],
    [1, 'online Normal'],
    [2, 'online Normal'],
    [3, 'online Movable'],
  ])('__add_memory_driver_managed() with type %i does not look at the default', (onlineType, block) => {
    const made = new Lab({ defaultOnlineType: onlineType === 3 ? 2 : 3 }, variant);
    expect([add(made, '__add_memory_driver_managed', { onlineType }), made.block(41)]).toEqual([0, block]);
  });

  test.each([-1, 4, 5])('type %i is -EINVAL before device_hotplug_lock is taken', (onlineType) => {
    const made = new Lab({}, variant);
    made.k.locks.owner.set(0, 77);
    expect(add(made, '__add_memory_driver_managed', { onlineType })).toBe(-22);
  });

  test.each(['System RAM', 'kmem', null])('the name %j is -EINVAL for both', (resourceName) => {
    const made = new Lab({}, variant);
    expect(add(made, '__add_memory_driver_managed', { onlineType: 1, resourceName })).toBe(-22);
    expect(add(made, 'add_memory_driver_managed', { resourceName })).toBe(-22);
  });

  test('add_memory_driver_managed() reads the default once, before it sleeps in the lock', () => {
    const made = new Lab({ defaultOnlineType: 3 }, variant);
    add(made, 'add_memory', { startBytes: range(32)[0], sizeBytes: range(32)[1] });
    made.offline(32);
    made.hold('GOING_ONLINE', 32);
    made.beginWrite('memory32/state', 'online');
    expect(add(made, 'add_memory_driver_managed')).toBeNull();
    made.write('auto_online_blocks', 'offline');
    made.release();
    expect([made.block(40), made.block(41)]).toEqual(['online Movable', 'online Movable']);
  });

  test('a block that refuses ends the onlining, and the add is 0', () => {
    const made = new Lab({}, variant);
    made.veto('GOING_ONLINE', 40);
    expect(add(made, '__add_memory_driver_managed', { onlineType: 1 })).toBe(0);
    expect([made.block(40), made.block(41)]).toEqual(['offline Normal Movable', 'offline Normal Movable']);
  });
});
