/**
 * What is not the same at two moments of a run: blocks, zones, files, locks. Read off the model at both, with the files
 * printed as `cat` would print them.
 */
import { lockName } from '#lib/hotplug/run/locks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { listBlocks } from '#lib/hotplug/userspace/files.ts';
import { blockFile } from '#lib/hotplug/userspace/show.ts';
import { readFile } from '#lib/hotplug/userspace/attributes.ts';
import { ZONE_COUNT, ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import { zoneRow } from '#lib/hotplug/state/blocks.ts';
import { lineChanges, type LineChange } from './line-difference.ts';
import type { Playable } from './playable.ts';

export interface BlockDifference {
  readonly id: number;
  /** In a few words, e.g. `offline`, `online Movable`, `absent`. */
  readonly from: string;
  readonly to: string;
}

export interface ZoneDifference {
  readonly nid: number;
  readonly name: string;
  readonly changes: readonly { readonly what: string; readonly from: number; readonly to: number }[];
}

export interface FileDifference {
  readonly path: string;
  readonly lines: readonly LineChange[];
}

export interface MomentDifference {
  readonly from: number;
  readonly to: number;
  readonly blocks: readonly BlockDifference[];
  readonly zones: readonly ZoneDifference[];
  readonly files: readonly FileDifference[];
  /** Locks whose owner is another one, or nobody. */
  readonly locks: readonly { readonly name: string; readonly isHeld: boolean }[];
}

const MEMORY = '/sys/devices/system/memory';
const NODE = '/sys/devices/system/node';
const PARAMETERS = '/sys/module/memory_hotplug/parameters';
const GLOBAL_FILES = [
  '/proc/iomem',
  '/proc/zoneinfo',
  '/proc/meminfo',
  `${NODE}/online`,
  `${NODE}/has_memory`,
  `${NODE}/has_normal_memory`,
  `${MEMORY}/auto_online_blocks`,
  `${PARAMETERS}/online_policy`,
  `${PARAMETERS}/auto_movable_ratio`,
  `${PARAMETERS}/auto_movable_numa_aware`,
];
const DAX_FILES = ['state', 'hotplug', 'size', 'memmap_on_memory'];
const BLOCK_FILES = ['state', 'online', 'valid_zones'];
/** On machines with more blocks, only files of blocks that changed themselves are printed. */
const MOST_BLOCKS_READ = 1024;

interface Snapshot {
  readonly blocks: ReadonlyMap<number, string>;
  readonly zones: ReadonlyMap<string, readonly number[]>;
  readonly files: ReadonlyMap<string, string>;
  readonly owners: ReadonlyMap<number, number>;
}

const COUNTERS = ['start_pfn', 'spanned', 'present', 'managed'] as const;

function blockWords(k: Kernel, id: number): string {
  const state = (blockFile(k, id, 'state') ?? '').trim();
  const zone = ZONE_NAMES[k.blocks.zone.get(id) - 1];
  return state === 'online' && zone !== undefined ? `online ${zone}` : state;
}

function filesOf(k: Kernel, blocks: readonly number[]): Map<string, string> {
  const dax = Array.from({ length: k.dax.count.value }, (_, i) => k.names.text(k.dax.name.get(i)));
  const paths = [
    ...blocks.flatMap((id) => BLOCK_FILES.map((file) => `${MEMORY}/memory${id}/${file}`)),
    ...dax.flatMap((name) => DAX_FILES.map((file) => `/sys/bus/dax/devices/${name}/${file}`)),
    ...GLOBAL_FILES,
  ];
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = readFile(k, path);
    if (text !== null) texts.set(path, text);
  }
  return texts;
}

function zonesOf(k: Kernel): Map<string, readonly number[]> {
  const zones = new Map<string, readonly number[]>();
  const { startPfn, spanned, present, managed } = k.zones;
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    for (let type = 0; type < ZONE_COUNT; type++) {
      const row = zoneRow(nid, type);
      zones.set(
        `${nid} ${ZONE_NAMES[type]}`,
        [startPfn, spanned, present, managed].map((column) => column.get(row)),
      );
    }
  }
  return zones;
}

