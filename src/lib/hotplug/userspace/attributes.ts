/**
 * Every file of the model: its path, whether it can be read or written, what it prints and which kernel function a
 * write calls. A file is a number (its attribute) and the object it belongs to (block id, device …).
 */
import type { Column } from '../state/columns.ts';
import type { Kernel } from '../state/kernel.ts';
import { hexDigits, MEMMAP_ON_MEMORY_WORDS, ONLINE_POLICY_WORDS, ONLINE_TYPE_WORDS } from '../state/units.ts';
import type { Kfn } from '../run/effects.ts';
import { blockFile, iomem, meminfo, nodeList, zoneinfo } from './show.ts';
import { memmapOnMemoryFile, regionStart, rangesSize } from '../drivers/dax-bus.ts';
import { align_store, memmap_on_memory_store, mapping_store, size_store } from '../drivers/dax-files.ts';
import {
  device_dax_bind_store,
  device_dax_new_id_store,
  device_dax_remove_id_store,
  device_dax_unbind_store,
  kmem_new_id_store,
  kmem_remove_id_store,
} from '../drivers/device-dax.ts';
import { dax_bind_store, dax_unbind_store, MODULE_LIVE } from '../drivers/dax-binding.ts';
import { reportFreedNames } from '../drivers/kmem-lifetime.ts';
import { dax_state_store, hotplug_store, kmemAttributeWord } from '../drivers/dax-kmem.ts';
import { uevent_store } from './uevent-store.ts';
import {
  auto_online_blocks_store,
  hard_offline_page_store,
  online_store,
  probe_store,
  soft_offline_page_store,
  state_store,
} from './memory-stores.ts';
import {
  numa_aware_store,
  online_policy_store,
  ratio_store,
  unplug_online_store,
} from './parameter-stores.ts';

/** Writes: object, name number of the bytes, name number of the path. */
export type Store = (object: number, written: number, path: number) => Kfn;

export interface Attribute {
  readonly pattern: RegExp;
  /** Number of the object from the match; -1 when there is none. */
  readonly object: (k: Kernel, match: RegExpExecArray) => number;
  readonly show?: (k: Kernel, object: number) => string;
  readonly store?: Store;
  /** What a program's reading does besides, as part of the same step. */
  readonly noteRead?: (k: Kernel) => void;
  /** What `show` gives is the whole text, also without a newline at its end. */
  readonly isWhole?: true;
  /** Reading takes the device lock of the block. */
  readonly locksBlock?: true;
  /** Number that tells a file from a later one of the same name; GONE while there is none that may be entered. */
  readonly generation?: (k: Kernel, object: number) => number;
  /** Counts who is inside a file whose removal waits for that; row = object. */
  readonly active?: (k: Kernel) => Column;
}

/** Generation of a file that is not there. */
export const GONE = 0;

const MEMORY = '/sys/devices/system/memory';
const DAX = '/sys/bus/dax/devices';

const single = (): number => 0;
const escape = (path: string): string => path.replaceAll('/', '\\/');

function file(
  path: string,
  rest: Pick<Attribute, 'show' | 'store' | 'noteRead'>,
  exists: (k: Kernel) => boolean = () => true,
): Attribute {
  return { pattern: new RegExp(`^${escape(path)}$`), object: (k) => (exists(k) ? single() : -1), ...rest };
}

function blockAttribute(name: string, store?: Store): Attribute {
  return {
    pattern: new RegExp(`^${escape(MEMORY)}\\/memory(\\d{1,9})\\/${name}$`),
    object: (k, match) => {
      const id = Number(match[1]);
      return String(id) === match[1] && k.hasBlock(id) ? id : -1;
    },
    generation: (k, id) =>
      k.hasBlock(id) && k.blocks.draining.get(id) === 0 ? k.blocks.generation.get(id) : GONE,
    active: (k) => k.blocks.active,
    show: (k, id) => blockFile(k, id, name) ?? '',
    ...(store === undefined ? {} : { store }),
    ...(name === 'online' ? { locksBlock: true } : {}),
    ...(name === 'uevent' ? { isWhole: true } : {}),
  };
}

