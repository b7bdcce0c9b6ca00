/** Every state and event of a memory block against the kernel, written down a second time by hand. */
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { compileTable } from './compile-table.ts';
import { memoryBlockEvents } from './memory-block-events.ts';
import { blockFile, memoryBlockMachine } from './memory-block.ts';
import {
  BLOCK,
  BLOCK_CONFIGURATIONS,
  BLOCK_EVENT,
  BLOCK_EVENT_COUNT,
  BLOCK_NEXT,
} from './memory-block.table.ts';
import { REFUSED } from './refused.ts';

type Name = keyof typeof BLOCK;
type Event = keyof typeof BLOCK_EVENT;

/** Every move that there is, written down a second time by hand from the kernel's rules. */
const moves: Record<Name, Partial<Record<Event, Name>>> = {
  ABSENT: {
    ADD: 'OFFLINE',
    BOOT_KERNEL: 'ONLINE_KERNEL',
    BOOT_MOVABLE: 'ONLINE_MOVABLE',
    BOOT_MIXED: 'ONLINE_MIXED',
  },
  OFFLINE: {
    GO_ONLINE_KERNEL: 'GOING_ONLINE_KERNEL',
    GO_ONLINE_MOVABLE: 'GOING_ONLINE_MOVABLE',
    REMOVE: 'ABSENT',
  },
  GOING_ONLINE_KERNEL: { ONLINED: 'ONLINE_KERNEL', ONLINE_FAILED: 'OFFLINE' },
  GOING_ONLINE_MOVABLE: { ONLINED: 'ONLINE_MOVABLE', ONLINE_FAILED: 'OFFLINE' },
  ONLINE_KERNEL: { GO_OFFLINE: 'GOING_OFFLINE_KERNEL' },
  ONLINE_MOVABLE: { GO_OFFLINE: 'GOING_OFFLINE_MOVABLE' },
  ONLINE_MIXED: { GO_OFFLINE: 'GOING_OFFLINE_MIXED' },
  GOING_OFFLINE_KERNEL: { OFFLINED: 'OFFLINE', OFFLINE_FAILED: 'ONLINE_KERNEL' },
  GOING_OFFLINE_MOVABLE: { OFFLINED: 'OFFLINE', OFFLINE_FAILED: 'ONLINE_MOVABLE' },
  GOING_OFFLINE_MIXED: { OFFLINE_FAILED: 'ONLINE_MIXED' },
};

const names = Object.keys(BLOCK) as Name[];
const events = Object.keys(BLOCK_EVENT) as Event[];

describe('the table of the memory block', () => {
  for (const name of names) {
    test.each(events)(`allows in ${name} only what the kernel allows: %s`, (event) => {
      const target = moves[name][event];
      const next = BLOCK_NEXT[BLOCK[name] * BLOCK_EVENT_COUNT + BLOCK_EVENT[event]];
      expect(next).toBe(target === undefined ? REFUSED : BLOCK[target]);
    });
  }

  test('has exactly the configurations that the kernel has, absent being number 0', () => {
    expect(names.toSorted()).toEqual(Object.keys(moves).toSorted());
    expect(BLOCK_NEXT).toHaveLength(names.length * BLOCK_EVENT_COUNT);
    expect(BLOCK.ABSENT).toBe(0);
  });

  test('reads offline while a block goes online and going-offline only while it goes offline', () => {
    const files = Object.fromEntries(BLOCK_CONFIGURATIONS.map(({ name, file }) => [name, file]));
    expect(files).toEqual({
      ABSENT: null,
      OFFLINE: 'offline',
      GOING_ONLINE_KERNEL: 'offline',
      GOING_ONLINE_MOVABLE: 'offline',
      ONLINE_KERNEL: 'online',
      ONLINE_MOVABLE: 'online',
      ONLINE_MIXED: 'online',
      GOING_OFFLINE_KERNEL: 'going-offline',
      GOING_OFFLINE_MOVABLE: 'going-offline',
      GOING_OFFLINE_MIXED: 'going-offline',
    });
  });
});

describe('the chart of the memory block', () => {
  test('agrees with the table in every configuration it can reach, for every event', () => {
    const compiled = compileTable(memoryBlockMachine, Object.keys(memoryBlockEvents));
    expect([...compiled.next]).toEqual([...BLOCK_NEXT]);
    expect(compiled.configurations.map(({ value, context }) => ({ value, zone: context['zone'] }))).toEqual(
      BLOCK_CONFIGURATIONS.map(({ value, zone }) => ({ value, zone })),
    );
  });

  test('forgets the zone when a block is offline', () => {
    const actor = createActor(memoryBlockMachine).start();
    for (const type of ['BOOT_MOVABLE', 'GO_OFFLINE', 'OFFLINED'] as const) actor.send({ type });
    expect(actor.getSnapshot().context.zone).toBe('none');
    expect(blockFile(actor.getSnapshot().value)).toBe('offline');
  });

  test('has no state by another name', () => {
    expect(() => blockFile('nonsense')).toThrow('nonsense');
  });
});
