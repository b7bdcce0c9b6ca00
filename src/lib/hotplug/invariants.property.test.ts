/**
 * Random runs of every variant: several actors do anything they may, in any order of steps, and after every step the
 * invariants of spec 01 §14 hold and nothing throws; rewinding, repeating and rebuilding give the same bytes.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dispatch } from './run/registry.ts';
import { Thread } from './run/thread.ts';
import { ONLINE_TYPE_WORDS } from './state/units.ts';
import { AUTO_ONLINE_BLOCKS, blockPath } from './testing/dax-lab.ts';
import { daxMachine, type OnlineTypeWord } from './testing/dax-machine.ts';
import { violations } from './testing/invariants.ts';
import { BLOCK_BYTES } from './testing/lab-machine.ts';
import { randomNumbers, RandomRun, type Deed } from './testing/random-run.ts';
import type { Command } from './userspace/commands.ts';
import { VARIANT_IDS, VARIANTS, type VariantId } from './variants/index.ts';

const blocks = fc.constantFrom(1, 2, 32, 33, 34, 35, 36, 40, 41, 48);
const onlineWords = fc.constantFrom<OnlineTypeWord>(...ONLINE_TYPE_WORDS);
const devices = fc.constantFrom('dax0.0', 'dax1.0');
const events = fc.constantFrom('PREPARE_ONLINE', 'GOING_ONLINE', 'ONLINE', 'GOING_OFFLINE', 'OFFLINE');
const ranges = fc.constantFrom<[number, number]>(
  [32, 4],
  [33, 1],
  [34, 2],
  [36, 1],
  [40, 2],
  [32, 10],
  [48, 2],
);

const echo = (path: string, text: string): Command => ({ kind: 'sysfs_write', path, bytes: `${text}\n` });
const bytesOf = ([first, count]: [number, number]) => ({
  startBytes: first * BLOCK_BYTES,
  sizeBytes: count * BLOCK_BYTES,
});

const blockWrites = fc.oneof(
  fc.tuple(blocks, onlineWords).map(([id, word]) => echo(blockPath(id, 'state'), word)),
  fc.tuple(blocks, fc.constantFrom('0', '1')).map(([id, word]) => echo(blockPath(id, 'online'), word)),
);
const settings = fc.oneof(
  onlineWords.map((word) => echo(AUTO_ONLINE_BLOCKS, word)),
  fc
    .constantFrom('contig-zones', 'auto-movable')
    .map((word) => echo('/sys/module/memory_hotplug/parameters/online_policy', word)),
  fc.constantFrom('0', '50', '301').map((ratio) => {
    return echo('/sys/module/memory_hotplug/parameters/auto_movable_ratio', ratio);
  }),
);
const daxWrites = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(devices, fc.constantFrom('unplug', 'offline', 'online', 'online_movable'))
      .map(([device, word]) => echo(`/sys/bus/dax/devices/${device}/hotplug`, word)),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(devices, fc.constantFrom('unplugged', 'online', 'online_kernel', 'online_movable'))
      .map(([device, word]) => echo(`/sys/bus/dax/devices/${device}/state`, word)),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom<'bind' | 'unbind'>('bind', 'unbind'), devices)
      .map(([kind, device]) => ({ kind, device, driver: 'kmem' })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom<'modprobe' | 'rmmod'>('modprobe', 'rmmod'))
      .map(([kind]) => ({ kind, module: 'kmem' })),
  },
  {
    weight: 1,
    arbitrary: devices.map((device) => echo(`/sys/bus/dax/devices/${device}/size`, '0x20000000')),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('0x120000000-0x127ffffff', '0x140000000-0x14fffffff')
      .map((mapping) => echo('/sys/bus/dax/devices/dax0.0/mapping', mapping)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(devices, fc.constantFrom('0', '1'))
      .map(([device, word]) => echo(`/sys/bus/dax/devices/${device}/memmap_on_memory`, word)),
  },
);
const calls = fc
  .tuple(
    fc.constantFrom(
      'add_memory',
      'add_memory_driver_managed',
      '__add_memory_driver_managed',
      'online_memory_range',
      'offline_memory',
      'remove_memory',
      'offline_and_remove_memory',
    ),
    ranges,
    fc.constantFrom(0, 1),
    fc.integer({ min: -1, max: 5 }),
    fc.constantFrom(0, 1, 2, 3),
  )
  .map(([call, range, nid, onlineType, flags]) => {
    const resourceName = 'System RAM (kmem)';
    return { kind: 'api' as const, call, ...bytesOf(range), nid, onlineType, flags, resourceName };
  });
const callsOfRanges = fc.array(ranges, { maxLength: 2 }).map((list) => ({
  kind: 'api' as const,
  call: 'offline_and_remove_memory_ranges',
  ranges: list.map(bytesOf),
}));
const faults = fc.oneof(
  fc.tuple(blocks, fc.constantFrom<'kernel' | 'offline'>('kernel', 'offline')).map(([id, how]) => {
    return { kind: 'pin' as const, startBytes: id * BLOCK_BYTES + 0x400000, pages: 1, how };
  }),
  blocks.map((id) => ({ kind: 'unpin' as const, startBytes: id * BLOCK_BYTES + 0x400000 })),
  fc
    .tuple(
      fc.constantFrom<'notifier_veto' | 'notifier_hold'>('notifier_veto', 'notifier_hold'),
      events,
      blocks,
    )
    .map(([kind, event, id]) => ({ kind, event, ...bytesOf([id, 1]), errno: 0, count: 1 })),
  fc.constant({ kind: 'notifier_release' as const }),
  fc.constant({ kind: 'notifier_clear' as const }),
  blocks.map((id) =>
    echo('/sys/devices/system/memory/hard_offline_page', `0x${(id * BLOCK_BYTES).toString(16)}`),
  ),
  // Half a block: never the entry of memory that stays.
  fc
    .tuple(fc.constantFrom<'region_request' | 'region_release'>('region_request', 'region_release'), blocks)
    .map(([kind, id]) => ({
      kind,
      startBytes: id * BLOCK_BYTES,
      sizeBytes: BLOCK_BYTES / 2,
      name: 'other driver',
    })),
);
const others = fc.oneof(
  blocks.map((id) => ({ kind: 'sysfs_read' as const, path: blockPath(id, 'online') })),
  blocks.map((id) => echo('/sys/devices/system/memory/probe', `0x${(id * BLOCK_BYTES).toString(16)}`)),
  fc.boolean().map((fatal) => ({ kind: 'signal' as const, fatal })),
);
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 5, arbitrary: blockWrites },
  { weight: 6, arbitrary: daxWrites },
  { weight: 4, arbitrary: calls },
  { weight: 1, arbitrary: callsOfRanges },
  { weight: 3, arbitrary: faults },
  { weight: 1, arbitrary: settings },
  { weight: 2, arbitrary: others },
);

interface Plan {
  readonly policy: OnlineTypeWord;
  readonly memmapOnMemory: boolean;
  readonly actors: readonly (readonly Deed[])[];
  readonly seed: number;
}

function plans(mostDeeds: number): fc.Arbitrary<Plan> {
  return fc.record({
    policy: onlineWords,
    memmapOnMemory: fc.boolean(),
    actors: fc.array(fc.array(deeds, { minLength: 1, maxLength: mostDeeds }), { minLength: 2, maxLength: 4 }),
    seed: fc.integer(),
  });
}

function start(variant: VariantId, { actors, seed, ...machine }: Plan): RandomRun {
  return new RandomRun(daxMachine(machine), VARIANTS[variant], actors, seed);
}

/** Runs to the end; `afterStep` sees every state once. */
function runToEnd(random: RandomRun, afterStep: () => void = () => {}): void {
  const { store } = random.kernel;
  for (let rounds = 0, seen = -1; rounds < 30; rounds++) {
    while (random.step()) {
      if (store.version !== seen) afterStep();
      seen = store.version;
    }
    if (random.run.threads.length === 0) return;
    random.wakeEverybody();
  }
}

const LONG = { numRuns: 12, endOnFailure: false };

describe.each(VARIANT_IDS)('%s', (variant) => {
  test('the invariants hold after every step, whoever does what in which order', () => {
    fc.assert(
      fc.property(plans(40), (plan) => {
        const random = start(variant, plan);
        runToEnd(random, () => {
          const found = violations(random.kernel);
          if (found.length > 0) throw new Error(`after step ${random.run.length}: ${found.join('; ')}`);
        });
        expect(random.run.length).toBeGreaterThan(0);
      }),
      LONG,
    );
  });
});
