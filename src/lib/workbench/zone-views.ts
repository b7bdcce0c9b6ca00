/**
 * Zones and nodes as the map shows them: span, what is present, counters.
 */
import { zoneRow } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { PAGE_SIZE_BYTES, ZONE_COUNT, ZONE_MOVABLE, ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import type { NodeView, ZoneView } from './frame.ts';
import type { StepChanges } from './step-changes.ts';

interface ByteSpan {
  startBytes: number;
  endBytes: number;
}

function bytesOfSpan(startPfn: number, pages: number): ByteSpan {
  return { startBytes: startPfn * PAGE_SIZE_BYTES, endBytes: (startPfn + pages) * PAGE_SIZE_BYTES };
}

/** Online memory as byte ranges: by row of the zone columns, and by node. */
export interface PresentRanges {
  readonly zones: ReadonlyMap<number, readonly ByteSpan[]>;
  readonly nodes: ReadonlyMap<number, readonly ByteSpan[]>;
}

function push(spans: Map<number, ByteSpan[]>, key: number, span: ByteSpan): void {
  const list = spans.get(key);
  const last = list?.at(-1);
  if (last !== undefined && last.endBytes === span.startBytes) last.endBytes = span.endBytes;
  else if (list !== undefined) list.push({ ...span });
  else spans.set(key, [{ ...span }]);
}

/** Parts of memory of boot that lie in several zones of its node: each zone as it was at boot. */
function bootParts(k: Kernel, nid: number, boot: ByteSpan): { row: number; span: ByteSpan }[] {
  const parts: { row: number; span: ByteSpan }[] = [];
  for (let zone = 0; zone < ZONE_COUNT; zone++) {
    const row = zoneRow(nid, zone);
    const startPfn = k.zones.bootStartPfn.get(row);
    const whole = bytesOfSpan(startPfn, k.zones.bootEndPfn.get(row) - startPfn);
    const startBytes = Math.max(boot.startBytes, whole.startBytes);
    const endBytes = Math.min(boot.endBytes, whole.endBytes);
    if (endBytes > startBytes) parts.push({ row, span: { startBytes, endBytes } });
  }
  return parts;
}

/** One walk over all blocks, stretch by stretch of equal ones: there may be half a million. */
export function presentRanges(k: Kernel): PresentRanges {
  const zones = new Map<number, ByteSpan[]>();
  const nodes = new Map<number, ByteSpan[]>();
  const online = k.blocks.sectionsOnline.data;
  const nids = k.blocks.nid.data;
  const owners = k.blocks.pagesZone.data;
  for (let id = k.blocks.sectionsOnline.firstNonZero(0, online.length); id >= 0;) {
    const nid = nids[id] ?? 0;
    const owner = owners[id] ?? 0;
    let end = id + 1;
    while (
      end < online.length &&
      online[end] !== 0 &&
      (nids[end] ?? 0) === nid &&
      (owners[end] ?? 0) === owner
    )
      end++;
    const span = bytesOfSpan(id * k.blockPages, (end - id) * k.blockPages);
    push(nodes, nid, span);
    if (owner > 0) push(zones, zoneRow(nid, owner - 1), span);
    else for (const part of bootParts(k, nid, span)) push(zones, part.row, part.span);
    id = k.blocks.sectionsOnline.firstNonZero(end, online.length);
  }
  return { zones, nodes };
}

/** Zones with a span or pages, node by node. */
export function zoneViews(k: Kernel, changes: StepChanges, present: PresentRanges): ZoneView[] {
  const views: ZoneView[] = [];
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    for (let zone = 0; zone < ZONE_COUNT; zone++) {
      const row = zoneRow(nid, zone);
      const spannedPages = k.zones.spanned.get(row);
      const presentPages = k.zones.present.get(row);
      if (spannedPages === 0 && presentPages === 0) continue;
      views.push({
        nid,
        name: ZONE_NAMES[zone]!,
        startPfn: k.zones.startPfn.get(row),
        spannedPages,
        presentPages,
        managedPages: k.zones.managed.get(row),
        isMovable: zone === ZONE_MOVABLE,
        presentRanges: present.zones.get(row) ?? [],
        changed: changes.zones.has(row),
      });
    }
  }
  return views;
}

/** Nodes that are possible. */
export function nodeViews(k: Kernel, present: PresentRanges): NodeView[] {
  const views: NodeView[] = [];
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    if (k.nodes.possible.get(nid) === 0) continue;
    views.push({
      nid,
      online: k.nodes.online.get(nid) !== 0,
      hasMemory: k.nodes.hasMemory.get(nid) !== 0,
      hasNormalMemory: k.nodes.hasNormalMemory.get(nid) !== 0,
      startPfn: k.nodes.startPfn.get(nid),
      spannedPages: k.nodes.spanned.get(nid),
      presentRanges: present.nodes.get(nid) ?? [],
    });
  }
  return views;
}
