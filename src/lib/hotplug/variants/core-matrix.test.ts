/**
 * The calls of the memory core in every variant: each row of spec 04 §3 that can be observed, as a table over all of
 * them. What the kmem driver makes of the calls is attribute-matrix.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { Lab } from '../testing/lab.ts';
import { range } from '../testing/lab-machine.ts';
import type { ApiCall } from '../userspace/commands.ts';
import { VARIANT_IDS, type VariantId } from './index.ts';

const ONLINE = 1;
const KERNEL = 2;
const MOVABLE = 3;
const SYSTEM_DEFAULT = 4;
/** The call does not exist in this kernel. */
const MISSING = -2;

/** One value for each variant; a variant that is missing is a mistake of the table. */
type Row<T> = Readonly<Record<VariantId, T>>;

function row<T>(base: T, v1p3: T, v1p4: T, v2: T, v3: T, v4: T, v6: T): Row<T> {
  return {
    'base-6.12': base,
    'base-2026': base,
    v1p3,
    v1p4,
    v1p7: v1p4,
    v1p8: v1p4,
    v2p4: v2,
    v2p5: v2,
    v3,
    v4,
    v5: v4,
    v6,
    merged: v6,
  };
}

function api(lab: Lab, call: string, more: Partial<ApiCall> = {}): number | null {
  const [startBytes, sizeBytes] = range(32, 2);
  const rest = { nid: 1, flags: 0, resourceName: 'System RAM (test)', startBytes, sizeBytes, ...more };
  return lab.begin({ ...rest, kind: 'api', call }).result;
}

function blocks(lab: Lab, first = 32, count = 2): string[] {
  return Array.from({ length: count }, (_, i) => lab.block(first + i).replace(/^offline .*/, 'offline'));
}

function each<T>(title: string, values: Row<T>, check: (variant: VariantId, value: T) => void): void {
  describe(title, () => {
    test.each(VARIANT_IDS.map((id) => [id, values[id]] as const))('%s: %j', (variant, value) =>
      check(variant, value),
    );
  });
}

describe('the default type in an add that a default change meets', () => {
  // memory32 is held while it goes online as movable; the default becomes online_kernel meanwhile.
  const perBlock = ['online Movable', 'online Normal', 'online Normal'];
  const once = ['online Movable', 'online Movable', 'online Movable'];
  each(
    'add_memory(): per block before the series, once from patch 2 on',
    row(perBlock, once, once, once, once, once, once),
    (variant, expected) => {
      const lab = new Lab({ defaultOnlineType: MOVABLE }, variant);
      lab.hold('GOING_ONLINE', 32);
      const [startBytes, sizeBytes] = range(32, 3);
      expect(api(lab, 'add_memory', { startBytes, sizeBytes })).toBeNull();
      lab.write('auto_online_blocks', 'online_kernel');
      lab.release();
      expect(blocks(lab, 32, 3)).toEqual(expected);
    },
  );

  // The caller sleeps in device_hotplug_lock while the default changes.
  const late = ['online Normal', 'online Normal'];
  const early = ['online Movable', 'online Movable'];
  each(
    'add_memory_driver_managed() by the default: read inside the lock, or before it',
    row(late, early, early, early, early, early, early),
    (variant, expected) => {
      const lab = new Lab({ defaultOnlineType: MOVABLE }, variant);
      const [startBytes, sizeBytes] = range(40, 1);
      api(lab, 'add_memory', { startBytes, sizeBytes });
      lab.hold('GOING_OFFLINE', 40);
      lab.beginWrite('memory40/state', 'offline');
      // v2 takes no word for "the default": its caller reads the default.
      const onlineType = variant.startsWith('v2') ? MOVABLE : SYSTEM_DEFAULT;
      expect(api(lab, 'add_memory_driver_managed', { onlineType })).toBeNull();
      lab.write('auto_online_blocks', 'online_kernel');
      lab.release();
      expect(blocks(lab)).toEqual(expected);
    },
  );
});

