/**
 * What onlining does to spans, counters and node masks, and how a refusal takes it back: spec 02 §6, §7 and §14,
 * 01 §4.2 and §4.3.
 */
import { describe, expect, test } from 'vitest';
import { zoneRow } from '../state/blocks.ts';
import type { MachineDescription } from '../state/machine.ts';
import { PAGE_OFFLINE_REFERENCED, PAGE_OFFLINE_SKIPPABLE } from '../state/pages.ts';
import { PAGEBLOCK_PAGES, ZONE_DMA32, ZONE_NORMAL } from '../state/units.ts';
import { opOf } from '../run/effects.ts';
import { Lab } from '../testing/lab.ts';
import { BLOCK_PAGES, bootBlocks, bootNode, bootZone, pfn, range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';

function lab(differences: Partial<MachineDescription> = {}): Lab {
  const made = new Lab(differences);
  made.call(add_memory, 1, ...range(32, 6), 0);
  return made.listen();
}

describe('counters after onlining', () => {
  test('present and managed of the zone grow by the block, hotplugged pages are not early', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    made.online(33, 'online_movable');
    expect([made.zone(1, 'Normal'), made.managed(1, 'Normal')]).toEqual([
      [pfn(32), BLOCK_PAGES, BLOCK_PAGES],
      BLOCK_PAGES,
    ]);
    expect([made.zone(1, 'Movable'), made.managed(1, 'Movable')]).toEqual([
      [pfn(33), BLOCK_PAGES, BLOCK_PAGES],
      BLOCK_PAGES,
    ]);
    expect(made.k.zones.presentEarly.get(zoneRow(1, ZONE_NORMAL))).toBe(0);
  });

  test('MemTotal grows by the block', () => {
    const made = lab();
    const before = Number(/\d+/.exec(made.read('/proc/meminfo')!)![0]);
    made.online(32);
    expect(Number(/\d+/.exec(made.read('/proc/meminfo')!)![0]) - before).toBe(128 * 1024);
  });

  test('pages that a driver withholds are present but not managed', () => {
    const made = lab();
    made.place(PAGE_OFFLINE_SKIPPABLE, 32, 512, 1000);
    made.place(PAGE_OFFLINE_REFERENCED, 32, 9000, 24);
    made.online(32);
    expect([made.zone(1, 'Normal')[2], made.managed(1, 'Normal')]).toEqual([BLOCK_PAGES, BLOCK_PAGES - 1024]);
  });

  test('pageblocks are isolated only during the operation', () => {
    const made = lab();
    const isolated = (): number => made.k.zones.isolated.get(zoneRow(1, ZONE_NORMAL));
    const { run } = made.machine;
    made.machine.begin('root', {
      kind: 'sysfs_write',
      path: '/sys/devices/system/memory/memory32/state',
      bytes: 'online_kernel',
    });
    const thread = run.threads[0]!;
    while (thread.op?.name !== 'undo_isolate_page_range') run.step(thread);
    expect(isolated()).toBe(BLOCK_PAGES / PAGEBLOCK_PAGES);
    made.machine.settle();
    expect(isolated()).toBe(0);
  });
});

describe('the order of an onlining', () => {
  test('the zone is chosen before mem_hotplug_lock is taken, pages can be allocated before ONLINE is sent', () => {
    const made = lab();
    const from = made.machine.run.length;
    made.online(32);
    const { run } = made.machine;
    const names = Array.from({ length: run.length - from }, (_, i) => {
      const { name, label } = opOf(run.history.step(from + i).opId);
      return name === 'memory_notify' ? label.split(' ')[1]! : name;
    });
    const milestones = [
      'zone_for_pfn_range',
      'mem_hotplug_begin',
      'MEM_PREPARE_ONLINE',
      'move_pfn_range_to_zone',
      'MEM_GOING_ONLINE',
      'online_pages_range',
      'node_states_set_node',
      'undo_isolate_page_range',
      'MEM_ONLINE',
      'memory_block_online',
      'mem_hotplug_done',
      'device_online',
    ];
    expect(names.filter((name) => milestones.includes(name))).toEqual(milestones);
  });
});

