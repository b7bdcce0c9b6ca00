/**
 * The map in words: its text twin, in the order of the lanes. What a picture shows by place and shape must be there
 * for those who hear it; equal neighbours are said once.
 */
import type { BlockView, Frame, NodeView, ResourceView, ZoneView } from '#lib/workbench/frame.ts';
import { blockSentence } from './block-list.ts';
import { blockSummary } from './lanes/margin.ts';
import { spanRange, zoneKey } from './map-stage.ts';
import { gibText, hexAddress, sizeText } from './number-text.ts';
import { limitText, ratioText } from './ratio-gauge.ts';
import { rangeSizeBytes, type ByteRange } from './ranges.ts';

export interface TextLane {
  readonly heading: string;
  readonly rows: readonly string[];
}

/** `memory3: online, DMA32` said for a row of blocks of which it is true. */
function blockRows(blocks: readonly BlockView[]): string[] {
  const rows: { first: BlockView; last: BlockView; rest: string }[] = [];
  for (const block of blocks) {
    const rest = blockSentence(block).replace(/^memory\d+/, '');
    const row = rows.at(-1);
    if (row !== undefined && row.last.id + 1 === block.id && row.rest === rest) row.last = block;
    else rows.push({ first: block, last: block, rest });
  }
  return rows.map(({ first, last, rest }) =>
    first === last ? `memory${first.id}${rest}` : `memory${first.id} to memory${last.id}${rest}`,
  );
}

function rangesText(ranges: readonly ByteRange[]): string {
  if (ranges.length === 0) return 'nothing';
  return ranges
    .map(({ startBytes, endBytes }) => `${gibText(startBytes)} to ${gibText(endBytes)}`)
    .join(', ');
}

function resourceRow({ startBytes, endBytes, name, depth, busy }: ResourceView): string {
  const nested = depth === 0 ? '' : `, inside level ${depth}`;
  return `${hexAddress(startBytes)}-${hexAddress(endBytes)}: ${name}${busy ? ', busy' : ''}${nested}`;
}

function nodeRow(node: NodeView): string {
  const state = node.online ? 'online' : 'offline';
  if (node.spannedPages === 0) return `node ${node.nid}: ${state}, spans nothing`;
  const span = rangesText([spanRange(node)]);
  return `node ${node.nid}: ${state}, spans ${span}, present ${rangesText(node.presentRanges)}`;
}

function zoneRow(zone: ZoneView): string {
  const counters = `start_pfn ${zone.startPfn}, spanned ${zone.spannedPages}, present ${zone.presentPages}, managed ${zone.managedPages}`;
  const changed = zone.changed ? ', changed in this step' : '';
  return `${zoneKey(zone)}: ${counters}; present at ${rangesText(zone.presentRanges)}${changed}`;
}

function holeRows({ blocks }: Frame): string[] {
  const rows: string[] = [];
  for (const [i, block] of blocks.entries()) {
    const before = blocks[i - 1];
    if (before === undefined || before.id + 1 === block.id) continue;
    const hole = { startBytes: before.startBytes + before.sizeBytes, endBytes: block.startBytes };
    rows.push(`no blocks from ${rangesText([hole])}, ${sizeText(rangeSizeBytes(hole))}`);
  }
  return rows;
}

/** What the map of this moment shows, lane by lane. */
export function mapText(frame: Frame): TextLane[] {
  const { total, states } = blockSummary(frame);
  return [
    { heading: 'Whole machine', rows: [total, states, ...holeRows(frame)] },
    { heading: 'iomem', rows: frame.resources.map(resourceRow) },
    { heading: 'Nodes', rows: frame.nodes.map(nodeRow) },
    { heading: 'Zones', rows: frame.zones.map(zoneRow) },
    { heading: 'Blocks', rows: blockRows(frame.blocks) },
    {
      heading: 'Movable to kernel memory',
      rows: [ratioText(frame.movableRatioPercent), `limit ${frame.ratioLimitPercent} %`, limitText(frame)],
    },
  ];
}
