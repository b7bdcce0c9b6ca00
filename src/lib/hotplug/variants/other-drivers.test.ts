/**
 * What the series must not change: virtio-mem and ACPI memory devices behave the same in every variant, whatever the
 * policy. (The postings gave the calls that these drivers use new arguments and return values.)
 */
import { describe, expect, test } from 'vitest';
import { BLOCK_BYTES } from '../testing/lab-machine.ts';
import { Lab } from '../testing/lab.ts';
import { REGION_BLOCK, VirtioMemLab } from '../testing/virtio-mem-lab.ts';
import { VARIANT_IDS } from './index.ts';

/** Default online type and what a block of it reads. */
const POLICIES = [
  [0, 'offline Normal Movable'],
  [1, 'online Normal'],
  [2, 'online Normal'],
  [3, 'online Movable'],
] as const;
const cells = VARIANT_IDS.flatMap((variant) => POLICIES.map((policy) => [variant, ...policy] as const));

describe('virtio-mem', () => {
  test.each(cells)(
    '%s with the default %i: grows, its blocks are %s, and shrinks to nothing',
    (variant, type, word) => {
      const lab = new VirtioMemLab({ variant, defaultOnlineType: type });
      expect(lab.request(256)).toBe('ok');
      expect(lab.pluggedMib()).toBe(256);
      expect([lab.block(REGION_BLOCK), lab.block(REGION_BLOCK + 1)]).toEqual([word, word]);
      expect(lab.request(0)).toBe('ok');
      expect(lab.pluggedMib()).toBe(0);
      expect(lab.block(REGION_BLOCK)).toBe('absent');
      expect(lab.logOf('failed')).toEqual([]);
    },
  );
});

describe('an ACPI memory device', () => {
  const dimm = { id: 'dimm0', startBytes: 40 * BLOCK_BYTES, sizeBytes: 2 * BLOCK_BYTES };
  test.each(cells)('%s with the default %i: comes, its blocks are %s, and goes', (variant, type, word) => {
    const lab = new Lab({ defaultOnlineType: type }, variant);
    lab.begin({ kind: 'device_add', nid: 0, ...dimm });
    expect([lab.block(40), lab.block(41)]).toEqual([word, word]);
    expect(lab.answer(lab.begin({ kind: 'device_del', id: dimm.id }))).toBe('ok');
    expect([lab.block(40), lab.block(41)]).toEqual(['absent', 'absent']);
  });

  test.each(VARIANT_IDS)('%s: a block that refuses brings back what went offline', (variant) => {
    const lab = new Lab({ defaultOnlineType: 3 }, variant);
    lab.begin({ kind: 'device_add', nid: 0, ...dimm });
    lab.begin({ kind: 'pin', startBytes: 41 * BLOCK_BYTES, pages: 1, how: 'offline' });
    expect(lab.answer(lab.begin({ kind: 'device_del', id: dimm.id }))).toBe('EBUSY');
    expect(lab.block(40)).toMatch(/^online /);
    expect(lab.block(41)).toBe('online Movable');
  });
});
