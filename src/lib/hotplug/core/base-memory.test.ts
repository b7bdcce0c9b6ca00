/**
 * Blocks between offline and online: states and flags of spec 01 §7.1, the sticky request of §7.2, zone of §7.3,
 * poison of §7.4, and memory_subsys_online() and _offline() of 02 §5, §6 and §11.1.
 */
import { BLOCK } from '#lib/machines/memory-block.table.ts';
import { describe, expect, test } from 'vitest';
import { EINVAL } from '../state/errno.ts';
import { zoneOfBlock } from '../state/blocks.ts';
import {
  MMOP_OFFLINE,
  MMOP_ONLINE,
  MMOP_ONLINE_KERNEL,
  MMOP_ONLINE_MOVABLE,
  ZONE_MOVABLE,
  ZONE_NORMAL,
} from '../state/units.ts';
import { DEVICE_HOTPLUG_LOCK, MEM_HOTPLUG_LOCK } from '../run/locks.ts';
import { Lab } from '../testing/lab.ts';
import { BLOCK_PAGES, bootBlocks, bootZone, labMachine, pfn, range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';
import { memory_subsys_offline, memory_subsys_online } from './base-memory.ts';

function lab(differences: Parameters<typeof labMachine>[0] = {}): Lab {
  const made = new Lab(differences);
  made.call(add_memory, 1, ...range(32, 4), 0);
  return made.listen();
}

const requested = (made: Lab, block = 32): number => made.k.blocks.onlineType.get(block);

describe('the request that a block keeps', () => {
  test('is offline when the block is created, whatever the default is', () => {
    expect(requested(lab())).toBe(MMOP_OFFLINE);
    expect(requested(lab({ defaultOnlineType: MMOP_ONLINE_KERNEL }), 32)).toBe(MMOP_OFFLINE);
  });

  test('is set before the attempt and used up by it', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    made.beginWrite('memory32/state', 'online_movable');
    expect(requested(made)).toBe(MMOP_ONLINE_MOVABLE);
    made.release();
    expect([made.block(32), requested(made)]).toEqual(['online Movable', MMOP_OFFLINE]);
  });

  test('is forgotten after the onlining: 1 to online follows the policy', () => {
    const made = lab();
    made.online(32, 'online_movable');
    made.offline(32);
    expect([made.write('memory32/online', '1'), made.block(32)]).toEqual(['ok', 'online Normal']);
  });

  test('stays when a write finds the block online, and the next 1 to online uses it after the block went offline', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    expect(made.online(32, 'online_movable')).toBe('EINVAL');
    expect([made.block(32), requested(made)]).toEqual(['online Normal', MMOP_ONLINE_MOVABLE]);
    expect(made.offline(32)).toBe('ok');
    expect(requested(made)).toBe(MMOP_ONLINE_MOVABLE);
    expect(made.write('memory32/online', '1')).toBe('ok');
    expect([made.block(32), requested(made)]).toEqual(['online Movable', MMOP_OFFLINE]);
  });

  test.each([
    ['a veto of GOING_ONLINE', (made: Lab) => made.veto('GOING_ONLINE', 32, 0, 1)],
    ['a veto of PREPARE_ONLINE', (made: Lab) => made.veto('PREPARE_ONLINE', 32, 0, 1)],
    ['a poisoned page', (made: Lab) => made.k.blocks.poisoned.set(32, 1)],
  ])('is used up by an attempt that fails: %s', (_, plant) => {
    const made = lab();
    plant(made);
    expect(made.online(32, 'online_movable')).not.toBe('ok');
    expect(requested(made)).toBe(MMOP_OFFLINE);
    made.k.blocks.poisoned.set(32, 0);
    expect([made.write('memory32/online', '1'), made.block(32)]).toEqual(['ok', 'online Normal']);
  });

  test.each([
    ['offline to state', 'memory32/state', 'offline'],
    ['0 to online', 'memory32/online', '0'],
    ['1 to online', 'memory32/online', '1'],
  ])('is not written by %s', (_, path, word) => {
    const made = lab();
    made.online(32);
    made.k.blocks.onlineType.set(32, MMOP_ONLINE_KERNEL);
    made.write(path, word);
    expect(requested(made)).toBe(MMOP_ONLINE_KERNEL);
  });

  test('of offline is treated as online by the attempt', () => {
    const made = lab();
    made.online(32, 'online_movable');
    made.online(34, 'online_movable');
    expect(requested(made, 33)).toBe(MMOP_OFFLINE);
    made.hold('GOING_ONLINE', 33);
    made.beginWrite('memory33/online', '1');
    expect(requested(made, 33)).toBe(MMOP_ONLINE);
    made.release();
    expect(made.block(33)).toBe('online Movable');
  });
});

describe('state and dev.offline', () => {
  const files = (made: Lab): string =>
    `${made.read('memory32/state')!.trim()} ${made.read('memory32/online')!.trim()}`;

  test('agree between operations', () => {
    const made = lab();
    expect(files(made)).toBe('offline 0');
    made.online(32);
    expect(files(made)).toBe('online 1');
    made.offline(32);
    expect(files(made)).toBe('offline 0');
  });

  test('while a block goes online the files still read offline and 0', () => {
    const made = lab();
    made.hold('ONLINE', 32);
    made.beginWrite('memory32/state', 'online');
    expect(files(made)).toBe('offline 0');
  });

  test('while a block goes offline the files read going-offline and 1', () => {
    const made = lab();
    made.online(32);
    made.hold('GOING_OFFLINE', 32);
    made.beginWrite('memory32/state', 'offline');
    expect(files(made)).toBe('going-offline 1');
  });

  test('a refused offlining puts online back', () => {
    const made = lab();
    made.online(32);
    made.veto('GOING_OFFLINE', 32);
    made.offline(32);
    expect(files(made)).toBe('online 1');
  });
});