each(
  'D2: add_memory_driver_managed() with an explicit type overrides the policy offline',
  row(false, true, true, true, false, false, false),
  (variant, overrides) => {
    const lab = new Lab({}, variant);
    expect(api(lab, 'add_memory_driver_managed', { onlineType: MOVABLE })).toBeGreaterThanOrEqual(0);
    const word = overrides ? 'online Movable' : 'offline';
    expect(blocks(lab)).toEqual([word, word]);
  },
);

each(
  '__add_memory_driver_managed() exists, with a type of 0 to 3',
  row(false, false, false, false, true, true, true),
  (variant, exists) => {
    const lab = new Lab({}, variant);
    for (const onlineType of [-1, SYSTEM_DEFAULT]) {
      expect(api(lab, '__add_memory_driver_managed', { onlineType })).toBe(exists ? -22 : MISSING);
    }
    expect(api(lab, '__add_memory_driver_managed', { onlineType: KERNEL })).toBe(exists ? 0 : MISSING);
    expect(lab.block(32)).toBe(exists ? 'online Normal' : 'absent');
  },
);

// v2: assumed, spec 04 §3 has not verified that it checks.
each(
  'a type below 0 or above 4 in add_memory_driver_managed()',
  row(0, -22, -22, -22, 0, 0, 0),
  (variant, expected) => {
    for (const onlineType of [-1, 5]) {
      expect(api(new Lab({}, variant), 'add_memory_driver_managed', { onlineType })).toBe(expected);
    }
  },
);

each(
  'D1: the type 4, "system default", in add_memory_driver_managed()',
  row(
    [0, 'Movable'],
    [0, 'Movable'],
    [MOVABLE, 'Movable'],
    [-22, 'absent'],
    [0, 'Movable'],
    [0, 'Movable'],
    [0, 'Movable'],
  ),
  (variant, [rc, word]) => {
    const lab = new Lab({ defaultOnlineType: MOVABLE }, variant);
    expect(api(lab, 'add_memory_driver_managed', { onlineType: SYSTEM_DEFAULT })).toBe(rc);
    expect(lab.block(32)).toContain(word);
  },
);

describe('what a successful add returns', () => {
  each(
    'the driver-managed one with each type',
    row([0, 0, 0, 0], [0, 0, 0, 0], [0, 1, 2, 3], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]),
    (variant, expected) => {
      const returned = [0, ONLINE, KERNEL, MOVABLE].map((onlineType) =>
        api(new Lab({}, variant), 'add_memory_driver_managed', { onlineType }),
      );
      expect(returned).toEqual(expected);
    },
  );

  test.each(VARIANT_IDS)('%s: add_memory() gives 0 whatever the default is', (variant) => {
    for (const defaultOnlineType of [0, ONLINE, KERNEL, MOVABLE]) {
      expect(api(new Lab({ defaultOnlineType }, variant), 'add_memory')).toBe(0);
    }
  });
});

describe('exported calls', () => {
  const online = (variant: VariantId): Lab => {
    const lab = new Lab({ defaultOnlineType: MOVABLE }, variant);
    api(lab, 'add_memory');
    return lab;
  };
  each(
    'online_memory_range() and offline_memory()',
    row(false, true, true, false, false, false, false),
    (variant, exist) => {
      const lab = online(variant);
      expect(api(lab, 'offline_memory')).toBe(exist ? 0 : MISSING);
      expect(blocks(lab)).toEqual(exist ? ['offline', 'offline'] : ['online Movable', 'online Movable']);
      expect(api(lab, 'online_memory_range', { onlineType: KERNEL })).toBe(exist ? 0 : MISSING);
      expect(blocks(lab)).toEqual(
        exist ? ['online Normal', 'online Normal'] : ['online Movable', 'online Movable'],
      );
    },
  );

  each(
    'offline_and_remove_memory_ranges()',
    row(false, false, false, false, false, true, true),
    (variant, exists) => {
      const lab = online(variant);
      const [startBytes, sizeBytes] = range(32, 2);
      const ranges = [{ startBytes, sizeBytes }];
      expect(api(lab, 'offline_and_remove_memory_ranges', { ranges })).toBe(exists ? 0 : MISSING);
      expect(lab.block(32)).toBe(exists ? 'absent' : 'online Movable');
    },
  );

  test.each(VARIANT_IDS)('%s: remove_memory() and offline_and_remove_memory() are there', (variant) => {
    const lab = online(variant);
    expect(api(lab, 'remove_memory')).toBe(-16);
    expect(api(lab, 'offline_and_remove_memory')).toBe(0);
    expect(lab.block(32)).toBe('absent');
  });
});

