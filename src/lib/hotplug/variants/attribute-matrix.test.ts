/**
 * The kmem attribute in every posting that has one: each row of spec 04 §4 and the flags of §9 as a table over all of
 * them. By policy and at unbind: attribute-by-policy.test.ts; the scenarios of §7: scenarios.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { DaxLab, type BlockRange } from '../testing/dax-lab.ts';
import { ENOMEM } from '../state/errno.ts';
import type { VariantId } from './variant.ts';

const MOVABLE = '32-35 Movable, 40-43 Movable';
const RESERVED = ['32-47 Soft Reserved', '>32-35 dax0.0', '>40-43 dax0.0'];
const IN_USE = [
  '32-47 Soft Reserved',
  '>32-35 dax0.0',
  '>>32-35 System RAM (kmem)',
  '>40-43 dax0.0',
  '>>40-43 System RAM (kmem)',
];
const POSTINGS = ['v1p7', 'v1p8', 'v2p4', 'v2p5', 'v3', 'v4', 'v5', 'v6', 'merged'] as const;
type Posting = (typeof POSTINGS)[number];

/** A value for each posting, in the order of the columns of spec 04 §4. */
type Row<T> = readonly [v1p7: T, v1p8: T, v2p4: T, v2p5: T, v3: T, v4: T, v5: T, v6: T, merged: T];

function rowOf<T>(title: string, values: Row<T>, check: (posting: Posting, value: T) => void): void {
  describe(title, () => {
    test.each(POSTINGS.map((id, i) => [id, values[i]] as const))('%s: %j', (posting, value) =>
      check(posting, value as T),
    );
  });
}

const removalWord = (posting: Posting): string =>
  ['v4', 'v5', 'v6', 'merged'].includes(posting) ? 'unplugged' : 'unplug';

function bound(posting: VariantId, ranges?: readonly BlockRange[]): DaxLab {
  const lab = new DaxLab(posting, { policy: 'online_movable', ...(ranges === undefined ? {} : { ranges }) });
  expect(lab.bind()).toBe('ok');
  return lab;
}

function unplugged(posting: Posting): DaxLab {
  const lab = bound(posting);
  expect(lab.echo(removalWord(posting))).toBe('ok');
  expect(lab.state()).toBe('unplugged');
  return lab;
}

test.each(['base-6.12', 'base-2026', 'v1p3', 'v1p4'] as const)('%s has no file', (variant) => {
  const lab = bound(variant);
  expect([lab.readDax('dax0.0', 'hotplug'), lab.readDax('dax0.0', 'state')]).toEqual([null, null]);
  expect(lab.writeDax('dax0.0', 'state', 'unplugged')).toBe('ENOENT');
});

rowOf(
  'the file, there only while bound',
  ['hotplug', 'hotplug', 'hotplug', 'hotplug', 'hotplug', 'hotplug', 'state', 'state', 'state'],
  (posting, name) => {
    const lab = new DaxLab(posting, { policy: 'online_movable' });
    const both = (): string[] => ['hotplug', 'state'].filter((file) => lab.readDax('dax0.0', file) !== null);
    expect(both()).toEqual([]);
    lab.bind();
    expect(both()).toEqual([name]);
    lab.unbind();
    expect(both()).toEqual([]);
  },
);

describe('words that are taken', () => {
  const taken = (posting: Posting, word: string): boolean => bound(posting).echo(word) !== 'EINVAL';
  rowOf('unplug', [true, true, true, true, true, false, false, false, false], (posting, isTaken) => {
    expect(taken(posting, 'unplug')).toBe(isTaken);
  });
  rowOf('unplugged', [false, false, false, false, false, true, true, true, true], (posting, isTaken) => {
    expect(taken(posting, 'unplugged')).toBe(isTaken);
  });
  rowOf('offline', [true, true, false, false, false, false, false, false, false], (posting, isTaken) => {
    expect(taken(posting, 'offline')).toBe(isTaken);
  });
  rowOf('online_kernel', [false, false, false, false, false, true, true, true, true], (posting, isTaken) => {
    expect(taken(posting, 'online_kernel')).toBe(isTaken);
  });
});

// v2 and v3 cannot get there: with policy offline they add nothing or fail.
rowOf(
  'offline is shown',
  ['offline', 'offline', 'unplugged', 'unplugged', null, 'offline', 'offline', 'offline', 'offline'],
  (posting, word) => {
    const lab = new DaxLab(posting, { policy: 'offline' });
    lab.bind();
    expect(lab.state()).toBe(word);
  },
);

