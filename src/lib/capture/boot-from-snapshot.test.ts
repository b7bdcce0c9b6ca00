/**
 * What machine is derived from a snapshot, what is assumed about it, and which snapshots do not make a machine.
 */
import { describe, expect, it } from 'vitest';
import { bootKernel } from '#lib/hotplug/state/boot.ts';
import { ZONE_DMA32, ZONE_MOVABLE, ZONE_NORMAL } from '#lib/hotplug/state/units.ts';
import { bootFromSnapshot } from './boot-from-snapshot.ts';
import { snapshotDifferences } from './compare.ts';
import { exampleTrace } from './fixtures/example-trace.ts';
import { recordedNames, recordedRun, validTrace } from './fixtures/recorded-runs.ts';
import { SnapshotCoverage } from './model-snapshot.ts';
import { RecordedSnapshot } from './recorded-snapshot.ts';
import type { Trace } from './trace-format.ts';

function machineOf(trace: Trace) {
  const booted = bootFromSnapshot(trace);
  if (!booted.ok) throw new Error(booted.error.what);
  return booted.value.description;
}

/** The error about the example with other boot files; undefined removes one. */
function refusedWith(files: Record<string, unknown>) {
  const trace = exampleTrace();
  Object.assign(trace.boot.files, files);
  const booted = bootFromSnapshot(validTrace(JSON.stringify(trace)));
  if (booted.ok) throw new Error('a machine was derived');
  return booted.error;
}

describe('the machine of a recording', () => {
  it('prints the recorded boot snapshot again, file by file, for every recording that is kept', () => {
    const names = recordedNames();
    for (const name of names) {
      const trace = recordedRun(name);
      const snapshot = new RecordedSnapshot(trace.boot);
      const printed = new SnapshotCoverage(snapshot.files.keys()).print(bootKernel(machineOf(trace)));
      expect(snapshotDifferences(snapshot.files, printed, true), name).toEqual([]);
    }
    expect(names.length).toBeGreaterThan(100);
  });

  it('has the zone that valid_zones names, and none for a block that reads none', () => {
    const { blocks } = machineOf(recordedRun('boot-blocks'));
    const zones = [0, 1, 8, 9, 15].map((id) => blocks.find((block) => block.id === id)?.zone);
    expect(zones).toEqual([null, ZONE_DMA32, null, ZONE_MOVABLE, ZONE_MOVABLE]);
    expect(machineOf(recordedRun('api-add-types')).blocks.find(({ id }) => id === 40)?.zone).toBe(
      ZONE_NORMAL,
    );
  });

  it('has blocks with memory of several nodes, which have no zone and belong to the last of them', () => {
    const trace = exampleTrace();
    const folder = '/sys/devices/system/memory/memory32';
    const block = trace.boot.files[folder] as object;
    Object.assign(trace.boot.files, {
      '/sys/devices/system/node/possible': '0-1',
      [folder]: { ...block, valid_zones: 'none', nodes: 'node0,node1' },
    });
    const machine = machineOf(validTrace(JSON.stringify(trace)));
    expect(machine.blocks.find(({ id }) => id === 32)).toEqual({ id: 32, nid: 1, nids: [0, 1], zone: null });
    const printed = new SnapshotCoverage([]).print(bootKernel(machine));
    expect(printed.get(`${folder}/nodes`)).toBe('node0,node1');
  });

  it('has nodes that are possible but not online', () => {
    const { nodes, possibleNodes } = machineOf(recordedRun('numa-empty-node'));
    expect(possibleNodes).toBe(2);
    expect(nodes).toEqual([
      { nid: 0, online: true, hasMemory: true, hasNormalMemory: true, hasCpu: true },
      { nid: 1, online: false, hasMemory: false, hasNormalMemory: false, hasCpu: false },
    ]);
  });

  it('has its dax devices in the order of their names, unbound', () => {
    expect(machineOf(recordedRun('kmem-two-devices-stock')).daxDevices).toEqual([
      {
        name: 'dax0.0',
        targetNode: 0,
        alignBytes: 2097152,
        memmapOnMemory: false,
        regionStartBytes: 0x118000000,
        regionEndBytes: 0x120000000,
      },
      expect.objectContaining({ name: 'dax1.0', regionStartBytes: 0x148000000, regionEndBytes: 0x160000000 }),
    ]);
  });

  it('has a virtio-mem device with the region of the resource tree and the block size of the machine line', () => {
    const big = { id: 'vm0', nid: 0, regionBytes: 2 ** 31, deviceBlockBytes: 2 ** 27 };
    expect(machineOf(recordedRun('virtio-mem-big-blocks')).virtioMemDevices).toEqual([
      { ...big, startBytes: 0x100000000 },
    ]);
    expect(machineOf(recordedRun('virtio-mem-sub-blocks')).virtioMemDevices[0]?.deviceBlockBytes).toBe(
      2 ** 21,
    );
  });

  it('knows movable_node from the command line, the probe file from the release, the test module from the list', () => {
    expect(machineOf(recordedRun('movable-node')).movableNode).toBe(true);
    expect(machineOf(recordedRun('api-add-types'))).toMatchObject({
      movableNode: false,
      hasProbeFile: true,
      hasTestModule: true,
    });
    expect(machineOf(recordedRun('bulk-8g'))).toMatchObject({ hasProbeFile: false, hasTestModule: false });
  });
});

