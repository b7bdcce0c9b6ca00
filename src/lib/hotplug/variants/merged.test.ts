/**
 * The form that was merged against spec 03 §8 and 02 §12.4: all ranges or none, under one lock.
 */
import { describe, expect, test } from 'vitest';
import { blockPath, DaxLab, type DaxLabOptions } from '../testing/dax-lab.ts';
import type { OnlineTypeWord } from '../testing/dax-machine.ts';
import { BLOCK_BYTES } from '../testing/lab-machine.ts';

const NONE = '';
const OFFLINE = '32-35 offline, 40-43 offline';
const NORMAL = '32-35 Normal, 40-43 Normal';
const MOVABLE = '32-35 Movable, 40-43 Movable';

function bound(policy: OnlineTypeWord, options: DaxLabOptions = {}): DaxLab {
  const lab = new DaxLab('merged', { ...options, policy });
  expect(lab.bind()).toBe('ok');
  return lab;
}

const STATES: Record<string, () => DaxLab> = {
  unplugged: () => {
    const lab = bound('online_movable');
    expect(lab.echo('unplugged')).toBe('ok');
    return lab;
  },
  offline: () => bound('offline'),
  online: () => bound('online'),
  online_kernel: () => bound('online_kernel'),
  online_movable: () => bound('online_movable'),
};
const BLOCKS: Record<string, string> = {
  unplugged: NONE,
  offline: OFFLINE,
  online: NORMAL,
  online_kernel: NORMAL,
  online_movable: MOVABLE,
};

describe('every state and every word of the attribute state', () => {
  test.each([
    ['unplugged', 'unplugged', 'ok', 'unplugged'],
    ['unplugged', 'online', 'ok', 'online'],
    ['unplugged', 'online_kernel', 'ok', 'online_kernel'],
    ['unplugged', 'online_movable', 'ok', 'online_movable'],
    ['offline', 'unplugged', 'ok', 'unplugged'],
    ['offline', 'online', 'EBUSY', 'offline'],
    ['offline', 'online_kernel', 'EBUSY', 'offline'],
    ['offline', 'online_movable', 'EBUSY', 'offline'],
    ['online', 'unplugged', 'ok', 'unplugged'],
    ['online', 'online', 'ok', 'online'],
    ['online', 'online_kernel', 'EBUSY', 'online'],
    ['online', 'online_movable', 'EBUSY', 'online'],
    ['online_kernel', 'unplugged', 'ok', 'unplugged'],
    ['online_kernel', 'online', 'EBUSY', 'online_kernel'],
    ['online_kernel', 'online_kernel', 'ok', 'online_kernel'],
    ['online_kernel', 'online_movable', 'EBUSY', 'online_kernel'],
    ['online_movable', 'unplugged', 'ok', 'unplugged'],
    ['online_movable', 'online', 'EBUSY', 'online_movable'],
    ['online_movable', 'online_kernel', 'EBUSY', 'online_movable'],
    ['online_movable', 'online_movable', 'ok', 'online_movable'],
  ])('in %s the word %s answers %s and leaves %s', (from, word, answer, next) => {
    const lab = STATES[from]!();
    expect(lab.state()).toBe(from);
    expect(lab.blocks()).toBe(BLOCKS[from]);
    expect(lab.echo(word)).toBe(answer);
    expect(lab.state()).toBe(next);
    expect(lab.blocks()).toBe(BLOCKS[next]);
  });

  test.each(Object.keys(STATES))('in %s no other word is taken, offline among them', (from) => {
    const lab = STATES[from]!();
    for (const word of ['offline', 'unplug', 'Online', 'online_movable ', '', '-1']) {
      expect(lab.echo(word), JSON.stringify(word)).toBe('EINVAL');
    }
    expect(lab.state()).toBe(from);
    expect(lab.blocks()).toBe(BLOCKS[from]);
  });

  test('a word is parsed before data->lock: nonsense does not wait for a writer', () => {
    const lab = bound('online_movable');
    lab.hold('GOING_OFFLINE', 32);
    const writer = lab.beginEcho('unplugged');
    expect(lab.answer(writer)).toBe('running');
    expect(lab.echo('offline')).toBe('EINVAL');
  });
});