describe('a refusal of GOING_ONLINE', () => {
  test('takes the span back, keeps all counters, and says so in the log before CANCEL_ONLINE', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32);
    expect(made.online(32)).toBe('EPERM');
    expect([made.zone(1, 'Normal'), made.node(1), made.managed(1, 'Normal')]).toEqual([[0, 0, 0], [0, 0], 0]);
    expect(made.log()).toEqual(['online_pages [mem 0x100000000-0x107ffffff] failed']);
    const all = made.k.journal.texts(made.k.names, 'dmesg');
    const failed = all.findIndex((line) => line.includes('failed'));
    expect(all[failed + 1]).toContain('CANCEL_ONLINE');
    expect(made.block(32)).toBe('offline Normal Movable');
  });

  test('leaves node masks and zonelists alone', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32);
    made.online(32);
    expect([made.k.nodes.hasMemory.get(1), made.logOf('zonelists')]).toEqual([0, []]);
  });

  test('in a hole of the span changes nothing', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    made.online(35, 'online_kernel');
    made.veto('GOING_ONLINE', 33);
    made.online(33, 'online_kernel');
    expect(made.zone(1, 'Normal')).toEqual([pfn(32), 4 * BLOCK_PAGES, 2 * BLOCK_PAGES]);
  });

  test('at the edge of a span with holes shrinks by the rule: the end goes back to the last block', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    made.veto('GOING_ONLINE', 36);
    made.online(36, 'online_kernel');
    expect([made.zone(1, 'Normal'), made.node(1)]).toEqual([
      [pfn(32), BLOCK_PAGES, BLOCK_PAGES],
      [pfn(32), BLOCK_PAGES],
    ]);
  });

  test('can leave a smaller span than before: a boot zone that began with a hole loses it', () => {
    const made = new Lab({
      nodes: [bootNode(0), bootNode(1)],
      zones: [bootZone(0, ZONE_DMA32, 0, pfn(32)), bootZone(1, ZONE_NORMAL, pfn(40), pfn(44))],
      blocks: [...bootBlocks(0, 32, ZONE_DMA32), ...bootBlocks(41, 44, ZONE_NORMAL, 1)],
    });
    made.call(add_memory, 1, ...range(40), 0);
    made.veto('GOING_ONLINE', 40);
    expect(made.online(40, 'online_kernel')).toBe('EPERM');
    expect(made.zone(1, 'Normal').slice(0, 2)).toEqual([pfn(41), 3 * BLOCK_PAGES]);
  });
});

describe('a refusal of PREPARE_ONLINE', () => {
  test('comes before the span grows, and leaves no line in the log', () => {
    const made = lab();
    made.veto('PREPARE_ONLINE', 32);
    expect(made.online(32)).toBe('EPERM');
    expect([made.zone(1, 'Normal'), made.node(1), made.log()]).toEqual([[0, 0, 0], [0, 0], []]);
  });
});

describe('node masks', () => {
  const masks = (made: Lab): [memory: number, normal: number] => [
    made.k.nodes.hasMemory.get(1),
    made.k.nodes.hasNormalMemory.get(1),
  ];

  test('the first kernel block gives the node memory and normal memory', () => {
    const made = lab();
    expect(masks(made)).toEqual([0, 0]);
    made.online(32, 'online_kernel');
    expect(masks(made)).toEqual([1, 1]);
  });

  test('a node whose memory is all movable has memory but no normal memory', () => {
    const made = lab();
    made.online(32, 'online_movable');
    expect(masks(made)).toEqual([1, 0]);
    made.online(33, 'online_kernel');
    expect(masks(made)).toEqual([1, 1]);
  });

  test('zonelists are rebuilt for the first block of each zone only, before ONLINE is sent', () => {
    const made = lab();
    const rebuilt = (): number => made.logOf('zonelists').length;
    made.online(32, 'online_kernel');
    expect(rebuilt()).toBe(1);
    made.online(33, 'online_kernel');
    expect(rebuilt()).toBe(1);
    made.online(34, 'online_movable');
    expect(rebuilt()).toBe(2);
    const all = made.k.journal.texts(made.k.names, 'dmesg');
    const online = all.findIndex((line) => line.includes('event ONLINE'));
    expect(all.slice(0, online).some((line) => line.startsWith('Built 2 zonelists'))).toBe(true);
  });

  test('memory tiers speak when the node gets its first memory, and not again', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    made.online(33, 'online_movable');
    expect(made.logOf('Demotion')).toEqual([
      'Demotion targets for Node 0: null',
      'Demotion targets for Node 1: null',
    ]);
  });
});
