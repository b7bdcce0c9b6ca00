/** The rules of memory devices that no recorded run decides: what the machine refuses, who is tried when, ejection. */
import { describe, expect, test } from 'vitest';
import { EBUSY } from '../state/errno.ts';
import { isGroup } from '../state/groups.ts';
import type { MachineDescription } from '../state/machine.ts';
import { PAGE_UNMOVABLE } from '../state/pages.ts';
import { BLOCK_BYTES } from '../testing/lab-machine.ts';
import { Lab } from '../testing/lab.ts';
import { add_memory } from '../core/add-memory.ts';
import { acpi_memory_device_add } from './acpi-dimm.ts';
import { DIMM_EMPTY, DIMM_ENABLED } from './acpi-dimm-slots.ts';

const MIB = 2 ** 20;

class DimmLab extends Lab {
  constructor(differences: Partial<MachineDescription> = {}) {
    super({ hasTestModule: false, ...differences });
  }

  /** `device_add` of whole blocks, with the address moved by some bytes. */
  plug(id: string, block: number, count = 1, offsetBytes = 0, nid = 0): string {
    const startBytes = block * BLOCK_BYTES + offsetBytes;
    return this.plugBytes(id, startBytes, count * BLOCK_BYTES, nid);
  }

  plugBytes(id: string, startBytes: number, sizeBytes: number, nid = 0): string {
    return this.answer(this.begin({ kind: 'device_add', id, startBytes, sizeBytes, nid }));
  }

  unplug(id: string): string {
    return this.answer(this.begin({ kind: 'device_del', id }));
  }

  slot(id: string): number {
    return this.k.dimms.name.data.indexOf(this.k.names.id(id));
  }

  slotState(slot: number): number {
    return this.k.dimms.state.get(slot);
  }
}

const virtioAt48: Partial<MachineDescription> = {
  virtioMemDevices: [
    {
      id: 'vm0',
      nid: 0,
      startBytes: 48 * BLOCK_BYTES,
      regionBytes: 8 * BLOCK_BYTES,
      deviceBlockBytes: 2 * MIB,
    },
  ],
};

describe('the machine refuses a memory device', () => {
  test.each<[string, string, number, number]>([
    ['an address that is no multiple of 2 MiB', 'd2', 40 * BLOCK_BYTES + MIB, BLOCK_BYTES],
    ['a size that is no multiple of 2 MiB', 'd2', 40 * BLOCK_BYTES, MIB],
    ['no size at all', 'd2', 40 * BLOCK_BYTES, 0],
    ['an id that is taken', 'd1', 40 * BLOCK_BYTES, BLOCK_BYTES],
    ['the id of a virtio-mem device', 'vm0', 40 * BLOCK_BYTES, BLOCK_BYTES],
    ['addresses of an enabled device', 'd2', 31.5 * BLOCK_BYTES + BLOCK_BYTES, BLOCK_BYTES],
    ['addresses in the region of a virtio-mem device', 'd2', 55 * BLOCK_BYTES, 2 * BLOCK_BYTES],
    ['addresses of the RAM it was started with', 'd2', 31 * BLOCK_BYTES, 2 * MIB],
  ])('with %s, and the guest hears nothing', (_, id, startBytes, sizeBytes) => {
    const lab = new DimmLab(virtioAt48);
    lab.plug('d1', 32);
    lab.listen();
    expect(lab.plugBytes(id, startBytes, sizeBytes)).toBe('EINVAL');
    expect(lab.log()).toEqual([]);
    expect(lab.k.dimms.state.usedLength()).toBe(1);
  });

  test('whose addresses belong to one that the guest refused, until that is unplugged', () => {
    const lab = new DimmLab();
    expect(lab.plug('odd', 40, 1, 64 * MIB)).toBe('ok');
    expect(lab.plug('d2', 41)).toBe('EINVAL');
    expect(lab.unplug('odd')).toBe('ok');
    expect(lab.plug('d2', 41)).toBe('ok');
    expect(lab.block(41)).toMatch(/^offline/);
  });

  test('that touches others on both sides only when it overlaps them', () => {
    const lab = new DimmLab();
    expect([lab.plug('low', 40), lab.plug('high', 42), lab.plug('between', 41)]).toEqual(['ok', 'ok', 'ok']);
  });
});

