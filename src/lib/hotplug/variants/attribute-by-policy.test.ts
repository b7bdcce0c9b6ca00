/**
 * What bind and unbind come to in every variant, as the tables of spec 04 §5 and §6 have it.
 */
import { describe, expect, test } from 'vitest';
import { DaxLab } from '../testing/dax-lab.ts';
import type { OnlineTypeWord } from '../testing/dax-machine.ts';
import { VARIANT_IDS } from './index.ts';
import type { VariantId } from './variant.ts';

const NONE = '';
const OFFLINE = '32-35 offline, 40-43 offline';
const NORMAL = '32-35 Normal, 40-43 Normal';
const MOVABLE = '32-35 Movable, 40-43 Movable';
const ALL_BLOCKS = [32, 33, 34, 35, 40, 41, 42, 43];
const ALL = VARIANT_IDS;

describe('bind by policy', () => {
  const cells: [VariantId, OnlineTypeWord, string, string | null, string][] = [
    ['base-6.12', 'offline', 'ok', null, OFFLINE],
    ['base-2026', 'offline', 'ok', null, OFFLINE],
    ['base-6.12', 'online', 'ok', null, NORMAL],
    ['base-2026', 'online', 'ok', null, NORMAL],
    ['base-6.12', 'online_kernel', 'ok', null, NORMAL],
    ['base-2026', 'online_kernel', 'ok', null, NORMAL],
    ['base-6.12', 'online_movable', 'ok', null, MOVABLE],
    ['base-2026', 'online_movable', 'ok', null, MOVABLE],
    ['v1p3', 'offline', 'ok', null, OFFLINE],
    ['v1p3', 'online', 'ok', null, NORMAL],
    ['v1p3', 'online_kernel', 'ok', null, NORMAL],
    ['v1p3', 'online_movable', 'ok', null, MOVABLE],
    ['v1p7', 'offline', 'ok', 'offline', OFFLINE],
    ['v1p7', 'online', 'ok', 'online', NORMAL],
    ['v1p7', 'online_kernel', 'ok', 'unknown', NORMAL],
    ['v1p7', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['v1p8', 'offline', 'ok', 'offline', OFFLINE],
    ['v1p8', 'online', 'ok', 'online', NORMAL],
    ['v1p8', 'online_kernel', 'ok', 'unknown', OFFLINE],
    ['v1p8', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['v3', 'offline', 'EINVAL', null, NONE],
    ['v3', 'online', 'ok', 'online', NORMAL],
    ['v3', 'online_kernel', 'EINVAL', null, NONE],
    ['v3', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['v2p4', 'offline', 'ok', 'unplugged', NONE],
    ['v2p4', 'online', 'ok', 'online', NORMAL],
    ['v2p4', 'online_kernel', 'EINVAL', null, NONE],
    ['v2p4', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['v2p5', 'offline', 'ok', 'unplugged', NONE],
    ['v2p5', 'online', 'ok', 'online', NORMAL],
    ['v2p5', 'online_kernel', 'EINVAL', null, NONE],
    ['v2p5', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['v4', 'offline', 'ok', 'offline', OFFLINE],
    ['v4', 'online', 'ok', 'online', NORMAL],
    ['v4', 'online_kernel', 'ok', 'online_kernel', NORMAL],
    ['v4', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['v5', 'offline', 'ok', 'offline', OFFLINE],
    ['v5', 'online', 'ok', 'online', NORMAL],
    ['v5', 'online_kernel', 'ok', 'online_kernel', NORMAL],
    ['v5', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['v6', 'offline', 'ok', 'offline', OFFLINE],
    ['v6', 'online', 'ok', 'online', NORMAL],
    ['v6', 'online_kernel', 'ok', 'online_kernel', NORMAL],
    ['v6', 'online_movable', 'ok', 'online_movable', MOVABLE],
    ['merged', 'offline', 'ok', 'offline', OFFLINE],
    ['merged', 'online', 'ok', 'online', NORMAL],
    ['merged', 'online_kernel', 'ok', 'online_kernel', NORMAL],
    ['merged', 'online_movable', 'ok', 'online_movable', MOVABLE],
  ];
  test.each(cells)(
    '%s with policy %s: bind %s, attribute %s, %s',
    (variant, policy, answer, word, blocks) => {
      const lab = new DaxLab(variant, { policy });
      expect(lab.bind()).toBe(answer);
      expect(lab.state()).toBe(word);
      expect(lab.blocks()).toBe(blocks);
    },
  );

  test.each(ALL)('%s: -EBUSY when the first range is taken, and nothing stays', (variant) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    lab.region('region_request', [34, 34]);
    lab.log();
    expect(lab.bind()).toBe('EBUSY');
    expect(lab.blocks()).toBe(NONE);
    expect(lab.state()).toBe(null);
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved', '>34-34 other driver']);
    expect(lab.kernel.groups.kind.get(0)).toBe(0);
    expect(lab.logOf('kmem')).toEqual([
      'kmem dax0.0: mapping0: 0x100000000-0x11fffffff could not reserve region',
      'kmem dax0.0: probe with driver kmem failed with error -16',
    ]);
    lab.region('region_release', [34, 34]);
    expect(lab.bind()).toBe('ok');
  });

  // v2 to v5 try to add it without a reservation, and fail at what took it.
  test.each(ALL)('%s: a later range that is taken is left out, with success', (variant) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    lab.region('region_request', [43, 43]);
    expect(lab.bind()).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable');
  });

  test.each(ALL)('%s: -EEXIST of the first add fails the bind and frees its reservation', (variant) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    // Blocks without an entry: the reservation succeeds, the add meets their sections.
    lab.api('add_memory', [32, 32], { nid: 1 });
    lab.region('region_release', [32, 32]);
    lab.log();
    expect(lab.bind()).toBe('EEXIST');
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved']);
    expect(lab.logOf('kmem')).toEqual([
      'kmem dax0.0: mapping0: 0x100000000-0x11fffffff memory add failed',
      'kmem dax0.0: probe with driver kmem failed with error -17',
    ]);
  });

  test.each([
    ['base-6.12', false],
    ['base-2026', false],
    ['v1p3', false],
    ['v1p7', false],
    ['v1p8', false],
    ['v2p4', true],
    ['v2p5', true],
    ['v3', true],
    ['v4', false],
    ['v5', false],
    ['v6', false],
    ['merged', false],
  ] as const)('%s: the reservation of a later range whose add fails is kept: %s', (variant, isKept) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    lab.api('add_memory', [40, 43], { nid: 1 });
    lab.region('region_release', [40, 43]);
    expect(lab.bind()).toBe('ok');
    expect(lab.iomem()).toEqual([
      '32-47 Soft Reserved',
      '>32-35 dax0.0',
      '>>32-35 System RAM (kmem)',
      ...(isKept ? ['>40-43 dax0.0'] : []),
    ]);
  });
});

describe('how often the default is read while a bind runs', () => {
  // The first block is held while it goes online as online_movable; meanwhile the policy becomes online_kernel.
  const cells: [VariantId, string, string | null][] = [
    ['base-6.12', '32 Movable, 33-35 Normal, 40-43 Normal', null],
    ['base-2026', '32 Movable, 33-35 Normal, 40-43 Normal', null],
    ['v1p3', '32-35 Movable, 40-43 Normal', null],
    ['v1p7', '32-35 Movable, 40-43 Normal', 'unknown'],
    ['v1p8', '32-35 Movable, 40-43 Normal', 'unknown'],
    ['v2p4', MOVABLE, 'online_movable'],
    ['v2p5', MOVABLE, 'online_movable'],
    ['v3', MOVABLE, 'online_movable'],
    ['v4', MOVABLE, 'online_movable'],
    ['v5', MOVABLE, 'online_movable'],
    ['v6', MOVABLE, 'online_movable'],
    ['merged', MOVABLE, 'online_movable'],
  ];
  test.each(cells)('%s ends with %s and the attribute %s', (variant, blocks, word) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    lab.hold('GOING_ONLINE', 32);
    const job = lab.begin({ kind: 'bind', device: 'dax0.0', driver: 'kmem' });
    expect(lab.answer(job)).toBe('running');
    expect(lab.setPolicy('online_kernel')).toBe('ok');
    lab.release();
    expect(lab.answer(job)).toBe('ok');
    expect(lab.blocks()).toBe(blocks);
    expect(lab.state()).toBe(word);
  });
});

describe('unbind', () => {
  const RESERVED_0 = ['>32-35 dax0.0', '>>32-35 System RAM (kmem)'];
  const RESERVED_1 = ['>40-43 dax0.0', '>>40-43 System RAM (kmem)'];
  const FREED = { blocks: NONE, entries: [] as string[], group: false };
  const LEAKED = { blocks: MOVABLE, entries: [...RESERVED_0, ...RESERVED_1], group: true };

  function check(lab: DaxLab, expected: { blocks: string; entries: string[]; group: boolean }): void {
    expect(lab.unbind()).toBe('ok');
    expect(lab.blocks()).toBe(expected.blocks);
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved', ...expected.entries]);
    expect(lab.kernel.groups.kind.get(0) !== 0, 'the group stays').toBe(expected.group);
    expect(lab.state()).toBe(null);
    expect(lab.unbind()).toBe('ENODEV');
  }

  test.each([
    ['base-6.12', FREED],
    ['base-2026', FREED],
    ['v1p3', FREED],
    ['v1p7', FREED],
    ['v1p8', FREED],
    ['v4', FREED],
    ['v5', FREED],
    ['v6', FREED],
    ['merged', FREED],
  ] as const)(
    '%s, policy offline and all blocks offline: everything is removed and freed',
    (variant, expected) => {
      const lab = new DaxLab(variant, { policy: 'offline' });
      lab.bind();
      check(lab, expected);
    },
  );

  test.each([
    ['base-6.12', LEAKED],
    ['base-2026', LEAKED],
    ['v1p3', LEAKED],
    ['v1p7', FREED],
    ['v1p8', FREED],
    ['v2p4', LEAKED],
    ['v2p5', LEAKED],
    ['v3', LEAKED],
    ['v4', LEAKED],
    ['v5', LEAKED],
    ['v6', LEAKED],
    ['merged', LEAKED],
  ] as const)('%s, all blocks online', (variant, expected) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    lab.bind();
    check(lab, expected);
  });

  const RANGE_1_STAYS = { blocks: '40-43 Movable', entries: RESERVED_1, group: true };
  const NOTHING_GOES = {
    blocks: '32-35 offline, 40-43 Movable',
    entries: [...RESERVED_0, ...RESERVED_1],
    group: true,
  };
  test.each([
    ['base-6.12', RANGE_1_STAYS],
    ['base-2026', RANGE_1_STAYS],
    ['v1p3', RANGE_1_STAYS],
    ['v1p7', FREED],
    ['v2p4', NOTHING_GOES],
    ['v3', NOTHING_GOES],
    ['v4', NOTHING_GOES],
    ['v5', NOTHING_GOES],
    ['v6', NOTHING_GOES],
    ['merged', RANGE_1_STAYS],
  ] as const)('%s, range 0 taken offline by the user, range 1 online', (variant, expected) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    lab.bind();
    for (const id of [32, 33, 34, 35]) expect(lab.writeState(id, 'offline')).toBe('ok');
    check(lab, expected);
  });

  const ALL_STAY_OFFLINE = { blocks: OFFLINE, entries: [...RESERVED_0, ...RESERVED_1], group: true };
  test.each([
    ['base-6.12', FREED],
    ['base-2026', FREED],
    ['v1p3', FREED],
    ['v1p7', FREED],
    ['v2p4', ALL_STAY_OFFLINE],
    ['v3', ALL_STAY_OFFLINE],
    ['v4', ALL_STAY_OFFLINE],
    ['v5', ALL_STAY_OFFLINE],
    ['v6', ALL_STAY_OFFLINE],
    ['merged', FREED],
  ] as const)('%s, attribute online, all blocks taken offline by the user', (variant, expected) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    lab.bind();
    for (const id of ALL_BLOCKS) expect(lab.writeState(id, 'offline')).toBe('ok');
    check(lab, expected);
  });

  test.each([
    ['base-6.12', LEAKED],
    ['base-2026', LEAKED],
    ['v1p3', LEAKED],
    ['v1p7', FREED],
    ['v4', FREED],
    ['v5', FREED],
    ['v6', LEAKED],
    ['merged', LEAKED],
  ] as const)('%s, attribute offline, all blocks onlined by the user', (variant, expected) => {
    const lab = new DaxLab(variant, { policy: 'offline' });
    lab.bind();
    for (const id of ALL_BLOCKS) expect(lab.writeState(id, 'online_movable')).toBe('ok');
    check(lab, expected);
  });

  test.each([
    ['v1p7', 'unplug', true],
    ['v1p8', 'unplug', true],
    ['v2p4', 'unplug', false],
    ['v2p5', 'unplug', false],
    ['v3', 'unplug', false],
    ['v4', 'unplugged', false],
    ['v5', 'unplugged', false],
    ['v6', 'unplugged', false],
    ['merged', 'unplugged', false],
  ] as const)('%s, attribute unplugged after %s: the group is leaked: %s', (variant, word, isLeaked) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    lab.bind();
    lab.echo(word);
    expect(lab.state()).toBe('unplugged');
    check(lab, { ...FREED, group: isLeaked });
  });

  test.each(ALL)(
    '%s: a range that leaked conflicts with the next bind while its memory is there',
    (variant) => {
      const lab = new DaxLab(variant, { policy: 'online_movable' });
      lab.bind();
      lab.pin(32, 'offline');
      lab.unbind();
      expect(lab.bind()).toBe('EBUSY');
    },
  );
});
