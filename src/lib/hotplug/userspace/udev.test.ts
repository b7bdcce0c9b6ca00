/**
 * The udev daemon: it waits, takes events in their order, and nothing of it is in the state of a machine without one.
 */
import { describe, expect, test } from 'vitest';
import { DaxLab } from '../testing/dax-lab.ts';
import { UDEV_PRESETS } from './udev.ts';

const UEVENT = '/sys/devices/system/memory/memory33/uevent';

function lab(...presets: string[]): DaxLab {
  const made = new DaxLab('merged', { policy: 'offline' });
  for (const preset of presets) expect(made.do({ kind: 'udev', preset }, 'udev')).toBe('running');
  return made;
}

describe('the queue of uevents', () => {
  test('stays empty while nobody listens', () => {
    const made = lab();
    made.bind();
    expect(made.kernel.udev.listener.usedLength() + made.kernel.udev.block.usedLength()).toBe(0);
  });

  test('holds the blocks of an add in their order until the daemon gets to run', () => {
    const made = lab('rhel-vm');
    const bind = made.machine.begin('root', { kind: 'bind', device: 'dax0.0', driver: 'kmem' });
    made.stepUntil(bind, () => made.kernel.hasBlock(34));
    expect(Array.from(made.kernel.udev.block.data.slice(0, 4))).toEqual([33, 34, 35, 0]);
    made.machine.settle();
    expect(made.kernel.udev.listener.usedLength()).toBe(0);
    expect(made.blocks()).toBe('32-35 Normal, 40-43 Normal');
  });

  test('gives every daemon every event, and the second write of `online` is refused unheard', () => {
    const made = lab('rhel-metal', 'hyperv');
    made.bind();
    expect(made.blocks()).toBe('32-35 Movable, 40-43 Movable');
    const { journal, names } = made.kernel;
    expect(journal.texts(names, 'refusal').filter((text) => text.includes('online already')).length).toBe(8);
  });

  test('is the same after a rewind into the middle and on again', () => {
    const made = lab('rhel-vm');
    made.bind();
    const { machine } = made;
    const end = machine.run.length;
    const hash = made.kernel.store.hash();
    for (const part of [0.3, 0.6, 0.9]) {
      const fork = machine.fork(Math.floor(end * part));
      fork.settle();
      expect(fork.kernel.store.hash()).toBe(hash);
      machine.run.history.seek(end);
    }
  });
});

describe('a uevent that is sent once more', () => {
  test.each([
    ['rhel-vm', 'offline', '33 Normal'],
    ['rhel-metal', 'offline', '33 Movable'],
    ['hyperv', 'offline', '33 Normal'],
  ])('%s onlines a block again that the user took %s', (preset, word, blocks) => {
    const made = lab(preset);
    made.bind();
    expect(made.writeState(33, word)).toBe('ok');
    expect(made.write(UEVENT, 'add')).toBe('ok');
    expect(made.blocks()).toContain(preset === 'rhel-metal' ? '32-35 Movable' : '32-35 Normal');
    expect(blocks).toMatch(/^33/);
  });

  test('other actions are sent and change nothing; other words are refused; the file reads empty', () => {
    const made = lab('rhel-vm');
    made.bind();
    made.writeState(33, 'offline');
    for (const action of ['change', 'remove', 'online', 'bind'])
      expect(made.write(UEVENT, action)).toBe('ok');
    expect(made.blocks()).toContain('33 offline');
    expect(made.write(UEVENT, 'again')).toBe('EINVAL');
    expect(made.log().slice(-2)).toEqual([
      'synth uevent: /devices/system/memory/memory33: unknown uevent action string',
      'memory memory33: uevent: failed to send synthetic uevent: -22',
    ]);
    expect(made.cat(UEVENT)).toBe('');
  });
});

test('a rule that nobody knows is no rule', () => {
  expect(lab().do({ kind: 'udev', preset: 'gentoo' })).toBe('ENOENT');
  expect(UDEV_PRESETS.map(({ name }) => name)).toEqual(['rhel-metal', 'rhel-vm', 'hyperv']);
});