rowOf(
  'from one online type to another: -EBUSY',
  ['EBUSY', 'EBUSY', 'EBUSY', 'EBUSY', 'EBUSY', 'EBUSY', 'EBUSY', 'EBUSY', 'EBUSY'],
  (posting, answer) => {
    const lab = bound(posting);
    expect(lab.echo('online')).toBe(answer);
    expect([lab.state(), lab.blocks()]).toEqual(['online_movable', MOVABLE]);
  },
);

// In place: the blocks that are there go online; nothing is added.
rowOf(
  'online from offline',
  ['in place', 'in place', null, null, null, 'EBUSY', 'EBUSY', 'EBUSY', 'EBUSY'],
  (posting, how) => {
    const lab = new DaxLab(posting, { policy: 'offline' });
    lab.bind();
    if (how === null) {
      expect(lab.state(), 'it cannot be offline').not.toBe('offline');
      return;
    }
    const { journal, names } = lab.kernel;
    const before = journal.length;
    const answer = lab.echo('online_movable');
    const uevents = new Set(journal.texts(names, 'uevent', before).map((line) => line.split('@')[0]));
    if (how === 'in place') {
      expect([answer, lab.state(), lab.blocks()]).toEqual(['ok', 'online_movable', MOVABLE]);
      expect([...uevents]).toEqual(['online']);
    } else {
      expect([answer, lab.state(), uevents.size]).toEqual([how, 'offline', 0]);
    }
  },
);

/** Answer, attribute, blocks. */
type Removal = readonly [answer: string, word: string, blocks: string];

describe('removal', () => {
  const REFUSED: Removal = ['EBUSY', 'online_movable', MOVABLE];
  rowOf<Removal>(
    'A3: every range refuses',
    [
      ['ok', 'unplugged', MOVABLE],
      REFUSED,
      ['ok', 'unplugged', MOVABLE],
      REFUSED,
      ['ok', 'online_movable', MOVABLE],
      REFUSED,
      REFUSED,
      REFUSED,
      REFUSED,
    ],
    (posting, expected) => {
      const lab = bound(posting);
      lab.pin(32, 'offline');
      lab.pin(40, 'offline');
      expect([lab.echo(removalWord(posting)), lab.state(), lab.blocks()]).toEqual(expected);
    },
  );

  const HALF = '40-43 Movable';
  rowOf<Removal>(
    'A3: the second range refuses, the first is gone or back',
    [
      ['ok', 'unplugged', HALF],
      ['EIO', 'online_movable', HALF],
      ['ok', 'unplugged', HALF],
      ['EIO', 'online_movable', HALF],
      ['ok', 'online_movable', HALF],
      REFUSED,
      REFUSED,
      REFUSED,
      REFUSED,
    ],
    (posting, expected) => {
      const lab = bound(posting);
      lab.pin(40, 'offline');
      expect([lab.echo(removalWord(posting)), lab.state(), lab.blocks()]).toEqual(expected);
    },
  );

  rowOf(
    'A4: how often device_hotplug_lock is taken for two ranges: per range, or once for all',
    [2, 2, 2, 2, 2, 1, 1, 1, 1],
    (posting, times) => {
      const lab = bound(posting);
      const { run } = lab.machine;
      const from = run.length;
      lab.echo(removalWord(posting));
      let taken = 0;
      for (let step = from; step < run.length; step++)
        if (run.functionAt(step) === 'lock_device_hotplug') taken++;
      expect(taken).toBe(times);
    },
  );

  rowOf(
    'the reservations afterwards',
    ['freed', 'freed', 'kept', 'kept', 'freed', 'freed', 'freed', 'freed', 'freed'],
    (posting, what) => {
      expect(unplugged(posting).iomem()).toEqual(what === 'kept' ? RESERVED : RESERVED.slice(0, 1));
    },
  );
});

describe('an online word from unplugged', () => {
  rowOf(
    'B5: the memory lies in reservations again',
    [true, true, true, true, false, true, true, true, true],
    (posting, isReserved) => {
      const lab = unplugged(posting);
      expect(lab.echo('online_movable')).toBe('ok');
      expect(lab.iomem()).toEqual(
        isReserved ? IN_USE : ['32-47 Soft Reserved', '>32-35 System RAM (kmem)', '>40-43 System RAM (kmem)'],
      );
    },
  );

  const ONE: string[] = ['32-47 Soft Reserved', '>40-43 dax0.0'];
  rowOf(
    'B6: reservations that are left when the first add fails',
    [[], [], RESERVED, RESERVED, [], ONE, ONE, ONE, []],
    (posting, left) => {
      const lab = unplugged(posting);
      lab.begin({ kind: 'fail_alloc', site: 'memblock_add_node', errno: ENOMEM, count: 1 });
      expect(lab.echo('online')).toBe('ENOMEM');
      expect(lab.state()).toBe('unplugged');
      expect(lab.iomem()).toEqual(left.length === 0 ? ['32-47 Soft Reserved'] : left);
      expect(lab.echo('online_movable'), 'and it can be tried again').toBe('ok');
      expect(lab.blocks()).toBe(MOVABLE);
    },
  );

  const WITH_1 = ['>40-43 dax0.0'];
  rowOf(
    'reservation of a later range whose add fails',
    [[], [], WITH_1, WITH_1, [], [], [], [], []],
    (posting, left) => {
      const lab = unplugged(posting);
      lab.begin({ kind: 'fail_alloc', site: 'memblock_add_node@memory40', errno: ENOMEM, count: 1 });
      expect(lab.echo('online_movable')).toBe('ok');
      expect(lab.state()).toBe('online_movable');
      const first = posting === 'v3' ? ['>32-35 System RAM (kmem)'] : IN_USE.slice(1, 3);
      expect(lab.iomem()).toEqual(['32-47 Soft Reserved', ...first, ...left]);
    },
  );
});

