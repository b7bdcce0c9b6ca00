/** Walks over the blocks of a range against spec 02 §10, and the onlining at the end of an add, §9.4. */
import { describe, expect, test } from 'vitest';
import { EPERM } from '../state/errno.ts';
import { MMOP_ONLINE_KERNEL, MMOP_ONLINE_MOVABLE } from '../state/units.ts';
import { call, type Kfn } from '../run/effects.ts';
import { DEVICE_HOTPLUG_LOCK, lock_device_hotplug, unlock_device_hotplug } from '../run/locks.ts';
import { kernelFunctions } from '../run/registry.ts';
import { Lab } from '../testing/lab.ts';
import { BLOCK_BYTES, labMachine, range } from '../testing/lab-machine.ts';
import { add_memory, online_blocks } from './add-memory.ts';

/** online_blocks() as its callers make it: under device_hotplug_lock. */
function* locked_online_blocks(startBytes: number, sizeBytes: number, type: number): Kfn {
  yield call(lock_device_hotplug);
  const rc = yield call(online_blocks, startBytes, sizeBytes, type);
  yield call(unlock_device_hotplug);
  return rc;
}
kernelFunctions('test', { locked_online_blocks });

/** Blocks 32, 33 and 35 offline; 34 is absent. */
function lab(differences: Parameters<typeof labMachine>[0] = {}): Lab {
  const made = new Lab(differences);
  made.call(add_memory, 1, ...range(32, 2), 0);
  made.call(add_memory, 1, ...range(35), 0);
  return made.listen();
}

const blocks = (made: Lab): string[] =>
  [32, 33, 34, 35].map((id) => {
    const [state = '', zone = ''] = made.block(id).split(' ');
    return state === 'online' ? zone : state;
  });

describe('a walk that onlines', () => {
  const walk = (
    made: Lab,
    startBytes: number,
    sizeBytes: number,
    type = MMOP_ONLINE_MOVABLE,
  ): number | null => made.call(locked_online_blocks, startBytes, sizeBytes, type);

  test('visits every block in order and skips absent ones silently', () => {
    const made = lab();
    expect(walk(made, ...range(32, 4))).toBe(0);
    expect(blocks(made)).toEqual(['Movable', 'Movable', 'absent', 'Movable']);
    expect(made.uevents()).toEqual(['online memory32', 'online memory33', 'online memory35']);
  });

  test('stops at a block that is online already, with +1: only the request of that block changes', () => {
    const made = lab();
    made.online(33, 'online_kernel');
    expect(walk(made, ...range(32, 4))).toBe(1);
    expect(blocks(made)).toEqual(['Movable', 'Normal', 'absent', 'offline']);
    expect(made.k.blocks.onlineType.get(33)).toBe(MMOP_ONLINE_MOVABLE);
  });

  test('stops at a block that refuses, with its errno: those before stay online, those behind untouched', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 33);
    expect(walk(made, ...range(32, 4))).toBe(-EPERM);
    expect(blocks(made)).toEqual(['Movable', 'offline', 'absent', 'offline']);
  });

  test.each([
    ['size 0', range(32)[0], 0],
    ['a range without blocks', ...range(36, 4)],
    ['an absent block', ...range(34)],
  ])('%s is success, and nothing happens', (_, startBytes, sizeBytes) => {
    const made = lab();
    expect([walk(made, startBytes, sizeBytes), made.uevents()]).toEqual([0, []]);
  });

  test('a range that begins and ends inside blocks acts on the whole blocks', () => {
    const made = lab();
    expect(walk(made, range(32)[0] + 4096, BLOCK_BYTES)).toBe(0);
    expect(blocks(made)).toEqual(['Movable', 'Movable', 'absent', 'offline']);
  });

  test('a type that does not exist acts as online', () => {
    const made = lab();
    expect([walk(made, ...range(32), -1), blocks(made)[0]]).toEqual([0, 'Normal']);
  });
});

describe('onlining at the end of an add', () => {
  const add = (made: Lab): number | null => made.call(add_memory, 1, ...range(40, 3), 0);
  const zones = (made: Lab): string =>
    [40, 41, 42].map((id) => made.block(id).replace('online ', '')).join(', ');

  test.each([
    ['offline', 0, 'offline Normal Movable, offline Normal Movable, offline Normal Movable'],
    ['online', 1, 'Normal, Normal, Normal'],
    ['online_kernel', 2, 'Normal, Normal, Normal'],
    ['online_movable', 3, 'Movable, Movable, Movable'],
  ])('the default %s', (_, defaultOnlineType, expected) => {
    const made = new Lab({ defaultOnlineType });
    expect([add(made), zones(made)]).toEqual([0, expected]);
  });

  test('a refusal ends it; the add is a success all the same', () => {
    const made = new Lab({ defaultOnlineType: 3 });
    made.veto('GOING_ONLINE', 41);
    expect([add(made), zones(made)]).toEqual([0, 'Movable, offline Normal Movable, offline Normal Movable']);
  });

  test('happens under device_hotplug_lock but not under mem_hotplug_lock of the add', () => {
    const made = new Lab({ defaultOnlineType: 3 });
    made.hold('PREPARE_ONLINE', 40);
    const adding = made.start(add_memory, 1, ...range(40, 3), 0);
    expect(made.k.locks.owner.get(DEVICE_HOTPLUG_LOCK)).toBe(adding.id + 1);
    expect(made.write('memory41/state', 'online')).toBe('waits');
    made.release();
    expect([adding.result, zones(made)]).toEqual([0, 'Movable, Movable, Movable']);
  });
});

describe('the default that is written while an add onlines its blocks (6.12)', () => {
  /** The add is held when memory41 goes online; then somebody writes another default. */
  function changed(word: string, differences: Parameters<typeof labMachine>[0] = {}): Lab {
    const made = new Lab({ defaultOnlineType: MMOP_ONLINE_MOVABLE, ...differences });
    made.hold('PREPARE_ONLINE', 41);
    made.start(add_memory, 1, ...range(40, 4), 0);
    expect(made.write('auto_online_blocks', word)).toBe('ok');
    made.release();
    return made;
  }
  const zones = (made: Lab): string[] => [40, 41, 42, 43].map((id) => made.block(id));

  test('applies from the next block on: it is read again for each', () => {
    expect(zones(changed('online_kernel'))).toEqual([
      'online Movable',
      'online Movable',
      'online Normal',
      'online Normal',
    ]);
  });

  test('of offline acts as online for the rest of the walk', () => {
    // With movable_node plain online means Movable outside all spans, so it differs from online_kernel.
    const made = changed('offline', { defaultOnlineType: MMOP_ONLINE_KERNEL, movableNode: true });
    expect(zones(made)).toEqual(['online Normal', 'online Normal', 'online Movable', 'online Movable']);
    made.call(add_memory, 1, ...range(50), 0);
    expect(made.block(50)).toBe('offline Movable Normal');
  });

  test('does not bring blocks online when it was offline at the end of the add', () => {
    const made = new Lab();
    made.call(add_memory, 1, ...range(40), 0);
    made.write('auto_online_blocks', 'online');
    expect(made.block(40)).toBe('offline Normal Movable');
  });
});
