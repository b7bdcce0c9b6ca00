/** A booted kernel is what the description says; which boot resources are BUSY, against spec 01 §3, §6 and §7. */
import { describe, expect, test } from 'vitest';
import {
  BLOCK_BYTES,
  BLOCK_PAGES,
  bootBlocks,
  bootNode,
  bootZone,
  emptyNode,
  labMachine,
  pfn,
} from '../testing/lab-machine.ts';
import { stateWord, zoneOfBlock, zoneRow } from './blocks.ts';
import { bootKernel, isBusyAtBoot } from './boot.ts';
import { GROUP_DYNAMIC } from './groups.ts';
import { IORESOURCE_SYSRAM_DRIVER_MANAGED, resourceEntries } from './resources.ts';
import { DAX_DEVICES } from './tables.ts';
import { ZONE_DMA, ZONE_DMA32, ZONE_MOVABLE, ZONE_NORMAL } from './units.ts';

describe('blocks after boot', () => {
  const k = bootKernel(
    labMachine({
      zones: [
        bootZone(0, ZONE_DMA, 1, 4096, 50),
        bootZone(0, ZONE_DMA32, 4096, pfn(2)),
        bootZone(0, ZONE_MOVABLE, pfn(2), pfn(3)),
      ],
      blocks: [...bootBlocks(0, 1, null), ...bootBlocks(1, 2, ZONE_DMA32), ...bootBlocks(2, 3, ZONE_MOVABLE)],
    }),
  );

  test('all of them are online, also for the device core, and early', () => {
    for (const id of [0, 1, 2]) {
      expect(stateWord(k, id)).toBe('online');
      expect([k.blocks.deviceOnline.get(id), k.blocks.early.get(id)]).toEqual([1, 1]);
    }
  });

  test('a block in one zone has that zone, one in several has none', () => {
    expect([0, 1, 2].map((id) => zoneOfBlock(k, id))).toEqual([-1, ZONE_DMA32, ZONE_MOVABLE]);
  });

  test('none has a stored request, a group or a memory map of its own', () => {
    for (const column of [k.blocks.onlineType, k.blocks.group, k.blocks.vmemmapPages]) {
      expect([0, 1, 2].map((id) => column.get(id))).toEqual([0, 0, 0]);
    }
  });

  test('there is no block that was not described', () => {
    expect([k.hasBlock(2), k.hasBlock(3), stateWord(k, 3)]).toEqual([true, false, null]);
  });

  test('all pages that are present are early, managed pages are as described', () => {
    const row = zoneRow(0, ZONE_DMA);
    expect([k.zones.present.get(row), k.zones.presentEarly.get(row), k.zones.managed.get(row)]).toEqual([
      4095, 4095, 4045,
    ]);
  });

  test('the span of a node is the hull of its zones', () => {
    expect([k.nodes.startPfn.get(0), k.nodes.spanned.get(0)]).toEqual([1, pfn(3) - 1]);
    expect([k.nodes.startPfn.get(1), k.nodes.spanned.get(1)]).toEqual([0, 0]);
  });

  test('the highest kernel zone with memory is the policy zone, ZONE_MOVABLE is none', () => {
    expect(k.policy.policyZone.value - 1).toBe(ZONE_DMA32);
  });

  test('the test module, the probe file and the limits are as described', () => {
    expect(k.constants).toMatchObject({
      blockSizeBytes: BLOCK_BYTES,
      nodeCount: 2,
      hasProbeFile: true,
      hasTestModule: true,
      maxAddressBytes: 2 ** 46 - 1,
    });
    expect(k.blockPages).toBe(BLOCK_PAGES);
  });
});