describe('U: the whole device or nothing', () => {
  test('a block that refuses brings every range back, each block to its zone class', () => {
    const lab = bound('online_movable');
    lab.writeState(33, 'offline');
    lab.writeState(34, 'offline');
    lab.writeState(34, 'online_kernel');
    expect(lab.blocks()).toBe('32 Movable, 33 offline, 34 Normal, 35 Movable, 40-43 Movable');
    lab.pin(42, 'offline');
    lab.log();
    expect(lab.echo('unplugged')).toBe('EBUSY');
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe('32 Movable, 33 offline, 34 Normal, 35 Movable, 40-43 Movable');
    expect(lab.logOf('hotremove failed')).toEqual(['kmem dax0.0: hotremove failed, device left online: -16']);
  });

  test('frees the reservations of all ranges', () => {
    expect(STATES['unplugged']!().iomem()).toEqual(['32-47 Soft Reserved']);
  });

  test('without any reserved range is a success', () => {
    const lab = bound('online_movable', { ranges: [[32, 35]] });
    expect(lab.echo('unplugged')).toBe('ok');
    lab.region('region_request', [32, 32]);
    expect(lab.echo('online')).toBe('EBUSY');
    expect(lab.state()).toBe('unplugged');
  });

  test('a range that fails to be removed does not stop the others, and the write succeeds', () => {
    const lab = new DaxLab('merged', { policy: 'online_movable', memmapOnMemory: true });
    lab.writeDax('dax0.0', 'memmap_on_memory', '1');
    lab.bind();
    lab.writeState(33, 'offline');
    lab.api('remove_memory', [33, 33]);
    lab.api('add_memory', [33, 33], { nid: 1 });
    lab.log();
    expect(lab.echo('unplugged')).toBe('ok');
    expect(lab.state()).toBe('unplugged');
    // Range 0 mixes two kinds of blocks and stays, offline; range 1 after it is gone.
    expect(lab.blocks()).toBe('32-35 offline');
    expect(lab.logOf('WARNING')).toEqual([
      'WARNING: at try_remove_memory',
      'WARNING: at offline_and_remove_memory_ranges',
    ]);
    expect(lab.logOf('Failed to remove')).toEqual([]);
  });

  test('ranges are checked before anything is locked: none, an empty or an unaligned one is -EINVAL', () => {
    const lab = bound('online_movable');
    const remove = (ranges: { startBytes: number; sizeBytes: number }[]) =>
      lab.do({ kind: 'api', call: 'offline_and_remove_memory_ranges', ranges });
    const good = { startBytes: 32 * BLOCK_BYTES, sizeBytes: BLOCK_BYTES };
    expect(remove([])).toBe('EINVAL');
    expect(remove([good, { ...good, sizeBytes: 0 }])).toBe('EINVAL');
    expect(remove([good, { ...good, startBytes: 40 * BLOCK_BYTES + 4096 }])).toBe('EINVAL');
    expect(remove([good, { ...good, sizeBytes: BLOCK_BYTES - 4096 }])).toBe('EINVAL');
    expect(lab.blocks()).toBe(MOVABLE);
    expect(remove([good, { ...good, startBytes: 41 * BLOCK_BYTES }])).toBe('ok');
    expect(lab.blocks()).toBe('33-35 Movable, 40 Movable, 42-43 Movable');
  });

  test('offline_and_remove_memory() is the same with one range', () => {
    const lab = bound('online_movable');
    lab.veto('GOING_OFFLINE', 35, 1);
    expect(lab.api('offline_and_remove_memory', [32, 35])).toBe('EPERM');
    expect(lab.blocks()).toBe(MOVABLE);
    expect(lab.api('offline_and_remove_memory', [32, 35])).toBe('ok');
    expect(lab.blocks()).toBe('40-43 Movable');
  });

  test('holds device_hotplug_lock over both phases: a polling user finds the block gone', () => {
    const lab = bound('online_movable');
    lab.hold('OFFLINE', 43);
    const removal = lab.beginEcho('unplugged', 'driver');
    const user = lab.begin({ kind: 'sysfs_write', path: blockPath(32, 'state'), bytes: 'online\n' }, 'user');
    expect(lab.blocks()).toBe('32-35 offline, 40-42 offline, 43 going-offline');
    lab.release();
    expect(lab.answer(removal)).toBe('ok');
    expect(lab.answer(user)).toBe('ENODEV');
  });
});

