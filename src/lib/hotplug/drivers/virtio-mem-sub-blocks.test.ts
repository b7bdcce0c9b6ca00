/** Sub-block mode of virtio-mem where no recorded run decides: partly plugged blocks in several zones, busy pages. */
import { describe, expect, test } from 'vitest';
import { freePages, PAGE_MOVABLE, PAGE_PINNED, PAGE_UNMOVABLE } from '../state/pages.ts';
import { VirtioMemLab } from '../testing/virtio-mem-lab.ts';

/** memory48 online in ZONE_MOVABLE with 1 sub-block, memory49 in a kernel zone with 2, memory50 unused again. */
function partlyPluggedInTwoZones(): VirtioMemLab {
  const lab = new VirtioMemLab({ defaultOnlineType: 0 });
  lab.request(384);
  lab.online(48, 'online_movable');
  lab.online(49, 'online_kernel');
  // A page in the lowest sub-block of each keeps the blocks from going altogether.
  const rows = [lab.place(PAGE_PINNED, 48), lab.place(PAGE_PINNED, 49)];
  lab.request(2);
  for (const row of rows) freePages(lab.k, row);
  lab.request(6);
  return lab;
}

describe('plugging', () => {
  test('fills partly plugged blocks first: kernel zone, ZONE_MOVABLE, offline, then unused, then new ones', () => {
    const lab = partlyPluggedInTwoZones();
    expect(lab.books(4)).toEqual(['movable-partial 1', 'kernel-partial 2', 'unused 0', 'unused 0']);
    lab.request(6 + 124);
    expect(lab.books(4)).toEqual(['movable-partial 1', 'kernel 64', 'unused 0', 'unused 0']);
    lab.request(6 + 124 + 126 + 2);
    expect(lab.books(4)).toEqual(['movable 64', 'kernel 64', 'offline-partial 1', 'unused 0']);
    lab.request(6 + 124 + 126 + 2 + 130);
    expect(lab.books(4)).toEqual(['movable 64', 'kernel 64', 'offline 64', 'offline-partial 2']);
  });

  test('gives sub-blocks of online blocks to the buddy at once, those of offline blocks when they go online', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 0 });
    lab.request(64);
    lab.online(48, 'online_movable');
    expect([lab.managed(0, 'Movable'), lab.zone(0, 'Movable')[2]]).toEqual([16384, 32768]);
    lab.request(66);
    expect(lab.managed(0, 'Movable')).toBe(16896);
    lab.offline(48);
    expect([lab.managed(0, 'Movable'), lab.zone(0, 'Movable')[2]]).toEqual([0, 0]);
    lab.request(100);
    lab.online(48, 'online_movable');
    expect([lab.managed(0, 'Movable'), lab.book(48)]).toEqual([25600, 'movable-partial 50']);
  });

  test('uses sub-blocks as large as the device block where that is more than a pageblock', () => {
    const lab = new VirtioMemLab({ deviceBlockMib: 32, defaultOnlineType: 3 });
    lab.request(160);
    expect(lab.books(2)).toEqual(['movable 4', 'movable-partial 1']);
  });

  test('leaves a rest that is less than a sub-block', () => {
    const lab = new VirtioMemLab({ deviceBlockMib: 1, defaultOnlineType: 3 });
    expect([lab.request(5), lab.pluggedMib()]).toEqual(['ok', 4]);
  });

  test('adds no block that ends more than 256 MiB behind what the machine asks for', () => {
    const lab = new VirtioMemLab({
      deviceBlockMib: 128,
      blockSizeBytes: 2 ** 29,
      blocks: [],
      zones: [],
      virtioMemDevices: [
        { id: 'vm0', nid: 0, startBytes: 2 ** 33, regionBytes: 2 ** 32, deviceBlockBytes: 2 ** 27 },
      ],
      resources: [{ startBytes: 2 ** 33, endBytes: 2 ** 33 + 2 ** 32 - 1, name: 'virtio0', depth: 0 }],
      defaultOnlineType: 3,
    });
    const plugged = [128, 256, 640, 768, 640].map((mib) => [lab.request(mib), lab.pluggedMib()]);
    expect(plugged).toEqual([
      ['ok', 0],
      ['ok', 256],
      ['ok', 512],
      ['ok', 768],
      ['ok', 640],
    ]);
  });

  test('begins at the first whole block of a region that is not aligned', () => {
    const lab = new VirtioMemLab({
      virtioMemDevices: [
        {
          id: 'vm0',
          nid: 0,
          startBytes: 48.5 * 2 ** 27,
          regionBytes: 3 * 2 ** 27,
          deviceBlockBytes: 2 ** 21,
        },
      ],
    });
    lab.request(384);
    expect([lab.pluggedMib(), lab.block(49), lab.block(50), lab.block(51)]).toEqual([
      256,
      'offline Normal Movable',
      'offline Normal Movable',
      'absent',
    ]);
  });
});