describe('a removal that fails after everything went offline', () => {
  const back = ['online Movable', 'online Movable'];
  const off = ['offline', 'offline'];
  const values = row([-22, back], [-22, off], [-22, off], [-22, back], [-22, back], [-22, back], [0, off]);
  each(
    'offline_and_remove_memory(): re-onlined with the errno, left offline with it, or success',
    values,
    (variant, [rc, left]) => {
      const lab = new Lab({ defaultOnlineType: MOVABLE }, variant);
      api(lab, 'add_memory');
      lab.begin({ kind: 'fail_alloc', site: 'try_remove_memory', errno: 22, count: 1 });
      expect(api(lab, 'offline_and_remove_memory')).toBe(rc);
      expect(blocks(lab)).toEqual(left);
    },
  );

  const untouched: [number, string[]] = [MISSING, back];
  const twoRanges = row<[number, string[]]>(
    untouched,
    untouched,
    untouched,
    untouched,
    untouched,
    // What is still there comes back; what was removed before the failure does not.
    [-22, ['absent', 'online Movable']],
    [0, ['absent', 'offline']],
  );
  each('offline_and_remove_memory_ranges(): the second of two ranges', twoRanges, (variant, expected) => {
    if (expected === null) return;
    const lab = new Lab({ defaultOnlineType: MOVABLE }, variant);
    api(lab, 'add_memory');
    lab.begin({ kind: 'fail_alloc', site: 'try_remove_memory@memory33', errno: 22, count: 1 });
    const ranges = [32, 33].map((id) => ({ startBytes: range(id)[0], sizeBytes: range(id)[1] }));
    expect(api(lab, 'offline_and_remove_memory_ranges', { ranges })).toBe(expected[0]);
    expect(blocks(lab)).toEqual(expected[1]);
  });
});

test.each(['v4', 'v5', 'v6', 'merged'] as const)(
  '%s: a block in two of the ranges comes back once, and keeps no request of the second',
  (variant) => {
    const lab = new Lab({ defaultOnlineType: MOVABLE }, variant);
    api(lab, 'add_memory');
    lab.begin({ kind: 'pin', startBytes: range(33)[0], pages: 1, how: 'offline' });
    const twice = [range(32), range(32), range(33)].map(([startBytes, sizeBytes]) => ({
      startBytes,
      sizeBytes,
    }));
    expect(api(lab, 'offline_and_remove_memory_ranges', { ranges: twice })).toBe(-16);
    expect(blocks(lab)).toEqual(['online Movable', 'online Movable']);
    expect(lab.k.blocks.onlineType.get(32)).toBe(0);
  },
);

test.each(VARIANT_IDS)('A9, %s: what an add captured and what it onlines never disagree', (variant) => {
  const lab = new Lab({ defaultOnlineType: 0 }, variant);
  const [startBytes, sizeBytes] = range(40, 1);
  api(lab, 'add_memory', { startBytes, sizeBytes });
  // The add sleeps in the lock with the default offline; it becomes online_movable before the add runs.
  lab.hold('GOING_ONLINE', 40);
  lab.beginWrite('memory40/state', 'online_movable');
  api(lab, 'add_memory_driver_managed', { onlineType: 0 });
  lab.write('auto_online_blocks', 'online_movable');
  lab.release();
  const readsLate = variant.startsWith('base');
  expect(blocks(lab)).toEqual(readsLate ? ['online Movable', 'online Movable'] : ['offline', 'offline']);
});