function daxIndex(k: Kernel, name: string): number {
  for (let i = 0; i < k.dax.count.value; i++) if (k.names.text(k.dax.name.get(i)) === name) return i;
  return -1;
}

function daxAttribute(name: string, rest: Omit<Attribute, 'pattern' | 'object'>): Attribute {
  return {
    pattern: new RegExp(`^${escape(DAX)}\\/([^/]+)\\/${name}$`),
    object: (k, match) => daxIndex(k, match[1]!),
    ...rest,
  };
}

function kmemAttribute(name: 'hotplug' | 'state'): Attribute {
  return {
    pattern: new RegExp(`^${escape(DAX)}\\/([^/]+)\\/${name}$`),
    object: (k, match) => {
      const device = daxIndex(k, match[1]!);
      return device >= 0 && k.dax.attribute.get(device) === (name === 'hotplug' ? 1 : 2) ? device : -1;
    },
    generation: (k, device) =>
      k.dax.attribute.get(device) === 0 ? GONE : k.dax.attributeGeneration.get(device),
    active: (k) => k.dax.writers,
    show: kmemAttributeWord,
    store: name === 'hotplug' ? hotplug_store : dax_state_store,
  };
}

/** A file of device_dax, which is always there. */
function deviceDaxFile(name: string, store: Store): Attribute {
  return file(`/sys/bus/dax/drivers/device_dax/${name}`, { store });
}

/**
 * A file of the driver kmem. Unloading the module removes these files first and waits for the writers inside them
 * (bus_remove_driver); loading makes them last, when all devices are probed (bus_add_driver).
 */
function kmemFile(name: string, store: Store): Attribute {
  const isThere = (k: Kernel): boolean => k.dax.loaded.value === MODULE_LIVE;
  return {
    ...file(`/sys/bus/dax/drivers/kmem/${name}`, { store }, isThere),
    generation: (k) => (isThere(k) ? k.kmemFiles.generation.value + 1 : GONE),
    active: (k) => k.kmemFiles.writers,
  };
}

function nodeMask(name: string, mask: (k: Kernel) => { get(nid: number): number }): Attribute {
  return file(`/sys/devices/system/node/${name}`, { show: (k) => nodeList(k, mask(k)) });
}

const PARAMETERS = '/sys/module/memory_hotplug/parameters';

