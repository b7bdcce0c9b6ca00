/**
 * What of a kernel's state commands can bring about, as plain data: the two ends between which export-difference.ts
 * finds a way.
 */
import { isOnline, zoneOfBlock } from '#lib/hotplug/state/blocks.ts';
import { rangeRow } from '#lib/hotplug/drivers/dax-bus.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import {
  ONLINE_POLICY_WORDS,
  ONLINE_TYPE_WORDS,
  ZONE_MOVABLE,
  ZONE_NAMES,
} from '#lib/hotplug/state/units.ts';
import { listBlocks, readFile } from '#lib/hotplug/userspace/files.ts';

export interface ExportBlock {
  readonly id: number;
  /** `offline`, or the zone it is online in: Movable, another name, or `none` for a boot block in several. */
  readonly zone: string;
}

export interface ExportDax {
  readonly name: string;
  readonly driver: 'none' | 'kmem' | 'device_dax';
  /** The word of its attribute and the file's name; null without one. */
  readonly attribute: { readonly path: string; readonly word: string } | null;
  /** Numbers of the blocks that lie in its ranges. */
  readonly blocks: readonly number[];
}

export interface ExportState {
  readonly blockSizeBytes: number;
  readonly blocks: readonly ExportBlock[];
  /** Settings that files take: path to text. */
  readonly settings: ReadonlyMap<string, string>;
  readonly dax: readonly ExportDax[];
}

const PARAMETERS = '/sys/module/memory_hotplug/parameters';

/** Blocks that lie whole in a range of the device, whether they are there or not. */
function blocksOf(k: Kernel, device: number): number[] {
  const { blockSizeBytes } = k.constants;
  const ids: number[] = [];
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
    const row = rangeRow(device, i);
    const first = Math.ceil(k.dax.rangeStartBytes.get(row) / blockSizeBytes);
    const end = Math.floor((k.dax.rangeEndBytes.get(row) + 1) / blockSizeBytes);
    for (let id = first; id < end; id++) ids.push(id);
  }
  return ids;
}

/** Reads the state of a kernel as it is set now. */
export function exportState(k: Kernel): ExportState {
  const dax: ExportDax[] = [];
  for (let device = 0; device < k.dax.count.value; device++) {
    const name = k.names.text(k.dax.name.get(device));
    const driver = (['none', 'kmem', 'kmem', 'device_dax'] as const)[k.dax.driver.get(device)] ?? 'none';
    const paths = ['hotplug', 'state'].map((file) => `/sys/bus/dax/devices/${name}/${file}`);
    const path = paths.find((candidate) => readFile(k, candidate) !== null);
    const attribute = path === undefined ? null : { path, word: readFile(k, path)!.trimEnd() };
    dax.push({ name, driver, attribute, blocks: blocksOf(k, device) });
  }
  return {
    blockSizeBytes: k.constants.blockSizeBytes,
    blocks: listBlocks(k).map((id) => {
      const zone = isOnline(k, id) ? zoneOfBlock(k, id) : null;
      return { id, zone: zone === null ? 'offline' : zone < 0 ? 'none' : ZONE_NAMES[zone]! };
    }),
    settings: new Map([
      ['/sys/devices/system/memory/auto_online_blocks', ONLINE_TYPE_WORDS[k.policy.defaultOnlineType.value]!],
      [`${PARAMETERS}/online_policy`, ONLINE_POLICY_WORDS[k.policy.onlinePolicy.value]!],
      [`${PARAMETERS}/auto_movable_ratio`, String(k.policy.autoMovableRatio.value)],
      [`${PARAMETERS}/auto_movable_numa_aware`, k.policy.autoMovableNumaAware.value === 0 ? 'N' : 'Y'],
    ]),
    dax,
  };
}

/** Name of the zone that `online_movable` leads to. */
export const MOVABLE = ZONE_NAMES[ZONE_MOVABLE];
