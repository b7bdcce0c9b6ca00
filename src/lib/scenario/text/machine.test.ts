/** Machines from statements: zones, blocks and entries as recorded kernels of the same RAM have them. */
import { describe, expect, it } from 'vitest';
import { blockFile } from '#lib/hotplug/userspace/show.ts';
import { readFile } from '#lib/hotplug/userspace/files.ts';
import { bootKernel } from '#lib/hotplug/state/boot.ts';
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import { ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import { parseScenario } from './parse.ts';
import { compileScenario } from './compile.ts';
import { programOf } from './testing/play.ts';
import { textErrorLine } from './text-error.ts';

const machineOf = (text: string): MachineDescription => programOf(text, 'merged').machine;

/** start, spanned, present, managed of each zone. */
function zones(text: string): string[] {
  return machineOf(text).zones.map(
    ({ nid, type, startPfn, spannedPages, presentPages, managedPages }) =>
      `${nid} ${ZONE_NAMES[type]} ${startPfn} ${spannedPages} ${presentPages} ${managedPages}`,
  );
}

function problems(text: string): string[] {
  const syntax = parseScenario(text);
  if (!syntax.ok) return syntax.error.map(textErrorLine);
  const result = compileScenario(syntax.value, 'merged');
  return result.ok ? [] : result.error.map(textErrorLine);
}

describe('zones', () => {
  // Recorded: 520160 pages in DMA32, the firmware keeps 32 for ACPI; managed pages are assumed.
  it('of 4 GiB with a hole below 4 GiB are those of the recorded machine', () => {
    expect(zones('node 0 ram=0-2G,4G-6G')).toEqual([
      '0 DMA 1 4095 3998 3840',
      `0 DMA32 4096 1044480 520192 ${Math.floor((520192 * 63) / 64)}`,
      `0 Normal 1048576 524288 524288 ${(524288 * 63) / 64}`,
    ]);
  });

  it('of a node span from its first to its last address, holes included', () => {
    expect(zones('node 0 ram=0-1G\nnode 1 ram=8G-9G,12G-13G').at(-1)).toMatch(
      /^1 Normal 2097152 1310720 524288 /,
    );
  });

  it('begin where the zone begins, not where the node has its next RAM', () => {
    expect(zones('node 0 ram=0-3G,6G-9G').at(-1)).toMatch(/^0 Normal 1048576 1310720 786432 /);
  });

  it('of a movable node are ZONE_MOVABLE alone', () => {
    expect(zones('node 0 ram=0-4G\nnode 1 ram=4G-5G movable').at(-1)).toMatch(
      /^1 Movable 1048576 262144 262144 /,
    );
    expect(problems('node 0 ram=0-4G,8G-9G\nnode 1 ram=4G-5G movable')).toEqual([]);
    expect(problems('node 0 ram=0-1G,8G-9G\nnode 1 ram=1G-2G movable')).toEqual([
      'line 2, column 12: memory below 4G cannot be in ZONE_MOVABLE here; it is cut from the highest zone with RAM: leave out movable',
    ]);
  });

  it('may be corrected', () => {
    expect(zones('node 0 ram=0-4G\nzone 0 DMA32 present=4000M managed=1000')[1]).toBe(
      '0 DMA32 4096 1044480 1024000 1000',
    );
    expect(problems('node 0 ram=0-4G\nzone 0 DMA managed=1G')).toHaveLength(1);
  });
});

describe('blocks', () => {
  it('in several zones read none, the others their zone', () => {
    const k = bootKernel(machineOf('machine block=2G\nnode 0 ram=0-2G,4G-8G'));
    expect([0, 2, 3].map((id) => blockFile(k, id, 'valid_zones'))).toEqual(['none', 'Normal', 'Normal']);
    expect(k.hasBlock(1)).toBe(false);
  });

  it.each([
    ['node 0 ram=0-4G', '128M'],
    ['node 0 ram=0-128G', '2G'],
    ['machine vm\nnode 0 ram=0-128G', '2G'],
    ['machine vm\nnode 0 ram=0-64G,65G-128512M', '512M'],
    ['machine block=1G\nnode 0 ram=0-4G', '1G'],
  ])('of %j have %s', (text, size) => {
    const bytes = Number(size.slice(0, -1)) * 2 ** (size.endsWith('G') ? 30 : 20);
    expect(machineOf(text).blockSizeBytes).toBe(bytes);
  });
});

it('/proc/iomem nests and orders what statements and devices say', () => {
  const text = `node 0 ram=0-3G
node 1 ram=4G-5G
iomem 3G-4076M "PCI Bus 0000:00"
iomem 3G+16M "0000:00:01.0"
dax dax0.0 node=1 ranges=6G+1G region=6G-8G
virtio-mem vm0 16G+1G`;
  expect(readFile(bootKernel(machineOf(text)), '/proc/iomem')).toBe(
    [
      '00000000-00000fff : Reserved',
      '00001000-0009fbff : System RAM',
      '0009fc00-000fffff : Reserved',
      '00100000-bfffffff : System RAM',
      '  01000000-01ffffff : Kernel code',
      'c0000000-febfffff : PCI Bus 0000:00',
      '  c0000000-c0ffffff : 0000:00:01.0',
      '100000000-13fffffff : System RAM',
      '180000000-1ffffffff : Soft Reserved',
      '400000000-43fffffff : virtio0',
      '',
    ].join('\n'),
  );
});

it('entries that cross each other are refused', () => {
  expect(problems('node 0 ram=0-1G\niomem 512M-2G "x"')).toEqual([
    'line 2, column 1: the entries System RAM and x of /proc/iomem cross each other; one has to lie in the other, or beside it',
  ]);
});

it('node masks follow the statements', () => {
  const k = bootKernel(machineOf('machine nodes=5\nnode 0 ram=0-1G no-cpu\nnode 1 cpu\nnode 3'));
  const read = (file: string): string | null => readFile(k, `/sys/devices/system/node/${file}`);
  expect(['possible', 'online', 'has_memory', 'has_normal_memory', 'has_cpu'].map(read)).toEqual(
    ['0-4', '0-1', '0', '0', '1'].map((list) => `${list}\n`),
  );
});

it('policies are those of the statement', () => {
  const text =
    'set auto_online_blocks=online_kernel online_policy=auto-movable auto_movable_ratio=60 auto_movable_numa_aware=N memmap_on_memory=force movable_node';
  expect(machineOf(text)).toMatchObject({
    defaultOnlineType: 2,
    onlinePolicy: 1,
    autoMovableRatio: 60,
    autoMovableNumaAware: false,
    memmapOnMemory: 2,
    movableNode: true,
  });
  expect(machineOf('node 0 ram=0-1G')).toMatchObject({
    defaultOnlineType: 0,
    onlinePolicy: 0,
    autoMovableRatio: 301,
    autoMovableNumaAware: true,
    memmapOnMemory: 0,
    movableNode: false,
  });
});

it('memory devices have no limit but the addresses', () => {
  const text = `node 0 ram=0-1G\n${Array.from({ length: 300 }, (_, i) => `dimm d${i} ${4 + i}G+1G`).join('\n')}`;
  expect(problems(text)).toEqual([]);
  expect(problems('node 0 ram=0-1G\ndimm a 4G+1G\ndimm b 4608M+1G')).toEqual([
    'line 3, column 1: b overlaps a; choose other addresses',
  ]);
});
