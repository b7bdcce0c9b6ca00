/** The virtio-mem device and its worker: what the machine refuses, the offline budget, who wakes the worker, failures. */
import { describe, expect, test } from 'vitest';
import { EBUSY } from '../state/errno.ts';
import { GROUP_DYNAMIC } from '../state/groups.ts';
import { PAGE_OFFLINE_REFERENCED } from '../state/pages.ts';
import { BLOCK_BYTES, range } from '../testing/lab-machine.ts';
import { MIB, REGION_BLOCK, VirtioMemLab } from '../testing/virtio-mem-lab.ts';
import { add_memory } from '../core/add-memory.ts';

describe('the machine', () => {
  test.each([
    ['that is no multiple of the device block', 3, 'vm0'],
    ['larger than the device', 16 * 128 + 2, 'vm0'],
    ['below zero', -2, 'vm0'],
    ['for a device that it does not have', 2, 'vm7'],
  ])('refuses a size %s, and the guest hears nothing', (_, mib, id) => {
    const lab = new VirtioMemLab();
    lab.listen();
    expect([lab.request(mib, id), lab.pluggedMib(), lab.log()]).toEqual(['EINVAL', 0, []]);
  });

  test('tells the guest also when the size is the same as before', () => {
    const lab = new VirtioMemLab();
    lab.request(128);
    lab.listen();
    lab.request(128);
    expect(lab.log()).toEqual([
      'virtio_mem virtio0: plugged size: 0x8000000',
      'virtio_mem virtio0: requested size: 0x8000000',
    ]);
  });

  test('has devices with books, groups and names of their own', () => {
    const lab = new VirtioMemLab({ devices: 2, defaultOnlineType: 3 });
    lab.request(130, 'vm1');
    lab.request(6, 'vm0');
    expect([lab.books(2, 0), lab.books(2, 1)]).toEqual([
      ['movable-partial 3', 'unused 0'],
      ['movable 64', 'movable-partial 1'],
    ]);
    expect([lab.pluggedMib(0), lab.pluggedMib(1)]).toEqual([6, 130]);
    expect(lab.logOf('virtio1: requested')).toEqual(['virtio_mem virtio1: requested size: 0x8200000']);
    const groups = [REGION_BLOCK, REGION_BLOCK + 16].map((id) => lab.k.blocks.group.get(id) - 1);
    expect(groups).toEqual([0, 1]);
    expect(groups.map((mgid) => lab.k.groups.kind.get(mgid))).toEqual([GROUP_DYNAMIC, GROUP_DYNAMIC]);
  });
});

describe('the budget for offline memory', () => {
  test('stops adding at 1 GiB, goes on once half of it is free, and stops there again', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 0 });
    lab.request(2048);
    expect([lab.pluggedMib(), lab.offlineMib()]).toEqual([1024, 1024]);
    for (const block of [48, 49, 50]) lab.online(block);
    expect([lab.pluggedMib(), lab.offlineMib()]).toEqual([1024, 640]);
    lab.online(51);
    expect([lab.pluggedMib(), lab.offlineMib()]).toEqual([1536, 1024]);
  });

  test('is two big blocks where those are more than 1 GiB', () => {
    const lab = new VirtioMemLab({ deviceBlockMib: 1024, regionBlocks: 32, defaultOnlineType: 0 });
    lab.request(4096);
    expect(lab.pluggedMib()).toBe(2048);
  });

  test('counts blocks that somebody takes offline', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 3 });
    lab.request(1024);
    for (let block = 48; block < 56; block++) lab.offline(block);
    expect(lab.offlineMib()).toBe(1024);
    lab.request(2048);
    expect(lab.pluggedMib()).toBe(1024);
    lab.request(512);
    expect([lab.pluggedMib(), lab.offlineMib()]).toEqual([512, 512]);
  });
});

