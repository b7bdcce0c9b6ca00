/**
 * Writers of the memory files against spec 02 §2 and §13: they poll device_hotplug_lock, stand behind everybody who
 * sleeps, and find their file gone; and REPLAY-NOTES §4 where a recording leaves the order open.
 */
import { describe, expect, test } from 'vitest';
import { SIGNAL_FATAL, SIGNAL_HANDLED, sleepersOf, DEVICE_HOTPLUG_LOCK } from '../run/locks.ts';
import { add_memory } from '../core/add-memory.ts';
import { remove_memory } from '../core/remove-memory.ts';
import { errnoName } from '../state/errno.ts';
import { ksys_read } from './syscalls.ts';
import { Lab } from '../testing/lab.ts';
import { range } from '../testing/lab-machine.ts';

type Job = ReturnType<Lab['begin']>;

/** Blocks 32 to 35 offline; a writer that onlines memory32 is held in GOING_ONLINE and so holds all locks. */
function heldLab(): { lab: Lab; holder: Job } {
  const lab = new Lab();
  lab.call(add_memory, 1, ...range(32, 4), 0);
  lab.hold('GOING_ONLINE', 32);
  const holder = lab.beginWrite('memory32/state', 'online');
  return { lab: lab.listen(), holder };
}

describe('a writer that finds device_hotplug_lock taken', () => {
  test.each([
    ['memory33/state', 'online'],
    ['memory33/online', '1'],
    ['probe', '0x140000000'],
  ])('polls: %s', (path, text) => {
    const { lab } = heldLab();
    const writer = lab.beginWrite(path, text);
    expect([lab.answer(writer), lab.k.locks.polling.get(writer.threadId)]).toEqual(['waits', 1]);
    expect(sleepersOf(lab.k, DEVICE_HOTPLUG_LOCK)).toEqual([]);
    lab.release();
    expect([lab.answer(writer), lab.k.locks.polling.get(writer.threadId)]).toEqual(['ok', 0]);
  });

  test.each([
    ['auto_online_blocks', 'online', 'ok'],
    ['hard_offline_page', '0x1000000', 'ok'],
    ['memory33/state', 'nonsense', 'EINVAL'],
    ['memory33/online', 'x', 'EINVAL'],
    ['probe', '0x140001000', 'EINVAL'],
    ['memory99/state', 'online', 'ENOENT'],
    ['memory33/state/x', 'online', 'ENOTDIR'],
    ['memory33/state/', 'online', 'ENOTDIR'],
    ['memory33', 'online', 'EISDIR'],
    ['memory99/state/x', 'online', 'ENOENT'],
    ['memory33/valid_zones', 'x', 'EACCES'],
  ])('does not wait where the answer needs no lock: %s %s', (path, text, answer) => {
    expect(heldLab().lab.write(path, text)).toBe(answer);
  });

  test('keeps its place in no queue: a driver that comes later and sleeps goes first', () => {
    const { lab } = heldLab();
    const writer = lab.beginWrite('memory33/state', 'online');
    const driver = lab.start(remove_memory, ...range(33));
    expect([lab.answer(writer), driver.result]).toEqual(['waits', null]);
    lab.release();
    expect([driver.result, lab.answer(writer), lab.block(33)]).toEqual([0, 'ENODEV', 'absent']);
  });

  test('goes after all sleepers, in whichever order they came', () => {
    const { lab } = heldLab();
    const first = lab.start(remove_memory, ...range(35));
    const writer = lab.beginWrite('memory34/state', 'online_movable');
    const second = lab.start(remove_memory, ...range(34));
    lab.release();
    expect([first.result, second.result, lab.answer(writer)]).toEqual([0, 0, 'ENODEV']);
    expect(lab.uevents()).toEqual(['online memory32', 'remove memory35', 'remove memory34']);
  });

  test('has not changed anything yet: the request of the block is written under the lock', () => {
    const { lab } = heldLab();
    lab.beginWrite('memory33/state', 'online_movable');
    expect(lab.k.blocks.onlineType.get(33)).toBe(0);
  });
});

describe('a writer whose block changes while it polls', () => {
  test('gets -ENODEV when the block is gone', () => {
    const { lab } = heldLab();
    const [state, online] = [
      lab.beginWrite('memory33/state', 'online'),
      lab.beginWrite('memory33/online', '1'),
    ];
    lab.start(remove_memory, ...range(33));
    lab.release();
    expect([lab.answer(state), lab.answer(online)]).toEqual(['ENODEV', 'ENODEV']);
  });

  test('gets -ENODEV when the block is gone and a new one has its number', () => {
    const { lab } = heldLab();
    const writer = lab.beginWrite('memory33/state', 'online');
    lab.start(remove_memory, ...range(33));
    lab.start(add_memory, 1, ...range(33), 0);
    lab.release();
    expect([lab.answer(writer), lab.block(33)]).toEqual(['ENODEV', 'offline Normal Movable']);
    expect(lab.online(33)).toBe('ok');
  });

  test('goes on when another block is gone', () => {
    const { lab } = heldLab();
    const writer = lab.beginWrite('memory34/state', 'online');
    lab.start(remove_memory, ...range(33));
    lab.release();
    expect([lab.answer(writer), lab.block(34)]).toEqual(['ok', 'online Normal']);
  });

  test('finds what it wanted done already by somebody before it: -EINVAL', () => {
    const { lab } = heldLab();
    const writer = lab.beginWrite('memory32/state', 'online_movable');
    lab.release();
    expect([lab.answer(writer), lab.block(32)]).toEqual(['EINVAL', 'online Normal']);
  });
});

