/**
 * The map in words: its text twin, in the order of the lanes. What a picture shows by place and shape must be there
 * for those who hear it; equal neighbours are said once.
 */
import type { Frame, NodeView, PageRunView, ResourceView, ZoneView } from '#lib/workbench/frame.ts';
import { blockSentence } from './block-list.ts';
import { blockSummary } from './lanes/margin.ts';
import { blockRange, runRange, spanRange, zoneKey } from './map-stage.ts';
import { gibText, hexAddress, sizeText } from './number-text.ts';
import { PAGE_BYTES } from './pageblock.ts';
import { limitText, ratioText } from './ratio-gauge.ts';
import { gapsBetween, joinRanges, rangeSizeBytes, type ByteRange } from './ranges.ts';

export interface TextLane {
  readonly heading: string;
  readonly rows: readonly string[];
}

/** `memory3: online, DMA32` said for a row of blocks of which it is true. */
function blockRows({ blocks, runs }: Pick<Frame, 'blocks' | 'runs'>): string[] {
  const all = [...blocks.map((first) => ({ first, count: 1 })), ...runs].sort(
    (a, b) => a.first.id - b.first.id,
  );
  const rows: { first: number; last: number; rest: string }[] = [];
  for (const { first, count } of all) {
    const rest = blockSentence(first).replace(/^memory\d+/, '');
    const row = rows.at(-1);
    const last = first.id + count - 1;
    if (row !== undefined && row.last + 1 === first.id && row.rest === rest) row.last = last;
    else rows.push({ first: first.id, last, rest });
  }
  return rows.map(({ first, last, rest }) =>
    first === last ? `memory${first}${rest}` : `memory${first} to memory${last}${rest}`,
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

function holeRows({ blocks, runs }: Frame): string[] {
  const ranges = joinRanges([...blocks.map(blockRange), ...runs.map(runRange)]);
  return gapsBetween(ranges).map(
    (hole) => `no blocks from ${rangesText([hole])}, ${sizeText(rangeSizeBytes(hole))}`,
  );
}

function pageRow({ startPfn, pages, word }: PageRunView, blockSizeBytes: number): string {
  const block = Math.floor((startPfn * PAGE_BYTES) / blockSizeBytes);
  return `memory${block}, pfn ${hexAddress(startPfn)}: ${pages} ${pages === 1 ? 'page' : 'pages'}, ${word}`;
}

/** Numbers of blocks, neighbours joined. */
function idRows(ids: readonly number[]): string[] {
  const rows: { first: number; last: number }[] = [];
  for (const id of ids) {
    const row = rows.at(-1);
    if (row?.last === id - 1) row.last = id;
    else rows.push({ first: id, last: id });
  }
  return rows.map(({ first, last }) =>
    first === last ? `memory${first}` : `memory${first} to memory${last}`,
  );
}

/** What the map of this moment shows, lane by lane; `asked` are the blocks that a lesson asks about. */
export function mapText(frame: Frame, asked: readonly number[] = []): TextLane[] {
  const { total, states } = blockSummary(frame);
  return [
    { heading: 'Whole machine', rows: [total, states, ...holeRows(frame)] },
    { heading: 'iomem', rows: frame.resources.map(resourceRow) },
    { heading: 'Nodes', rows: frame.nodes.map(nodeRow) },
    { heading: 'Zones', rows: frame.zones.map(zoneRow) },
    { heading: 'Blocks', rows: blockRows(frame) },
    ...(asked.length === 0 ? [] : [{ heading: 'You are asked what these will be', rows: idRows(asked) }]),
    { heading: 'Pages', rows: frame.pageRuns.map((run) => pageRow(run, frame.blockSizeBytes)) },
    {
      heading: 'Movable to kernel memory',
      rows: [ratioText(frame.movableRatioPercent), `limit ${frame.ratioLimitPercent} %`, limitText(frame)],
    },
  ];
}
