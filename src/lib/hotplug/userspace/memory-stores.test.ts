/** Writes under /sys/devices/system/memory against spec 02 §4, §13.6, §13.7, §15 and §16. */
import { describe, expect, test } from 'vitest';
import type { MachineDescription } from '../state/machine.ts';
import { hex, ZONE_DMA32, ZONE_NORMAL } from '../state/units.ts';
import { add_memory } from '../core/add-memory.ts';
import { iomemLines } from '../testing/iomem.ts';
import { Lab } from '../testing/lab.ts';
import { bootBlocks, bootNode, bootZone, labMachine, pfn, range } from '../testing/lab-machine.ts';

/** Block 32 offline, block 33 online in Normal. */
function lab(differences: Partial<MachineDescription> = {}): Lab {
  const made = new Lab(differences);
  made.call(add_memory, 1, ...range(32, 2), 0);
  made.online(33, 'online_kernel');
  return made.listen();
}

describe('state', () => {
  test.each([
    ['online', 'online Normal'],
    ['online_kernel', 'online Normal'],
    ['online_movable', 'online Movable'],
  ] as const)('%s onlines an offline block', (word, block) => {
    const made = lab({ movableNode: false });
    expect([made.write('memory32/state', word), made.block(32)]).toEqual(['ok', block]);
  });

  test('offline offlines an online block', () => {
    const made = lab();
    expect([made.write('memory33/state', 'offline'), made.block(33)]).toEqual([
      'ok',
      'offline Normal Movable',
    ]);
  });

  test.each(['online', 'online_kernel', 'online_movable'])('%s on an online block is -EINVAL', (word) => {
    const made = lab();
    expect([made.write('memory33/state', word), made.block(33)]).toEqual(['EINVAL', 'online Normal']);
    expect([made.events(), made.uevents()]).toEqual([[], []]);
  });

  test('offline on an offline block is -EINVAL', () => {
    expect(lab().write('memory32/state', 'offline')).toBe('EINVAL');
  });

  test.each(['Online', 'onlin', 'online ', '1', '', 'going-offline', 'online\n'])(
    'the word %j is -EINVAL and changes nothing',
    (word) => {
      const made = lab();
      const hash = made.k.store.hash();
      expect([made.write('memory32/state', word), made.k.store.hash()]).toEqual(['EINVAL', hash]);
    },
  );

  test('a word without newline is taken', () => {
    const made = lab();
    const path = '/sys/devices/system/memory/memory32/state';
    expect(made.answer(made.begin({ kind: 'sysfs_write', path, bytes: 'online' }))).toBe('ok');
  });

  test.each([
    ['a veto', 'EPERM', (made: Lab) => made.veto('GOING_ONLINE', 32)],
    ['a callback errno', 'ENOMEM', (made: Lab) => made.veto('GOING_ONLINE', 32, 12)],
    ['poison', 'EHWPOISON', (made: Lab) => made.k.blocks.poisoned.set(32, 1)],
  ])('%s reaches the writer', (_, errno, plant) => {
    const made = lab();
    plant(made);
    expect(made.write('memory32/state', 'online')).toBe(errno);
  });
});

describe('online', () => {
  test.each(['1', 'y', 'on', '10', 'yellow'])('%j onlines an offline block', (word) => {
    const made = lab();
    expect([made.write('memory32/online', word), made.block(32)]).toEqual(['ok', 'online Normal']);
  });

  test.each(['0', 'n', 'off', '01', 'false'])('%j offlines an online block', (word) => {
    const made = lab();
    expect([made.write('memory33/online', word), made.read('memory33/state')]).toEqual(['ok', 'offline\n']);
  });

  test('what is so already is a success, without an event', () => {
    const made = lab();
    expect([made.write('memory33/online', '1'), made.write('memory32/online', '0')]).toEqual(['ok', 'ok']);
    expect([made.events(), made.uevents()]).toEqual([[], []]);
  });

  test.each(['2', 'o', '', 'enable', ' 1'])('%j is -EINVAL', (word) => {
    expect(lab().write('memory32/online', word)).toBe('EINVAL');
  });

  test('1 on a boot block of several zones is a success, 0 is -EINVAL', () => {
    const made = lab();
    expect([made.write('memory0/online', '1'), made.write('memory0/online', '0')]).toEqual(['ok', 'EINVAL']);
  });

  test('a refusal reaches the writer', () => {
    const made = lab();
    made.veto('GOING_OFFLINE', 33);
    expect(made.write('memory33/online', '0')).toBe('EPERM');
  });
});

