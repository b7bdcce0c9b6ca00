/**
 * The third posting against the column V3 of spec 03 §7: removal that always succeeds, reservations that are never
 * taken again, and an online type that was captured when the device was created.
 */
import { describe, expect, test } from 'vitest';
import { DaxLab, type DaxLabOptions } from '../testing/dax-lab.ts';
import type { OnlineTypeWord } from '../testing/dax-machine.ts';

const NONE = '';
const NORMAL = '32-35 Normal, 40-43 Normal';
const MOVABLE = '32-35 Movable, 40-43 Movable';

function bound(policy: OnlineTypeWord, options: DaxLabOptions = {}): DaxLab {
  const lab = new DaxLab('v3', { ...options, policy });
  expect(lab.bind()).toBe('ok');
  return lab;
}

/** Unplugged with reservations: the captured type is offline, and the policy of the moment is not. */
function neverPlugged(): DaxLab {
  const lab = new DaxLab('v3', { policy: 'offline' });
  lab.setPolicy('online');
  expect(lab.bind()).toBe('ok');
  return lab;
}

const STATES: Record<string, () => DaxLab> = {
  'unplugged (by removal)': () => {
    const lab = bound('online_movable');
    expect(lab.echo('unplug')).toBe('ok');
    return lab;
  },
  'unplugged (never plugged)': neverPlugged,
  online: () => bound('online'),
  online_movable: () => bound('online_movable'),
};

describe('every state and every word of the attribute hotplug', () => {
  test.each([
    ['unplugged (by removal)', 'unplug', 'ok', 'unplugged', NONE],
    ['unplugged (by removal)', 'online', 'ok', 'online', NORMAL],
    ['unplugged (by removal)', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['unplugged (never plugged)', 'unplug', 'ok', 'unplugged', NONE],
    ['unplugged (never plugged)', 'online', 'ok', 'online', NORMAL],
    ['unplugged (never plugged)', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['online', 'unplug', 'ok', 'unplugged', NONE],
    ['online', 'online', 'ok', 'online', NORMAL],
    ['online', 'online_movable', 'EBUSY', 'online', NORMAL],
    ['online_movable', 'unplug', 'ok', 'unplugged', NONE],
    ['online_movable', 'online', 'EBUSY', 'online_movable', MOVABLE],
    ['online_movable', 'online_movable', 'ok', 'online_movable', MOVABLE],
  ])('in %s the word %s answers %s and leaves %s', (from, word, answer, next, blocks) => {
    const lab = STATES[from]!();
    expect(lab.echo(word)).toBe(answer);
    expect(lab.state()).toBe(next);
    expect(lab.blocks()).toBe(blocks);
  });

  test.each(Object.keys(STATES))('in %s no other word is taken', (from) => {
    const lab = STATES[from]!();
    const before = [lab.state(), lab.blocks()];
    for (const word of ['offline', 'unplugged', 'online_kernel', 'Online', '']) {
      expect(lab.echo(word), JSON.stringify(word)).toBe('EINVAL');
    }
    expect([lab.state(), lab.blocks()]).toEqual(before);
  });
});

describe('reservations', () => {
  test('are made at bind, before any memory is added', () => {
    expect(neverPlugged().iomem()).toEqual(['32-47 Soft Reserved', '>32-35 dax0.0', '>40-43 dax0.0']);
  });

  test('are not taken again by an online word: the memory lies directly below the window', () => {
    const lab = STATES['unplugged (by removal)']!();
    lab.echo('online_movable');
    expect(lab.iomem()).toEqual([
      '32-47 Soft Reserved',
      '>32-35 System RAM (kmem)',
      '>40-43 System RAM (kmem)',
    ]);
  });

  test('a later range whose reservation fails at bind is added all the same, if the add can', () => {
    const lab = new DaxLab('v3', { policy: 'online_movable' });
    lab.region('region_request', [40, 43]);
    lab.log();
    expect(lab.bind()).toBe('ok');
    expect(lab.state()).toBe('online_movable');
    // The owner of the region is busy, so the add is refused as well.
    expect(lab.blocks()).toBe('32-35 Movable');
    expect(lab.logOf('kmem')).toEqual([
      'kmem dax0.0: mapping1: 0x140000000-0x15fffffff could not reserve region',
      'kmem dax0.0: mapping1: 0x140000000-0x15fffffff memory add failed',
    ]);
  });

  test('a range that was free again when it is added has no reservation and is never removed', () => {
    const lab = new DaxLab('v3', { policy: 'offline' });
    lab.setPolicy('online');
    lab.region('region_request', [40, 43]);
    expect(lab.bind()).toBe('ok');
    lab.region('region_release', [40, 43]);
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.blocks()).toBe(MOVABLE);
    lab.log();
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe('40-43 Movable');
    expect(lab.logOf('kmem')).toEqual(['kmem dax0.0: partial hotremove: 1 of 2 ranges removed']);
  });

  test('of a range whose add fails is kept', () => {
    const lab = neverPlugged();
    // Somebody adds the memory of range 1 and loses its entry: the driver's own add meets the sections.
    expect(lab.api('add_memory', [40, 43], { nid: 1 })).toBe('ok');
    lab.region('region_release', [40, 43]);
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.iomem()).toEqual([
      '32-47 Soft Reserved',
      '>32-35 dax0.0',
      '>>32-35 System RAM (kmem)',
      '>40-43 dax0.0',
    ]);
  });
});

