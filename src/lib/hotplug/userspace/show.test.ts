/** What the files of the memory core print, to the letter, against spec 02 §13 and §17. */
import { describe, expect, test } from 'vitest';
import type { MachineDescription } from '../state/machine.ts';
import { add_memory } from '../core/add-memory.ts';
import { Lab } from '../testing/lab.ts';
import { bootNode, bootZone, emptyNode, pfn, range } from '../testing/lab-machine.ts';
import { ZONE_DMA32 } from '../state/units.ts';
import { nodeList, physIndex } from './show.ts';

function lab(differences: Partial<MachineDescription> = {}): Lab {
  const made = new Lab(differences);
  made.call(add_memory, 1, ...range(32, 2), 0);
  return made;
}

/** `cat path`, as a step of the run: the text, or the errno's name. */
function cat(made: Lab, path: string): string {
  const job = made.begin({ kind: 'sysfs_read', path });
  const outcome = made.machine.outcome(job);
  return outcome?.stdout ?? outcome?.errno ?? 'waits';
}

describe('files of a block', () => {
  const memory = '/sys/devices/system/memory';
  test.each([
    ['memory32/state', 'offline\n'],
    ['memory5/state', 'online\n'],
    ['memory32/online', '0\n'],
    ['memory5/online', '1\n'],
    ['memory32/removable', '1\n'],
    ['memory5/removable', '1\n'],
    ['memory0/removable', '1\n'],
    ['memory32/phys_index', '00000020\n'],
    ['memory5/phys_index', '00000005\n'],
    ['memory32/phys_device', '0\n'],
    ['memory32/valid_zones', 'Normal Movable\n'],
    ['memory5/valid_zones', 'DMA32\n'],
    ['memory0/valid_zones', 'none\n'],
    ['block_size_bytes', '8000000\n'],
    ['auto_online_blocks', 'offline\n'],
  ])('%s reads %j', (path, text) => {
    expect([cat(lab(), `${memory}/${path}`), lab().read(path)]).toEqual([text, text]);
  });

  test('the physical index has eight digits, and more when it needs them', () => {
    expect([physIndex(0), physIndex(255), physIndex(2 ** 36)]).toEqual([
      '00000000',
      '000000ff',
      '1000000000',
    ]);
  });

  test('valid_zones of an online block is its zone alone', () => {
    const made = lab();
    made.online(32, 'online_movable');
    made.online(33, 'online_kernel');
    expect([made.read('memory32/valid_zones'), made.read('memory33/valid_zones')]).toEqual([
      'Movable\n',
      'Normal\n',
    ]);
  });

  test('valid_zones of an offline block inside DMA32: default and kernel zone are one word', () => {
    const made = lab();
    made.offline(5);
    expect(made.read('memory5/valid_zones')).toBe('DMA32 Movable\n');
  });

  test('block_size_bytes of 2 GiB blocks', () => {
    expect(new Lab({ blockSizeBytes: 2 ** 31, blocks: [] }).read('block_size_bytes')).toBe('80000000\n');
  });
});

describe('what cannot be opened', () => {
  const memory = '/sys/devices/system/memory';
  test.each([
    ['no such block', 'memory99/state', 'ENOENT', 'ENOENT'],
    ['no such attribute', 'memory32/colour', 'ENOENT', 'ENOENT'],
    ['a block number with a leading zero', 'memory032/state', 'ENOENT', 'ENOENT'],
    ['a file that is only read', 'memory32/valid_zones', 'Normal Movable\n', 'EACCES'],
    ['removable', 'memory32/removable', '1\n', 'EACCES'],
    ['phys_index', 'memory32/phys_index', '00000020\n', 'EACCES'],
    ['block_size_bytes', 'block_size_bytes', '8000000\n', 'EACCES'],
    ['probe, which is only written', 'probe', 'EACCES', 'EINVAL'],
    ['hard_offline_page, which is only written', 'hard_offline_page', 'EACCES', 'EINVAL'],
  ])('%s', (_, path, read, written) => {
    const made = lab();
    expect([cat(made, `${memory}/${path}`), made.write(path, 'nonsense')]).toEqual([read, written]);
  });

  test('probe, in a kernel that was built without it', () => {
    const made = lab({ hasProbeFile: false });
    expect([cat(made, `${memory}/probe`), made.write('probe', '0x140000000')]).toEqual(['ENOENT', 'ENOENT']);
  });

  test('a file that cannot be read has no text outside a run either', () => {
    expect([lab().read('probe'), lab().read('memory99/state')]).toEqual([null, null]);
  });
});

