/**
 * Binding, unbinding, and loading the module (spec 02 §1, 03 §1, §2).
 */
import { describe, expect, test } from 'vitest';
import { DaxLab } from '../testing/dax-lab.ts';

const BIND = '/sys/bus/dax/drivers/kmem/bind';
const UNBIND = '/sys/bus/dax/drivers/kmem/unbind';

function lab(): DaxLab {
  return new DaxLab('merged', { policy: 'online_movable' });
}

describe('bind', () => {
  test.each(['', 'dax0', 'dax0.1', 'dax0.0x', ' dax0.0'])('%j is no device: -ENODEV', (device) => {
    const l = lab();
    l.log();
    expect(l.bind(device)).toBe('ENODEV');
    expect(l.log()).toEqual([]);
    expect(l.blocks()).toBe('');
  });

  test('a device that is bound: -EBUSY, nothing is said', () => {
    const l = lab();
    l.bind();
    l.log();
    expect(l.bind()).toBe('EBUSY');
    expect(l.log()).toEqual([]);
  });

  test('a device without ranges: -ENXIO, nothing is said, it stays free', () => {
    const l = lab();
    l.setRanges('dax0.0', []);
    l.log();
    expect(l.bind()).toBe('ENXIO');
    expect(l.log()).toEqual([]);
    expect(l.map('dax0.0', [32, 33])).toBe('ok');
    expect(l.bind()).toBe('ok');
  });

  test('a device whose ranges hold no whole block: -EINVAL, each range is named', () => {
    const l = new DaxLab('base-6.12', { ranges: [] });
    l.writeDax('dax0.0', 'mapping', '0x104000000-0x10bffffff');
    l.log();
    expect(l.bind()).toBe('EINVAL');
    expect(l.log()).toEqual([
      'kmem dax0.0: mapping0: 0x104000000-0x10bffffff too small after alignment',
      'kmem dax0.0: probe with driver kmem failed with error -22',
    ]);
    expect(l.kernel.groups.kind.get(0)).toBe(0);
  });

  test('the name may end in a newline', () => {
    expect(lab().write(BIND, 'dax0.0')).toBe('ok');
    expect(lab().writeBytes(BIND, 'dax0.0')).toBe('ok');
  });

  test('device_dax does not match memory that was soft reserved: -ENODEV', () => {
    const l = lab();
    expect(l.do({ kind: 'bind', device: 'dax0.0', driver: 'device_dax' })).toBe('ENODEV');
    expect(l.do({ kind: 'unbind', device: 'dax0.0', driver: 'device_dax' })).toBe('ENODEV');
    expect(l.bind()).toBe('ok');
    expect(l.do({ kind: 'unbind', device: 'dax0.0', driver: 'device_dax' })).toBe('ENODEV');
  });
});

describe('unbind', () => {
  test('a device that is not bound or not there: -ENODEV', () => {
    const l = lab();
    expect(l.unbind()).toBe('ENODEV');
    expect(l.unbind('dax7.0')).toBe('ENODEV');
    l.bind();
    expect(l.unbind()).toBe('ok');
    expect(l.unbind()).toBe('ENODEV');
  });

  test('always succeeds, also when all memory stays', () => {
    const l = lab();
    l.bind();
    expect(l.unbind()).toBe('ok');
    expect(l.blocks()).toBe('32-35 Movable, 40-43 Movable');
  });

  test('a second one meanwhile waits for the first and succeeds too: the bus still sees the driver', () => {
    const l = lab();
    l.bind();
    l.hold('OFFLINE', 41);
    const holder = l.beginWriteState(41);
    const first = l.begin({ kind: 'unbind', device: 'dax0.0', driver: 'kmem' });
    const second = l.begin({ kind: 'unbind', device: 'dax0.0', driver: 'kmem' });
    expect([l.answer(first), l.answer(second)]).toEqual(['running', 'running']);
    l.release();
    expect([l.answer(holder), l.answer(first), l.answer(second)]).toEqual(['ok', 'ok', 'ok']);
  });

  test('a bind meanwhile waits, then starts anew and meets what was left behind', () => {
    const l = lab();
    l.bind();
    l.hold('OFFLINE', 41);
    l.beginWriteState(41);
    const unbind = l.begin({ kind: 'unbind', device: 'dax0.0', driver: 'kmem' });
    const bind = l.begin({ kind: 'bind', device: 'dax0.0', driver: 'kmem' });
    expect(l.answer(bind)).toBe('running');
    l.release();
    expect(l.answer(unbind)).toBe('ok');
    expect(l.answer(bind)).toBe('EBUSY');
  });
});

