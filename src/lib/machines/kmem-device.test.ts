/** The tables of the kmem attribute against the postings, written down a second time by hand. */
import { describe, expect, test } from 'vitest';
import {
  KMEM,
  KMEM_EVENT,
  KMEM_EVENT_COUNT,
  KMEM_FAMILIES,
  KMEM_NAMES,
  type KmemFamilyName,
} from './kmem-device.table.ts';
import { REFUSED } from './refused.ts';

type State = keyof typeof KMEM;

/**
 * What a written word that changes the state leads to, per family: rows are states, columns the words in the order
 * given. A dot is a write that changes nothing: an errno, or the word that already holds.
 */
const writes: Record<KmemFamilyName, { words: string[]; rows: Partial<Record<State, string>> }> = {
  v1: {
    words: ['unplug', 'offline', 'online', 'online_movable'],
    rows: {
      UNPLUGGED: '. . ONLINE ONLINE_MOVABLE',
      OFFLINE: 'UNPLUGGED . ONLINE ONLINE_MOVABLE',
      ONLINE: 'UNPLUGGED OFFLINE . .',
      ONLINE_KERNEL: 'UNPLUGGED . ONLINE ONLINE_MOVABLE',
      ONLINE_MOVABLE: 'UNPLUGGED OFFLINE . .',
    },
  },
  v3: {
    words: ['unplug', 'online', 'online_movable'],
    rows: {
      UNPLUGGED: '. ONLINE ONLINE_MOVABLE',
      ONLINE: 'UNPLUGGED . .',
      ONLINE_MOVABLE: 'UNPLUGGED . .',
    },
  },
  v4: {
    words: ['unplugged', 'online', 'online_kernel', 'online_movable'],
    rows: {
      UNPLUGGED: '. ONLINE ONLINE_KERNEL ONLINE_MOVABLE',
      OFFLINE: 'UNPLUGGED . . .',
      ONLINE: 'UNPLUGGED . . .',
      ONLINE_KERNEL: 'UNPLUGGED . . .',
      ONLINE_MOVABLE: 'UNPLUGGED . . .',
    },
  },
  merged: {
    words: ['unplugged', 'online', 'online_kernel', 'online_movable'],
    rows: {
      UNPLUGGED: '. ONLINE ONLINE_KERNEL ONLINE_MOVABLE',
      OFFLINE: 'UNPLUGGED . . .',
      ONLINE: 'UNPLUGGED . . .',
      ONLINE_KERNEL: 'UNPLUGGED . . .',
      ONLINE_MOVABLE: 'UNPLUGGED . . .',
    },
  },
};

const binds: Record<KmemFamilyName, string[]> = {
  v1: ['OFFLINE', 'ONLINE', 'ONLINE_KERNEL', 'ONLINE_MOVABLE'],
  v3: ['UNPLUGGED', 'ONLINE', 'ONLINE_MOVABLE'],
  v4: ['OFFLINE', 'ONLINE', 'ONLINE_KERNEL', 'ONLINE_MOVABLE'],
  merged: ['OFFLINE', 'ONLINE', 'ONLINE_KERNEL', 'ONLINE_MOVABLE'],
};

const states = Object.keys(KMEM) as State[];
const families = Object.keys(writes) as KmemFamilyName[];

/** Name of the state after `event`, null if it is refused. */
function nextState(family: KmemFamilyName, state: State, event: number): string | null {
  const next = KMEM_FAMILIES[family].next[KMEM[state] * KMEM_EVENT_COUNT + event]!;
  return next === REFUSED ? null : KMEM_NAMES[next]!;
}

describe.each(families)('family %s of the kmem attribute', (family) => {
  test.each(states)('moves from %s by a write only as the posting does', (state) => {
    const { words, rows } = writes[family];
    const expected = (rows[state] ?? words.map(() => '.').join(' ')).split(' ');
    const got = words.map((word) => nextState(family, state, KMEM_FAMILIES[family].words.get(word)!) ?? '.');
    expect(got).toEqual(expected);
  });

  test('takes no other words', () => {
    expect([...KMEM_FAMILIES[family].words.keys()]).toEqual(writes[family].words);
  });

  test.each(states)('binds and unbinds in %s only if a device can be there', (state) => {
    const bound = (['UNPLUGGED', 'OFFLINE', 'ONLINE', 'ONLINE_KERNEL', 'ONLINE_MOVABLE'] as const).map((to) =>
      nextState(family, state, KMEM_EVENT[`BIND_${to}`]),
    );
    expect(bound.filter((to) => to !== null)).toEqual(state === 'UNBOUND' ? binds[family] : []);
    const occurs = state in writes[family].rows;
    expect(nextState(family, state, KMEM_EVENT.UNBIND)).toBe(occurs ? 'UNBOUND' : null);
  });

  test('refuses every event of a word that it does not know', () => {
    const known = new Set<number>(KMEM_FAMILIES[family].words.values());
    const unknown = (
      ['SET_UNPLUGGED', 'SET_OFFLINE', 'SET_ONLINE', 'SET_ONLINE_KERNEL', 'SET_ONLINE_MOVABLE'] as const
    )
      .map((name) => KMEM_EVENT[name])
      .filter((event) => !known.has(event));
    expect(unknown.length).toBeGreaterThan(0);
    for (const event of unknown) {
      for (const state of states) expect(nextState(family, state, event)).toBeNull();
    }
  });
});

describe('the numbers of the kmem states', () => {
  test('are data->state plus two, and unbound is 0', () => {
    const dataState = { UNPLUGGED: -1, OFFLINE: 0, ONLINE: 1, ONLINE_KERNEL: 2, ONLINE_MOVABLE: 3 };
    expect(KMEM.UNBOUND).toBe(0);
    for (const [name, number] of Object.entries(dataState)) expect(KMEM[name as State] - 2).toBe(number);
  });
});

describe('what the attribute reads', () => {
  test('is unknown for ONLINE_KERNEL in v1, and the word itself in merged', () => {
    expect(KMEM_FAMILIES.v1.reads[KMEM.ONLINE_KERNEL]).toBe('unknown');
    expect(KMEM_FAMILIES.merged.reads[KMEM.ONLINE_KERNEL]).toBe('online_kernel');
  });

  test('is nothing without a bound device', () => {
    for (const family of families) expect(KMEM_FAMILIES[family].reads[KMEM.UNBOUND]).toBeNull();
  });

  test('stands in the file hotplug before the merged posting and in state since', () => {
    expect(families.map((family) => KMEM_FAMILIES[family].attribute)).toEqual([
      'hotplug',
      'hotplug',
      'hotplug',
      'state',
    ]);
  });
});
