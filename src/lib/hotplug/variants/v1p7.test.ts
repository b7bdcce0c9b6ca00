/**
 * Patches 1 to 7 of the first posting against spec 03 §4. No kernel with just these patches was recorded: the model of
 * this posting rests on these tests alone.
 */
import { describe, expect, test } from 'vitest';
import { AUTO_ONLINE_BLOCKS, DaxLab, type DaxLabOptions } from '../testing/dax-lab.ts';
import type { OnlineTypeWord } from '../testing/dax-machine.ts';

const NONE = '';
const OFFLINE = '32-35 offline, 40-43 offline';
const NORMAL = '32-35 Normal, 40-43 Normal';
const MOVABLE = '32-35 Movable, 40-43 Movable';
/** Words that the attribute does not take, whatever the state. */
const BAD_WORDS = ['unplugged', 'online_kernel', 'Online', 'onlin', 'online ', 'online\n', '', '1'];

function bound(policy: OnlineTypeWord, options: DaxLabOptions = {}): DaxLab {
  const lab = new DaxLab('v1p7', { ...options, policy });
  expect(lab.bind()).toBe('ok');
  return lab;
}

/** A device in each state that the attribute can have; `unknown` only comes from the default policy. */
const STATES: Record<string, () => DaxLab> = {
  unplugged: () => {
    const lab = bound('online_movable');
    expect(lab.echo('unplug')).toBe('ok');
    return lab;
  },
  offline: () => bound('offline'),
  online: () => bound('online'),
  unknown: () => bound('online_kernel'),
  online_movable: () => bound('online_movable'),
};

