/**
 * A kernel as a directory tree: the files of sysfs and procfs that tools read, with their links, as `lsmem --sysroot`
 * wants them.
 */
import { nodesOfBlock } from '#lib/hotplug/state/blocks.ts';
import { nodeDistance } from '#lib/hotplug/core/nodes.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { listBlocks, readFile } from '#lib/hotplug/userspace/files.ts';
import { blockFile } from '#lib/hotplug/userspace/show.ts';

/** A file with its whole text, or a symbolic link. Paths begin at the root, without a slash in front. */
export type SysrootEntry =
  | { readonly path: string; readonly text: string }
  /** `target` is relative to the folder of the link. */
  | { readonly path: string; readonly target: string };

const MEMORY = 'sys/devices/system/memory';
const NODE = 'sys/devices/system/node';
const BLOCK_FILES = ['state', 'online', 'removable', 'valid_zones', 'phys_index', 'phys_device'];
const SINGLE_FILES = [
  `${MEMORY}/block_size_bytes`,
  `${MEMORY}/auto_online_blocks`,
  `${MEMORY}/crash_hotplug`,
  'sys/module/memory_hotplug/parameters/online_policy',
  'sys/module/memory_hotplug/parameters/auto_movable_ratio',
  'sys/module/memory_hotplug/parameters/auto_movable_numa_aware',
  'sys/module/memory_hotplug/parameters/memmap_on_memory',
  ...['possible', 'online', 'has_memory', 'has_normal_memory', 'has_cpu'].map((file) => `${NODE}/${file}`),
  'proc/iomem',
  'proc/zoneinfo',
  'proc/meminfo',
];
const DAX_FILES = ['size', 'target_node', 'align', 'resource', 'memmap_on_memory', 'hotplug', 'state'];

function* files(k: Kernel, paths: readonly string[]): Generator<SysrootEntry> {
  for (const path of paths) {
    const text = readFile(k, `/${path}`);
    if (text !== null) yield { path, text };
  }
}

function* nodes(k: Kernel): Generator<SysrootEntry> {
  const online: number[] = [];
  for (let nid = 0; nid < k.constants.nodeCount; nid++) if (k.nodes.online.get(nid) !== 0) online.push(nid);
  for (const nid of online) {
    const distances = online.map((to) => nodeDistance(k, nid, to)).join(' ');
    yield { path: `${NODE}/node${nid}/distance`, text: `${distances}\n` };
  }
}

/**
 * Every file and link, of all memory blocks or of some; folders are implied by their paths. One after the other: large
 * machines have millions.
 */
export function* sysrootEntries(
  k: Kernel,
  blockIds: readonly number[] = listBlocks(k),
): Generator<SysrootEntry> {
  yield* files(k, SINGLE_FILES);
  yield* nodes(k);
  for (const id of blockIds) {
    const folder = `${MEMORY}/memory${id}`;
    for (const file of BLOCK_FILES) yield { path: `${folder}/${file}`, text: `${blockFile(k, id, file)}\n` };
    yield { path: `${folder}/uevent`, text: '' };
    for (const nid of nodesOfBlock(k, id)) {
      yield { path: `${folder}/node${nid}`, target: `../../node/node${nid}` };
      yield { path: `${NODE}/node${nid}/memory${id}`, target: `../../memory/memory${id}` };
    }
  }
  for (let device = 0; device < k.dax.count.value; device++) {
    const folder = `sys/bus/dax/devices/${k.names.text(k.dax.name.get(device))}`;
    yield* files(
      k,
      DAX_FILES.map((file) => `${folder}/${file}`),
    );
  }
}
