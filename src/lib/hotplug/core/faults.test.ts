/**
 * Injected faults: each site fails with its errno as often as asked, and the undo leaves what the spec says
 * (02 §9.3 E1 and E2, §12.3; 05 B3, B4, B6).
 */
import { describe, expect, test } from 'vitest';
import { BLOCK_BYTES, range } from '../testing/lab-machine.ts';
import { DaxLab } from '../testing/dax-lab.ts';
import { Lab } from '../testing/lab.ts';
import { iomemLines } from '../testing/iomem.ts';
import { DEVICE_HOTPLUG_LOCK, MEM_HOTPLUG_LOCK } from '../run/locks.ts';
import { EEXIST, ENOMEM } from '../state/errno.ts';
import { FAULT_SITES, parseFaultSite } from '../state/faults.ts';
import { MMOP_ONLINE } from '../state/units.ts';
import { VARIANT_IDS, type VariantId } from '../variants/index.ts';
import { add_memory } from './add-memory.ts';
import { offline_and_remove_memory } from './remove-memory.ts';

const MOVABLE = '32-35 Movable, 40-43 Movable';

function fail(lab: { begin: Lab['begin'] }, site: string, count = 1, errno = ENOMEM): void {
  expect(lab.begin({ kind: 'fail_alloc', site, errno, count }).result).toBe(0);
}

describe('an add that fails', () => {
  test.each([
    ['register_memory_resource', -ENOMEM],
    ['__request_region', -EEXIST],
    ['memblock_add_node', -ENOMEM],
    ['__try_online_node', -ENOMEM],
    ['arch_add_memory', -ENOMEM],
    ['create_memory_block_devices', -ENOMEM],
    ['create_memory_block_devices@memory34', -ENOMEM],
  ])('in %s gives %i, leaves nothing behind but the fault, and works the next time', (site, expected) => {
    const lab = new Lab({ defaultOnlineType: MMOP_ONLINE });
    const tree = iomemLines(lab.k);
    // Generations count creations for ever, so the hash is compared without them.
    const before = lab.k.store.hash();
    fail(lab, site);
    expect(lab.call(add_memory, 1, ...range(32, 4), 0)).toBe(expected);
    expect(iomemLines(lab.k)).toEqual(tree);
    const { owner } = lab.k.locks;
    expect(owner.get(DEVICE_HOTPLUG_LOCK) + owner.get(MEM_HOTPLUG_LOCK)).toBe(0);
    for (const id of [32, 33, 34, 35]) {
      expect(lab.block(id)).toBe('absent');
      expect(lab.k.blocks.sectionsPresent.get(id)).toBe(0);
      lab.k.blocks.generation.set(id, 0);
    }
    expect(lab.k.faults.uses.get(0)).toBe(0);
    for (const column of Object.values(lab.k.faults)) column.set(0, 0);
    expect(lab.k.store.hash()).toBe(before);
    expect(lab.call(add_memory, 1, ...range(32, 4), 0)).toBe(0);
    expect(lab.block(35)).toBe('online Normal');
  });

  test('at a later section leaves the sections before it, so that the next add is -EEXIST', () => {
    const lab = new Lab();
    fail(lab, 'arch_add_memory@memory34');
    expect(lab.call(add_memory, 1, ...range(32, 4), 0)).toBe(-ENOMEM);
    expect([32, 33, 34].map((id) => lab.k.blocks.sectionsPresent.get(id))).toEqual([1, 1, 0]);
    expect(lab.call(add_memory, 1, ...range(32, 4), 0)).toBe(-EEXIST);
  });

  test('__try_online_node needs no memory for a node that is online', () => {
    const lab = new Lab();
    fail(lab, '__try_online_node');
    expect(lab.call(add_memory, 0, ...range(32), 0)).toBe(0);
    expect(lab.k.faults.uses.get(0)).toBe(1);
  });

  test('a fault bound to another block is not for this one', () => {
    const lab = new Lab();
    fail(lab, 'memblock_add_node@memory36');
    expect(lab.call(add_memory, 1, ...range(32, 4), 0)).toBe(0);
    expect(lab.call(add_memory, 1, ...range(36), 0)).toBe(-ENOMEM);
  });
});

describe('how often', () => {
  test('count 2 fails twice, -1 always, 0 takes it back; the last word for a site counts', () => {
    const lab = new Lab();
    const add = (): number | null => lab.call(add_memory, 1, ...range(32), 0);
    fail(lab, 'memblock_add_node', 2);
    expect([add(), add()]).toEqual([-ENOMEM, -ENOMEM]);
    fail(lab, 'memblock_add_node', -1, 5);
    expect([add(), add(), add()]).toEqual([-5, -5, -5]);
    fail(lab, 'memblock_add_node', 0);
    expect(add()).toBe(0);
  });

  test('an unknown site, or a block where it has none, is no command', () => {
    const lab = new Lab();
    for (const site of ['kmalloc', 'dax_kmem_data@memory3', 'memblock_add_node@33', '']) {
      expect(lab.answer(lab.begin({ kind: 'fail_alloc', site, errno: ENOMEM, count: 1 }))).toBe('ENOENT');
    }
    expect(FAULT_SITES.map(({ name }, site) => parseFaultSite(name)?.site === site)).not.toContain(false);
  });
});

