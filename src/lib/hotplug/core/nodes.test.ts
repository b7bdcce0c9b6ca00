/** What onlining and offlining do to node masks, zonelists and their log lines: spec 01 §3, 02 §14 and §18. */
import { describe, expect, test } from 'vitest';
import type { MachineDescription } from '../state/machine.ts';
import { zoneRow } from '../state/blocks.ts';
import { ZONE_DMA, ZONE_DMA32 } from '../state/units.ts';
import { Lab } from '../testing/lab.ts';
import { bootNode, bootZone, emptyNode, pfn, range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';
import { managedPages, try_offline_node } from './nodes.ts';

function lab(differences: Partial<MachineDescription> = {}): Lab {
  const made = new Lab(differences);
  made.call(add_memory, 1, ...range(32, 4), 0);
  return made.listen();
}

const masks = (made: Lab, nid = 1): string =>
  `${made.k.nodes.hasMemory.get(nid)} ${made.k.nodes.hasNormalMemory.get(nid)}`;

describe('node masks while blocks go offline', () => {
  test('the last kernel block takes normal memory away, memory stays while a movable block is there', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    made.online(33, 'online_movable');
    expect(masks(made)).toBe('1 1');
    made.offline(32);
    expect(masks(made)).toBe('1 0');
    made.offline(33);
    expect(masks(made)).toBe('0 0');
  });

  test('one of two kernel blocks may go: both masks stay', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    made.online(33, 'online_kernel');
    made.offline(32);
    expect(masks(made)).toBe('1 1');
  });

  test('a movable block that goes last takes memory away; normal memory went before', () => {
    const made = lab();
    made.online(32, 'online_movable');
    made.online(33, 'online_kernel');
    made.offline(32);
    expect(masks(made)).toBe('1 1');
    made.offline(33);
    expect(masks(made)).toBe('0 0');
  });

  test('the node stays online without any memory', () => {
    const made = lab();
    made.online(32);
    made.offline(32);
    expect(made.k.nodes.online.get(1)).toBe(1);
  });

  test('a refused offlining keeps the masks', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    made.veto('GOING_OFFLINE', 32);
    made.offline(32);
    expect(masks(made)).toBe('1 1');
  });

  test('other nodes keep theirs', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    made.offline(32);
    expect(masks(made, 0)).toBe('1 1');
  });
});

describe('log lines of rebuilt zonelists', () => {
  const built = (made: Lab): string[] => made.log().filter((line) => /^(Fallback|Built|Policy)/.test(line));

  test('the first block of a zone: one list for each online node, own node first, and the policy zone', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    expect(built(made)).toEqual([
      'Fallback order for Node 0: 0 1 ',
      'Fallback order for Node 1: 1 0 ',
      `Built 2 zonelists, mobility grouping on.  Total pages: ${managedPages(made.k)}`,
      'Policy zone: Normal',
    ]);
  });

  test('a zone that became empty: its node is in no list any more', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    made.listen();
    made.offline(32);
    expect(built(made).slice(0, 2)).toEqual([
      'Fallback order for Node 0: 0 ',
      'Fallback order for Node 1: 0 ',
    ]);
  });

  test('the policy zone never goes down, and Movable is none', () => {
    const made = lab();
    made.online(32, 'online_movable');
    expect(made.logOf('Policy')).toEqual(['Policy zone: DMA32']);
    made.online(33, 'online_kernel');
    made.offline(33);
    expect(made.logOf('Policy').slice(1)).toEqual(['Policy zone: Normal', 'Policy zone: Normal']);
  });

  test('three nodes at the same distance: later ones before earlier ones, nodes without CPU first', () => {
    const made = new Lab({
      possibleNodes: 3,
      nodes: [bootNode(0), emptyNode(1), emptyNode(2)],
      zones: [bootZone(0, ZONE_DMA32, 0, pfn(32))],
    });
    made.call(add_memory, 1, ...range(32), 0);
    made.call(add_memory, 2, ...range(33), 0);
    made.online(32, 'online_kernel');
    made.listen();
    made.online(33, 'online_kernel');
    expect(made.logOf('Node 1')).toContain('Fallback order for Node 1: 1 2 0 ');
    expect(made.logOf('Node 2')).toContain('Fallback order for Node 2: 2 1 0 ');
  });
});

