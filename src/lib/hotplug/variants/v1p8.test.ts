/**
 * All 8 patches of the first posting against spec 03 §5: the notifier's answers, the stricter removal word, and what
 * the two do to the driver's own rollback.
 */
import { describe, expect, test } from 'vitest';
import { blockPath, DaxLab, type DaxLabOptions } from '../testing/dax-lab.ts';
import type { OnlineTypeWord } from '../testing/dax-machine.ts';

const NONE = '';
const OFFLINE = '32-35 offline, 40-43 offline';
const NORMAL = '32-35 Normal, 40-43 Normal';
const MOVABLE = '32-35 Movable, 40-43 Movable';

function bound(policy: OnlineTypeWord, options: DaxLabOptions = {}): DaxLab {
  const lab = new DaxLab('v1p8', { ...options, policy });
  expect(lab.bind()).toBe('ok');
  return lab;
}

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
    // The probe's target is online_kernel, which the notifier refuses: the blocks of this state are offline.
    ['unknown', 'unplug', 'ok', 'unplugged', NONE],
    ['unknown', 'offline', 'EINVAL', 'unknown', OFFLINE],
    ['unknown', 'online', 'ok', 'online', OFFLINE],
    ['unknown', 'online_movable', 'ok', 'online_movable', OFFLINE],
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
    expect(lab.kernel.dax.inTransition.get(0), 'the transition ends on every exit').toBe(0);
  });

  test.each(Object.keys(STATES))('in %s no other word is taken', (from) => {
    const lab = STATES[from]!();
    for (const word of ['unplugged', 'online_kernel', 'ONLINE', '']) {
      expect(lab.echo(word), JSON.stringify(word)).toBe('EINVAL');
    }
    expect(lab.state()).toBe(from);
  });
});