describe('auto_online_blocks', () => {
  test.each(['offline', 'online', 'online_kernel', 'online_movable'])(
    '%s is stored and read back',
    (word) => {
      const made = lab();
      expect([made.write('auto_online_blocks', word), made.read('auto_online_blocks')]).toEqual([
        'ok',
        `${word}\n`,
      ]);
    },
  );

  test('an unknown word is -EINVAL and keeps the old one', () => {
    const made = lab({ defaultOnlineType: 2 });
    expect([made.write('auto_online_blocks', 'auto'), made.read('auto_online_blocks')]).toEqual([
      'EINVAL',
      'online_kernel\n',
    ]);
  });

  test('existing blocks do not change, the next add does', () => {
    const made = lab();
    made.write('auto_online_blocks', 'online_movable');
    expect(made.block(32)).toBe('offline Normal Movable');
    made.call(add_memory, 1, ...range(40), 0);
    expect(made.block(40)).toBe('online Movable');
  });
});

describe('probe', () => {
  const address = (block: number): string => `0x${range(block)[0].toString(16)}`;

  test('adds one block of System RAM, with the default online type', () => {
    const made = lab({ defaultOnlineType: 3 });
    expect([made.write('probe', address(40)), made.block(40)]).toEqual(['ok', 'online Movable']);
    expect(iomemLines(made.k).at(-1)).toBe('5120-5248 System RAM');
  });

  test.each([
    ['decimal', '5368709120'],
    ['octal', '050000000000'],
  ])('takes an address in %s', (_, text) => {
    const made = lab();
    expect([made.write('probe', text), made.block(40)]).toEqual(['ok', 'offline Normal Movable']);
  });

  test.each([
    ['no number', 'memory40', 'EINVAL'],
    ['nothing', '', 'EINVAL'],
    ['more than 64 bits', '0x10000000000000000', 'ERANGE'],
    ['not the start of a block', '0x140001000', 'EINVAL'],
    ['the last of 64 bits, which is no start of a block', '0xffffffffffffffff', 'EINVAL'],
    ['one byte behind a block above 2^53', '0x40000000000001', 'EINVAL'],
    ['the last block of 64 bits', '0xfffffffff8000000', 'E2BIG'],
    ['a block that is there', '0x100000000', 'EEXIST'],
    ['boot memory', '0x0', 'EEXIST'],
    ['above what can be mapped', '0x400000000000', 'E2BIG'],
  ])('%s is refused', (_, text, errno) => {
    expect(lab().write('probe', text)).toBe(errno);
  });

  test('the last block of 64 bits ends at 0, as sums of 64 bits do', () => {
    const made = lab();
    made.write('probe', '0xfffffffff8000000');
    expect(made.log()).toEqual([
      'Hotplug memory [0xfffffffff8000000-0x0] exceeds maximum addressable range [0x0-0x3fffffffffff]',
    ]);
  });

  test('a hole of a node in which no other node has RAM belongs to that node', () => {
    const made = new Lab({
      nodes: [bootNode(0), bootNode(1)],
      zones: [bootZone(0, ZONE_DMA32, 0, pfn(4)), bootZone(1, ZONE_NORMAL, pfn(4), pfn(12))],
      blocks: [
        ...bootBlocks(0, 4, ZONE_DMA32),
        ...bootBlocks(4, 6, ZONE_NORMAL, 1),
        ...bootBlocks(10, 12, ZONE_NORMAL, 1),
      ],
      resources: [],
    });
    expect([made.write('probe', address(8)), made.k.blocks.nid.get(8)]).toEqual(['ok', 1]);
    expect([made.write('probe', address(12)), made.k.blocks.nid.get(12)]).toEqual(['ok', 0]);
  });

  test('the node is that of the boot range which contains the address, else that of the first range', () => {
    const made = new Lab({
      nodes: [bootNode(0), bootNode(1)],
      zones: [bootZone(0, ZONE_DMA32, 0, pfn(4)), bootZone(1, ZONE_NORMAL, pfn(8), pfn(12))],
      blocks: [...bootBlocks(0, 4, ZONE_DMA32), ...bootBlocks(8, 12, ZONE_NORMAL, 1)],
    });
    made.begin({
      kind: 'api',
      call: 'offline_and_remove_memory',
      startBytes: range(9)[0],
      sizeBytes: range(9)[1],
    });
    expect([made.write('probe', address(9)), made.k.blocks.nid.get(9)]).toEqual(['ok', 1]);
    expect([made.write('probe', address(40)), made.k.blocks.nid.get(40)]).toEqual(['ok', 0]);
  });
});

