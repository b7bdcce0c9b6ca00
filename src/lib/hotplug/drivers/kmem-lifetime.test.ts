/**
 * What unbinding and unloading leave behind in every variant, and the uses of freed memory (spec 05 C1 to C3, D8, B11;
 * 04 §6, last rows).
 */
import { describe, expect, test } from 'vitest';
import { DaxLab } from '../testing/dax-lab.ts';
import { VARIANT_IDS } from '../variants/index.ts';
import type { VariantId } from '../variants/variant.ts';
import { isModuleNameLeaked, isModuleNameLeakedInVain, leakedParts, usesAfterFree } from './kmem-lifetime.ts';

const DAX0 = 0;
const EVERYTHING = ['blocks', 'reservation', 'group', 'driver data', 'name'];
const RESERVATION_WITHOUT_NAME = ['blocks', 'reservation', 'group', 'freed name'];

function boundMovable(variant: VariantId, options: ConstructorParameters<typeof DaxLab>[1] = {}): DaxLab {
  const lab = new DaxLab(variant, { policy: 'online_movable', ...options });
  expect(lab.bind()).toBe('ok');
  return lab;
}

function leaks(lab: DaxLab): string[] {
  return leakedParts(lab.kernel, DAX0);
}

function reports(lab: DaxLab): string[] {
  const { journal, names } = lab.kernel;
  return journal.texts(names, 'report');
}

const rmmod = (lab: DaxLab): string => lab.do({ kind: 'rmmod', module: 'kmem' });

describe('unbind while everything is online', () => {
  test.each([
    ['base-6.12', EVERYTHING],
    ['base-2026', EVERYTHING],
    ['v1p3', EVERYTHING],
    ['v1p4', EVERYTHING],
    ['v1p7', []],
    ['v1p8', []],
    ['v2p4', RESERVATION_WITHOUT_NAME],
    ['v2p5', RESERVATION_WITHOUT_NAME],
    ['v3', RESERVATION_WITHOUT_NAME],
    ['v4', RESERVATION_WITHOUT_NAME],
    ['v5', EVERYTHING],
    ['v6', EVERYTHING],
    ['merged', EVERYTHING],
  ] as const)('%s leaves %j', (variant, parts) => {
    const lab = boundMovable(variant);
    expect(leaks(lab), 'nothing leaks while it is bound').toEqual([]);
    lab.unbind();
    expect(leaks(lab)).toEqual(parts);
  });

  test('what another caller removes later does not count any more; the rest leaks for ever', () => {
    const lab = boundMovable('merged');
    lab.unbind();
    for (const id of [32, 33, 34, 35, 40, 41, 42, 43]) lab.writeState(id, 'offline');
    lab.api('remove_memory', [32, 35]);
    lab.api('remove_memory', [40, 43]);
    expect(leaks(lab)).toEqual(['reservation', 'group', 'driver data', 'name']);
    expect(lab.bind()).toBe('ok');
    expect(lab.echo('unplugged')).toBe('ok');
    expect(lab.unbind()).toBe('ok');
    expect(leaks(lab), 'the second binding takes nothing with it').toEqual([
      'reservation',
      'group',
      'driver data',
      'name',
    ]);
  });
});

test.each(VARIANT_IDS)('%s: a bind that fails leaves nothing', (variant) => {
  const lab = new DaxLab(variant, { policy: 'online_movable' });
  lab.region('region_request', [34, 34]);
  expect(lab.bind()).toBe('EBUSY');
  expect(leaks(lab)).toEqual([]);
});

test.each(VARIANT_IDS)('%s: nothing of another device is counted', (variant) => {
  const lab = boundMovable(variant);
  lab.bind('dax1.0');
  lab.unbind('dax1.0');
  expect(leaks(lab)).toEqual([]);
});

describe('B11: a range that is too small, all blocks offline, unbind', () => {
  // The second range, cut from its end, lies inside one block.
  test.each([
    ['base-6.12', ['group', 'driver data', 'name'], 'offline'],
    ['base-2026', ['group', 'driver data', 'name'], 'offline'],
    ['v1p3', ['group', 'driver data', 'name'], 'offline'],
    ['v1p7', ['group', 'driver data', 'name'], 'offline'],
    ['v1p8', ['group', 'driver data', 'name', 'notifier'], 'offline'],
    ['v4', [], 'offline'],
    ['v5', [], 'offline'],
    ['v6', [], 'offline'],
    ['merged', [], 'offline'],
  ] as const)('%s leaves %j', (variant, parts, policy) => {
    const lab = new DaxLab(variant, { policy, ranges: [[32, 35]] });
    lab.writeDax('dax0.0', 'mapping', '0x140000000-0x143ffffff');
    expect(lab.bind()).toBe('ok');
    expect(lab.unbind()).toBe('ok');
    expect(lab.blocks()).toBe('');
    expect(leaks(lab)).toEqual(parts);
    expect(lab.kernel.dax.anyHotremoveFailed.value, 'no removal failed').toBe(0);
  });
});

