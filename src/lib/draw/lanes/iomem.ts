/**
 * The iomem lane: entries of /proc/iomem, nested ones in rows below their parents. BUSY is an underline, not a
 * colour; a name is printed whole or not at all.
 */
import type { ResourceView } from '#lib/workbench/frame.ts';
import { resourceRange } from '../map-stage.ts';
import { rect, text, type Mark } from '../marks.ts';
import { rangesOverlap } from '../ranges.ts';
import { textWidthPx } from '../text-width.ts';
import type { Scene } from './scene.ts';

const BAR_HEIGHT = 14;
const UNDERLINE = 2;
const NARROWEST_PX = 1;
const NAME_PADDING_PX = 5;

/** Row of an entry, or null where it is not shown: on a phone only the memory itself is. */
function rowOf(entry: ResourceView, { geometry }: Scene): number | null {
  if (geometry.arrangement !== 'phone') return entry.depth < geometry.iomem.rows ? entry.depth : null;
  return entry.name.startsWith('System RAM') ? 0 : null;
}

function entryMarks(entry: ResourceView, row: number, { geometry, scale }: Scene): Mark[] {
  const { iomem, plot } = geometry;
  const range = resourceRange(entry);
  const x0 = Math.max(plot.x0 - 2, scale.xPx(range.startBytes));
  const x1 = Math.min(plot.x1 + 2, scale.xPx(range.endBytes));
  const width = x1 - x0;
  if (width < NARROWEST_PX) return [];
  const y = iomem.y + row * iomem.pitch;
  const key = `${entry.startBytes} ${entry.depth} ${entry.name}`;
  const hasGap = width > 8;
  const [left, barWidth] = hasGap ? [x0 + 1, width - 2] : [x0, width];
  const marks: Mark[] = entry.busy
    ? [
        rect(key, 'iomem-busy', [left, y, barWidth, BAR_HEIGHT]),
        rect(`${key} busy`, 'ink2-fill', [left, y + BAR_HEIGHT - UNDERLINE, barWidth, UNDERLINE]),
      ]
    : [rect(key, 'outline', [left + 0.5, y + 0.5, barWidth - 1, BAR_HEIGHT - 1])];
  const nameXPx = Math.max(plot.x0, left) + NAME_PADDING_PX;
  const roomPx = Math.min(plot.x1, left + barWidth) - nameXPx - 2;
  if (textWidthPx(entry.name, 'mono') <= roomPx) {
    marks.push(text(`${key} name`, 'mono small', [nameXPx, y + 9.7], entry.name));
  }
  return marks;
}

export function iomemMarks(scene: Scene): Mark[] {
  const { labelXPx, iomem } = scene.geometry;
  const entries = scene.frame.resources.flatMap((entry) => {
    const row = rowOf(entry, scene);
    const isVisible = rangesOverlap(resourceRange(entry), scene.scale.window);
    return row === null || !isVisible ? [] : entryMarks(entry, row, scene);
  });
  if (labelXPx === null) return entries;
  return [text('label', 'lane-label size-12', [labelXPx, iomem.y + 12], 'iomem', 'end'), ...entries];
}