/** Texts end with a newline that `show` leaves out, but for the /proc files that print their own. */
export const ATTRIBUTES: readonly Attribute[] = [
  blockAttribute('state', state_store),
  blockAttribute('online', online_store),
  blockAttribute('valid_zones'),
  blockAttribute('removable'),
  blockAttribute('phys_index'),
  blockAttribute('phys_device'),
  blockAttribute('uevent', uevent_store),
  file(`${MEMORY}/auto_online_blocks`, {
    show: (k) => ONLINE_TYPE_WORDS[k.policy.defaultOnlineType.value]!,
    store: auto_online_blocks_store,
  }),
  file(`${MEMORY}/block_size_bytes`, { show: (k) => hexDigits(k.constants.blockSizeBytes) }),
  file(`${MEMORY}/probe`, { store: probe_store }, (k) => k.constants.hasProbeFile),
  file(`${MEMORY}/hard_offline_page`, { store: hard_offline_page_store }),
  file(`${MEMORY}/soft_offline_page`, { store: soft_offline_page_store }),
  file(`${MEMORY}/crash_hotplug`, { show: () => '0' }),
  file(`${PARAMETERS}/online_policy`, {
    show: (k) => ONLINE_POLICY_WORDS[k.policy.onlinePolicy.value]!,
    store: online_policy_store,
  }),
  file(`${PARAMETERS}/auto_movable_ratio`, {
    show: (k) => String(k.policy.autoMovableRatio.value),
    store: ratio_store,
  }),
  file(`${PARAMETERS}/auto_movable_numa_aware`, {
    show: (k) => (k.policy.autoMovableNumaAware.value !== 0 ? 'Y' : 'N'),
    store: numa_aware_store,
  }),
  file(`${PARAMETERS}/memmap_on_memory`, {
    show: (k) => MEMMAP_ON_MEMORY_WORDS[k.policy.memmapOnMemory.value]!,
  }),
  file(
    '/sys/module/virtio_mem/parameters/unplug_online',
    { show: (k) => (k.virtio.unplugOnline.value !== 0 ? 'Y' : 'N'), store: unplug_online_store },
    (k) => k.virtio.count.value > 0,
  ),
  nodeMask('possible', (k) => k.nodes.possible),
  nodeMask('online', (k) => k.nodes.online),
  nodeMask('has_memory', (k) => k.nodes.hasMemory),
  nodeMask('has_normal_memory', (k) => k.nodes.hasNormalMemory),
  nodeMask('has_cpu', (k) => k.nodes.hasCpu),
  file('/proc/iomem', { show: iomem, noteRead: reportFreedNames }),
  file('/proc/zoneinfo', { show: zoneinfo }),
  file('/proc/meminfo', { show: meminfo }),
  daxAttribute('size', { show: (k, i) => String(rangesSize(k, i)), store: size_store }),
  daxAttribute('mapping', { store: mapping_store }),
  daxAttribute('target_node', { show: (k, i) => String(k.dax.targetNode.get(i)) }),
  daxAttribute('align', { show: (k, i) => String(k.dax.alignBytes.get(i)), store: align_store }),
  daxAttribute('resource', { show: (k, i) => `0x${hexDigits(regionStart(k, i))}` }),
  daxAttribute('memmap_on_memory', { show: memmapOnMemoryFile, store: memmap_on_memory_store }),
  kmemAttribute('hotplug'),
  kmemAttribute('state'),
  deviceDaxFile('bind', device_dax_bind_store),
  deviceDaxFile('unbind', device_dax_unbind_store),
  deviceDaxFile('new_id', device_dax_new_id_store),
  deviceDaxFile('remove_id', device_dax_remove_id_store),
  kmemFile('bind', dax_bind_store),
  kmemFile('unbind', dax_unbind_store),
  kmemFile('new_id', kmem_new_id_store),
  kmemFile('remove_id', kmem_remove_id_store),
];

/** A path resolved: attribute number and object, or null when there is no such file now. */
export function resolvePath(k: Kernel, path: string): { attribute: number; object: number } | null {
  for (const [attribute, { pattern, object }] of ATTRIBUTES.entries()) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const found = object(k, match);
    if (found >= 0) return { attribute, object: found };
  }
  return null;
}

/** The text of a file as `cat` prints it, or null when it cannot be read. Takes no locks. */
export function readFile(k: Kernel, path: string): string | null {
  const resolved = resolvePath(k, path);
  return resolved === null ? null : printFile(k, ATTRIBUTES[resolved.attribute]!, resolved.object, path);
}

/** What reading a file prints; null when it cannot be read. */
export function printFile(k: Kernel, attribute: Attribute, object: number, path: string): string | null {
  if (attribute.show === undefined) return null;
  const text = attribute.show(k, object);
  const isWhole = attribute.isWhole === true || text.endsWith('\n') || path.startsWith('/proc/');
  return isWhole ? text : `${text}\n`;
}

/** Can root open the file for reading, for writing? Null when there is no such file now. */
export function fileAccess(
  k: Kernel,
  path: string,
): { readonly reads: boolean; readonly writes: boolean } | null {
  const resolved = resolvePath(k, path);
  if (resolved === null) return null;
  const { show, store } = ATTRIBUTES[resolved.attribute]!;
  return { reads: show !== undefined, writes: store !== undefined };
}
