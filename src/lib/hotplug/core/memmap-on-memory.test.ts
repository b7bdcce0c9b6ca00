/**
 * Blocks that hold their own memory map, against spec 01 §10, 02 §6 and §11.1: 128 MiB have 512 pages of memory map
 * at the start of the block and 32256 usable pages behind them.
 */
import { describe, expect, test } from 'vitest';
import { bootKernel } from '../state/boot.ts';
import type { MachineDescription } from '../state/machine.ts';
import { PAGE_OFFLINE_REFERENCED, PAGE_UNMOVABLE } from '../state/pages.ts';
import {
  MEMMAP_ON_MEMORY_FORCE,
  MEMMAP_ON_MEMORY_OFF,
  MEMMAP_ON_MEMORY_ON,
  MHP_MEMMAP_ON_MEMORY,
  MHP_MERGE_RESOURCE,
} from '../state/units.ts';
import { Lab } from '../testing/lab.ts';
import { BLOCK_PAGES, labMachine, pfn, range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';
import { memmapPages } from './memory-block-devices.ts';

const MIB = 2 ** 20;

describe('whether a block holds its own memory map', () => {
  const pages = (mode: number, flags = MHP_MEMMAP_ON_MEMORY, blockSizeBytes = 128 * MIB): number =>
    memmapPages(bootKernel(labMachine({ memmapOnMemory: mode, blockSizeBytes })), flags);

  test.each([
    [128, 512],
    [256, 1024],
    [512, 2048],
    [2048, 8192],
  ])('a block of %i MiB has %i pages of it', (mib, expected) => {
    expect(pages(MEMMAP_ON_MEMORY_ON, MHP_MEMMAP_ON_MEMORY, mib * MIB)).toBe(expected);
    expect(pages(MEMMAP_ON_MEMORY_FORCE, MHP_MEMMAP_ON_MEMORY, mib * MIB)).toBe(expected);
  });

  test('not while the parameter is off, and not when the caller does not ask for it', () => {
    expect(pages(MEMMAP_ON_MEMORY_OFF)).toBe(0);
    expect([pages(MEMMAP_ON_MEMORY_ON, 0), pages(MEMMAP_ON_MEMORY_FORCE, MHP_MERGE_RESOURCE)]).toEqual([
      0, 0,
    ]);
  });

  test.each([64, 32, 2])(
    'not in a block of %i MiB, whose memory map is no whole PMD; force does not help',
    (mib) => {
      expect(pages(MEMMAP_ON_MEMORY_ON, MHP_MEMMAP_ON_MEMORY, mib * MIB)).toBe(0);
      expect(pages(MEMMAP_ON_MEMORY_FORCE, MHP_MEMMAP_ON_MEMORY, mib * MIB)).toBe(0);
    },
  );
});

function lab(differences: Partial<MachineDescription> = {}, blocks = 2): Lab {
  const made = new Lab({ memmapOnMemory: MEMMAP_ON_MEMORY_ON, ...differences });
  expect(made.call(add_memory, 1, ...range(32, blocks), MHP_MEMMAP_ON_MEMORY)).toBe(0);
  return made.listen();
}

const NORMAL = (made: Lab): [present: number, managed: number] => [
  made.zone(1, 'Normal')[2],
  made.managed(1, 'Normal'),
];

describe('onlining', () => {
  test('counts the whole block as present but only the usable pages as managed', () => {
    const made = lab();
    made.online(32, 'online_kernel');
    expect(NORMAL(made)).toEqual([BLOCK_PAGES, BLOCK_PAGES - 512]);
    expect(made.zone(1, 'Normal').slice(0, 2)).toEqual([pfn(32), BLOCK_PAGES]);
  });

  test('events speak of the usable pages only', () => {
    const made = lab();
    made.online(32);
    const events = made.k.journal.texts(made.k.names, 'dmesg').filter((line) => line.startsWith('hpctl'));
    expect(events.map((line) => line.split('event ')[1])).toEqual([
      'PREPARE_ONLINE [mem 0x100200000-0x107ffffff]',
      'GOING_ONLINE [mem 0x100200000-0x107ffffff]',
      'ONLINE [mem 0x100200000-0x107ffffff]',
    ]);
  });

  test('the pages of the memory map are in the zone before the first notifier is asked, but not counted', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    made.online(32, 'online_kernel');
    expect([made.zone(1, 'Normal'), made.node(1)]).toEqual([
      [pfn(32), BLOCK_PAGES, 0],
      [pfn(32), BLOCK_PAGES],
    ]);
  });

  test('the memory map is counted as present after ONLINE', () => {
    const made = lab();
    made.hold('ONLINE', 32);
    made.online(32, 'online_kernel');
    expect(NORMAL(made)).toEqual([BLOCK_PAGES - 512, BLOCK_PAGES - 512]);
    made.release();
    expect(NORMAL(made)).toEqual([BLOCK_PAGES, BLOCK_PAGES - 512]);
  });

  test('a refusal takes the memory map out of the zone again', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32);
    expect(made.online(32, 'online_kernel')).toBe('EPERM');
    expect([made.zone(1, 'Normal'), made.node(1)]).toEqual([
      [0, 0, 0],
      [0, 0],
    ]);
    made.online(33, 'online_kernel');
    made.online(32, 'online_kernel');
    expect(made.zone(1, 'Normal')).toEqual([pfn(33), BLOCK_PAGES, BLOCK_PAGES]);
  });

  test('a refusal of PREPARE_ONLINE comes before the memory map joins the zone', () => {
    const made = lab();
    made.veto('PREPARE_ONLINE', 32);
    made.online(32, 'online_kernel');
    expect(made.zone(1, 'Normal')).toEqual([0, 0, 0]);
  });

  test('a rule for the first 2 MiB of the block matches no event', () => {
    const made = lab();
    const [startBytes] = range(32);
    made.begin({
      kind: 'notifier_veto',
      event: 'GOING_ONLINE',
      startBytes,
      sizeBytes: 2 * MIB,
      errno: 0,
      count: -1,
    });
    expect(made.online(32)).toBe('ok');
  });
});

