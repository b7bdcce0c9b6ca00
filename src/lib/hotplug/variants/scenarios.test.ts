/**
 * The six scenarios by which the variants are compared side by side (spec 04 §7), one test for each cell of theirs.
 */
import { describe, expect, test } from 'vitest';
import { blockPath, DaxLab } from '../testing/dax-lab.ts';
import type { VariantId } from './variant.ts';

const MOVABLE = '32-35 Movable, 40-43 Movable';
const REMOVAL_WORD: Partial<Record<VariantId, string>> = {
  v1p7: 'unplug',
  v1p8: 'unplug',
  v2p4: 'unplug',
  v2p5: 'unplug',
  v3: 'unplug',
  v4: 'unplugged',
  v5: 'unplugged',
  v6: 'unplugged',
  merged: 'unplugged',
};

function boundMovable(variant: VariantId): DaxLab {
  const lab = new DaxLab(variant, { policy: 'online_movable' });
  expect(lab.bind()).toBe('ok');
  return lab;
}

function remove(lab: DaxLab, variant: VariantId): string {
  return lab.echo(REMOVAL_WORD[variant]!);
}

describe('S1: a pinned page in block 2 of range 1, the removal word, then SIGINT', () => {
  test.each([
    ['v1p7', 'ok', 'unplugged', '40-43 Movable'],
    // The notifier refuses the rollback: what had gone offline before the pinned block stays so.
    ['v1p8', 'EIO', 'online_movable', '40-41 offline, 42-43 Movable'],
    ['v2p4', 'ok', 'unplugged', '40-43 Movable'],
    ['v2p5', 'EIO', 'online_movable', '40-41 offline, 42-43 Movable'],
    ['v3', 'ok', 'online_movable', '40-43 Movable'],
    ['v4', 'EINTR', 'online_movable', MOVABLE],
    ['v5', 'EINTR', 'online_movable', MOVABLE],
    ['v6', 'EINTR', 'online_movable', MOVABLE],
    ['merged', 'EINTR', 'online_movable', MOVABLE],
  ] as const)('%s answers %s, reads %s and leaves %s', (variant, answer, word, blocks) => {
    const lab = boundMovable(variant);
    lab.pin(42);
    const job = lab.beginEcho(REMOVAL_WORD[variant]!);
    expect(lab.answer(job)).toBe('running');
    expect(lab.read(blockPath(42, 'state'))).toBe('going-offline\n');
    lab.signal(job);
    expect(lab.answer(job)).toBe(answer);
    expect(lab.state()).toBe(word);
    expect(lab.blocks()).toBe(blocks);
  });
});

describe('S2: the user takes a block offline, then the removal word', () => {
  test.each([
    ['v1p7', 'ok'],
    ['v1p8', 'EPERM'],
    ['v2p4', 'ok'],
    ['v2p5', 'EPERM'],
    ['v3', 'ok'],
    ['v4', 'ok'],
    ['v5', 'ok'],
    ['v6', 'ok'],
    ['merged', 'ok'],
  ] as const)('%s: the toggle answers %s, the removal succeeds', (variant, toggle) => {
    const lab = boundMovable(variant);
    expect(lab.writeState(32, 'offline')).toBe(toggle);
    expect(remove(lab, variant)).toBe('ok');
    expect(lab.state()).toBe('unplugged');
    expect(lab.blocks()).toBe('');
  });
});

describe('S3: unplugged, online_movable, removal, again and again', () => {
  test.each(['v1p7', 'v1p8', 'v2p4', 'v2p5', 'v4', 'v5', 'v6', 'merged'] as const)(
    '%s: it works, repeatably',
    (variant) => {
      const lab = boundMovable(variant);
      for (let round = 0; round < 3; round++) {
        expect(remove(lab, variant)).toBe('ok');
        expect(lab.state()).toBe('unplugged');
        expect(lab.blocks()).toBe('');
        expect(lab.echo('online_movable')).toBe('ok');
        expect(lab.blocks()).toBe(MOVABLE);
      }
    },
  );

  test('v3: after the first removal nothing is reserved, so nothing is ever removed again', () => {
    const lab = boundMovable('v3');
    remove(lab, 'v3');
    expect(lab.state()).toBe('unplugged');
    expect(lab.echo('online_movable')).toBe('ok');
    const withoutReservation = [
      '32-47 Soft Reserved',
      '>32-35 System RAM (kmem)',
      '>40-43 System RAM (kmem)',
    ];
    expect(lab.iomem()).toEqual(withoutReservation);
    lab.log();
    expect(remove(lab, 'v3')).toBe('ok');
    expect(lab.log()).toEqual(['kmem dax0.0: partial hotremove: 0 of 2 ranges removed']);
    expect(lab.state()).toBe('online_movable');
    expect(lab.blocks()).toBe(MOVABLE);
    expect(lab.echo('online')).toBe('EBUSY');
    expect(lab.unbind()).toBe('ok');
    expect(lab.blocks()).toBe(MOVABLE);
    expect(lab.iomem()).toEqual(withoutReservation);
  });
});