describe('node masks', () => {
  test('a mask is a list of ranges, empty for none', () => {
    const made = new Lab({ possibleNodes: 8, nodes: [0, 1, 2, 4, 6, 7].map(emptyNode) });
    expect(nodeList(made.k, made.k.nodes.possible)).toBe('0-2,4,6-7');
    expect(nodeList(made.k, made.k.nodes.hasMemory)).toBe('');
    expect(made.read('/sys/devices/system/node/has_memory')).toBe('\n');
  });

  test('each file shows its mask', () => {
    const made = lab();
    made.online(32, 'online_movable');
    const node = '/sys/devices/system/node';
    expect(
      ['possible', 'online', 'has_memory', 'has_normal_memory', 'has_cpu'].map((file) =>
        made.read(`${node}/${file}`),
      ),
    ).toEqual(['0-1\n', '0-1\n', '0-1\n', '0\n', '0\n']);
  });
});

describe('/proc', () => {
  test('iomem prints both ends inclusive with eight digits or more, two blanks for each level', () => {
    const made = new Lab({
      resources: [
        { startBytes: 0, endBytes: 0xfff, name: 'Reserved', depth: 0 },
        { startBytes: 0x1000, endBytes: 2 ** 32 - 1, name: 'System RAM', depth: 0 },
        { startBytes: 0x1000000, endBytes: 0x1ffffff, name: 'Kernel code', depth: 1 },
      ],
    });
    made.call(add_memory, 1, ...range(32), 0);
    expect(made.read('/proc/iomem')).toBe(
      [
        '00000000-00000fff : Reserved',
        '00001000-ffffffff : System RAM',
        '  01000000-01ffffff : Kernel code',
        '100000000-107ffffff : System RAM',
        '',
      ].join('\n'),
    );
  });

  test('zoneinfo prints all zones of online nodes; start_pfn only while a zone has pages', () => {
    const made = new Lab({
      nodes: [bootNode(0), emptyNode(1)],
      zones: [bootZone(0, ZONE_DMA32, 4096, pfn(2), 100)],
      blocks: [],
    });
    const empty = (zone: string, nid: number): string =>
      `Node ${nid}, zone ${zone}\n        spanned  0\n        present  0\n        managed  0\n`;
    const dma32 =
      'Node 0, zone    DMA32\n        spanned  61440\n        present  61440\n        managed  61340\n  start_pfn:           4096\n';
    const node0 = `${empty('     DMA', 0)}${dma32}${empty('  Normal', 0)}${empty(' Movable', 0)}${empty('  Device', 0)}`;
    expect(made.read('/proc/zoneinfo')).toBe(node0);
    made.call(add_memory, 1, ...range(32), 0);
    expect(made.read('/proc/zoneinfo')).toContain(empty(' Movable', 1));
    made.hold('GOING_ONLINE', 32);
    made.online(32, 'online_movable');
    expect(made.read('/proc/zoneinfo')).toContain(
      'Node 1, zone  Movable\n        spanned  32768\n        present  0\n        managed  0\nNode 1, zone   Device\n',
    );
  });

  test('MemTotal is 4 KiB for each managed page, right-aligned in 15 columns', () => {
    // 1048576 boot pages, 10000 of them reserved.
    expect(new Lab().read('/proc/meminfo')).toBe('MemTotal:        4154304 kB\n');
  });
});
