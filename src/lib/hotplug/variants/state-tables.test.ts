/**
 * Every state and every word of the attribute, cell by cell, for the postings between the first and the last (spec 03
 * §6, §7). Those with recorded kernels have theirs in v1p8.test.ts, v3.test.ts and merged.test.ts, v1 patch 7 in
 * v1p7.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { DaxLab } from '../testing/dax-lab.ts';
import type { OnlineTypeWord } from '../testing/dax-machine.ts';

const BLOCKS: Readonly<Record<string, string>> = {
  unplugged: '',
  offline: '32-35 offline, 40-43 offline',
  online: '32-35 Normal, 40-43 Normal',
  online_kernel: '32-35 Normal, 40-43 Normal',
  online_movable: '32-35 Movable, 40-43 Movable',
};

/** For each state what each word answers; a word that answers `ok` is the state that follows, removal apart. */
type Table = Readonly<Record<string, Readonly<Record<string, 'ok' | 'EBUSY' | 'EINVAL'>>>>;

const V2: Table = {
  unplugged: { unplug: 'ok', online: 'ok', online_movable: 'ok', offline: 'EINVAL', online_kernel: 'EINVAL' },
  online: { unplug: 'ok', online: 'ok', online_movable: 'EBUSY', offline: 'EINVAL', online_kernel: 'EINVAL' },
  online_movable: {
    unplug: 'ok',
    online: 'EBUSY',
    online_movable: 'ok',
    offline: 'EINVAL',
    online_kernel: 'EINVAL',
  },
};
const V4: Table = {
  unplugged: {
    unplugged: 'ok',
    online: 'ok',
    online_kernel: 'ok',
    online_movable: 'ok',
    offline: 'EINVAL',
  },
  offline: {
    unplugged: 'ok',
    online: 'EBUSY',
    online_kernel: 'EBUSY',
    online_movable: 'EBUSY',
    offline: 'EINVAL',
  },
  online: {
    unplugged: 'ok',
    online: 'ok',
    online_kernel: 'EBUSY',
    online_movable: 'EBUSY',
    offline: 'EINVAL',
  },
  online_kernel: {
    unplugged: 'ok',
    online: 'EBUSY',
    online_kernel: 'ok',
    online_movable: 'EBUSY',
    offline: 'EINVAL',
  },
  online_movable: {
    unplugged: 'ok',
    online: 'EBUSY',
    online_kernel: 'EBUSY',
    online_movable: 'ok',
    offline: 'EINVAL',
  },
};

const REMOVALS = ['unplug', 'unplugged'];
const OTHER_WORDS = ['Online', 'online ', ' online', '', '-1', 'online_movable\n', 'unknown', 'default'];

describe.each([
  ['v2p4', V2, 'unplug'],
  ['v2p5', V2, 'unplug'],
  ['v4', V4, 'unplugged'],
  ['v5', V4, 'unplugged'],
  ['v6', V4, 'unplugged'],
] as const)('%s', (variant, table, removal) => {
  function inState(state: string): DaxLab {
    const policy = (state === 'unplugged' ? 'online_movable' : state) as OnlineTypeWord;
    const lab = new DaxLab(variant, { policy });
    expect(lab.bind()).toBe('ok');
    if (state === 'unplugged') expect(lab.echo(removal)).toBe('ok');
    expect(lab.state()).toBe(state);
    expect(lab.blocks()).toBe(BLOCKS[state]);
    return lab;
  }

  const cells = Object.entries(table).flatMap(([from, answers]) =>
    Object.entries(answers).map(([word, answer]) => [from, word, answer] as const),
  );
  test.each(cells)('in %s the word %s answers %s', (from, word, answer) => {
    const lab = inState(from);
    const next = answer !== 'ok' ? from : REMOVALS.includes(word) ? 'unplugged' : word;
    const { run } = lab.machine;
    const before = lab.kernel.journal.texts(lab.kernel.names, 'uevent').length;
    expect(lab.echo(word)).toBe(answer);
    expect(lab.state()).toBe(next);
    expect(lab.blocks()).toBe(BLOCKS[next]);
    const uevents = lab.kernel.journal.texts(lab.kernel.names, 'uevent').length - before;
    expect(uevents > 0, 'only a change of state does anything').toBe(from !== next);
    expect(run.threads).toEqual([]);
  });

  test.each(Object.keys(table))('in %s no other word is taken', (from) => {
    const lab = inState(from);
    const otherRemoval = REMOVALS.find((word) => word !== removal)!;
    for (const word of [otherRemoval, ...OTHER_WORDS])
      expect(lab.echo(word), JSON.stringify(word)).toBe('EINVAL');
    expect(lab.state()).toBe(from);
    expect(lab.blocks()).toBe(BLOCKS[from]);
  });

  test('a word is taken without its newline too', () => {
    const lab = inState('online_movable');
    expect(lab.writeBytes(lab.attributePath(), removal)).toBe('ok');
    expect(lab.state()).toBe('unplugged');
  });

  test('two writers are served one after the other, the second sees what the first left', () => {
    const lab = inState('online_movable');
    lab.hold('GOING_OFFLINE', 32);
    const first = lab.beginEcho(removal);
    const second = lab.beginEcho('online', 'second');
    expect([lab.answer(first), lab.answer(second)]).toEqual(['running', 'running']);
    lab.release();
    expect([lab.answer(first), lab.answer(second)]).toEqual(['ok', 'ok']);
    expect(lab.state()).toBe('online');
  });
});

