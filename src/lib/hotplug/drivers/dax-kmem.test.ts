/**
 * The kmem driver before the series (spec 03 §1, §2): which blocks it adds, how it counts what it removes.
 */
import { describe, expect, test } from 'vitest';
import { DaxLab, type BlockRange } from '../testing/dax-lab.ts';
import { daxMachine, type OnlineTypeWord } from '../testing/dax-machine.ts';

function bound(policy: OnlineTypeWord, ranges?: readonly BlockRange[]): DaxLab {
  const lab = new DaxLab('base-6.12', { policy, ...(ranges === undefined ? {} : { ranges }) });
  expect(lab.bind()).toBe('ok');
  return lab;
}

/** A device with ranges that are given as bytes. */
function withMappings(...mappings: string[]): DaxLab {
  const lab = new DaxLab('base-6.12', { policy: 'offline', ranges: [] });
  for (const mapping of mappings) expect(lab.writeDax('dax0.0', 'mapping', mapping)).toBe('ok');
  lab.log();
  return lab;
}

function groupStays({ kernel }: DaxLab): boolean {
  return kernel.groups.kind.get(0) !== 0;
}

describe('which blocks a range holds', () => {
  test.each([
    ['0x100000000-0x13fffffff', '32-39 offline'],
    ['0x104000000-0x11fffffff', '33-35 offline'],
    ['0x100000000-0x10ffffffe', null],
    ['0x100200000-0x117ffffff', '33-34 offline'],
    ['0x100000000-0x10fdfffff', '32 offline'],
  ])('%s: %s', (mapping, blocks) => {
    if (blocks === null) {
      // An odd length never becomes a range.
      const lab = new DaxLab('base-6.12', { ranges: [] });
      expect(lab.writeDax('dax0.0', 'mapping', mapping)).toBe('ok');
      expect(lab.bind()).toBe('ENXIO');
      return;
    }
    const lab = withMappings(mapping);
    expect(lab.bind()).toBe('ok');
    expect(lab.blocks()).toBe(blocks);
  });

  test('the group is as large as the whole blocks of all ranges', () => {
    const lab = withMappings('0x104000000-0x11fffffff', '0x140000000-0x147ffffff', '0x150000000-0x1501fffff');
    expect(lab.bind()).toBe('ok');
    expect(lab.kernel.groups.pages.get(0)).toBe(4 * 32768);
  });
});

describe('bind', () => {
  test('of a device without a node fails before its memory type and its ranges are looked at', () => {
    const { daxDevices = [] } = daxMachine();
    const daxDevicesWithoutNode = daxDevices.map((device) => ({ ...device, targetNode: -1 }));
    const lab = new DaxLab('base-6.12', { ranges: [], differences: { daxDevices: daxDevicesWithoutNode } });
    lab.writeDax('dax0.0', 'mapping', '0x104000000-0x10bffffff');
    lab.do({ kind: 'fail_alloc', site: 'mt_find_alloc_memory_type', errno: 12, count: 1 });
    lab.log();
    expect(lab.bind()).toBe('EINVAL');
    expect(lab.log()).toEqual(['kmem dax0.0: probe with driver kmem failed with error -22']);
  });

  test('reserves each range under the name of the device and adds the memory below it', () => {
    const lab = bound('offline');
    expect(lab.iomem()).toEqual([
      '32-47 Soft Reserved',
      '>32-35 dax0.0',
      '>>32-35 System RAM (kmem)',
      '>40-43 dax0.0',
      '>>40-43 System RAM (kmem)',
    ]);
  });

  test('has no attribute', () => {
    const lab = bound('online');
    expect(lab.cat('/sys/bus/dax/devices/dax0.0/hotplug')).toBe('ENOENT');
    expect(lab.cat('/sys/bus/dax/devices/dax0.0/state')).toBe('ENOENT');
  });

  test('does not notice that onlining fails', () => {
    const lab = new DaxLab('base-6.12', { policy: 'online_movable' });
    lab.veto('GOING_ONLINE', 32);
    expect(lab.bind()).toBe('ok');
    expect(lab.blocks()).toBe('32-35 offline, 40-43 Movable');
  });

  test('a node that cannot exist: nothing is added', () => {
    const lab = new DaxLab('base-6.12', {
      differences: {
        daxDevices: [
          {
            name: 'dax0.0',
            targetNode: -1,
            alignBytes: 0x200000,
            memmapOnMemory: false,
            regionStartBytes: 0x100000000,
            regionEndBytes: 0x180000000,
          },
        ],
      },
    });
    expect(lab.bind()).toBe('EINVAL');
    expect(lab.blocks()).toBe('');
  });
});

