/**
 * A memory block as the map shows it.
 */
import { BLOCK_CONFIGURATIONS } from '#lib/machines/memory-block.table.ts';
import { blockStartPfn } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { forecastOffline } from '#lib/hotplug/core/page-isolation.ts';
import { blockFile, validZones } from '#lib/hotplug/userspace/show.ts';
import { ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import type { BlockLook, BlockView, RefusalView } from './frame.ts';
import type { StepChanges } from './step-changes.ts';

const LOOKS: Readonly<Record<string, BlockLook>> = {
  offline: 'offline',
  onlineKernel: 'online-kernel',
  onlineMovable: 'online-movable',
  onlineMixed: 'online-mixed',
  goingOnline: 'onlining',
  goingOffline: 'going-offline',
};

export function blockView(
  k: Kernel,
  id: number,
  changes: StepChanges,
  refusals: readonly RefusalView[],
): BlockView {
  const configuration = k.blocks.chart.get(id);
  const look = LOOKS[BLOCK_CONFIGURATIONS[configuration]?.value ?? ''] ?? 'offline';
  const zone = look === 'offline' ? -1 : k.blocks.pagesZone.get(id) - 1;
  const forecast = forecastOffline(k, blockStartPfn(k, id), k.blockPages, k.blocks.zone.get(id) - 1);
  return {
    id,
    startBytes: id * k.constants.blockSizeBytes,
    sizeBytes: k.constants.blockSizeBytes,
    nid: k.blocks.nid.get(id),
    look,
    configuration,
    zone: ZONE_NAMES[zone] ?? null,
    state: blockFile(k, id, 'state') ?? '',
    validZones: validZones(k, id),
    pinned: forecast.kind !== 'leaves',
    refused: refusals.findLast(({ block }) => block === id)?.errno ?? null,
    changed: changes.blocks.has(id),
    group: k.blocks.group.get(id) === 0 ? null : k.blocks.group.get(id) - 1,
  };
}
