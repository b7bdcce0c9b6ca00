/**
 * The folders in which the model's files lie, with their links: for shells, which look names up, list and complete
 * them. Which files a folder really has is asked of the attributes, so that the two cannot differ.
 *
 * Only names are looked at. Nothing here is a step of anybody.
 */
import { ENOENT, ENOTDIR } from '../state/errno.ts';
import { hasPagesOfNode, nodesOfBlock } from '../state/blocks.ts';
import type { Kernel } from '../state/kernel.ts';
import { resolvePath } from './attributes.ts';
import { listBlocks } from './files.ts';

const MEMORY = '/sys/devices/system/memory';
const NODE = '/sys/devices/system/node';
const DAX = '/sys/bus/dax';

type Entry = { readonly kind: 'folder' | 'file' } | { readonly kind: 'link'; readonly target: string };

interface Folder {
  /** Of its path, from the root and without links. */
  readonly pattern: RegExp;
  /** What the folder belongs to, from the match; null when it is not there. */
  readonly object: (k: Kernel, match: RegExpExecArray) => number | null;
  readonly folders?: readonly string[];
  /** Names that may be files here. */
  readonly files?: readonly string[];
  /** Names that come and go. */
  readonly others?: (k: Kernel, object: number) => string[];
  /** What such a name is; null when there is none. */
  readonly lookup?: (k: Kernel, object: number, name: string) => Entry | null;
}

const FOLDER: Entry = { kind: 'folder' };
const always = (): number => 0;
const escaped = (path: string): string => path.replaceAll('/', '\\/');
const fixed = (path: string, rest: Omit<Folder, 'pattern' | 'object'>): Folder => ({
  pattern: new RegExp(`^${escaped(path)}$`),
  object: always,
  ...rest,
});

function numberIn(name: string, prefix: string): number | null {
  const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^(?:0|[1-9]\d{0,8})$/.test(digits) ? Number(digits) : null;
}

function blockNamed(k: Kernel, name: string): number | null {
  const id = numberIn(name, 'memory');
  return id !== null && k.hasBlock(id) ? id : null;
}

function nodeNamed(k: Kernel, name: string): number | null {
  const nid = numberIn(name, 'node');
  return nid !== null && nid < k.constants.nodeCount && k.nodes.online.get(nid) !== 0 ? nid : null;
}

function daxNames(k: Kernel): string[] {
  return Array.from({ length: k.dax.count.value }, (_, i) => k.names.text(k.dax.name.get(i)));
}

/** Numbers of drivers as the column of dax devices has them. */
const DRIVERS: Readonly<Record<string, number>> = { kmem: 1, device_dax: 3 };

function boundTo(k: Kernel, driver: number): string[] {
  return daxNames(k).filter((_, i) => k.dax.driver.get(i) === driver);
}

function driverFolder(name: string): Folder {
  const number = DRIVERS[name]!;
  return {
    pattern: new RegExp(`^${escaped(DAX)}\\/drivers\\/${name}$`),
    object: (k) => (resolvePath(k, `${DAX}/drivers/${name}/bind`) === null ? null : number),
    files: ['bind', 'new_id', 'remove_id', 'unbind'],
    others: (k) => boundTo(k, number),
    lookup: (k, _, device) =>
      boundTo(k, number).includes(device) ? { kind: 'link', target: `${DAX}/devices/${device}` } : null,
  };
}