// The entry of range 1 cannot be made when the driver reserves, but can when it adds: no memory for it, once.
rowOf(
  'B7: a later range without a reservation is added all the same',
  [false, false, true, true, true, true, true, false, false],
  (posting, isAdded) => {
    const lab = new DaxLab(posting, { policy: 'online_movable' });
    lab.begin({ kind: 'fail_alloc', site: '__request_region@memory40', errno: ENOMEM, count: 1 });
    expect(lab.bind()).toBe('ok');
    expect(lab.blocks()).toBe(isAdded ? MOVABLE : '32-35 Movable');
    lab.echo(removalWord(posting));
    expect(lab.blocks(), 'a removal passes it over').toBe(isAdded ? '40-43 Movable' : '');
  },
);

test.each(['base-6.12', 'base-2026', 'v1p3', 'v1p4'] as const)(
  '%s: a later range without a reservation is not added',
  (variant) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    lab.begin({ kind: 'fail_alloc', site: '__request_region@memory40', errno: ENOMEM, count: 1 });
    expect(lab.bind()).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable');
  },
);

describe('memoryN files of the device', () => {
  rowOf(
    'A5: a user takes a block offline, and the attribute goes on reading online_movable',
    ['ok', 'EPERM', 'ok', 'EPERM', 'ok', 'ok', 'ok', 'ok', 'ok'],
    (posting, answer) => {
      const lab = bound(posting);
      expect(lab.writeState(33, 'offline')).toBe(answer);
      expect(lab.state()).toBe('online_movable');
      expect(lab.blocks()).toBe(
        answer === 'ok' ? '32 Movable, 33 offline, 34-35 Movable, 40-43 Movable' : MOVABLE,
      );
    },
  );

  test.each(['base-6.12', 'base-2026', 'v1p3', 'v1p4'] as const)('%s: a user may', (variant) => {
    expect(bound(variant).writeState(33, 'offline')).toBe('ok');
  });
});

describe('a range that is mapped while the device is bound', () => {
  const mapped = (variant: VariantId): DaxLab => {
    const lab = bound(variant);
    expect(lab.map('dax0.0', [44, 45])).toBe('ok');
    expect(lab.blocks(), 'nothing happens by itself').toBe(MOVABLE);
    return lab;
  };

  test.each(POSTINGS)('%s: comes with the next online word from unplugged', (posting) => {
    const lab = mapped(posting);
    // v3 counts all ranges, and this one has no reservation: its word never gets the device to unplugged.
    expect(lab.echo(removalWord(posting))).toBe('ok');
    expect(lab.blocks()).toBe('');
    if (posting === 'v3') {
      expect(lab.state()).toBe('online_movable');
      return;
    }
    expect(lab.state()).toBe('unplugged');
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable, 40-45 Movable');
    // v2 reserves at bind only.
    const isReserved = !posting.startsWith('v2');
    expect(lab.iomem().includes('>44-45 dax0.0')).toBe(isReserved);
  });

  test('v3, mapped while unplugged: comes with the next online word, without a reservation like all others', () => {
    const lab = unplugged('v3');
    lab.map('dax0.0', [44, 45]);
    expect(lab.echo('online_movable')).toBe('ok');
    expect(lab.blocks()).toBe('32-35 Movable, 40-45 Movable');
    expect(lab.iomem()).not.toContain('>44-45 dax0.0');
  });

  test.each(['base-6.12', 'base-2026', 'v1p3', 'v1p4'] as const)(
    '%s: comes with the next bind',
    (variant) => {
      const lab = mapped(variant);
      for (const id of [32, 33, 34, 35, 40, 41, 42, 43]) lab.writeState(id, 'offline');
      expect(lab.unbind()).toBe('ok');
      expect(lab.bind()).toBe('ok');
      expect(lab.blocks()).toBe('32-35 Movable, 40-45 Movable');
    },
  );
});