describe('signals', () => {
  test('a fatal one kills a writer that polls; the block stays as it is', () => {
    const { lab } = heldLab();
    const writer = lab.beginWrite('memory33/state', 'online');
    lab.signal({ id: writer.threadId }, SIGNAL_FATAL);
    expect(lab.answer(writer)).toBe('EINTR');
    lab.release();
    expect(lab.block(33)).toBe('offline Normal Movable');
  });

  test('one that is handled does not end the polling: the system call is restarted', () => {
    const { lab } = heldLab();
    const writer = lab.beginWrite('memory33/state', 'online');
    lab.signal({ id: writer.threadId }, SIGNAL_HANDLED);
    expect(lab.answer(writer)).toBe('waits');
    lab.release();
    expect(lab.answer(writer)).toBe('ok');
  });

  test.each([SIGNAL_HANDLED, SIGNAL_FATAL])(
    'signal %i does not wake a driver that sleeps in the lock',
    (signal) => {
      const { lab } = heldLab();
      const driver = lab.start(remove_memory, ...range(33));
      lab.signal(driver, signal);
      expect(driver.result).toBeNull();
      lab.release();
      expect(driver.result).toBe(0);
    },
  );
});

describe('the link that a node has to each of its blocks', () => {
  const read = (lab: Lab, path: string): string => {
    const name = lab.call(
      ksys_read,
      lab.k.names.id(`/sys/devices/system/node/${path}`.replace('/node/..', '')),
    )!;
    return name < 0 ? errnoName(name) : lab.k.names.text(name);
  };

  test('leads to the files of the block', () => {
    const lab = new Lab();
    lab.call(add_memory, 1, ...range(32, 2), 0);
    expect(read(lab, 'node1/memory32/state')).toBe('offline\n');
    const folders = ['node1', 'node1/memory32', '../memory/memory32/node1', '../memory/memory32/node0'];
    expect(folders.map((path) => read(lab, path))).toEqual(['EISDIR', 'EISDIR', 'EISDIR', 'ENOENT']);
  });

  test('is not there for a block of another node', () => {
    const lab = new Lab();
    lab.call(add_memory, 1, ...range(32, 2), 0);
    expect([read(lab, 'node0/memory32/state'), read(lab, 'node1/memory34/state')]).toEqual([
      'ENOENT',
      'ENOENT',
    ]);
  });
});

describe('reading while the lock is held', () => {
  const cat = (lab: Lab, file: string): Job =>
    lab.begin({ kind: 'sysfs_read', path: `/sys/devices/system/memory/memory32/${file}` });

  test.each(['state', 'valid_zones', 'removable', 'phys_index'])('%s takes no lock', (file) => {
    const { lab } = heldLab();
    expect(lab.machine.outcome(cat(lab, file))?.stdout).toBe(lab.read(`memory32/${file}`));
  });

  test('online waits for the device lock of the block, and reads what came of it', () => {
    const { lab } = heldLab();
    const reader = cat(lab, 'online');
    expect(lab.machine.outcome(reader)).toBeNull();
    lab.release();
    expect(lab.machine.outcome(reader)?.stdout).toBe('1\n');
  });

  test('online of another block does not wait', () => {
    const { lab } = heldLab();
    const job = lab.begin({ kind: 'sysfs_read', path: '/sys/devices/system/memory/memory33/online' });
    expect(lab.machine.outcome(job)?.stdout).toBe('0\n');
  });
});

describe('a caller that died in a kernel BUG', () => {
  test('keeps device_hotplug_lock for ever: writers poll, drivers sleep, reads work', () => {
    const lab = new Lab();
    lab.call(add_memory, 1, ...range(32, 2), 0);
    const dead = lab.begin({
      kind: 'api',
      call: 'remove_memory',
      startBytes: range(32)[0] + 4096,
      sizeBytes: 4096,
    });
    expect([lab.machine.isDead(dead), lab.machine.outcome(dead)]).toEqual([true, null]);
    const driver = lab.start(remove_memory, ...range(33));
    const writer = lab.beginWrite('memory32/state', 'online');
    expect([driver.result, lab.answer(writer), lab.read('memory32/state')]).toEqual([
      null,
      'waits',
      'offline\n',
    ]);
    expect(lab.machine.isDead(writer)).toBe(false);
  });
});
