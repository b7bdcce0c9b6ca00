/**
 * Paths of files that a reader may want to write or read, for completion.
 */
import type { Frame } from './frame.ts';

const MEMORY = '/sys/devices/system/memory';
const PARAMETERS = '/sys/module/memory_hotplug/parameters';
const FIXED = [
  `${MEMORY}/auto_online_blocks`,
  `${MEMORY}/probe`,
  `${MEMORY}/hard_offline_page`,
  `${MEMORY}/block_size_bytes`,
  `${PARAMETERS}/online_policy`,
  `${PARAMETERS}/auto_movable_ratio`,
  `${PARAMETERS}/auto_movable_numa_aware`,
  `${PARAMETERS}/memmap_on_memory`,
  '/sys/devices/system/node/online',
  '/sys/devices/system/node/has_memory',
  '/proc/iomem',
  '/proc/zoneinfo',
  '/proc/meminfo',
  '/sys/bus/dax/drivers/kmem/bind',
  '/sys/bus/dax/drivers/kmem/unbind',
];
const OF_BLOCK = ['state', 'online', 'valid_zones', 'removable', 'phys_index'];

/** The files of the selected block, of the devices, and those that every machine has. */
export function knownPaths({ devices }: Frame, block: number | null): string[] {
  const ofBlock = block === null ? [] : OF_BLOCK.map((name) => `${MEMORY}/memory${block}/${name}`);
  const ofDevices = devices
    .filter(({ kind }) => kind === 'dax')
    .flatMap(({ name, attribute }) => [
      ...(attribute === null ? [] : [attribute.path]),
      ...['size', 'mapping', 'target_node', 'memmap_on_memory'].map(
        (file) => `/sys/bus/dax/devices/${name}/${file}`,
      ),
    ]);
  return [...ofBlock, ...ofDevices, ...FIXED];
}