describe('the notifier', () => {
  test('keeps the unplugged part of a block out of the way of offlining, and takes it back after a refusal', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 3, hasTestModule: true });
    lab.request(64);
    const held = lab.k.pages.class.data.indexOf(PAGE_OFFLINE_REFERENCED + 1);
    expect(lab.k.pages.pages.get(held)).toBe(16384);
    lab.place(PAGE_OFFLINE_REFERENCED, 48);
    expect(lab.offline(48)).toBe('EBUSY');
    expect([lab.k.pages.class.get(held), lab.managed(0, 'Movable')]).toEqual([
      PAGE_OFFLINE_REFERENCED + 1,
      16384,
    ]);
  });

  test('refuses to online a block that somebody else added inside the region', () => {
    const lab = new VirtioMemLab();
    lab.start(add_memory, 0, ...range(50), 0);
    lab.listen();
    expect(lab.online(50)).toBe('EPERM');
    expect(lab.logOf('virtio_mem')).toEqual(['virtio_mem virtio0: memory block onlining denied']);
    expect(lab.request(64)).toBe('ok');
    expect(lab.online(48, 'online_movable')).toBe('ok');
  });

  test('refuses a block that is larger than its usable part, with one warning', () => {
    const lab = new VirtioMemLab({ memmapOnMemory: 1 });
    lab.start(add_memory, 0, ...range(50), 2);
    lab.listen();
    expect([lab.online(50), lab.online(50)]).toEqual(['EPERM', 'EPERM']);
    expect(lab.logOf('WARNING')).toEqual(['WARNING: at virtio_mem_memory_notifier_cb']);
  });

  test('holds up the worker from GOING_OFFLINE until the block has gone offline', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 3, hasTestModule: true });
    lab.request(128);
    lab.hold('OFFLINE', 48);
    const writer = lab.beginWrite('memory48/state', 'offline');
    const job = lab.begin({ kind: 'virtio_mem_request', id: 'vm0', requestedBytes: 126 * MIB });
    expect([lab.answer(writer), lab.answer(job), lab.book(48)]).toEqual(['waits', 'ok', 'movable 64']);
    lab.release();
    expect([lab.answer(writer), lab.answer(job), lab.book(48)]).toEqual(['ok', 'ok', 'offline-partial 63']);
  });
});

describe('the worker', () => {
  test('runs once: a second request while it waits changes what it works towards', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 3, hasTestModule: true });
    lab.request(128);
    lab.hold('GOING_OFFLINE', 48);
    lab.beginWrite('memory48/state', 'offline');
    const grow = lab.begin({ kind: 'virtio_mem_request', id: 'vm0', requestedBytes: 512 * MIB });
    lab.listen();
    expect([lab.answer(grow), lab.request(256)]).toEqual(['ok', 'ok']);
    lab.release();
    expect([lab.answer(grow), lab.pluggedMib()]).toEqual(['ok', 256]);
    expect(lab.logOf('requested')).toEqual(['virtio_mem virtio0: requested size: 0x10000000']);
  });

  test('an add that fails is undone, and the device is broken and silent from then on', () => {
    const lab = new VirtioMemLab({ defaultOnlineType: 3 });
    lab.begin({
      kind: 'region_request',
      startBytes: 49 * BLOCK_BYTES,
      sizeBytes: 2 * MIB,
      name: 'somebody',
    });
    lab.listen();
    lab.request(256);
    expect(lab.logOf('failed')).toEqual(['virtio_mem virtio0: adding memory failed: -17']);
    expect(lab.logOf('broken')).toEqual(['virtio_mem virtio0: unknown error, marking device broken: -17']);
    expect([lab.pluggedMib(), lab.offlineMib(), lab.books(2)]).toEqual([128, 0, ['movable 64', 'unused 0']]);
    lab.listen();
    expect([lab.request(0), lab.log(), lab.pluggedMib()]).toEqual(['ok', [], 128]);
  });

  test('waits without an error when the region has no whole block left', () => {
    const lab = new VirtioMemLab({
      defaultOnlineType: 3,
      virtioMemDevices: [
        {
          id: 'vm0',
          nid: 0,
          startBytes: REGION_BLOCK * BLOCK_BYTES,
          regionBytes: 1.5 * BLOCK_BYTES,
          deviceBlockBytes: 2 * MIB,
        },
      ],
    });
    lab.listen();
    expect([lab.request(192), lab.pluggedMib(), lab.logOf('broken')]).toEqual(['ok', 128, []]);
    expect([lab.request(0), lab.pluggedMib()]).toEqual(['ok', 0]);
  });

  test.each(['base-6.12', 'v1p3', 'v1p8', 'v3', 'merged'] as const)(
    'adds by the default policy and removes all of it again in %s',
    (variant) => {
      const lab = new VirtioMemLab({ variant, defaultOnlineType: 3, hasTestModule: true });
      lab.request(256);
      expect([lab.block(48), lab.block(49), lab.entries()]).toEqual([
        'online Movable',
        'online Movable',
        ['48-49'],
      ]);
      lab.veto('GOING_OFFLINE', 49, EBUSY, 1);
      lab.request(0);
      expect([lab.pluggedMib(), lab.block(48), lab.block(49)]).toEqual([0, 'absent', 'absent']);
    },
  );
});
