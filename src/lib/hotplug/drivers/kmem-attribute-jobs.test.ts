/**
 * Several people at the attribute at once: who waits for what, what an unbind finds, and what a mapping that is
 * appended meanwhile comes to (spec 03 §1, 02 §2, 01 §12).
 */
import { describe, expect, test } from 'vitest';
import { blockPath, DaxLab } from '../testing/dax-lab.ts';
import type { VariantId } from '../variants/index.ts';

const MOVABLE = '32-35 Movable, 40-43 Movable';
const WITH_ATTRIBUTE = ['v1p7', 'v1p8', 'v3', 'merged'] as const;

function bound(variant: VariantId): DaxLab {
  const lab = new DaxLab(variant, { policy: 'online_movable' });
  expect(lab.bind()).toBe('ok');
  return lab;
}

function removal(variant: VariantId): string {
  return variant === 'merged' ? 'unplugged' : 'unplug';
}

/** Holds the removal in its first block. */
function heldRemoval(variant: VariantId) {
  const lab = bound(variant);
  lab.hold('GOING_OFFLINE', 32);
  const job = lab.beginEcho(removal(variant), 'first');
  expect(lab.answer(job)).toBe('running');
  return { lab, job };
}

describe('two writers of the attribute', () => {
  test.each(WITH_ATTRIBUTE)(
    '%s: the second sleeps on data->lock and sees what the first one left',
    (variant) => {
      const { lab, job } = heldRemoval(variant);
      const second = lab.beginEcho('online_movable', 'second');
      expect(lab.answer(second)).toBe('running');
      lab.release();
      expect([lab.answer(job), lab.answer(second)]).toEqual(['ok', 'ok']);
      expect(lab.state()).toBe('online_movable');
      expect(lab.blocks()).toBe(MOVABLE);
    },
  );

  test.each([
    // After the removal: online holds, so online_movable is refused; removed again, it is taken.
    ['v1p7', ['ok', 'EBUSY', 'ok', 'ok'], 'online_movable'],
    ['v1p8', ['ok', 'EBUSY', 'ok', 'ok'], 'online_movable'],
    ['merged', ['ok', 'EBUSY', 'ok', 'ok'], 'online_movable'],
    // Nothing is reserved any more, so the second removal succeeds without removing anything.
    ['v3', ['ok', 'EBUSY', 'ok', 'EBUSY'], 'online'],
  ] as const)('%s: several go in the order of their begin', (variant, answers, word) => {
    const { lab } = heldRemoval(variant);
    const jobs = ['online', 'online_movable', removal(variant), 'online_movable'].map((written, i) =>
      lab.beginEcho(written, `writer ${i}`),
    );
    lab.release();
    expect(jobs.map((job) => lab.answer(job))).toEqual(answers);
    expect(lab.state()).toBe(word);
  });

  test.each(WITH_ATTRIBUTE)('%s: reading the attribute waits for nobody', (variant) => {
    const { lab } = heldRemoval(variant);
    expect(lab.cat(lab.attributePath())).toBe('online_movable\n');
  });
});

describe('a writer of the attribute and one of a block', () => {
  test.each(['v1p7', 'v3', 'merged'] as const)(
    '%s: the sleeper goes before the one who polls, whoever came first',
    (variant) => {
      const { lab, job } = heldRemoval(variant);
      const poller = lab.beginWriteState(43, 'offline', 'poller');
      const sleeper = lab.beginEcho('online_movable', 'sleeper');
      expect([lab.answer(poller), lab.answer(sleeper)]).toEqual(['running', 'running']);
      lab.release();
      expect([lab.answer(job), lab.answer(sleeper)]).toEqual(['ok', 'ok']);
      // memory43 is there again, but it is not the one that the poller had opened.
      expect(lab.answer(poller)).toBe('ENODEV');
      expect(lab.blocks()).toBe(MOVABLE);
    },
  );

  test('a signal to a writer that sleeps on data->lock is only heard where it offlines', () => {
    const { lab, job } = heldRemoval('merged');
    const second = lab.beginEcho('online_movable', 'second');
    lab.signal(second);
    expect(lab.answer(second)).toBe('running');
    lab.release();
    expect([lab.answer(job), lab.answer(second)]).toEqual(['ok', 'ok']);
    expect(lab.blocks()).toBe(MOVABLE);
  });
});