function snapshotAt(
  { machine: { run, kernel: k } }: Playable,
  position: number,
  changed: ReadonlySet<number>,
): Snapshot {
  run.history.seek(position);
  const existing = listBlocks(k);
  const isSmall = existing.length <= MOST_BLOCKS_READ;
  const looked = isSmall ? existing : existing.filter((id) => changed.has(id));
  const owners = new Map<number, number>();
  for (let lock = 0; lock < k.locks.owner.data.length; lock++) owners.set(lock, k.locks.owner.get(lock));
  return {
    blocks: new Map(looked.map((id) => [id, blockWords(k, id)])),
    zones: zonesOf(k),
    files: filesOf(k, looked),
    owners,
  };
}

/** Blocks of which a column changed between two positions. */
function changedBlocks({ machine: { run, kernel: k } }: Playable, from: number, to: number): Set<number> {
  const columns = new Set(Object.values(k.blocks).map(({ id }) => id));
  const changed = new Set<number>();
  const end = run.history.changesBefore(Math.max(from, to));
  for (let entry = run.history.changesBefore(Math.min(from, to)); entry < end; entry++) {
    if (columns.has(run.history.columnOfChange(entry))) changed.add(run.history.changeAt(entry).index);
  }
  return changed;
}

function blockDifferences(a: Snapshot, b: Snapshot): BlockDifference[] {
  const ids = [...new Set([...a.blocks.keys(), ...b.blocks.keys()])].sort((x, y) => x - y);
  return ids
    .map((id) => ({ id, from: a.blocks.get(id) ?? 'absent', to: b.blocks.get(id) ?? 'absent' }))
    .filter(({ from, to }) => from !== to);
}

function zoneDifferences(a: Snapshot, b: Snapshot): ZoneDifference[] {
  return [...a.zones].flatMap(([key, before]) => {
    const after = b.zones.get(key) ?? before;
    const changes = COUNTERS.map((what, i) => ({ what, from: before[i]!, to: after[i]! })).filter(
      ({ from, to }) => from !== to,
    );
    const [nid = '0', name = ''] = key.split(' ');
    return changes.length === 0 ? [] : [{ nid: Number(nid), name, changes }];
  });
}

function fileDifferences(a: Snapshot, b: Snapshot): FileDifference[] {
  const paths = [...new Set([...a.files.keys(), ...b.files.keys()])];
  return paths
    .map((path) => ({ path, lines: lineChanges(a.files.get(path) ?? '', b.files.get(path) ?? '') }))
    .map(({ path, lines }) => ({ path, lines: lines.filter(({ text }) => text !== '') }))
    .filter(({ lines }) => lines.length > 0);
}

/** What differs between the moments after `from` and after `to` steps. */
export function differenceBetween(playable: Playable, from: number, to: number): MomentDifference {
  const changed = changedBlocks(playable, from, to);
  const a = snapshotAt(playable, from, changed);
  const b = snapshotAt(playable, to, changed);
  const locks = [...b.owners]
    .filter(([lock, owner]) => (a.owners.get(lock) ?? 0) !== owner)
    .map(([lock, owner]) => ({ name: lockName(lock), isHeld: owner !== 0 }));
  return {
    from,
    to,
    blocks: blockDifferences(a, b),
    zones: zoneDifferences(a, b),
    files: fileDifferences(a, b),
    locks,
  };
}

/** The difference as plain text, for a mail. */
export function differenceText({ from, to, blocks, zones, files, locks }: MomentDifference): string {
  const parts = [
    `from step ${from} to step ${to}`,
    ...blocks.map((block) => `memory${block.id}: ${block.from} -> ${block.to}`),
    ...zones.flatMap(({ nid, name, changes }) =>
      changes.map((change) => `node ${nid} ${name} ${change.what}: ${change.from} -> ${change.to}`),
    ),
    ...locks.map(({ name, isHeld }) => `${name}: ${isHeld ? 'held' : 'free'}`),
    ...files.flatMap(({ path, lines }) => [path, ...lines.map(({ sign, text }) => `${sign}${text}`)]),
  ];
  return `${parts.join('\n')}\n`;
}