test.each(['dax0', 'dax00.0', 'dax0.00', 'dax+0.0', ''])('%j is no name for new_id and remove_id', (name) => {
  const l = lab();
  for (const driver of ['kmem', 'device_dax']) {
    for (const file of ['new_id', 'remove_id']) {
      expect(l.write(`/sys/bus/dax/drivers/${driver}/${file}`, name), `${driver} ${file}`).toBe('EINVAL');
    }
  }
});

describe('the module', () => {
  test('unloaded, bind and unbind are no files', () => {
    const l = lab();
    expect(l.do({ kind: 'rmmod', module: 'kmem' })).toBe('ok');
    expect(l.write(BIND, 'dax0.0')).toBe('ENOENT');
    expect(l.write(UNBIND, 'dax0.0')).toBe('ENOENT');
  });

  test('loading it binds every unbound device in order; one that fails does not stop the others', () => {
    const l = lab();
    l.do({ kind: 'rmmod', module: 'kmem' });
    l.region('region_request', [32, 32]);
    l.log();
    expect(l.do({ kind: 'modprobe', module: 'kmem' })).toBe('ok');
    expect(l.blocks()).toBe('48-51 Movable');
    expect(l.logOf('kmem')).toEqual([
      'kmem dax0.0: mapping0: 0x100000000-0x11fffffff could not reserve region',
      'kmem dax0.0: probe with driver kmem failed with error -16',
    ]);
    expect(l.state('dax0.0')).toBe(null);
    expect(l.state('dax1.0')).toBe('online_movable');
  });

  test('unloading it unbinds every device and succeeds in any case', () => {
    const l = lab();
    l.bind();
    l.bind('dax1.0');
    l.echo('unplugged', 'dax1.0');
    expect(l.do({ kind: 'rmmod', module: 'kmem' })).toBe('ok');
    expect(l.blocks()).toBe('32-35 Movable, 40-43 Movable');
    expect([l.state('dax0.0'), l.state('dax1.0')]).toEqual([null, null]);
  });

  test.each([
    [
      ['dax0.0', 'dax1.0'],
      ['dax1.0', 'dax0.0'],
    ],
    [
      ['dax1.0', 'dax0.0'],
      ['dax0.0', 'dax1.0'],
    ],
  ])('unloading it begins with the device that was bound last: bound %s, let go %s', (bound, letGo) => {
    const l = new DaxLab('base-6.12');
    for (const device of bound) l.bind(device);
    l.log();
    l.do({ kind: 'rmmod', module: 'kmem' });
    const named = l.logOf('cannot be hotremoved').map((line) => /dax\d\.\d/.exec(line)![0]);
    expect([...new Set(named)]).toEqual(letGo);
  });

  test('two devices have a group each, and their words do not touch each other', () => {
    const l = lab();
    l.bind();
    l.bind('dax1.0');
    expect(l.echo('unplugged')).toBe('ok');
    expect(l.blocks()).toBe('48-51 Movable');
    expect([l.state('dax0.0'), l.state('dax1.0')]).toEqual(['unplugged', 'online_movable']);
    const { kind, pages } = l.kernel.groups;
    expect([kind.get(0), kind.get(1)].every((value) => value !== 0)).toBe(true);
    expect([pages.get(0), pages.get(1)]).toEqual([8 * 32768, 4 * 32768]);
  });
});

describe('unloading while somebody writes to bind or unbind', () => {
  test('waits for the writer inside the file, then unbinds what was bound; nobody can open the file any more', () => {
    const l = lab();
    l.hold('GOING_ONLINE', 32);
    const bind = l.begin({ kind: 'bind', device: 'dax0.0', driver: 'kmem' }, 'admin');
    const unload = l.begin({ kind: 'rmmod', module: 'kmem' }, 'loader');
    expect([l.answer(bind), l.answer(unload)]).toEqual(['running', 'running']);
    expect([l.write(BIND, 'dax0.0'), l.write(UNBIND, 'dax0.0')]).toEqual(['ENOENT', 'ENOENT']);
    expect(l.do({ kind: 'rmmod', module: 'kmem' })).toBe('EBUSY');
    l.release();
    expect([l.answer(bind), l.answer(unload)]).toEqual(['ok', 'ok']);
    expect(l.kernel.dax.driver.get(0)).toBe(0);
  });

  test('loading binds all devices before the files appear', () => {
    const l = lab();
    l.do({ kind: 'rmmod', module: 'kmem' });
    l.hold('GOING_ONLINE', 32);
    const load = l.begin({ kind: 'modprobe', module: 'kmem' }, 'loader');
    expect([l.answer(load), l.write(UNBIND, 'dax0.0')]).toEqual(['running', 'ENOENT']);
    l.release();
    expect([l.answer(load), l.write(UNBIND, 'dax0.0')]).toEqual(['ok', 'ok']);
  });
});