describe('the notifier', () => {
  test.each([
    ['online_movable', 'offline', 'EPERM'],
    ['online', 'offline', 'EPERM'],
    ['offline', 'online', 'EPERM'],
    ['offline', 'online_movable', 'EPERM'],
    ['offline', 'online_kernel', 'EPERM'],
  ] as const)('with policy %s nobody else may write %s to a block of the device', (policy, word, answer) => {
    const lab = bound(policy);
    const before = lab.blocks();
    expect(lab.writeState(33, word)).toBe(answer);
    expect(lab.blocks()).toBe(before);
  });

  test.each([36, 39, 45])('does not answer for memory%i, which the device does not own', (id) => {
    const lab = bound('offline');
    expect(lab.api('add_memory', [id, id], { nid: 1 })).toBe('ok');
    expect(lab.writeState(id, 'online')).toBe('ok');
    expect(lab.writeState(id, 'offline')).toBe('ok');
  });

  test('does not know who asks: between two ranges of a removal it lets a user offline a block', () => {
    const lab = bound('online_movable');
    const removal = lab.prepareWrite(lab.attributePath(), 'unplug', 'driver');
    lab.stepUntil(removal, () => lab.blocks() === '40-43 Movable' && lab.kernel.locks.owner.get(0) === 0);
    const user = lab.prepareWrite(blockPath(43, 'state'), 'offline', 'user');
    lab.stepUntil(user, () => lab.blocks() === '40-42 Movable, 43 offline');
    lab.machine.settle();
    expect(lab.answer(user)).toBe('ok');
    expect(lab.answer(removal)).toBe('ok');
    expect(lab.blocks()).toBe(NONE);
  });

  test('answers for reserved ranges only: after a removal it has nothing to say', () => {
    const lab = STATES['unplugged']!();
    expect(lab.api('add_memory', [33, 33], { nid: 1 })).toBe('ok');
    expect(lab.writeState(33, 'offline')).toBe('ok');
    expect(lab.writeState(33, 'online')).toBe('ok');
  });

  test('a veto of another client hides the event from the driver, and its errno is the one that counts', () => {
    const lab = bound('online_movable');
    lab.do({
      kind: 'notifier_veto',
      event: 'GOING_OFFLINE',
      startBytes: 33 * 0x8000000,
      sizeBytes: 0x8000000,
      errno: 12,
      count: 1,
    });
    expect(lab.writeState(33, 'offline')).toBe('ENOMEM');
    expect(lab.writeState(33, 'offline')).toBe('EPERM');
  });

  test('stays registered after an unbind that left memory behind, and keeps refusing everybody', () => {
    const lab = bound('online_movable');
    lab.pin(41, 'offline');
    expect(lab.unbind()).toBe('ok');
    expect(lab.unpin(41)).toBe('ok');
    // The rollback of blocks that had gone offline was refused: the transition wants offline.
    expect(lab.blocks()).toBe('40 offline, 41-43 Movable');
    expect(lab.writeState(42, 'offline')).toBe('EPERM');
    expect(lab.writeState(40, 'online_movable')).toBe('EPERM');
    for (const id of [39, 44]) {
      expect(lab.api('add_memory', [id, id], { nid: 1 })).toBe('ok');
      expect(lab.writeState(id, 'offline'), `memory${id} beside the range`).toBe('ok');
    }
  });

  test('that stayed registered is named after its own device', () => {
    const lab = new DaxLab('v1p8', { policy: 'online_movable' });
    lab.bind('dax1.0');
    lab.pin(49, 'offline');
    lab.unbind('dax1.0');
    lab.unpin(49);
    expect(lab.writeState(49, 'offline')).toBe('EPERM');
    const { journal, names } = lab.kernel;
    expect(journal.texts(names, 'refusal').at(-1)).toMatch(/^dax1\.0 owns /);
  });

  test('that stayed registered looks at the ranges that the device has now, by their number', () => {
    const lab = bound('online_movable');
    lab.pin(41, 'offline');
    lab.unbind();
    lab.unpin(41);
    expect(lab.writeState(42, 'offline')).toBe('EPERM');
    // The second range is the one that is still reserved; without ranges there is nothing to answer for.
    lab.setRanges('dax0.0', []);
    expect(lab.writeState(42, 'offline')).toBe('ok');
    lab.setRanges('dax0.0', [
      [36, 36],
      [45, 46],
    ]);
    expect(lab.api('add_memory', [36, 36], { nid: 1 })).toBe('ok');
    expect(lab.writeState(36, 'offline')).toBe('ok');
    expect(lab.api('add_memory', [45, 46], { nid: 1 })).toBe('ok');
    expect(lab.writeState(45, 'online')).toBe('EPERM');
  });

  test('is registered when no event is on the chain: a bind waits for it, with nothing reserved yet', () => {
    const lab = new DaxLab('v1p8', { policy: 'online_movable' });
    lab.api('add_memory', [60, 60], { nid: 1 });
    lab.hold('GOING_OFFLINE', 60);
    const offline = lab.beginWriteState(60);
    const bind = lab.begin({ kind: 'bind', device: 'dax0.0', driver: 'kmem' });
    expect([lab.answer(offline), lab.answer(bind)]).toEqual(['running', 'running']);
    expect(lab.iomem().filter((line) => line.includes('dax0.0'))).toEqual([]);
    lab.release();
    expect([lab.answer(offline), lab.answer(bind)]).toEqual(['ok', 'ok']);
  });

  test('goes with the device when unbind removes everything', () => {
    const lab = bound('online_movable');
    expect(lab.unbind()).toBe('ok');
    expect(lab.api('add_memory', [33, 33], { nid: 1 })).toBe('ok');
    expect(lab.writeState(33, 'offline')).toBe('ok');
  });
});

