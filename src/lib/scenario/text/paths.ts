/**
 * Files of the model by the short names that people use: memory33/state, dax0.0/hotplug, auto_online_blocks.
 */
import { ATTRIBUTES } from '#lib/hotplug/userspace/attributes.ts';

const MEMORY = '/sys/devices/system/memory';
const DAX = '/sys/bus/dax/devices';
const PARAMETERS = '/sys/module/memory_hotplug/parameters';

/** Short names of files that exist once. */
export const SHORT_FILES: Readonly<Record<string, string>> = {
  auto_online_blocks: `${MEMORY}/auto_online_blocks`,
  block_size_bytes: `${MEMORY}/block_size_bytes`,
  probe: `${MEMORY}/probe`,
  hard_offline_page: `${MEMORY}/hard_offline_page`,
  soft_offline_page: `${MEMORY}/soft_offline_page`,
  online_policy: `${PARAMETERS}/online_policy`,
  auto_movable_ratio: `${PARAMETERS}/auto_movable_ratio`,
  auto_movable_numa_aware: `${PARAMETERS}/auto_movable_numa_aware`,
  memmap_on_memory: `${PARAMETERS}/memmap_on_memory`,
  unplug_online: '/sys/module/virtio_mem/parameters/unplug_online',
  'node/online': '/sys/devices/system/node/online',
  'node/possible': '/sys/devices/system/node/possible',
  'node/has_memory': '/sys/devices/system/node/has_memory',
  'node/has_normal_memory': '/sys/devices/system/node/has_normal_memory',
  'node/has_cpu': '/sys/devices/system/node/has_cpu',
  'kmem/bind': '/sys/bus/dax/drivers/kmem/bind',
  'kmem/unbind': '/sys/bus/dax/drivers/kmem/unbind',
  iomem: '/proc/iomem',
  zoneinfo: '/proc/zoneinfo',
  meminfo: '/proc/meminfo',
};

/** Files below memoryN and daxX.Y. */
export const BLOCK_FILES = ['state', 'online', 'valid_zones', 'removable', 'phys_index', 'phys_device'];
export const DAX_FILES = [
  'hotplug',
  'state',
  'size',
  'mapping',
  'target_node',
  'align',
  'resource',
  'memmap_on_memory',
];

/** The whole path of a file: short names are completed, whole paths stay. */
export function fullPath(text: string): string {
  if (Object.hasOwn(SHORT_FILES, text)) return SHORT_FILES[text]!;
  if (/^memory\d+\//.test(text)) return `${MEMORY}/${text}`;
  if (/^dax\d+\.\d+\//.test(text)) return `${DAX}/${text}`;
  if (/^(?:memory|node)\//.test(text)) return `/sys/devices/system/${text}`;
  if (text.startsWith('drivers/')) return `/sys/bus/dax/${text}`;
  return text;
}

const SHORT_BY_PATH = new Map(Object.entries(SHORT_FILES).map(([short, path]) => [path, short]));

/** The short name of a path, if it has one. */
export function shortFile(path: string): string {
  const short = SHORT_BY_PATH.get(path);
  if (short !== undefined) return short;
  return path.replace(/^\/sys\/devices\/system\/memory\/(memory\d+\/)/, '$1').replace(`${DAX}/`, '');
}

/** Can a file of that path exist in some state of some machine? */
export function isKnownPath(path: string): boolean {
  return ATTRIBUTES.some(({ pattern }) => pattern.test(path));
}

/** Words to look among when a path is not known. */
export function pathsLike(text: string): readonly string[] {
  const slash = text.lastIndexOf('/');
  const folder = slash < 0 ? '' : text.slice(0, slash + 1);
  if (/memory\d+\/$/.test(folder)) return BLOCK_FILES.map((file) => folder + file);
  if (/dax[^/]*\/$/.test(folder)) return DAX_FILES.map((file) => folder + file);
  return text.startsWith('/') ? Object.values(SHORT_FILES) : Object.keys(SHORT_FILES);
}