describe('nodes and RAM ranges of the firmware', () => {
  const k = bootKernel(
    labMachine({
      possibleNodes: 4,
      nodes: [bootNode(0), bootNode(1), emptyNode(3)],
      zones: [bootZone(0, ZONE_NORMAL, 0, pfn(4)), bootZone(1, ZONE_NORMAL, pfn(4), pfn(10))],
      blocks: [
        ...bootBlocks(8, 10, ZONE_NORMAL, 1),
        ...bootBlocks(0, 4, ZONE_NORMAL, 0),
        ...bootBlocks(4, 6, ZONE_NORMAL, 1),
      ],
    }),
  );

  test('only the nodes that are described are possible', () => {
    expect([0, 1, 2, 3].map((nid) => k.nodes.possible.get(nid))).toEqual([1, 1, 0, 1]);
  });

  test('blocks of a node that touch are one range, in the order of their addresses', () => {
    expect(k.constants.firmwareRanges).toEqual([
      { startPfn: 0, endPfn: pfn(4), nid: 0 },
      { startPfn: pfn(4), endPfn: pfn(6), nid: 1 },
      { startPfn: pfn(8), endPfn: pfn(10), nid: 1 },
    ]);
  });

  test('each node counts its blocks', () => {
    expect([0, 1, 3].map((nid) => k.nodes.blocks.get(nid))).toEqual([4, 4, 0]);
  });
});

describe('which resources are BUSY at boot', () => {
  const MIB = 0x100000;
  const busy = (name: string, startBytes: number, parentIsSystemRam = false): boolean =>
    isBusyAtBoot({ name, startBytes, endBytes: startBytes + 0xfff, depth: 0 }, parentIsSystemRam);

  test.each([
    ['System RAM', 16 * MIB],
    ['System RAM (kmem)', 4096 * MIB],
    ['Reserved', 0],
    ['Reserved', 0x9fc00],
    ['Video ROM', 0xc0000],
    ['ACPI Tables', 2048 * MIB],
    ['ACPI Non-volatile Storage', 2048 * MIB],
    ['PCI ECAM 0000 [bus 00-ff]', 0xb0000000],
    ['IOAPIC 0', 0xfec00000],
    ['HPET 0', 0xfed00000],
  ])('%s at %i is', (name, startBytes) => {
    expect(busy(name, startBytes)).toBe(true);
  });

  test('whatever lies in System RAM is: the kernel itself', () => {
    expect([busy('Kernel code', 16 * MIB, true), busy('Reserved', 16 * MIB, true)]).toEqual([true, true]);
  });

  test.each([
    ['Reserved', 0xfed1c000],
    ['Reserved', MIB],
    ['Soft Reserved', 4096 * MIB],
    ['Persistent Memory', 4096 * MIB],
    ['Persistent Memory (legacy)', 4096 * MIB],
    ['pnp 00:05', 0xb0000000],
    ['PCI Bus 0000:00', 0xa0000],
    ['PCI Bus 0000:00', 0xc0000000],
    ['0000:00:1f.2', 0xfebff000],
    ['virtio0', 8192 * MIB],
  ])('%s at %i is not', (name, startBytes) => {
    expect(busy(name, startBytes)).toBe(false);
  });
});

describe('the resource tree after boot', () => {
  const k = bootKernel(
    labMachine({
      resources: [
        { startBytes: 0, endBytes: 99, name: 'window', depth: 0 },
        { startBytes: 10, endBytes: 19, name: 'inner', depth: 1 },
        { startBytes: 12, endBytes: 13, name: 'innermost', depth: 2 },
        { startBytes: 30, endBytes: 39, name: 'second', depth: 1 },
        { startBytes: 200, endBytes: 299, name: 'System RAM', depth: 0 },
        { startBytes: 210, endBytes: 219, name: 'Kernel code', depth: 1 },
      ],
    }),
  );

  test('entries nest as they are indented', () => {
    expect(resourceEntries(k).map(({ name, depth }) => `${depth} ${name}`)).toEqual([
      '0 window',
      '1 inner',
      '2 innermost',
      '1 second',
      '0 System RAM',
      '1 Kernel code',
    ]);
  });

  test('System RAM is marked as such, nothing else is', () => {
    expect(resourceEntries(k).filter(({ systemRam }) => systemRam)).toMatchObject([{ name: 'System RAM' }]);
  });
});