describe('the assumptions', () => {
  const texts = (name: string): string => {
    const booted = bootFromSnapshot(recordedRun(name));
    return booted.ok ? booted.value.assumptions.map(({ text }) => text).join('\n') : '';
  };

  it('are listed for every machine', () => {
    expect(texts('api-add-types')).toMatch(/every page of a block is free or can be moved/);
    expect(texts('api-add-types')).toMatch(/busy follows their names/);
  });

  it('speak of what is in the machine only', () => {
    expect(texts('api-add-types')).not.toMatch(/virtio-mem device before|dax device at boot/);
    expect(texts('virtio-mem-kernel')).toMatch(/nothing is plugged in a virtio-mem device before/);
    expect(texts('v7-pairs-online')).toMatch(/range of a dax device at boot/);
    expect(texts('poisoned-block')).toMatch(/poisoned is free/);
  });
});

describe('a snapshot', () => {
  const MEMORY = '/sys/devices/system/memory';

  it('without a file that the model needs is refused by the name of that file', () => {
    for (const path of Object.keys(exampleTrace().boot.files).filter(
      (name) => !/memory3\d$|meminfo/.test(name),
    )) {
      expect(refusedWith({ [path]: undefined })).toMatchObject({
        path: `boot.files["${path}"]`,
        what: 'the file is missing',
      });
    }
  });

  it('of a machine whose blocks are not all online is refused', () => {
    const block = { ...(exampleTrace().boot.files[`${MEMORY}/memory32`] as object), state: 'offline' };
    expect(refusedWith({ [`${MEMORY}/memory34`]: block }).what).toBe('memory34 is offline');
  });

  it('with a block of an impossible node or an unknown zone is refused', () => {
    const block = exampleTrace().boot.files[`${MEMORY}/memory32`] as object;
    expect(refusedWith({ [`${MEMORY}/memory34`]: { ...block, nodes: 'node7' } }).what).toBe(
      'memory34 has no node',
    );
    expect(refusedWith({ [`${MEMORY}/memory34`]: { ...block, nodes: 'node0,node7' } }).what).toBe(
      'memory34 has no node',
    );
    expect(refusedWith({ [`${MEMORY}/memory34`]: { ...block, nodes: 'node0,node0' } }).what).toBe(
      'memory34 has 2 nodes and a zone',
    );
    expect(refusedWith({ [`${MEMORY}/memory34`]: { ...block, valid_zones: 'High' } }).what).toBe(
      'it reads "High"',
    );
    expect(refusedWith({ [`${MEMORY}/memory34`]: {} }).what).toBe('memory34 is without a state');
  });

  it('with a block above the highest address is refused', () => {
    const block = exampleTrace().boot.files[`${MEMORY}/memory32`];
    expect(refusedWith({ [`${MEMORY}/memory524288`]: block }).what).toBe('memory524288 cannot exist');
  });

  it.each(['0', '1', '7ffffff', 'ffffffffffffff', '-8000000', 'x', ''])(
    'with the block size %j is refused',
    (size) => {
      expect(refusedWith({ [`${MEMORY}/block_size_bytes`]: size }).path).toContain('block_size_bytes');
    },
  );

  it('whose block size is not that of the machine line is refused', () => {
    expect(refusedWith({ [`${MEMORY}/block_size_bytes`]: '10000000' }).why).toBe(
      'machine.blockSizeBytes is 134217728',
    );
  });

  it.each(['1', '0-', '0-99999', '0-1024', '2-1', 'all'])(
    'with the possible nodes %j is refused',
    (possible) => {
      expect(refusedWith({ '/sys/devices/system/node/possible': possible }).path).toContain('node/');
    },
  );

  it.each([
    'hello',
    '00000000-0000 : x',
    '    00000000-00000fff : too deep',
    '00001000-00000fff : backwards',
  ])('with the resource line %j is refused', (line) => {
    expect(refusedWith({ '/proc/iomem': `${line}\n` }).path).toBe('boot.files["/proc/iomem"]');
  });

  it.each([
    '        spanned  1\n',
    'Node 0, zone   High\n',
    'Node 9, zone    DMA\n',
    'Node 0, zone    DMA\n  free 3\n',
  ])('with the zone lines %j is refused', (text) => {
    expect(refusedWith({ '/proc/zoneinfo': text }).path).toBe('boot.files["/proc/zoneinfo"]');
  });

  it('with words that no file shows is refused', () => {
    expect(refusedWith({ [`${MEMORY}/auto_online_blocks`]: 'sometimes' }).why).toBe(
      'it should be one of offline, online, online_kernel, online_movable',
    );
    const ratio = '/sys/module/memory_hotplug/parameters/auto_movable_ratio';
    expect(refusedWith({ [ratio]: '-1' }).what).toBe('it reads "-1"');
  });

  it('of a dax device that is bound already is refused', () => {
    const dax = '/sys/bus/dax/devices/dax0.0';
    const files = { [`${dax}/size`]: '0', [`${dax}/resource`]: '0x180000000', [`${dax}/align`]: '2097152' };
    expect(refusedWith({ ...files, [`${dax}/driver`]: 'kmem' }).what).toBe('dax0.0 is bound already');
    expect(refusedWith({ ...files, [`${dax}/target_node`]: '3' }).what).toBe('node 3 is not possible');
  });

  it.each([
    ['virtio-mem-pci,id=vm0,memdev=none', 'its memory backend has no size'],
    ['virtio-mem-pci,id=vm0,memdev=ram,block-size=3M', 'its block size is no power of two from 1 MiB'],
    ['virtio-mem-pci,id=vm0,memdev=ram,block-size=1', 'its block size is no power of two from 1 MiB'],
    ['virtio-mem-pci,id=vm0,memdev=ram,requested-size=1G', /^it has memory plugged at boot/],
  ])('of a machine with the device %s is refused', (device, why) => {
    const trace = exampleTrace();
    trace.machine.qemuArgs = ['-object', 'memory-backend-ram,id=ram,size=1G', '-device', device];
    const files = trace.boot.files as Record<string, string>;
    files['/proc/iomem'] += '140000000-17fffffff : virtio0\n';
    expect(bootFromSnapshot(validTrace(JSON.stringify(trace)))).toMatchObject({
      error: {
        what: 'the virtio-mem device vm0 cannot be described',
        why: expect.stringMatching(why) as string,
      },
    });
    files['/proc/iomem'] = files['/proc/iomem']!.replace(/.*virtio0\n/, '');
    expect(bootFromSnapshot(validTrace(JSON.stringify(trace)))).toMatchObject({
      error: { why: 'its region virtioN is not in /proc/iomem' },
    });
  });

  it('of a machine whose processors are assigned to nodes says so', () => {
    const { nodes } = machineOf(recordedRun('auto-movable-two-nodes'));
    expect(nodes.map(({ hasCpu }) => hasCpu)).toEqual([true, false]);
    const trace = exampleTrace();
    Object.assign(trace.boot.files, { '/sys/devices/system/node/possible': '0-1' });
    const log = ['ACPI: SRAT: Node 0 PXM 0 [mem 0x0-0x1]', 'ACPI: SRAT: Node 1 PXM 1 [mem 0x2-0x3]'];
    Object.assign(trace.boot, { dmesg: log });
    trace.machine.qemuArgs = ['-numa', 'node,nodeid=0', '-numa', 'node,nodeid=1,cpus=0'];
    expect(machineOf(validTrace(JSON.stringify(trace))).nodes.map(({ hasCpu }) => hasCpu)).toEqual([
      false,
      true,
    ]);
  });

  it.each([
    ['quiet movable_node', true],
    ['movable-node quiet', true],
    ['movable_node=1', true],
    ['quiet movable_nodes', false],
    ['dyndbg="file x +p; movable_node +p" quiet', false],
    ['quiet -- movable_node', false],
    ['', false],
  ])('with the command line %j: movable_node is %s', (cmdline, movableNode) => {
    const trace = exampleTrace();
    Object.assign(trace.kernel, { cmdline });
    expect(machineOf(validTrace(JSON.stringify(trace))).movableNode).toBe(movableNode);
  });

  it('of a kernel without NUMA on a machine with several domains has one node with the processors', () => {
    const trace = exampleTrace();
    trace.machine.qemuArgs = ['-numa', 'node,nodeid=0', '-numa', 'node,nodeid=1,cpus=0'];
    const booted = bootFromSnapshot(validTrace(JSON.stringify(trace)));
    if (!booted.ok) throw new Error(booted.error.what);
    expect(booted.value.description.nodes.map(({ nid, hasCpu }) => [nid, hasCpu])).toEqual([[0, true]]);
    expect(booted.value.nodeOf(1, 2 ** 40)).toBe(0);
  });

  it('of a kernel that cuts one node into several has all processors on each, and no distances', () => {
    const trace = exampleTrace();
    Object.assign(trace.boot.files, { '/sys/devices/system/node/possible': '0-2' });
    Object.assign(trace.kernel, { cmdline: 'quiet numa=fake=3' });
    const { nodes, distances } = machineOf(validTrace(JSON.stringify(trace)));
    expect(nodes.map(({ hasCpu }) => hasCpu)).toEqual([true, true, true]);
    expect(distances).toEqual([
      [10, 10, 10],
      [10, 10, 10],
      [10, 10, 10],
    ]);
  });

  it('of a machine with a table of distances has them by node, one direction standing for both', () => {
    const trace = exampleTrace();
    Object.assign(trace.boot.files, { '/sys/devices/system/node/possible': '0-1' });
    Object.assign(trace.boot, {
      dmesg: ['ACPI: SRAT: Node 0 PXM 0 [mem 0x0-0x1]', 'ACPI: SRAT: Node 1 PXM 2 [mem 0x2-0x3]'],
    });
    const dist = (from: number, to: number, val: number): string[] => [
      '-numa',
      `dist,src=${from},dst=${to},val=${val}`,
    ];
    trace.machine.qemuArgs = [...dist(0, 1, 40), ...dist(0, 2, 17), ...dist(1, 2, 30)];
    const table = (): unknown => machineOf(validTrace(JSON.stringify(trace))).distances;
    expect(table()).toEqual([
      [10, 17],
      [17, 10],
    ]);
    trace.machine.qemuArgs.push(...dist(2, 0, 18));
    expect(table()).toEqual([
      [10, 17],
      [18, 10],
    ]);
    trace.machine.qemuArgs = [];
    expect(table()).toBe(undefined);
  });

  it('of a machine with a virtio-mem device gives it the node of its domain, else that of its address', () => {
    const trace = exampleTrace();
    const files = trace.boot.files as Record<string, string>;
    files['/proc/iomem'] += '140000000-17fffffff : virtio0\n';
    files['/sys/devices/system/node/possible'] = '0-1';
    const nodeOfDevice = (domain: number, log: readonly string[]): number | undefined => {
      const device = `virtio-mem-pci,id=vm0,memdev=ram,node=${domain}`;
      trace.machine.qemuArgs = ['-object', 'memory-backend-ram,id=ram,size=1G', '-device', device];
      Object.assign(trace.boot, { dmesg: log });
      return machineOf(validTrace(JSON.stringify(trace))).virtioMemDevices[0]?.nid;
    };
    const log = ['ACPI: SRAT: Node 0 PXM 0 [mem 0x0-0x1]', 'ACPI: SRAT: Node 1 PXM 2 [mem 0x2-0x3]'];
    expect([nodeOfDevice(0, log), nodeOfDevice(1, log), nodeOfDevice(2, log)]).toEqual([0, 0, 1]);
    expect(nodeOfDevice(0, [])).toBe(0);
  });
});