describe('a later range whose add fails', () => {
  test('is skipped with success when a foreign owner has it', () => {
    const lab = STATES['unplugged (by removal)']!();
    lab.region('region_request', [41, 41]);
    lab.log();
    expect(lab.echo('online')).toBe('ok');
    expect(lab.state()).toBe('online');
    expect(lab.blocks()).toBe('32-35 Normal');
    expect(lab.logOf('kmem')).toEqual(['kmem dax0.0: mapping1: 0x140000000-0x15fffffff memory add failed']);
  });

  test('but the first one ends the write with the errno of the add', () => {
    const lab = STATES['unplugged (by removal)']!();
    lab.region('region_request', [33, 33]);
    expect(lab.echo('online')).toBe('EEXIST');
    expect(lab.state()).toBe('unplugged');
    expect(lab.blocks()).toBe(NONE);
  });
});

describe('removal', () => {
  test('is a success when no range goes; the state is kept and each range is named', () => {
    const lab = bound('online_movable');
    lab.pin(32, 'offline');
    lab.pin(43, 'offline');
    lab.log();
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe(MOVABLE);
    expect(lab.logOf('kmem')).toEqual([
      'kmem dax0.0: mapping0: 0x100000000-0x11fffffff hotremove failed',
      'kmem dax0.0: mapping1: 0x140000000-0x15fffffff hotremove failed',
      'kmem dax0.0: partial hotremove: 0 of 2 ranges removed',
    ]);
  });

  test('of one range in each of two writes never reads unplugged, although all memory is gone', () => {
    const lab = bound('online_movable');
    lab.pin(32, 'offline');
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable');
    lab.unpin(32);
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.blocks()).toBe(NONE);
    expect(lab.state()).toBe('online_movable');
  });

  test('counts a range that is too small as one that stays', () => {
    const lab = new DaxLab('v3', { policy: 'online_movable', ranges: [[32, 35]] });
    expect(lab.writeDax('dax0.0', 'mapping', '0x140000000-0x1401fffff')).toBe('ok');
    lab.log();
    expect(lab.bind()).toBe('ok');
    expect(lab.logOf('kmem')).toEqual([
      'kmem dax0.0: mapping1: 0x140000000-0x1401fffff too small after alignment',
    ]);
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.blocks()).toBe(NONE);
    expect(lab.state()).toBe('online_movable');
    expect(lab.logOf('kmem')).toEqual(['kmem dax0.0: partial hotremove: 1 of 2 ranges removed']);
  });

  test('brings a range back when the removal fails after a clean offline, unlike the first posting', () => {
    const lab = new DaxLab('v3', { policy: 'online_movable', memmapOnMemory: true, ranges: [[32, 35]] });
    lab.writeDax('dax0.0', 'memmap_on_memory', '1');
    lab.bind();
    lab.writeState(33, 'offline');
    expect(lab.api('remove_memory', [33, 33])).toBe('ok');
    expect(lab.api('add_memory', [33, 33], { nid: 1 })).toBe('ok');
    lab.writeState(33, 'online_movable');
    expect(lab.blocks()).toBe('32-35 Movable');
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable');
  });
});

describe('bind: the type of the time when the device was created', () => {
  test('counts, whatever the policy is now', () => {
    const lab = new DaxLab('v3', { policy: 'online_movable' });
    lab.setPolicy('offline');
    expect(lab.bind()).toBe('ok');
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe(MOVABLE);
  });

  test.each([
    ['offline', 'offline', 'EINVAL'],
    ['online_kernel', 'online_kernel', 'EINVAL'],
    ['online_kernel', 'online', 'EINVAL'],
  ] as const)('captured %s with policy %s fails with %s and leaves nothing', (captured, live, answer) => {
    const lab = new DaxLab('v3', { policy: captured });
    lab.setPolicy(live);
    lab.log();
    expect(lab.bind()).toBe(answer);
    expect(lab.state()).toBe(null);
    expect(lab.blocks()).toBe(NONE);
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved']);
    expect(lab.kernel.groups.kind.get(0)).toBe(0);
    expect(lab.logOf('kmem')).toEqual(['kmem dax0.0: probe with driver kmem failed with error -22']);
  });

  test('captured offline with another policy adds nothing and reads unplugged', () => {
    const lab = neverPlugged();
    expect(lab.state()).toBe('unplugged');
    expect(lab.blocks()).toBe(NONE);
  });

  test('the first range that is taken fails the bind with -EBUSY', () => {
    const lab = new DaxLab('v3', { policy: 'online_movable' });
    lab.region('region_request', [35, 35]);
    expect(lab.bind()).toBe('EBUSY');
    expect(lab.blocks()).toBe(NONE);
  });
});

describe('unbind', () => {
  test('of an unplugged device frees its reservations', () => {
    const lab = neverPlugged();
    expect(lab.unbind()).toBe('ok');
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved']);
    expect(lab.kernel.groups.kind.get(0)).toBe(0);
  });

  test('while online leaves memory and reservations as they are, with a warning', () => {
    const lab = bound('online_movable');
    const before = lab.iomem();
    lab.log();
    expect(lab.unbind()).toBe('ok');
    expect(lab.blocks()).toBe(MOVABLE);
    expect(lab.iomem()).toEqual(before);
    expect(lab.log()).toEqual([
      'Hotplug memory regions stuck online until reboot',
      'WARNING: at dax_kmem_cleanup_resources',
    ]);
    // The group still has blocks: unregistering it failed, and nobody was told.
    expect(lab.kernel.groups.kind.get(0)).not.toBe(0);
  });

  test('does not remove blocks that the user took offline: only the state counts', () => {
    const lab = bound('online_movable');
    for (const id of [32, 33, 34, 35, 40, 41, 42, 43]) lab.writeState(id, 'offline');
    expect(lab.unbind()).toBe('ok');
    expect(lab.blocks()).toBe('32-35 offline, 40-43 offline');
    expect(lab.bind()).toBe('EBUSY');
  });
});