describe('R: the removal word reports what stays', () => {
  test('-EBUSY when no range could be removed; nothing is freed, the state is kept', () => {
    const lab = bound('online_movable');
    lab.pin(32, 'offline');
    lab.pin(40, 'offline');
    lab.log();
    expect(lab.echo('unplug')).toBe('EBUSY');
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe(MOVABLE);
    expect(lab.logOf('kmem dax0.0')).toEqual([
      'kmem dax0.0: mapping0: 0x100000000-0x11fffffff offline and remove failed',
      'kmem dax0.0: mapping1: 0x140000000-0x15fffffff offline and remove failed',
      'kmem dax0.0: hotplug state is inconsistent',
    ]);
  });

  test('-EIO when only some were removed; their reservations are gone', () => {
    const lab = bound('online_movable');
    lab.pin(32, 'offline');
    expect(lab.echo('unplug')).toBe('EIO');
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe('32-35 Movable');
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved', '>32-35 dax0.0', '>>32-35 System RAM (kmem)']);
  });

  test('counts only what is reserved: the second try has to remove one range', () => {
    const lab = bound('online_movable');
    lab.pin(32, 'offline');
    expect(lab.echo('unplug')).toBe('EIO');
    expect(lab.echo('unplug')).toBe('EBUSY');
    lab.unpin(32);
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.state()).toBe('unplugged');
  });

  test("a range's own rollback is refused: blocks that had gone offline stay offline", () => {
    const lab = bound('online_movable');
    lab.pin(42, 'offline');
    lab.log();
    expect(lab.echo('unplug')).toBe('EIO');
    expect(lab.blocks()).toBe('40-41 offline, 42-43 Movable');
    expect(lab.logOf('try_reonline')).toEqual([
      'try_reonline_memory_block: Failed to re-online memory: -1',
      'try_reonline_memory_block: Failed to re-online memory: -1',
    ]);
  });
});

describe('C: taking the device offline', () => {
  test('after a refusal in range 1 the driver cannot bring range 0 back: its notifier wants offline', () => {
    const lab = bound('online_movable');
    lab.pin(41, 'offline');
    lab.log();
    expect(lab.echo('offline')).toBe('EBUSY');
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe('32-35 offline, 40 offline, 41-43 Movable');
    expect(lab.logOf('kmem')).toEqual(['kmem dax0.0: hotplug state is inconsistent']);
  });

  test('a refusal in range 0 leaves range 1 alone', () => {
    const lab = bound('online');
    lab.pin(35, 'offline');
    expect(lab.echo('offline')).toBe('EBUSY');
    expect(lab.blocks()).toBe('32-34 offline, 35 Normal, 40-43 Normal');
  });
});

describe('A and B', () => {
  test('A leaves a range alone that has its reservation already', () => {
    // Range 0 loses its memory and its reservation; range 1 keeps both because it holds memory maps of two kinds.
    const lab = new DaxLab('v1p8', { policy: 'online_kernel', memmapOnMemory: true });
    lab.writeDax('dax0.0', 'memmap_on_memory', '1');
    expect(lab.bind()).toBe('ok');
    expect(lab.api('remove_memory', [41, 41])).toBe('ok');
    expect(lab.api('add_memory', [41, 41], { nid: 1 })).toBe('ok');
    expect(lab.echo('unplug')).toBe('EIO');
    expect(lab.state()).toBe('unknown');
    expect(lab.blocks()).toBe('40-43 offline');
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe('32-35 Movable, 40-43 offline');
  });

  test("B: a refusal in range 1 leaves range 0 online: the driver's own offlining is refused", () => {
    const lab = bound('offline');
    lab.veto('GOING_ONLINE', 40);
    expect(lab.echo('online_movable')).toBe('EPERM');
    expect(lab.state()).toBe('offline');
    expect(lab.blocks()).toBe('32-35 Movable, 40-43 offline');
  });
});

describe('bind', () => {
  test('target and state are reads of their own: a policy that changes meanwhile is refused and then shown', () => {
    const lab = new DaxLab('v1p8', { policy: 'online_movable' });
    lab.hold('GOING_ONLINE', 32);
    const job = lab.begin({ kind: 'bind', device: 'dax0.0', driver: 'kmem' });
    lab.setPolicy('online_kernel');
    lab.release();
    expect(lab.answer(job)).toBe('ok');
    // The target is still online_movable, so range 1 may go online, and it does so as online_kernel.
    expect(lab.blocks()).toBe('32-35 Movable, 40-43 Normal');
    expect(lab.state()).toBe('unknown');
  });

  test('a failed bind leaves no notifier behind', () => {
    const lab = new DaxLab('v1p8', { policy: 'online_movable' });
    lab.region('region_request', [32, 32]);
    expect(lab.bind()).toBe('EBUSY');
    expect(lab.kernel.dax.notifier.get(0)).toBe(0);
    expect(lab.kernel.dax.inTransition.get(0)).toBe(0);
  });
});
