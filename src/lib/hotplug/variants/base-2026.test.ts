/**
 * Mainline of mid-2026 against 6.12, one group of tests for each row of spec 04 §2 that can be observed, and the event
 * sequences of spec 01 §11.2.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { add_memory } from '../core/add-memory.ts';
import { remove_memory } from '../core/remove-memory.ts';
import { opOf } from '../run/effects.ts';
import { zoneRow } from '../state/blocks.ts';
import { ENOMEM } from '../state/errno.ts';
import { PAGE_PINNED, PAGE_UNMOVABLE } from '../state/pages.ts';
import { MEMMAP_ON_MEMORY_ON, MHP_MEMMAP_ON_MEMORY, ZONE_DEVICE } from '../state/units.ts';
import { Lab, type EventName } from '../testing/lab.ts';
import { BLOCK_PAGES, pfn, range } from '../testing/lab-machine.ts';
import type { VariantId } from './index.ts';

/** A lab with offline blocks 32 and 33 of node 1, which has no memory yet. */
function lab(variant: VariantId = 'base-2026'): Lab {
  const made = new Lab({}, variant);
  expect(made.call(add_memory, 1, ...range(32, 2), 0)).toBe(0);
  return made.listen();
}

/** The same, memory32 online in Normal: the only memory of its node. */
function oneOnline(variant: VariantId = 'base-2026'): Lab {
  const made = lab(variant);
  expect(made.online(32, 'online_kernel')).toBe('ok');
  return made.listen();
}

describe('events of onlining', () => {
  test('the first block of a node: the node chain goes around the memory chain', () => {
    const made = lab();
    expect(made.online(32)).toBe('ok');
    expect(made.chain()).toEqual([
      'NODE_ADDING_FIRST_MEMORY node1 memory32',
      'MEM_GOING_ONLINE memory32',
      'NODE_ADDED_FIRST_MEMORY node1 memory32',
      'MEM_ONLINE memory32',
    ]);
  });

  test('any later block: the memory chain alone, without PREPARE_ONLINE', () => {
    const made = oneOnline();
    expect(made.online(33)).toBe('ok');
    expect(made.chain()).toEqual(['MEM_GOING_ONLINE memory33', 'MEM_ONLINE memory33']);
  });

  test('GOING_ONLINE refused: both chains are cancelled, memory first; the span shrinks again', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32);
    expect(made.online(32)).toBe('EPERM');
    expect(made.chain()).toEqual([
      'NODE_ADDING_FIRST_MEMORY node1 memory32',
      'MEM_GOING_ONLINE memory32, refused: -EPERM',
      'MEM_CANCEL_ONLINE memory32',
      'NODE_CANCEL_ADDING_FIRST_MEMORY node1 memory32',
    ]);
    expect(made.zone(1, 'Normal')).toEqual([0, 0, 0]);
    expect(made.read('/sys/devices/system/node/has_memory')).toBe('0\n');
  });

  test('NODE_ADDING_FIRST_MEMORY refused: the memory chain hears the cancellation of what it never saw', () => {
    const made = lab();
    made.veto('NODE_ADDING_FIRST_MEMORY', 32, ENOMEM);
    expect(made.online(32)).toBe('ENOMEM');
    expect(made.chain()).toEqual([
      'NODE_ADDING_FIRST_MEMORY node1 memory32, refused: -ENOMEM',
      'MEM_CANCEL_ONLINE memory32',
      'NODE_CANCEL_ADDING_FIRST_MEMORY node1 memory32',
    ]);
    expect(made.block(32)).toBe('offline Normal Movable');
    expect(made.log()).toContain('online_pages [mem 0x100000000-0x107ffffff] failed');
  });

  test('a refused GOING_ONLINE of a node that has memory says nothing on the node chain', () => {
    const made = oneOnline();
    made.veto('GOING_ONLINE', 33);
    expect(made.online(33)).toBe('EPERM');
    expect(made.chain()).toEqual([
      'MEM_GOING_ONLINE memory33, refused: -EPERM',
      'MEM_CANCEL_ONLINE memory33',
    ]);
  });
});