test('only System RAM of a driver is marked as driver-managed', () => {
  const k = bootKernel(
    labMachine({
      resources: [
        { startBytes: 0, endBytes: 99, name: 'System RAM', depth: 0 },
        { startBytes: 100, endBytes: 199, name: 'System RAM (kmem)', depth: 0 },
        { startBytes: 200, endBytes: 299, name: 'Soft Reserved', depth: 0 },
      ],
    }),
  );
  const marked = resourceEntries(k).filter(
    ({ row }) => (k.resources.flags.get(row) & IORESOURCE_SYSRAM_DRIVER_MANAGED) !== 0,
  );
  expect(marked.map(({ name }) => name)).toEqual(['System RAM (kmem)']);
});

describe('devices after boot', () => {
  const dax = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      name: `dax${i}.0`,
      targetNode: 1,
      alignBytes: 0x200000,
      memmapOnMemory: false,
      regionStartBytes: (4 + i) * 2 ** 30,
      regionEndBytes: (5 + i) * 2 ** 30,
    }));

  test('there is room for a number of dax devices, and more are refused', () => {
    const k = bootKernel(labMachine({ daxDevices: dax(DAX_DEVICES) }));
    expect([k.dax.count.value, k.names.text(k.dax.name.get(DAX_DEVICES - 1))]).toEqual([
      DAX_DEVICES,
      `dax${DAX_DEVICES - 1}.0`,
    ]);
    expect(() => bootKernel(labMachine({ daxDevices: dax(DAX_DEVICES + 1) }))).toThrow(RangeError);
  });

  test('a virtio-mem device has its name in the machine and the one of its region in the tree', () => {
    const startBytes = 8 * 2 ** 30;
    const device = { id: 'vm0', nid: 0, startBytes, regionBytes: 2 ** 30, deviceBlockBytes: 2 ** 21 };
    const k = bootKernel(
      labMachine({
        virtioMemDevices: [device],
        resources: [{ startBytes, endBytes: startBytes + 2 ** 30 - 1, name: 'virtio3', depth: 0 }],
      }),
    );
    expect([k.names.text(k.virtio.name.get(0)), k.names.text(k.virtio.deviceName.get(0))]).toEqual([
      'vm0',
      'virtio3',
    ]);
  });

  test('a dax device is unbound and has one range over its whole region', () => {
    const k = bootKernel(
      labMachine({
        defaultOnlineType: 3,
        daxDevices: [
          {
            name: 'dax0.0',
            targetNode: 1,
            alignBytes: 0x200000,
            memmapOnMemory: true,
            regionStartBytes: 4 * 2 ** 30,
            regionEndBytes: 5 * 2 ** 30,
          },
        ],
      }),
    );
    expect([k.dax.count.value, k.dax.driver.get(0), k.dax.rangeCount.get(0)]).toEqual([1, 0, 1]);
    expect([k.dax.rangeStartBytes.get(0), k.dax.rangeEndBytes.get(0)]).toEqual([
      4 * 2 ** 30,
      5 * 2 ** 30 - 1,
    ]);
    expect([k.dax.memmapOnMemory.get(0), k.dax.capturedType.get(0) - 1]).toEqual([1, 3]);
  });

  test.each([
    ['blocks of the device below a memory block', 2 * 2 ** 20, BLOCK_PAGES],
    ['big blocks', 512 * 2 ** 20, 4 * BLOCK_PAGES],
  ])('a virtio-mem device has a dynamic group whose unit fits %s', (_, deviceBlockBytes, unitPages) => {
    const k = bootKernel(
      labMachine({
        virtioMemDevices: [
          { id: 'vm0', nid: 0, startBytes: 8 * 2 ** 30, regionBytes: 2 ** 30, deviceBlockBytes },
        ],
      }),
    );
    expect([k.groups.kind.get(0), k.groups.nid.get(0), k.groups.pages.get(0)]).toEqual([
      GROUP_DYNAMIC,
      0,
      unitPages,
    ]);
  });
});