describe('every state and every word of the attribute hotplug', () => {
  test.each([
    ['unplugged', 'unplug', 'ok', 'unplugged', NONE],
    ['unplugged', 'offline', 'EINVAL', 'unplugged', NONE],
    ['unplugged', 'online', 'ok', 'online', NORMAL],
    ['unplugged', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['offline', 'unplug', 'ok', 'unplugged', NONE],
    ['offline', 'offline', 'ok', 'offline', OFFLINE],
    ['offline', 'online', 'ok', 'online', NORMAL],
    ['offline', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['online', 'unplug', 'ok', 'unplugged', NONE],
    ['online', 'offline', 'ok', 'offline', OFFLINE],
    ['online', 'online', 'ok', 'online', NORMAL],
    ['online', 'online_movable', 'EBUSY', 'online', NORMAL],
    ['unknown', 'unplug', 'ok', 'unplugged', NONE],
    ['unknown', 'offline', 'EINVAL', 'unknown', NORMAL],
    // All ranges are reserved already: nothing is added, yet the state changes.
    ['unknown', 'online', 'ok', 'online', NORMAL],
    ['unknown', 'online_movable', 'ok', 'online_movable', NORMAL],
    ['online_movable', 'unplug', 'ok', 'unplugged', NONE],
    ['online_movable', 'offline', 'ok', 'offline', OFFLINE],
    ['online_movable', 'online', 'EBUSY', 'online_movable', MOVABLE],
    ['online_movable', 'online_movable', 'ok', 'online_movable', MOVABLE],
  ])('in %s the word %s answers %s and leaves %s', (from, word, answer, next, blocks) => {
    const lab = STATES[from]!();
    expect(lab.state()).toBe(from);
    expect(lab.echo(word)).toBe(answer);
    expect(lab.state()).toBe(next);
    expect(lab.blocks()).toBe(blocks);
  });

  test.each(Object.keys(STATES))('in %s no other word is taken', (from) => {
    const lab = STATES[from]!();
    const before = lab.blocks();
    for (const word of BAD_WORDS) expect(lab.echo(word), JSON.stringify(word)).toBe('EINVAL');
    expect(lab.state()).toBe(from);
    expect(lab.blocks()).toBe(before);
  });

  test('a word is taken without its newline too', () => {
    const lab = bound('online_movable');
    expect(lab.writeBytes(lab.attributePath(), 'unplug')).toBe('ok');
    expect(lab.state()).toBe('unplugged');
  });
});

describe('A: adding ranges', () => {
  test('takes the reservations again: daxX.Y with the memory below it', () => {
    const lab = STATES['unplugged']!();
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved']);
    lab.echo('online');
    expect(lab.iomem()).toEqual([
      '32-47 Soft Reserved',
      '>32-35 dax0.0',
      '>>32-35 System RAM (kmem)',
      '>40-43 dax0.0',
      '>>40-43 System RAM (kmem)',
    ]);
  });

  test('fails with -EBUSY and keeps the state when the first range is taken', () => {
    const lab = STATES['unplugged']!();
    lab.region('region_request', [33, 33]);
    lab.log();
    expect(lab.echo('online')).toBe('EBUSY');
    expect(lab.state()).toBe('unplugged');
    expect(lab.blocks()).toBe(NONE);
    expect(lab.logOf('kmem')).toEqual([
      'kmem dax0.0: mapping0: 0x100000000-0x11fffffff could not reserve region',
    ]);
  });

  test('skips a later range that is taken, with success', () => {
    const lab = STATES['unplugged']!();
    lab.region('region_request', [40, 40]);
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe('32-35 Movable');
  });

  test('leaves a range alone that a failed removal left behind, and adds the others', () => {
    const lab = bound('online_movable');
    lab.pin(41, 'offline');
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.blocks()).toBe('40-43 Movable');
    expect(lab.echo('online')).toBe('ok');
    expect(lab.state()).toBe('online');
    expect(lab.blocks()).toBe('32-35 Normal, 40-43 Movable');
  });

  test('a block that refuses to go online is no error: the walk of that range stops there', () => {
    const lab = STATES['unplugged']!();
    lab.veto('GOING_ONLINE', 33);
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe('32 Movable, 33-35 offline, 40-43 Movable');
  });
});

describe('B: onlining ranges that are there', () => {
  test('+1 of online_memory_range() counts as success, but takes the ranges before offline again', () => {
    const lab = bound('offline');
    lab.writeState(41, 'online_movable');
    expect(lab.echo('online')).toBe('ok');
    expect(lab.state()).toBe('online');
    // Range 1: 40 was onlined (next to Movable's span, so Normal), 41 was online and ended the walk. Range 0 went back.
    expect(lab.blocks()).toBe('32-35 offline, 40 Normal, 41 Movable, 42-43 offline');
  });

  test('+1 in the first range leaves the second one alone', () => {
    const lab = bound('offline');
    lab.writeState(32, 'online_movable');
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe('32 Movable, 33-35 offline, 40-43 offline');
  });

  test('a refusal in the second range takes the first one offline again and keeps the state', () => {
    const lab = bound('offline');
    lab.veto('GOING_ONLINE', 41);
    expect(lab.echo('online_movable')).toBe('EPERM');
    expect(lab.state()).toBe('offline');
    // online_memory_range() itself undoes nothing: block 40 stays online.
    expect(lab.blocks()).toBe('32-35 offline, 40 Movable, 41-43 offline');
  });
});

describe('C: taking ranges offline', () => {
  test('a refusal in the second range brings both back, the first one as data->state says', () => {
    const lab = bound('online');
    lab.veto('GOING_OFFLINE', 42, 1);
    expect(lab.echo('offline')).toBe('EPERM');
    expect(lab.state()).toBe('online');
    expect(lab.blocks()).toBe(NORMAL);
    expect(lab.logOf('inconsistent')).toEqual(['kmem dax0.0: hotplug state is inconsistent']);
  });

  test('the first range comes back as online, which is another zone when the policy says so', () => {
    const lab = bound('online_movable');
    expect(lab.echo('offline')).toBe('ok');
    expect(lab.echo('online')).toBe('ok');
    expect(lab.blocks()).toBe(NORMAL);
    for (const id of [32, 33, 34, 35]) {
      lab.writeState(id, 'offline');
      lab.writeState(id, 'online_movable');
    }
    expect(lab.blocks()).toBe('32-35 Movable, 40-43 Normal');
    lab.veto('GOING_OFFLINE', 40, 1);
    expect(lab.echo('offline')).toBe('EPERM');
    expect(lab.blocks()).toBe(NORMAL);
  });

  test('a block that is offline already is no reason to fail', () => {
    const lab = bound('online_movable');
    lab.writeState(33, 'offline');
    expect(lab.echo('offline')).toBe('ok');
    expect(lab.blocks()).toBe(OFFLINE);
  });
});

describe('R: removal, range by range', () => {
  test('is a success and reads unplugged even when nothing could be removed', () => {
    const lab = bound('online_movable');
    lab.pin(32, 'offline');
    lab.pin(43, 'offline');
    lab.log();
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.state()).toBe('unplugged');
    expect(lab.blocks()).toBe(MOVABLE);
    expect(lab.logOf('kmem dax0.0')).toEqual([
      'kmem dax0.0: mapping0: 0x100000000-0x11fffffff offline and remove failed',
      'kmem dax0.0: mapping1: 0x140000000-0x15fffffff offline and remove failed',
    ]);
  });

  test('keeps the reservation of a range that stays and frees the others', () => {
    const lab = bound('online_movable');
    lab.pin(32, 'offline');
    lab.echo('unplug');
    expect(lab.blocks()).toBe('32-35 Movable');
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved', '>32-35 dax0.0', '>>32-35 System RAM (kmem)']);
  });

  test('a removal that fails after all blocks went offline does not bring them back (patch 2)', () => {
    const lab = new DaxLab('v1p7', { policy: 'online_movable', memmapOnMemory: true });
    lab.writeDax('dax0.0', 'memmap_on_memory', '1');
    lab.bind();
    // Block 33 comes back without a memory map of its own: try_remove_memory() refuses the mixture.
    lab.writeState(33, 'offline');
    expect(lab.api('remove_memory', [33, 33])).toBe('ok');
    expect(lab.api('add_memory', [33, 33], { nid: 1 })).toBe('ok');
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.state()).toBe('unplugged');
    expect(lab.blocks()).toBe('32-35 offline');
  });

  test('a signal ends both removals when it comes in the first range: it stays pending until the write returns', () => {
    const lab = bound('online_movable');
    lab.pin(34);
    const job = lab.beginEcho('unplug');
    expect(lab.answer(job)).toBe('running');
    lab.signal(job);
    expect(lab.answer(job)).toBe('ok');
    expect(lab.state()).toBe('unplugged');
    expect(lab.blocks()).toBe(MOVABLE);
  });
});