describe('events of offlining', () => {
  test('the last block of a node', () => {
    const made = oneOnline();
    expect(made.offline(32)).toBe('ok');
    expect(made.chain()).toEqual([
      'NODE_REMOVING_LAST_MEMORY node1 memory32',
      'MEM_GOING_OFFLINE memory32',
      'NODE_REMOVED_LAST_MEMORY node1 memory32',
      'MEM_OFFLINE memory32',
    ]);
    expect(made.read('/sys/devices/system/node/has_memory')).toBe('0\n');
    expect(made.read('/sys/devices/system/node/has_normal_memory')).toBe('0\n');
  });

  test('any other block: without FINISH_OFFLINE', () => {
    const made = oneOnline();
    made.online(33);
    made.listen();
    expect(made.offline(33)).toBe('ok');
    expect(made.chain()).toEqual(['MEM_GOING_OFFLINE memory33', 'MEM_OFFLINE memory33']);
  });

  test.each(['GOING_OFFLINE', 'NODE_REMOVING_LAST_MEMORY'] as const)(
    '%s refused: memory CANCEL_OFFLINE, then the node chain',
    (event: EventName) => {
      const made = oneOnline();
      made.veto(event, 32);
      expect(made.offline(32)).toBe('EPERM');
      expect(made.chain().slice(-2)).toEqual([
        'MEM_CANCEL_OFFLINE memory32',
        'NODE_CANCEL_REMOVING_LAST_MEMORY node1 memory32',
      ]);
      expect(made.chain().filter((line) => line.includes('refused'))).toHaveLength(1);
      expect(made.block(32)).toBe('online Normal');
      expect(made.logOf('failed due to')).toEqual([
        'memory offlining [mem 0x100000000-0x107ffffff] failed due to notifier failure',
      ]);
    },
  );

  test('isolation refused: nothing is sent on either chain', () => {
    const made = oneOnline();
    made.place(PAGE_UNMOVABLE, 32);
    expect(made.offline(32)).toBe('EBUSY');
    expect(made.chain()).toEqual([]);
  });

  test('a signal during the loop: both chains are cancelled', () => {
    const made = oneOnline();
    made.place(PAGE_PINNED, 32);
    const job = made.beginWrite('memory32/state', 'offline');
    expect(made.answer(job)).toBe('waits');
    made.signal({ id: job.threadId });
    expect(made.answer(job)).toBe('EINTR');
    expect(made.chain().slice(-2)).toEqual([
      'MEM_CANCEL_OFFLINE memory32',
      'NODE_CANCEL_REMOVING_LAST_MEMORY node1 memory32',
    ]);
  });

  test('an event of the node chain can be held like one of the memory chain', () => {
    const made = oneOnline();
    made.hold('NODE_REMOVING_LAST_MEMORY', 32);
    const job = made.beginWrite('memory32/state', 'offline');
    expect(made.answer(job)).toBe('waits');
    expect(made.read('memory32/state')).toBe('going-offline\n');
    made.release();
    expect(made.answer(job)).toBe('ok');
  });
});

describe('what a memory event carries', () => {
  const withNode = (made: Lab): string[] => made.chain().filter((line) => line.includes('status_change_nid'));

  test('6.12: the node whose N_MEMORY changes, in every event of the attempt', () => {
    const made = lab('base-6.12');
    made.online(32);
    made.online(33);
    made.offline(33);
    made.offline(32);
    expect(withNode(made)).toEqual([
      'MEM_GOING_ONLINE memory32, status_change_nid=1',
      'MEM_ONLINE memory32, status_change_nid=1',
      'MEM_GOING_OFFLINE memory32, status_change_nid=1',
      'MEM_OFFLINE memory32, status_change_nid=1',
    ]);
    made.veto('GOING_ONLINE', 32);
    made.listen();
    made.online(32);
    expect(withNode(made)).toEqual([
      'MEM_GOING_ONLINE memory32, status_change_nid=1, refused: -EPERM',
      'MEM_CANCEL_ONLINE memory32, status_change_nid=1',
    ]);
  });

  test('2026: the range alone', () => {
    const made = lab();
    made.online(32);
    made.offline(32);
    expect(withNode(made)).toEqual([]);
  });

  test('2026: memory tiers speak at the node events, before the memory event', () => {
    const made = lab();
    made.online(32);
    made.online(33);
    expect(made.logOf('Demotion targets')).toEqual([
      'Demotion targets for Node 0: null',
      'Demotion targets for Node 1: null',
    ]);
  });
});

describe('N_MEMORY is cleared', () => {
  /** A node with a populated ZONE_DEVICE: the only pages by which the two tests differ. */
  function withDevicePages(variant: VariantId): Lab {
    const made = oneOnline(variant);
    made.k.zones.present.set(zoneRow(1, ZONE_DEVICE), BLOCK_PAGES);
    expect(made.offline(32)).toBe('ok');
    return made;
  }

  test('6.12: when the zones up to Movable are empty', () => {
    expect(withDevicePages('base-6.12').read('/sys/devices/system/node/has_memory')).toBe('0\n');
  });

  test('2026: when the node has no present page at all', () => {
    expect(withDevicePages('base-2026').read('/sys/devices/system/node/has_memory')).toBe('0-1\n');
  });

  test('2026: not while another block is online, in whichever zone', () => {
    const made = oneOnline();
    made.online(33, 'online_movable');
    made.offline(32);
    expect(made.read('/sys/devices/system/node/has_memory')).toBe('0-1\n');
    expect(made.read('/sys/devices/system/node/has_normal_memory')).toBe('0\n');
    made.offline(33);
    expect(made.read('/sys/devices/system/node/has_memory')).toBe('0\n');
  });
});

