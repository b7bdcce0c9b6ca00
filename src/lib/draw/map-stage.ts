/**
 * What a map must keep room for during a whole run: memory comes and goes, and neither the axis nor the lanes may
 * jump when it does. A stage is computed once from some moments of a run and used for all of them.
 */
import type { BlockRun, BlockView, Frame, NodeView, ResourceView, ZoneView } from '#lib/workbench/frame.ts';
import { keptAxis, type KeptAxis } from './kept-axis.ts';
import { joinRanges, rangesOverlap, type ByteRange } from './ranges.ts';

/** Linux on x86-64, arm64 (as modelled here) and s390 alike. */
const PAGE_SIZE_BYTES = 4096;
/** For a run without any moment. */
const SMALLEST_BLOCK_BYTES = 128 * 2 ** 20;
/** Deeper entries of the iomem tree are left to the text. */
const MOST_IOMEM_ROWS = 4;

export interface StageZone {
  readonly nid: number;
  readonly name: string;
  readonly isMovable: boolean;
  /** Everything that it spans at any time. */
  readonly spans: readonly ByteRange[];
}

export interface StageNode {
  readonly nid: number;
  readonly spans: readonly ByteRange[];
}

export interface MapStage {
  /** Where memory is or may come, joined. */
  readonly memory: readonly ByteRange[];
  readonly axis: KeptAxis;
  /** Blocks that come, go or change, and those beside System RAM of the firmware: what a user looks for. */
  readonly hotplug: readonly ByteRange[];
  readonly zones: readonly StageZone[];
  readonly nodes: readonly StageNode[];
  readonly iomemRows: number;
}

/** An iomem entry with its end exclusive. */
export function resourceRange({ startBytes, endBytes }: ResourceView): ByteRange {
  return { startBytes, endBytes: endBytes + 1 };
}

export function spanRange({
  startPfn,
  spannedPages,
}: {
  readonly startPfn: number;
  readonly spannedPages: number;
}): ByteRange {
  return {
    startBytes: startPfn * PAGE_SIZE_BYTES,
    endBytes: (startPfn + spannedPages) * PAGE_SIZE_BYTES,
  };
}

export function blockRange({ startBytes, sizeBytes }: BlockView): ByteRange {
  return { startBytes, endBytes: startBytes + sizeBytes };
}

export function runRange({ first, count }: BlockRun): ByteRange {
  return { startBytes: first.startBytes, endBytes: first.startBytes + count * first.sizeBytes };
}

const isSystemRam = ({ name }: ResourceView): boolean => name.startsWith('System RAM');
const isDriverRam = ({ name }: ResourceView): boolean => name.startsWith('System RAM (');

/** The outermost entry around each driver's memory and around memory set aside for one: `Soft Reserved`, `virtio0`. */
function deviceRanges(frame: Frame): ByteRange[] {
  const driverRam = frame.resources.filter(isDriverRam).map(resourceRange);
  return frame.resources
    .filter(({ depth, name }) => depth === 0 && name !== 'System RAM')
    .filter(
      (entry) =>
        entry.name === 'Soft Reserved' || driverRam.some((ram) => rangesOverlap(ram, resourceRange(entry))),
    )
    .map(resourceRange);
}

function memoryRanges(frame: Frame): ByteRange[] {
  return [
    ...frame.blocks.map(blockRange),
    ...frame.runs.map(runRange),
    ...frame.resources.filter(isSystemRam).map(resourceRange),
    ...deviceRanges(frame),
  ];
}

/** Words for all that can change about a block, apart from what its pages hold. */
const lookOf = ({ look, zone, nid }: BlockView): string => `${look} ${zone} ${nid}`;

/** Blocks that are not the same in all frames, or that stand out in one. */
function hotplugRanges(frames: readonly Frame[]): ByteRange[] {
  const seen = new Map<number, { block: BlockView; looks: Set<string>; frames: number }>();
  const ranges: ByteRange[] = [];
  for (const frame of frames) {
    ranges.push(...frame.resources.filter(isDriverRam).map(resourceRange), ...deviceRanges(frame));
    for (const block of frame.blocks) {
      const entry = seen.get(block.id) ?? { block, looks: new Set<string>(), frames: 0 };
      entry.looks.add(lookOf(block));
      entry.frames += 1;
      seen.set(block.id, entry);
    }
  }
  for (const { block, looks, frames: count } of seen.values()) {
    const isPlain = block.look === 'online-kernel' || block.look === 'online-mixed';
    if (!isPlain || looks.size > 1 || count < frames.length) ranges.push(blockRange(block));
  }
  return joinRanges(ranges);
}