describe('offlining', () => {
  function online(): Lab {
    const made = lab();
    made.online(32, 'online_kernel');
    made.online(33, 'online_kernel');
    return made.listen();
  }

  test('takes the usable pages from managed and the whole block from present', () => {
    const made = online();
    expect(made.offline(32)).toBe('ok');
    expect(NORMAL(made)).toEqual([BLOCK_PAGES, BLOCK_PAGES - 512]);
    expect(made.zone(1, 'Normal').slice(0, 2)).toEqual([pfn(33), BLOCK_PAGES]);
    expect(made.logOf('Offlined')).toEqual(['Offlined Pages 32256']);
  });

  test('the upper block of two gives its span back too', () => {
    const made = online();
    made.offline(33);
    expect(made.zone(1, 'Normal')).toEqual([pfn(32), BLOCK_PAGES, BLOCK_PAGES]);
    made.offline(32);
    expect([made.zone(1, 'Normal'), made.node(1), NORMAL(made)]).toEqual([
      [0, 0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  test('while it runs the memory map is not counted as present, after a refusal it is again', () => {
    const made = online();
    made.place(PAGE_OFFLINE_REFERENCED, 32, 1000);
    made.hold('GOING_OFFLINE', 32);
    const job = made.beginWrite('memory32/state', 'offline');
    expect(NORMAL(made)).toEqual([2 * BLOCK_PAGES - 512, 2 * (BLOCK_PAGES - 512)]);
    made.release();
    expect([made.answer(job), NORMAL(made)]).toEqual(['EBUSY', [2 * BLOCK_PAGES, 2 * (BLOCK_PAGES - 512)]]);
    expect(made.zone(1, 'Normal').slice(0, 2)).toEqual([pfn(32), 2 * BLOCK_PAGES]);
  });

  test('a page in the memory map itself stands in nobody’s way', () => {
    const made = online();
    made.place(PAGE_UNMOVABLE, 32, 100);
    expect(made.offline(32)).toBe('ok');
  });

  test('a node whose only memory goes loses its masks', () => {
    const made = lab({}, 1);
    made.online(32, 'online_kernel');
    made.offline(32);
    expect([made.k.nodes.hasMemory.get(1), made.k.nodes.hasNormalMemory.get(1)]).toEqual([0, 0]);
  });
});

describe('a block with its own memory map in a group', () => {
  test('counts with all its pages there', () => {
    const made = new Lab({ memmapOnMemory: MEMMAP_ON_MEMORY_ON, defaultOnlineType: 3 });
    const group = made.begin({ kind: 'api', call: 'memory_group_register_static', nid: 1, maxPages: 65536 });
    const MGID = 4;
    made.call(add_memory, group.result!, ...range(32), MHP_MEMMAP_ON_MEMORY | MGID);
    expect([made.k.groups.presentMovable.get(0), made.k.groups.presentKernel.get(0)]).toEqual([
      BLOCK_PAGES,
      0,
    ]);
    made.offline(32);
    expect(made.k.groups.presentMovable.get(0)).toBe(0);
  });
});