describe('what the guest makes of an insertion', () => {
  test('a refused device is tried again at every insertion, in the order of slots, also when slots were reused', () => {
    const lab = new DimmLab();
    lab.plug('first', 40);
    lab.plug('second', 42, 1, 64 * MIB);
    lab.unplug('first');
    lab.listen();
    // Takes slot 0 again, so it is tried before the older one in slot 1.
    lab.plug('third', 44, 1, 64 * MIB);
    expect(lab.logOf('acpi')).toEqual([
      'acpi PNP0C80:00: add_memory failed',
      'acpi PNP0C80:00: acpi_memory_enable_device() error',
      'acpi PNP0C80:01: add_memory failed',
      'acpi PNP0C80:01: acpi_memory_enable_device() error',
    ]);
    expect([lab.slot('third'), lab.slot('second')]).toEqual([0, 1]);
  });

  test('memory that somebody else added before counts as enabled, and goes with the device', () => {
    const lab = new DimmLab();
    lab.start(add_memory, 0, 40 * BLOCK_BYTES, 2 * BLOCK_BYTES, 0);
    lab.online(40, 'online_movable');
    lab.listen();
    expect(lab.plug('d1', 40, 2)).toBe('ok');
    expect(lab.log()).toEqual([]);
    expect(lab.slotState(0)).toBe(DIMM_ENABLED);
    expect(lab.unplug('d1')).toBe('ok');
    expect([lab.block(40), lab.block(41)]).toEqual(['absent', 'absent']);
    expect(lab.log()[0]).toBe('Offlined Pages 32768');
  });

  test('on a node that no firmware table named, no group can be made: only the second line is logged', () => {
    const lab = new DimmLab();
    lab.listen();
    expect(lab.plug('d1', 40, 1, 0, 7)).toBe('ok');
    expect(lab.log()).toEqual(['acpi PNP0C80:00: acpi_memory_enable_device() error']);
    expect(isGroup(lab.k, 0)).toBe(false);
  });

  test('each device has one static group over all its memory, which goes with it', () => {
    const lab = new DimmLab();
    lab.plug('refused', 50, 1, 64 * MIB);
    lab.plug('d1', 40, 4);
    expect([isGroup(lab.k, 0), lab.k.groups.pages.get(0), isGroup(lab.k, 1)]).toEqual([
      true,
      4 * 32768,
      false,
    ]);
    lab.unplug('d1');
    expect(isGroup(lab.k, 0)).toBe(false);
  });

  test('insertions that wait for the lock are all served by the first that gets it', () => {
    const lab = new Lab();
    lab.begin({ kind: 'device_add', id: 'd0', ...blocks(40, 1), nid: 0 });
    lab.hold('GOING_ONLINE', 40);
    const writer = lab.beginWrite('memory40/state', 'online');
    const first = lab.start(acpi_memory_device_add, lab.k.names.id('d1'), 42 * BLOCK_BYTES, BLOCK_BYTES, 0);
    const second = lab.start(acpi_memory_device_add, lab.k.names.id('d2'), 44 * BLOCK_BYTES, BLOCK_BYTES, 0);
    expect([first.result, second.result]).toEqual([null, null]);
    lab.release();
    expect([lab.answer(writer), first.result, second.result]).toEqual(['ok', 0, 0]);
    expect([lab.block(42), lab.block(44)]).toEqual(['offline Normal Movable', 'offline Normal Movable']);
  });
});

function blocks(first: number, count: number): { startBytes: number; sizeBytes: number } {
  return { startBytes: first * BLOCK_BYTES, sizeBytes: count * BLOCK_BYTES };
}

/** Four blocks: 40 and 43 in ZONE_MOVABLE, 41 and 42 in a kernel zone with a page that refuses isolation. */
function labWithTwoRefusedBlocks(): DimmLab {
  const lab = new DimmLab();
  lab.plug('d1', 40, 4);
  lab.online(41, 'online_kernel');
  lab.online(42, 'online_kernel');
  lab.online(40, 'online_movable');
  lab.online(43, 'online_movable');
  lab.place(PAGE_UNMOVABLE, 41);
  lab.place(PAGE_UNMOVABLE, 42);
  return lab.listen();
}