function stageZones(zones: readonly StageZone[]): StageZone[] {
  const rows = new Map<string, StageZone>();
  for (const zone of zones) {
    const key = zoneKey(zone);
    rows.set(key, { ...zone, spans: joinRanges([...(rows.get(key)?.spans ?? []), ...zone.spans]) });
  }
  return [...rows.values()].toSorted((a, b) => a.nid - b.nid || zoneOrder(a.name) - zoneOrder(b.name));
}

const zoneAsStage = (zone: ZoneView): StageZone => ({
  nid: zone.nid,
  name: zone.name,
  isMovable: zone.isMovable,
  spans: [spanRange(zone)],
});

const ZONES_ASCENDING = ['DMA', 'DMA32', 'Normal', 'Movable', 'Device'];
const zoneOrder = (name: string): number => ZONES_ASCENDING.indexOf(name);

/** Names a row of the zone lane, e.g. `n1 Movable`. */
export function zoneKey({ nid, name }: { readonly nid: number; readonly name: string }): string {
  return `n${nid} ${name}`;
}

function stageNodes(nodes: readonly StageNode[]): StageNode[] {
  const rows = new Map<number, StageNode>();
  for (const { nid, spans } of nodes) {
    rows.set(nid, { nid, spans: joinRanges([...(rows.get(nid)?.spans ?? []), ...spans]) });
  }
  return [...rows.values()].toSorted((a, b) => a.nid - b.nid);
}

const nodeAsStage = (node: NodeView): StageNode => ({ nid: node.nid, spans: [spanRange(node)] });

function iomemRows(frames: readonly Frame[], memory: readonly ByteRange[]): number {
  const depths = frames
    .flatMap(({ resources }) => resources)
    .filter(
      (entry) => isDriverRam(entry) && memory.some((range) => rangesOverlap(range, resourceRange(entry))),
    )
    .map(({ depth }) => depth + 1);
  return Math.min(MOST_IOMEM_ROWS, Math.max(1, ...depths));
}

/**
 * The stage of a run.
 * @param frames moments that together show everything that ever exists, such as the ends of all commands
 */
export function mapStage(frames: readonly Frame[]): MapStage {
  const memory = joinRanges(frames.flatMap(memoryRanges));
  return {
    memory,
    axis: keptAxis(memory, frames[0]?.blockSizeBytes ?? SMALLEST_BLOCK_BYTES),
    hotplug: hotplugRanges(frames),
    zones: stageZones(frames.flatMap(({ zones }) => zones.map(zoneAsStage))),
    nodes: stageNodes(frames.flatMap(({ nodes }) => nodes.map(nodeAsStage))),
    iomemRows: iomemRows(frames, memory),
  };
}

const isCovered = (by: readonly ByteRange[], range: ByteRange): boolean =>
  by.some(({ startBytes, endBytes }) => startBytes <= range.startBytes && range.endBytes <= endBytes);

/** The stage itself if it has room for the moment, else a larger one: no moment is ever drawn in part. */
export function stageWith(stage: MapStage, frame: Frame): MapStage {
  const zonesFit = frame.zones.every((zone) =>
    stage.zones.some((row) => zoneKey(row) === zoneKey(zone) && isCovered(row.spans, spanRange(zone))),
  );
  const nodesFit = frame.nodes.every((node) => stage.nodes.some(({ nid }) => nid === node.nid));
  const blocksFit = frame.blocks.every((block) => isCovered(stage.memory, blockRange(block)));
  if (zonesFit && nodesFit && blocksFit) return stage;
  const own = mapStage([frame]);
  const memory = joinRanges([...stage.memory, ...own.memory]);
  return {
    memory,
    axis: keptAxis(memory, frame.blockSizeBytes),
    hotplug: joinRanges([...stage.hotplug, ...own.hotplug]),
    zones: stageZones([...stage.zones, ...own.zones]),
    nodes: stageNodes([...stage.nodes, ...own.nodes]),
    iomemRows: Math.max(stage.iomemRows, own.iomemRows),
  };
}