describe('bind and unbind', () => {
  test('the default is read for each range, and once more for the state', () => {
    const lab = new DaxLab('v1p7', { policy: 'online_movable' });
    lab.hold('GOING_ONLINE', 32);
    const job = lab.begin({ kind: 'bind', device: 'dax0.0', driver: 'kmem' });
    expect(lab.write(AUTO_ONLINE_BLOCKS, 'online_kernel')).toBe('ok');
    lab.release();
    expect(lab.answer(job)).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable, 40-43 Normal');
    expect(lab.state()).toBe('unknown');
  });

  test('unbind offlines and removes everything', () => {
    const lab = bound('online_movable');
    expect(lab.unbind()).toBe('ok');
    expect(lab.blocks()).toBe(NONE);
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved']);
    expect(lab.state()).toBe(null);
    expect(lab.kernel.groups.kind.get(0)).toBe(0);
  });

  test('unbind of an unplugged device counts 0 ranges of 2: it says stuck, and the group stays', () => {
    const lab = STATES['unplugged']!();
    lab.log();
    expect(lab.unbind()).toBe('ok');
    expect(lab.log()).toEqual(['kmem dax0.0: Hotplug regions stuck online until reboot']);
    expect(lab.kernel.groups.kind.get(0)).not.toBe(0);
    expect(lab.bind()).toBe('ok');
    expect(lab.blocks()).toBe(MOVABLE);
  });

  test('unbind keeps a range that does not go offline, with its reservation', () => {
    const lab = bound('online_movable');
    lab.pin(41, 'offline');
    expect(lab.unbind()).toBe('ok');
    expect(lab.blocks()).toBe('40-43 Movable');
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved', '>40-43 dax0.0', '>>40-43 System RAM (kmem)']);
    expect(lab.bind()).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable, 40-43 Movable');
  });

  test('add_memory_driver_managed() returns the type it resolved (patch 4)', () => {
    const lab = new DaxLab('v1p7', { policy: 'online_movable' });
    const add = (onlineType: number, block: number) =>
      lab.do({
        kind: 'api',
        call: 'add_memory_driver_managed',
        nid: 1,
        startBytes: block * 0x8000000,
        sizeBytes: 0x8000000,
        resourceName: 'System RAM (kmem)',
        onlineType,
      });
    expect(add(0, 36)).toBe('ok');
    expect(add(2, 37)).toBe('2');
    expect(add(4, 38)).toBe('3');
    expect(add(5, 39)).toBe('EINVAL');
    expect(add(-1, 39)).toBe('EINVAL');
    expect(lab.blocks()).toBe('36 offline, 37 Normal, 38 Movable');
  });
});