describe('unbind while a writer is inside the attribute', () => {
  test.each(WITH_ATTRIBUTE)(
    '%s: it waits; the file is gone at once, the removal runs afterwards',
    (variant) => {
      const { lab, job } = heldRemoval(variant);
      const unbind = lab.begin({ kind: 'unbind', device: 'dax0.0', driver: 'kmem' });
      expect(lab.answer(unbind)).toBe('running');
      expect(lab.state()).toBe(null);
      expect(lab.echo('online')).toBe('ENOENT');
      lab.release();
      expect([lab.answer(job), lab.answer(unbind)]).toEqual(['ok', 'ok']);
      expect(lab.blocks()).toBe('');
    },
  );

  test('it waits for those too who sleep on data->lock', () => {
    const { lab, job } = heldRemoval('merged');
    const second = lab.beginEcho('online_movable', 'second');
    const unbind = lab.begin({ kind: 'unbind', device: 'dax0.0', driver: 'kmem' });
    lab.release();
    expect([lab.answer(job), lab.answer(second), lab.answer(unbind)]).toEqual(['ok', 'ok', 'ok']);
    // The second writer put everything back online, and unbind leaks what is online.
    expect(lab.blocks()).toBe(MOVABLE);
    expect(lab.bind()).toBe('EBUSY');
  });

  test('a page that never moves keeps both waiting; the signal must go to the writer', () => {
    const lab = bound('merged');
    lab.pin(34);
    const job = lab.beginEcho('unplugged');
    const unbind = lab.begin({ kind: 'unbind', device: 'dax0.0', driver: 'kmem' });
    lab.signal(unbind);
    expect([lab.answer(job), lab.answer(unbind)]).toEqual(['running', 'running']);
    lab.signal(job);
    expect([lab.answer(job), lab.answer(unbind)]).toEqual(['EINTR', 'ok']);
    expect(lab.blocks()).toBe(MOVABLE);
  });

  test('who opened the file before the unbind and writes after the next bind gets -ENODEV', () => {
    const lab = bound('merged');
    lab.echo('unplugged');
    const late = lab.prepareWrite(lab.attributePath(), 'online');
    lab.stepUntil(late, () => lab.machine.run.threads[0]?.op?.name === 'kernfs_get_active');
    // Everybody else runs while the late writer is kept from its next step.
    const others = lab.machine.begin('root', { kind: 'unbind', device: 'dax0.0', driver: 'kmem' });
    lab.runAlone(others);
    lab.runAlone(lab.machine.begin('root', { kind: 'bind', device: 'dax0.0', driver: 'kmem' }));
    expect(lab.state()).toBe('online_movable');
    lab.machine.settle();
    expect(lab.answer(late)).toBe('ENODEV');
  });
});

describe('removing blocks while somebody is inside their files', () => {
  test('waits for a writer that has entered but not yet tried the lock; he finds the file gone', () => {
    const lab = new DaxLab('merged', { policy: 'offline' });
    lab.bind();
    const writer = lab.prepareWrite(blockPath(33, 'state'), 'online');
    lab.stepUntil(writer, () => lab.kernel.blocks.active.get(33) === 1);
    const remover = lab.machine.begin('root', {
      kind: 'api',
      call: 'remove_memory',
      startBytes: 33 * 0x8000000,
      sizeBytes: 0x8000000,
    });
    lab.runAlone(remover);
    expect(lab.blocks(), 'the block is still there').toBe('32-35 offline, 40-43 offline');
    lab.machine.settle();
    expect(lab.answer(remover)).toBe('ok');
    expect(lab.answer(writer)).toBe('ENODEV');
    expect(lab.blocks()).toBe('32 offline, 34-35 offline, 40-43 offline');
  });
});