describe('nodes that are not equally far away', () => {
  test('fall back on the nearest first, as recorded with numa-distances', () => {
    const made = new Lab({
      possibleNodes: 4,
      nodes: [bootNode(0), emptyNode(1), emptyNode(2), emptyNode(3)],
      distances: [
        [10, 30, 15, 40],
        [30, 10, 25, 12],
        [15, 25, 10, 25],
        [40, 12, 25, 10],
      ],
    });
    for (const nid of [1, 2, 3]) {
      made.call(add_memory, nid, ...range(40 + nid), 0);
      made.online(40 + nid, 'online_kernel');
    }
    expect(made.logOf('Fallback').slice(-4)).toEqual([
      'Fallback order for Node 0: 0 2 1 3 ',
      'Fallback order for Node 1: 1 3 2 0 ',
      'Fallback order for Node 2: 2 0 3 1 ',
      'Fallback order for Node 3: 3 1 2 0 ',
    ]);
  });
});

describe('many nodes at the same distance', () => {
  test('take turns in being the first of the others; a node without memory has a list too', () => {
    const made = new Lab({
      possibleNodes: 6,
      nodes: [bootNode(0), emptyNode(1), emptyNode(2), emptyNode(3), emptyNode(4), emptyNode(5)],
    });
    for (const nid of [5, 1, 2, 3, 4]) {
      made.call(add_memory, nid, ...range(40 + nid), 0);
      if (nid !== 5) made.online(40 + nid, 'online_kernel');
    }
    // The lists of nodes 0 to 4 have 1, 2, 3, 4 and 1 again behind their own node: for node 5 it is the turn of 2.
    expect(made.logOf('Fallback').slice(-6)).toEqual([
      'Fallback order for Node 0: 0 1 2 3 4 ',
      'Fallback order for Node 1: 1 2 3 4 0 ',
      'Fallback order for Node 2: 2 3 4 1 0 ',
      'Fallback order for Node 3: 3 4 1 2 0 ',
      'Fallback order for Node 4: 4 1 2 3 0 ',
      'Fallback order for Node 5: 2 3 4 1 0 ',
    ]);
  });
});

describe('log lines of memory tiers', () => {
  const demotion = (made: Lab): string[] =>
    made.logOf('Demotion').map((line) => line.replace('Demotion targets for ', ''));

  test('come with the event that gave a node its first memory or took its last, for each node with memory', () => {
    const made = lab();
    made.online(32, 'online_movable');
    made.online(33, 'online_kernel');
    expect(demotion(made)).toEqual(['Node 0: null', 'Node 1: null']);
    made.listen();
    made.offline(33);
    expect(demotion(made)).toEqual([]);
    made.offline(32);
    expect(demotion(made)).toEqual(['Node 0: null']);
  });

  test('come before the line of the test module for the same event', () => {
    const made = lab();
    made.online(32);
    const all = made.k.journal.texts(made.k.names, 'dmesg');
    const tiers = all.findIndex((line) => line.startsWith('Demotion targets for Node 1'));
    expect(all[tiers + 1]).toContain('event ONLINE');
  });
});

test('managed pages are counted on online nodes only', () => {
  const made = lab();
  made.online(32);
  const before = managedPages(made.k);
  made.k.nodes.online.set(1, 0);
  expect(managedPages(made.k)).toBe(before - 32768);
  made.k.nodes.online.set(1, 1);
  made.k.zones.managed.set(zoneRow(1, ZONE_DMA), 5);
  expect(managedPages(made.k)).toBe(before + 5);
});

test('a node that is offline already does not go a second time', () => {
  const made = new Lab().listen();
  try_offline_node(made.k, 1);
  expect(made.uevents()).toEqual([]);
});
