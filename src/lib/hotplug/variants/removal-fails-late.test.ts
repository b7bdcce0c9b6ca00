/**
 * v4, v5 and v6 where something fails late: a removal step with everything offline, and an unbind that leaves memory
 * behind. What each of them says, brings back and keeps (spec 05 B4, B10, A8; 04 §6; 02 §18).
 */
import { describe, expect, test } from 'vitest';
import { isModuleNameLeaked } from '../drivers/kmem-lifetime.ts';
import { AUTO_ONLINE_BLOCKS, DaxLab } from '../testing/dax-lab.ts';
import type { VariantId } from './variant.ts';

const LINES = /Failed to remove|WARNING|stuck online|leaked until|left online|removing memory fails/;

function failRemoval(lab: DaxLab, blockId: number): void {
  lab.do({ kind: 'fail_alloc', site: `try_remove_memory@memory${blockId}`, errno: 22, count: 1 });
}

function bound(variant: VariantId, policy: 'offline' | 'online' | 'online_movable'): DaxLab {
  const lab = new DaxLab(variant, { policy });
  expect(lab.bind()).toBe('ok');
  lab.log();
  return lab;
}

const said = (lab: DaxLab): string[] => lab.log().filter((line) => LINES.test(line));

describe('the removal of the second range fails, the first one is gone', () => {
  test.each(['v4', 'v5'] as const)(
    '%s: the way back has one slot for each block that was there, and the first range is not: its types come back',
    (variant) => {
      const lab = bound(variant, 'online_movable');
      for (const id of [32, 33]) {
        lab.writeState(id, 'offline');
        lab.writeState(id, 'online_kernel');
      }
      lab.writeState(34, 'offline');
      failRemoval(lab, 40);
      expect(lab.echo('unplugged')).toBe('EINVAL');
      // 32, 33 were kernel, 34 offline, 35 movable: that is what 40 to 43 become.
      expect(lab.blocks()).toBe('40-41 Normal, 42 offline, 43 Movable');
    },
  );

  test('v4 says it in the kernel log', () => {
    const lab = bound('v4', 'online_movable');
    failRemoval(lab, 40);
    lab.echo('unplugged');
    expect(said(lab)).toEqual([
      'offline_and_remove_memory_ranges: Failed to remove memory: -22',
      'kmem dax0.0: hotremove failed, device left online: -22',
    ]);
  });

  test('v5 warns once per boot besides', () => {
    const lab = bound('v5', 'online_movable');
    for (const warning of [['WARNING at offline_and_remove_memory_ranges'], []]) {
      failRemoval(lab, 32);
      lab.echo('unplugged');
      expect(said(lab).map((line) => line.replace(/WARNING.* at (\w+).*/, 'WARNING at $1'))).toEqual([
        ...warning,
        'offline_and_remove_memory_ranges: Failed to remove memory: -22',
        'kmem dax0.0: hotremove failed, device left online: -22',
      ]);
    }
  });
});

test('v5: the call for a single range is the one for several', () => {
  const lab = new DaxLab('v5', { policy: 'online_movable' });
  lab.api('add_memory', [32, 33], { nid: 1 });
  failRemoval(lab, 32);
  expect(lab.api('offline_and_remove_memory', [32, 33])).toBe('EINVAL');
  expect(lab.logOf('Failed to remove')).toEqual([
    'offline_and_remove_memory_ranges: Failed to remove memory: -22',
  ]);
  expect(lab.blocks()).toBe('32-33 Movable');
});

describe('unbind while the attribute reads offline and one block cannot go', () => {
  test.each([
    ['v4', ['kmem dax0.0: hotremove failed, device left online: -16']],
    [
      'v5',
      [
        'kmem dax0.0: hotremove failed, device left online: -16',
        'kmem dax0.0: Unplug failed, resources leaked until reboot',
      ],
    ],
    [
      'v6',
      [
        'removing memory fails, because memory [0x0000000140000000-0x0000000147ffffff] is onlined',
        'kmem dax0.0: mapping1: 0x140000000-0x15fffffff stuck online until reboot',
        'kmem dax0.0: Unplug failed, resources leaked until reboot',
      ],
    ],
  ] as const)('%s says so in its own words and keeps the name of the module', (variant, lines) => {
    const lab = bound(variant, 'offline');
    lab.writeState(40, 'online_movable');
    lab.pin(40, 'offline');
    expect(lab.unbind()).toBe('ok');
    expect(said(lab)).toEqual(lines);
    lab.do({ kind: 'rmmod', module: 'kmem' });
    expect(isModuleNameLeaked(lab.kernel)).toBe(true);
  });
});

test.each(['v5', 'v6'] as const)('%s: an unbind while online keeps the name of the module', (variant) => {
  const lab = bound(variant, 'online');
  expect(lab.unbind()).toBe('ok');
  expect(said(lab)).toEqual(['kmem dax0.0: Hotplug regions stuck online until reboot']);
  lab.do({ kind: 'rmmod', module: 'kmem' });
  expect(isModuleNameLeaked(lab.kernel)).toBe(true);
});

test.each([
  ['merged', 'offline'],
  ['v6', 'online'],
  ['v5', 'online'],
] as const)(
  '%s: a policy that changes between the first step of the probe and the reservations gives %s',
  (variant, state) => {
    const lab = new DaxLab(variant, { policy: 'offline' });
    const bind = lab.machine.begin('root', { kind: 'bind', device: 'dax0.0', driver: 'kmem' });
    lab.stepUntil(bind, () => lab.kernel.dax.data.get(0) !== 0);
    lab.runAlone(lab.prepareWrite(AUTO_ONLINE_BLOCKS, 'online', 'admin'));
    lab.machine.settle();
    expect([lab.answer(bind), lab.state()]).toEqual(['ok', state]);
  },
);