describe('hard_offline_page', () => {
  test('poisons a free page: success, a line in the log, nothing else to see', () => {
    const made = lab();
    const before = [made.zone(1, 'Normal'), made.managed(1, 'Normal'), made.block(33)];
    expect(made.write('hard_offline_page', '0x108003000')).toBe('ok');
    expect(made.log()).toEqual(['Memory failure: 0x108003: recovery action for free buddy page: Recovered']);
    expect([made.zone(1, 'Normal'), made.managed(1, 'Normal'), made.block(33)]).toEqual(before);
    expect(made.k.blocks.poisoned.get(33)).toBe(1);
  });

  test.each(['x', '', '0x10000000000000000'])('%j is -EINVAL', (text) => {
    expect(lab().write('hard_offline_page', text)).toBe('EINVAL');
  });

  test.each(['0x100000000', '0x900000000', '0xffffffffffffffff'])(
    'a page that is not online (%s) is -ENXIO',
    (at) => {
      const made = lab();
      expect(made.write('hard_offline_page', at)).toBe('ENXIO');
      expect(made.log()).toEqual([
        expect.stringMatching(/^Memory failure: 0x[0-9a-f]+: memory outside kernel control$/),
      ]);
    },
  );

  test('an address of 64 bits is not rounded', () => {
    const made = lab();
    made.write('hard_offline_page', '0xffffffffffffffff');
    expect(made.log()).toEqual(['Memory failure: 0xfffffffffffff: memory outside kernel control']);
  });

  test.each([
    ['below 1 MiB', 0x2000],
    ['of the kernel image', 0x1000000],
  ])('a page %s is marked and refused with -EBUSY, then counts as poisoned', (_, address) => {
    const [ram] = labMachine().resources;
    const image = { startBytes: 0x1000000, endBytes: 0x1ffffff, name: 'Kernel code', depth: 1 };
    const made = lab({ resources: [ram!, image] });
    const page = hex(address / 4096);
    expect(made.write('soft_offline_page', hex(address))).toBe('EIO');
    expect(made.write('hard_offline_page', hex(address))).toBe('EBUSY');
    expect(made.write('hard_offline_page', hex(address))).toBe('EHWPOISON');
    expect(made.write('soft_offline_page', hex(address))).toBe('ok');
    expect(made.log()).toEqual([
      `Memory failure: ${page}: unhandlable page.`,
      `Memory failure: ${page}: unhandlable page.`,
      `Memory failure: ${page}: recovery action for get hwpoison page: Ignored`,
      `Memory failure: ${page}: recovery action for already poisoned page: Failed`,
      `Soft offline: ${page}: page already poisoned`,
    ]);
    expect(made.k.blocks.poisoned.get(0)).toBe(1);
  });

  test('a page that holds the memory map of its block is refused, and counts against the block', () => {
    const made = lab();
    made.k.blocks.vmemmapPages.set(33, 512);
    expect(made.write('hard_offline_page', '0x1081ff000')).toBe('EBUSY');
    expect(made.write('hard_offline_page', '0x108200000')).toBe('ok');
    expect(made.k.blocks.poisoned.get(33)).toBe(2);
  });

  test('a page that is poisoned already is -EHWPOISON and counts once', () => {
    const made = lab();
    made.write('hard_offline_page', '0x108003000');
    expect(made.write('hard_offline_page', '0x108003fff')).toBe('EHWPOISON');
    expect(made.log().at(-1)).toBe(
      'Memory failure: 0x108003: recovery action for already poisoned page: Failed',
    );
    expect(made.k.blocks.poisoned.get(33)).toBe(1);
  });
});

describe('soft_offline_page', () => {
  test('takes a free page out of use without a word: the block cannot come back online', () => {
    const made = lab();
    expect(made.write('soft_offline_page', '0x108003000')).toBe('ok');
    expect([made.log(), made.k.blocks.poisoned.get(33)]).toEqual([[], 1]);
    made.write('memory33/state', 'offline');
    expect(made.write('memory33/state', 'online')).toBe('EHWPOISON');
  });

  test('a page that is out of use already is a success and counts once', () => {
    const made = lab();
    made.write('hard_offline_page', '0x108003000');
    expect(made.write('soft_offline_page', '0x108003000')).toBe('ok');
    expect(made.log().at(-1)).toBe('Soft offline: 0x108003: page already poisoned');
    expect(made.k.blocks.poisoned.get(33)).toBe(1);
  });

  test.each([
    ['an offline block', '0x100000000', 'EIO'],
    ['no block', '0x900000000', 'ENXIO'],
    ['the end of the address space', '0xffffffffffffffff', 'ENXIO'],
  ])('a page in %s is refused in its own way', (_, address, errno) => {
    const made = lab();
    expect([made.write('soft_offline_page', address), made.log()]).toEqual([errno, []]);
  });
});