describe('offline_and_remove_memory()', () => {
  function online(): Lab {
    const lab = new Lab({ defaultOnlineType: MMOP_ONLINE });
    expect(lab.call(add_memory, 1, ...range(32, 2), 0)).toBe(0);
    return lab;
  }

  test('without its array is -ENOMEM before any lock, and nothing goes offline', () => {
    const lab = online();
    fail(lab, 'offline_and_remove_memory');
    expect(lab.call(offline_and_remove_memory, ...range(32, 2))).toBe(-ENOMEM);
    expect(lab.block(32)).toBe('online Normal');
    expect(lab.call(offline_and_remove_memory, ...range(32, 2))).toBe(0);
  });

  // B3: patch 2 of v1 no longer brings back what it took offline; v6 on warns, goes on and says success.
  test.each([
    ['base-6.12', 'EINVAL', 'online Normal'],
    ['base-2026', 'EINVAL', 'online Normal'],
    ['v1p3', 'EINVAL', 'offline'],
    ['v1p8', 'EINVAL', 'offline'],
    ['v2p5', 'EINVAL', 'online Normal'],
    ['v3', 'EINVAL', 'online Normal'],
    ['v4', 'EINVAL', 'online Normal'],
    ['v5', 'EINVAL', 'online Normal'],
    ['v6', 'ok', 'offline'],
    ['merged', 'ok', 'offline'],
  ] as const)(
    '%s: a removal that fails after a clean offline answers %s and leaves %s',
    (variant, answer, word) => {
      const lab = new Lab({ defaultOnlineType: MMOP_ONLINE }, variant);
      const place = { startBytes: 32 * BLOCK_BYTES, sizeBytes: 2 * BLOCK_BYTES };
      lab.begin({ kind: 'api', call: 'add_memory', nid: 1, flags: 0, ...place });
      fail(lab, 'try_remove_memory', 1, 22);
      const job = lab.begin({ kind: 'api', call: 'offline_and_remove_memory', ...place });
      expect(lab.answer(job)).toBe(answer);
      expect(lab.block(32)).toContain(word);
      expect(lab.block(33)).toContain(word);
    },
  );
});

describe('the kmem driver', () => {
  const bound = (variant: VariantId): DaxLab => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    expect(lab.bind()).toBe('ok');
    return lab;
  };

  test.each(VARIANT_IDS)(
    '%s: no memory for data, memory type or group fails the bind, and nothing stays',
    (variant) => {
      for (const site of ['dax_kmem_data', 'mt_find_alloc_memory_type', 'memory_group_register']) {
        const lab = new DaxLab(variant, { policy: 'online_movable' });
        const before = lab.iomem();
        fail(lab, site);
        expect(lab.bind()).toBe('ENOMEM');
        expect(lab.log()).toEqual(['kmem dax0.0: probe with driver kmem failed with error -12']);
        expect(lab.iomem()).toEqual(before);
        expect(lab.kernel.dax.data.get(0) + lab.kernel.dax.group.get(0)).toBe(0);
        expect(lab.bind()).toBe('ok');
        expect(lab.blocks()).toBe(MOVABLE);
      }
    },
  );

  // B4: the slots of the whole device against what is left of it.
  test.each([
    ['v4', 'EINVAL', 'online_movable', '40-43 Movable'],
    ['v5', 'EINVAL', 'online_movable', '40-43 Movable'],
    ['v6', 'ok', 'unplugged', '40-43 offline'],
    ['merged', 'ok', 'unplugged', '40-43 offline'],
  ] as const)('B4, %s: the removal of range 1 fails: %s, %s, %s', (variant, answer, word, blocks) => {
    const lab = bound(variant);
    fail(lab, 'try_remove_memory@memory40', 1, 22);
    expect(lab.echo('unplugged')).toBe(answer);
    expect(lab.state()).toBe(word);
    expect(lab.blocks()).toBe(blocks);
  });

  // B6: v4 to v6 keep the reservations of an attempt that failed; v7 frees them.
  test.each([
    ['v4', ['>40-43 dax0.0']],
    ['v5', ['>40-43 dax0.0']],
    ['v6', ['>40-43 dax0.0']],
    ['merged', []],
  ] as const)('B6, %s: after a failed `online` these reservations are left: %j', (variant, left) => {
    const lab = bound(variant);
    expect(lab.echo('unplugged')).toBe('ok');
    fail(lab, 'memblock_add_node');
    expect(lab.echo('online')).toBe('ENOMEM');
    expect(lab.state()).toBe('unplugged');
    expect(lab.iomem()).toEqual(['32-47 Soft Reserved', ...left]);
  });
});