describe('states that policy alone reaches', () => {
  test.each([
    ['v2p4', 'offline', 'unplugged'],
    ['v2p5', 'offline', 'unplugged'],
    ['v4', 'online_kernel', 'online_kernel'],
    ['v5', 'online_kernel', 'online_kernel'],
    ['v6', 'online_kernel', 'online_kernel'],
  ] as const)('%s with policy %s reads %s and is moved by words from there', (variant, policy, word) => {
    const lab = new DaxLab(variant, { policy });
    lab.bind();
    expect(lab.state()).toBe(word);
    if (word !== 'unplugged') expect(lab.echo('unplugged')).toBe('ok');
    expect(lab.echo('online')).toBe('ok');
    expect(lab.blocks()).toBe(BLOCKS['online']);
  });
});

describe('B8: the policy changes after the dax device was created', () => {
  // v3 and v4 remember the policy of that time; v5 on read it at bind.
  test.each([
    ['v3', 'unplugged', ''],
    ['v4', 'offline', '32-35 offline, 40-43 offline'],
    ['v5', 'online_movable', '32-35 Movable, 40-43 Movable'],
    ['v6', 'online_movable', '32-35 Movable, 40-43 Movable'],
    ['merged', 'online_movable', '32-35 Movable, 40-43 Movable'],
  ] as const)('%s reads %s: %s', (variant, word, blocks) => {
    const lab = new DaxLab(variant, { policy: 'offline' });
    lab.setPolicy('online_movable');
    expect(lab.bind()).toBe('ok');
    expect([lab.state(), lab.blocks()]).toEqual([word, blocks]);
  });
});

describe('A8: unbind while the attribute reads offline and a page does not move', () => {
  test.each([
    ['v1p7', true],
    ['v4', true],
    ['v5', true],
    ['v6', false],
    ['merged', false],
  ] as const)('%s: it hangs %s', (variant, hangs) => {
    const lab = new DaxLab(variant, { policy: 'offline' });
    lab.bind();
    for (const id of [32, 33, 34, 35, 40, 41, 42, 43]) lab.writeState(id, 'online_movable');
    lab.pin(33);
    const job = lab.begin({ kind: 'unbind', device: 'dax0.0', driver: 'kmem' });
    expect(lab.answer(job)).toBe(hangs ? 'running' : 'ok');
    expect(lab.blocks().includes('33 going-offline')).toBe(hangs);
    expect(lab.kernel.locks.owner.get(0) !== 0, 'device_hotplug_lock stays held').toBe(hangs);
  });
});

describe('A10: a page that does not move keeps the removal word in the kernel', () => {
  test.each([
    ['v1p7', 'unplug'],
    ['v1p8', 'unplug'],
    ['v2p4', 'unplug'],
    ['v2p5', 'unplug'],
    ['v3', 'unplug'],
    ['v4', 'unplugged'],
    ['v5', 'unplugged'],
    ['v6', 'unplugged'],
    ['merged', 'unplugged'],
  ] as const)('%s: until the page is released; then it is done', (variant, word) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    lab.bind();
    lab.pin(33);
    const job = lab.beginEcho(word);
    expect(lab.answer(job)).toBe('running');
    expect(lab.blocks()).toContain('32 offline, 33 going-offline');
    expect(lab.kernel.locks.owner.get(0)).not.toBe(0);
    expect(lab.do({ kind: 'bind', device: 'dax1.0', driver: 'kmem' }, 'other')).toBe('running');
    lab.unpin(33);
    expect(lab.answer(job)).toBe('ok');
    expect(lab.state()).toBe('unplugged');
  });
});

describe('A11: uevents of a removal that fails at its last block', () => {
  // One offline and one online event for each block that went and came back: 2N - 2 for the 8 blocks, the refused
  // one goes neither way. v1p8 and v2p5 refuse their own rollback; those that remove range by range send more.
  test.each([
    ['v4', 7, 7, 0],
    ['v5', 7, 7, 0],
    ['v6', 7, 7, 0],
    ['merged', 7, 7, 0],
    ['v1p7', 7, 3, 4],
    ['v2p4', 7, 3, 4],
    ['v3', 7, 3, 4],
    ['v1p8', 7, 0, 4],
    ['v2p5', 7, 0, 4],
  ] as const)('%s: %i offline, %i online, %i remove', (variant, offline, online, removed) => {
    const lab = new DaxLab(variant, { policy: 'online_movable' });
    lab.bind();
    lab.pin(43, 'offline');
    const { journal, names } = lab.kernel;
    const before = journal.length;
    lab.echo(['v4', 'v5', 'v6', 'merged'].includes(variant) ? 'unplugged' : 'unplug');
    const count = (kind: 'uevent' | 'notify', pattern: RegExp): number =>
      journal.texts(names, kind, before).filter((text) => pattern.test(text)).length;
    expect(count('uevent', /^offline@.*\/memory\d+$/)).toBe(offline);
    expect(count('uevent', /^online@.*\/memory\d+$/)).toBe(online);
    expect(count('uevent', /^remove@.*\/memory\d+$/)).toBe(removed);
    expect(count('notify', /^MEM_GOING_OFFLINE memory\d+/)).toBe(8);
    expect(count('notify', /^MEM_CANCEL_OFFLINE memory43/)).toBe(1);
    expect(count('notify', /^MEM_ONLINE memory\d+/)).toBe(online);
  });

  test('merged, the removal step fails artificially: 2N in all before v6, N offline and nothing back after it', () => {
    for (const [variant, events] of [
      ['v5', 16],
      ['merged', 8],
    ] as const) {
      const lab = new DaxLab(variant, { policy: 'online_movable' });
      lab.bind();
      lab.begin({ kind: 'fail_alloc', site: 'try_remove_memory', errno: 22, count: 2 });
      const { journal, names } = lab.kernel;
      const before = journal.length;
      lab.echo('unplugged');
      const uevents = journal.texts(names, 'uevent', before).filter((text) => /^o(n|ff)line@/.test(text));
      expect(uevents, variant).toHaveLength(events);
    }
  });
});
