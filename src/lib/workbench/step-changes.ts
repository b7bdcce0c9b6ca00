/**
 * What the step just done changed: blocks and zones that the pictures mark as "now".
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import type { Run } from '#lib/hotplug/run/run.ts';

export interface StepChanges {
  readonly blocks: ReadonlySet<number>;
  /** Rows of the zone columns. */
  readonly zones: ReadonlySet<number>;
}

export function changesOf(k: Kernel, run: Run, position: number): StepChanges {
  const blocks = new Set<number>();
  const zones = new Set<number>();
  if (position === 0) return { blocks, zones };
  const blockColumns = new Set(Object.values(k.blocks).map(({ id }) => id));
  const zoneColumns = new Set(Object.values(k.zones).map(({ id }) => id));
  for (const { columnId, index } of run.history.changes(position - 1)) {
    if (blockColumns.has(columnId)) blocks.add(index);
    if (zoneColumns.has(columnId)) zones.add(index);
  }
  return { blocks, zones };
}
