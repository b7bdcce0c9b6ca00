/**
 * What Tab offers, and what it does not.
 */
import { expect, test } from 'vitest';
import { DaxLab } from '#lib/hotplug/testing/dax-lab.ts';
import { commonStart, completionAt } from './complete.ts';

const lab = new DaxLab('merged', { policy: 'online_movable' });
lab.bind();

const at = (before: string, after = '', cwd = '/sys/devices/system/memory'): readonly string[] =>
  completionAt(lab.kernel, cwd, before, after, ['HOME', 'PATH', 'PWD']).words;

test.each([
  ['lsm', ['lsmem']],
  ['echo a | so', ['sort']],
  ['for i in 1; do ech', ['echo']],
  ['cat memory33/st', ['memory33/state']],
  ['cat memory33', ['memory33/']],
  ['cat /sys/mod', ['/sys/module/']],
  [
    'cat /sys/devices/system/node/node1/memory3',
    ['32', '33', '34', '35'].map((n) => `/sys/devices/system/node/node1/memory${n}/`),
  ],
  ['echo x > memory33/va', ['memory33/valid_zones']],
  ['echo online_', ['online_kernel', 'online_movable']],
  ['cd memory33/', ['memory33/node1/']],
  ['echo $H', ['HOME']],
  ['daxctl recon', ['reconfigure-device']],
  ['daxctl online-memory dax', ['dax0.0', 'dax1.0']],
  ['lsmem -o ZO', ['ZONES']],
  ['udevadm mon', ['monitor']],
  ['man memory_b', ['memory_block']],
  ['modprobe k', ['kmem']],
  ['nosuch/x', []],
])('%s', (before, words) => {
  expect(at(before)).toEqual(words);
});

test('words that a file takes are offered where the file stands behind the cursor', () => {
  expect(at('echo ', ' > memory33/state')).toEqual(['offline', 'online', 'online_kernel', 'online_movable']);
  expect(at('echo a', ' > /sys/module/memory_hotplug/parameters/online_policy')).toEqual(['auto-movable']);
  expect(at('echo dax', ' | sudo tee /sys/bus/dax/drivers/kmem/bind')).toEqual(['dax0.0', 'dax1.0']);
});

test('a block that is not there is not offered', () => {
  expect(at('cat memory4')).not.toContain('memory44/');
  expect(at('cat memory4')).toContain('memory43/');
});

test('what all offers begin with', () => {
  expect(commonStart(['online_kernel', 'online_movable'])).toBe('online_');
  expect(commonStart([])).toBe('');
});