describe('P: from unplugged to online', () => {
  test('the errno of the first range frees all reservations again', () => {
    const lab = STATES['unplugged']!();
    // The blocks of range 0 exist without an entry: the request succeeds, the add meets their sections.
    expect(lab.api('add_memory', [32, 35], { nid: 1 })).toBe('ok');
    lab.region('region_release', [32, 35]);
    lab.log();
    expect(lab.echo('online')).toBe('EEXIST');
    expect(lab.state()).toBe('unplugged');
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved']);
    expect(lab.logOf('kmem')).toEqual(['kmem dax0.0: mapping0: 0x100000000-0x11fffffff memory add failed']);
  });

  test('a later range whose add fails loses its reservation and is no error', () => {
    const lab = STATES['unplugged']!();
    lab.api('add_memory', [40, 43], { nid: 1 });
    lab.region('region_release', [40, 43]);
    lab.log();
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.state()).toBe('online_movable');
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved', '>32-35 dax0.0', '>>32-35 System RAM (kmem)']);
    expect(lab.logOf('kmem')).toEqual(['kmem dax0.0: mapping1: 0x140000000-0x15fffffff memory add failed']);
  });

  test('a later range that cannot be reserved is skipped, and joins at the next online word', () => {
    const lab = STATES['unplugged']!();
    lab.region('region_request', [40, 40]);
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable');
    lab.region('region_release', [40, 40]);
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.blocks(), 'the word that holds already does nothing').toBe('32-35 Movable');
    lab.echo('unplugged');
    lab.echo('online_movable');
    expect(lab.blocks()).toBe(MOVABLE);
  });

  test('the first range that is taken ends the word with -EBUSY', () => {
    const lab = STATES['unplugged']!();
    lab.region('region_request', [32, 32]);
    expect(lab.echo('online_movable')).toBe('EBUSY');
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved', '>32-32 other driver']);
  });
});

describe('bind reads the default once, at the very start', () => {
  test('a policy that changes while the first block goes online has no effect', () => {
    const lab = new DaxLab('merged', { policy: 'online_movable' });
    lab.hold('GOING_ONLINE', 32);
    const job = lab.begin({ kind: 'bind', device: 'dax0.0', driver: 'kmem' });
    lab.setPolicy('online_kernel');
    lab.release();
    expect(lab.answer(job)).toBe('ok');
    expect(lab.blocks()).toBe(MOVABLE);
    expect(lab.state()).toBe('online_movable');
  });
});

describe('unbind', () => {
  test('removes the ranges that are offline and leaks the others, whatever the attribute says', () => {
    const lab = bound('online_movable');
    for (const id of [40, 41, 42, 43]) lab.writeState(id, 'offline');
    lab.log();
    expect(lab.unbind()).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable');
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved', '>32-35 dax0.0', '>>32-35 System RAM (kmem)']);
    expect(lab.logOf('kmem')).toEqual([
      'kmem dax0.0: mapping0: 0x100000000-0x11fffffff stuck online until reboot',
      'kmem dax0.0: Hotplug regions stuck online until reboot',
    ]);
    expect(lab.kernel.dax.anyHotremoveFailed.value).toBe(1);
  });

  test('of an unplugged device frees everything', () => {
    const lab = STATES['unplugged']!();
    lab.log();
    expect(lab.unbind()).toBe('ok');
    expect(lab.log()).toEqual([]);
    expect(lab.kernel.groups.kind.get(0)).toBe(0);
  });

  test('a leaked first range makes the next bind fail while its memory is there, offline or not', () => {
    const lab = bound('online_movable');
    lab.unbind();
    expect(lab.bind()).toBe('EBUSY');
    for (const id of [32, 33, 34, 35]) lab.writeState(id, 'offline');
    expect(lab.bind()).toBe('EBUSY');
    expect(lab.api('remove_memory', [32, 35])).toBe('ok');
    expect(lab.bind()).toBe('ok');
    expect(lab.blocks()).toBe(MOVABLE);
    expect(lab.iomem()).toEqual([
      '32-47 Soft Reserved',
      '>32-35 dax0.0',
      '>>32-35 dax0.0',
      '>>>32-35 System RAM (kmem)',
      '>40-43 dax0.0',
      '>>40-43 System RAM (kmem)',
    ]);
    // Range 1 is leaked and skipped: the next removal takes the inner entry of range 0 and leaves range 1 alone.
    expect(lab.echo('unplugged')).toBe('ok');
    expect(lab.iomem()).toEqual([
      '32-47 Soft Reserved',
      '>32-35 dax0.0',
      '>40-43 dax0.0',
      '>>40-43 System RAM (kmem)',
    ]);
  });

  test('a new mapping that overlaps a leaked entry only partly is refused, one inside it nests', () => {
    const lab = bound('online_movable', { ranges: [[32, 35]] });
    lab.unbind();
    for (const id of [32, 33, 34, 35]) lab.writeState(id, 'offline');
    lab.api('remove_memory', [32, 35]);
    lab.setRanges('dax0.0', [[34, 37]]);
    expect(lab.bind()).toBe('EBUSY');
    lab.setRanges('dax0.0', [[33, 34]]);
    expect(lab.bind()).toBe('ok');
    expect(lab.iomem()).toEqual([
      '32-47 Soft Reserved',
      '>32-35 dax0.0',
      '>>33-34 dax0.0',
      '>>>33-34 System RAM (kmem)',
    ]);
  });
});