describe('S4: unbind while online, all blocks offline, unbind and bind again', () => {
  test.each(['base-6.12', 'base-2026', 'merged'] as const)(
    '%s: the memory stays until another caller removes it; then a bind nests in the leaked entry',
    (variant) => {
      const lab = boundMovable(variant);
      expect(lab.unbind()).toBe('ok');
      for (const id of [32, 33, 34, 35, 40, 41, 42, 43]) expect(lab.writeState(id, 'offline')).toBe('ok');
      expect(lab.unbind()).toBe('ENODEV');
      expect(lab.bind()).toBe('EBUSY');
      expect(lab.blocks()).toBe('32-35 offline, 40-43 offline');
      expect(lab.api('remove_memory', [32, 35])).toBe('ok');
      expect(lab.api('remove_memory', [40, 43])).toBe('ok');
      expect(lab.bind()).toBe('ok');
      expect(lab.iomem()).toEqual([
        '32-47 Soft Reserved',
        '>32-35 dax0.0',
        '>>32-35 dax0.0',
        '>>>32-35 System RAM (kmem)',
        '>40-43 dax0.0',
        '>>40-43 dax0.0',
        '>>>40-43 System RAM (kmem)',
      ]);
    },
  );
});

describe('S5: a notifier client refuses block 1 of range 0 at bind', () => {
  test.each([
    ['base-6.12', null],
    ['base-2026', null],
    ['v1p3', null],
    ['v1p4', null],
    ['v1p7', 'online_movable'],
    ['v3', 'online_movable'],
    ['v4', 'online_movable'],
    ['v5', 'online_movable'],
    ['v6', 'online_movable'],
    ['merged', 'online_movable'],
  ] as const)(
    '%s: bind succeeds, the walk of range 0 stops there; the attribute reads %s',
    (variant, word) => {
      const lab = new DaxLab(variant, { policy: 'online_movable' });
      lab.veto('GOING_ONLINE', 33);
      expect(lab.bind()).toBe('ok');
      expect(lab.blocks()).toBe('32 Movable, 33-35 offline, 40-43 Movable');
      expect(lab.state()).toBe(word);
    },
  );
});

describe('S6: policy offline, and a udev daemon with the rule of a virtual machine', () => {
  const NORMAL = '32-35 Normal, 40-43 Normal';

  function labWithUdev(variant: VariantId, preset = 'rhel-vm'): DaxLab {
    const lab = new DaxLab(variant, { policy: 'offline' });
    expect(lab.do({ kind: 'udev', preset }, 'udev')).toBe('running');
    return lab;
  }

  test.each([
    ['base-6.12', NORMAL, null, 0],
    ['base-2026', NORMAL, null, 0],
    ['v1p3', NORMAL, null, 0],
    ['v1p4', NORMAL, null, 0],
    ['v1p7', NORMAL, 'offline', 0],
    ['v1p8', '32-35 offline, 40-43 offline', 'offline', 8],
    ['v4', NORMAL, 'offline', 0],
    ['v5', NORMAL, 'offline', 0],
    ['v6', NORMAL, 'offline', 0],
    ['merged', NORMAL, 'offline', 0],
  ] as const)('%s: the blocks are %s, the attribute reads %s, %i writes are vetoed', (...row) => {
    const [variant, blocks, word, vetoes] = row;
    const lab = labWithUdev(variant);
    expect(lab.bind()).toBe('ok');
    expect(lab.blocks()).toBe(blocks);
    expect(lab.state()).toBe(word);
    const { journal, names } = lab.kernel;
    const vetoed = journal
      .texts(names, 'notify')
      .filter((text) => /^MEM_GOING_ONLINE .* refused: -EPERM$/.test(text));
    expect(vetoed.length).toBe(vetoes);
    if (word === null) return;
    expect(remove(lab, variant)).toBe('ok');
    expect(lab.state()).toBe('unplugged');
    expect(lab.blocks()).toBe('');
  });

  test.each(['base-6.12', 'v1p7', 'v4', 'merged'] as const)(
    '%s: on bare metal they go Movable',
    (variant) => {
      const lab = labWithUdev(variant, 'rhel-metal');
      lab.bind();
      expect(lab.blocks()).toBe(MOVABLE);
    },
  );

  test.each(['v2p4', 'v2p5'] as const)('%s: no blocks appear, the rule never fires', (variant) => {
    const lab = labWithUdev(variant);
    const before = lab.kernel.store.hash();
    expect(lab.bind()).toBe('ok');
    expect(lab.kernel.udev.listener.usedLength()).toBe(0);
    expect(lab.kernel.store.hash()).not.toBe(before);
    expect(lab.state()).toBe('unplugged');
    expect(lab.blocks()).toBe('');
    expect(remove(lab, variant)).toBe('ok');
    expect(lab.state()).toBe('unplugged');
  });

  test('v3: bind fails, so there is nothing for the rule', () => {
    const lab = labWithUdev('v3');
    expect(lab.bind()).toBe('EINVAL');
    expect(lab.blocks()).toBe('');
    expect(lab.state()).toBe(null);
  });
});