describe('a node that an add brings', () => {
  test.each([
    ['base-6.12', ['add memory32', 'add memory33', 'add node1']],
    ['base-2026', ['add node1', 'add memory32', 'add memory33']],
  ] as const)('%s: uevents %j', (variant, uevents) => {
    const made = new Lab({}, variant);
    expect(made.call(add_memory, 1, ...range(32, 2), 0)).toBe(0);
    expect(made.uevents()).toEqual(uevents);
  });

  test.each([
    ['base-6.12', []],
    ['base-2026', ['add node1', 'remove node1']],
  ] as const)('%s: an add that fails later leaves no node: %j', (variant, uevents) => {
    const made = new Lab({}, variant);
    made.k.blocks.sectionsPresent.set(33, 1);
    expect(made.call(add_memory, 1, ...range(32, 2), 0)).toBe(-17);
    expect(made.uevents()).toEqual(uevents);
    expect(made.read('/sys/devices/system/node/online')).toBe('0\n');
  });

  test('2026: an add to a node that is online already registers none, and a failure does not take it away', () => {
    const made = lab();
    made.k.blocks.sectionsPresent.set(35, 1);
    expect(made.call(add_memory, 1, ...range(35, 1), 0)).toBe(-17);
    expect(made.uevents()).toEqual([]);
    expect(made.read('/sys/devices/system/node/online')).toBe('0-1\n');
  });

  test('2026: a node that cannot be registered ends the add with a warning instead of a BUG', () => {
    const made = new Lab({}, 'base-2026');
    made.begin({ kind: 'fail_alloc', site: 'register_one_node', errno: ENOMEM, count: 1 });
    expect(made.call(add_memory, 1, ...range(32, 1), 0)).toBe(-ENOMEM);
    expect(made.log()).toContain('WARNING: at add_memory_resource');
    expect(made.uevents()).toEqual([]);
    expect(made.read('/sys/devices/system/node/online')).toBe('0\n');
    expect(made.k.locks.owner.usedLength(), 'no lock is left').toBe(0);
    expect(made.call(add_memory, 1, ...range(32, 1), 0)).toBe(0);
  });

  test('2026: it goes with its last block', () => {
    const made = lab();
    expect(made.call(remove_memory, ...range(32, 2))).toBe(0);
    expect(made.uevents()).toEqual(['remove memory32', 'remove memory33', 'remove node1']);
  });
});

describe('steps of a block operation', () => {
  let made: Lab;
  beforeEach(() => {
    made = lab();
  });

  const opsOf = (from: number): string[] => {
    const { run } = made.machine;
    return Array.from({ length: run.length - from }, (_, i) => opOf(run.history.step(from + i).opId).name);
  };
  const operation = (word: string): string[] => {
    const from = made.machine.run.length;
    made.write('memory32/state', word);
    return opsOf(from).filter((name) => /contiguous|mem_hotplug|zone$/.test(name));
  };

  test('zone->contiguous is cleared before and computed after the whole of it, inside mem_hotplug_lock', () => {
    expect(operation('online')).toEqual([
      'mem_hotplug_begin',
      'clear_zone_contiguous',
      'move_pfn_range_to_zone',
      'set_zone_contiguous',
      'mem_hotplug_done',
    ]);
    expect(operation('offline')).toEqual([
      'mem_hotplug_begin',
      'clear_zone_contiguous',
      'remove_pfn_range_from_zone',
      'set_zone_contiguous',
      'mem_hotplug_done',
    ]);
  });
});

describe('what did not change', () => {
  test.each(['base-6.12', 'base-2026'] as const)(
    '%s: spans, counters and zones of the golden vectors',
    (variant) => {
      const made = new Lab({}, variant);
      made.call(add_memory, 1, ...range(31 + 1, 5), 0);
      made.online(32, 'online_movable');
      made.online(35, 'online_movable');
      made.online(33, 'online_kernel');
      made.offline(32);
      expect(made.zone(1, 'Movable')).toEqual([pfn(35), BLOCK_PAGES, BLOCK_PAGES]);
      expect(made.node(1)).toEqual([pfn(33), 3 * BLOCK_PAGES]);
      expect(made.block(34)).toBe('offline Normal Movable');
    },
  );

  test('2026: an own memory map is counted in two steps, as before', () => {
    const made = new Lab({ memmapOnMemory: MEMMAP_ON_MEMORY_ON }, 'base-2026');
    expect(made.call(add_memory, 1, ...range(32, 1), MHP_MEMMAP_ON_MEMORY)).toBe(0);
    expect(made.online(32, 'online_movable')).toBe('ok');
    expect(made.zone(1, 'Movable')).toEqual([pfn(32), BLOCK_PAGES, BLOCK_PAGES]);
    expect(made.managed(1, 'Movable')).toBe(BLOCK_PAGES - 512);
    made.veto('GOING_OFFLINE', 32, 0, 1);
    expect(made.offline(32)).toBe('EPERM');
    expect(made.zone(1, 'Movable')).toEqual([pfn(32), BLOCK_PAGES, BLOCK_PAGES]);
    expect(made.offline(32)).toBe('ok');
    expect(made.zone(1, 'Movable')).toEqual([0, 0, 0]);
    made.veto('GOING_ONLINE', 32, 0, 1);
    expect(made.online(32)).toBe('EPERM');
    expect(made.zone(1, 'Normal')).toEqual([0, 0, 0]);
  });
});
