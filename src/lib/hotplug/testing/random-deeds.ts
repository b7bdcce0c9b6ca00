/**
 * Anything that an actor may do to the dax machine, decided by one number: so a failing run shrinks to a short list of
 * numbers, and most deeds hit something that is there.
 */
import { MEMORY_EVENTS } from '../state/messages.ts';
import { ONLINE_TYPE_WORDS } from '../state/units.ts';
import type { Command } from '../userspace/commands.ts';
import { VARIANTS, type VariantId } from '../variants/index.ts';
import { AUTO_ONLINE_BLOCKS, blockPath } from './dax-lab.ts';
import { BLOCK_BYTES } from './lab-machine.ts';
import { pick, randomNumbers } from './random-numbers.ts';
import type { Deed } from './random-run.ts';

const MEMORY = '/sys/devices/system/memory';
const PARAMETERS = '/sys/module/memory_hotplug/parameters';
const DAX = '/sys/bus/dax/devices';
/** Two boot blocks, both ranges of dax0.0, a block between them, the range of dax1.0. */
const BLOCKS = [1, 2, 32, 33, 34, 35, 36, 40, 41, 42, 48] as const;
/** First block and number of blocks of what kernel code adds and removes. */
const RANGES = [
  [32, 4],
  [33, 1],
  [34, 2],
  [36, 1],
  [40, 2],
  [40, 4],
  [32, 12],
  [48, 2],
] as const;
const DEVICES = ['dax0.0', 'dax1.0'] as const;
const CALLS = [
  'add_memory',
  'add_memory_driver_managed',
  '__add_memory_driver_managed',
  'online_memory_range',
  'offline_memory',
  'remove_memory',
  'offline_and_remove_memory',
] as const;

type Random = () => number;

function echo(path: string, text: string): Command {
  return { kind: 'sysfs_write', path, bytes: `${text}\n` };
}

function range(random: Random): { startBytes: number; sizeBytes: number } {
  const [first, count] = pick(random, RANGES);
  return { startBytes: first * BLOCK_BYTES, sizeBytes: count * BLOCK_BYTES };
}

function hexAddress(random: Random): string {
  return `0x${(pick(random, BLOCKS) * BLOCK_BYTES).toString(16)}`;
}

/** Cuts the devices into ranges of 4, 4 and 2 blocks and binds them. */
export const BIND_DEVICES: readonly Command[] = [
  echo(`${DAX}/dax0.0/size`, '0'),
  echo(`${DAX}/dax0.0/mapping`, '0x100000000-0x11fffffff'),
  echo(`${DAX}/dax0.0/mapping`, '0x140000000-0x15fffffff'),
  echo(`${DAX}/dax1.0/size`, '0x10000000'),
  { kind: 'modprobe', module: 'kmem' },
];

function blockWrite(random: Random): Command {
  const id = pick(random, BLOCKS);
  if (random() < 0.3) return echo(blockPath(id, 'online'), pick(random, ['0', '1']));
  return echo(blockPath(id, 'state'), pick(random, ONLINE_TYPE_WORDS));
}

function attributeWrite(random: Random, variant: VariantId): Command {
  const isMerged = VARIANTS[variant].kmemFamily === 'merged';
  const words = isMerged
    ? ['unplugged', 'online', 'online_kernel', 'online_movable']
    : ['unplug', 'offline', 'online', 'online_movable'];
  return echo(`${DAX}/${pick(random, DEVICES)}/${isMerged ? 'state' : 'hotplug'}`, pick(random, words));
}

function daxDeed(random: Random): Command {
  const device = pick(random, DEVICES);
  const mappings = ['0x120000000-0x127ffffff', '0x160000000-0x16fffffff', '0x148000000-0x14fffffff'];
  return pick<() => Command>(random, [
    () => ({ kind: 'bind', device, driver: 'kmem' }),
    () => ({ kind: 'bind', device, driver: 'kmem' }),
    () => ({ kind: 'unbind', device, driver: 'kmem' }),
    () => ({ kind: 'unbind', device, driver: 'kmem' }),
    () => ({ kind: 'modprobe', module: 'kmem' }),
    () => ({ kind: 'rmmod', module: 'kmem' }),
    () => echo(`${DAX}/${device}/size`, pick(random, ['0x20000000', '0x40000000'])),
    () => echo(`${DAX}/dax0.0/mapping`, pick(random, mappings)),
    () => echo(`${DAX}/${device}/memmap_on_memory`, pick(random, ['0', '1'])),
  ])();
}

function apiCall(random: Random): Command {
  if (random() < 0.15) {
    const ranges = [range(random), range(random)].slice(Math.floor(random() * 3));
    return { kind: 'api', call: 'offline_and_remove_memory_ranges', ranges };
  }
  return {
    kind: 'api',
    call: pick(random, CALLS),
    ...range(random),
    nid: pick(random, [0, 1, 1]),
    flags: pick(random, [0, 0, 1, 2, 3]),
    onlineType: pick(random, [-1, 0, 1, 2, 3, 4, 5]),
    resourceName: 'System RAM (kmem)',
  };
}

function fault(random: Random): Command {
  const id = pick(random, BLOCKS);
  const startBytes = id * BLOCK_BYTES;
  const rule = { event: pick(random, MEMORY_EVENTS), startBytes, sizeBytes: BLOCK_BYTES, errno: 0, count: 1 };
  // Half a block is never the entry of memory that stays.
  const half = { startBytes, sizeBytes: BLOCK_BYTES / 2, name: 'other driver' };
  return pick<() => Command>(random, [
    () => ({ kind: 'pin', startBytes: startBytes + 0x400000, pages: 1, how: 'kernel' }),
    () => ({ kind: 'pin', startBytes: startBytes + 0x400000, pages: 1, how: 'offline' }),
    () => ({ kind: 'unpin', startBytes: startBytes + 0x400000 }),
    () => ({ kind: 'notifier_veto', ...rule }),
    () => ({ kind: 'notifier_veto', ...rule }),
    () => ({ kind: 'notifier_hold', ...rule }),
    () => ({ kind: 'notifier_release' }),
    () => ({ kind: 'notifier_clear' }),
    () => echo(`${MEMORY}/hard_offline_page`, hexAddress(random)),
    () => ({ kind: 'region_request', ...half }),
    () => ({ kind: 'region_release', ...half }),
  ])();
}

function setting(random: Random): Command {
  return pick(random, [
    echo(AUTO_ONLINE_BLOCKS, pick(random, ONLINE_TYPE_WORDS)),
    echo(`${PARAMETERS}/online_policy`, pick(random, ['contig-zones', 'auto-movable'])),
    echo(`${PARAMETERS}/auto_movable_ratio`, pick(random, ['0', '50', '301'])),
  ]);
}

/** The deed of a number, in the words that the variant knows. */
export function deedOf(variant: VariantId, seed: number): Deed {
  const random = randomNumbers(seed);
  const kind = random();
  if (kind < 0.27) return blockWrite(random);
  if (kind < 0.49) return attributeWrite(random, variant);
  if (kind < 0.62) return daxDeed(random);
  if (kind < 0.79) return apiCall(random);
  if (kind < 0.91) return fault(random);
  if (kind < 0.94) return setting(random);
  if (kind < 0.96) return { kind: 'sysfs_read', path: blockPath(pick(random, BLOCKS), 'online') };
  if (kind < 0.97) return echo(`${MEMORY}/probe`, hexAddress(random));
  return { kind: 'signal', fatal: random() < 0.5 };
}
