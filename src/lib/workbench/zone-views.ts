/**
 * Zones and nodes as the map shows them: span, what is present, counters.
 */
import { zoneRow } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { listBlocks } from '#lib/hotplug/userspace/files.ts';
import { PAGE_SIZE_BYTES, ZONE_COUNT, ZONE_MOVABLE, ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import type { NodeView, ZoneView } from './frame.ts';
import type { StepChanges } from './step-changes.ts';

interface ByteSpan {
  startBytes: number;
  endBytes: number;
}

function joined(spans: readonly ByteSpan[]): ByteSpan[] {
  const list: ByteSpan[] = [];
  for (const span of spans) {
    const last = list.at(-1);
    if (last !== undefined && last.endBytes === span.startBytes) last.endBytes = span.endBytes;
    else list.push({ ...span });
  }
  return list;
}

function bytesOfSpan(startPfn: number, pages: number): ByteSpan {
  return { startBytes: startPfn * PAGE_SIZE_BYTES, endBytes: (startPfn + pages) * PAGE_SIZE_BYTES };
}

/** Online blocks of a zone as byte ranges; of a boot block in several zones the part that belongs to this one. */
function presentRanges(k: Kernel, nid: number, zone: number): ByteSpan[] {
  const spans: ByteSpan[] = [];
  const row = zoneRow(nid, zone);
  const boot = bytesOfSpan(
    k.zones.bootStartPfn.get(row),
    k.zones.bootEndPfn.get(row) - k.zones.bootStartPfn.get(row),
  );
  for (const id of listBlocks(k)) {
    if (k.blocks.sectionsOnline.get(id) === 0 || k.blocks.nid.get(id) !== nid) continue;
    const block = bytesOfSpan(id * k.blockPages, k.blockPages);
    const owner = k.blocks.pagesZone.get(id) - 1;
    if (owner === zone) spans.push(block);
    if (owner >= 0) continue;
    const startBytes = Math.max(block.startBytes, boot.startBytes);
    const endBytes = Math.min(block.endBytes, boot.endBytes);
    if (endBytes > startBytes) spans.push({ startBytes, endBytes });
  }
  return joined(spans);
}

/** Zones with a span or pages, node by node. */
export function zoneViews(k: Kernel, changes: StepChanges): ZoneView[] {
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
        presentRanges: presentRanges(k, nid, zone),
        changed: changes.zones.has(row),
      });
    }
  }
  return views;
}

/** Nodes that are possible. */
export function nodeViews(k: Kernel): NodeView[] {
  const views: NodeView[] = [];
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    if (k.nodes.possible.get(nid) === 0) continue;
    const online = listBlocks(k)
      .filter((id) => k.blocks.sectionsOnline.get(id) !== 0 && k.blocks.nid.get(id) === nid)
      .map((id) => bytesOfSpan(id * k.blockPages, k.blockPages));
    views.push({
      nid,
      online: k.nodes.online.get(nid) !== 0,
      hasMemory: k.nodes.hasMemory.get(nid) !== 0,
      hasNormalMemory: k.nodes.hasNormalMemory.get(nid) !== 0,
      startPfn: k.nodes.startPfn.get(nid),
      spannedPages: k.nodes.spanned.get(nid),
      presentRanges: joined(online),
    });
  }
  return views;
}