describe('memory_subsys_online() and memory_subsys_offline()', () => {
  test('a block that is online already is success, and its request stays', () => {
    const made = lab();
    made.online(32);
    made.k.blocks.onlineType.set(32, MMOP_ONLINE_KERNEL);
    made.listen();
    expect([made.call(memory_subsys_online, 32), made.events()]).toEqual([0, []]);
    expect(requested(made)).toBe(MMOP_ONLINE_KERNEL);
  });

  test('a block that is offline already is success', () => {
    const made = lab();
    expect([made.call(memory_subsys_offline, 32), made.events()]).toEqual([0, []]);
  });

  test('a block that goes offline at the moment can be taken neither way: -EINVAL', () => {
    const made = lab();
    made.k.blocks.chart.set(32, BLOCK.GOING_OFFLINE_KERNEL);
    made.k.blocks.onlineType.set(32, MMOP_ONLINE_MOVABLE);
    expect([made.call(memory_subsys_online, 32), made.call(memory_subsys_offline, 32)]).toEqual([
      -EINVAL,
      -EINVAL,
    ]);
    expect([made.events(), requested(made)]).toEqual([[], MMOP_OFFLINE]);
  });
});

describe('the zone of a block', () => {
  test('is set by a successful onlining and cleared by a successful offlining', () => {
    const made = lab();
    expect(zoneOfBlock(made.k, 32)).toBe(-1);
    made.online(32, 'online_movable');
    expect(zoneOfBlock(made.k, 32)).toBe(ZONE_MOVABLE);
    made.offline(32);
    expect(zoneOfBlock(made.k, 32)).toBe(-1);
  });

  test('is not set by a failed onlining, and stays after a failed offlining', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32);
    made.online(32);
    expect(zoneOfBlock(made.k, 32)).toBe(-1);
    made.online(33, 'online_movable');
    made.veto('GOING_OFFLINE', 33);
    made.offline(33);
    expect(zoneOfBlock(made.k, 33)).toBe(ZONE_MOVABLE);
  });

  test('is none for a boot block of several zones: it reads none and cannot go offline', () => {
    const made = lab();
    expect([made.block(0), made.offline(0)]).toEqual(['online none', 'EINVAL']);
    expect([made.write('memory0/online', '0'), made.events(), made.block(0)]).toEqual([
      'EINVAL',
      [],
      'online none',
    ]);
  });

  test('a boot block in Movable goes offline and comes back as it is asked to', () => {
    const made = lab({
      zones: [bootZone(0, ZONE_NORMAL, 0, pfn(2)), bootZone(0, ZONE_MOVABLE, pfn(2), pfn(32))],
      blocks: [...bootBlocks(0, 2, ZONE_NORMAL), ...bootBlocks(2, 32, ZONE_MOVABLE)],
    });
    expect([made.block(3), made.offline(3), made.online(3, 'online_movable'), made.block(3)]).toEqual([
      'online Movable',
      'ok',
      'ok',
      'online Movable',
    ]);
  });
});

describe('a poisoned page', () => {
  test('lets the block go offline, all of its pages leave managed, and it never comes online again', () => {
    const made = lab();
    made.online(32);
    expect(made.write('hard_offline_page', '0x100001000')).toBe('ok');
    expect(made.zone(1, 'Normal')[2]).toBe(BLOCK_PAGES);
    expect(made.managed(1, 'Normal')).toBe(BLOCK_PAGES);
    expect([made.offline(32), made.managed(1, 'Normal'), made.zone(1, 'Normal')[2]]).toEqual(['ok', 0, 0]);
    expect([made.online(32), made.write('memory32/online', '1')]).toEqual(['EHWPOISON', 'EHWPOISON']);
  });

  test('changes nothing else when it refuses: no span, no lock taken', () => {
    const made = lab();
    made.k.blocks.poisoned.set(32, 2);
    made.online(32);
    expect([made.zone(1, 'Normal'), made.node(1), made.events()]).toEqual([[0, 0, 0], [0, 0], []]);
  });
});

describe('locks of an operation', () => {
  test('onlining holds device_hotplug_lock, the device lock and mem_hotplug_lock, and gives all of them back', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    const job = made.beginWrite('memory32/state', 'online');
    const { owner } = made.k.locks;
    const held = [
      owner.get(DEVICE_HOTPLUG_LOCK),
      made.k.blocks.deviceLock.get(32),
      owner.get(MEM_HOTPLUG_LOCK),
    ];
    expect(held).toEqual([job.threadId + 1, job.threadId + 1, job.threadId + 1]);
    made.release();
    expect([owner.get(DEVICE_HOTPLUG_LOCK), owner.get(MEM_HOTPLUG_LOCK)]).toEqual([0, 0]);
  });
});
