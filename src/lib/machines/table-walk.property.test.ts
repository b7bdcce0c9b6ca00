/** Table and chart, walked side by side: the guarantee that lets the core use the table alone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, type SnapshotFrom, initialTransition, transition } from 'xstate';
import { type Configuration, configurationKey } from './compile-table.ts';
import { createKmemDeviceMachine } from './kmem-device.ts';
import { KMEM_EVENT_NAMES, KMEM_FAMILIES, KMEM_NAMES, type KmemFamilyName } from './kmem-device.table.ts';
import { blockFile, memoryBlockMachine } from './memory-block.ts';
import { BLOCK_CONFIGURATIONS, BLOCK_EVENT_NAMES, BLOCK_NEXT } from './memory-block.table.ts';
import { REFUSED } from './refused.ts';

const BLOCK_WALK_EVENTS = 200_000;
const KMEM_WALK_EVENTS = 20_000;
const WALK_LENGTH = 2000;

/** The charts compared here have no nested states. */
type FlatConfiguration = Configuration & { value: string };

interface Subject {
  machine: AnyStateMachine;
  events: readonly string[];
  next: Uint8Array;
  /** What is compared besides the configuration itself, said by the chart and by the table. */
  chartSays: (snapshot: FlatConfiguration) => string;
  tableSays: (configuration: number) => string;
}

interface Finding {
  /** The first disagreement, null if there is none. */
  disagreement: string | null;
  events: number;
  moved: number;
}

/** Sends `picks` to chart and table in step until they disagree. */
function walk({ machine, events, next, chartSays, tableSays }: Subject, picks: readonly number[]): Finding {
  let snapshot: SnapshotFrom<AnyStateMachine> = initialTransition(machine)[0];
  let configuration = 0;
  let moved = 0;
  let key = configurationKey(snapshot);
  for (const [i, event] of picks.entries()) {
    const type = events[event]!;
    const to = next[configuration * events.length + event]!;
    const before = key;
    const accepted = snapshot.can({ type });
    snapshot = transition(machine, snapshot, { type })[0];
    key = configurationKey(snapshot);
    const kept = key === before;
    if (to !== REFUSED) {
      configuration = to;
      moved += 1;
    }
    const agree =
      (to === REFUSED ? kept && !accepted : accepted) && chartSays(snapshot) === tableSays(configuration);
    if (!agree) {
      const disagreement = `event ${i}, ${type} in ${before}: ${chartSays(snapshot)} or ${tableSays(configuration)}`;
      return { disagreement, events: i + 1, moved };
    }
  }
  return { disagreement: null, events: picks.length, moved };
}

/** Walks that have `total` events together and end at the first disagreement, which is then made smaller. */
function walkMany(subject: Subject, total: number, seed: number): Finding {
  const sum: Finding = { disagreement: null, events: 0, moved: 0 };
  const picks = fc.array(fc.nat(subject.events.length - 1), {
    minLength: WALK_LENGTH,
    maxLength: WALK_LENGTH,
  });
  fc.assert(
    fc.property(picks, (walkPicks) => {
      const { disagreement, events, moved } = walk(subject, walkPicks);
      sum.events += events;
      sum.moved += moved;
      expect(disagreement).toBeNull();
    }),
    { numRuns: total / WALK_LENGTH, seed },
  );
  return sum;
}

const block: Subject = {
  machine: memoryBlockMachine,
  events: BLOCK_EVENT_NAMES,
  next: BLOCK_NEXT,
  chartSays: ({ value, context }) =>
    `${String(value)} ${String(context['zone'])} ${blockFile(String(value))}`,
  tableSays: (configuration) => {
    const { value, zone, file } = BLOCK_CONFIGURATIONS[configuration]!;
    return `${value} ${zone} ${file}`;
  },
};

function kmem(family: KmemFamilyName): Subject {
  const machine: AnyStateMachine = createKmemDeviceMachine(family);
  const { next, reads } = KMEM_FAMILIES[family];
  return {
    machine,
    events: KMEM_EVENT_NAMES,
    next,
    chartSays: ({ value: state }) => {
      const meta = machine.getStateNodeById(`${machine.id}.${state}`).meta as { reads: string | null };
      return `${state.replace(/[A-Z]/g, '_$&').toUpperCase()} ${meta.reads}`;
    },
    tableSays: (configuration) => `${KMEM_NAMES[configuration]} ${reads[configuration]}`,
  };
}

describe('table and chart', () => {
  test('of the memory block agree over 200,000 random events, file word included', () => {
    const { events, moved } = walkMany(block, BLOCK_WALK_EVENTS, 1);
    expect(events).toBeGreaterThanOrEqual(BLOCK_WALK_EVENTS);
    expect(moved).toBeGreaterThan(BLOCK_WALK_EVENTS / 12);
  });

  test.each(Object.keys(KMEM_FAMILIES) as KmemFamilyName[])(
    'of kmem family %s agree over random events',
    (family) => {
      const { moved } = walkMany(kmem(family), KMEM_WALK_EVENTS, 2);
      expect(moved).toBeGreaterThan(KMEM_WALK_EVENTS / 12);
    },
  );

  test('are found to differ when one byte of the table is wrong', () => {
    const next = BLOCK_NEXT.map((to, i) => (i === 0 ? 2 : to));
    expect(walk({ ...block, next }, [0]).disagreement).toBe(
      'event 0, ADD in ["absent",[["zone","none"]]]: offline none offline or onlineKernel kernel online',
    );
  });
});