describe('a mapping that is appended while the device is bound', () => {
  const THIRD = [45, 46] as const;
  const ADDED = '32-35 Movable, 40-43 Movable, 45-46 Movable';

  function appended(variant: VariantId): DaxLab {
    const lab = bound(variant);
    expect(lab.map('dax0.0', THIRD)).toBe('ok');
    expect(lab.blocks()).toBe(MOVABLE);
    return lab;
  }

  test.each(['base-6.12', 'v1p3'] as const)('%s: is used from the next bind on', (variant) => {
    const lab = appended(variant);
    for (const id of [32, 33, 34, 35, 40, 41, 42, 43]) lab.writeState(id, 'offline');
    expect(lab.unbind()).toBe('ok');
    // It has no reservation, so it counts as handled: nothing leaks.
    expect(lab.kernel.groups.kind.get(0)).toBe(0);
    expect(lab.bind()).toBe('ok');
    expect(lab.blocks()).toBe(ADDED);
  });

  test.each(['v1p7', 'v1p8', 'merged'] as const)(
    '%s: joins at the next online word from unplugged',
    (variant) => {
      const lab = appended(variant);
      expect(lab.echo('online_movable')).toBe('ok');
      expect(lab.blocks()).toBe(MOVABLE);
      expect(lab.echo(removal(variant))).toBe('ok');
      expect(lab.state()).toBe('unplugged');
      expect(lab.echo('online_movable')).toBe('ok');
      expect(lab.blocks()).toBe(ADDED);
      expect(lab.iomem()).toContain('>45-46 dax0.0');
      expect(lab.echo(removal(variant))).toBe('ok');
      expect(lab.blocks()).toBe('');
    },
  );

  test('v3: the removal counts it as a range that stays, so no online word is ever accepted again', () => {
    const lab = appended('v3');
    lab.log();
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.logOf('kmem')).toEqual(['kmem dax0.0: partial hotremove: 2 of 3 ranges removed']);
    expect(lab.blocks()).toBe('');
    expect(lab.state()).toBe('online_movable');
    expect(lab.echo('online')).toBe('EBUSY');
  });

  test('v3: appended while unplugged it is added without a reservation, and never removed', () => {
    const lab = bound('v3');
    expect(lab.echo('unplug')).toBe('ok');
    expect(lab.map('dax0.0', THIRD)).toBe('ok');
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.blocks()).toBe(ADDED);
    expect(lab.iomem()).toEqual([
      '32-47 Soft Reserved',
      '>32-35 System RAM (kmem)',
      '>40-43 System RAM (kmem)',
      '>45-46 System RAM (kmem)',
    ]);
    lab.echo('unplug');
    expect(lab.blocks()).toBe(ADDED);
  });

  test.each(['v1p7', 'v1p8'] as const)(
    '%s: unbind counts it as left behind, although all memory goes',
    (variant) => {
      const lab = appended(variant);
      lab.log();
      expect(lab.unbind()).toBe('ok');
      expect(lab.blocks()).toBe('');
      expect(lab.logOf('kmem')).toEqual(['kmem dax0.0: Hotplug regions stuck online until reboot']);
      expect(lab.kernel.groups.kind.get(0)).not.toBe(0);
    },
  );

  test('merged: unbind passes over it', () => {
    const lab = appended('merged');
    lab.echo('unplugged');
    expect(lab.unbind()).toBe('ok');
    expect(lab.kernel.groups.kind.get(0)).toBe(0);
  });

  test.each(WITH_ATTRIBUTE)('%s: the group keeps the size that it was given at bind', (variant) => {
    const lab = bound(variant);
    lab.echo(removal(variant));
    lab.map('dax0.0', THIRD);
    lab.echo('online_movable');
    expect(lab.blocks()).toBe(ADDED);
    expect(lab.kernel.groups.pages.get(0)).toBe(8 * 32768);
    expect(lab.kernel.groups.presentMovable.get(0)).toBe(10 * 32768);
  });
});
