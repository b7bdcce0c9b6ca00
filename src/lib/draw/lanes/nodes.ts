/**
 * The node lane: a thin line from the first to the last page that a node spans, thick where memory is present.
 */
import type { NodeView } from '#lib/workbench/frame.ts';
import { spanRange, type StageNode } from '../map-stage.ts';
import type { Row } from '../map-geometry.ts';
import { path, rect, text, type Mark, n } from '../marks.ts';
import { GIB, gibText } from '../number-text.ts';
import { clipRanges, rangesOverlap, type ByteRange } from '../ranges.ts';
import { textWidthPx } from '../text-width.ts';
import { elsewhereMarks } from './elsewhere.ts';
import { breakExtents, roomFor, type Extent } from './free-room.ts';
import type { Scene } from './scene.ts';

const PRESENT_HEIGHT = 6;
const END_HEIGHT = 8;
const NOTE_PADDING_PX = 6;

/** `0` to `9 GiB`, short where both ends are whole. */
function spanText({ startBytes, endBytes }: ByteRange): string {
  const start = gibText(startBytes < GIB / 1024 ? 0 : startBytes);
  const end = gibText(endBytes);
  const unit = end.slice(end.indexOf(' '));
  return `spans ${start.endsWith(unit) ? start.slice(0, -unit.length) : start} to ${end}`;
}

/** Other nodes whose memory lies inside this node's span. */
function crossedNodes(node: NodeView, nodes: readonly NodeView[]): number[] {
  const span = spanRange(node);
  return nodes
    .filter((other) => other.nid !== node.nid)
    .filter(({ presentRanges }) => presentRanges.some((range) => rangesOverlap(range, span)))
    .map(({ nid }) => nid);
}

function nodeNote(node: NodeView, nodes: readonly NodeView[]): string {
  const crossed = crossedNodes(node, nodes);
  const across = crossed.length === 0 ? '' : `, across node ${crossed.join(', ')}`;
  return `${spanText(spanRange(node))}${across}`;
}

function withoutSpan({ online, spannedPages }: NodeView): string {
  return online && spannedPages === 0 ? 'online, without memory' : '';
}

/** Columns behind blocks that changed: the ground of a remark would cut a hole into them. */
function nowExtents({ signs, scale }: Scene): Extent[] {
  return signs.changed.map(({ startBytes, sizeBytes }) => ({
    x0: scale.xPx(startBytes),
    x1: scale.xPx(startBytes + sizeBytes),
  }));
}

function nodeMarks(node: NodeView, y: number, scene: Scene): Mark[] {
  const { scale, frame } = scene;
  const { window, x0Px, x1Px } = scale;
  const key = `node ${node.nid}`;
  const middle = y + 4;
  const marks: Mark[] = [];
  const [span] = clipRanges([spanRange(node)], window);
  if (span !== undefined) {
    const { startBytes, endBytes } = spanRange(node);
    const [left, right] = [scale.xPx(span.startBytes), scale.xPx(span.endBytes)];
    const ends = [startBytes, endBytes].filter((end) => window.startBytes < end && end < window.endBytes);
    const legs = ends.map((end) => `M${n(scale.xPx(end))} ${middle - END_HEIGHT / 2}v${END_HEIGHT}`).join('');
    marks.push(path(`${key} span`, 'outline', `M${n(left)} ${middle}H${n(right)}${legs}`));
  }
  const bars = clipRanges(node.presentRanges, window).map(({ startBytes, endBytes }) => ({
    x0: scale.xPx(startBytes),
    x1: scale.xPx(endBytes),
  }));
  for (const [i, { x0, x1 }] of bars.entries()) {
    marks.push(rect(`${key} present ${i}`, 'ink2-fill', [x0, middle - 3, x1 - x0, PRESENT_HEIGHT]));
  }
  const note = span === undefined ? withoutSpan(node) : nodeNote(node, frame.nodes);
  const place = roomFor([...bars, ...breakExtents(scale), ...nowExtents(scene)], {
    x0: x0Px,
    x1: x1Px,
    text: note,
    paddingPx: NOTE_PADDING_PX,
    beside: bars.at(-1) ?? null,
  });
  if (place !== null) {
    const width = textWidthPx(note) + 4;
    marks.push(
      rect(`${key} note ground`, 'paper-fill', [place - 3, middle - 5, width, 10]),
      text(`${key} note`, 'small ink2', [place, middle + 4], note),
    );
  }
  return [...marks, ...elsewhereMarks(key, spanRange(node), middle + 4, scale)];
}

export function nodeLaneMarks(scene: Scene): Mark[] {
  const { nodes, labelXPx } = scene.geometry;
  return nodes.flatMap(({ of, y }: Row<StageNode>) => {
    const node = scene.frame.nodes.find(({ nid }) => nid === of.nid);
    const tone = node?.online === true ? '' : ' ink3';
    const label =
      labelXPx === null
        ? []
        : [text(`label ${of.nid}`, `lane-label size-12${tone}`, [labelXPx, y + 8], `node ${of.nid}`, 'end')];
    return [...label, ...(node === undefined ? [] : nodeMarks(node, y, scene))];
  });
}