describe('unbind', () => {
  test('never offlines: what is online stays, is named, and its group leaks', () => {
    const lab = bound('online_movable');
    lab.log();
    expect(lab.unbind()).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable, 40-43 Movable');
    expect(lab.logOf('kmem')).toEqual([
      'kmem dax0.0: mapping0: 0x100000000-0x11fffffff cannot be hotremoved until the next reboot',
      'kmem dax0.0: mapping1: 0x140000000-0x15fffffff cannot be hotremoved until the next reboot',
    ]);
    expect(groupStays(lab)).toBe(true);
    expect(lab.kernel.dax.anyHotremoveFailed.value).toBe(1);
  });

  test('one online block keeps its whole range', () => {
    const lab = bound('offline');
    lab.writeState(34, 'online_movable');
    lab.unbind();
    expect(lab.blocks()).toBe('32-33 offline, 34 Movable, 35 offline');
  });

  test('a range that was never reserved counts as handled: everything is freed', () => {
    const lab = new DaxLab('base-6.12', { policy: 'offline' });
    lab.region('region_request', [40, 43]);
    lab.bind();
    expect(lab.blocks()).toBe('32-35 offline');
    lab.unbind();
    expect(groupStays(lab)).toBe(false);
    expect(lab.kernel.dax.anyHotremoveFailed.value).toBe(0);
  });

  test('a range that is too small is never counted: the memory goes, group and data leak', () => {
    const lab = withMappings('0x100000000-0x107ffffff', '0x140000000-0x1401fffff');
    expect(lab.bind()).toBe('ok');
    lab.log();
    expect(lab.unbind()).toBe('ok');
    expect(lab.blocks()).toBe('');
    expect(lab.logOf('kmem')).toEqual([]);
    expect(groupStays(lab)).toBe(true);
  });

  test('a block that somebody else removed before is no obstacle', () => {
    const lab = bound('offline');
    lab.api('remove_memory', [33, 33]);
    expect(lab.unbind()).toBe('ok');
    expect(lab.blocks()).toBe('');
    // The two pieces of the entry around the gap stay, and so does what a reservation left to them.
    expect(lab.iomem()).toEqual([
      '32-47 Soft Reserved',
      '>32-32 System RAM (kmem)',
      '>34-35 System RAM (kmem)',
    ]);
  });
});

describe('a leaked range and the next bind', () => {
  test('conflicts as the first range while its memory is there', () => {
    const lab = bound('online_movable');
    lab.unbind();
    expect(lab.bind()).toBe('EBUSY');
  });

  test('is skipped as a later one', () => {
    const lab = bound('online_movable');
    for (const id of [32, 33, 34, 35]) lab.writeState(id, 'offline');
    lab.unbind();
    expect(lab.blocks()).toBe('40-43 Movable');
    lab.log();
    expect(lab.bind()).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable, 40-43 Movable');
    expect(lab.logOf('kmem')).toEqual([
      'kmem dax0.0: mapping1: 0x140000000-0x15fffffff could not reserve region',
    ]);
  });
});

describe('the group of a device under the policy auto-movable', () => {
  // The lab has 1,048,576 early kernel pages; a ratio of 40 % allows 419,430 movable ones: 12 blocks.
  function autoMovable(ranges: readonly BlockRange[]): DaxLab {
    const lab = new DaxLab('merged', {
      policy: 'online',
      ranges,
      differences: { onlinePolicy: 1, autoMovableRatio: 40, autoMovableNumaAware: false },
    });
    expect(lab.bind()).toBe('ok');
    return lab;
  }

  test('the whole device counts at its first block: 8 blocks fit', () => {
    expect(autoMovable([[32, 39]]).blocks()).toBe('32-39 Movable');
  });

  test('16 blocks do not, so not even the first one is movable', () => {
    expect(autoMovable([[32, 47]]).blocks()).toBe('32-47 Normal');
  });

  test('all ranges count: a group is as large as its device', () => {
    expect(
      autoMovable([
        [32, 35],
        [36, 47],
      ]).blocks(),
    ).toBe('32-47 Normal');
  });

  test('a mapping that was appended while bound does not: the group keeps its size, and all of it fits', () => {
    const lab = autoMovable([[32, 39]]);
    expect(lab.map('dax0.0', [40, 47])).toBe('ok');
    expect(lab.echo('unplugged')).toBe('ok');
    expect(lab.echo('online')).toBe('ok');
    expect(lab.blocks()).toBe('32-47 Movable');
  });
});