describe('unbind while the attribute reads unplugged', () => {
  test.each([
    ['v1p7', 'unplug', ['group', 'driver data', 'name']],
    ['v1p8', 'unplug', ['group', 'driver data', 'name', 'notifier']],
    ['v2p4', 'unplug', []],
    ['v2p5', 'unplug', []],
    ['v3', 'unplug', []],
    ['v4', 'unplugged', []],
    ['v5', 'unplugged', []],
    ['v6', 'unplugged', []],
    ['merged', 'unplugged', []],
  ] as const)('%s after %s leaves %j', (variant, word, parts) => {
    const lab = boundMovable(variant);
    lab.echo(word);
    lab.unbind();
    expect(leaks(lab)).toEqual(parts);
  });
});

describe('C1: the memory type after the driver data was freed', () => {
  test.each(VARIANT_IDS)('%s', (variant) => {
    const lab = boundMovable(variant);
    lab.unbind();
    const expected =
      variant === 'v3'
        ? [
            'use after free in dev_dax_kmem_remove: the memory type of dax0.0 is read from driver data that was freed (modelled)',
          ]
        : [];
    expect(reports(lab)).toEqual(expected);
    expect(usesAfterFree(lab.kernel, DAX0)).toEqual(variant === 'v3' ? ['memory type'] : []);
  });
});

describe('C2: /proc/iomem is read after an unbind while online', () => {
  test.each(VARIANT_IDS)('%s', (variant) => {
    const lab = boundMovable(variant);
    lab.unbind();
    const before = reports(lab).length;
    lab.cat('/proc/iomem');
    const isFreed = ['v2p4', 'v2p5', 'v3', 'v4'].includes(variant);
    expect(reports(lab).slice(before)).toEqual(
      isFreed
        ? [
            'use after free in r_show: the name of the entry 0x100000000-0x11fffffff of dax0.0 points to freed memory (modelled)',
            'use after free in r_show: the name of the entry 0x140000000-0x15fffffff of dax0.0 points to freed memory (modelled)',
          ]
        : [],
    );
    expect(usesAfterFree(lab.kernel, DAX0).includes('name')).toBe(isFreed);
  });

  test('looking at the model is not reading: no report', () => {
    const lab = boundMovable('v4');
    lab.unbind();
    lab.read('/proc/iomem');
    expect(reports(lab)).toEqual([]);
  });
});

describe('the name System RAM (kmem) when the module goes', () => {
  test.each([
    ['base-6.12', true],
    ['base-2026', true],
    ['v1p3', true],
    ['v2p4', false],
    ['v2p5', false],
    ['v3', false],
    ['v4', false],
    ['v5', true],
    ['v6', true],
    ['merged', true],
  ] as const)('%s, after an unbind while online: kept %s', (variant, isKept) => {
    const lab = boundMovable(variant);
    lab.unbind();
    expect(rmmod(lab)).toBe('ok');
    expect(isModuleNameLeaked(lab.kernel)).toBe(isKept);
    expect(isModuleNameLeakedInVain(lab.kernel)).toBe(false);
    expect(leaks(lab).includes('freed name')).toBe(!isKept);
    lab.cat('/proc/iomem');
    const named = variant.startsWith('base') || variant.startsWith('v1') || isKept ? 0 : 2;
    const reservations = ['v2p4', 'v2p5', 'v3', 'v4'].includes(variant) ? 2 : 0;
    expect(reports(lab).filter((line) => line.includes('r_show'))).toHaveLength(named + reservations);
  });

  test.each([
    ['v1p7', 'unplug', true],
    ['v2p4', 'unplug', true],
    ['v3', 'unplug', true],
    ['v4', 'unplugged', true],
    ['v5', 'unplugged', true],
    ['v6', 'unplugged', false],
    ['merged', 'unplugged', false],
  ] as const)(
    'C3: %s, one removal failed and a later one succeeded: leaked for nothing %s',
    (variant, word, isLeaked) => {
      const lab = boundMovable(variant);
      lab.pin(42);
      const job = lab.beginEcho(word);
      lab.signal(job);
      lab.unpin(42);
      // v1p7 and v2 call it unplugged already; a rebind or another round takes the rest away.
      lab.echo('online_movable');
      lab.echo(word);
      lab.unbind();
      expect(rmmod(lab)).toBe('ok');
      expect(isModuleNameLeaked(lab.kernel)).toBe(isLeaked);
    },
  );

  test('loading the module again begins with a fresh flag', () => {
    const lab = boundMovable('base-6.12');
    lab.unbind();
    rmmod(lab);
    lab.do({ kind: 'modprobe', module: 'kmem' });
    expect(lab.kernel.dax.anyHotremoveFailed.value).toBe(0);
  });
});