const FOLDERS: readonly Folder[] = [
  fixed('/', { folders: ['proc', 'sys'] }),
  fixed('/proc', { files: ['iomem', 'meminfo', 'zoneinfo'] }),
  fixed('/sys', { folders: ['bus', 'devices', 'module'] }),
  fixed('/sys/devices', { folders: ['system'] }),
  fixed('/sys/devices/system', { folders: ['memory', 'node'] }),
  fixed(MEMORY, {
    files: [
      'auto_online_blocks',
      'block_size_bytes',
      'crash_hotplug',
      'hard_offline_page',
      'probe',
      'soft_offline_page',
    ],
    others: (k) => listBlocks(k).map((id) => `memory${id}`),
    lookup: (k, _, name) => (blockNamed(k, name) === null ? null : FOLDER),
  }),
  {
    pattern: new RegExp(`^${escaped(MEMORY)}\\/(memory\\d+)$`),
    object: (k, match) => blockNamed(k, match[1]!),
    files: ['online', 'phys_device', 'phys_index', 'removable', 'state', 'uevent', 'valid_zones'],
    others: (k, id) => nodesOfBlock(k, id).map((nid) => `node${nid}`),
    lookup: (k, id, name) => {
      const nid = numberIn(name, 'node');
      return nid === null || !hasPagesOfNode(k, id, nid) ? null : { kind: 'link', target: `${NODE}/${name}` };
    },
  },
  fixed(NODE, {
    files: ['has_cpu', 'has_memory', 'has_normal_memory', 'online', 'possible'],
    others: (k) =>
      Array.from({ length: k.constants.nodeCount }, (_, nid) => `node${nid}`).filter(
        (name) => nodeNamed(k, name) !== null,
      ),
    lookup: (k, _, name) => (nodeNamed(k, name) === null ? null : FOLDER),
  }),
  {
    pattern: new RegExp(`^${escaped(NODE)}\\/(node\\d+)$`),
    object: (k, match) => nodeNamed(k, match[1]!),
    others: (k, nid) =>
      listBlocks(k)
        .filter((id) => hasPagesOfNode(k, id, nid))
        .map((id) => `memory${id}`),
    lookup: (k, nid, name) => {
      const id = blockNamed(k, name);
      if (id === null || !hasPagesOfNode(k, id, nid)) return null;
      return { kind: 'link', target: `${MEMORY}/${name}` };
    },
  },
  fixed('/sys/module', {
    folders: ['memory_hotplug'],
    others: (k) => (k.virtio.count.value > 0 ? ['virtio_mem'] : []),
    lookup: (k, _, name) => (name === 'virtio_mem' && k.virtio.count.value > 0 ? FOLDER : null),
  }),
  fixed('/sys/module/memory_hotplug', { folders: ['parameters'] }),
  fixed('/sys/module/memory_hotplug/parameters', {
    files: ['auto_movable_numa_aware', 'auto_movable_ratio', 'memmap_on_memory', 'online_policy'],
  }),
  {
    ...fixed('/sys/module/virtio_mem', { folders: ['parameters'] }),
    object: (k) => (k.virtio.count.value > 0 ? 0 : null),
  },
  {
    ...fixed('/sys/module/virtio_mem/parameters', { files: ['unplug_online'] }),
    object: (k) => (k.virtio.count.value > 0 ? 0 : null),
  },
  fixed('/sys/bus', { folders: ['dax'] }),
  fixed(DAX, { folders: ['devices', 'drivers'] }),
  fixed(`${DAX}/devices`, {
    others: daxNames,
    lookup: (k, _, name) => (daxNames(k).includes(name) ? FOLDER : null),
  }),
  {
    pattern: new RegExp(`^${escaped(DAX)}\\/devices\\/([^/]+)$`),
    object: (k, match) => {
      const device = daxNames(k).indexOf(match[1]!);
      return device < 0 ? null : device;
    },
    files: ['align', 'hotplug', 'mapping', 'memmap_on_memory', 'resource', 'size', 'state', 'target_node'],
    others: (k, device) => (driverOf(k, device) === null ? [] : ['driver']),
    lookup: (k, device, name) => {
      const driver = driverOf(k, device);
      return name !== 'driver' || driver === null
        ? null
        : { kind: 'link', target: `${DAX}/drivers/${driver}` };
    },
  },
  fixed(`${DAX}/drivers`, {
    others: (k) => Object.keys(DRIVERS).filter((name) => folderAt(k, `${DAX}/drivers/${name}`) !== null),
    lookup: (k, _, name) => (folderAt(k, `${DAX}/drivers/${name}`) === null ? null : FOLDER),
  }),
  driverFolder('device_dax'),
  driverFolder('kmem'),
];

function driverOf(k: Kernel, device: number): string | null {
  const driver = k.dax.driver.get(device);
  return Object.keys(DRIVERS).find((name) => DRIVERS[name] === driver) ?? null;
}

function folderAt(k: Kernel, path: string): { readonly folder: Folder; readonly object: number } | null {
  for (const folder of FOLDERS) {
    const match = folder.pattern.exec(path);
    if (match === null) continue;
    const object = folder.object(k, match);
    return object === null ? null : { folder, object };
  }
  return null;
}

const below = (path: string, name: string): string => (path === '/' ? `/${name}` : `${path}/${name}`);

function entryIn(k: Kernel, path: string, name: string): Entry | null {
  const at = folderAt(k, path);
  if (at === null) return null;
  if (at.folder.folders?.includes(name) === true) return FOLDER;
  if (at.folder.files?.includes(name) === true) {
    return resolvePath(k, below(path, name)) === null ? null : { kind: 'file' };
  }
  return at.folder.lookup?.(k, at.object, name) ?? null;
}

/** Where a path leads. */
export type Walk =
  | { readonly found: 'folder'; readonly path: string }
  | { readonly found: 'file'; readonly path: string }
  /** ENOENT or ENOTDIR; `folder` is where only the last name is missing, else null. */
  | { readonly found: null; readonly errno: number; readonly folder: string | null };

/** Follows a path from the root, through links and `..`; `path` in the answer has neither. */
export function walkPath(k: Kernel, path: string): Walk {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  let at = '/';
  let isFile = false;
  for (const [i, name] of names.entries()) {
    if (isFile) return { found: null, errno: ENOTDIR, folder: null };
    if (name === '..') {
      at = at.slice(0, Math.max(1, at.lastIndexOf('/')));
      continue;
    }
    const entry = entryIn(k, at, name);
    if (entry === null) return { found: null, errno: ENOENT, folder: i === names.length - 1 ? at : null };
    isFile = entry.kind === 'file';
    at = entry.kind === 'link' ? entry.target : below(at, name);
  }
  if (isFile && /\/\.?$/.test(path)) return { found: null, errno: ENOTDIR, folder: null };
  return { found: isFile ? 'file' : 'folder', path: at };
}

/** What `ls` tells apart. */
export interface Listed {
  readonly name: string;
  readonly kind: Entry['kind'];
  /** Where a link leads; null for anything else. */
  readonly target: string | null;
}

/** The names in a folder, sorted by their bytes; null when there is no folder of that path (without links). */
export function listFolder(k: Kernel, path: string): Listed[] | null {
  const at = folderAt(k, path);
  if (at === null) return null;
  const { folders = [], files = [], others } = at.folder;
  const names = [...folders, ...files, ...(others?.(k, at.object) ?? [])];
  return names
    .flatMap((name): Listed[] => {
      const entry = entryIn(k, path, name);
      if (entry === null) return [];
      return [{ name, kind: entry.kind, target: entry.kind === 'link' ? entry.target : null }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