describe('an ejection', () => {
  test('tries every block in the first pass and stops at the first refusal of the second', () => {
    const lab = labWithTwoRefusedBlocks();
    const job = lab.begin({ kind: 'device_del', id: 'd1' });
    expect(job.result).toBe(-EBUSY);
    const lines = lab.log().filter((line) => /^Offlined|failed/i.test(line));
    expect(lines).toEqual([
      'Offlined Pages 32768',
      'memory offlining [mem 0x148000000-0x14fffffff] failed due to failure to isolate range',
      'memory offlining [mem 0x150000000-0x157ffffff] failed due to failure to isolate range',
      'Offlined Pages 32768',
      'memory offlining [mem 0x148000000-0x14fffffff] failed due to failure to isolate range',
      'memory memory41: Offline failed.',
    ]);
  });

  test('that is refused brings back what it offlined by the plain rule, here into a kernel zone', () => {
    const lab = labWithTwoRefusedBlocks();
    lab.unplug('d1');
    expect([40, 41, 42, 43].map((id) => lab.block(id))).toEqual(Array(4).fill('online Normal'));
    expect(lab.slotState(0)).toBe(DIMM_ENABLED);
  });

  test('that is refused leaves blocks offline that were offline before', () => {
    const lab = labWithTwoRefusedBlocks();
    lab.offline(43);
    lab.listen();
    lab.unplug('d1');
    expect(lab.block(43)).toMatch(/^offline/);
    expect(lab.uevents()).toEqual(['offline memory40', 'online memory40']);
  });

  test('succeeds when a block that refused in the first pass goes in the second', () => {
    const lab = new Lab();
    lab.begin({ kind: 'device_add', id: 'd1', ...blocks(40, 2), nid: 0 });
    lab.online(40, 'online_movable');
    lab.online(41, 'online_movable');
    lab.veto('GOING_OFFLINE', 40, EBUSY, 1);
    lab.listen();
    expect(lab.answer(lab.begin({ kind: 'device_del', id: 'd1' }))).toBe('ok');
    expect(lab.uevents()).toEqual([
      'offline memory41',
      'offline memory40',
      'remove memory40',
      'remove memory41',
    ]);
  });

  test('of a device that was never enabled is silent and frees its slot for the next one', () => {
    const lab = new DimmLab();
    lab.plug('odd', 40, 1, 64 * MIB);
    lab.listen();
    expect(lab.unplug('odd')).toBe('ok');
    expect(lab.log()).toEqual([]);
    lab.plug('d1', 42);
    expect(lab.slot('d1')).toBe(0);
  });

  test('of an id that the machine does not have is refused by the machine', () => {
    expect(new DimmLab().unplug('nobody')).toBe('EINVAL');
  });

  test('that was asked for twice happens once', () => {
    const lab = new Lab();
    lab.begin({ kind: 'device_add', id: 'd0', ...blocks(40, 1), nid: 0 });
    lab.begin({ kind: 'device_add', id: 'd1', ...blocks(42, 1), nid: 0 });
    lab.hold('GOING_ONLINE', 40);
    lab.beginWrite('memory40/state', 'online');
    const jobs = [1, 2].map(() => lab.begin({ kind: 'device_del', id: 'd1' }));
    lab.listen();
    lab.release();
    expect(jobs.map((job) => lab.answer(job))).toEqual(['ok', 'ok']);
    expect(lab.uevents().filter((line) => line.startsWith('remove'))).toEqual(['remove memory42']);
    expect(lab.k.dimms.state.get(1)).toBe(DIMM_EMPTY);
  });

  test('dies in a kernel BUG when somebody put an online block of his own into the range', () => {
    const lab = new DimmLab();
    lab.plug('d1', 40);
    lab.begin({ kind: 'api', call: 'remove_memory', ...blocks(40, 1) });
    lab.start(add_memory, 0, 40 * BLOCK_BYTES, BLOCK_BYTES, 0);
    lab.online(40, 'online_kernel');
    const job = lab.begin({ kind: 'device_del', id: 'd1' });
    expect(lab.machine.isDead(job)).toBe(true);
    expect(lab.block(40)).toBe('online Normal');
  });
});