describe('unplugging', () => {
  test('takes offline blocks first, then ZONE_MOVABLE, then kernel zones, the highest address first in each', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 0 });
    lab.request(6 * 128);
    for (const block of [48, 51]) lab.online(block, 'online_kernel');
    for (const block of [49, 52]) lab.online(block, 'online_movable');
    const left = (): number[] => [48, 49, 50, 51, 52, 53].filter((id) => lab.block(id) !== 'absent');
    const gone: number[][] = [];
    for (let blocks = 5; blocks >= 0; blocks--) {
      lab.request(blocks * 128);
      gone.push(left());
    }
    expect(gone).toEqual([[48, 49, 50, 51, 52], [48, 49, 51, 52], [48, 49, 51], [48, 51], [48], []]);
  });

  test('takes the highest sub-blocks of a block, and prefers partly plugged blocks to full ones', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 3 });
    lab.request(256);
    lab.request(250);
    expect(lab.books(2)).toEqual(['movable 64', 'movable-partial 61']);
    lab.request(128);
    expect(lab.books(2)).toEqual(['movable 64', 'unused 0']);
  });

  test('leaves out busy sub-blocks and comes back for them at the next run', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 3 });
    lab.request(128);
    const row = lab.place(PAGE_UNMOVABLE, 48, lab.subBlockPages(63));
    lab.request(124);
    expect(lab.book(48)).toBe('movable-partial 62');
    lab.request(0);
    expect([lab.pluggedMib(), lab.book(48)]).toEqual([2, 'movable-partial 1']);
    expect(lab.managed(0, 'Movable')).toBe(512);
    freePages(lab.k, row);
    lab.request(0);
    expect([lab.pluggedMib(), lab.block(48)]).toEqual([0, 'absent']);
  });

  test('moves movable pages out of a sub-block and leaves those beside it where they are', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 3 });
    lab.request(128);
    lab.place(PAGE_MOVABLE, 48, lab.subBlockPages(63) - 10, 20);
    lab.request(126);
    const movable = lab.k.pages.class.data.indexOf(PAGE_MOVABLE + 1);
    expect(lab.k.pages.pages.get(movable)).toBe(10);
    expect(lab.managed(0, 'Movable')).toBe(32768 - 512);
  });

  test('an offline block without sub-blocks is removed without being offlined', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 0 });
    lab.request(130);
    lab.listen();
    lab.request(128);
    expect(lab.uevents()).toEqual(['remove memory49']);
    expect(lab.logOf('Offlined')).toEqual([]);
  });

  test('stops after the offline blocks when the parameter unplug_online is off', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 0 });
    lab.k.virtio.unplugOnline.value = 0;
    lab.request(384);
    lab.online(48, 'online_movable');
    lab.request(0);
    expect([lab.pluggedMib(), lab.books(3)]).toEqual([128, ['movable 64', 'unused 0', 'unused 0']]);
    lab.offline(48);
    expect([lab.pluggedMib(), lab.book(48)]).toEqual([0, 'unused 0']);
  });

  test('a block that cannot be removed although nothing of it is plugged is tried again at the next run', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 3, hasTestModule: true });
    lab.request(128);
    lab.veto('GOING_OFFLINE', 48, 0, 1);
    lab.listen();
    lab.request(0);
    expect([lab.pluggedMib(), lab.book(48), lab.block(48)]).toEqual([
      0,
      'movable-partial 0',
      'online Movable',
    ]);
    expect(lab.logOf('WARNING')).toEqual(['WARNING: at virtio_mem_offline_and_remove_memory']);
    expect(lab.managed(0, 'Movable')).toBe(0);
    lab.request(0);
    expect([lab.book(48), lab.block(48)]).toEqual(['unused 0', 'absent']);
  });
});
